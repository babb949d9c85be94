// Which cell serves whom: the same answers from wherever one begins to look, on any planned day.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../domain/time.ts";
import { stayOf } from "../../simulator/days/away.ts";
import { planDay } from "../../simulator/days/plan.ts";
import { powerOf } from "../../simulator/days/power.ts";
import { createNeighbours, Serving } from "../../simulator/days/serving.ts";
import { isWorkday, matchesOn } from "../../simulator/days/setting.ts";
import { createTimetable } from "../../simulator/days/timetable.ts";
import { PLACE, Waypoints } from "../../simulator/days/waypoints.ts";
import { createPopulation } from "../../simulator/population.ts";
import { runKey } from "../../simulator/random.ts";
import { createWorld } from "../../simulator/world/world.ts";
import { exampleScenario } from "./example-scenario.ts";

const COUNT = 400;
const DAY = 3;
const scenario = exampleScenario();
const key = runKey("serving");
const world = createWorld(key, scenario.network);
const population = createPopulation(key, world, scenario, COUNT);
const setting = { key, world, population, scenario, timetable: createTimetable(world) };
const neighbours = createNeighbours(world);
const kind = {
  day: DAY,
  workday: isWorkday(scenario, DAY),
  matches: matchesOn(setting, DAY),
};
const waypoints = new Waypoints(COUNT, world.frame);
for (let subscriber = 0; subscriber < COUNT; subscriber++) {
  planDay(setting, waypoints, subscriber, kind);
}
const { cells } = world;
const person = fc.integer({ min: 0, max: COUNT - 1 });
const moment = fc.integer({ min: 0, max: DAY_MS - 1 });
const followed = (subscriber: number, fromMs: number): Serving => {
  const serving = new Serving(key, world, neighbours);
  serving.follow(waypoints, subscriber, DAY, fromMs);
  return serving;
};

describe("the serving cells of a day", () => {
  test("are the same whenever one begins to look, and whatever was asked before", () => {
    const walked = new Serving(key, world, neighbours);
    fc.assert(
      fc.property(person, moment, moment, moment, (subscriber, fromMs, oneMs, otherMs) => {
        const fresh = followed(subscriber, fromMs);
        walked.follow(waypoints, subscriber, DAY);
        const asked = (serving: Serving, timeMs: number): unknown[] => {
          const cell = serving.cellAt(timeMs);
          const lac = cells.lac[cell]!;
          return [
            cell,
            serving.restsAt(timeMs) && serving.otherCellAt(timeMs, cell),
            serving.nextCrossing(timeMs),
            serving.nextCrossing(timeMs, timeMs + HOUR_MS),
            serving.nextOutside(lac, timeMs, DAY_MS),
            serving.nextOutside(lac, timeMs, timeMs + 2 * HOUR_MS),
          ];
        };
        const early = asked(walked, oneMs);
        const late = asked(walked, otherMs);
        expect(asked(fresh, otherMs)).toEqual(late);
        expect(asked(fresh, oneMs)).toEqual(early);
      }),
      { numRuns: 2_000 },
    );
  });

  test("leave a location area when nextOutside says so, or just before: every 800 m of a way count", () => {
    let crossings = 0;
    let looks = 0;
    let early = 0;
    for (let subscriber = 0; subscriber < COUNT; subscriber++) {
      const serving = followed(subscriber, 0);
      const lac = cells.lac[serving.cellAt(0)]!;
      const outsideMs = serving.nextOutside(lac, 0, DAY_MS);
      for (const untilMs of [outsideMs, outsideMs - 1].filter(Number.isFinite)) {
        expect(serving.nextOutside(lac, 0, untilMs)).toBe(Number.POSITIVE_INFINITY);
      }
      const last = Math.min(outsideMs, DAY_MS);
      for (let timeMs = 0; timeMs < last; timeMs += 5 * MINUTE_MS) {
        looks++;
        if (cells.lac[serving.cellAt(timeMs)] !== lac) early++;
      }
      if (outsideMs >= DAY_MS) continue;
      crossings++;
      expect(serving.restsAt(outsideMs) || cells.lac[serving.cellAt(outsideMs)] !== lac).toBe(true);
    }
    expect(crossings).toBeGreaterThan(COUNT / 4);
    expect(early / looks).toBeLessThan(0.002);
  });

  test("change on the way exactly where nextCrossing says", () => {
    for (let subscriber = 0; subscriber < COUNT; subscriber++) {
      const serving = followed(subscriber, 0);
      for (let timeMs = 7 * HOUR_MS; timeMs < 10 * HOUR_MS; ) {
        const crossingMs = Math.min(serving.nextCrossing(timeMs), 10 * HOUR_MS);
        if (!serving.restsAt(timeMs)) {
          const cell = serving.cellAt(timeMs);
          expect(serving.cellAt(Math.floor((timeMs + crossingMs) / 2))).toBe(cell);
          expect(serving.cellAt(crossingMs - 1)).toBe(cell);
        }
        timeMs = crossingMs;
      }
    }
  });

  test("at rest are two in nearly all spans of a quarter of an hour, never far apart", () => {
    let spans = 0;
    let three = 0;
    for (let subscriber = 0; subscriber < COUNT; subscriber++) {
      const serving = followed(subscriber, 0);
      if (Number.isFinite(serving.nextCrossing(0, 5 * HOUR_MS))) continue;
      const here = cells.lac[serving.cellAt(0)];
      for (let timeMs = 0; timeMs < 5 * HOUR_MS; timeMs += 15 * MINUTE_MS) {
        const seen = new Set<number>();
        for (let after = 0; after < 15; after++) {
          seen.add(serving.cellAt(timeMs + after * MINUTE_MS));
        }
        for (const cell of seen) expect(cells.lac[cell]).toBe(here);
        spans++;
        if (seen.size > 2) three++;
      }
    }
    expect(spans).toBeGreaterThan(COUNT * 10);
    expect(three / spans).toBeLessThan(0.001);
  });
});

describe("waypoints", () => {
  test("keep places to within a few metres, and begin and end a day at home but on stays", () => {
    for (let subscriber = 0; subscriber < COUNT; subscriber++) {
      if (stayOf(setting, subscriber, DAY) !== undefined) continue;
      const first = waypoints.offset[subscriber]!;
      const last = first + waypoints.length[subscriber]! - 1;
      for (const row of [first, last]) {
        expect(waypoints.place[row]).toBe(PLACE.home);
        expect(Math.abs(waypoints.xOf(row) - population.homeX[subscriber]!)).toBeLessThan(0.003);
        expect(Math.abs(waypoints.yOf(row) - population.homeY[subscriber]!)).toBeLessThan(0.003);
      }
    }
  });

  test("are planned again into the same memory after clear", () => {
    const again = new Waypoints(COUNT, world.frame);
    for (let round = 0; round < 2; round++) {
      again.clear();
      for (let subscriber = COUNT - 1; subscriber >= 0; subscriber--) {
        planDay(setting, again, subscriber, kind);
      }
    }
    for (let subscriber = 0; subscriber < COUNT; subscriber++) {
      const rowsOf = ({ offset, length, timeMs, x, y, place }: Waypoints): number[][] =>
        [timeMs, x, y, place].map((column) =>
          Array.from(
            column.subarray(offset[subscriber], offset[subscriber]! + length[subscriber]!),
          ),
        );
      expect(rowsOf(again)).toEqual(rowsOf(waypoints));
    }
  });
});

describe("power", () => {
  test("is a function of person and day, written where the caller wants it", () => {
    const out: number[] = [];
    let off = 0;
    for (let subscriber = 0; subscriber < COUNT; subscriber++) {
      const spans = powerOf(setting, subscriber, DAY, out);
      expect(powerOf(setting, subscriber, DAY)).toEqual([...spans]);
      for (let index = 1; index < spans.length; index++) {
        expect(spans[index]!).toBeGreaterThan(spans[index - 1]!);
      }
      if (spans.length > 0) off++;
    }
    expect(off / COUNT).toBeGreaterThan(0.1);
    expect(off / COUNT).toBeLessThan(0.55);
  });
});
