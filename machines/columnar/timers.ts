// The pending delayed events of all rows: a slot in its record for each `after`, one queue for all.
import type { EventObject } from "xstate";
import type { PendingTimer, Row } from "./colony.ts";
import type { Slot } from "./definition.ts";
import { DueQueue, type EntryOwner } from "./due-queue.ts";
import { GeneralTimers, type PoppedTimer } from "./general-timers.ts";

/** The high byte of a slot that is not armed; a due time is less than 255 · 2^32 ms. */
export const UNARMED = 255;
/**
 * Flag bit of a slot of constant delay: the queue has an entry for it that comes no later than the
 * slot's due or that of any later arming. Without it, an armed slot has an entry of exactly its
 * due.
 */
const QUEUED = 1;
/** Flag bit of an armed slot: `cancel` does not find it. */
export const UNNAMED = 2;
/** Flag bit, only while the queue is swept: an entry for this slot has been found. */
const MARKED = 4;

const HIGH_UNIT = 2 ** 32;
const ENTRIES_FIRST = 1024;

/**
 * Where a record keeps its slots; slot s of a row: the due's low 32 bits in word `lowWord + s` of
 * the row's, its high 8 bits in byte `highByte + s`, flags in byte `flagByte + s`. A fresh record
 * has {@link UNARMED} high bytes and flags 0.
 */
export interface SlotLayout {
  readonly slots: readonly Slot[];
  readonly wordsPerRow: number;
  readonly lowWord: number;
  readonly highByte: number;
  readonly flagByte: number;
}

/**
 * Fires in the order of (due, row, arming) and names timers as XState 5.33 does. A row has at most
 * one slot timer of a due, armed before every general timer of the same due, so slots need no
 * arming order; what would break that becomes a general timer.
 *
 * The records are the truth about slots. An entry of the queue is only a reason to look at a slot,
 * and entries too many do no harm, so the owner may overwrite a record with a fresh one, or with an
 * older copy of itself, if it calls {@link cancelAll} before anything else.
 */
export class Timers implements EntryOwner {
  /** No timer is due earlier; Infinity when none is pending. */
  declare headDueMs: number;
  /** These four: the timer that {@link popDue} has taken out. */
  declare dueMs: number;
  declare row: Row;
  /** −1 for a general timer. */
  declare slot: number;
  declare event: EventObject;
  declare readonly layout: SlotLayout;
  readonly #general = new GeneralTimers();
  readonly #slotOfId = new Map<string, number>();
  readonly #events: EventObject[] = [];
  readonly #constant: boolean[] = [];
  readonly #slots: number;
  /** A key is row << shift | slot. */
  readonly #shift: number;
  readonly #mask: number;
  readonly #wordsPerRow: number;
  readonly #lowWord: number;
  readonly #highByte: number;
  /** From a slot's high byte to its flags. */
  readonly #flagOffset: number;
  #u8: Uint8Array;
  #u32: Uint32Array;
  readonly #queue: DueQueue;

  constructor(layout: SlotLayout, u8: Uint8Array, u32: Uint32Array, entriesFirst = ENTRIES_FIRST) {
    this.headDueMs = Number.POSITIVE_INFINITY;
    this.dueMs = Number.NEGATIVE_INFINITY;
    this.row = -1;
    this.slot = -1;
    this.event = { type: "" };
    this.layout = layout;
    for (const { id, event, constantDelay } of layout.slots) {
      this.#slotOfId.set(id, this.#events.length);
      this.#events.push(event);
      this.#constant.push(constantDelay);
    }
    this.#slots = layout.slots.length;
    this.#shift = Math.ceil(Math.log2(Math.max(1, this.#slots)));
    this.#mask = 2 ** this.#shift - 1;
    this.#wordsPerRow = layout.wordsPerRow;
    this.#lowWord = layout.lowWord;
    this.#highByte = layout.highByte;
    this.#flagOffset = layout.flagByte - layout.highByte;
    this.#u8 = u8;
    this.#u32 = u32;
    this.#queue = new DueQueue(this, this.#slots === 0 ? 0 : entriesFirst);
  }

  /** When the first timer is due, Infinity when none ever is. */
  get nextDueMs(): number {
    const queue = this.#queue;
    while (queue.headDueMs <= this.#general.nextDueMs && queue.size > 0) {
      if (this.#isHeadLive()) break;
    }
    this.#refreshHead();
    return this.headDueMs;
  }

  /** Entries of the queue, those of no use any more included. */
  get entryCount(): number {
    return this.#queue.size;
  }

  /** Whether no row has any timer, nor can have one in a slot. */
  get areNone(): boolean {
    return this.#slots === 0 && this.#general.size === 0;
  }

  /** Whether no row has a timer that its record does not hold. */
  get areInRecords(): boolean {
    return this.#general.size === 0;
  }

  get bytes(): number {
    return this.#queue.bytes + this.#general.bytes;
  }

  /** Takes views of records that have moved. */
  rebind(u8: Uint8Array, u32: Uint32Array): void {
    this.#u8 = u8;
    this.#u32 = u32;
  }

  /** Arms the slot's event, in the slot if it can stand there. */
  arm(row: Row, slot: number, dueMs: number): void {
    const low = dueMs >>> 0;
    const high = (dueMs - low) / HIGH_UNIT;
    if (!this.#isFree(row, slot, low, high)) {
      this.armGeneral(row, dueMs, this.#events[slot]!, this.layout.slots[slot]!.id);
      return;
    }
    if (this.#general.size > 0) this.#general.unname(row, this.layout.slots[slot]!.id);
    const byte = row * this.#wordsPerRow * 4 + this.#highByte + slot;
    const flags = this.#u8[byte + this.#flagOffset]!;
    this.#u32[row * this.#wordsPerRow + this.#lowWord + slot] = low;
    this.#u8[byte] = high;
    if (!this.#constant[slot]) {
      this.#u8[byte + this.#flagOffset] = 0;
      this.#push(dueMs, row, slot);
    } else {
      this.#u8[byte + this.#flagOffset] = QUEUED;
      if ((flags & QUEUED) === 0) this.#push(dueMs, row, slot);
    }
  }

  /** As {@link cancel} with the slot's id. */
  disarm(row: Row, slot: number): void {
    if (this.#general.size > 0 && this.#general.cancel(row, this.layout.slots[slot]!.id)) return;
    const byte = row * this.#wordsPerRow * 4 + this.#highByte + slot;
    if (this.#u8[byte] === UNARMED || (this.#u8[byte + this.#flagOffset]! & UNNAMED) !== 0) return;
    this.#u8[byte] = UNARMED;
  }

  /** Arms any event; without an id it cannot be cancelled. At Infinity it is pending for ever. */
  armGeneral(row: Row, dueMs: number, event: EventObject, id: string | undefined): void {
    if (id !== undefined) this.#unname(row, id);
    this.#general.arm(row, dueMs, event, id, id !== undefined);
    if (dueMs < this.headDueMs) this.headDueMs = dueMs;
  }

  /** Disarms the row's timer of this name, if it has one. */
  cancel(row: Row, id: string): void {
    const slot = this.#slotOfId.get(id);
    if (slot !== undefined) this.disarm(row, slot);
    else if (this.#general.size > 0) this.#general.cancel(row, id);
  }

  /** Disarms all timers of the row, whatever its record has been overwritten with. */
  cancelAll(row: Row): void {
    const byte = row * this.#wordsPerRow * 4 + this.#highByte;
    for (let slot = 0; slot < this.#slots; slot++) {
      this.#u8[byte + slot] = UNARMED;
      this.#u8[byte + slot + this.#flagOffset] = 0;
    }
    if (this.#general.size > 0) this.#general.cancelAll(row);
  }

  /** Puts a timer back as {@link pending} has told of it; several, in that order. */
  rearm(row: Row, { dueMs, event, id, cancellable }: PendingTimer): void {
    if (cancellable) this.#unname(row, id);
    const slot = this.#slotOfId.get(id) ?? -1;
    const low = dueMs >>> 0;
    const high = (dueMs - low) / HIGH_UNIT;
    if (slot < 0 || !isEqual(event, this.#events[slot]!) || !this.#isFree(row, slot, low, high)) {
      const isNameless = id === "" && !cancellable;
      this.#general.arm(row, dueMs, event, isNameless ? undefined : id, cancellable);
      if (dueMs < this.headDueMs) this.headDueMs = dueMs;
      return;
    }
    const byte = row * this.#wordsPerRow * 4 + this.#highByte + slot;
    this.#u32[row * this.#wordsPerRow + this.#lowWord + slot] = low;
    this.#u8[byte] = high;
    this.#u8[byte + this.#flagOffset] = cancellable ? 0 : UNNAMED;
    this.#push(dueMs, row, slot);
  }

  /** Takes the slots over from a record that was written from elsewhere, in another colony say. */
  adopt(row: Row): void {
    const byte = row * this.#wordsPerRow * 4 + this.#highByte;
    for (let slot = 0; slot < this.#slots; slot++) {
      this.#u8[byte + slot + this.#flagOffset]! &= UNNAMED;
      if (this.#u8[byte + slot] !== UNARMED) this.#push(this.#dueOf(row, slot), row, slot);
    }
  }

  /** Whether a timer was due ≤ toMs: the first such has been taken out, see {@link dueMs}. */
  popDue(toMs: number): boolean {
    const queue = this.#queue;
    const general = this.#general;
    for (;;) {
      const dueMs = queue.headDueMs;
      const generalDueMs = general.size > 0 ? general.nextDueMs : Number.POSITIVE_INFINITY;
      if (generalDueMs < dueMs) return this.#popGeneral(toMs);
      if (dueMs > toMs || dueMs === Number.POSITIVE_INFINITY) {
        this.#refreshHead();
        return false;
      }
      if (this.#isHeadLive()) {
        const key = queue.headKey;
        if (generalDueMs === dueMs && general.nextRow < key >>> this.#shift) {
          return this.#popGeneral(toMs);
        }
        queue.drop();
        this.#fire(dueMs, key);
        return true;
      }
    }
  }

  /** As {@link popDue}, for one row: the others' timers may wait until their rows have their turn. */
  popDueOf(row: Row, toMs: number): boolean {
    const byte = row * this.#wordsPerRow * 4 + this.#highByte;
    let dueMs = Number.POSITIVE_INFINITY;
    let slot = -1;
    for (let each = 0; each < this.#slots; each++) {
      if (this.#u8[byte + each] === UNARMED) continue;
      const eachDueMs = this.#dueOf(row, each);
      if (eachDueMs >= dueMs) continue;
      dueMs = eachDueMs;
      slot = each;
    }
    if (this.#general.size > 0) {
      const generalDueMs = this.#general.dueOf(row);
      if (generalDueMs < dueMs) {
        if (generalDueMs > toMs) return false;
        this.#takeGeneral(this.#general.popOf(row));
        return true;
      }
    }
    if (dueMs > toMs || slot < 0) return false;
    // The queue keeps its entry: it is a reason to look at the slot once more than needed.
    this.#take(row, slot, dueMs, this.#u8[byte + slot + this.#flagOffset]! & QUEUED);
    return true;
  }

  /** The row's timers in firing order. */
  pending(row: Row): PendingTimer[] {
    const timers: PendingTimer[] = [];
    const byte = row * this.#wordsPerRow * 4 + this.#highByte;
    for (let slot = 0; slot < this.#slots; slot++) {
      if (this.#u8[byte + slot] === UNARMED) continue;
      const { id, event } = this.layout.slots[slot]!;
      const cancellable = (this.#u8[byte + slot + this.#flagOffset]! & UNNAMED) === 0;
      timers.push({ dueMs: this.#dueOf(row, slot), event, id, cancellable });
    }
    timers.push(...this.pendingGeneral(row));
    return timers.sort((a, b) => (a.dueMs < b.dueMs ? -1 : a.dueMs > b.dueMs ? 1 : 0));
  }

  /** Those of the row's timers that its record does not hold, in firing order. */
  pendingGeneral(row: Row): PendingTimer[] {
    return this.#general.size === 0 ? [] : this.#general.pending(row);
  }

  #dueOf(row: Row, slot: number): number {
    const high = this.#u8[row * this.#wordsPerRow * 4 + this.#highByte + slot]!;
    return this.#u32[row * this.#wordsPerRow + this.#lowWord + slot]! + high * HIGH_UNIT;
  }

  /** Whether the slot can take this due, and would still be the row's only timer of it. */
  #isFree(row: Row, slot: number, low: number, high: number): boolean {
    if ((high & 255) !== high || high === UNARMED) return false;
    const byte = row * this.#wordsPerRow * 4 + this.#highByte;
    if (this.#u8[byte + slot] !== UNARMED) return false;
    const word = row * this.#wordsPerRow + this.#lowWord;
    for (let other = 0; other < this.#slots; other++) {
      if (this.#u32[word + other] === low && this.#u8[byte + other] === high) return false;
    }
    return this.#general.size === 0 || !this.#general.hasDue(row, low + high * HIGH_UNIT);
  }

  #unname(row: Row, id: string): void {
    if (this.#general.size > 0) this.#general.unname(row, id);
    const slot = this.#slotOfId.get(id);
    if (slot === undefined) return;
    this.#u8[row * this.#wordsPerRow * 4 + this.#highByte + slot + this.#flagOffset]! |= UNNAMED;
  }

  #popGeneral(toMs: number): boolean {
    const isDue = this.#general.nextDueMs <= toMs;
    if (isDue) this.#takeGeneral(this.#general.pop());
    this.#refreshHead();
    return isDue;
  }

  #takeGeneral({ dueMs, row, event, id }: Readonly<PoppedTimer>): void {
    if (id !== undefined) this.#unname(row, id);
    this.dueMs = dueMs;
    this.row = row;
    this.slot = -1;
    this.event = event;
  }

  #fire(dueMs: number, key: number): void {
    this.#take(key >>> this.#shift, key & this.#mask, dueMs, 0);
    this.#refreshHead();
  }

  #take(row: Row, slot: number, dueMs: number, flags: number): void {
    const byte = row * this.#wordsPerRow * 4 + this.#highByte + slot;
    this.#u8[byte] = UNARMED;
    this.#u8[byte + this.#flagOffset] = flags;
    if (this.#general.size > 0) this.#general.unname(row, this.layout.slots[slot]!.id);
    this.dueMs = dueMs;
    this.row = row;
    this.slot = slot;
    this.event = this.#events[slot]!;
  }

  #refreshHead(): void {
    const { headDueMs } = this.#queue;
    const general = this.#general.size > 0 ? this.#general.nextDueMs : Number.POSITIVE_INFINITY;
    this.headDueMs = headDueMs < general ? headDueMs : general;
  }

  #push(dueMs: number, row: Row, slot: number): void {
    this.#queue.push(dueMs, ((row << this.#shift) | slot) >>> 0);
    if (dueMs < this.headDueMs) this.headDueMs = dueMs;
  }

  /**
   * Whether the first entry is what its slot waits for; if not, it is gone or has its new place.
   */
  #isHeadLive(): boolean {
    const dueMs = this.#queue.headDueMs;
    const key = this.#queue.headKey;
    const reviewedMs = this.review(dueMs, key);
    if (reviewedMs === dueMs) return true;
    this.#queue.drop();
    if (reviewedMs < Number.POSITIVE_INFINITY) this.#queue.push(reviewedMs, key);
    return false;
  }

  /** For the queue alone. */
  review(dueMs: number, key: number): number {
    const row = key >>> this.#shift;
    const slot = key & this.#mask;
    const byte = row * this.#wordsPerRow * 4 + this.#highByte + slot;
    const flags = this.#u8[byte + this.#flagOffset]!;
    if (this.#u8[byte] !== UNARMED) {
      const slotDueMs = this.#dueOf(row, slot);
      if (slotDueMs === dueMs || (slotDueMs > dueMs && (flags & QUEUED) !== 0)) return slotDueMs;
    } else if ((flags & QUEUED) !== 0) {
      this.#u8[byte + this.#flagOffset] = flags & ~QUEUED;
    }
    return Number.POSITIVE_INFINITY;
  }

  /** For the queue alone. */
  mark(key: number): boolean {
    const flag = this.#flagOf(key);
    if ((this.#u8[flag]! & MARKED) !== 0) return false;
    this.#u8[flag]! |= MARKED;
    return true;
  }

  /** For the queue alone. */
  unmark(key: number): void {
    this.#u8[this.#flagOf(key)]! &= ~MARKED;
  }

  #flagOf(key: number): number {
    const record = (key >>> this.#shift) * this.#wordsPerRow * 4;
    return record + this.#highByte + this.#flagOffset + (key & this.#mask);
  }
}

function isEqual(a: EventObject, b: EventObject): boolean {
  const keys = Object.keys(a) as (keyof EventObject)[];
  return keys.length === Object.keys(b).length && keys.every((key) => Object.is(a[key], b[key]));
}
