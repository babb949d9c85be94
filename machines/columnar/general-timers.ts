// The delayed events of a colony that fit no slot: any event, any name, any due time.
import type { EventObject } from "xstate";
import type { PendingTimer, Row } from "./colony.ts";

const NONE = -1;
const CAPACITY_FIRST = 64;

/** A timer that {@link GeneralTimers.pop} has taken out; the same object every time. */
export interface PoppedTimer {
  dueMs: number;
  row: Row;
  event: EventObject;
  id: string | undefined;
}

/**
 * A binary heap over typed arrays, ordered by (due, row, arming order). Timers live in cells; a
 * row's cells form a list (it has few), a heap of cell numbers gives the order. Names follow XState
 * 5.33: an id names the timer armed last, and no timer once one of that id has fired; the owner
 * calls {@link GeneralTimers.unname} then, as slots can have the same names.
 */
export class GeneralTimers {
  #due = new Float64Array(0);
  #row = new Uint32Array(0);
  #arming = new Float64Array(0);
  #position = new Int32Array(0);
  #nextOfRow = new Int32Array(0);
  #heap = new Int32Array(0);
  readonly #event: (EventObject | undefined)[] = [];
  readonly #id: (string | undefined)[] = [];
  readonly #named: boolean[] = [];
  readonly #free: number[] = [];
  readonly #firstOfRow = new Map<Row, number>();
  readonly #popped: PoppedTimer = { dueMs: 0, row: 0, event: { type: "" }, id: undefined };
  #cells = 0;
  #armed = 0;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Due time of the first timer, Infinity when there is none. */
  get nextDueMs(): number {
    return this.#size === 0 ? Number.POSITIVE_INFINITY : this.#due[this.#heap[0]!]!;
  }

  /** Row of the first timer; there must be one. */
  get nextRow(): Row {
    return this.#row[this.#heap[0]!]!;
  }

  get bytes(): number {
    const { byteLength } = this.#due;
    return byteLength * 2 + this.#row.byteLength * 4;
  }

  /** A timer with an id that is not `named` still takes the name from its namesakes at firing. */
  arm(row: Row, dueMs: number, event: EventObject, id: string | undefined, named: boolean): void {
    const cell = this.#free.pop() ?? this.#newCell();
    this.#due[cell] = dueMs;
    this.#row[cell] = row;
    this.#arming[cell] = this.#armed++;
    this.#event[cell] = event;
    this.#id[cell] = id;
    this.#named[cell] = named;
    this.#nextOfRow[cell] = this.#firstOf(row);
    this.#firstOfRow.set(row, cell);
    this.#place(this.#size, cell);
    this.#rise(this.#size++);
  }

  /** Whether the row had a timer of this name, which is gone now. */
  cancel(row: Row, id: string): boolean {
    for (let cell = this.#firstOf(row); cell !== NONE; cell = this.#nextOfRow[cell]!) {
      if (this.#named[cell] && this.#id[cell] === id) {
        this.#remove(cell);
        return true;
      }
    }
    return false;
  }

  cancelAll(row: Row): void {
    for (let cell = this.#firstOf(row); cell !== NONE; ) {
      const next = this.#nextOfRow[cell]!;
      this.#remove(cell);
      cell = next;
    }
  }

  /** Takes the name from the row's timers of this id: none of them can be cancelled any more. */
  unname(row: Row, id: string): void {
    for (let cell = this.#firstOf(row); cell !== NONE; cell = this.#nextOfRow[cell]!) {
      if (this.#id[cell] === id) this.#named[cell] = false;
    }
  }

  /** Whether the row has a timer due at exactly this time. */
  hasDue(row: Row, dueMs: number): boolean {
    for (let cell = this.#firstOf(row); cell !== NONE; cell = this.#nextOfRow[cell]!) {
      if (this.#due[cell] === dueMs) return true;
    }
    return false;
  }

  /** Takes the first timer out; there must be one. */
  pop(): Readonly<PoppedTimer> {
    return this.#take(this.#heap[0]!);
  }

  /** When the row's first timer is due, Infinity when it has none. */
  dueOf(row: Row): number {
    const cell = this.#earliestOf(row);
    return cell === NONE ? Number.POSITIVE_INFINITY : this.#due[cell]!;
  }

  /** Takes the row's first timer out; there must be one. */
  popOf(row: Row): Readonly<PoppedTimer> {
    return this.#take(this.#earliestOf(row));
  }

  #earliestOf(row: Row): number {
    let earliest = NONE;
    for (let cell = this.#firstOf(row); cell !== NONE; cell = this.#nextOfRow[cell]!) {
      if (earliest === NONE || this.#before(cell, earliest)) earliest = cell;
    }
    return earliest;
  }

  #take(cell: number): Readonly<PoppedTimer> {
    const timer = this.#popped;
    timer.dueMs = this.#due[cell]!;
    timer.row = this.#row[cell]!;
    timer.event = this.#event[cell]!;
    timer.id = this.#id[cell];
    this.#remove(cell);
    return timer;
  }

  /** The row's timers in firing order. */
  pending(row: Row): PendingTimer[] {
    const cells: number[] = [];
    for (let cell = this.#firstOf(row); cell !== NONE; cell = this.#nextOfRow[cell]!) {
      cells.push(cell);
    }
    return cells
      .sort((a, b) => (this.#before(a, b) ? -1 : 1))
      .map((cell) => ({
        dueMs: this.#due[cell]!,
        event: this.#event[cell]!,
        id: this.#id[cell] ?? "",
        cancellable: this.#named[cell]!,
      }));
  }

  #firstOf(row: Row): number {
    return this.#firstOfRow.get(row) ?? NONE;
  }

  #newCell(): number {
    if (this.#cells === this.#due.length) this.#grow();
    return this.#cells++;
  }

  #grow(): void {
    const capacity = Math.max(CAPACITY_FIRST, this.#cells * 2);
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

  #remove(cell: number): void {
    this.#unlink(cell);
    const hole = this.#position[cell]!;
    const last = this.#heap[--this.#size]!;
    if (last !== cell) {
      this.#place(hole, last);
      this.#rise(hole);
      this.#sink(this.#position[last]!);
    }
    this.#event[cell] = undefined;
    this.#free.push(cell);
  }

  #unlink(cell: number): void {
    const row = this.#row[cell]!;
    const next = this.#nextOfRow[cell]!;
    const first = this.#firstOfRow.get(row)!;
    if (first !== cell) {
      let previous = first;
      while (this.#nextOfRow[previous] !== cell) previous = this.#nextOfRow[previous]!;
      this.#nextOfRow[previous] = next;
    } else if (next === NONE) this.#firstOfRow.delete(row);
    else this.#firstOfRow.set(row, next);
  }

  #before(a: number, b: number): boolean {
    if (this.#due[a]! !== this.#due[b]!) return this.#due[a]! < this.#due[b]!;
    if (this.#row[a]! !== this.#row[b]!) return this.#row[a]! < this.#row[b]!;
    return this.#arming[a]! < this.#arming[b]!;
  }

  #place(position: number, cell: number): void {
    this.#heap[position] = cell;
    this.#position[cell] = position;
  }

  #rise(from: number): void {
    const cell = this.#heap[from]!;
    let position = from;
    while (position > 0) {
      const parent = (position - 1) >> 1;
      if (!this.#before(cell, this.#heap[parent]!)) break;
      this.#place(position, this.#heap[parent]!);
      position = parent;
    }
    this.#place(position, cell);
  }

  #sink(from: number): void {
    const cell = this.#heap[from]!;
    let position = from;
    for (;;) {
      let child = 2 * position + 1;
      if (child >= this.#size) break;
      if (child + 1 < this.#size && this.#before(this.#heap[child + 1]!, this.#heap[child]!))
        child++;
      if (!this.#before(this.#heap[child]!, cell)) break;
      this.#place(position, this.#heap[child]!);
      position = child;
    }
    this.#place(position, cell);
  }
}
