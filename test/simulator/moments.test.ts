// The truth behind need: what the day plan holds, asked of one person at a time.
import { describe, expect, test } from "vitest";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../domain/time.ts";
import { handsetChangeMs } from "../../simulator/days/handsets.ts";
import { createMoments } from "../../simulator/days/moments.ts";
import { planDay } from "../../simulator/days/plan.ts";
import { isWorkday, matchesOn } from "../../simulator/days/setting.ts";
import { createTimetable } from "../../simulator/days/timetable.ts";
import { PLACE, Waypoints, ZONE_PLACE } from "../../simulator/days/waypoints.ts";
import { createPopulation } from "../../simulator/population.ts";
import { runKey } from "../../simulator/random.ts";
import { createWorld } from "../../simulator/world/world.ts";
import { exampleScenario } from "./example-scenario.ts";

const COUNT = 3_000;
const DAY = 2;
const scenario = {
  ...exampleScenario({ trainTripsPerDay: 0.1, handsetChangesPerYear: 40 }),
  days: 4,
};
const key = runKey("moments");
const world = createWorld(key, scenario.network);
const population = createPopulation(key, world, scenario, COUNT);
const setting = { key, world, population, scenario, timetable: createTimetable(world) };
const truth = createMoments(setting);
const plan = new Waypoints(COUNT, world.frame);
const kind = { day: DAY, workday: isWorkday(scenario, DAY), matches: matchesOn(setting, DAY) };
for (let subscriber = 0; subscriber < COUNT; subscriber++) {
  planDay(setting, plan, subscriber, kind);
}

describe("true moments", () => {
  test("of travelling and waiting are those of the day plan", () => {
    let travelling = 0;
    let waiting = 0;
    for (let subscriber = 0; subscriber < COUNT; subscriber++) {
      const clockMs = 6 * HOUR_MS + ((subscriber * 7 * MINUTE_MS) % (17 * HOUR_MS));
      const timeMs = DAY * DAY_MS + clockMs;
      const row = plan.rowAt(subscriber, clockMs);
      const place = plan.place[row]!;
      const moments = truth.of(subscriber, timeMs);
      const on = {
        ride: place === PLACE.enRoute || place === PLACE.train,
        zone: place >= ZONE_PLACE,
      };
      expect(moments.travelling?.untilMs === Number.POSITIVE_INFINITY).toBe(on.ride);
      if (row > plan.offset[subscriber]!) {
        expect(moments.waiting?.untilMs === Number.POSITIVE_INFINITY).toBe(on.zone);
      }
      for (const moment of [moments.travelling, moments.waiting]) {
        if (moment === undefined) continue;
        expect(moment.sinceMs).toBeLessThanOrEqual(timeMs);
        expect(moment.sinceMs).toBeGreaterThanOrEqual(DAY * DAY_MS);
        expect(moment.untilMs <= timeMs || moment.untilMs === Number.POSITIVE_INFINITY).toBe(true);
      }
      if (on.ride) travelling++;
      if (on.zone) waiting++;
    }
    expect(travelling).toBeGreaterThan(50);
    expect(waiting).toBeGreaterThan(20);
  });

  test("of a new handset are the change itself, whenever one asks after it", () => {
    let changes = 0;
    for (let subscriber = 0; subscriber < COUNT; subscriber++) {
      const atMs = handsetChangeMs(key, scenario, subscriber, DAY);
      if (atMs < 0) continue;
      const sinceMs = DAY * DAY_MS + atMs;
      changes++;
      for (const laterMs of [0, HOUR_MS, DAY_MS]) {
        const { newHandset } = truth.of(subscriber, sinceMs + laterMs);
        expect(newHandset!.sinceMs).toBeGreaterThanOrEqual(sinceMs);
        expect(newHandset!.sinceMs).toBeLessThanOrEqual(sinceMs + laterMs);
      }
      const before = truth.of(subscriber, sinceMs - 1).newHandset;
      expect(before === undefined || before.sinceMs < sinceMs).toBe(true);
    }
    expect(changes).toBeGreaterThan(100);
  });

  test("are the same whoever was asked about before", () => {
    const timeMs = DAY * DAY_MS + 8 * HOUR_MS;
    const forwards = Array.from({ length: 300 }, (_, one) => truth.of(one, timeMs));
    const other = createMoments(setting);
    const backwards = Array.from({ length: 300 }, (_, one) => other.of(299 - one, timeMs));
    expect(backwards.reverse()).toEqual(forwards);
  });

  test("take some microseconds to find, and no memory that grows with the people", () => {
    const before = process.cpuUsage().user;
    for (let asked = 0; asked < 20_000; asked++) {
      truth.of(asked % COUNT, DAY * DAY_MS + 18 * HOUR_MS);
    }
    // 10 µs are usual; the limit allows for a slow machine.
    expect((process.cpuUsage().user - before) / 20_000).toBeLessThan(100);
  });
});
