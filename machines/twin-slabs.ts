// The twin's state as slabs, run by run of rows: what changed is written, what was written is read.
import { KairosError } from "../domain/errors.ts";
import { createError } from "./colony.ts";
import { Changes, rowsOfRun, SLAB_ROWS } from "./columnar/changes.ts";
import type { ColumnarColony, RowRange } from "./columnar/colony.ts";
import { madeOnce } from "./columnar/made-once.ts";
import { borrowedCopies } from "./columnar/spare-memory.ts";
import { packArrays, unpackArrays } from "./packed-arrays.ts";

/** Slabs of one moment, by name: noted in no time, and made of that when they are called. */
export type CapturedSlabs = ReadonlyMap<string, () => Uint8Array>;

/** State that is kept as slabs by name. */
export interface Slabs {
  /**
   * Those that differ from the last that were {@link committed}; all there are, the first time. Each
   * makes the octets of the state as it is now, whatever happens before it is called.
   */
  changed(): CapturedSlabs;
  /** What {@link changed} has given last is kept now; what has changed since then is not. */
  committed(): void;
}

type AnyColony = Pick<
  ColumnarColony,
  "capture" | "loadSlab" | "changes" | "advance" | "bytes" | "allocate"
>;

const VERSION = 1;
const PLACE = "counts of triggers";

/** The counts of triggers by row, which belong to no colony. */
export class Counts {
  /** By row; longer than there are rows. */
  values: Uint32Array<ArrayBuffer>;
  readonly changes = new Changes();

  constructor(capacity: number) {
    this.values = new Uint32Array(capacity);
  }

  next(row: number): number {
    this.changes.mark(row);
    return this.values[row]!++;
  }

  /** Makes room for so many. */
  reserve(rows: number): void {
    if (rows <= this.values.length) return;
    const values = new Uint32Array(2 * rows);
    values.set(this.values);
    this.values = values;
  }

  capture(ranges: readonly RowRange[]): readonly (() => Uint8Array)[] {
    const { copies, memory } = borrowedCopies([this.values]);
    const [values] = copies as [Uint32Array];
    return madeOnce(ranges, memory, {
      make: ({ from, to }) => packArrays(VERSION, [values.subarray(from, to)]),
      fail: createError,
      place: PLACE,
    });
  }

  /** Returns how many rows there are in it. */
  load(octets: Uint8Array, from: number): number {
    const [values] = unpackArrays(octets, { place: PLACE, version: VERSION });
    this.reserve(from + values!.length);
    this.values.set(values!, from);
    this.changes.settle(from, from + values!.length);
    return values!.length;
  }
}

/** Slabs of these that changed, of so many rows each. */
export function changedSlabs(
  parts: ReadonlyMap<string, Pick<AnyColony, "capture" | "changes">>,
  rows: number,
): CapturedSlabs {
  const slabs = new Map<string, () => Uint8Array>();
  for (const [name, part] of parts) {
    for (const [run, slab] of captureChanged(part, rows)) slabs.set(`${name}:${run}`, slab);
  }
  return slabs;
}

/** What has changed of one part, by run. */
export function captureChanged(
  part: Pick<AnyColony, "capture" | "changes">,
  rows: number,
): (readonly [run: number, () => Uint8Array])[] {
  const runs = part.changes.take();
  if (runs.length === 0) return [];
  const slabs = part.capture(runs.map((run) => rowsOfRun(run, rows)));
  return slabs.map((slab, place) => [runs[place]!, slab]);
}

/**
 * Loads counts and colonies; returns the number of rows.
 *
 * @throws KairosError colony.snapshot-refused for a slab that is missing, and as loadSlab does.
 */
export function loadSlabs(
  slabs: ReadonlyMap<string, Uint8Array>,
  [countsName, counts]: readonly [string, Counts],
  colonies: ReadonlyMap<string, AnyColony>,
): number {
  let rows = 0;
  for (let run = 0; ; run++) {
    const octets = slabs.get(`${countsName}:${run}`);
    if (octets === undefined) return rows;
    rows = run * SLAB_ROWS + counts.load(octets, run * SLAB_ROWS);
    for (const [name, colony] of colonies) {
      colony.loadSlab(slabNamed(slabs, `${name}:${run}`));
    }
  }
}

/** @throws KairosError colony.snapshot-refused when there is none. */
export function slabNamed(slabs: ReadonlyMap<string, Uint8Array>, name: string): Uint8Array {
  const octets = slabs.get(name);
  if (octets !== undefined) return octets;
  throw new KairosError("colony.snapshot-refused", {
    place: `slab ${name}`,
    got: "none of this name",
    wanted: "all slabs of one partition",
    remedy: "Take the snapshot from a sound copy, or let the log be replayed without it.",
  });
}
