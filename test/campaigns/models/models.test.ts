// Value, channel preference, plan fit and screening: signs of the sources, and plain cases.
import { expect, test } from "vitest";
import channelParameters from "../../../campaigns/models/channel-preference.json" with {
  type: "json",
};
import {
  type ChannelInputs,
  channelScores,
  preferredOf,
} from "../../../campaigns/models/channel-preference.ts";
import { directionOf, planFitOf } from "../../../campaigns/models/plan-fit.ts";
import { byShare, byThreshold, reachByThreshold } from "../../../campaigns/models/screening.ts";
import valueParameters from "../../../campaigns/models/value-model.json" with { type: "json" };
import {
  tierOfScore,
  type ValueFactor,
  valueScore,
} from "../../../campaigns/models/value-model.ts";
import { VALUE_TIERS } from "../../../domain/directory.ts";

const channelFor = (inputs: ChannelInputs) => preferredOf(channelScores(inputs));

const FACTORS = Object.keys(valueParameters.factors) as ValueFactor[];

test.each(FACTORS)("more of %s moves the value the way that its sign says", (factor) => {
  const { sign, from, to, weight } = valueParameters.factors[factor];
  const least = valueScore({ [factor]: from });
  const most = valueScore({ [factor]: to });
  expect(Math.sign(most - least)).toBe(sign);
  const all = FACTORS.reduce((sum, name) => sum + valueParameters.factors[name].weight, 0);
  expect(Math.abs(most - least)).toBeCloseTo((100 * weight) / all, 10);
});

test("the best customer scores 100, one of whom nothing is known 0; tiers go down with the score", () => {
  const best = Object.fromEntries(
    FACTORS.map((name) => {
      const { sign, from, to } = valueParameters.factors[name];
      return [name, sign > 0 ? to : from];
    }),
  );
  expect(valueScore(best)).toBeCloseTo(100, 10);
  expect(valueScore({})).toBe(0);
  const tiers = [100, 70, 55, 40, 30, 0].map(tierOfScore);
  expect(tiers).toEqual(VALUE_TIERS);
});

test("the phone has seven factors, SMS five and the tenure, web and counter four", () => {
  const counts = Object.entries(channelParameters.channels).map(([channel, factors]) => [
    channel,
    Object.keys(factors).length,
  ]);
  expect(Object.fromEntries(counts)).toEqual({ call: 7, sms: 6, web: 4, counter: 4 });
});

test("a long tenure speaks for the phone and against SMS", () => {
  const young = channelScores({ tenureMonths: 3 });
  const old = channelScores({ tenureMonths: 90 });
  expect(old.call.score).toBeGreaterThan(young.call.score);
  expect(old.sms.score).toBeLessThan(young.sms.score);
  expect([young.web.known, old.web.known]).toEqual([0, 0]);
});

test("who replies to messages is written to, who comes to the counter is met there", () => {
  expect(channelFor({ messageReplyShare: 0.4, messageServiceKinds: 4 })).toBe("sms");
  expect(channelFor({ counterVisits: 4, counterBusinessKinds: 3, tenureMonths: 60 })).toBe(
    "counter",
  );
  expect(channelFor({ hotlineCalls: 6, hotlineMeanMinutes: 8, tenureMonths: 80 })).toBe("call");
});

test("a factor that nobody knows counts neither for a channel nor against it", () => {
  const { call, sms } = channelParameters.channels;
  const half = ({ from, to }: { from: number; to: number }) => (from + to) / 2;
  const scores = channelScores({ hotlineCalls: half(call.hotlineCalls) });
  expect(scores.call.score).toBeCloseTo(50, 10);
  expect(scores.call.known).toBeCloseTo(call.hotlineCalls.weight / 100, 10);
  const more = channelScores({
    hotlineCalls: half(call.hotlineCalls),
    voiceServiceCalls: call.voiceServiceCalls.to,
  });
  // 20 of 100 points at a half and 10 in full.
  expect(more.call.score).toBeCloseTo((100 * (20 * 0.5 + 10)) / 30, 10);
  // Less is known of SMS, and yet it is preferred: what is known speaks more clearly.
  expect(
    channelFor({
      hotlineCalls: half(call.hotlineCalls),
      voiceServiceCalls: 0,
      billedMinutes: 0,
      messageServiceKinds: sms.messageServiceKinds.to,
    }),
  ).toBe("sms");
});

test("a channel of which nothing is known is not chosen, and a tie goes to the first of the list", () => {
  expect(channelFor({})).toBeUndefined();
  // Known to be never there: still the only one that is known.
  expect(channelFor({ counterVisits: 0 })).toBe("counter");
  expect(channelFor({ counterVisits: 0, webOperationKinds: 0, hotlineCalls: 0 })).toBe("call");
  expect(channelFor({ counterVisits: 9, webOperationKinds: 9, messageReplyShare: 1 })).toBe("sms");
});

test("a plan's fit goes by what is used most of it, and A is never led upwards", () => {
  const minutes = (used: number) => planFitOf([{ included: 100, used }]);
  expect([10, 50, 95, 119, 120, 400].map(minutes)).toEqual(["A", "B", "C", "C", "D", "D"]);
  // Idle minutes do not help who pays for every megabyte beyond the plan.
  expect(
    planFitOf([
      { included: 500, used: 20 },
      { included: 30, used: 60 },
    ]),
  ).toBe("D");
  expect(planFitOf([{ included: 0, used: 5 }])).toBe("D");
  expect(planFitOf([])).toBe("A");
  expect([directionOf("A"), directionOf("B"), directionOf("D")]).toEqual(["down", "stay", "up"]);
});

test("a list is screened by a threshold or by a share, and its reach is known for each", () => {
  const list = [5, 1, 9, 5, 7];
  const itself = (value: number): number => value;
  expect(byThreshold(list, itself, 5)).toEqual([5, 9, 5, 7]);
  expect(byShare(list, itself, 0.6)).toEqual([9, 7, 5]);
  expect(byShare(list, itself, 0.39)).toEqual([9]);
  expect(reachByThreshold(list, itself, [0, 5, 6, 10])).toEqual([5, 4, 2, 0]);
});
