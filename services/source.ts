// A source of numbered batches, each acknowledged before the next; it goes on when nobody listens.
import { BATCH_ITEMS, type BatchHead } from "./batches.ts";

/** What a batch holds: events or frames, with their times. */
export interface Timed {
  readonly timeMs: number;
}

export interface SourceOptions<TItem extends Timed> {
  /** Items of consecutive windows [fromMs, toMs), in order of time. */
  items(fromMs: number, toMs: number): readonly TItem[];
  /** Told of every item as it is made, whether anybody listens or not. */
  note(item: TItem): void;
  /** Resolves when the whole chain has finished with the batch; absent: nobody listens. */
  send?(head: BatchHead, items: readonly TItem[]): Promise<void>;
  /** Lets other work run between two batches of one window. */
  breathe(): Promise<void>;
  /** Told once why a batch failed: from then on nobody listens. */
  onLost(error: Error): void;
}

/**
 * Cuts windows into batches; back-pressure is the wait for each acknowledgement. What is made does
 * not depend on who listens: a slow listener makes it later, a lost one makes no difference.
 */
export class Source<TItem extends Timed> {
  readonly #options: SourceOptions<TItem>;
  #send: SourceOptions<TItem>["send"];
  #timeMs = 0;
  #number = 0;
  #sent = 0;
  #dropped = 0;

  constructor(options: SourceOptions<TItem>) {
    this.#options = options;
    this.#send = options.send;
  }

  /** Items that the whole chain has finished with. */
  get sent(): number {
    return this.#sent;
  }

  /** Items that nobody has acknowledged and nobody will. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Makes and sends all before `toMs`; an empty window is one empty batch: time must advance. */
  async advance(toMs: number): Promise<void> {
    const items = this.#options.items(this.#timeMs, toMs);
    this.#timeMs = toMs;
    for (const item of items) this.#options.note(item);
    const sentBefore = this.#sent;
    try {
      await this.#sendAll(items, toMs);
    } catch (error) {
      this.#send = undefined;
      this.#options.onLost(error as Error);
    }
    this.#dropped += items.length - (this.#sent - sentBefore);
  }

  async #sendAll(items: readonly TItem[], toMs: number): Promise<void> {
    if (this.#send === undefined) return;
    let first = 0;
    do {
      if (first > 0) await this.#options.breathe();
      const end = endOfBatch(items, first);
      const reachedMs = end === items.length ? toMs : items[end - 1]!.timeMs;
      const batch = items.slice(first, end);
      await this.#send({ number: this.#number++, toMs: reachedMs }, batch);
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
