// A source of numbered batches, each acknowledged before the next begins.
import { BATCH_ITEMS, type BatchHead } from "./batches.ts";

/** What a batch holds: events or frames, with their times. */
export interface Timed {
  readonly timeMs: number;
}

export interface SourceOptions<TItem extends Timed> {
  /** Items of consecutive windows [fromMs, toMs), in order of time. */
  items(fromMs: number, toMs: number): readonly TItem[];
  /** Resolves when the whole chain has finished with the batch. */
  send(head: BatchHead, items: readonly TItem[]): Promise<void>;
  /** Lets other work run between two batches of one window. */
  breathe(): Promise<void>;
}

/** Cuts windows into batches; back-pressure is the wait for each acknowledgement. */
export class Source<TItem extends Timed> {
  readonly #options: SourceOptions<TItem>;
  #timeMs = 0;
  #number = 0;
  #sent = 0;

  constructor(options: SourceOptions<TItem>) {
    this.#options = options;
  }

  /** Items sent so far. */
  get sent(): number {
    return this.#sent;
  }

  /** Sends all before `toMs`; an empty window is one empty batch, because time must advance. */
  async advance(toMs: number): Promise<void> {
    const items = this.#options.items(this.#timeMs, toMs);
    this.#timeMs = toMs;
    let first = 0;
    do {
      if (first > 0) await this.#options.breathe();
      const end = endOfBatch(items, first);
      const reachedMs = end === items.length ? toMs : items[end - 1]!.timeMs;
      const batch = items.slice(first, end);
      await this.#options.send({ number: this.#number++, toMs: reachedMs }, batch);
      this.#sent += batch.length;
      first = end;
    } while (first < items.length);
  }
}

/** Batches end between two times, never inside one, so that each instant is seen whole. */
function endOfBatch(items: readonly Timed[], first: number): number {
  let end = Math.min(first + BATCH_ITEMS, items.length);
  while (end > first && end < items.length && items[end]!.timeMs === items[end - 1]!.timeMs) end++;
  return end;
}
