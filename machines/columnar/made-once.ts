// Slabs that are made of borrowed memory, each once; with the last of them it is given back.
import type { RowRange } from "./colony.ts";
import type { CreateError } from "./errors.ts";
import { giveBack } from "./spare-memory.ts";

export interface MadeOnceOptions<T> {
  readonly make: (captured: T) => Uint8Array;
  readonly fail: CreateError;
  /** Whose rows these are, for the error. */
  readonly place: string;
}

/**
 * What makes the slab of each range that was captured in this memory. A call for the second time
 * throws colony.misused, as the memory may be somebody else's by then.
 */
export function madeOnce<T extends RowRange>(
  captured: readonly T[],
  memory: Uint8Array<ArrayBuffer>,
  { make, fail, place }: MadeOnceOptions<T>,
): readonly (() => Uint8Array)[] {
  let wanted = captured.length;
  return captured.map((one) => {
    const { from, to } = one;
    // What was made is not needed any more, however long others take.
    let left: T | undefined = one;
    return () => {
      if (left === undefined) {
        throw fail("colony.misused", {
          place: `${place}, rows ${from} to ${to - 1}`,
          got: "a captured slab that is made a second time",
          wanted: "one call: other captures use its memory then",
          remedy: "Keep the bytes, or capture the rows again.",
        });
      }
      const rows = left;
      left = undefined;
      const slab = make(rows);
      if (--wanted === 0) giveBack(memory);
      return slab;
    };
  });
}
