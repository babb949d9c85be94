// Rows T17 and T18: how often people take another handset, and how soon the tap sees it.
import type { SubscriberEvent } from "../../domain/subscriber-event.ts";
import { DAY_MS } from "../../domain/time.ts";
import type { Findings } from "./findings.ts";

const DAYS_A_YEAR = 365;

/** 32 octets a person. */
export class Handsets {
  readonly #handset: Float64Array;
  readonly #firstMs: Float64Array;
  readonly #lastMs: Float64Array;
  readonly #offMs: Float64Array;
  #changes = 0;
  #lagsKnown = 0;
  #seenInADay = 0;

  constructor(people: number) {
    this.#handset = new Float64Array(people);
    this.#firstMs = new Float64Array(people);
    this.#lastMs = new Float64Array(people);
    this.#offMs = new Float64Array(people).fill(-1);
  }

  take(event: SubscriberEvent): void {
    const { type, subscriber, timeMs } = event;
    if (type === "power.turnedOff") this.#offMs[subscriber] = timeMs;
    if (type !== "handset.seen") return;
    const before = this.#handset[subscriber]!;
    this.#handset[subscriber] = event.handset;
    this.#lastMs[subscriber] = timeMs;
    if (before === 0) this.#firstMs[subscriber] = timeMs;
    if (before === 0 || before === event.handset) return;
    this.#changes++;
    // A card changes phones while it is off: the last detach is when it can have happened.
    const off = this.#offMs[subscriber]!;
    if (off < 0) return;
    this.#lagsKnown++;
    if (timeMs - off < DAY_MS) this.#seenInADay++;
  }

  findings(): Findings {
    let seenMs = 0;
    this.#lastMs.forEach((last, person) => {
      seenMs += last - this.#firstMs[person]!;
    });
    return {
      values: {
        T17: this.#changes / (seenMs / DAY_MS / DAYS_A_YEAR),
        T17b: this.#changes,
        T18: this.#seenInADay / this.#lagsKnown,
      },
      plots: {},
    };
  }
}
