// Triggers of campaigns against what people really do: lists and dates reach them, scores are high.
import { beforeAll, describe, expect, test } from "vitest";
import { inSegment } from "../../campaigns/segment.ts";
import { type FeedEvent, isFeedEvent } from "../../domain/feed-events.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../domain/time.ts";
import { createTwin } from "../../machines/twin.ts";
import { type Score, Scorecard, scoresOf } from "../../metrics/scorecard.ts";
import type { SegmentList } from "../../scenarios/scenario.ts";
import { contractKindOf, trialEndsInDays } from "../../simulator/days/dates-ahead.ts";
import { runKey } from "../../simulator/random.ts";
import { createTraffic, type Traffic } from "../../simulator/traffic.ts";
import { parametersWritten } from "../machines/firings.ts";
import { exampleScenario } from "./example-scenario.ts";

const PEOPLE = 300;
const SEED = "campaigns";
const DAYS = 2;
const LISTS: readonly SegmentList[] = [
  { name: "wap-trials", who: { usesWap: false }, day: 0, atMs: 9 * HOUR_MS, share: 0.5 },
  { name: "later", who: {}, day: 1, atMs: 10 * HOUR_MS, share: 1 },
];
const WRITTEN = {
  list: ["list.loaded", { list: "wap-trials", expires: "1d" }],
  listAtOnce: ["list.loaded", { list: "later", reachable: false }],
  web: ["feed.received", { type: "bill.queried" }],
  roamed: ["roamed.out", {}],
  birthday: ["date.reached", { occasion: "birthday" }],
  bundle: ["date.reached", { occasion: "contractEnd", subject: "bundle", daysBefore: 29 }],
  trial: ["date.reached", { occasion: "trialEnd", daysBefore: 3, at: "10:00" }],
  data: ["threshold.crossed", { levels: [1024, 10240, 51200, 102400] }],
  hotline: ["number.dialled", { numbers: ["10086"], phase: "released", minimumTalk: "10s" }],
  query: ["query.made", { by: ["sms", "ussd"] }],
  missed: ["call.missed", { why: ["off"] }],
  calls: ["call.made", { minimumTalk: "1m" }],
  sent: ["message.sent", { to: "person" }],
  idle: ["subscriber.idle", { hours: { from: "19:00", to: "22:30" } }],
  idleAtHome: ["subscriber.idle", { hours: { from: "19:00", to: "22:30" }, at: "home" }],
  silent: ["subscriber.silent", { for: "12h" }],
  entered: ["area.entered", { zone: "mall" }],
  oftenOff: ["powered.on", { offFor: "10m", offsIn30d: 2 }],
  dormant: ["ringback.heard", { caller: "dormant" }],
  abroad: ["number.dialled", { longDistance: true }],
} as const;
const NAMES = Object.keys(WRITTEN) as (keyof typeof WRITTEN)[];
const definitions = NAMES.map((name) => parametersWritten(WRITTEN[name][0], WRITTEN[name][1]));
const example = exampleScenario();
const feeds = {
  ...example.feeds,
  bi: { latencyMs: HOUR_MS, spread: 0, coverage: 0.8, loss: 0 },
};
const scenario = { ...example, days: DAYS, definitions, lists: LISTS, feeds };

let traffic: Traffic;
let events: readonly FeedEvent[];
let scores: Readonly<Record<keyof typeof WRITTEN, Score>>;

beforeAll(() => {
  traffic = createTraffic(scenario, { seed: SEED, subscribers: PEOPLE });
  const scorecard = new Scorecard(definitions);
  const twin = createTwin({
    directory: traffic.directory,
    definitions,
    onTrigger: (trigger) => scorecard.trigger(trigger),
  });
  const all: FeedEvent[] = [];
  for (let day = 0; day < DAYS; day++) {
    traffic.moments(day, scorecard);
    const ofDay = traffic.events(day * DAY_MS, (day + 1) * DAY_MS);
    for (const event of ofDay) if (isFeedEvent(event)) all.push(event);
    for (const event of ofDay) twin.apply(event);
    twin.advance((day + 1) * DAY_MS);
  }
  events = all;
  const told = scoresOf([scorecard.part()]);
  scores = Object.fromEntries(told.map((score, place) => [NAMES[place], score])) as typeof scores;
}, 60_000);

const ofType = <T extends FeedEvent["type"]>(type: T) =>
  events.filter((event) => event.type === type) as Extract<FeedEvent, { type: T }>[];

describe("the lists of a scenario", () => {
  test("come to their part of their segment, at their time and as late as the feed", () => {
    const loaded = ofType("list.loaded").filter(({ list }) => list === "wap-trials");
    expect(loaded.length).toBeGreaterThan(10);
    for (const { subscriber, happenedMs, timeMs } of loaded) {
      expect(happenedMs).toBe(9 * HOUR_MS);
      expect(timeMs).toBe(10 * HOUR_MS);
      expect(inSegment({ usesWap: false }, traffic.directory.profile(subscriber))).toBe(true);
    }
  });

  test("come to as many as the feed knows of, each person once", () => {
    const loaded = ofType("list.loaded").filter(({ list }) => list === "later");
    expect(new Set(loaded.map(({ subscriber }) => subscriber)).size).toBe(loaded.length);
    expect(Math.abs(loaded.length / PEOPLE - 0.8)).toBeLessThan(0.1);
    expect(scores.listAtOnce).toMatchObject({ moments: PEOPLE, triggers: loaded.length });
    expect(scores.listAtOnce.recall).toBe(loaded.length / PEOPLE);
    // Buckets of the histogram are 1.6 % wide.
    expect(scores.listAtOnce.delayMs!.median / HOUR_MS).toBeCloseTo(1, 1);
  });
});

describe("dates that a campaign asks for", () => {
  test("are told of nobody else", () => {
    const reached = ofType("date.reached");
    expect(new Set(reached.map(({ daysBefore }) => daysBefore))).toEqual(new Set([0, 3, 29]));
    for (const { occasion, subject, daysBefore, subscriber, happenedMs } of reached) {
      if (daysBefore === 29) {
        expect({ occasion, subject }).toEqual({ occasion: "contractEnd", subject: "bundle" });
        expect(contractKindOf({ key: runKey(SEED) }, subscriber)).toBe("bundle");
        const { contractEndsInDays } = traffic.directory.profile(subscriber)!;
        expect(contractEndsInDays).toBe(happenedMs / DAY_MS + 29);
      } else if (daysBefore === 3) {
        expect({ occasion, subject }).toEqual({ occasion: "trialEnd", subject: "" });
        const endsInDays = trialEndsInDays({ key: runKey(SEED) }, subscriber);
        expect(endsInDays).toBe(happenedMs / DAY_MS + 3);
      } else {
        expect(["birthday", "tenure", "contractEnd", "holiday"]).toContain(occasion);
      }
    }
  });
});

describe("the scorecard of triggers of campaigns", () => {
  test.each([
    "web",
    "data",
    "query",
    "missed",
    "calls",
    "sent",
    "hotline",
    "idle",
    "oftenOff",
    "dormant",
  ] as const)("finds nearly all of them right and complete: %s", (name) => {
    const { moments, precision, recall } = scores[name];
    expect(moments).toBeGreaterThan(4);
    expect(precision!).toBeGreaterThan(0.9);
    expect(recall!).toBeGreaterThan(0.9);
  });

  test.each(["idleAtHome", "silent", "entered"] as const)(
    "shows what signalling cannot know: %s",
    (name) => {
      const { moments, precision, recall } = scores[name];
      expect(moments).toBeGreaterThan(20);
      expect(precision!).toBeGreaterThan(0.5);
      expect(recall!).toBeGreaterThan(0.4);
      expect(recall!).toBeLessThan(1);
    },
  );

  test("shows how late feeds are, and that a list waits for who can be reached", () => {
    expect(scores.data.delayMs!.median).toBeGreaterThan(10 * MINUTE_MS);
    expect(scores.calls.delayMs!.median).toBeLessThan(MINUTE_MS);
    expect(scores.list.precision).toBe(1);
    expect(scores.list.delayMs!.p90).toBeGreaterThanOrEqual(scores.listAtOnce.delayMs!.p90);
  });

  test("says of a definition without truth that nobody knows, not that nothing matched", () => {
    const unknown = { moments: null, matched: null, precision: null, recall: null };
    expect(scores.abroad).toMatchObject({ ...unknown, delayMs: null });
    const never = scoresOf([
      new Scorecard([parametersWritten(WRITTEN.web[0], WRITTEN.web[1])]).part(),
    ]);
    expect(never[0]).toMatchObject({ moments: 0, matched: 0, recall: null });
  });
});
