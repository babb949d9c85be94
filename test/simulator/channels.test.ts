// People's usual channel read from a week of what they do, and their moments answered by it.
import { expect, test } from "vitest";
import { CHANNELS } from "../../domain/directory.ts";
import { compareChannels } from "../../simulator/experiments/channels.ts";
import { readScenarioFile } from "../scenarios/scenario-file.ts";
import { limited } from "./example-scenario.ts";

/** Rates at which some hundred people show what takes thousands at the published ones. */
function scenario() {
  const read = readScenarioFile("scenarios/jiangsu/ring-back-tone-triggered.yaml");
  const response = { accept: 0.7, unprompted: 0.02, complain: 0, optOut: 0, at: "peak" } as const;
  const campaigns = read.campaigns.map((one) => ({ ...one, what: { ...one.what, response } }));
  return { ...read, campaigns };
}

test("the model reads more than chance and the commonest channel do, and is worth something", () => {
  const { people, model, baseline, tenure, ways, known } = compareChannels(scenario(), {
    subscribers: 800,
    days: 7,
  });
  const columns = CHANNELS.map((records) =>
    CHANNELS.reduce((sum, read) => sum + people[read][records], 0),
  );
  expect(columns.reduce((sum, one) => sum + one, 0)).toBe(800);
  expect(baseline.observed.estimate).toBe(Math.max(...columns) / 800);
  expect(baseline.kappa.estimate).toBe(0);
  expect(baseline.kappa.high).toBeCloseTo(0, 6);
  expect(model.observed.estimate).toBeGreaterThan(baseline.observed.estimate);
  expect(model.kappa.low).toBeGreaterThan(0.05);
  for (const channel of CHANNELS) {
    expect(CHANNELS.some((records) => people[channel][records] > 0)).toBe(true);
    expect(known[channel]).toBeGreaterThan(0);
    expect(known[channel]).toBeLessThan(1);
  }
  for (const by of ["model", "records"] as const) {
    expect(tenure.call[by].low).toBeGreaterThan(0);
    expect(tenure.sms[by].high).toBeLessThan(0);
  }
  const [own, read, recorded] = ways;
  expect(own!.gain).toBeNull();
  expect(read!.gain!.low).toBeGreaterThan(0);
  expect(recorded!.gain!.estimate).toBeGreaterThan(read!.gain!.estimate);
  for (const { rate, accepted, delivered } of ways) {
    expect(rate.estimate).toBe(accepted / delivered);
  }
});

test("what people share limits no way, and where rates hold at contact no channel is better", () => {
  const { campaigns, ...rest } = scenario();
  const response = { accept: 0.5, unprompted: 0.02, complain: 0, optOut: 0 };
  const atContact = {
    ...rest,
    channels: { sms: { perSecond: 0.001 }, call: { seats: 1, handlingMs: 86_400_000 } },
    campaigns: campaigns.map((one) => ({ ...one, what: { ...one.what, response } })),
  };
  const { ways } = compareChannels(limited(atContact, 1), { subscribers: 250, days: 2 });
  const [own, ...others] = ways;
  expect(own!.delivered).toBeGreaterThan(20);
  for (const { delivered, accepted, gain } of others) {
    expect({ delivered, accepted }).toEqual({ delivered: own!.delivered, accepted: own!.accepted });
    expect(gain!.estimate).toBe(0);
  }
});
