// Half of the seeds, so that both halves run at once; and one seed alone, for whoever looks into it.
import { describe, expect, test } from "vitest";
import { optionsOf } from "./options.ts";
import { failureAmong, failureOf, SEEDS } from "./seeds.ts";
import { simulate } from "./simulation.ts";

const ALONE = process.env["KAIROS_SEED"];

/** Seeds that have found something, and what; it stays found. */
const FINDINGS: readonly (readonly [seed: number, finding: string])[] = [
  [43, "a second stop did not wait for the first"],
];

describe.runIf(ALONE === undefined)("owners in virtual time", () => {
  test("no odd seed loses, doubles or reorders anything, or gets stuck", async () => {
    expect(await failureAmong({ first: 1, last: SEEDS, step: 2 })).toBeUndefined();
  });

  test.each(FINDINGS)("seed %i stays well: %s", async (seed) => {
    expect(await failureOf(seed)).toBeUndefined();
  });

  test("a seed is a whole run: it goes the same way every time", async () => {
    const traces = await Promise.all([traceOf(42), traceOf(42), traceOf(43)]);
    expect(traces[0]!.length).toBeGreaterThan(10);
    expect(traces[1]).toEqual(traces[0]);
    expect(traces[2]).not.toEqual(traces[0]);
  });
});

if (ALONE !== undefined) {
  test(`seed ${ALONE}, told line by line`, async () => {
    const trace: string[] = [];
    const failure = await failureOf(Number(ALONE), { trace: (line) => void trace.push(line) });
    console.log(trace.join("\n"));
    expect(failure).toBeUndefined();
  });
}

async function traceOf(seed: number): Promise<readonly string[]> {
  const lines: string[] = [];
  await simulate(optionsOf(seed), { trace: (line) => void lines.push(line) });
  return lines;
}
