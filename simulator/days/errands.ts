// What waits until a phone is on and idle: messages that come in, and what its owner means to do.
import { PROCEDURE, PROCEDURE_OF } from "./act-tables.ts";
import { EMPTY_ROW, grown } from "./columns.ts";

/**
 * What an errand is: a message from a person (`peer`), one from a service provider (`peer`: place in
 * the plan's senders), or, from `act` on, an act by its code, with its party as `peer`, its a and b.
 */
export const ERRAND = { message: 0, service: 1, act: 2 } as const;

/** Whether an errand waits until the next day; what people meant to do themselves they let be. */
function waitsOn(kind: number): boolean {
  if (kind < ERRAND.act) return true;
  const procedure = PROCEDURE_OF[kind - ERRAND.act];
  return procedure === PROCEDURE.push || procedure === PROCEDURE.serviceMessage;
}

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
    this.#today.acts = 0;
  }

  /** Begins a subscriber's day with what she has not done of the day before. */
  open(subscriber: number, done: number): void {
    const before = this.#before;
    this.#first = this.#today.count;
    if (this.#offset[subscriber] !== EMPTY_ROW) {
      const last = this.#offset[subscriber]! + this.#length[subscriber]!;
      for (let row = this.#offset[subscriber]! + done; row < last; row++) {
        const kind = before.kind[row]!;
        if (!waitsOn(kind)) continue;
        const { party, a, b } = before;
        const peer = before.peer[row]!;
        if (kind < ERRAND.act) this.add(0, kind, peer);
        else this.add(0, kind, party[peer]!, a[peer]!, b[peer]!);
      }
    }
    this.#offset[subscriber] = this.#first;
  }

  /** Adds an errand of the subscriber whose day was opened last. */
  add(atMs: number, kind: number, peer: number, a = 0, b = 0): void {
    const shelf = this.#today;
    if (shelf.count === shelf.kind.length) shelf.grow();
    let row = shelf.count++;
    while (row > this.#first && shelf.atMs[row - 1]! > atMs) shelf.move(row - 1, row--);
    shelf.atMs[row] = atMs;
    shelf.kind[row] = kind;
    shelf.peer[row] = kind < ERRAND.act ? peer : shelf.addAct(peer, a, b);
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

  /** Of a message. */
  peerOf(row: number): number {
    return this.#today.peer[row]!;
  }

  /** Reads the party, a and b of an act. */
  readAct(row: number, out: { party: number; a: number; b: number }): void {
    const { peer, party, a, b } = this.#today;
    const act = peer[row]!;
    out.party = party[act]!;
    out.a = a[act]!;
    out.b = b[act]!;
  }
}

class Shelf {
  count = 0;
  /** ms of the day. */
  atMs = new Uint32Array(ERRANDS_FIRST);
  kind = new Uint8Array(ERRANDS_FIRST);
  /** The sender; of an act its place among the acts. */
  peer = new Uint32Array(ERRANDS_FIRST);
  /** One errand in ten is an act. */
  acts = 0;
  party = new Uint32Array(ERRANDS_FIRST);
  a = new Int32Array(ERRANDS_FIRST);
  b = new Int32Array(ERRANDS_FIRST);

  addAct(party: number, a: number, b: number): number {
    const act = this.acts++;
    if (act === this.party.length) {
      this.party = grown(this.party);
      this.a = grown(this.a);
      this.b = grown(this.b);
    }
    this.party[act] = party;
    this.a[act] = a;
    this.b[act] = b;
    return act;
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
