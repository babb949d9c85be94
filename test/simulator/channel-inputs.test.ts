// What hand-made events tell of a person's dealings with the operator, and what they leave unknown.
import { expect, test } from "vitest";
import parameters from "../../campaigns/models/channel-preference.json" with { type: "json" };
import { channelScores } from "../../campaigns/models/channel-preference.ts";
import { NO_CAUSE } from "../../domain/cause.ts";
import type { Profile } from "../../domain/directory.ts";
import { FEED_DEFAULTS } from "../../domain/feed-parameters.ts";
import { EMPTY_PLAN, type NumberPlan, type ServiceNumber } from "../../domain/number-plan.ts";
import type { SubscriberEvent } from "../../domain/subscriber-event.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from "../../domain/time.ts";
import { TOPICS } from "../../simulator/days/act-tables.ts";
import { ChannelCounts } from "../../simulator/experiments/channel-inputs.ts";

const SHE = 7;
const service = (number: string, role?: ServiceNumber["role"]): ServiceNumber => ({
  number,
  prefix: false,
  class: "operator",
  keywords: {},
  menu: false,
  ...(role === undefined ? {} : { role }),
});
// Numbers of no real operator: which one is the hotline stands in the plan alone.
const PLAN: NumberPlan = {
  ...EMPTY_PLAN,
  services: [
    service("777", "hotline"),
    service("888", "weather"),
    service("999"),
    service("12580", "directory"),
  ],
};

let sequence = 0;
const event = (timeMs: number, type: string, more: object): SubscriberEvent =>
  ({
    timeMs,
    subscriber: SHE,
    sequence: sequence++,
    source: "tap",
    cause: NO_CAUSE,
    lac: 1,
    ci: 1,
    type,
    ...more,
  }) as unknown as SubscriberEvent;

/** A call of so many minutes; 0: not answered. */
function call(atMs: number, number: string, minutes: number, direction = "originated") {
  const answered = event(atMs + 10 * SECOND_MS, "call.answered", {});
  const endMs = atMs + 10 * SECOND_MS + minutes * MINUTE_MS;
  return [
    event(atMs, "call.setUp", { direction, number, numberClass: "operator" }),
    ...(minutes > 0 ? [answered] : []),
    event(endMs, "call.released", { cause24008: 16 }),
  ];
}
const sent = (atMs: number, number: string, keyword = "") =>
  event(atMs, "message.sent", { number, keyword });
const received = (atMs: number, number: string) =>
  event(atMs, "message.received", { number, numberClass: "operator" });
const told = (atMs: number, feed: string, type: string, more: object) =>
  event(atMs, type, { source: "feed", feed, happenedMs: atMs, ...more });

function inputsOf(
  events: readonly SubscriberEvent[],
  { days = 30, numbers = PLAN, feeds = FEED_DEFAULTS } = {},
) {
  const counts = new ChannelCounts({ numbers, feeds });
  for (const one of events) counts.add(one);
  return counts.inputsOf(SHE, undefined, days);
}

test("calls are counted by what the plan says a number is for, minutes only of answered own calls", () => {
  const events = [
    ...call(0, "777", 6),
    ...call(HOUR_MS, "777", 0),
    ...call(2 * HOUR_MS, "888", 1),
    ...call(3 * HOUR_MS, "", 10),
    ...call(4 * HOUR_MS, "", 30, "terminated"),
    ...call(5 * HOUR_MS, "12580", 2),
  ];
  const { hotlineCalls, hotlineMeanMinutes, voiceServiceCalls, billedMinutes } = inputsOf(events);
  expect([hotlineCalls, hotlineMeanMinutes, voiceServiceCalls]).toEqual([2, 6, 1]);
  expect(billedMinutes).toBeCloseTo(19, 10);
  const unanswered = inputsOf(call(0, "777", 0));
  expect(unanswered).toMatchObject({ hotlineCalls: 1 });
  expect(unanswered).not.toHaveProperty("hotlineMeanMinutes");
});

test("forwarding counts when it is switched on, not when it is switched off", () => {
  const forwarding = (atMs: number, active: boolean) =>
    event(atMs, "forwarding.set", { active, condition: "busy", number: "" });
  const events = [forwarding(0, true), forwarding(HOUR_MS, false), forwarding(DAY_MS, true)];
  expect(inputsOf(events).forwardingsSet).toBe(2);
  expect(inputsOf([]).forwardingsSet).toBe(0);
});

test("ten days count three times as much for a month; kinds and means stay as they are", () => {
  const events = [
    ...call(0, "777", 6),
    sent(HOUR_MS, "777", "bill"),
    told(2 * HOUR_MS, "boss", "counter.closed", { shop: "shop-1", business: "payment" }),
  ];
  expect(inputsOf(events, { days: 10 })).toMatchObject({
    hotlineCalls: 3,
    hotlineMeanMinutes: 6,
    billedMinutes: 18,
    counterVisits: 3,
    counterBusinessKinds: 1,
    messageServiceKinds: 1,
  });
});

test("kinds are different things done, not how often", () => {
  const counter = (atMs: number, business: string) =>
    told(atMs, "boss", "counter.closed", { shop: "shop-1", business });
  const events = [
    sent(0, "777", "bill"),
    sent(HOUR_MS, "777", "bill"),
    sent(2 * HOUR_MS, "777", "points"),
    sent(3 * HOUR_MS, "999"),
    sent(4 * HOUR_MS, ""),
    counter(5 * HOUR_MS, "payment"),
    counter(6 * HOUR_MS, "payment"),
    told(7 * HOUR_MS, "web", "bill.queried", { about: "bill", by: "web" }),
    told(8 * HOUR_MS, "web", "bill.queried", { about: "points", by: "web" }),
    told(9 * HOUR_MS, "ringbackTone", "ringbackTone.changed", { by: "web", tone: "tone-1" }),
    told(9 * HOUR_MS, "ringbackTone", "ringbackTone.changed", { by: "call", tone: "tone-1" }),
  ];
  expect(inputsOf(events)).toMatchObject({
    messageServiceKinds: 3,
    counterVisits: 2,
    counterBusinessKinds: 1,
    webOperationKinds: 3,
  });
});

test("a keyword is her own question or order, and no reply to what was advertised before", () => {
  const events = [
    received(0, "777"),
    sent(HOUR_MS, "777", "bill"),
    received(HOUR_MS + 20 * SECOND_MS, "777"),
    received(9 * HOUR_MS, "999"),
    sent(10 * HOUR_MS, "777", "points"),
  ];
  expect(inputsOf(events)).not.toHaveProperty("messageReplyShare");
});

// Generated people never reply: what follows is of a network where somebody does.
test("replies are counted of what a number wrote that is seen to get any", () => {
  const events = [
    sent(0, "777", "bill"),
    // The answer to her own question is nothing to reply to.
    received(20 * SECOND_MS, "777"),
    received(5 * HOUR_MS, "777"),
    sent(6 * HOUR_MS, "777"),
    received(40 * HOUR_MS, "777"),
    // A day later it is no reply any more.
    sent(70 * HOUR_MS, "777"),
    received(80 * HOUR_MS, "12580"),
  ];
  expect(inputsOf(events).messageReplyShare).toBe(0.5);
  const counts = new ChannelCounts({ numbers: PLAN, feeds: FEED_DEFAULTS });
  const shareOf = (subscriber: number) =>
    counts.inputsOf(subscriber, undefined, 30).messageReplyShare;
  const [silent, other] = [SHE + 1, SHE + 2];
  counts.add({ ...received(0, "777"), subscriber: silent });
  counts.add({ ...received(0, "12580"), subscriber: other });
  expect([silent, other].map(shareOf)).toEqual([undefined, undefined]);
  for (const one of events) counts.add(one);
  expect([silent, other].map(shareOf)).toEqual([0, undefined]);
});

test("kinds span as many as can be told: the questions of the web and the tone, three data services", () => {
  const { dataServiceKinds, webOperationKinds } = parameters.channels.web;
  expect(webOperationKinds.to).toBe(TOPICS.length + 1);
  const profile = {
    star: 0,
    tenureMonths: 1,
    usesMms: true,
    usesWap: true,
    readsMobileNewspaper: true,
  } as unknown as Profile;
  const counts = new ChannelCounts({ numbers: PLAN, feeds: FEED_DEFAULTS });
  TOPICS.forEach((about, at) => {
    counts.add(told(at, "web", "bill.queried", { about, by: "web" }));
  });
  counts.add(told(9, "ringbackTone", "ringbackTone.changed", { by: "web", tone: "tone-1" }));
  const inputs = counts.inputsOf(SHE, profile, 30);
  expect(inputs.dataServiceKinds).toBe(dataServiceKinds.to);
  expect(channelScores(inputs).web.score).toBe(100);
});

test("what nobody can tell is unknown, and not 0", () => {
  const unlisted = inputsOf([], { numbers: EMPTY_PLAN });
  expect(Object.keys(unlisted).sort()).toEqual(
    [
      "billedMinutes",
      "counterBusinessKinds",
      "counterVisits",
      "forwardingsSet",
      "webOperationKinds",
    ].sort(),
  );
  const feeds = {
    ...FEED_DEFAULTS,
    boss: { ...FEED_DEFAULTS.boss, coverage: 0.5 },
    web: { ...FEED_DEFAULTS.web, coverage: 0 },
  };
  const visit = told(0, "boss", "counter.closed", { shop: "shop-1", business: "payment" });
  expect(inputsOf([], { feeds })).not.toHaveProperty("counterVisits");
  expect(inputsOf([visit], { feeds })).toMatchObject({ counterVisits: 1 });
  expect(inputsOf([visit], { feeds })).not.toHaveProperty("webOperationKinds");
  expect(inputsOf([])).toMatchObject({ hotlineCalls: 0, voiceServiceCalls: 0 });
  expect(inputsOf([])).not.toHaveProperty("hotlineMeanMinutes");
  expect(inputsOf([])).not.toHaveProperty("tenureMonths");
});
