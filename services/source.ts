// A source of batches, each in the log before the next is sent; it goes on when nobody listens.
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
  /** Resolves when the batch is in the log; absent: nobody listens. */
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
  #knownMs = 0;
  #sent = 0;
  #dropped = 0;

  constructor(options: SourceOptions<TItem>) {
    this.#options = options;
    this.#send = options.send;
  }

  /** Items that are in the log. */
  get sent(): number {
    return this.#sent;
  }

  /** Items that nobody has acknowledged and nobody will. */
  get dropped(): number {
    return this.#dropped;
  }

  /** The log has everything before `knownMs` already: it is made once more, and not sent. */
  skipTo(knownMs: number): void {
    this.#knownMs = knownMs;
  }

  /**
   * Makes and sends all before `toMs`; an empty window is one empty batch: time must advance. False
   * when nobody has taken it.
   */
  async advance(toMs: number): Promise<boolean> {
    const fromMs = this.#timeMs;
    const items = this.#options.items(fromMs, toMs);
    this.#timeMs = toMs;
    for (const item of items) this.#options.note(item);
    if (toMs <= this.#knownMs) {
      this.#sent += items.length;
      return true;
    }
    const sentBefore = this.#sent;
    try {
      await this.#sendAll(items, fromMs, toMs);
    } catch (error) {
      this.#send = undefined;
      this.#options.onLost(error as Error);
    }
    this.#dropped += items.length - (this.#sent - sentBefore);
    return this.#send !== undefined;
  }

  async #sendAll(items: readonly TItem[], fromMs: number, toMs: number): Promise<void> {
    if (this.#send === undefined) return;
    let first = 0;
    let head = { fromMs, toMs: fromMs };
    do {
      if (first > 0) await this.#options.breathe();
      const end = endOfBatch(items, first);
      head = { fromMs: head.toMs, toMs: items[end]?.timeMs ?? toMs };
      const batch = items.slice(first, end);
      await this.#send(head, batch);
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
