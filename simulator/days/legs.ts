// The legs of a day's calls and messages, in flat columns; what each person takes part in.
import { EMPTY_ROW, grown } from "./columns.ts";

/**
 * What a leg is for its owner. `unreached` is an originated call to a phone that is off, `missed`
 * the same call at the phone that is off: it has no leg at the tap.
 */
export const LEG = {
  originated: 1,
  terminated: 2,
  missed: 3,
  sent: 4,
  received: 5,
  unreached: 6,
} as const;

/**
 * Time that a transaction may need before its first event (paging, CM SERVICE REQUEST, an SMS until
 * RP-ACK) and after its last one (release of the connection), ms. Legs keep this distance.
 */
export const LEAD_MS = 5_000;
export const TAIL_MS = 4_500;

/** Legs of many subscribers for one day, 17 octets each, appended subscriber by subscriber. */
export class Legs {
  declare count: number;
  declare kind: Uint8Array;
  declare peer: Uint32Array;
  /** The same number on both legs of a call or message. */
  declare id: Uint32Array;
  /** Span that the phone is taken for, ms of the day, the same on both legs. */
  declare fromMs: Uint32Array;
  declare toMs: Uint32Array;
  declare readonly offset: Uint32Array;
  declare readonly length: Uint16Array;

  /** `rows`: so many at first; the columns grow. */
  constructor(subscribers: number, rows = 1024) {
    this.count = 0;
    this.kind = new Uint8Array(rows);
    this.peer = new Uint32Array(rows);
    this.id = new Uint32Array(rows);
    this.fromMs = new Uint32Array(rows);
    this.toMs = new Uint32Array(rows);
    this.offset = new Uint32Array(subscribers).fill(EMPTY_ROW);
    this.length = new Uint16Array(subscribers);
  }

  /** Forgets all legs and keeps the memory. */
  clear(): void {
    this.count = 0;
    this.offset.fill(EMPTY_ROW);
    this.length.fill(0);
  }

  /** Makes room for so many rows more; returns the first of them. */
  reserve(rows: number): number {
    const first = this.count;
    this.count += rows;
    if (this.count > this.kind.length) this.#grow();
    return first;
  }

  /** By a fifth: these columns are the largest of a rehearsal. */
  #grow(): void {
    const rows = Math.ceil(this.count * 1.2);
    this.kind = lengthened(this.kind, rows);
    this.peer = lengthened(this.peer, rows);
    this.id = lengthened(this.id, rows);
    this.fromMs = lengthened(this.fromMs, rows);
    this.toMs = lengthened(this.toMs, rows);
  }
}

function lengthened<T extends Uint8Array | Uint32Array>(column: T, rows: number): T {
  const longer = new (column.constructor as new (length: number) => T)(rows);
  longer.set(column);
  return longer;
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
    const first = legs.reserve(this.size);
    legs.offset[subscriber] = first;
    legs.length[subscriber] = this.size;
    for (let place = 0; place < this.size; place++) {
      const row = this.order[place]!;
      legs.kind[first + place] = this.kind[row]!;
      legs.peer[first + place] = this.peer[row]!;
      legs.id[first + place] = this.id[row]!;
      legs.fromMs[first + place] = this.fromMs[row]!;
      legs.toMs[first + place] = this.toMs[row]!;
    }
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
