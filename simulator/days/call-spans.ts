// When people are in a call, in flat columns: what the map needs of a day's calls.
import { grown } from "./columns.ts";

/** Spans of many subscribers for one day, ms of the day. */
export class CallSpans {
  declare count: number;
  declare fromMs: Uint32Array;
  declare toMs: Uint32Array;
  declare readonly offset: Uint32Array;
  declare readonly length: Uint16Array;

  constructor(subscribers: number) {
    const capacity = Math.max(64, subscribers * 12);
    this.count = 0;
    this.fromMs = new Uint32Array(capacity);
    this.toMs = new Uint32Array(capacity);
    this.offset = new Uint32Array(subscribers);
    this.length = new Uint16Array(subscribers);
  }

  open(subscriber: number): void {
    this.offset[subscriber] = this.count;
  }

  push(fromMs: number, toMs: number): void {
    const row = this.count++;
    if (row >= this.fromMs.length) {
      this.fromMs = grown(this.fromMs);
      this.toMs = grown(this.toMs);
    }
    this.fromMs[row] = fromMs;
    this.toMs[row] = toMs;
  }

  close(subscriber: number): void {
    this.length[subscriber] = this.count - this.offset[subscriber]!;
  }

  /** Whether a subscriber is in a call at a moment of the day. */
  covers(subscriber: number, timeMs: number): boolean {
    const first = this.offset[subscriber]!;
    for (let row = first; row < first + this.length[subscriber]!; row++) {
      if (this.fromMs[row]! > timeMs) return false;
      if (this.toMs[row]! > timeMs) return true;
    }
    return false;
  }
}
