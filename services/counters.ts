// Running totals for the map's counters, counted from closed windows.
import type { Counters, Tick } from "../domain/map-frame.ts";
import type { OutcomeKind } from "../domain/offer.ts";
import { MINUTE_MS, SECOND_MS } from "../domain/time.ts";
import type { Sums, WindowClosed } from "./batches.ts";
import type { ClockState } from "./pacer.ts";

/** Counts what has been closed since the run's start. */
export class Totals {
  #events = 0;
  #suppressed = 0;
  #outcomes: Record<OutcomeKind, number> = {
    delivered: 0,
    accepted: 0,
    declined: 0,
    expired: 0,
    complained: 0,
  };
  #offeredByCampaign: number[];
  /** Windows of the last network minute, oldest first. */
  #recent: { readonly toMs: number; readonly events: number }[] = [{ toMs: 0, events: 0 }];

  constructor(campaigns: number) {
    this.#offeredByCampaign = new Array<number>(campaigns).fill(0);
  }

  add(window: WindowClosed): void {
    this.#events += window.events;
    for (const decision of window.decisions) {
      if (decision.kind === "suppressed") this.#suppressed++;
      else this.#offeredByCampaign[decision.campaign]!++;
    }
    for (const { kind } of window.outcomes) this.#outcomes[kind]++;
    this.#remember(window);
  }

  /** What {@link restore} takes. */
  get sums(): Sums {
    return {
      events: this.#events,
      suppressed: this.#suppressed,
      offeredByCampaign: [...this.#offeredByCampaign],
      outcomes: { ...this.#outcomes },
      recent: [...this.#recent],
    };
  }

  restore({ events, suppressed, offeredByCampaign, outcomes, recent }: Sums): void {
    this.#events = events;
    this.#suppressed = suppressed;
    this.#offeredByCampaign = [...offeredByCampaign];
    this.#outcomes = { ...outcomes };
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
    const offered = this.#offeredByCampaign.reduce((sum, offers) => sum + offers, 0);
    return {
      events: this.#events,
      triggers: offered + this.#suppressed,
      offered,
      suppressed: this.#suppressed,
      ...this.#outcomes,
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
      offeredByCampaign: [...this.#offeredByCampaign],
    };
  }
}
