// Generated traffic as a source of numbered batches, each acknowledged before the next begins.
import type { SubscriberEvent } from "../domain/subscriber-event.ts";
import { EVENTS_PER_BATCH_MAX, type EventBatch } from "./batches.ts";

export interface SourceOptions {
  /** Events of consecutive windows [fromMs, toMs), in total order. */
  events(fromMs: number, toMs: number): readonly SubscriberEvent[];
  /** Resolves when the whole chain has finished with the batch. */
  send(batch: EventBatch): Promise<void>;
  /** Lets other work run between two batches of one window. */
  breathe(): Promise<void>;
}

/** Cuts windows into batches; back-pressure is the wait for each acknowledgement. */
export class Source {
  readonly #options: SourceOptions;
  #timeMs = 0;
  #number = 0;
  #events = 0;

  constructor(options: SourceOptions) {
    this.#options = options;
  }

  /** Subscriber events sent so far. */
  get events(): number {
    return this.#events;
  }

  /** Sends everything before `toMs`; an empty window is one empty batch, because time must advance. */
  async advance(toMs: number): Promise<void> {
    const events = this.#options.events(this.#timeMs, toMs);
    this.#timeMs = toMs;
    for (let first = 0; first === 0 || first < events.length; first += EVENTS_PER_BATCH_MAX) {
      if (first > 0) await this.#options.breathe();
      const part = events.slice(first, first + EVENTS_PER_BATCH_MAX);
      const isLast = first + EVENTS_PER_BATCH_MAX >= events.length;
      const batchToMs = isLast ? toMs : part.at(-1)!.timeMs;
      await this.#options.send({ number: this.#number++, toMs: batchToMs, events: part });
      this.#events += part.length;
    }
  }
}
