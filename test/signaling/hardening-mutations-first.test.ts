// The first half of five million seeded mutations: octets are decoded as promised, or refused.
import { expect, test } from "vitest";
import { HALF_MUTATIONS, runHalf } from "./mutations/half.ts";
import { TARGETS } from "./mutations/targets.ts";

test("no decoder breaks its promise, hangs or throws anything but a KairosError", async () => {
  const { crashes, crashers, totals, complaints } = await runHalf(0);
  expect(complaints).toBe("");
  expect({ crashes, crashers }).toEqual({ crashes: 0, crashers: [] });
  expect([...totals.keys()].sort()).toEqual(TARGETS.map(({ name }) => name).sort());
  const tallies = [...totals.values()];
  expect(tallies.reduce((sum, { mutations }) => sum + mutations, 0)).toBe(HALF_MUTATIONS);
  for (const [name, { mutations, accepted }] of totals) {
    // Mutations that are all refused, or none where refusing is possible, would test little.
    expect(accepted, name).toBeGreaterThan(mutations / 20);
  }
}, 1_000_000);
