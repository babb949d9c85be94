// Where people are: days, holidays, crowds, stays, flights, handsets, ways to work.
import { describe, expect, test } from "vitest";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../domain/time.ts";
import { roamOf, stayOf } from "../../simulator/days/away.ts";
import { crowdFactor, crowdVisitOf } from "../../simulator/days/crowds.ts";
import { flightOf } from "../../simulator/days/flights.ts";
import { handsetChangeMs } from "../../simulator/days/handsets.ts";
import { travelMs } from "../../simulator/days/pace.ts";
import { planDay } from "../../simulator/days/plan.ts";
import { isOff, powerOf } from "../../simulator/days/power.ts";
import { isHoliday, isWorkday, matchesOn } from "../../simulator/days/setting.ts";
import { createTimetable } from "../../simulator/days/timetable.ts";
import { PLACE, Waypoints, ZONE_PLACE } from "../../simulator/days/waypoints.ts";
import { createPopulation, PURSUIT } from "../../simulator/population.ts";
import { normalOf, runKey } from "../../simulator/random.ts";
import { createWorld } from "../../simulator/world/world.ts";
import { exampleScenario } from "./example-scenario.ts";

const COUNT = 3_000;
const base = exampleScenario({ trainTripsPerDay: 0.005, handsetChangesPerYear: 0.48 });
const name = { en: "National Day", zh: "国庆节" };
// Day 0 is a Tuesday; days 7 to 9 are free.
const scenario = { ...base, calendar: { holidays: [{ fromDay: 7, toDay: 9, name }] } };
const key = runKey("mobility");
const world = createWorld(key, scenario.network);
const population = createPopulation(key, world, scenario, COUNT);
const setting = { key, world, population, scenario, timetable: createTimetable(world) };
const people = Array.from({ length: COUNT }, (_, subscriber) => subscriber);
const plannedOn = (day: number): Waypoints => {
  const waypoints = new Waypoints(COUNT, world.frame);
  const workday = isWorkday(scenario, day);
  const kind = { day, workday, matches: matchesOn(setting, day) };
  for (const subscriber of people) planDay(setting, waypoints, subscriber, kind);
  return waypoints;
};
const rowsOf = ({ offset, length }: Waypoints, subscriber: number): number[] =>
  Array.from({ length: length[subscriber]! }, (_, index) => offset[subscriber]! + index);
const isStay = (waypoints: Waypoints, row: number): boolean =>
  waypoints.place[row]! > PLACE.enRoute && waypoints.place[row] !== PLACE.train;

describe("a planned day", () => {
  const days = [1, 4, 5, 8].map((day) => ({ day, waypoints: plannedOn(day) }));

  test("goes on where the one before ended, at any place, in order of time", () => {
    const next = plannedOn(2);
    const { waypoints } = days[0]!;
    for (const subscriber of people) {
      const rows = rowsOf(waypoints, subscriber);
      const last = rows.at(-1)!;
      const first = next.offset[subscriber]!;
      expect(waypoints.timeMs[rows[0]!]).toBe(0);
      for (const row of rows.slice(1)) {
        expect(waypoints.timeMs[row]!).toBeGreaterThanOrEqual(waypoints.timeMs[row - 1]!);
      }
      expect(waypoints.timeMs[last]!).toBeLessThan(DAY_MS);
      const km = Math.hypot(
        waypoints.xOf(last) - next.xOf(first),
        waypoints.yOf(last) - next.yOf(first),
      );
      expect(km).toBeLessThan(0.1);
    }
  });

  test("has work on weekdays, hardly any at weekends, least on holidays", () => {
    expect([1, 4, 5, 8].map((day) => isWorkday(scenario, day))).toEqual([
      true,
      false,
      false,
      false,
    ]);
    expect(isHoliday(scenario, 8)).toBe(true);
    const jobs = people.filter((subscriber) => population.pursuit[subscriber] === PURSUIT.job);
    const atWork = days.map(
      ({ waypoints }) =>
        jobs.filter((subscriber) =>
          rowsOf(waypoints, subscriber).some((row) => waypoints.place[row] === PLACE.work),
        ).length / jobs.length,
    );
    expect(atWork[0]).toBeGreaterThan(0.75);
    expect(atWork[1]).toBeLessThan(0.25);
    expect(atWork[3]!).toBeLessThan(atWork[1]!);
  });

  test("has more stops on holidays than at weekends", () => {
    const stops = days.map(({ waypoints }) => {
      const rows = people.flatMap((subscriber) => rowsOf(waypoints, subscriber));
      return rows.filter((row) => isStay(waypoints, row)).length;
    });
    expect(stops[3]!).toBeGreaterThan(1.05 * stops[1]!);
  });

  test("brings people to work in half an hour: 76 % below 45 min, 12 % above 60 (M12)", () => {
    const { waypoints } = days[0]!;
    const minutes = people.flatMap((subscriber) => {
      if (population.pursuit[subscriber] !== PURSUIT.job) return [];
      const [first, second] = rowsOf(waypoints, subscriber);
      if (waypoints.place[first!] !== PLACE.home || second === undefined) return [];
      const work = rowsOf(waypoints, subscriber).find(
        (row) => isStay(waypoints, row) && row > second,
      );
      if (work === undefined || waypoints.place[work] !== PLACE.work) return [];
      return [(waypoints.timeMs[work]! - waypoints.timeMs[second]!) / MINUTE_MS];
    });
    const share = (holds: (value: number) => boolean): number =>
      minutes.filter(holds).length / minutes.length;
    const mean = minutes.reduce((sum, one) => sum + one) / minutes.length;
    expect(mean).toBeGreaterThan(28);
    expect(mean).toBeLessThan(40);
    expect(share((one) => one < 45)).toBeGreaterThan(0.68);
    expect(share((one) => one < 45)).toBeLessThan(0.86);
    expect(share((one) => one > 60)).toBeGreaterThan(0.06);
    expect(share((one) => one > 60)).toBeLessThan(0.18);
  });
});

test("a longer way never takes less time, and the quickest is no bullet", () => {
  let before = 0;
  for (let km = 0; km < 250; km += 0.25) {
    const ms = travelMs(km, 1);
    expect(ms).toBeGreaterThanOrEqual(before);
    if (km > 0) expect(km / (ms / HOUR_MS)).toBeLessThan(75);
    before = ms;
  }
});

describe("a stay of days", () => {
  const days = Array.from({ length: 60 }, (_, day) => day);
  const stays = people.flatMap((subscriber) =>
    days.flatMap((day) => {
      const stay = stayOf(setting, subscriber, day);
      return stay === undefined ? [] : [{ subscriber, day, stay }];
    }),
  );

  test("is the same on all its days, and takes a few of a hundred nights", () => {
    for (const { subscriber, stay } of stays.slice(0, 2_000)) {
      for (const day of [stay.firstDay, stay.lastDay]) {
        expect(stayOf(setting, subscriber, day)).toEqual(stay);
      }
    }
    const nights = stays.filter(({ day, stay }) => day < stay.lastDay).length;
    expect(nights / COUNT / days.length).toBeGreaterThan(0.02);
    expect(nights / COUNT / days.length).toBeLessThan(0.12);
  });

  test("out of the province leaves the phone in no cell from one moment to the other", () => {
    const roams = stays.filter(({ stay, day }) => stay.out && day > 0);
    expect(roams.length).toBeGreaterThan(COUNT / 10);
    for (const { subscriber, day, stay } of roams) {
      const { leftMs, backMs } = roamOf(setting, subscriber, day)!;
      expect(roamOf(setting, subscriber, stay.lastDay)).toEqual({ leftMs, backMs });
      expect(backMs - leftMs).toBeGreaterThan(3 * HOUR_MS);
      const spans = powerOf(setting, subscriber, day);
      for (const ms of [leftMs + MINUTE_MS, backMs - MINUTE_MS, day * DAY_MS + 12 * HOUR_MS]) {
        const ofDay = ms - day * DAY_MS;
        if (ms > leftMs && ms < backMs && ofDay >= 0 && ofDay < DAY_MS) {
          expect(isOff(spans, ofDay)).toBe(true);
        }
      }
    }
  });

  test("within it is spent elsewhere, day after day in one place", () => {
    const within = stays.find(({ stay, day }) => !stay.out && day > stay.firstDay + 1)!;
    const { subscriber, day } = within;
    const [one, other] = [plannedOn(day - 1), plannedOn(day)];
    const from = one.offset[subscriber]! + one.length[subscriber]! - 1;
    const to = other.offset[subscriber]!;
    expect([one.x[from], one.y[from]]).toEqual([other.x[to], other.y[to]]);
    expect(other.place[to]).not.toBe(PLACE.home);
  });
});

describe("a crowd", () => {
  const days = Array.from({ length: 40 }, (_, day) => ({ day, matches: matchesOn(setting, day) }));

  test("meets at stadiums and theatres, on some evenings", () => {
    const kinds = new Set(
      days.flatMap(({ matches }) => matches.map((zone) => world.zones[zone]!.kind)),
    );
    expect([...kinds].toSorted()).toEqual(["stadium", "theatre"]);
  });

  test("arrives from 90 minutes before to 10 after the begin, most late; half leave in 12 minutes", () => {
    const visits = days.flatMap(({ day, matches }) =>
      people.flatMap((subscriber) => {
        const visit = crowdVisitOf(setting, subscriber, day, matches);
        return visit !== undefined && world.zones[visit.zone]!.kind === "stadium" ? [visit] : [];
      }),
    );
    expect(visits.length).toBeGreaterThan(100);
    const after = visits.map(({ arriveMs }) => (arriveMs - 19.5 * HOUR_MS) / MINUTE_MS);
    expect(Math.min(...after)).toBeGreaterThanOrEqual(-90);
    expect(Math.max(...after)).toBeLessThanOrEqual(10);
    expect(after.filter((one) => one > -40).length / after.length).toBeGreaterThan(0.5);
    const exits = visits
      .map(({ leaveMs }) => leaveMs / MINUTE_MS - 19.5 * 60 - 110)
      .toSorted((a, b) => a - b);
    const median = exits[exits.length >> 1]!;
    expect(median).toBeGreaterThan(9);
    expect(median).toBeLessThan(15);
  });

  test("talks and writes more while it is inside", () => {
    for (const { day, matches } of days.slice(0, 10)) {
      for (const subscriber of people.slice(0, 500)) {
        const visit = crowdVisitOf(setting, subscriber, day, matches);
        const who = { subscriber, day, matches };
        expect(crowdFactor(setting, who, 3 * HOUR_MS)).toEqual({ calls: 1, messages: 1 });
        if (visit !== undefined) {
          expect(crowdFactor(setting, who, visit.leaveMs - 1).messages).toBeGreaterThan(2);
        }
      }
    }
  });
});

test("phones go off before take-off and on within ten minutes of touch-down, flight by flight", () => {
  const halfHours = new Set<number>();
  let flights = 0;
  for (let day = 0; day < 30; day++) {
    for (const subscriber of people) {
      const flight = flightOf(setting, subscriber, day);
      if (flight === undefined) continue;
      flights++;
      expect(world.zones[flight.zone]!.kind).toBe("airport");
      const { checkInMs, offMs, onMs, leaveMs } = flight;
      expect(checkInMs).toBeLessThan(offMs);
      const landMs = leaveMs - 20 * MINUTE_MS;
      halfHours.add(landMs % (30 * MINUTE_MS));
      expect(onMs - landMs).toBeGreaterThanOrEqual(0);
      expect(onMs - landMs).toBeLessThanOrEqual(10 * MINUTE_MS);
    }
  }
  expect(flights).toBeGreaterThan(20);
  expect([...halfHours]).toEqual([0]);
});

describe("handsets", () => {
  test("change as often a year as the scenario says, never twice a day, more often if young", () => {
    for (const perYear of [0.48, 6]) {
      const own = { people: { ...scenario.people, handsetChangesPerYear: perYear } };
      let changes = 0;
      for (const subscriber of people) {
        for (let day = 0; day < 120; day++) {
          if (handsetChangeMs(key, own, subscriber, day) >= 0) changes++;
        }
      }
      // 3 % of people put their card elsewhere now and then besides.
      const expected = perYear + 0.03 * 1.5;
      expect((changes / COUNT / 120) * 365).toBeGreaterThan(0.85 * expected);
      expect((changes / COUNT / 120) * 365).toBeLessThan(1.2 * expected);
    }
  });

  test("stay with whoever never changes", () => {
    const none = { people: { ...scenario.people, handsetChangesPerYear: 0 } };
    const changes = people.filter((one) => handsetChangeMs(key, none, one, 5) >= 0);
    expect(changes.length).toBeLessThan(COUNT * 0.002);
  });
});

test("phones are attached in 85 to 92 of 100 cases (T16)", () => {
  let off = 0;
  for (const subscriber of people) {
    for (const day of [3, 10, 17]) {
      const spans = powerOf(setting, subscriber, day);
      for (let index = 0; index < spans.length; index += 2) {
        off += spans[index + 1]! - spans[index]!;
      }
    }
  }
  const attached = 1 - off / COUNT / 3 / DAY_MS;
  expect(attached).toBeGreaterThan(0.86);
  expect(attached).toBeLessThan(0.92);
});

test("the quick normal has the normal's quantiles", () => {
  const at = (share: number): number => normalOf(Math.floor(share * 4294967296));
  for (const [share, value] of [
    [0.5, 0],
    [0.841345, 1],
    [0.158655, -1],
    [0.97725, 2],
    [0.999, 3.0902],
    [0.0001, -3.719],
  ] as const) {
    expect(at(share)).toBeCloseTo(value, 3);
  }
});

test("people take trains, malls and parks are visited", () => {
  const places = new Set<string>();
  for (const day of [2, 4, 5]) {
    const waypoints = plannedOn(day);
    for (let row = 0; row < waypoints.count; row++) {
      const place = waypoints.place[row]!;
      if (place === PLACE.train) places.add("train");
      if (place >= ZONE_PLACE) places.add(world.zones[place - ZONE_PLACE]!.kind);
    }
  }
  for (const wanted of ["train", "mall", "scenic", "station", "campus", "hotel"]) {
    expect(places).toContain(wanted);
  }
});
