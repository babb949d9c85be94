// A day's alerts for few seats: what the scenario says of calls and of each person's offer counts.
import { expect, test } from "vitest";
import { compareAlertQueues, HANDLING_MS } from "../../simulator/experiments/alerts.ts";
import { readScenarioFile } from "../scenarios/scenario-file.ts";

const QUICKSTART = new URL("../../scenarios/quickstart.yaml", import.meta.url).pathname;
const scenario = readScenarioFile(QUICKSTART);
const FEW = { subscribers: 300, seats: 1 };

test("a call lasts as long as the scenario says; only where it says nothing that is assumed", () => {
  const handlingMs = HANDLING_MS / 2;
  const told = { ...scenario, channels: { call: { handlingMs } } };
  expect(compareAlertQueues(scenario, FEW)).toMatchObject({
    handlingMs: HANDLING_MS,
    isAssumed: true,
  });
  expect(compareAlertQueues(told, FEW)).toMatchObject({ handlingMs, isAssumed: false });
});

test("an alert is over when the offer of the person's own arm is", () => {
  const arms = [{ name: "at-once", share: 1, what: { expiresAfterMs: 0 } }];
  const campaigns = scenario.campaigns.map((campaign) => ({ ...campaign, arms }));
  const late = (of: typeof scenario) => compareAlertQueues(of, FEW).ways[0]!.tooLate;
  expect(late({ ...scenario, campaigns })).toBeGreaterThan(late(scenario));
});
