// The same moments told of by later and later sources: the later, the fewer say yes.
import { expect, test } from "vitest";
import { compareSources, SOURCES } from "../../simulator/experiments/staleness.ts";
import { readScenarioFile } from "../scenarios/scenario-file.ts";

test("conversions fall with the delay of the source, on the same moments", () => {
  const scenario = readScenarioFile("scenarios/friends-ring-back-tone.yaml");
  // Rates at which some hundred people show what takes thousands at the published ones.
  const response = { accept: 0.6, unprompted: 0.05, complain: 0 };
  const campaigns = scenario.campaigns.map((one) => ({ ...one, what: { ...one.what, response } }));
  const rows = compareSources(
    { ...scenario, days: 1, campaigns, control: { share: 0, salt: 1 } },
    { subscribers: 250 },
  );
  expect(rows.map(({ source }) => source)).toEqual(SOURCES.map(({ name }) => name));
  for (const { delivered } of rows) expect(delivered).toBeGreaterThan(25);
  const rates = rows.map(({ accepted, delivered }) => accepted / delivered);
  expect(rates[0]).toBeGreaterThan(1.2 * rates[1]!);
  expect(rates[1]).toBeGreaterThan(rates[2]!);
  expect(rates[2]).toBeGreaterThanOrEqual(rates[3]!);
});
