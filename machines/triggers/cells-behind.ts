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
  const { leftCell } = behind;
  if (leftCell === 0) return behind.cell === 0 ? 0 : 1;
  const cell = cellKey(lac, ci);
  const { earlier } = behind;
  for (let index = 0; index < earlier.length; index += 2) {
    if (earlier[index] === cell) return index / 2;
  }
  return earlier.length / 2 + (leftCell === cell ? 0 : 2);
}

function firstOfPiece(behind: CellsBehind, end: number, move: Move, memory: Memory): number {
  const oldestMs = move.timeMs - memory.withinMs;
  let first = 0;
  while (first < end && seenAt(behind, first) < oldestMs) first++;
  return Math.max(first, end - memory.cellsMax);
}

/** Whether so many cells are behind after the move. */
export function areBehind(
  behind: CellsBehind,
  move: Move,
  memory: Memory,
  cellsMin: number,
): boolean {
  const end = endOfPiece(behind, move);
  return end >= cellsMin && end - firstOfPiece(behind, end, move, memory) >= cellsMin;
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

/** Last sighting of the cell left last after the move, 0 when there is none. */
export function leftMsAfter(behind: CellsBehind, move: Move, memory: Memory): number {
  const end = endOfPiece(behind, move);
  const leftMs = end === 0 ? 0 : seenAt(behind, end - 1);
  // All before it were seen earlier still.
  return leftMs < move.timeMs - memory.withinMs ? 0 : leftMs;
}

/** That cell, 0 for none. */
export function leftCellAfter(behind: CellsBehind, move: Move, memory: Memory): number {
  const end = endOfPiece(behind, move);
  if (end === 0 || seenAt(behind, end - 1) < move.timeMs - memory.withinMs) return 0;
  return cellAt(behind, end - 1);
}

/** Those left before it. */
export function earlierAfter(
  behind: CellsBehind,
  move: Move,
  memory: Memory,
): CellsBehind["earlier"] {
  const end = endOfPiece(behind, move);
  if (end < 2) return NONE;
  const first = firstOfPiece(behind, end, move, memory);
  if (end - first < 2) return NONE;
  const earlier: number[] = [];
  for (let place = first; place < end - 1; place++) {
    earlier.push(cellAt(behind, place), seenAt(behind, place));
  }
  return earlier;
}

/** The cell at a place of the line. */
function cellAt(behind: CellsBehind, place: number): number {
  const { earlier, leftCell } = behind;
  if (2 * place < earlier.length) return earlier[2 * place]!;
  return leftCell === 0 || 2 * place > earlier.length ? behind.cell : leftCell;
}

/** Its last sighting. */
function seenAt(behind: CellsBehind, place: number): number {
  const { earlier, leftCell } = behind;
  if (2 * place < earlier.length) return earlier[2 * place + 1]!;
  return leftCell === 0 || 2 * place > earlier.length ? behind.seenMs : behind.leftMs;
}
