// The cells of a ride: the present one, and those left behind it a short time ago.
import type { EnrichedEvent } from "../../domain/directory.ts";
import { cellKey } from "../../domain/location.ts";
import type { ColumnType } from "../columnar/colony.ts";

/** Cells as cell keys, 0 for none, each with its last sighting. */
export interface CellsBehind {
  /** The present cell. */
  readonly cell: number;
  readonly seenMs: number;
  /** The cell left last. Most people have no other behind them. */
  readonly leftCell: number;
  readonly leftMs: number;
  /** Those left before it, oldest first: key and last sighting of each, flat. Never changed in place. */
  readonly earlier: readonly number[];
}

const NONE: readonly number[] = [];

export const NOTHING_BEHIND: CellsBehind = {
  cell: 0,
  seenMs: 0,
  leftCell: 0,
  leftMs: 0,
  earlier: NONE,
};

export const BEHIND_COLUMNS: Readonly<Record<keyof CellsBehind, ColumnType>> = {
  cell: "u32",
  seenMs: "u40",
  leftCell: "u32",
  leftMs: "u40",
  earlier: "any",
};

/** How far back, and how many cells, are remembered. */
export interface Memory {
  readonly withinMs: number;
  readonly cellsMax: number;
}

/** A sighting in another cell than the present one. */
export type Move = Pick<EnrichedEvent, "lac" | "ci" | "timeMs">;

/**
 * What is behind once the present cell is another. All cells so far stand in a line, oldest first,
 * the present one at the end; a piece of it, from `first` to before `end`, stays. A return ends it
 * before the cell that is returned to: A-B-A is the radio changing its mind, not travel. What was
 * last seen too long ago is forgotten.
 */
function endOfPiece(behind: CellsBehind, { lac, ci }: Move): number {
  if (behind.cell === 0) return 0;
  const cell = cellKey(lac, ci);
  const present = lengthOf(behind);
  for (let place = 0; place < present; place++) {
    if (cellAt(behind, place) === cell) return place;
  }
  return present + 1;
}

function firstOfPiece(
  behind: CellsBehind,
  end: number,
  { timeMs }: Move,
  { withinMs, cellsMax }: Memory,
): number {
  const oldestMs = timeMs - withinMs;
  let first = 0;
  while (first < end && seenAt(behind, first) < oldestMs) first++;
  return end - first > cellsMax ? end - cellsMax : first;
}

/** Cells behind after the move. */
export function countAfter(behind: CellsBehind, move: Move, memory: Memory): number {
  const end = endOfPiece(behind, move);
  return end - firstOfPiece(behind, end, move, memory);
}

/** Last sighting of the first cell behind after the move; the move's time when there is none. */
export function sinceAfter(behind: CellsBehind, move: Move, memory: Memory): number {
  const end = endOfPiece(behind, move);
  const first = firstOfPiece(behind, end, move, memory);
  return first < end ? seenAt(behind, first) : move.timeMs;
}

/** The cell left last after the move, 0 for none. */
export function leftCellAfter(behind: CellsBehind, move: Move, memory: Memory): number {
  const end = endOfPiece(behind, move);
  return countAfter(behind, move, memory) === 0 ? 0 : cellAt(behind, end - 1);
}

export function leftMsAfter(behind: CellsBehind, move: Move, memory: Memory): number {
  const end = endOfPiece(behind, move);
  return countAfter(behind, move, memory) === 0 ? 0 : seenAt(behind, end - 1);
}

/** Those left before it. */
export function earlierAfter(
  behind: CellsBehind,
  move: Move,
  memory: Memory,
): CellsBehind["earlier"] {
  const end = endOfPiece(behind, move);
  const first = firstOfPiece(behind, end, move, memory);
  if (end - first < 2) return NONE;
  const earlier: number[] = [];
  for (let place = first; place < end - 1; place++) {
    earlier.push(cellAt(behind, place), seenAt(behind, place));
  }
  return earlier;
}

/** Of the cells behind: the present one's place in the line. */
function lengthOf({ leftCell, earlier }: CellsBehind): number {
  return leftCell === 0 ? 0 : earlier.length / 2 + 1;
}

function cellAt(behind: CellsBehind, place: number): number {
  const { earlier } = behind;
  if (2 * place < earlier.length) return earlier[2 * place]!;
  return place === lengthOf(behind) ? behind.cell : behind.leftCell;
}

function seenAt(behind: CellsBehind, place: number): number {
  const { earlier } = behind;
  if (2 * place < earlier.length) return earlier[2 * place + 1]!;
  return place === lengthOf(behind) ? behind.seenMs : behind.leftMs;
}
