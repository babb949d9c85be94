// What waits until a phone is on and idle: messages that come in, queries that its owner makes.
import { EMPTY_ROW, grown } from "./columns.ts";

/** What an errand is; `peer` is the sender, or an index into SERVICE_SENDERS or SERVICE_CODES. */
export const ERRAND = { message: 0, service: 1, query: 2 } as const;

const ERRANDS_FIRST = 1024;

/** Errands of a day, each subscriber's in order of time; what is left goes into the next day. */
export class Errands {
  #today = new Shelf();
  #before = new Shelf();
  readonly #offset: Uint32Array;
  readonly #length: Uint16Array;
  /** First errand of the subscriber who is being written. */
  #first = 0;

  constructor(subscribers: number) {
    this.#offset = new Uint32Array(subscribers).fill(EMPTY_ROW);
    this.#length = new Uint16Array(subscribers);
  }

  /** A new day begins for all. */
  turn(): void {
    [this.#today, this.#before] = [this.#before, this.#today];
    this.#today.count = 0;
  }

  /** Begins a subscriber's day with what she has not done of the day before. */
  open(subscriber: number, done: number): void {
    const { kind, peer } = this.#before;
    this.#first = this.#today.count;
    if (this.#offset[subscriber] !== EMPTY_ROW) {
      const last = this.#offset[subscriber]! + this.#length[subscriber]!;
      for (let row = this.#offset[subscriber]! + done; row < last; row++) {
        this.add(0, kind[row]!, peer[row]!);
      }
    }
    this.#offset[subscriber] = this.#first;
  }

  /** Adds an errand of the subscriber whose day was opened last. */
  add(atMs: number, kind: number, peer: number): void {
    const shelf = this.#today;
    if (shelf.count === shelf.kind.length) shelf.grow();
    let row = shelf.count++;
    while (row > this.#first && shelf.comesAfter(row - 1, atMs, peer)) shelf.move(row - 1, row--);
    shelf.atMs[row] = atMs;
    shelf.kind[row] = kind;
    shelf.peer[row] = peer;
  }

  close(subscriber: number): void {
    this.#length[subscriber] = this.#today.count - this.#first;
  }

  /** Row of a subscriber's errand number `done`; −1 when there is none. */
  rowOf(subscriber: number, done: number): number {
    return done < this.#length[subscriber]! ? this.#offset[subscriber]! + done : -1;
  }

  get atMs(): Uint32Array {
    return this.#today.atMs;
  }

  get kind(): Uint8Array {
    return this.#today.kind;
  }

  get peer(): Uint32Array {
    return this.#today.peer;
  }
}

class Shelf {
  count = 0;
  /** ms of the day. */
  atMs = new Uint32Array(ERRANDS_FIRST);
  kind = new Uint8Array(ERRANDS_FIRST);
  peer = new Uint32Array(ERRANDS_FIRST);

  comesAfter(row: number, atMs: number, peer: number): boolean {
    return this.atMs[row]! > atMs || (this.atMs[row] === atMs && this.peer[row]! > peer);
  }

  move(from: number, to: number): void {
    this.atMs[to] = this.atMs[from]!;
    this.kind[to] = this.kind[from]!;
    this.peer[to] = this.peer[from]!;
  }

  grow(): void {
    this.atMs = grown(this.atMs);
    this.kind = grown(this.kind);
    this.peer = grown(this.peer);
  }
}
