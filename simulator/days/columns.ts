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

/** A copy with room for half as much again. */
export function grown<T extends Column>(column: T): T {
  const Constructor = column.constructor as new (length: number) => T;
  const larger = new Constructor(Math.ceil(column.length * 1.5));
  larger.set(column);
  return larger;
}
