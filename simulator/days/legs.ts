// The legs of a day's calls and messages, in flat columns; what each person takes part in.
import { EMPTY_ROW, fitted, grown } from "./columns.ts";
import type { WordSet } from "./word-set.ts";

/**
 * What a leg is for its owner. `unreached` is an originated call to a phone that is off, `missed`
 * the same call at the phone that is off: it has no leg at the tap. `sentToMany` is one message of
 * several with the same text.
 */
export const LEG = {
  originated: 1,
  terminated: 2,
  missed: 3,
  sent: 4,
  received: 5,
  unreached: 6,
  sentToMany: 7,
} as const;

/**
 * Time that a transaction may need before its first event (paging, CM SERVICE REQUEST, an SMS until
 * RP-ACK) and after its last one (release of the connection), ms. Legs keep this distance.
 */
export const LEAD_MS = 5_000;
export const TAIL_MS = 4_500;

/** Bits of a time of day, ms; a leg's kind stands above them. */
const TIME_BITS = 27;
const TIME_MASK = 2 ** TIME_BITS - 1;
/** Bits of a subscriber; the high part of a leg's length stands above them. */
const PEER_BITS = 24;
const PEER_MASK = 2 ** PEER_BITS - 1;
const LOW_BITS = 16;
const ROWS_FIRST = 1024;

/**
 * Legs of many subscribers for one day, appended subscriber by subscriber: 14 octets each, for they
 * are most of what a rehearsal keeps of its people. Up to 2²⁴ subscribers; a leg lasts an hour or so.
 */
export class Legs {
  declare count: number;
  /** The same number on both legs of a call or message. */
  declare id: Uint32Array;
  declare readonly offset: Uint32Array;
  declare readonly length: Uint16Array;
  /** Kind and beginning. */
  #begin: Uint32Array;
  /** High part of the length, and the peer. */
  #peer: Uint32Array;
  #low: Uint16Array;
  /** In the order of their legs. */
  #owners = new Uint32Array(ROWS_FIRST);
  #planned = 0;

  constructor(subscribers: number) {
    this.count = 0;
    this.id = new Uint32Array(ROWS_FIRST);
    this.#begin = new Uint32Array(ROWS_FIRST);
    this.#peer = new Uint32Array(ROWS_FIRST);
    this.#low = new Uint16Array(ROWS_FIRST);
    this.offset = new Uint32Array(subscribers).fill(EMPTY_ROW);
    this.length = new Uint16Array(subscribers);
  }

  /** Of {@link LEG}. */
  kindOf(row: number): number {
    return this.#begin[row]! >>> TIME_BITS;
  }

  peerOf(row: number): number {
    return this.#peer[row]! & PEER_MASK;
  }

  /** Begin of the span that the phone is taken for, ms of the day, the same on both legs. */
  fromMsOf(row: number): number {
    return this.#begin[row]! & TIME_MASK;
  }

  /** End of that span. */
  toMsOf(row: number): number {
    const high = this.#peer[row]! >>> PEER_BITS;
    return this.fromMsOf(row) + high * 2 ** LOW_BITS + this.#low[row]!;
  }

  /** Forgets all legs and keeps the memory. */
  clear(): void {
    this.count = 0;
    this.#planned = 0;
    this.offset.fill(EMPTY_ROW);
    this.length.fill(0);
  }

  push(kind: number, peer: number, id: number, fromMs: number, toMs: number): void {
    if (this.count === this.id.length) this.#grow();
    const row = this.count++;
    const lengthMs = toMs - fromMs;
    this.id[row] = id;
    this.#begin[row] = kind * 2 ** TIME_BITS + fromMs;
    this.#peer[row] = (lengthMs >>> LOW_BITS) * 2 ** PEER_BITS + peer;
    this.#low[row] = lengthMs;
  }

  /** Begins a subscriber's legs. */
  open(subscriber: number): void {
    if (this.#planned === this.#owners.length) this.#owners = grown(this.#owners);
    this.#owners[this.#planned++] = subscriber;
    this.offset[subscriber] = this.count;
  }

  close(subscriber: number): void {
    this.length[subscriber] = this.count - this.offset[subscriber]!;
  }

  /** Drops the legs whose numbers these are; the others move up. */
  drop(gone: WordSet): void {
    let kept = 0;
    for (let place = 0; place < this.#planned; place++) {
      const owner = this.#owners[place]!;
      const first = this.offset[owner]!;
      const last = first + this.length[owner]!;
      this.offset[owner] = kept;
      for (let row = first; row < last; row++) {
        if (gone.has(this.id[row]!)) continue;
        this.id[kept] = this.id[row]!;
        this.#begin[kept] = this.#begin[row]!;
        this.#peer[kept] = this.#peer[row]!;
        this.#low[kept++] = this.#low[row]!;
      }
      this.length[owner] = kept - this.offset[owner]!;
    }
    this.count = kept;
  }

  /** Gives back what is not used. */
  fit(): void {
    this.id = fitted(this.id, this.count);
    this.#begin = fitted(this.#begin, this.count);
    this.#peer = fitted(this.#peer, this.count);
    this.#low = fitted(this.#low, this.count);
  }

  #grow(): void {
    this.id = grown(this.id);
    this.#begin = grown(this.#begin);
    this.#peer = grown(this.#peer);
    this.#low = grown(this.#low);
  }
}

/** Legs of one person as they are found, in no order; reused from person to person. */
export class LegDraft {
  declare size: number;
  declare kind: Uint8Array;
  declare peer: Uint32Array;
  declare id: Uint32Array;
  declare fromMs: Uint32Array;
  declare toMs: Uint32Array;
  declare order: Uint16Array;

  constructor() {
    this.size = 0;
    this.kind = new Uint8Array(256);
    this.peer = new Uint32Array(256);
    this.id = new Uint32Array(256);
    this.fromMs = new Uint32Array(256);
    this.toMs = new Uint32Array(256);
    this.order = new Uint16Array(256);
  }

  push(kind: number, peer: number, id: number, fromMs: number, toMs: number): void {
    const row = this.size++;
    if (row >= this.kind.length) this.#grow();
    this.kind[row] = kind;
    this.peer[row] = peer;
    this.id[row] = id;
    this.fromMs[row] = fromMs;
    this.toMs[row] = toMs;
  }

  /** Sorts `order` by (fromMs, id): insertion, for a person has about twenty-five. */
  sort(): void {
    const { order, fromMs, id } = this;
    for (let row = 0; row < this.size; row++) {
      const from = fromMs[row]!;
      let place = row;
      for (; place > 0; place--) {
        const other = order[place - 1]!;
        const otherFrom = fromMs[other]!;
        if (otherFrom < from || (otherFrom === from && id[other]! <= id[row]!)) break;
        order[place] = other;
      }
      order[place] = row;
    }
  }

  /** Appends all to `legs` as a subscriber's, in the order that {@link sort} has found. */
  writeTo(legs: Legs, subscriber: number): void {
    legs.open(subscriber);
    for (let place = 0; place < this.size; place++) {
      const row = this.order[place]!;
      const { kind, peer, id, fromMs, toMs } = this;
      legs.push(kind[row]!, peer[row]!, id[row]!, fromMs[row]!, toMs[row]!);
    }
    legs.close(subscriber);
  }

  #grow(): void {
    this.kind = grown(this.kind);
    this.peer = grown(this.peer);
    this.id = grown(this.id);
    this.fromMs = grown(this.fromMs);
    this.toMs = grown(this.toMs);
    this.order = grown(this.order);
  }
}
