// Pending timers of a colony: a binary heap over typed arrays, ordered by (due, row, arming order).
import type { EventObject } from "xstate";
import type { PendingTimer, Row } from "./colony.ts";

const NONE = -1;
const INITIAL_SLOTS = 1024;

/** A timer that {@link TimerHeap.pop} has taken out; the same object every time. */
export interface DueTimer {
  dueMs: number;
  row: Row;
  event: EventObject;
}

/**
 * Timers live in slots; a row's slots form a list (it has few), a heap of slot numbers gives the
 * order. `cancel` follows XState 5.33: an id names the timer armed last, and no timer once one of
 * that id has fired.
 */
export class TimerHeap {
  #due = new Float64Array(INITIAL_SLOTS);
  #row = new Uint32Array(INITIAL_SLOTS);
  #arming = new Float64Array(INITIAL_SLOTS);
  #position = new Int32Array(INITIAL_SLOTS);
  #nextOfRow = new Int32Array(INITIAL_SLOTS);
  #heap = new Int32Array(INITIAL_SLOTS);
  readonly #event: (EventObject | undefined)[] = [];
  readonly #id: string[] = [];
  readonly #named: boolean[] = [];
  readonly #free: number[] = [];
  readonly #firstOfRow: number[] = [];
  readonly #popped: DueTimer = { dueMs: 0, row: 0, event: { type: "" } };
  #slots = 0;
  #size = 0;
  #armed = 0;

  get size(): number {
    return this.#size;
  }

  /** Due time of the first timer, Infinity when there is none. */
  get nextDueMs(): number {
    return this.#size === 0 ? Number.POSITIVE_INFINITY : this.#due[this.#heap[0]!]!;
  }

  /** Arms a timer; one without an id cannot be cancelled by name. */
  arm(row: Row, dueMs: number, event: EventObject, id: string | undefined): void {
    if (id !== undefined) this.#unname(row, id);
    const slot = this.#free.pop() ?? this.#newSlot();
    this.#due[slot] = dueMs;
    this.#row[slot] = row;
    this.#arming[slot] = this.#armed++;
    this.#event[slot] = event;
    this.#id[slot] = id ?? "";
    this.#named[slot] = id !== undefined;
    this.#nextOfRow[slot] = this.#firstOfRow[row] ?? NONE;
    this.#setFirstOfRow(row, slot);
    this.#place(this.#size, slot);
    this.#rise(this.#size++);
  }

  /** Disarms the row's timer of this name, if it has one. */
  cancel(row: Row, id: string): void {
    for (let slot = this.#firstOfRow[row] ?? NONE; slot !== NONE; slot = this.#nextOfRow[slot]!) {
      if (this.#named[slot] && this.#id[slot] === id) {
        this.#remove(slot);
        return;
      }
    }
  }

  cancelAll(row: Row): void {
    for (let slot = this.#firstOfRow[row] ?? NONE; slot !== NONE; ) {
      const next = this.#nextOfRow[slot]!;
      this.#remove(slot);
      slot = next;
    }
  }

  /** Takes the first timer out. The heap must not be empty. */
  pop(): Readonly<DueTimer> {
    const slot = this.#heap[0]!;
    const timer = this.#popped;
    timer.dueMs = this.#due[slot]!;
    timer.row = this.#row[slot]!;
    timer.event = this.#event[slot]!;
    if (this.#id[slot] !== "") this.#unname(timer.row, this.#id[slot]!);
    this.#remove(slot);
    return timer;
  }

  /** The row's timers in firing order. */
  pending(row: Row): PendingTimer[] {
    const slots: number[] = [];
    for (let slot = this.#firstOfRow[row] ?? NONE; slot !== NONE; slot = this.#nextOfRow[slot]!) {
      slots.push(slot);
    }
    return slots
      .sort((a, b) => (this.#before(a, b) ? -1 : 1))
      .map((slot) => ({
        dueMs: this.#due[slot]!,
        event: this.#event[slot]!,
        id: this.#id[slot]!,
      }));
  }

  #unname(row: Row, id: string): void {
    for (let slot = this.#firstOfRow[row] ?? NONE; slot !== NONE; slot = this.#nextOfRow[slot]!) {
      if (this.#id[slot] === id) this.#named[slot] = false;
    }
  }

  #setFirstOfRow(row: Row, slot: number): void {
    while (this.#firstOfRow.length < row) this.#firstOfRow.push(NONE);
    this.#firstOfRow[row] = slot;
  }

  #newSlot(): number {
    if (this.#slots === this.#due.length) this.#grow();
    return this.#slots++;
  }

  #grow(): void {
    const capacity = this.#slots * 2;
    const widened = <T extends Float64Array | Uint32Array | Int32Array>(from: T, to: T): T => {
      to.set(from);
      return to;
    };
    this.#due = widened(this.#due, new Float64Array(capacity));
    this.#row = widened(this.#row, new Uint32Array(capacity));
    this.#arming = widened(this.#arming, new Float64Array(capacity));
    this.#position = widened(this.#position, new Int32Array(capacity));
    this.#nextOfRow = widened(this.#nextOfRow, new Int32Array(capacity));
    this.#heap = widened(this.#heap, new Int32Array(capacity));
  }

  #remove(slot: number): void {
    const row = this.#row[slot]!;
    if (this.#firstOfRow[row] === slot) this.#firstOfRow[row] = this.#nextOfRow[slot]!;
    else {
      let previous = this.#firstOfRow[row]!;
      while (this.#nextOfRow[previous] !== slot) previous = this.#nextOfRow[previous]!;
      this.#nextOfRow[previous] = this.#nextOfRow[slot]!;
    }
    const hole = this.#position[slot]!;
    const last = this.#heap[--this.#size]!;
    if (last !== slot) {
      this.#place(hole, last);
      this.#rise(hole);
      this.#sink(this.#position[last]!);
    }
    this.#event[slot] = undefined;
    this.#free.push(slot);
  }

  #before(a: number, b: number): boolean {
    if (this.#due[a]! !== this.#due[b]!) return this.#due[a]! < this.#due[b]!;
    if (this.#row[a]! !== this.#row[b]!) return this.#row[a]! < this.#row[b]!;
    return this.#arming[a]! < this.#arming[b]!;
  }

  #place(position: number, slot: number): void {
    this.#heap[position] = slot;
    this.#position[slot] = position;
  }

  #rise(from: number): void {
    const slot = this.#heap[from]!;
    let position = from;
    while (position > 0) {
      const parent = (position - 1) >> 1;
      if (!this.#before(slot, this.#heap[parent]!)) break;
      this.#place(position, this.#heap[parent]!);
      position = parent;
    }
    this.#place(position, slot);
  }

  #sink(from: number): void {
    const slot = this.#heap[from]!;
    let position = from;
    for (;;) {
      let child = 2 * position + 1;
      if (child >= this.#size) break;
      if (child + 1 < this.#size && this.#before(this.#heap[child + 1]!, this.#heap[child]!))
        child++;
      if (!this.#before(this.#heap[child]!, slot)) break;
      this.#place(position, this.#heap[child]!);
      position = child;
    }
    this.#place(position, slot);
  }
}
