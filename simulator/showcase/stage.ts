// Where the showcase's events are written down: what is said, what passes the door, in which form.
import { NO_CAUSE } from "../../domain/cause.ts";
import { hashWords } from "../../domain/hash.ts";
import type { Tokenise } from "../../domain/identity.ts";
import {
  carrierPrefixOf,
  type NumberPlan,
  type OtherParty,
  otherParty,
  type SignalledNumber,
  serviceOf,
} from "../../domain/number-plan.ts";
import {
  byTotalOrder,
  type EventHead,
  type MessageShape,
  type SubscriberEvent,
} from "../../domain/subscriber-event.ts";
import { SECOND_MS } from "../../domain/time.ts";
import { fitsGsmAlphabet } from "../../signaling/messages/gsm-alphabet.ts";
import type { Forced } from "../procedures.ts";
import type { Spoken } from "../spoken.ts";
import type { CellPlace, Place, Player } from "./players.ts";

type WithoutHead<E> = E extends SubscriberEvent ? Omit<E, keyof EventHead> : never;
/** An event before it has a time, a subscriber, a number and a cell. */
export type Told = WithoutHead<SubscriberEvent>;

/** The truth behind an event's tokens. */
export interface Said {
  readonly number?: SignalledNumber;
  readonly text?: string | Uint8Array;
  readonly imei?: string;
  readonly code?: string;
  readonly key?: string;
}

/** What belongs to an event besides: its truth, and the forms of its procedure. */
export interface Aside {
  readonly said?: Said;
  readonly forced?: Forced;
}

/** Between two events of one person: the longest ladder before an event, and some. */
export const PAUSE_MS = 40 * SECOND_MS;
/** From the message that shows the handset to the event that follows it. */
const HANDSET_MS = 350;
/** Events of one person, for a key that is a safe integer. */
const SEQUENCES = 2 ** 20;

interface Line extends Aside {
  readonly timeMs: number;
  readonly subscriber: number;
  readonly order: number;
  readonly at: CellPlace;
  readonly told: Told;
}

/** What {@link Stage.script} makes of the lines. */
export interface Script {
  /** In the total order. */
  readonly events: readonly SubscriberEvent[];
  readonly spoken: Spoken;
  formsOf(event: SubscriberEvent): Forced | undefined;
}

/** Keeps the time of the scene that is played, and all lines. */
export class Stage {
  readonly numbers: NumberPlan;
  readonly #tokenise: Tokenise;
  readonly #lines: Line[] = [];
  nowMs = 0;

  constructor(numbers: NumberPlan, tokenise: Tokenise) {
    this.numbers = numbers;
    this.#tokenise = tokenise;
  }

  /** Lets time pass: so much, and up to a second more. */
  pass(ms: number): void {
    this.nowMs += ms + (hashWords(this.#lines.length, this.nowMs) % SECOND_MS);
  }

  /** An event of a player in the cell where he is, `afterMs` from now. */
  tell(player: Player, told: Told, aside: Aside & Place = {}): void {
    const { said, forced, afterMs = 0, at = player.at } = aside;
    this.#lines.push({
      timeMs: this.nowMs + afterMs,
      subscriber: player.subscriber,
      order: this.#lines.length,
      at,
      told,
      ...(said === undefined ? {} : { said }),
      ...(forced === undefined ? {} : { forced }),
    });
  }

  /** The player's handset, in the connection of the event that is `afterMs` from now. */
  tellHandset(player: Player, afterMs = 0, leadMs = HANDSET_MS): void {
    const { imei } = player;
    const tac = Number(imei.slice(0, 8));
    const handset = this.#tokenise("imei", imei);
    const event = { type: "handset.seen", tac, handset } as const;
    this.tell(player, event, { afterMs: afterMs - leadMs, said: { imei } });
  }

  /** The other party as it passes the door. */
  partyOf(number: SignalledNumber): OtherParty {
    return otherParty(this.numbers, this.#tokenise, number);
  }

  prefixOf({ digits }: SignalledNumber): string {
    return carrierPrefixOf(this.numbers, digits);
  }

  shapeOf(text: string | Uint8Array): Omit<MessageShape, "part" | "parts"> {
    if (typeof text !== "string") {
      const hex = Array.from(text, (octet) => octet.toString(16).padStart(2, "0")).join("");
      return { body: this.#tokenise("body", hex), length: text.length, coding: "octets" };
    }
    const coding = fitsGsmAlphabet(text) ? "gsm7" : "ucs2";
    return { body: this.#tokenise("body", text), length: text.length, coding };
  }

  keywordOf({ number }: OtherParty, text: string | Uint8Array): string {
    const service = number === "" ? undefined : serviceOf(this.numbers, number);
    const word = typeof text === "string" ? text.trim().toUpperCase() : "";
    return service?.keywords[word] ?? "";
  }

  /** All lines as events, numbered in their total order. */
  script(): Script {
    const lines = this.#lines.toSorted(
      (a, b) => a.timeMs - b.timeMs || a.subscriber - b.subscriber || a.order - b.order,
    );
    const sequences = new Map<number, number>();
    const asides = new Map<number, Aside>();
    const events = lines.map(({ timeMs, subscriber, at: { lac, ci }, told, ...aside }) => {
      const sequence = sequences.get(subscriber) ?? 0;
      sequences.set(subscriber, sequence + 1);
      asides.set(subscriber * SEQUENCES + sequence, aside);
      const head = { timeMs, subscriber, sequence, source: "tap", cause: NO_CAUSE } as const;
      return { ...head, lac, ci, ...told } as SubscriberEvent;
    });
    const asideOf = ({ subscriber, sequence }: EventHead): Aside =>
      asides.get(subscriber * SEQUENCES + sequence) ?? {};
    const saidIn = (event: EventHead): Said => asideOf(event).said ?? {};
    return {
      events: events.sort(byTotalOrder),
      spoken: {
        numberOf: (event) => saidIn(event).number ?? { digits: "" },
        textOf: (event) => saidIn(event).text ?? "",
        imeiOf: (event) => saidIn(event).imei ?? "",
        codeOf: (event) => saidIn(event).code ?? "",
        keyOf: (event) => saidIn(event).key ?? "",
      },
      formsOf: (event) => asideOf(event).forced,
    };
  }
}
