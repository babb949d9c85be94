// What a channel can take: messages a second, or so many servers, each busy for a while.
import type { Shard } from "../domain/digest.ts";
import { SECOND_MS } from "../domain/time.ts";
import { shareOfLimit } from "./daily-offers.ts";
import type { ChannelTerms } from "./terms.ts";

export interface Capacity {
  hasRoom(timeMs: number): boolean;
  /** Takes one place, whether there is one or not. Times never go back. */
  take(timeMs: number): void;
  /**
   * When one more of those that wait should ask again; later each time. Infinity when that is after
   * the deadline: it takes nobody's turn then.
   */
  queue(timeMs: number, deadlineMs: number): number;
  /** All that is kept, to be copied for a snapshot, and set from one. */
  readonly words: Float64Array;
  /** The terms that give the words their meaning: words under others cannot be gone on from. */
  readonly form: readonly number[];
}

/** First numbers of forms. */
const TOKENS = 0;
const SERVERS = 1;

/** A desk's share of a channel; undefined without a limit. */
export function createCapacity(terms: ChannelTerms, share: Shard): Capacity | undefined {
  const { perSecond, seats, handlingMs = 0, counters, serviceMs = 0, queueBelow = 0 } = terms;
  if (perSecond !== undefined) return new TokenBucket(perSecond, share);
  if (seats !== undefined) return new Servers(shareOfLimit(seats, share), 0, handlingMs);
  if (counters === undefined) return undefined;
  const own = shareOfLimit(counters, share);
  return new Servers(own, own === 0 ? 0 : shareOfLimit(queueBelow, share), serviceMs);
}

/**
 * Messages a second: a token bucket over virtual time, kept as the time at which it is full again
 * (ITU-T I.371, generic cell rate algorithm). It holds the tokens of one second, at least one; of
 * several desks those have it that have a whole token, so that all together never exceed the rate.
 */
class TokenBucket implements Capacity {
  /** When it would be full again, and the latest time given to those that wait. */
  readonly words = new Float64Array(2);
  readonly #depth: number;
  /** Between two tokens. */
  readonly #intervalMs: number;

  constructor(perSecond: number, share: Shard) {
    const whole = Math.max(1, Math.floor(perSecond));
    this.#depth = shareOfLimit(whole, share);
    this.#intervalMs = SECOND_MS / ((perSecond * this.#depth) / whole);
  }

  get form(): readonly number[] {
    return [TOKENS, this.#depth, this.#intervalMs];
  }

  hasRoom(timeMs: number): boolean {
    return this.#depth > 0 && this.#roomMs <= timeMs;
  }

  take(timeMs: number): void {
    this.words[0] = Math.max(this.words[0]!, timeMs) + this.#intervalMs;
  }

  queue(timeMs: number, deadlineMs: number): number {
    if (this.#depth === 0) return Number.POSITIVE_INFINITY;
    const nextMs = Math.max(timeMs + 1, this.#roomMs, this.words[1]! + this.#intervalMs);
    if (nextMs > deadlineMs) return Number.POSITIVE_INFINITY;
    this.words[1] = nextMs;
    return Math.ceil(nextMs);
  }

  get #roomMs(): number {
    return this.words[0]! - (this.#depth - 1) * this.#intervalMs;
  }
}

/**
 * Servers with the same time for everybody, and so many places to wait: first come, first served, so
 * ends of service come in order, and one more has room when the one that came `places` before it has
 * ended.
 */
class Servers implements Capacity {
  /** Number taken, latest time given to those that wait, and the ends of the latest services. */
  readonly words: Float64Array<ArrayBuffer>;
  readonly #servers: number;
  readonly #places: number;
  readonly #serviceMs: number;

  constructor(servers: number, queue: number, serviceMs: number) {
    this.#servers = servers;
    this.#places = servers + queue;
    this.#serviceMs = serviceMs;
    this.words = new Float64Array(2 + this.#places);
  }

  get form(): readonly number[] {
    return [SERVERS, this.#servers, this.#places, this.#serviceMs];
  }

  hasRoom(timeMs: number): boolean {
    return this.#places > 0 && this.#endOf(this.#places) <= timeMs;
  }

  take(timeMs: number): void {
    if (this.#places === 0) return;
    const startMs = Math.max(timeMs, this.#endOf(this.#servers));
    this.words[2 + (this.words[0]! % this.#places)] = startMs + this.#serviceMs;
    this.words[0]!++;
  }

  queue(timeMs: number, deadlineMs: number): number {
    if (this.#places === 0) return Number.POSITIVE_INFINITY;
    const spacingMs = this.#serviceMs / this.#servers;
    const nextMs = Math.max(timeMs + 1, this.#endOf(this.#places), this.words[1]! + spacingMs);
    if (nextMs > deadlineMs) return Number.POSITIVE_INFINITY;
    this.words[1] = nextMs;
    return Math.ceil(nextMs);
  }

  /** End of the service that began `back` services ago; 0 when there were fewer. */
  #endOf(back: number): number {
    const at = this.words[0]! - back;
    return at < 0 ? 0 : this.words[2 + (at % this.#places)]!;
  }
}
