// Growth of flat columns, for stores that append rows and are thrown away with their day.

/** Offset of a subscriber who has no rows yet. */
export const EMPTY_ROW = 0xffffffff;

type Column =
  | Uint8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array;

/**
 * The column with room for an eighth more: these columns are the largest of a rehearsal. The one that is given is of no use any more: its memory
 * is handed on at once, where garbage collection would keep both for a while.
 */
export function grown<T extends Column>(column: T): T {
  return fitted(column, Math.ceil(column.length * GROWTH) + 1);
}

const GROWTH = 1.125;

/** The column with room for so many rows and no more; as {@link grown} in all else. */
export function fitted<T extends Column>(column: T, rows: number): T {
  const Constructor = column.constructor as new (buffer: ArrayBuffer) => T;
  const buffer = column.buffer as ArrayBuffer;
  return new Constructor(buffer.transfer(rows * column.BYTES_PER_ELEMENT));
}
