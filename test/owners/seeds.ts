// Runs many seeds, and makes of one that fails a report that is enough to see it fail again.
import { optionsOf } from "./options.ts";
import { simulate, type Variant } from "./simulation.ts";

/** Seeds of one `npm test`; KAIROS_SEEDS=1000000 makes a night of it. */
export const SEEDS = Number(process.env["KAIROS_SEEDS"] ?? 2_000);

/** Every `step`-th seed from `first` to `last`; the report of the first that fails, or undefined. */
export async function failureAmong(seeds: {
  readonly first: number;
  readonly last: number;
  readonly step: number;
}): Promise<string | undefined> {
  for (let seed = seeds.first; seed <= seeds.last; seed += seeds.step) {
    const report = await failureOf(seed);
    if (report !== undefined) return report;
  }
  return undefined;
}

export async function failureOf(seed: number, variant?: Variant): Promise<string | undefined> {
  const options = optionsOf(seed);
  const violations = await simulate(options, variant);
  if (violations.length === 0) return undefined;
  return [
    `seed ${seed} fails:`,
    ...violations.slice(0, 10).map((violation) => `  ${violation}`),
    `It alone, told line by line: KAIROS_SEED=${seed} npx vitest run test/owners/seeds-odd.test.ts`,
    `All of it: ${JSON.stringify(options, null, 1)}`,
  ].join("\n");
}
