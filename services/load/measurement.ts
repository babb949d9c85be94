// What is measured of a load: latencies from intended times, counts, and how late the tool was.
import { SECOND_MS } from "../../domain/time.ts";
import { Latencies } from "../../metrics/latency.ts";
import type { Wall } from "../pacer.ts";
import type { Returned } from "./target.ts";
import type { Prepared } from "./tick.ts";

/** One second of a run, by intended time; counts of events but for `triggers`. */
export interface Second {
  intended: number;
  sent: number;
  confirmed: number;
  returned: number;
  triggers: number;
  readonly latency: Latencies;
}

export interface MeasurementOptions {
  readonly wall: Wall;
  readonly warmUpMs: number;
  /** Whether triggers come back. */
  readonly returns: boolean;
  /** Whether ticks are sent when they are intended; else all that is finished counts. */
  readonly paced: boolean;
}

/** Of one part of a session, from {@link Measurement.begin} on. */
export class Measurement {
  readonly latency = new Latencies();
  readonly offer = new Latencies();
  readonly lateness = new Latencies();
  readonly seconds: Second[] = [];
  /** Events due and not yet come back (or confirmed), after each tick. */
  readonly backlog: number[] = [];
  intended = 0;
  sent = 0;
  confirmed = 0;
  failed = 0;
  returned = 0;
  triggers = 0;
  offers = 0;
  /** Events that were finished in the measured part of the time. */
  finished = 0;
  /** When the last of all events was finished, ms since the start. */
  lastMs = 0;
  failure: Error | undefined;
  readonly #wall: Wall;
  readonly #warmUpMs: number;
  readonly #returns: boolean;
  readonly #paced: boolean;
  #prepared: Prepared | undefined;
  #startedMs = 0;
  #endMs = 0;
  #changed: () => void = () => {};

  constructor({ wall, warmUpMs, returns, paced }: MeasurementOptions) {
    this.#paced = paced;
    this.#wall = wall;
    this.#warmUpMs = warmUpMs;
    this.#returns = returns;
  }

  /** The wall time at which the first tick begins. */
  begin(prepared: Prepared, startedMs: number): void {
    this.#prepared = prepared;
    this.#startedMs = startedMs;
    this.#endMs = prepared.timeline.sendMs(prepared.timeline.ticks - 1);
  }

  /** ms since the first tick began. */
  get nowMs(): number {
    return this.#wall.now() - this.#startedMs;
  }

  /** Events that have come to their end: come back, or confirmed where nothing does. */
  get done(): number {
    return this.#returns ? this.returned : this.confirmed;
  }

  /** The time of a tick has come, whether it can be sent or not. */
  due(tick: number): void {
    const events = this.#eventsOf(tick);
    this.intended += events;
    this.#second(tick).intended += events;
    this.backlog.push(this.intended - this.done);
  }

  /** A tick was handed over, so many ms after its time by the tool's own doing. */
  handed(tick: number, latenessMs: number): void {
    const events = this.#eventsOf(tick);
    this.sent += events;
    this.#second(tick).sent += events;
    if (this.#prepared!.timeline.sendMs(tick) > this.#warmUpMs) this.lateness.record(latenessMs);
  }

  confirmedEvents(events: number): void {
    this.confirmed += events;
    this.#now().confirmed += events;
    if (!this.#returns) this.#finish(events);
    this.#changed();
  }

  failedEvents(events: number, error: Error): void {
    this.failed += events;
    this.failure ??= error;
    this.#changed();
  }

  come({ toMs, events, decisions }: Returned): void {
    const prepared = this.#prepared;
    if (prepared === undefined || toMs <= prepared.timeline.fromMs) return;
    const { nowMs } = this;
    this.returned += events;
    this.#now().returned += events;
    this.#finish(events);
    for (const { kind, trigger } of decisions) {
      const intendedMs = prepared.timeline.intendedMs(trigger.timeMs, toMs);
      if (intendedMs === undefined) continue;
      const second = this.#secondAt(intendedMs);
      second.triggers++;
      second.latency.record(nowMs - intendedMs);
      if (intendedMs < this.#warmUpMs) continue;
      this.triggers++;
      this.latency.record(nowMs - intendedMs);
      if (kind !== "offered") continue;
      this.offers++;
      this.offer.record(nowMs - intendedMs);
    }
    this.#changed();
  }

  /** Whether all that was handed over has come to its end. */
  get settled(): boolean {
    if (this.confirmed + this.failed < this.sent) return false;
    return !this.#returns || this.returned + this.failed >= this.sent;
  }

  /** Resolves at the next change of what {@link settled} looks at. */
  change(): Promise<void> {
    return new Promise((resolve) => {
      this.#changed = resolve;
    });
  }

  #finish(events: number): void {
    const { nowMs } = this;
    this.lastMs = nowMs;
    const counts = nowMs >= this.#warmUpMs && nowMs < this.#endMs;
    if (counts || !this.#paced) this.finished += events;
  }

  #eventsOf(tick: number): number {
    return this.#prepared!.eventsUntil(tick + 1) - this.#prepared!.eventsUntil(tick);
  }

  #second(tick: number): Second {
    return this.#secondAt(tick * this.#prepared!.timeline.tickMs);
  }

  #now(): Second {
    return this.#secondAt(this.nowMs);
  }

  #secondAt(ms: number): Second {
    const place = Math.max(0, Math.floor(ms / SECOND_MS));
    while (this.seconds.length <= place) {
      this.seconds.push({
        intended: 0,
        sent: 0,
        confirmed: 0,
        returned: 0,
        triggers: 0,
        latency: Latencies.coarse(),
      });
    }
    return this.seconds[place]!;
  }
}
