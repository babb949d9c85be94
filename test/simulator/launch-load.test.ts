// The load of a launch: scaled from few people to all, and the cap that would fit.
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { Scenario } from "../../scenarios/scenario.ts";
import { loadOf, waiting } from "../../simulator/experiments/launch-load.ts";
import { type Send, withoutSharedLimits } from "../../simulator/experiments/observation.ts";
import { readScenarioFile } from "../scenarios/scenario-file.ts";

const QUICKSTART = fileURLToPath(new URL("../../scenarios/quickstart.yaml", import.meta.url));
const HOUR_MS = 3_600_000;

const scenario: Scenario = { ...readScenarioFile(QUICKSTART), subscribers: 100_000 };

/** So many contacts in the hour, each of another person. */
const sent = (count: number, hour: number, of: Partial<Send> = {}): readonly Send[] =>
  Array.from({ length: count }, (_, subscriber) => ({
    campaign: 0,
    channel: "sms",
    subscriber,
    timeMs: hour * HOUR_MS + subscriber,
    ...of,
  }));

const load = (sends: readonly Send[], changes: Partial<Scenario> = {}) =>
  loadOf({ ...scenario, ...changes }, { sends, subscribers: 1_000, days: 2 });

describe("the load of a launch", () => {
  test("is that of few people times as many, at the busiest hour of any day", () => {
    const { all, campaigns } = load([
      ...sent(36, 10),
      ...sent(18, 24 + 10),
      ...sent(4, 12, { campaign: 1 }),
    ]);
    expect(all).toEqual({
      people: 3_600,
      channels: [
        {
          channel: "sms",
          perDay: 2_900,
          peakHour: 10,
          perHour: 3_600,
          perSecond: 1,
          sample: 36,
        },
      ],
    });
    expect(campaigns[1]).toMatchObject({
      campaign: scenario.campaigns[1]!.name,
      people: 400,
      channels: [{ perDay: 200, peakHour: 12, perHour: 400 }],
    });
    expect(campaigns[2]).toMatchObject({ people: 0, channels: [] });
  });

  test("is never more than a campaign's own limit of a day", () => {
    const [first, ...rest] = scenario.campaigns;
    const campaigns = [{ ...first!, what: { ...first!.what, offersPerDay: 500 } }, ...rest];
    const { all } = load(sent(20, 10), { campaigns });
    expect(all.channels[0]).toMatchObject({ perDay: 500, perHour: 1_000 });
    expect(all.people).toBe(1_000);
  });

  test("says the cap with which messages would fit their channel", () => {
    const { warnings } = load(sent(72, 10), { channels: { sms: { perSecond: 0.5 } } });
    expect(warnings).toEqual([
      {
        channel: "sms",
        got: "2.0 messages a second at 10:00",
        wanted: "at most the 0.5 of channels.sms.perSecond",
        capPerDay: 900,
      },
    ]);
    expect(load(sent(72, 10), { channels: { sms: { perSecond: 2 } } }).warnings).toEqual([]);
  });

  test("says how many seats calls need, and the cap for those that are there", () => {
    const calls = sent(3, 9, { channel: "call" });
    const { all, warnings } = load(calls, {
      channels: { call: { seats: 10, handlingMs: 180_000 } },
    });
    // 300 calls of 3 minutes are 15 hours of work in one: 18 people, 85 % busy.
    expect(all.channels[0]).toMatchObject({ perHour: 300, staff: 18 });
    expect(warnings[0]).toMatchObject({
      got: "300 calls an hour at 09:00",
      wanted: "at most the 200 of 10 seats; 18 would do",
      capPerDay: 100,
    });
  });

  test("says how many wait at the counters, and the cap for a short queue", () => {
    const talks = sent(1, 15, { channel: "counter" });
    const channels = { counter: { counters: 10, serviceMs: 480_000, queueBelow: 3 } };
    const { all, warnings } = load(talks, { channels });
    // 100 customers of 8 minutes are 13.3 erlangs at 10 counters: the queue only grows.
    expect(all.channels[0]).toMatchObject({ staff: 16, queue: Number.POSITIVE_INFINITY });
    expect(warnings[0]!.got).toBe("100 customers an hour at 15:00, ever more of them waiting");
    const cap = warnings[0]!.capPerDay;
    expect(waiting((cap * 2 * 8) / 60, 10)).toBeLessThan(3);
    expect(waiting(((cap + 1) * 2 * 8) / 60, 10)).toBeGreaterThan(2);
  });
});

test.each([
  // Erlang C: tables of queueing theory; one server is M/M/1, where ρ²/(1 − ρ) wait.
  [0.5, 1, 0.5],
  [0.9, 1, 8.1],
  [1, 2, 1 / 3],
  [8, 10, 1.637],
  [10, 10, Number.POSITIVE_INFINITY],
])("%d erlangs at %d servers leave %d waiting", (erlangs, servers, queue) => {
  if (!Number.isFinite(queue)) expect(waiting(erlangs, servers)).toBe(queue);
  else expect(waiting(erlangs, servers)).toBeCloseTo(queue, 3);
});

test("limits that all people share are left out of a small rehearsal, and nothing else", () => {
  const limited: Scenario = {
    ...scenario,
    channels: { sms: { perSecond: 1 } },
    campaigns: scenario.campaigns.map((campaign) => ({
      ...campaign,
      what: { ...campaign.what, offersPerDay: 5, budget: 9 },
    })),
  };
  expect(withoutSharedLimits(limited)).toEqual(scenario);
});
