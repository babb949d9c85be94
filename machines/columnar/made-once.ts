// Slabs that are made of borrowed memory, each once; with the last of them it is given back.
import { KairosError } from "../domain/errors.ts";
import type { RowRange } from "./columnar/colony.ts";
import { giveBack } from "./columnar/spare-memory.ts";

/**
 * What makes the slab of each range. A call for the second time throws colony.misused, as the memory
 * may be somebody else's by then; `place` says of what.
 */
export function madeOnce(
  ranges: readonly RowRange[],
  memory: Uint8Array<ArrayBuffer>,
  place: string,
  make: (range: RowRange) => Uint8Array,
): readonly (() => Uint8Array)[] {
  let wanted = ranges.length;
  return ranges.map((range) => {
    let isMade = false;
    return () => {
      if (isMade) throw madeTwice(place, range);
      isMade = true;
      const slab = make(range);
      if (--wanted === 0) giveBack(memory);
      return slab;
    };
  });
}

function madeTwice(place: string, { from, to }: RowRange): KairosError {
  return new KairosError("colony.misused", {
    place: `${place}, rows ${from} to ${to - 1}`,
    got: "a captured slab that is made a second time",
    wanted: "one call: other captures use its memory then",
    remedy: "Keep the bytes, or capture the rows again.",
  });
}
