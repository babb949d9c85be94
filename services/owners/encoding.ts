// Makes the octets of a commit slab by slab, with breaks in which others of the process have their turn.
import type { Wall } from "../pacer.ts";
import type { Partition } from "./partition.ts";

/** So long the octets of slabs are made without a break: as much as anything else may wait. */
const TURN_MS = 4;

/** Octets by name; not all of them when `isWanted` has come to be false in a break. */
export async function inTurns(
  changed: ReturnType<Partition["changed"]>,
  wall: Wall,
  isWanted: () => boolean,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const slabs = new Map<string, Uint8Array>();
  let sinceMs = wall.now();
  for (const [name, encode] of changed) {
    if (wall.now() - sinceMs >= TURN_MS) {
      await wall.wait(0);
      if (!isWanted()) break;
      sinceMs = wall.now();
    }
    slabs.set(name, encode());
  }
  return slabs;
}
