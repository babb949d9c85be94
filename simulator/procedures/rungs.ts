// How messages are put on a ladder: in order, with lifelike gaps, some of them at fixed times.
import { hashWords } from "../../domain/hash.ts";
import type { SccpType } from "../../signaling/carriers/sccp.ts";
import type { BssapMessage } from "../../signaling/messages/bssap.ts";
import type { Direction } from "../../signaling/messages/sms.ts";

/** One message of a ladder. */
export interface WireMessage {
  /** ms since the scenario's start. */
  readonly timeMs: number;
  /** up = from the base station subsystem to the MSC. */
  readonly direction: Direction;
  readonly sccp: Extract<SccpType, "UDT" | "CR" | "CC" | "CREF" | "DT1" | "RLSD" | "RLC">;
  /** Absent on CC, RLSD and RLC. */
  readonly bssap?: BssapMessage;
  /** True on the message that concludes the event: its time is the event's. */
  readonly concludes: boolean;
  /** True on the message that shows the handset, and so concludes the `handset.seen` before. */
  readonly showsHandset: boolean;
  /**
   * 0 = the connection at hand, or the one that this ladder opens; a handover opens 1 and, when it
   * succeeds only at the second attempt, 2.
   */
  readonly path: number;
  /** Location area whose BSC is at the other end of the path. */
  readonly lac: number;
}

/** Least and most ms between a message and the one before it. */
export type Gap = readonly [leastMs: number, mostMs: number];

/** Gaps by what happens in them; all assumed, within what 24.008 §11 and 48.008 §3.1 allow. */
export const GAP = {
  /** MSC or BSC goes on at once. */
  machine: [3, 22],
  /** MSC has asked the VLR. */
  register: [15, 70],
  /** MSC has asked the HLR or a service centre. */
  distant: [120, 420],
  /** The phone answers on its signalling channel. */
  radio: [120, 260],
  /** The phone answers after its SIM has computed. */
  card: [220, 420],
  /** The phone answers while it is on a traffic channel. */
  fast: [30, 90],
  /** The phone is on a new channel. */
  channel: [180, 320],
  /** The phone hears its paging and gets a channel. */
  page: [450, 1_000],
  /** The phone has not heard its paging, and is paged again (T3113 of 48.008 §3.1.10). */
  unheard: [1_900, 2_300],
} as const satisfies Record<string, Gap>;

/**
 * A rung that stands at a time of its own: at the event's, or at an offset from it. What comes
 * "before" concludes nothing: the event is what does not follow it.
 */
export type Mark = "event" | "handset" | "before";

interface Rung extends Omit<WireMessage, "timeMs" | "concludes" | "showsHandset"> {
  readonly gap: Gap;
  readonly mark: Mark | undefined;
}

/** Collects the messages of one event in their order. */
export class Rungs {
  readonly #rungs: Rung[] = [];
  readonly #word: number;
  /** Where the next messages go. */
  path = 0;
  lac: number;

  /** `word` draws the gaps; `lac` names the BSC. */
  constructor(word: number, lac: number) {
    this.#word = word;
    this.lac = lac;
  }

  add(
    gap: Gap,
    { direction, sccp, bssap }: Pick<WireMessage, "direction" | "sccp" | "bssap">,
    mark?: Mark,
  ): void {
    const { path, lac } = this;
    const rung = { gap, direction, sccp, path, lac, mark };
    this.#rungs.push(bssap === undefined ? rung : { ...rung, bssap });
  }

  up(gap: Gap, bssap: BssapMessage, mark?: Mark): void {
    this.add(gap, { direction: "up", sccp: "DT1", bssap }, mark);
  }

  down(gap: Gap, bssap: BssapMessage, mark?: Mark): void {
    this.add(gap, { direction: "down", sccp: "DT1", bssap }, mark);
  }

  /**
   * The messages with their times. Gaps before the first fixed rung shrink so that the ladder begins
   * no more than `roomMs` before the event; gaps between two fixed rungs are made to fit.
   */
  place(
    eventMs: number,
    roomMs: number,
    offsets: Readonly<Partial<Record<Mark, number>>>,
  ): readonly WireMessage[] {
    const rungs = this.#rungs;
    const times = rungs.map((rung, index) => (index === 0 ? 0 : this.#draw(rung.gap, index)));
    for (let index = 1; index < times.length; index++) times[index]! += times[index - 1]!;
    const fixed = rungs.flatMap(({ mark }, index) => (mark === undefined ? [] : [index]));
    arrange(
      times,
      fixed.map((index) => ({ index, atMs: offsets[rungs[index]!.mark!] ?? 0 })),
      roomMs,
    );
    return rungs.map(({ direction, sccp, bssap, path, lac, mark }, index) => {
      const timeMs = eventMs + times[index]!;
      const concludes = mark === "event";
      const showsHandset = mark === "handset";
      const message = { timeMs, direction, sccp, concludes, showsHandset, path, lac };
      return bssap === undefined ? message : { ...message, bssap };
    });
  }

  #draw([least, most]: Gap, index: number): number {
    return least + (hashWords(this.#word, index, 0x6761) % (most - least + 1));
  }
}

/** Shifts and stretches `times`, ms in order, in place, so that fixed ones are where they must be. */
function arrange(
  times: number[],
  fixed: readonly { readonly index: number; readonly atMs: number }[],
  roomMs: number,
): void {
  const first = fixed[0];
  if (first === undefined) return;
  const drawn = times.slice();
  const since = (from: number, to: number): number => drawn[to]! - drawn[from]!;
  const lead = since(0, first.index);
  const room = Math.max(0, roomMs + first.atMs);
  const shrink = lead > room ? room / lead : 1;
  for (let index = 0; index < first.index; index++) {
    times[index] = first.atMs - Math.floor(since(index, first.index) * shrink);
  }
  fixed.forEach(({ index: from, atMs }, place) => {
    const next = fixed[place + 1];
    const to = next?.index ?? times.length;
    const stretch = next === undefined ? 1 : (next.atMs - atMs) / Math.max(1, since(from, to));
    for (let index = from; index < to; index++) {
      times[index] = atMs + Math.floor(since(from, index) * stretch);
    }
  });
}
