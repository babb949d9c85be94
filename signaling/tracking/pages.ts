// Whom the network looks for: PAGING that nobody answers (campaigns.md §5.3).
import type { SubscriberIndex } from "../../domain/identity.ts";

/** How long after its last repeat PAGING counts as unanswered, ms. */
export const UNANSWERED_MS = 10_000;
/** PAGING for one subscriber within it is one round, to several BSCs, or a frame seen twice, ms. */
const ROUND_MS = 100;
/** Searches at once; the oldest is forgotten. */
export const PAGES_MAX = 1_048_576;

/** A search: PAGING and its repeats, each within {@link UNANSWERED_MS} of the one before. */
export interface Page {
  readonly firstMs: number;
  readonly lastMs: number;
  readonly lastFrame: number;
}

/** Searches in the order of their last PAGING. */
export class Pages {
  readonly #pages = new Map<SubscriberIndex, Page>();
  #dueMs = Number.POSITIVE_INFINITY;

  get size(): number {
    return this.#pages.size;
  }

  /** No search ends without an answer before this time. */
  get dueMs(): number {
    return this.#dueMs;
  }

  page(subscriber: SubscriberIndex, timeMs: number, frame: number): void {
    const before = this.#pages.get(subscriber);
    if (before !== undefined && timeMs - before.lastMs <= ROUND_MS) return;
    this.#pages.delete(subscriber);
    if (this.#pages.size >= PAGES_MAX) this.#pages.delete(this.#pages.keys().next().value!);
    this.#pages.set(subscriber, {
      firstMs: before?.firstMs ?? timeMs,
      lastMs: timeMs,
      lastFrame: frame,
    });
    this.#dueMs = Math.min(this.#dueMs, timeMs + UNANSWERED_MS);
  }

  /** The subscriber has a connection that was opened at this time. */
  answer(subscriber: SubscriberIndex, openedMs: number): void {
    const page = this.#pages.get(subscriber);
    if (page !== undefined && openedMs >= page.firstMs) this.#pages.delete(subscriber);
  }

  /** Takes the first search if it has ended by `toMs`. */
  takeUnanswered(toMs: number): readonly [SubscriberIndex, Page] | undefined {
    const oldest = this.#pages.entries().next().value;
    this.#dueMs =
      oldest === undefined ? Number.POSITIVE_INFINITY : oldest[1].lastMs + UNANSWERED_MS;
    if (oldest === undefined || this.#dueMs > toMs) return undefined;
    this.#pages.delete(oldest[0]);
    return oldest;
  }
}
