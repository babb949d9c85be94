// What a slab must have been written for: numbers that say which terms its own numbers belong to.
import { KairosError } from "../domain/errors.ts";
import type { PackedArray } from "../machines/packed-arrays.ts";

/**
 * Passes only arrays of the same form; it stands first among them.
 *
 * @throws KairosError colony.snapshot-refused
 */
export function refuseOtherForm(
  [got]: readonly PackedArray[],
  {
    place,
    form,
    says,
  }: { readonly place: string; readonly form: readonly number[]; readonly says: string },
): void {
  if (got?.join() === form.join()) return;
  throw refused(place, `the form ${got?.join(" ") ?? "of nothing"}`, `${form.join(" ")}: ${says}`);
}

/**
 * Passes only as many arrays, of the same kinds and lengths: they can be set as they are.
 *
 * @throws KairosError colony.snapshot-refused
 */
export function refuseOtherArrays(
  got: readonly PackedArray[],
  { place, like }: { readonly place: string; readonly like: readonly PackedArray[] },
): void {
  const [found, wanted] = [kindsOf(got), kindsOf(like)];
  if (found !== wanted) throw refused(place, found, wanted);
}

function kindsOf(arrays: readonly PackedArray[]): string {
  return arrays.map((array) => `${array.constructor.name} of ${array.length}`).join(", ");
}

function refused(place: string, got: string, wanted: string): KairosError {
  return new KairosError("colony.snapshot-refused", {
    place,
    got,
    wanted,
    remedy: "Start with the scenario that wrote the snapshot, or without the snapshot.",
  });
}
