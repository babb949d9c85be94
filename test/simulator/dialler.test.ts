// A dialler that the twin advises against one that dials blindly: the same list, people and day.
import { expect, test } from "vitest";
import { compareDiallers } from "../../simulator/experiments/dialler.ts";
import { readScenarioFile } from "../scenarios/scenario-file.ts";

test("asking the twin first raises the connect rate and wastes less of the seats' time", () => {
  const scenario = readScenarioFile("scenarios/missed-calls-power-on.yaml");
  const { list, blind, gated, promised } = compareDiallers(scenario, {
    subscribers: 400,
    seats: 4,
  });
  expect(list).toBe(400);
  expect(gated.connected / gated.attempts).toBeGreaterThan(blind.connected / blind.attempts);
  expect(gated.wastedMs).toBeLessThan(blind.wastedMs);
  expect(promised.callBacks.asked).toBeGreaterThan(5);
  expect(promised.callBacks.callsOutside).toBe(0);
  expect(promised.callBacks.kept).toBeGreaterThan(gated.callBacks.kept);
});
