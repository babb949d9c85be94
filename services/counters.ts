// Running totals for the map's counters, counted from closed windows.
import type { CampaignCount, Counters, Tick } from "../domain/map-frame.ts";
import { OUTCOME_KINDS, type OutcomeKind } from "../domain/offer.ts";
import { MINUTE_MS, SECOND_MS } from "../domain/time.ts";
import type { Sums, WindowClosed } from "./batches.ts";
import type { ClockState } from "./pacer.ts";

type Outcomes = Record<OutcomeKind, number>;

/** What is counted of one campaign. */
interface Tally {
  offered: number;
  readonly byRule: Record<string, number>;
  readonly outcomes: Outcomes;
}

const noOutcomes = (): Outcomes =>
  Object.fromEntries(OUTCOME_KINDS.map((kind) => [kind, 0])) as Outcomes;

const noTally = (): Tally => ({ offered: 0, byRule: {}, outcomes: noOutcomes() });

/** A copy that counts on by itself. */
function copyOf({ offered, byRule, outcomes }: CampaignCount): Tally {
  return { offered, byRule: { ...byRule }, outcomes: { ...noOutcomes(), ...outcomes } };
}

/** Counts what has been closed since the run's start. */
export class Totals {
  #events = 0;
  #byCampaign: Tally[];
  /** Windows of the last network minute, oldest first. */
  #recent: { readonly toMs: number; readonly events: number }[] = [{ toMs: 0, events: 0 }];

  constructor(campaigns: number) {
    this.#byCampaign = Array.from({ length: campaigns }, noTally);
  }

  add(window: WindowClosed): void {
    this.#events += window.events;
    for (const decision of window.decisions) {
      const tally = this.#byCampaign[decision.campaign]!;
      if (decision.kind === "offered") tally.offered++;
      else tally.byRule[decision.rule] = (tally.byRule[decision.rule] ?? 0) + 1;
    }
    for (const { kind, campaign } of window.outcomes) this.#byCampaign[campaign]!.outcomes[kind]++;
    this.#remember(window);
  }

  /** What {@link restore} takes. */
  get sums(): Sums {
    return {
      events: this.#events,
      byCampaign: this.#byCampaign.map(copyOf),
      recent: [...this.#recent],
    };
  }

  restore({ events, byCampaign, recent }: Sums): void {
    this.#events = events;
    this.#byCampaign = byCampaign.map(copyOf);
    this.#recent = [...recent];
  }

  #remember({ toMs, events }: WindowClosed): void {
    const last = this.#recent.at(-1)!;
    // Windows shorter than a second are joined, so that the list stays short at any speed.
    if (toMs - last.toMs < SECOND_MS && this.#recent.length > 1) {
      this.#recent[this.#recent.length - 1] = { toMs: last.toMs, events: last.events + events };
    } else this.#recent.push({ toMs, events });
    while (this.#recent.length > 2 && this.#recent[1]!.toMs <= toMs - MINUTE_MS)
      this.#recent.shift();
  }

  get counters(): Counters {
    const outcomes = noOutcomes();
    let [offered, suppressed] = [0, 0];
    for (const tally of this.#byCampaign) {
      offered += tally.offered;
      for (const held of Object.values(tally.byRule)) suppressed += held;
      for (const kind of OUTCOME_KINDS) outcomes[kind] += tally.outcomes[kind];
    }
    return {
      events: this.#events,
      triggers: offered + suppressed,
      offered,
      suppressed,
      ...outcomes,
    };
  }

  /** Events per second of network time over the last network minute; 0 before the first second. */
  get eventsPerSecond(): number {
    const [first, ...later] = this.#recent;
    const spanMs = (later.at(-1)?.toMs ?? first!.toMs) - first!.toMs;
    const events = later.reduce((sum, window) => sum + window.events, 0);
    return spanMs === 0 ? 0 : (events * SECOND_MS) / spanMs;
  }

  tick(clock: ClockState): Tick {
    return {
      kind: "tick",
      ...clock,
      eventsPerSecond: this.eventsPerSecond,
      counters: this.counters,
      offeredByCampaign: this.#byCampaign.map(({ offered }) => offered),
      byCampaign: this.#byCampaign.map(copyOf),
    };
  }
}
