// The columnar executor against real XState actors: product machines and random statecharts, all
// that can be seen compared after every step. One seed alone: npm run soak -- --seed 7.
import { describe, expect, test } from "vitest";
import { PRODUCT_MACHINES } from "../machines-under-test.ts";
import { runDifferential, type Tally } from "./differential.ts";
import { COLUMNAR, INTERPRETER } from "./executors.ts";
import { InvalidMachine } from "./partner.ts";
import { describeFailure, failureOf, reportOf } from "./report.ts";
import { productRun, randomScenario, runScenario } from "./scenario.ts";
import { FOUND, foundScenario, SEEDS } from "./seeds.ts";

const COMPARISONS_MIN = 100_000;
const RANDOM_MACHINES = 1500;
const MACHINES_PER_TEST = 100;
const PRODUCT_RUNS = 12;
const REFERENCE_MACHINES = 100;
/** Of the random definitions that XState must take: else the generator makes nonsense. */
const VALID_MIN = 0.9;

const total: Tally = { comparisons: 0, failures: 0, done: 0, moves: 0 };
let invalid = 0;

function count(tally: Tally): void {
  for (const key of Object.keys(total) as (keyof Tally)[]) total[key] += tally[key];
}

/** Throws with the seed, the smallest machine that still differs, and how to run it again. */
function check(seed: number, executor = COLUMNAR): void {
  try {
    count(runScenario(randomScenario(seed), executor));
  } catch (thrown) {
    if (!(thrown instanceof InvalidMachine)) throw new Error(reportOf(seed, executor));
    invalid++;
  }
}

describe("rows are as real actors", () => {
  test.each(PRODUCT_MACHINES.map(({ name }, index) => [name, index] as const))(
    "%s",
    (_name, index) => {
      for (let seed = 0; seed < PRODUCT_RUNS; seed++) {
        try {
          count(runDifferential(productRun(PRODUCT_MACHINES[index]!, seed, COLUMNAR)));
        } catch (thrown) {
          throw new Error(`seed ${seed}: ${describeFailure(thrown as Error)}`);
        }
      }
    },
  );

  test.each(SEEDS)("seed %i: %s", (seed) => {
    check(seed);
  });

  test.each(FOUND)("%s", (_found, root, steps) => {
    for (const codegen of [true, false]) {
      const scenario = foundScenario(root, steps);
      const failure = failureOf(
        { ...scenario, options: { ...scenario.options, codegen } },
        COLUMNAR,
      );
      expect(failure === undefined ? "" : describeFailure(failure)).toBe("");
    }
  });

  const starts = Array.from({ length: RANDOM_MACHINES / MACHINES_PER_TEST }, (_, index) => {
    return index * MACHINES_PER_TEST;
  });
  test.each(starts)(`${MACHINES_PER_TEST} random statecharts from seed %i`, (from) => {
    for (let seed = from; seed < from + MACHINES_PER_TEST; seed++) check(seed);
  });

  test("over all, often enough and in every way", () => {
    expect(total.comparisons).toBeGreaterThanOrEqual(COMPARISONS_MIN);
    expect(invalid).toBeLessThan((1 - VALID_MIN) * RANDOM_MACHINES);
    expect(total.failures).toBeGreaterThan(20);
    expect(total.done).toBeGreaterThan(100);
    expect(total.moves).toBeGreaterThan(1000);
  });
});

test("the reference executor is as real actors too", () => {
  for (let seed = 0; seed < REFERENCE_MACHINES; seed++) check(seed, INTERPRETER);
});
