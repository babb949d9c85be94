// The other half of the seeds; see seeds-odd.test.ts.
import { expect, test } from "vitest";
import { failureAmong, SEEDS } from "./seeds.ts";

test.runIf(process.env["KAIROS_SEED"] === undefined)(
  "no even seed loses, doubles or reorders anything, or gets stuck",
  async () => {
    expect(await failureAmong({ first: 2, last: SEEDS, step: 2 })).toBeUndefined();
  },
);
