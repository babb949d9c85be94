// A deliberate defect in the executor must be caught: the differential suite is tested with mutants.
import { rmSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import type { TestedExecutor } from "./differential.ts";
import { COPIES, MUTANTS, mutated } from "./mutants.ts";
import { failureOf } from "./report.ts";
import { randomScenario } from "./scenario.ts";

/** Random machines within which a defect must show. */
const MACHINES_MAX = 200;

/** How many machines it takes until rows and actors part; Infinity when they never do. */
function machinesUntilDifference(executor: TestedExecutor, fromSeed = 0): number {
  for (let machines = 1; machines <= MACHINES_MAX; machines++) {
    const scenario = randomScenario(fromSeed + machines - 1);
    if (failureOf(scenario, executor) !== undefined) return machines;
  }
  return Number.POSITIVE_INFINITY;
}

describe("differential runs catch", () => {
  afterAll(() => rmSync(COPIES, { recursive: true, force: true }));

  test.each(MUTANTS.map((mutant, index) => [mutant.what, index] as const))(
    "%s",
    async (_what, index) => {
      const mutant = MUTANTS[index]!;
      const executor = await mutated(`m${index}`, mutant);
      const machines = machinesUntilDifference(executor, mutant.fromSeed);
      expect(machines).toBeLessThanOrEqual(MACHINES_MAX);
    },
  );

  test("nothing in a copy without a defect", async () => {
    expect(machinesUntilDifference(await mutated("plain"))).toBe(Number.POSITIVE_INFINITY);
  });
});
