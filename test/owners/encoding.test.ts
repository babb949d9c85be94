// Octets of a commit are made slab by slab, and others have their turn in between.
import { expect, test } from "vitest";
import { inTurns } from "../../services/owners/encoding.ts";

/** Slabs that take 3 ms each, on a wall that notes its waits among them. */
function slabsAndWall(names: readonly string[]) {
  let nowMs = 0;
  const told: string[] = [];
  const slab = (name: string) => () => {
    nowMs += 3;
    told.push(name);
    return new Uint8Array([nowMs]);
  };
  const wall = {
    now: () => nowMs,
    wait: async (ms: number) => {
      told.push(`wait ${ms}`);
    },
  };
  return { changed: new Map(names.map((name) => [name, slab(name)])), wall, told };
}

test("a break is made as soon as a turn is over, and all slabs come in their order", async () => {
  const { changed, wall, told } = slabsAndWall(["a", "b", "c", "d", "e"]);
  const slabs = await inTurns(changed, wall, { isWanted: () => true, inHurry: () => false });
  expect(told).toEqual(["a", "b", "wait 8", "c", "d", "wait 8", "e"]);
  expect([...slabs]).toEqual([
    ["a", new Uint8Array([3])],
    ["b", new Uint8Array([6])],
    ["c", new Uint8Array([9])],
    ["d", new Uint8Array([12])],
    ["e", new Uint8Array([15])],
  ]);
});

test("nothing more is made for a life that ended in a break", async () => {
  const { changed, wall, told } = slabsAndWall(["a", "b", "c", "d"]);
  await inTurns(changed, wall, { isWanted: () => false, inHurry: () => false });
  expect(told).toEqual(["a", "b", "wait 8"]);
});

test("who is about to leave makes the shortest breaks", async () => {
  const { changed, wall, told } = slabsAndWall(["a", "b", "c"]);
  await inTurns(changed, wall, { isWanted: () => true, inHurry: () => true });
  expect(told).toEqual(["a", "b", "wait 0", "c"]);
});
