// Who knows whom: the same from both ends, close together, and stronger where friends are shared.
import { describe, expect, test } from "vitest";
import { Robots } from "../../simulator/days/robots.ts";
import { TieList, Ties } from "../../simulator/days/ties.ts";
import { createTimetable } from "../../simulator/days/timetable.ts";
import { createPopulation, householdOf } from "../../simulator/population.ts";
import { runKey } from "../../simulator/random.ts";
import { createWorld } from "../../simulator/world/world.ts";
import { exampleScenario } from "./example-scenario.ts";

const COUNT = 2000;
const key = runKey("ties");
const scenario = exampleScenario();
const world = createWorld(key, scenario.network);
const population = createPopulation(key, world, scenario, COUNT);
const setting = { key, world, population, scenario, timetable: createTimetable(world) };
const people = Array.from({ length: COUNT }, (_, subscriber) => subscriber);

interface Tie {
  readonly partner: number;
  readonly tie: number;
  readonly calls: number;
  readonly messages: number;
}

function tiesOf(ties: Ties, subscriber: number): Tie[] {
  const list = new TieList();
  ties.read(subscriber, list);
  return Array.from({ length: list.size }, (_, index) => ({
    partner: list.partner[index]!,
    tie: list.tie[index]!,
    calls: list.calls[index]!,
    messages: list.messages[index]!,
  }));
}

const ties = new Ties(setting);
const known = people.map((subscriber) => tiesOf(ties, subscriber));
const partners = known.map((list) => new Set(list.map(({ partner }) => partner)));
const kmBetween = (a: number, b: number): number =>
  Math.hypot(
    population.homeX[a]! - population.homeX[b]!,
    population.homeY[a]! - population.homeY[b]!,
  );
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

describe("ties", () => {
  test("are the same from both ends, number and strength", () => {
    let checked = 0;
    for (const subscriber of people) {
      for (const tie of known[subscriber]!) {
        expect(tie.partner).not.toBe(subscriber);
        const back = known[tie.partner]!.filter((other) => other.tie === tie.tie);
        expect(back).toHaveLength(1);
        expect(back[0]!.partner).toBe(subscriber);
        // Bit for bit: both ends draw the same counts.
        expect(back[0]!.calls).toBe(tie.calls);
        expect(back[0]!.messages).toBe(tie.messages);
        checked++;
      }
    }
    expect(checked).toBeGreaterThan(2 * COUNT);
  });

  test("do not depend on who is asked first", () => {
    const fresh = new Ties(setting, new Float32Array(COUNT));
    for (const subscriber of people.toReversed()) {
      expect(tiesOf(fresh, subscriber)).toEqual(known[subscriber]);
    }
  });

  test("are three or four of a person, few have more than ten (C10)", () => {
    const degrees = partners.map((set) => set.size).toSorted((a, b) => a - b);
    expect(mean(degrees)).toBeGreaterThan(2.7);
    expect(mean(degrees)).toBeLessThan(4.2);
    expect(degrees[Math.floor(0.99 * COUNT)]).toBeLessThan(11);
  });

  test("make the mean person take part in twice what the mean person starts", () => {
    const sums = known.map((list) => list.reduce((sum, { calls }) => sum + calls, 0));
    expect(mean(sums)).toBeCloseTo(2, 1);
    const texts = known.map((list) => list.reduce((sum, { messages }) => sum + messages, 0));
    expect(mean(texts)).toBeCloseTo(2, 1);
  });

  test("are stronger among people who share friends (C10)", () => {
    const measured: { calls: number; overlap: number }[] = [];
    for (const subscriber of people) {
      for (const { partner, calls } of known[subscriber]!) {
        if (partner < subscriber) continue;
        const common = [...partners[subscriber]!].filter((one) => partners[partner]!.has(one));
        const others = partners[subscriber]!.size + partners[partner]!.size - 2 - common.length;
        if (others > 0) measured.push({ calls, overlap: common.length / others });
      }
    }
    measured.sort((a, b) => a.calls - b.calls);
    const overlapIn = (from: number, to: number): number =>
      mean(
        measured
          .slice(Math.floor(from * measured.length), Math.floor(to * measured.length))
          .map(({ overlap }) => overlap),
      );
    expect(overlapIn(0, 0.2)).toBeLessThan(0.8 * overlapIn(0.2, 0.6));
    expect(overlapIn(0, 0.2)).toBeLessThan(0.8 * overlapIn(0.6, 1));
  });

  test("close triangles among neighbours, beyond the household too (C11)", () => {
    const near: number[] = [];
    for (const subscriber of people) {
      const own = [...partners[subscriber]!];
      for (const a of own) {
        for (const b of own) {
          if (a >= b || !partners[a]!.has(b)) continue;
          if (householdOf(key, a) !== householdOf(key, b)) near.push(kmBetween(a, b));
        }
      }
    }
    const random = people.map((subscriber) => kmBetween(subscriber, (subscriber * 7 + 3) % COUNT));
    expect(near.length).toBeGreaterThan(100);
    expect(mean(near)).toBeLessThan(0.5 * mean(random));
  });
});

describe("robots", () => {
  const robots = new Robots(key, COUNT);
  const places = people.map((subscriber) => robots.placeOf(subscriber));
  const machines = people.filter((subscriber) => robots.isRobot(places[subscriber]!));

  test("are three of a hundred", () => {
    expect(machines.length / COUNT).toBeGreaterThan(0.025);
    expect(machines.length / COUNT).toBeLessThan(0.035);
  });

  test.each([0, 1, 62, 365])("and those whom they call agree on day %i", (day) => {
    const dialled = new Set<string>();
    for (const robot of machines) {
      for (let position = 1; position <= robots.positions; position++) {
        const target = robots.targetOf(places[robot]!, position, day);
        expect(target).not.toBe(robot);
        dialled.add([robot, target, position].join());
      }
    }
    const expected = new Set<string>();
    for (const subscriber of people) {
      const robot = robots.robotOf(places[subscriber]!, day);
      if (robot < 0) continue;
      expected.add([robot, subscriber, robots.positionOf(places[subscriber]!)].join());
    }
    expect(expected).toEqual(dialled);
  });

  test("are none where there are too few people for lists", () => {
    const few = new Robots(key, 40);
    const all = Array.from({ length: 40 }, (_, subscriber) => few.placeOf(subscriber));
    expect(all.some((place) => few.isRobot(place))).toBe(false);
    expect(all.map((place) => few.robotOf(place, 1))).toEqual(all.map(() => -1));
    expect(few.callsPerPersonDay).toBe(0);
  });
});
