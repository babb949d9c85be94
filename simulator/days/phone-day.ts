// When one phone can be used on one day, by its spans of power; reused from phone to phone.
import { DAY_MS } from "../../domain/time.ts";
import { LEAD_MS } from "./legs.ts";
import type { OffSpans } from "./power.ts";

/** A phone that has just been switched on is busy with its attach for so long (ASSUMED). */
const ATTACH_MS = 8_000;

/** A copy of spans, which their maker may write over; at first of a phone that is always on. */
export class PhoneDay {
  #size = 0;
  #spans = new Float64Array(16);

  read(spans: OffSpans): void {
    this.#size = spans.length;
    if (this.#size > this.#spans.length) this.#spans = new Float64Array(2 * this.#size);
    for (let index = 0; index < this.#size; index++) this.#spans[index] = spans[index]!;
  }

  /** Until when a phone that is on and attached at a moment stays so, ms of the day; 0 when it is not. */
  freeUntil(timeMs: number): number {
    for (let index = 0; index < this.#size; index += 2) {
      if (timeMs < this.#spans[index]!) return this.#spans[index]!;
      if (timeMs - LEAD_MS < this.#spans[index + 1]! + ATTACH_MS) return 0;
    }
    return DAY_MS;
  }

  /** Whether the phone is off all the time between two moments. */
  isOffThrough(fromMs: number, toMs: number): boolean {
    for (let index = 0; index < this.#size; index += 2) {
      if (fromMs >= this.#spans[index]! && toMs < this.#spans[index + 1]!) return true;
    }
    return false;
  }
}
