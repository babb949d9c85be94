// Offers that are not sent yet, and reminders to come, in the order in which their time comes.
import type { Offered } from "../domain/decision.ts";
import { KairosError } from "../domain/errors.ts";
import type { SubscriberIndex } from "../domain/identity.ts";
import { Changes } from "../machines/columnar/changes.ts";
import { packArrays, unpackArrays } from "../machines/packed-arrays.ts";
import type { CapturedSlabs } from "../machines/twin-slabs.ts";

/** An offer that waits, or a reminder of one. Plain, so that it can be written down. */
export interface WaitingOffer {
  readonly offer: Offered;
  /** Of the control group: it is decided again like the others, and nothing is sent. */
  readonly isWithheld: boolean;
  readonly deadlineMs: number;
  /** Definition of the trigger that lets it go before its time has come. */
  readonly idle?: number;
  /** Number of the reminder, from 1; 0 for the offer itself. */
  readonly reminder: number;
  /** Whether it has been told that it is held. */
  readonly isTold: boolean;
}

/** Of what one person has due at one time, the lowest goes first; equal firsts go by the second. */
export type Rank = readonly [number, number];

interface Item {
  readonly dueMs: number;
  readonly rank: Rank;
  readonly waiting: WaitingOffer;
}

const SLAB = "waiting";
const VERSION = 2;
const ENCODER = new TextEncoder();
const DECODER = new TextDecoder();

/** A queue by (time, subscriber, rank, decision, reminder): the same whoever came first. */
export class WaitingRoom {
  /** A binary heap. */
  #heap: Item[] = [];
  /** Those that another trigger lets go, by subscriber. */
  readonly #idle = new Map<SubscriberIndex, Item[]>();
  readonly #gone = new Set<Item>();
  readonly #changes = new Changes();

  get size(): number {
    return this.#heap.length - this.#gone.size;
  }

  add(waiting: WaitingOffer, dueMs: number, rank: Rank): void {
    const item = { dueMs, rank, waiting };
    this.#push(item);
    this.#changes.mark(0);
  }

  /** Time of the next, Infinity when there is none. */
  get nextMs(): number {
    this.#skipGone();
    return this.#heap[0]?.dueMs ?? Number.POSITIVE_INFINITY;
  }

  /** Takes the next out. */
  take(): Item | undefined {
    this.#skipGone();
    const item = this.#pop();
    if (item !== undefined) this.#changes.mark(0);
    if (item?.waiting.idle !== undefined) this.#forgetIdle(item);
    return item;
  }

  /** Takes out what this trigger of a person lets go, in order. */
  takeIdle(subscriber: SubscriberIndex, definition: number): readonly Item[] {
    const items = this.#idle.get(subscriber)?.filter(({ waiting }) => waiting.idle === definition);
    if (items === undefined || items.length === 0) return [];
    for (const item of items) {
      this.#gone.add(item);
      this.#forgetIdle(item);
    }
    this.#changes.mark(0);
    return items.sort(byRank);
  }

  changed(): CapturedSlabs {
    if (this.#changes.take().length === 0) return new Map();
    const items = this.#heap.filter((item) => !this.#gone.has(item)).sort(byTime);
    const slab = () => packArrays(VERSION, [ENCODER.encode(JSON.stringify(items))]);
    return new Map([[SLAB, slab]]);
  }

  committed(): void {
    this.#changes.keep();
  }

  /** @throws KairosError colony.snapshot-refused for a damaged slab, or of another version */
  load(slabs: ReadonlyMap<string, Uint8Array>): void {
    const octets = slabs.get(SLAB);
    if (octets === undefined) return;
    const [text] = unpackArrays(octets, { place: `slab ${SLAB}`, version: VERSION });
    for (const item of itemsOf(text as Uint8Array)) this.#push(item);
    this.#changes.settle(0, 1);
  }

  #push(item: Item): void {
    const heap = this.#heap;
    let at = heap.push(item) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (byTime(heap[above]!, item) <= 0) break;
      heap[at] = heap[above]!;
      at = above;
    }
    heap[at] = item;
    const { idle, offer } = item.waiting;
    if (idle === undefined) return;
    const others = this.#idle.get(offer.subscriber);
    if (others === undefined) this.#idle.set(offer.subscriber, [item]);
    else others.push(item);
  }

  #pop(): Item | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= heap.length) break;
      if (below + 1 < heap.length && byTime(heap[below + 1]!, heap[below]!) < 0) below++;
      if (byTime(last, heap[below]!) <= 0) break;
      heap[at] = heap[below]!;
      at = below;
    }
    heap[at] = last;
    return first;
  }

  #skipGone(): void {
    while (this.#heap.length > 0 && this.#gone.delete(this.#heap[0]!)) this.#pop();
  }

  #forgetIdle(item: Item): void {
    const { subscriber } = item.waiting.offer;
    const others = this.#idle.get(subscriber)?.filter((other) => other !== item) ?? [];
    if (others.length === 0) this.#idle.delete(subscriber);
    else this.#idle.set(subscriber, others);
  }
}

function byTime(a: Item, b: Item): number {
  return (
    a.dueMs - b.dueMs || a.waiting.offer.subscriber - b.waiting.offer.subscriber || byRank(a, b)
  );
}

function byRank(a: Item, b: Item): number {
  const [one, other] = [a.waiting, b.waiting];
  return (
    a.rank[0] - b.rank[0] ||
    a.rank[1] - b.rank[1] ||
    one.offer.sequence - other.offer.sequence ||
    one.reminder - other.reminder
  );
}

function itemsOf(text: Uint8Array): readonly Item[] {
  try {
    return JSON.parse(DECODER.decode(text)) as Item[];
  } catch {
    throw new KairosError("colony.snapshot-refused", {
      place: `slab ${SLAB}`,
      got: "octets that are no list of offers",
      wanted: "offers that wait, as they were written down",
      remedy: "Take the snapshot from a sound copy, or let the log be replayed without it.",
    });
  }
}
