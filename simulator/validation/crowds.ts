// Rows T19 and T20: crowds at a venue, and trains full of phones at a border of location areas.

import type { DrawnZone } from "../../domain/scene.ts";
import type { SubscriberEvent } from "../../domain/subscriber-event.ts";
import { MINUTE_MS, SECOND_MS } from "../../domain/time.ts";
import type { Findings } from "./findings.ts";
import { hourOf, type Span } from "./span.ts";

/** Fewer calls and messages in the busiest hour of a venue say nothing. */
const BUSIEST_MIN = 8;
/** A train passes a border within this; who else crosses it then is in the longer span. */
const STORM_MS = 20 * SECOND_MS;
const AROUND_MS = 2 * MINUTE_MS;
const STORM_MIN = 8;

/** An hourly count of calls and messages per stadium. */
export class Crowds {
  readonly #span: Span;
  readonly #zoneOf: (lac: number, ci: number) => number;
  readonly #hourly: readonly (Float64Array | undefined)[];

  constructor(
    span: Span,
    zones: readonly Pick<DrawnZone, "kind">[],
    zoneOf: (lac: number, ci: number) => number,
  ) {
    this.#span = span;
    this.#zoneOf = zoneOf;
    this.#hourly = zones.map(({ kind }) =>
      kind === "stadium" ? new Float64Array(span.days * 24) : undefined,
    );
  }

  take({ type, timeMs, lac, ci }: SubscriberEvent): void {
    if (type !== "call.setUp" && type !== "message.sent" && type !== "message.received") return;
    const hourly = this.#hourly[this.#zoneOf(lac, ci)];
    if (hourly !== undefined) hourly[hourOf(timeMs)]!++;
  }

  /** The busiest hour of the venues by the mean of the same hour of the other days. */
  findings(): Findings {
    let ratio = Number.NaN;
    let busiest = 0;
    for (const hourly of this.#hourly) {
      if (hourly === undefined) continue;
      const most = Math.max(...hourly);
      if (most < BUSIEST_MIN || most <= busiest) continue;
      busiest = most;
      const at = hourly.indexOf(most);
      let others = 0;
      for (let hour = at % 24; hour < hourly.length; hour += 24) {
        if (hour !== at) others += hourly[hour]!;
      }
      ratio = most / Math.max(others / (this.#span.days - 1), 1 / this.#span.days);
    }
    return { values: { T19: ratio, T19b: busiest }, plots: {} };
  }
}

/** Times of the normal updates across each border of two areas. */
export class Storms {
  readonly #crossings = new Map<number, number[]>();

  take(event: SubscriberEvent): void {
    if (event.type !== "location.updated" || event.updatingType !== "normal") return;
    const border = event.fromLac * 65_536 + event.lac;
    const times = this.#crossings.get(border);
    if (times === undefined) this.#crossings.set(border, [event.timeMs]);
    else times.push(event.timeMs);
  }

  /** Of those who cross within two minutes of a storm's middle, the share within its 20 seconds. */
  findings(): Findings {
    let [storms, within, around, largest] = [0, 0, 0, 0];
    for (const unsorted of this.#crossings.values()) {
      const times = unsorted.sort((a, b) => a - b);
      for (let first = 0; first < times.length; ) {
        let size = 0;
        while (times[first + size]! <= times[first]! + STORM_MS) size++;
        const isLargest = size >= STORM_MIN && size >= countFrom(times, first + 1);
        if (!isLargest) {
          first++;
          continue;
        }
        const middle = times[first]! + STORM_MS / 2;
        storms++;
        within += size;
        around += times.filter((time) => Math.abs(time - middle) <= AROUND_MS).length;
        largest = Math.max(largest, size);
        while (first < times.length && times[first]! <= middle + AROUND_MS) first++;
      }
    }
    return {
      values: { T20: storms === 0 ? Number.NaN : within / around, T20b: largest, T20c: storms },
      plots: {},
    };
  }
}

/** How many lie within a storm's length from the one at `first`. */
function countFrom(times: readonly number[], first: number): number {
  if (first >= times.length) return 0;
  let size = 0;
  while (times[first + size]! <= times[first]! + STORM_MS) size++;
  return size;
}
