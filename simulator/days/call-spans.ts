// When people are in a call, in flat columns: what the map needs of a day's calls.
import type { CallDirection } from "../../domain/subscriber-event.ts";
import { grown } from "./columns.ts";

const NONE = 0xffffffff;
const SPANS_FIRST = 1024;

/** Calls of many subscribers for one day, ms of the day; each subscriber's in order of time. */
export class CallSpans {
  #count = 0;
  #fromMs = new Uint32Array(SPANS_FIRST);
  #toMs = new Uint32Array(SPANS_FIRST);
  #terminated = new Uint8Array(SPANS_FIRST);
  /** The call before, of the same subscriber. */
  #before = new Uint32Array(SPANS_FIRST);
  readonly #last: Uint32Array;

  constructor(subscribers: number) {
    this.#last = new Uint32Array(subscribers).fill(NONE);
  }

  push(subscriber: number, fromMs: number, toMs: number, terminated: number): void {
    if (this.#count === this.#fromMs.length) this.#grow();
    const span = this.#count++;
    this.#fromMs[span] = fromMs;
    this.#toMs[span] = toMs;
    this.#terminated[span] = terminated;
    this.#before[span] = this.#last[subscriber]!;
    this.#last[subscriber] = span;
  }

  /** Whether a subscriber is in a call at a moment of the day. */
  covers(subscriber: number, timeMs: number): boolean {
    const span = this.#at(subscriber, timeMs);
    return span !== NONE && this.#toMs[span]! > timeMs;
  }

  /** Direction of the last call that was set up until a moment; undefined before the first. */
  directionAt(subscriber: number, timeMs: number): CallDirection | undefined {
    const span = this.#at(subscriber, timeMs);
    if (span === NONE) return undefined;
    return this.#terminated[span] === 1 ? "terminated" : "originated";
  }

  /** The last call that began until a moment. */
  #at(subscriber: number, timeMs: number): number {
    let span = this.#last[subscriber]!;
    while (span !== NONE && this.#fromMs[span]! > timeMs) span = this.#before[span]!;
    return span;
  }

  #grow(): void {
    this.#fromMs = grown(this.#fromMs);
    this.#toMs = grown(this.#toMs);
    this.#terminated = grown(this.#terminated);
    this.#before = grown(this.#before);
  }
}
