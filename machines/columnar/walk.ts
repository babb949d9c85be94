// Takes a window of events row after row: time goes back from one row to the next, never in a row.
import type { EventBatch, Row } from "./colony.ts";
import type { Program } from "./program.ts";
import { READ_AHEAD, type Rows } from "./rows.ts";
import type { Scope } from "./scope.ts";
import type { Stepper } from "./stepper.ts";
import type { BatchWindow } from "./windows.ts";

export interface WalkParts {
  readonly scope: Scope;
  readonly rows: Rows;
  readonly program: Program;
  readonly stepper: Stepper;
  readonly options: { readonly debug?: boolean };
}

/** Events of which those that concern the machine are found at once. */
const BLOCK = 4096;

export class Walk {
  /** Of the event under way; −1 − n for a timer before event n, or after the row's last one, n − 1. */
  declare place: number;
  declare isUnderWay: boolean;
  readonly #parts: WalkParts;
  /** Of the events of a block that concern the machine. */
  readonly #places = new Uint32Array(BLOCK + 1);
  /** Of the events so far. */
  #lastRow = -1;
  #typeNames: readonly string[] = [];
  /** By type: its class, and 1 if events of it concern the machine. */
  #classes: Int32Array = new Int32Array(0);
  #takes: Uint8Array = new Uint8Array(0);

  constructor(parts: WalkParts) {
    this.place = 0;
    this.isUnderWay = false;
    this.#parts = parts;
  }

  /**
   * All events, each after its row's own timers, then what the rows' timers do until the window's
   * end; the colony's time is then what it was before.
   */
  through(window: BatchWindow, check: (row: Row) => void): void {
    const { batch, fromMs, reader } = window;
    const { frame } = this.#parts.scope;
    reader.bind(batch);
    this.#learn(batch.typeNames);
    this.#lastRow = -1;
    this.isUnderWay = true;
    try {
      for (let from = 0; from < batch.size; from += BLOCK) {
        const to = Math.min(from + BLOCK, batch.size);
        this.#takeAll(window, this.#find(batch.types, from, to), check);
      }
      this.#finishRows(window);
    } finally {
      frame.nowMs = fromMs;
    }
    this.place = -1 - batch.size;
  }

  /** The rows' last timers have fired, or something has been thrown. */
  leave(): void {
    this.isUnderWay = false;
  }

  #learn(typeNames: readonly string[]): void {
    if (typeNames === this.#typeNames) return;
    const { program } = this.#parts;
    this.#typeNames = typeNames;
    this.#classes = Int32Array.from(typeNames, (name) => program.classOf(name));
    this.#takes = Uint8Array.from(this.#classes, (of) => (program.couldTake(of) ? 1 : 0));
  }

  /** How many of these events concern the machine; their places are then known. */
  #find(types: EventBatch["types"], from: number, to: number): number {
    const places = this.#places;
    const takes = this.#takes;
    let count = 0;
    for (let place = from; place < to; place++) {
      places[count] = place;
      count += takes[types[place]!]!;
    }
    return count;
  }

  #takeAll({ batch, fromMs, reader }: BatchWindow, count: number, check: (row: Row) => void): void {
    const { rows, timesMs, types } = batch;
    const { scope, rows: all, stepper } = this.#parts;
    const { frame, timers } = scope;
    const { cursor, view } = reader;
    const places = this.#places;
    const classes = this.#classes;
    for (let index = 0; index < count; index++) {
      if ((index & (READ_AHEAD - 1)) === 0) {
        all.readAheadAt(rows, places, index, Math.min(index + READ_AHEAD, count));
      }
      const place = places[index]!;
      const row = rows[place]!;
      const timeMs = timesMs[place]!;
      if (row !== this.#lastRow) {
        this.#lastRow = row;
        frame.nowMs = fromMs;
      }
      if (row >= all.count || all.isFree(row)) check(row);
      if (!timers.areNone && timers.popDueOf(row, timeMs)) this.#fire(row, timeMs, place);
      frame.nowMs = timeMs;
      cursor.index = place;
      this.place = place;
      stepper.deliver(row, view, classes[types[place]!]!);
    }
  }

  /** Fires what is due until the window's end in every row that has events in the batch. */
  #finishRows({ batch, fromMs, toMs }: BatchWindow): void {
    const { scope, rows: all } = this.#parts;
    const { timers, frame } = scope;
    const { size, rows } = batch;
    for (let end = 1; end <= size && !timers.areNone; end++) {
      const row = rows[end - 1]!;
      if (end < size && rows[end] === row) continue;
      if (row >= all.count || all.isFree(row) || !timers.popDueOf(row, toMs)) continue;
      frame.nowMs = fromMs;
      this.#fire(row, toMs, end);
    }
  }

  /** The timer that is out, and all others of the row that are due by then. */
  #fire(row: Row, timeMs: number, before: number): void {
    const { scope, stepper, program, rows } = this.#parts;
    const { frame, timers } = scope;
    this.place = -1 - before;
    rows.changes.markAgain(row);
    let [lastDueMs, firings] = [-1, 0];
    do {
      const { dueMs, event } = timers;
      firings = dueMs === lastDueMs ? firings + 1 : 0;
      lastDueMs = dueMs;
      if (dueMs > frame.nowMs) frame.nowMs = dueMs;
      if (firings > stepper.limit) stepper.stall(row, event.type, firings);
      else stepper.deliver(row, event, program.classOf(event.type));
    } while (timers.popDueOf(row, timeMs));
  }
}
