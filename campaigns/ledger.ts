// The contact ledger: what each subscriber was sent (the control group: would have been), and its end.
import type { SubscriberIndex } from "../domain/identity.ts";
import { DAY_MS } from "../domain/time.ts";

/** What deciding may know about one subscriber's past contacts. */
export interface ContactRecord {
  /** Times of the latest contacts, latest first; at most as many as the ledger keeps. */
  readonly contactsMs: readonly number[];
  /** Earlier contacts, each fading as exp(−age/7 d); 0 when there was none. */
  readonly pressure: number;
  readonly complained: boolean;
  /** Campaigns whose offers were accepted, by index, ascending. */
  readonly accepted: readonly number[];
}

/** The record of somebody who was never contacted. */
export const NO_CONTACTS: ContactRecord = {
  contactsMs: [],
  pressure: 0,
  complained: false,
  accepted: [],
};

/** Time constant of fading: a contact weighs half after 4.9 days. ASSUMED. */
const PRESSURE_FADES_MS = 7 * DAY_MS;

const ROWS_MIN = 64;

/**
 * Rows are made at a subscriber's first contact, in typed arrays that double: 4 octets for everyone
 * seen, 9 + 8·kept + 4·⌈campaigns/32⌉ for everyone contacted.
 */
export class Ledger {
  readonly #kept: number;
  readonly #campaigns: number;
  readonly #words: number;
  /** Row + 1 of each subscriber, 0 for none. */
  #rowOf = new Uint32Array(ROWS_MIN);
  #rows = 0;
  #times: Float64Array<ArrayBuffer>;
  /** Contacts recorded, capped at 2·kept − 1 so that it both counts and points into the ring. */
  #counts = new Uint8Array(ROWS_MIN);
  #pressures = new Float32Array(ROWS_MIN);
  #complained = new Uint8Array(ROWS_MIN);
  #accepted: Uint32Array<ArrayBuffer>;

  /** `contactsKept` 1 to 100: as many as the policy's cap looks back. */
  constructor(options: { readonly contactsKept: number; readonly campaigns: number }) {
    this.#kept = options.contactsKept;
    this.#campaigns = options.campaigns;
    this.#words = Math.ceil(options.campaigns / 32);
    this.#times = new Float64Array(ROWS_MIN * this.#kept);
    this.#accepted = new Uint32Array(ROWS_MIN * this.#words);
  }

  /** The record of a subscriber at a time that is not before the latest contact. */
  view(subscriber: SubscriberIndex, nowMs: number): ContactRecord {
    const row = this.#find(subscriber);
    if (row < 0) return NO_CONTACTS;
    return {
      contactsMs: this.#contacts(row),
      pressure: this.#pressureAt(row, nowMs),
      complained: this.#complained[row] === 1,
      accepted: this.#acceptedOf(row),
    };
  }

  recordContact(subscriber: SubscriberIndex, timeMs: number): void {
    const row = this.#findOrAdd(subscriber);
    this.#pressures[row] = this.#pressureAt(row, timeMs) + 1;
    const count = this.#counts[row]!;
    this.#times[row * this.#kept + (count % this.#kept)] = timeMs;
    this.#counts[row] = count + 1 < 2 * this.#kept ? count + 1 : this.#kept;
  }

  recordAccepted(subscriber: SubscriberIndex, campaign: number): void {
    const row = this.#findOrAdd(subscriber);
    this.#accepted[row * this.#words + (campaign >>> 5)]! |= 1 << (campaign & 31);
  }

  recordComplaint(subscriber: SubscriberIndex): void {
    this.#complained[this.#findOrAdd(subscriber)] = 1;
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

  #find(subscriber: SubscriberIndex): number {
    return subscriber < this.#rowOf.length ? this.#rowOf[subscriber]! - 1 : -1;
  }

  #findOrAdd(subscriber: SubscriberIndex): number {
    const known = this.#find(subscriber);
    if (known >= 0) return known;
    if (subscriber >= this.#rowOf.length) {
      this.#rowOf = grown(
        this.#rowOf,
        Math.max(subscriber + 1, Math.ceil(1.25 * this.#rowOf.length)),
      );
    }
    const row = this.#rows++;
    if (row === this.#counts.length) this.#growRows(2 * row);
    this.#rowOf[subscriber] = row + 1;
    return row;
  }

  #growRows(rows: number): void {
    this.#times = grown(this.#times, rows * this.#kept);
    this.#counts = grown(this.#counts, rows);
    this.#pressures = grown(this.#pressures, rows);
    this.#complained = grown(this.#complained, rows);
    this.#accepted = grown(this.#accepted, rows * this.#words);
  }
}

interface Column<A> {
  readonly length: number;
  set(other: A): void;
}

/** A longer copy of a typed array. */
export function grown<A extends Column<A>>(array: A, length: number): A {
  const longer = new (array.constructor as new (length: number) => A)(length);
  longer.set(array);
  return longer;
}
