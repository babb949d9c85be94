// When phones are off on one day, looked up again and again: each person's spans are made once.
import { grown } from "./columns.ts";
import { ALWAYS_ON, type OffSpans, powerOf } from "./power.ts";
import type { Setting } from "./setting.ts";

const UNKNOWN = 0;
/** Stands for a phone that is on all day; a greater number less this one is that of its bounds. */
const ON = 1;
const BOUNDS_FIRST = 1024;

/** 5 octets a person, and 4 for each bound of those whose phones go off. */
export class PowerSpans {
  readonly #setting: Setting;
  readonly #state: Uint8Array;
  readonly #first: Uint32Array;
  readonly #scratch: number[] = [];
  /** ms of the day. */
  #bounds = new Uint32Array(BOUNDS_FIRST);
  #count = 0;
  #day = -1;

  constructor(setting: Setting) {
    this.#setting = setting;
    this.#state = new Uint8Array(setting.population.count);
    this.#first = new Uint32Array(setting.population.count);
  }

  /** Forgets the day before. */
  begin(day: number): void {
    this.#day = day;
    this.#state.fill(UNKNOWN);
    this.#count = 0;
  }

  /** The spans of anybody, ms of the day. */
  of(subscriber: number): OffSpans {
    const state = this.#state[subscriber]!;
    if (state === ON) return ALWAYS_ON;
    if (state === UNKNOWN) return this.#make(subscriber);
    const first = this.#first[subscriber]!;
    const spans: number[] = [];
    for (let bound = first; bound < first + state - ON; bound++) spans.push(this.#bounds[bound]!);
    return spans;
  }

  #make(subscriber: number): OffSpans {
    const spans = powerOf(this.#setting, subscriber, this.#day, this.#scratch);
    this.#state[subscriber] = ON + spans.length;
    this.#first[subscriber] = this.#count;
    for (const bound of spans) {
      if (this.#count === this.#bounds.length) this.#bounds = grown(this.#bounds);
      this.#bounds[this.#count++] = bound;
    }
    return spans.length === 0 ? ALWAYS_ON : [...spans];
  }
}
