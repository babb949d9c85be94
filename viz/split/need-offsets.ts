// How far from a person's nearest moment each message came, as a histogram with its median.
import { HOUR_MS, MINUTE_MS } from "../../domain/time.ts";

/** Half an hour a bin, from twelve hours early to twelve hours late. */
export const OFFSET_BIN_MS = 30 * MINUTE_MS;
export const OFFSET_REACH_MS = 12 * HOUR_MS;
export const OFFSET_BINS = (2 * OFFSET_REACH_MS) / OFFSET_BIN_MS;

/** The true moments of everybody, as they become known. */
export class MomentsOfPeople {
  readonly #times = new Map<number, number[]>();

  /** Pairs of subscriber and time, ms. */
  add(pairs: Float64Array): void {
    for (let pair = 0; pair < pairs.length; pair += 2) {
      const times = this.#times.get(pairs[pair]!) ?? [];
      times.push(pairs[pair + 1]!);
      this.#times.set(pairs[pair]!, times);
    }
  }

  /** Message minus the nearest moment, ms: below 0 is early. Undefined without a moment. */
  offset(subscriber: number, timeMs: number): number | undefined {
    const times = this.#times.get(subscriber);
    if (times === undefined) return undefined;
    let nearest = Number.POSITIVE_INFINITY;
    for (const moment of times) {
      if (Math.abs(timeMs - moment) < Math.abs(nearest)) nearest = timeMs - moment;
    }
    return nearest;
  }
}

/** Offsets of one half's messages. */
export class Offsets {
  readonly bins = new Uint32Array(OFFSET_BINS);
  /** Messages to people without any moment in these days. */
  without = 0;
  readonly #distances: number[] = [];

  add(offsetMs: number | undefined): void {
    if (offsetMs === undefined) {
      this.without++;
      return;
    }
    this.#distances.push(Math.abs(offsetMs));
    const bin = Math.floor((offsetMs + OFFSET_REACH_MS) / OFFSET_BIN_MS);
    this.bins[Math.min(OFFSET_BINS - 1, Math.max(0, bin))]!++;
  }

  get count(): number {
    return this.#distances.length;
  }

  /** Of the distances, ms; undefined before the first. */
  get medianMs(): number | undefined {
    const sorted = this.#distances.toSorted((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)];
  }
}
