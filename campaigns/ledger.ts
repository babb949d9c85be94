// The contact ledger: what each subscriber was sent (the control group: would have been), and its end.
import { DAY_MS } from "../domain/time.ts";
import { Changes } from "../machines/columnar/changes.ts";
import type { RowRange } from "../machines/columnar/colony.ts";
import { type PackedArray, packArrays, unpackArrays } from "../machines/packed-arrays.ts";

/** What deciding may know about one subscriber's past contacts. */
export interface ContactRecord {
  /** Times of the latest contacts, latest first; at most as many as the ledger keeps. */
  readonly contactsMs: readonly number[];
  /** Earlier contacts, each fading as exp(−age/7 d); 0 when there was none. */
  readonly pressure: number;
  readonly complained: boolean;
  /** Wants no offers any more. */
  readonly optedOut: boolean;
  /** Campaigns whose offers were accepted, by index, ascending. */
  readonly accepted: readonly number[];
}

/** The record of somebody who was never contacted. */
export const NO_CONTACTS: ContactRecord = {
  contactsMs: [],
  pressure: 0,
  complained: false,
  optedOut: false,
  accepted: [],
};

/** Time constant of fading: a contact weighs half after 4.9 days. ASSUMED. */
const PRESSURE_FADES_MS = 7 * DAY_MS;

const ROWS_MIN = 64;

/** Flags of a row. */
const COMPLAINED = 1;
const OPTED_OUT = 2;
/** Of slabs. */
const VERSION = 1;

/**
 * Records are made at somebody's first contact, in typed arrays that double: 8 octets for everyone
 * seen, 9 + 8·kept + 4·⌈campaigns/32⌉ for everyone contacted. People are places from 0: their
 * indices, or those in their shard.
 */
export class Ledger {
  readonly #kept: number;
  readonly #campaigns: number;
  readonly #words: number;
  /** Decisions so far, of each person. */
  #decisions = new Uint32Array(ROWS_MIN);
  /** Row + 1 of each person, 0 for none. */
  #rowOf = new Uint32Array(ROWS_MIN);
  /** People whom any of both arrays may know of. */
  #people = 0;
  #rows = 0;
  #times: Float64Array<ArrayBuffer>;
  /** Contacts recorded, capped at 2·kept − 1 so that it both counts and points into the ring. */
  #counts = new Uint8Array(ROWS_MIN);
  #pressures = new Float32Array(ROWS_MIN);
  #flags = new Uint8Array(ROWS_MIN);
  #accepted: Uint32Array<ArrayBuffer>;
  /** Of people. */
  readonly changes = new Changes();

  /** `contactsKept` 1 to 100: as many as the policy's cap looks back. */
  constructor(options: { readonly contactsKept: number; readonly campaigns: number }) {
    this.#kept = options.contactsKept;
    this.#campaigns = options.campaigns;
    this.#words = Math.ceil(options.campaigns / 32);
    this.#times = new Float64Array(ROWS_MIN * this.#kept);
    this.#accepted = new Uint32Array(ROWS_MIN * this.#words);
  }

  /** People from 0 who may have a record. */
  get people(): number {
    return this.#people;
  }

  /** The number of a person's next decision, from 0. */
  nextDecision(person: number): number {
    this.#reach(person);
    return this.#decisions[person]!++;
  }

  /** The record of a person at a time that is not before the latest contact. */
  view(person: number, nowMs: number): ContactRecord {
    const row = this.#find(person);
    if (row < 0) return NO_CONTACTS;
    return {
      contactsMs: this.#contacts(row),
      pressure: this.#pressureAt(row, nowMs),
      complained: (this.#flags[row]! & COMPLAINED) !== 0,
      optedOut: (this.#flags[row]! & OPTED_OUT) !== 0,
      accepted: this.#acceptedOf(row),
    };
  }

  recordContact(person: number, timeMs: number): void {
    const row = this.#findOrAdd(person);
    this.#pressures[row] = this.#pressureAt(row, timeMs) + 1;
    const count = this.#counts[row]!;
    this.#times[row * this.#kept + (count % this.#kept)] = timeMs;
    this.#counts[row] = count + 1 < 2 * this.#kept ? count + 1 : this.#kept;
  }

  recordAccepted(person: number, campaign: number): void {
    const row = this.#findOrAdd(person);
    this.#accepted[row * this.#words + (campaign >>> 5)]! |= 1 << (campaign & 31);
  }

  recordComplaint(person: number): void {
    this.#flags[this.#findOrAdd(person)]! |= COMPLAINED;
  }

  recordOptOut(person: number): void {
    this.#flags[this.#findOrAdd(person)]! |= OPTED_OUT;
  }

  /**
   * All of ranges of people as it is now, in an order that does not depend on when they came; what
   * is returned for each makes a slab of it.
   */
  capture(ranges: readonly RowRange[]): readonly (() => Uint8Array)[] {
    const known: number[] = [];
    const ends = ranges.map(({ from, to }) => {
      for (let person = from; person < to; person++) {
        if (this.#find(person) >= 0) known.push(person);
      }
      return known.length;
    });
    const rows = known.map((person) => this.#find(person));
    const decisions = this.#decisions.slice();
    const columns: readonly (readonly [PackedArray, width: number])[] = [
      [Uint32Array.from(known), 1],
      [gathered(this.#counts, rows, 1), 1],
      [gathered(this.#flags, rows, 1), 1],
      [gathered(this.#pressures, rows, 1), 1],
      [gathered(this.#times, rows, this.#kept), this.#kept],
      [gathered(this.#accepted, rows, this.#words), this.#words],
    ];
    return ranges.map(({ from, to }, place) => () => {
      const [begin, end] = [place === 0 ? 0 : ends[place - 1]!, ends[place]!];
      const own = columns.map(([all, width]) => all.subarray(begin * width, end * width));
      return packArrays(VERSION, [decisions.subarray(from, to), ...own]);
    });
  }

  /**
   * Takes people from `from` on, of whom nothing is known yet, from a slab.
   *
   * @throws KairosError colony.snapshot-refused
   */
  load(octets: Uint8Array, from: number): void {
    const arrays = unpackArrays(octets, { place: "contact ledger", version: VERSION });
    const [decisions, known, counts, flags, pressures, times, accepted] = arrays as [
      PackedArray,
      ...PackedArray[],
    ];
    const to = from + decisions.length;
    if (to > 0) this.#reach(to - 1);
    this.#decisions.set(decisions, from);
    for (const [place, person] of known!.entries()) {
      const row = this.#findOrAdd(person);
      this.#counts[row] = counts![place]!;
      this.#flags[row] = flags![place]!;
      this.#pressures[row] = pressures![place]!;
      const copy = (to: PackedArray, of: PackedArray, width: number): void =>
        to.set(of.subarray(place * width, (place + 1) * width), row * width);
      copy(this.#times, times!, this.#kept);
      copy(this.#accepted, accepted!, this.#words);
    }
    this.changes.settle(from, to);
  }

  #contacts(row: number): number[] {
    const count = this.#counts[row]!;
    const held = Math.min(count, this.#kept);
    return Array.from(
      { length: held },
      (_, back) => this.#times[row * this.#kept + ((count - 1 - back) % this.#kept)]!,
    );
  }

  #pressureAt(row: number, nowMs: number): number {
    const count = this.#counts[row]!;
    if (count === 0) return 0;
    const latest = this.#times[row * this.#kept + ((count - 1) % this.#kept)]!;
    return this.#pressures[row]! * Math.exp(-Math.max(0, nowMs - latest) / PRESSURE_FADES_MS);
  }

  #acceptedOf(row: number): number[] {
    const campaigns: number[] = [];
    for (let campaign = 0; campaign < this.#campaigns; campaign++) {
      const word = this.#accepted[row * this.#words + (campaign >>> 5)]!;
      if (word & (1 << (campaign & 31))) campaigns.push(campaign);
    }
    return campaigns;
  }

  #find(person: number): number {
    return person < this.#rowOf.length ? this.#rowOf[person]! - 1 : -1;
  }

  /** Room for a person, of whom something is about to change. */
  #reach(person: number): void {
    if (person >= this.#rowOf.length) {
      const length = Math.max(person + 1, Math.ceil(1.25 * this.#rowOf.length));
      this.#rowOf = grown(this.#rowOf, length);
      this.#decisions = grown(this.#decisions, length);
    }
    while (this.#people <= person) this.changes.mark(this.#people++);
    this.changes.mark(person);
  }

  #findOrAdd(person: number): number {
    this.#reach(person);
    const known = this.#find(person);
    if (known >= 0) return known;
    const row = this.#rows++;
    if (row === this.#counts.length) this.#growRows(2 * row);
    this.#rowOf[person] = row + 1;
    return row;
  }

  #growRows(rows: number): void {
    this.#times = grown(this.#times, rows * this.#kept);
    this.#counts = grown(this.#counts, rows);
    this.#pressures = grown(this.#pressures, rows);
    this.#flags = grown(this.#flags, rows);
    this.#accepted = grown(this.#accepted, rows * this.#words);
  }
}

interface Column<A> {
  readonly length: number;
  set(other: A): void;
}

/** These rows of an array, each of so many numbers. */
function gathered<A extends PackedArray>(array: A, rows: readonly number[], width: number): A {
  const found = new (array.constructor as new (length: number) => A)(rows.length * width);
  for (const [place, row] of rows.entries()) {
    for (let at = 0; at < width; at++) found[place * width + at] = array[row * width + at]!;
  }
  return found;
}

/** A longer copy of a typed array. */
export function grown<A extends Column<A>>(array: A, length: number): A {
  const longer = new (array.constructor as new (length: number) => A)(length);
  longer.set(array);
  return longer;
}
