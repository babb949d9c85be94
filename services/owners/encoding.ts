// Makes the octets of a commit slab by slab, with breaks in which others of the process have their turn.
import type { Wall } from "../pacer.ts";
import type { Partition } from "./partition.ts";

/** So long the octets of slabs are made without a break: as much as anything else may wait. */
const TURN_MS = 4;
/** So long is each break: while a commit is made, most of the process's time is still the events'. */
const BREAK_MS = 8;

/**
 * Octets by name; not all of them when `isWanted` has come to be false in a break. In a hurry breaks
 * are as short as they can be.
 */
export async function inTurns(
  changed: ReturnType<Partition["changed"]>,
  wall: Wall,
  { isWanted, inHurry }: { isWanted(): boolean; inHurry(): boolean },
): Promise<ReadonlyMap<string, Uint8Array>> {
  const slabs = new Map<string, Uint8Array>();
  let sinceMs = wall.now();
  for (const [name, encode] of changed) {
    if (wall.now() - sinceMs >= TURN_MS) {
      await wall.wait(inHurry() ? 0 : BREAK_MS);
      if (!isWanted()) break;
      sinceMs = wall.now();
    }
    slabs.set(name, encode());
  }
  return slabs;
}
