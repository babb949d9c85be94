// Which runs of rows have changed since they were last written down, so that only those are again.

import type { RowRange } from "./colony.ts";

/** Rows of a run, a power of two: a slab has so many, the last one fewer. */
export const SLAB_ROWS = 1024;
const SHIFT = 10;

const CLEAN = 0;
const CHANGED = 1;
/** Written down, but nobody has said yet that it is kept. */
const TAKEN = 2;

/**
 * A mark for each run of rows, set by whoever writes to a row: an event, a timer, a row that starts
 * or ends. A mark too many costs a slab that was not needed; comparing checksums instead would look
 * at all rows each time, and would miss a change now and then.
 */
export class Changes {
  /** By run; a row's mark is set where it is known that there is one. */
  declare marks: Uint8Array;

  constructor() {
    this.marks = new Uint8Array(1);
  }

  mark(row: number): void {
    const run = row >>> SHIFT;
    if (run >= this.marks.length) this.#grow(run + 1);
    this.marks[run] = CHANGED;
  }

  /** Of a row that has been marked before. */
  markAgain(row: number): void {
    this.marks[row >>> SHIFT] = CHANGED;
  }

  /** The rows of this range stand in a slab as they are. */
  settle(from: number, to: number): void {
    if (to > from) this.mark(to - 1);
    for (let run = from >>> SHIFT; run * SLAB_ROWS < to; run++) this.marks[run] = CLEAN;
  }

  /** Runs that differ from what was last {@link keep}t, ascending. */
  take(): readonly number[] {
    const runs: number[] = [];
    for (let run = 0; run < this.marks.length; run++) {
      if (this.marks[run] === CLEAN) continue;
      this.marks[run] = TAKEN;
      runs.push(run);
    }
    return runs;
  }

  /** What {@link take} gave last is kept; what has changed since then is still to be taken. */
  keep(): void {
    for (let run = 0; run < this.marks.length; run++) {
      if (this.marks[run] === TAKEN) this.marks[run] = CLEAN;
    }
  }

  #grow(runs: number): void {
    const marks = new Uint8Array(Math.max(runs, this.marks.length * 2));
    marks.set(this.marks);
    this.marks = marks;
  }
}

/** Rows of a run, of so many rows in all. */
export function rowsOfRun(run: number, rows: number): RowRange {
  const from = run * SLAB_ROWS;
  return { from, to: Math.min(rows, from + SLAB_ROWS) };
}
