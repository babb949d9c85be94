// The rehearsal that newcomers run first: its promises, and its output kept as a golden file.
import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Report } from "../../metrics/summary.ts";
import { readScenario } from "../../scenarios/parse.ts";
import type { Scenario } from "../../scenarios/scenario.ts";
import { tokeniserOfSeed } from "../../services/tokens.ts";
import { run } from "../../simulator/runs/simulation.ts";

const GOLDEN = new URL("../golden/quickstart.json", import.meta.url);

function quickstart(): Scenario {
  const file = new URL("../../scenarios/quickstart.yaml", import.meta.url);
  const result = readScenario(readFileSync(file, "utf8"), "scenarios/quickstart.yaml");
  if ("errors" in result) throw new AggregateError(result.errors);
  return result.scenario;
}

describe("the quickstart scenario", () => {
  test("gives the golden report, in which everything happens", { timeout: 400_000 }, async () => {
    // With the tokens of `kairos simulate --json`, which prints this file.
    const scenario = quickstart();
    const report = await run(scenario, { tokenise: tokeniserOfSeed(scenario.seed) });
    // KAIROS_GOLDEN=write npx vitest run test/simulator/quickstart.test.ts renews the file.
    if (process.env["KAIROS_GOLDEN"] === "write") {
      writeFileSync(GOLDEN, `${JSON.stringify(report, null, 2)}\n`);
    }
    expect(report).toEqual(JSON.parse(readFileSync(GOLDEN, "utf8")));
    for (const [name, count] of Object.entries(report.triggers)) {
      expect(count, name).toBeGreaterThan(0);
    }
    expect(report.offers.delivered).toBeGreaterThan(0);
    expect(report.offers.accepted).toBeGreaterThan(0);
    expect(Object.keys(report.decisions.suppressed.byRule).length).toBeGreaterThanOrEqual(3);
  });

  describe("on 2,000 people", () => {
    const small = (options: { seed?: string; wire?: boolean }): Promise<Report> =>
      run(quickstart(), { subscribers: 2_000, ...options });

    test("has the same digests twice, others with another seed, and the same events on the wire", async () => {
      const first = await small({});
      const second = await small({});
      const other = await small({ seed: "7" });
      const wire = await small({ wire: true });
      expect(second).toEqual(first);
      for (const stream of ["events", "triggers", "decisions"] as const) {
        expect(other.digests[stream]).not.toBe(first.digests[stream]);
      }
      expect(wire).toEqual(first);
    });

    test("adds up: every trigger has one decision, every offer at most one end", async () => {
      const report = await small({});
      const triggers = Object.values(report.triggers).reduce((sum, count) => sum + count, 0);
      const { offered, suppressed } = report.decisions;
      expect(offered + suppressed.total).toBe(triggers);
      const { delivered, accepted, declined, expired, complained } = report.offers;
      expect(delivered).toBeLessThanOrEqual(offered);
      expect(accepted + declined + expired + complained).toBeLessThanOrEqual(offered);
      const campaigns = Object.values(report.byCampaign);
      expect(campaigns.reduce((sum, campaign) => sum + campaign.triggers, 0)).toBe(triggers);
    });
  });
});
