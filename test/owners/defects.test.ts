// The checker can fail: each of these defects is found by the seeds that find nothing in the owner itself.
import { expect, test } from "vitest";
import { DEFECTS, ownerWith } from "./defects.ts";
import { optionsOf } from "./options.ts";
import { simulate } from "./simulation.ts";

/** The first seeds of `npm test`. */
const SEEDS_MAX = 300;

test.each(DEFECTS)("$title: found", async ({ changes, fencing = true, open, symptom }) => {
  const createOwner = await ownerWith(changes);
  for (let seed = 1; seed <= SEEDS_MAX; seed++) {
    const violations = await simulate(optionsOf(seed), { createOwner, fencing, open });
    if (violations.some((violation) => symptom.test(violation))) return;
  }
  expect.fail(`none of ${SEEDS_MAX} seeds says ${symptom}`);
});

test("copies without a defect find nothing: it is the defects that are found", async () => {
  const createOwner = await ownerWith([]);
  for (let seed = 1; seed <= 50; seed++) {
    expect(await simulate(optionsOf(seed), { createOwner })).toEqual([]);
  }
});
