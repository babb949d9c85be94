// The contact ledger: what each subscriber was sent (the control group: would have been), and its end.
import { DAY_MS } from "../domain/time.ts";
import { createError } from "../machines/colony.ts";
import { Changes } from "../machines/columnar/changes.ts";
import type { RowRange } from "../machines/columnar/colony.ts";
import { madeOnce } from "../machines/columnar/made-once.ts";
import { borrowedCopies } from "../machines/columnar/spare-memory.ts";
import { type PackedArray, packArrays, unpackArrays } from "../machines/packed-arrays.ts";
import { COMPLAINT_DAMAGE, damageOf } from "./attention.ts";
import { type ContactRecord, NO_CONTACTS } from "./ledger-row.ts";
import type { LedgerShape } from "./ledger-shape.ts";
import { refuseOtherForm } from "./slab-form.ts";
import { CONTACT_CHANNELS, type ContactChannel } from "./terms.ts";

/** Time constant of fading: a contact weighs half after 4.9 days. ASSUMED. */
const PRESSURE_FADES_MS = 7 * DAY_MS;

const ROWS_MIN = 64;
const NEVER = Number.NEGATIVE_INFINITY;

/** Flags of a row. */
const COMPLAINED = 1;
const OPTED_OUT = 2;
/** Of slabs. */
const VERSION = 3;
const PLACE = "contact ledger";
/** What the numbers of a slab's form are; places count from 1, 0: of all channels, or none. */
const FORM =
  "campaigns, rings, channel and contacts of each, caps, ring and contacts of each, ring of calls, moments";

/**
 * Records are made at somebody's first contact or moment that must be remembered, in typed arrays
 * that double: 8 octets for everyone seen; for everyone with a record 9, for each ring 1 + 8·kept,
 * 8 for each moment, and 4·⌈campaigns/32⌉. People are places from 0: their indices, or those in
 * their shard.
 */
export class Ledger {
  readonly #shape: LedgerShape;
  /** First place of each ring in a row's times. */
  readonly #starts: readonly number[];
  /** Contacts of all rings together. */
  readonly #kept: number;
  readonly #words: number;
  /** Place of a definition among the moments, −1 for none. */
  readonly #momentOf: readonly number[];
  readonly #view: RowView;
  /** Decisions so far, of each person. */
  #decisions = new Uint32Array(ROWS_MIN);
  /** Row + 1 of each person, 0 for none. */
  #rowOf = new Uint32Array(ROWS_MIN);
  /** People whom any of both arrays may know of. */
  #people = 0;
  #rows = 0;
  #times: Float64Array<ArrayBuffer>;
  /** Contacts of each ring, capped at 2·kept − 1 so that it both counts and points into the ring. */
  #counts: Uint8Array<ArrayBuffer>;
  #pressures = new Float32Array(ROWS_MIN);
  #flags = new Uint8Array(ROWS_MIN);
  /** Thousandths of a damage point. */
  #damages = new Uint32Array(ROWS_MIN);
  #accepted: Uint32Array<ArrayBuffer>;
  /** 1 + the time, so that 0 is never. */
  #moments: Float64Array<ArrayBuffer>;
  /** Of people. */
  readonly changes = new Changes();

  /** Rings keep 1 to 100 contacts each. */
  constructor(shape: LedgerShape) {
    this.#shape = shape;
    let kept = 0;
    this.#starts = shape.rings.map((ring) => {
      kept += ring.kept;
      return kept - ring.kept;
    });
    this.#kept = kept;
    this.#words = Math.ceil(shape.campaigns / 32);
    const last = shape.moments.at(-1) ?? -1;
    this.#momentOf = Array.from({ length: last + 1 }, (_, at) => shape.moments.indexOf(at));
    this.#times = new Float64Array(ROWS_MIN * kept);
    this.#counts = new Uint8Array(ROWS_MIN * shape.rings.length);
    this.#accepted = new Uint32Array(ROWS_MIN * this.#words);
    this.#moments = new Float64Array(ROWS_MIN * shape.moments.length);
    this.#view = new RowView(this);
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

  /** The record of a person as it is now; valid until the next call. */
  view(person: number): ContactRecord {
    const row = this.#find(person);
    if (row < 0) return NO_CONTACTS;
    this.#view.row = row;
    return this.#view;
  }

  recordContact(person: number, timeMs: number, channel: ContactChannel = "sms"): void {
    const row = this.#findOrAdd(person);
    this.#pressures[row] = this.pressureOf(row, timeMs) + 1;
    this.#damages[row]! += damageOf(channel);
    for (const [ring, of] of this.#shape.rings.entries()) {
      if (of.channel !== undefined && of.channel !== channel) continue;
      const place = row * this.#shape.rings.length + ring;
      const count = this.#counts[place]!;
      this.#times[row * this.#kept + this.#starts[ring]! + (count % of.kept)] = timeMs;
      this.#counts[place] = count + 1 < 2 * of.kept ? count + 1 : of.kept;
    }
  }

  recordAccepted(person: number, campaign: number): void {
    const row = this.#findOrAdd(person);
    this.#accepted[row * this.#words + (campaign >>> 5)]! |= 1 << (campaign & 31);
  }

  recordComplaint(person: number): void {
    const row = this.#findOrAdd(person);
    this.#flags[row]! |= COMPLAINED;
    this.#damages[row]! += COMPLAINT_DAMAGE;
  }

  recordOptOut(person: number): void {
    this.#flags[this.#findOrAdd(person)]! |= OPTED_OUT;
  }

  /** Notes that a definition has fired, where anybody asks for it. */
  recordMoment(person: number, definition: number, timeMs: number): void {
    const moment = this.#momentOf[definition] ?? -1;
    if (moment < 0) return;
    this.#moments[this.#findOrAdd(person) * this.#shape.moments.length + moment] = 1 + timeMs;
  }

  /** Of a row: time of the contact `back` before the latest of a ring, −Infinity for none. */
  contactOf(row: number, ring: number, back: number): number {
    const count = this.#counts[row * this.#shape.rings.length + ring]!;
    const { kept } = this.#shape.rings[ring]!;
    if (back >= Math.min(count, kept)) return NEVER;
    return this.#times[row * this.#kept + this.#starts[ring]! + ((count - 1 - back) % kept)]!;
  }

  /** Of a row: see {@link ContactRecord}. */
  capOf(row: number, cap: number): number {
    const { ring, offers } = this.#shape.caps[cap]!;
    return this.contactOf(row, ring, offers - 1);
  }

  callOf(row: number): number {
    return this.#shape.calls < 0 ? NEVER : this.contactOf(row, this.#shape.calls, 0);
  }

  hasFlag(row: number, flag: "complained" | "optedOut"): boolean {
    return (this.#flags[row]! & (flag === "complained" ? COMPLAINED : OPTED_OUT)) !== 0;
  }

  isAccepted(row: number, campaign: number): boolean {
    const word = this.#accepted[row * this.#words + (campaign >>> 5)]!;
    return (word & (1 << (campaign & 31))) !== 0;
  }

  momentOf(row: number, definition: number): number {
    const moment = this.#momentOf[definition] ?? -1;
    if (moment < 0) return NEVER;
    const kept = this.#moments[row * this.#shape.moments.length + moment]!;
    return kept === 0 ? NEVER : kept - 1;
  }

  damageOf(row: number): number {
    return this.#damages[row]!;
  }

  pressureOf(row: number, nowMs: number): number {
    const latest = this.contactOf(row, 0, 0);
    if (latest === NEVER) return 0;
    return this.#pressures[row]! * Math.exp(-Math.max(0, nowMs - latest) / PRESSURE_FADES_MS);
  }

  /**
   * All of ranges of people as it is now; what is returned for each makes a slab of it, with people
   * in an order that does not depend on when they came. Each can be called once.
   */
  capture(ranges: readonly RowRange[]): readonly (() => Uint8Array)[] {
    const widths = this.#columns().map(([, width]) => width);
    const { copies, memory } = borrowedCopies<PackedArray>([
      this.#rowOf.subarray(0, this.#people),
      this.#decisions.subarray(0, this.#people),
      ...this.#columns().map(([column, width]) => column.subarray(0, this.#rows * width)),
    ]);
    const [rowOf, decisions, ...columns] = copies as [PackedArray, PackedArray, ...PackedArray[]];
    const form = Uint32Array.from(this.#form());
    const make = ({ from, to }: RowRange): Uint8Array => {
      const known: number[] = [];
      for (let person = from; person < to; person++) if (rowOf[person]! > 0) known.push(person);
      const rows = known.map((person) => rowOf[person]! - 1);
      return packArrays(VERSION, [
        form,
        decisions.subarray(from, to),
        Uint32Array.from(known),
        ...columns.map((column, place) => gathered(column, rows, widths[place]!)),
      ]);
    };
    return madeOnce(ranges, memory, { make, fail: createError, place: PLACE });
  }

  /**
   * Takes people from `from` on, of whom nothing is known yet, from a slab.
   *
   * @throws KairosError colony.snapshot-refused
   */
  load(octets: Uint8Array, from: number): void {
    const arrays = unpackArrays(octets, { place: PLACE, version: VERSION });
    refuseOtherForm(arrays, { place: PLACE, form: this.#form(), says: FORM });
    const [, decisions, known, ...columns] = arrays as [
      PackedArray,
      PackedArray,
      PackedArray,
      ...PackedArray[],
    ];
    const to = from + decisions.length;
    if (to > 0) this.#reach(to - 1);
    this.#decisions.set(decisions, from);
    const rows = [...known].map((person) => this.#findOrAdd(person));
    for (const [index, [column, width]] of this.#columns().entries()) {
      const kept = columns[index]!;
      for (const [place, row] of rows.entries()) {
        column.set(kept.subarray(place * width, (place + 1) * width), row * width);
      }
    }
    this.changes.settle(from, to);
  }

  /** All that a row has, with the numbers of each. */
  #columns(): readonly (readonly [PackedArray, width: number])[] {
    const { rings, moments } = this.#shape;
    return [
      [this.#counts, rings.length],
      [this.#flags, 1],
      [this.#damages, 1],
      [this.#pressures, 1],
      [this.#times, this.#kept],
      [this.#accepted, this.#words],
      [this.#moments, moments.length],
    ];
  }

  /** What slabs of another book would differ in. */
  #form(): readonly number[] {
    const { rings, caps, calls, moments, campaigns } = this.#shape;
    const ringWords = rings.flatMap(({ channel, kept }) => [
      channel === undefined ? 0 : 1 + CONTACT_CHANNELS.indexOf(channel),
      kept,
    ]);
    const capWords = caps.flatMap(({ ring, offers }) => [1 + ring, offers]);
    return [campaigns, rings.length, ...ringWords, caps.length, ...capWords, 1 + calls, ...moments];
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
    if (row === this.#flags.length) this.#growRows(2 * row);
    this.#rowOf[person] = row + 1;
    return row;
  }

  #growRows(rows: number): void {
    const { rings, moments } = this.#shape;
    this.#times = grown(this.#times, rows * this.#kept);
    this.#counts = grown(this.#counts, rows * rings.length);
    this.#pressures = grown(this.#pressures, rows);
    this.#flags = grown(this.#flags, rows);
    this.#damages = grown(this.#damages, rows);
    this.#accepted = grown(this.#accepted, rows * this.#words);
    this.#moments = grown(this.#moments, rows * moments.length);
  }
}

/** One row, read where it stands. */
class RowView implements ContactRecord {
  row = 0;
  readonly #ledger: Ledger;

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  get lastMs(): number {
    return this.#ledger.contactOf(this.row, 0, 0);
  }

  get lastCallMs(): number {
    return this.#ledger.callOf(this.row);
  }

  capMs(cap: number): number {
    return this.#ledger.capOf(this.row, cap);
  }

  get complained(): boolean {
    return this.#ledger.hasFlag(this.row, "complained");
  }

  get optedOut(): boolean {
    return this.#ledger.hasFlag(this.row, "optedOut");
  }

  hasAccepted(campaign: number): boolean {
    return this.#ledger.isAccepted(this.row, campaign);
  }

  momentMs(definition: number): number {
    return this.#ledger.momentOf(this.row, definition);
  }

  get damage(): number {
    return this.#ledger.damageOf(this.row);
  }

  pressureAt(nowMs: number): number {
    return this.#ledger.pressureOf(this.row, nowMs);
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
