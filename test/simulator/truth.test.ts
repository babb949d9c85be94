// True moments of hand-made days, and a run whose triggers are held against them.
import { beforeAll, describe, expect, test } from "vitest";
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from "../../domain/time.ts";
import type { Trigger, TriggerParameters } from "../../domain/trigger.ts";
import { createTwin } from "../../machines/twin.ts";
import { type Expectations, Scorecard, scoresOf } from "../../metrics/scorecard.ts";
import { roamOf } from "../../simulator/days/away.ts";
import type { CallTimes } from "../../simulator/days/call-fate.ts";
import type { DayPlan } from "../../simulator/days/day-plan.ts";
import { LEAD_MS, LEG, Legs } from "../../simulator/days/legs.ts";
import { handsetChangeMs, type OffSpans } from "../../simulator/days/power.ts";
import { createTimetable } from "../../simulator/days/timetable.ts";
import { PLACE, Waypoints, ZONE_PLACE } from "../../simulator/days/waypoints.ts";
import { HANDSETS } from "../../simulator/people-tables.ts";
import { createPopulation, FLAG, handsetMarket, handsetModel } from "../../simulator/population.ts";
import { runKey } from "../../simulator/random.ts";
import { createTraffic } from "../../simulator/traffic.ts";
import { Truth } from "../../simulator/truth/truth.ts";
import { createWorld } from "../../simulator/world/world.ts";
import { exampleScenario } from "./example-scenario.ts";

const COUNT = 400;
const example = exampleScenario({ handsetChangesPerYear: 60 });
const key = runKey("truth");
const world = createWorld(key, example.network);
const population = createPopulation(key, world, example, COUNT);
const timetable = createTimetable(world);
const at = (hours: number, minutes = 0): number => hours * HOUR_MS + minutes * MINUTE_MS;

interface Leg {
  readonly kind: number;
  /** SETUP of a call, RP-ACK of a message, ms of the day. */
  readonly atMs: number;
  readonly peer?: number;
  readonly call?: Partial<CallTimes>;
  readonly isOff?: boolean;
}

interface HandMade {
  readonly day?: number;
  readonly subscriber?: number;
  readonly ways?: readonly (readonly [timeMs: number, x: number, y: number, place: number])[];
  readonly spans?: OffSpans;
  readonly legs?: readonly Leg[];
}

/** A plan of one person's day that says just this. */
function planOf({ day = 0, subscriber = 0, ways, spans = [], legs = [] }: HandMade): DayPlan {
  const waypoints = new Waypoints(COUNT, world.frame);
  waypoints.open(subscriber);
  const home = [0, population.homeX[subscriber]!, population.homeY[subscriber]!, 0] as const;
  for (const way of ways ?? [home]) waypoints.push(...way);
  waypoints.close(subscriber);
  const columns = new Legs(COUNT);
  const first = 0;
  columns.offset[subscriber] = first;
  const taken = legs.filter(({ isOff }) => isOff !== true);
  columns.length[subscriber] = taken.length;
  for (const { kind, peer = 1, atMs } of taken) {
    columns.push(kind, peer, 0, atMs - LEAD_MS, atMs);
  }
  const talk = {
    legs: columns,
    firstRow: () => first,
    startMs: (row: number) => taken[row - first]!.atMs,
    call(row: number, out: CallTimes) {
      const none = { startMs: 0, alertMs: 0, answerMs: 0, releaseMs: 0, cause: 16 };
      Object.assign(out, none, taken[row - first]!.call);
    },
  };
  return { day, waypoints, talk, powerOf: () => spans } as unknown as DayPlan;
}

/** The moments of these days: [due, window], in ms since the run's first midnight. */
function momentsOf(definition: TriggerParameters, days: readonly HandMade[], runDays = 5) {
  const scenario = { ...example, definitions: [definition], days: runDays };
  const truth = new Truth({ key, world, population, scenario, timetable });
  const found: { dueMs: number; fromMs: number; untilMs: number }[] = [];
  for (const day of days) {
    truth.read(planOf(day), day.subscriber ?? 0, {
      expect: (_subscriber, _definition, fromMs, dueMs, untilMs) =>
        found.push({ dueMs, fromMs, untilMs }),
    });
  }
  return found;
}

const dueOf = (...given: Parameters<typeof momentsOf>): number[] =>
  momentsOf(...given).map(({ dueMs }) => dueMs);

describe("powered.on is true when a phone", () => {
  const powered = { name: "powered.on", offForMs: 10 * MINUTE_MS, missedCalls: 1 } as const;
  const missed = (atMs: number, isOff = false): Leg => ({ kind: LEG.missed, atMs, isOff });

  test("comes on after long enough, and a call was made to it meanwhile", () => {
    const spans = [at(9), at(10)];
    expect(dueOf(powered, [{ spans, legs: [missed(at(9, 30))] }])).toEqual([at(10)]);
    expect(dueOf(powered, [{ spans, legs: [missed(at(8, 59))] }])).toEqual([]);
    expect(dueOf(powered, [{ spans, legs: [missed(at(9, 30), true)] }])).toEqual([]);
    expect(dueOf(powered, [{ spans: [at(9), at(9, 9)], legs: [missed(at(9, 5))] }])).toEqual([]);
    expect(
      dueOf({ ...powered, missedCalls: 2 }, [
        { spans: [at(9), at(10), at(12), at(13)], legs: [missed(at(9, 30)), missed(at(12, 30))] },
      ]),
    ).toEqual([]);
  });

  test("was off over midnights: calls of all days count", () => {
    const days = [
      { day: 0, spans: [at(23), DAY_MS], legs: [missed(at(23, 10))] },
      { day: 1, spans: [0, DAY_MS] },
      { day: 2, spans: [0, at(7)], legs: [missed(at(6))] },
    ];
    expect(dueOf({ ...powered, missedCalls: 2 }, days)).toEqual([2 * DAY_MS + at(7)]);
    expect(dueOf({ ...powered, missedCalls: 3 }, days)).toEqual([]);
    expect(dueOf({ ...powered, missedCalls: 2 }, days, 2)).toEqual([]);
  });
});

describe("powered.on is not true when a phone", () => {
  test("comes back from another network, where it was on", () => {
    const powered = { name: "powered.on", offForMs: 10 * MINUTE_MS, missedCalls: 1 } as const;
    const setting = { key, world, population, scenario: example, timetable };
    const returns = (subscriber: number, day: number): number => {
      const { backMs } = roamOf(setting, subscriber, day) ?? { backMs: 0 };
      return Math.floor(backMs / DAY_MS) === day ? backMs - day * DAY_MS : 0;
    };
    const [subscriber, day] = Array.from({ length: COUNT * 20 }, (_, index) => [
      Math.floor(index / 20),
      1 + (index % 20),
    ]).find(([one, on]) => returns(one!, on!) > at(6))!;
    const backMs = returns(subscriber!, day!);
    const phone = (from: number, to: number): HandMade => ({
      subscriber: subscriber!,
      day: day!,
      spans: [from, to],
      legs: [{ kind: LEG.missed, atMs: from + MINUTE_MS }],
    });
    expect(dueOf(powered, [phone(0, backMs)], 30)).toEqual([]);
    expect(dueOf(powered, [phone(backMs + HOUR_MS, backMs + at(2))], 30)).toHaveLength(1);
  });
});

describe("handset.changed is true when another handset", () => {
  const settleMs = HOUR_MS;
  const market = handsetMarket(example.start);
  const canMms = (subscriber: number, replacements: number): boolean =>
    (HANDSETS[handsetModel(key, subscriber, replacements, market)]!.capabilities & 1) !== 0;
  const changing = (gains: boolean): number =>
    Array.from({ length: COUNT }, (_, subscriber) => subscriber).find(
      (subscriber) =>
        handsetChangeMs(key, example, subscriber, 0) > 0 &&
        handsetChangeMs(key, example, subscriber, 1) < 0 &&
        canMms(subscriber, 1) &&
        canMms(subscriber, 0) !== gains,
    )!;
  const gainer = changing(true);
  const keeper = changing(false);
  const swapOf = (subscriber: number): number => handsetChangeMs(key, example, subscriber, 0);

  test("that gains something is switched on, and stays", () => {
    const mms = { name: "handset.changed", gains: "mms", settleMs } as const;
    const any = { ...mms, gains: "any" } as const;
    const on = (subscriber: number): HandMade => {
      const swapMs = swapOf(subscriber);
      return { subscriber, spans: [swapMs, swapMs + 5 * MINUTE_MS] };
    };
    const due = (subscriber: number): number => swapOf(subscriber) + 5 * MINUTE_MS + settleMs;
    expect(dueOf(mms, [on(gainer)])).toEqual([due(gainer)]);
    expect(dueOf(mms, [on(keeper)])).toEqual([]);
    expect(dueOf(any, [on(keeper)])).toEqual([due(keeper)]);
  });

  test("is switched on only the next day: that is when it is in use", () => {
    const mms = { name: "handset.changed", gains: "mms", settleMs } as const;
    const subscriber = gainer;
    const days = [
      { subscriber, day: 0, spans: [swapOf(subscriber), DAY_MS] },
      { subscriber, day: 1, spans: [0, at(7)] },
    ];
    expect(dueOf(mms, days)).toEqual([DAY_MS + at(7) + settleMs]);
  });
});

describe("area.dwelled is true when somebody", () => {
  const zone = world.zones.findIndex(({ kind }) => kind === "station");
  const [x, y] = world.zones[zone]!.at;
  const dwelled = {
    name: "area.dwelled",
    zone: "station",
    minimumStayMs: 20 * MINUTE_MS,
    maximumGapMs: HOUR_MS,
    notRegular: true,
  } as const;
  const stranger = Array.from(population.homeZone).findIndex(
    (home, subscriber) => home !== zone && population.workZone[subscriber] !== zone,
  );
  const visit = (from: number, to: number, place: number): HandMade => ({
    subscriber: stranger,
    ways: [
      [0, 1, 1, PLACE.elsewhere],
      [at(8), 1, 1, PLACE.enRoute],
      [from, x, y, place],
      [to, x, y, PLACE.enRoute],
      [to + HOUR_MS, 1, 1, PLACE.elsewhere],
    ],
  });

  test("has been there for as long as it takes, until some time after she leaves", () => {
    const [moment, ...others] = momentsOf(dwelled, [visit(at(9), at(10), ZONE_PLACE + zone)]);
    expect(others).toEqual([]);
    expect(moment).toEqual({ fromMs: at(9, 10), dueMs: at(9, 20), untilMs: at(10, 10) });
    expect(dueOf(dwelled, [visit(at(9), at(9, 19), ZONE_PLACE + zone)])).toEqual([]);
  });

  test("is there by chance, but not who lives there or rides by", () => {
    expect(dueOf(dwelled, [visit(at(9), at(10), PLACE.elsewhere)])).toEqual([at(9, 20)]);
    expect(dueOf(dwelled, [visit(at(9), at(10), PLACE.home)])).toEqual([]);
    expect(dueOf({ ...dwelled, notRegular: false }, [visit(at(9), at(10), PLACE.home)])).toEqual([
      at(9, 20),
    ]);
    expect(dueOf(dwelled, [visit(at(9), at(10), PLACE.train)])).toEqual([]);
  });

  test("stays over midnight: once, and not when she was there before the run", () => {
    const night = (day: number, from: number): HandMade => ({
      subscriber: stranger,
      day,
      ways:
        from > 0
          ? [
              [0, 1, 1, PLACE.enRoute],
              [from, x, y, ZONE_PLACE + zone],
            ]
          : [[0, x, y, ZONE_PLACE + zone]],
    });
    expect(dueOf(dwelled, [night(0, at(23, 50)), night(1, 0), night(2, 0)])).toEqual([
      DAY_MS + at(0, 10),
    ]);
    expect(dueOf(dwelled, [night(0, at(23)), night(1, 0)])).toEqual([at(23, 20)]);
    expect(dueOf(dwelled, [night(0, 0), night(1, 0)])).toEqual([]);
  });
});

describe("cells.changedRapidly is true when somebody", () => {
  const ride = {
    name: "cells.changedRapidly",
    cells: 3,
    withinMs: 15 * MINUTE_MS,
    andMessageWithinMs: 5 * MINUTE_MS,
  } as const;
  const { line, stations } = world.railways[0]!;
  const [from, to] = [stations[0]!.at, line.points[Math.floor(line.points.length / 2)]!];
  const sent = (...times: readonly number[]): readonly Leg[] =>
    times.map((atMs) => ({ kind: LEG.sent, atMs }));
  const travels = (place: number, legs: readonly Leg[]): HandMade => ({
    ways: [
      [0, ...from, PLACE.elsewhere],
      [at(9), ...from, place],
      [at(10), ...to, PLACE.elsewhere],
    ],
    legs,
  });

  test("sends a message on the way past so many cells: the first of a ride", () => {
    const legs = sent(at(8, 50), at(9, 30), at(9, 40));
    for (const place of [PLACE.train, PLACE.enRoute]) {
      expect(momentsOf(ride, [travels(place, legs)])).toEqual([
        { dueMs: at(9, 30), fromMs: at(9), untilMs: at(10, 6) },
      ]);
    }
  });

  test("has just arrived, but not who has been at rest for longer", () => {
    expect(dueOf(ride, [travels(PLACE.train, sent(at(10, 4)))])).toEqual([at(10, 4)]);
    expect(dueOf(ride, [travels(PLACE.train, sent(at(10, 6)))])).toEqual([]);
    expect(dueOf(ride, [travels(PLACE.elsewhere, sent(at(9, 30)))])).toEqual([]);
    expect(dueOf({ ...ride, cells: 60 }, [travels(PLACE.train, sent(at(9, 30)))])).toEqual([]);
  });

  test("passes so many cells, when no message is needed", () => {
    const [moment, ...others] = momentsOf({ ...ride, andMessageWithinMs: 0 }, [
      travels(PLACE.train, []),
    ]);
    expect(others).toEqual([]);
    expect(moment!.dueMs).toBeGreaterThan(at(9));
    expect(moment!.dueMs).toBeLessThan(at(10));
  });
});

describe("ringback.heard is true when somebody", () => {
  const heard = { name: "ringback.heard", minimumRingMs: 6 * SECOND_MS } as const;
  const has = (subscriber: number): boolean =>
    (population.flags[subscriber]! & FLAG.ringbackTone) !== 0;
  const everybody = Array.from({ length: COUNT }, (_, subscriber) => subscriber);
  const subscriber = everybody.find((one) => !has(one))!;
  const friend = everybody.find(has)!;
  const rings = (seconds: number, answered: boolean, peer = friend): HandMade => {
    const alertMs = at(12);
    const endMs = alertMs + seconds * SECOND_MS;
    const call = answered
      ? { alertMs, answerMs: endMs, releaseMs: endMs + HOUR_MS }
      : { alertMs, releaseMs: endMs };
    return { subscriber, legs: [{ kind: LEG.originated, atMs: alertMs - 5_000, peer, call }] };
  };

  test("without a tone waits long enough for a friend who has one", () => {
    for (const answered of [true, false]) {
      expect(dueOf(heard, [rings(6, answered)])).toEqual([at(12) + 6_000]);
      expect(dueOf(heard, [rings(5.9, answered)])).toEqual([]);
    }
    const stranger = everybody.find((one) => !has(one) && one !== subscriber)!;
    expect(dueOf(heard, [rings(30, false, stranger)])).toEqual([]);
    expect(dueOf(heard, [{ ...rings(30, false), subscriber: friend }])).toEqual([]);
  });
});

describe("a run's triggers against the truth", () => {
  const definitions = example.definitions;
  const tone = definitions.findIndex(({ name }) => name === "ringback.heard");

  const traffic = createTraffic({ ...example, days: 1 }, { seed: "truth", subscribers: COUNT });
  const triggers: Trigger[] = [];
  const truth: Parameters<Expectations["expect"]>[] = [];

  beforeAll(() => {
    const { directory } = traffic;
    const onTrigger = (trigger: Trigger) => triggers.push(trigger);
    const twin = createTwin({ directory, definitions, onTrigger });
    traffic.moments(0, { expect: (...moment) => truth.push(moment) });
    for (const event of traffic.events(0, DAY_MS)) twin.apply(event);
    twin.advance(DAY_MS);
  });

  /** Scores of the day, had the triggers been told this much later. */
  function scoresWith(shiftMs: number) {
    const card = new Scorecard(definitions);
    for (const moment of truth) card.expect(...moment);
    for (const trigger of triggers) card.trigger({ ...trigger, timeMs: trigger.timeMs + shiftMs });
    return scoresOf([card.part()]);
  }

  test("are right and complete where the tap sees everything", () => {
    const score = scoresWith(0)[tone]!;
    expect(score).toMatchObject({ precision: 1, recall: 1 });
    expect(score.moments).toBeGreaterThan(50);
  });

  test("lose their precision when they come two hours late", () => {
    const [right, late] = [scoresWith(0), scoresWith(2 * HOUR_MS)];
    for (const name of ["powered.on", "ringback.heard", "cells.changedRapidly"]) {
      const index = definitions.findIndex((definition) => definition.name === name);
      expect(late[index]!.precision!, name).toBeLessThan(right[index]!.precision! / 2);
    }
  });
});
