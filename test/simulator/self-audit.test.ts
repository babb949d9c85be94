// Our own error: of 200 comparisons of two equal arms about one in twenty may look different.
import { expect, test } from "vitest";
import { selfAudit } from "../../simulator/experiments/self-audit.ts";
import { exampleScenario } from "./example-scenario.ts";

test("of 200 A/A runs 4 to 16 see a difference at 5 %, as chance has it", () => {
  const scenario = exampleScenario({ ringbackToneShare: 0 });
  const first = scenario.campaigns.find(
    ({ whenAndWhere }) => scenario.definitions[whenAndWhere.definition]!.name === "ringback.heard",
  )!;
  const everybody = {
    ...scenario,
    campaigns: [
      {
        ...first,
        who: {},
        what: { ...first.what, response: { accept: 0.12, unprompted: 0.05, complain: 0.01 } },
      },
    ],
  };
  const { runs, falsePositives } = selfAudit(everybody, {
    runs: 200,
    subscribers: 1_500,
    facts: { name: "ringback.heard", ringMs: 8_000 },
  });
  expect(runs).toHaveLength(200);
  for (const { a, b } of runs) {
    // All but those whom policy spares, half and half.
    expect(a.n + b.n).toBeGreaterThan(1_000);
    expect(Math.abs(a.n - b.n)).toBeLessThan(5 * Math.sqrt(a.n + b.n));
  }
  // 200 × 5 % = 10; P(4 ≤ X ≤ 16) = 0.97.
  expect(falsePositives).toBeGreaterThanOrEqual(4);
  expect(falsePositives).toBeLessThanOrEqual(16);
  // p-values of a true hypothesis are uniform: the mean of 200 lies within five deviations of ½.
  const mean = runs.reduce((sum, { p }) => sum + p, 0) / runs.length;
  expect(Math.abs(mean - 0.5)).toBeLessThan(5 / Math.sqrt(12 * 200));
});
