// One template on three generated cities (J8): nothing of it knows the city, and it works in each.
import { expect, test } from "vitest";
import { run } from "../../simulator/runs/simulation.ts";
import { readScenarioFile } from "./scenario-file.ts";

test("a template runs unchanged on three cities, and notices its moments in each", async () => {
  const scenario = readScenarioFile("scenarios/jiangsu/a14-ring-back-tone-friends.yaml");
  const cities = ["one city", "a second", "the third"];
  const reports = await Promise.all(
    cities.map((seed) => run(scenario, { seed, subscribers: 500, days: 1 })),
  );
  expect(new Set(reports.map(({ digests }) => digests.events)).size).toBe(cities.length);
  for (const { decisions, scorecard } of reports) {
    expect(decisions.offered).toBeGreaterThan(0);
    for (const { precision } of scorecard) expect(precision).toBeGreaterThan(0.9);
  }
});
