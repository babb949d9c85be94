// People on one buffer: filled in parts, ordered by home, in groups of colleagues.
import { describe, expect, test } from "vitest";
import { eachGroup, formGroups } from "../../simulator/groups.ts";
import {
  createPopulation,
  householdOf,
  layOutPopulation,
  OCTETS_PER_PERSON,
  type Population,
  PURSUIT,
  settleHomes,
  settlePeople,
} from "../../simulator/population.ts";
import { runKey } from "../../simulator/random.ts";
import { createWorld } from "../../simulator/world/world.ts";
import { exampleScenario } from "./example-scenario.ts";

const COUNT = 6_001;
const scenario = exampleScenario();
const key = runKey("groups");
const world = createWorld(key, scenario.network);
const people = createPopulation(key, world, scenario, COUNT);
const everybody = Array.from({ length: COUNT }, (_, subscriber) => subscriber);
const grouped = everybody.filter((subscriber) => people.groupSize[subscriber]! > 0);

const colleaguesOf = (subscriber: number): readonly number[] => {
  const first = people.groupFirst[subscriber]!;
  return [...people.colleagues.subarray(first, first + people.groupSize[subscriber]!)];
};

const kmBetween = (a: number, b: number): number =>
  Math.hypot(people.homeX[a]! - people.homeX[b]!, people.homeY[a]! - people.homeY[b]!);

/** Fills the same people in parts, the parts in the order given, through views of their own. */
function inParts(of: number, order: readonly number[]): Population {
  const memory = new SharedArrayBuffer(layOutPopulation(COUNT).buffer.byteLength);
  const view = () => layOutPopulation(COUNT, () => memory);
  const origin = { key, world, scenario };
  for (const index of order) settleHomes(origin, view(), { index, of });
  formGroups(key, view());
  for (const index of order) settlePeople(origin, view(), { index, of });
  return view();
}

describe("people on one buffer", () => {
  test.each([
    [1, [0]],
    [2, [1, 0]],
    [3, [2, 0, 1]],
    [7, [3, 6, 0, 5, 1, 4, 2]],
  ] as const)("are the same filled in %d parts, in the order %j", (of, order) => {
    const parts = inParts(of, order);
    const octets = ({ buffer }: Population) => Buffer.from(new Uint8Array(buffer));
    expect(octets(parts).equals(octets(people))).toBe(true);
  });

  test("take at most 110 octets each, padding apart", () => {
    expect(OCTETS_PER_PERSON).toBeLessThanOrEqual(110);
    expect(people.buffer.byteLength - COUNT * OCTETS_PER_PERSON).toBeLessThan(200);
    const columns = Object.values(people).filter((column) => ArrayBuffer.isView(column));
    const octets = columns.reduce((sum, column) => sum + column.byteLength, 0);
    expect(octets).toBe(COUNT * OCTETS_PER_PERSON);
    // No column reaches into the next.
    const spans = columns.map(({ byteOffset, byteLength }) => [
      byteOffset,
      byteOffset + byteLength,
    ]);
    spans.sort(([a], [b]) => a! - b!);
    for (let index = 1; index < spans.length; index++) {
      expect(spans[index]![0]).toBeGreaterThanOrEqual(spans[index - 1]![1]!);
    }
    expect(spans.at(-1)![1]).toBeLessThanOrEqual(people.buffer.byteLength);
  });
});

describe("the order of homes", () => {
  test("gives every rank to one person", () => {
    expect(everybody.map((subscriber) => people.atRank[people.rank[subscriber]!])).toEqual(
      everybody,
    );
  });

  test("puts neighbours next to each other", () => {
    const steps = everybody.slice(1).map((rank) => {
      return kmBetween(people.atRank[rank - 1]!, people.atRank[rank]!);
    });
    const random = everybody.map((subscriber) =>
      kmBetween(subscriber, (subscriber * 7 + 3) % COUNT),
    );
    const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1]!;
    expect(median(steps)).toBeLessThan(2);
    expect(median(random)).toBeGreaterThan(10);
  });
});

describe("work groups", () => {
  test("have four to twelve members, each in one group, at the place that the member knows", () => {
    for (const subscriber of grouped) {
      const members = colleaguesOf(subscriber);
      expect(members.length).toBeGreaterThanOrEqual(4);
      expect(members.length).toBeLessThanOrEqual(12);
      expect(members.indexOf(subscriber)).toBe(people.groupPlace[subscriber]);
      for (const member of members) {
        expect(people.groupFirst[member]).toBe(people.groupFirst[subscriber]);
        expect(people.groupSize[member]).toBe(members.length);
        expect(people.pursuit[member]).toBe(people.pursuit[subscriber]);
      }
    }
  });

  test("hold most who work, and nobody who does not", () => {
    const workers = everybody.filter((one) => people.pursuit[one] === PURSUIT.job);
    const share = workers.filter((one) => people.groupSize[one]! > 0).length / workers.length;
    expect(share).toBeGreaterThan(0.6);
    for (const one of grouped) expect(people.pursuit[one]).not.toBe(PURSUIT.none);
  });

  test("of workers and pupils share their place and live within a few km", () => {
    for (const subscriber of grouped) {
      const pursuit = people.pursuit[subscriber];
      if (pursuit !== PURSUIT.job && pursuit !== PURSUIT.school) continue;
      for (const member of colleaguesOf(subscriber)) {
        expect(people.workX[member]).toBe(people.workX[subscriber]);
        expect(people.workY[member]).toBe(people.workY[subscriber]);
        expect(people.workCell[member]).toBe(people.workCell[subscriber]);
        expect(kmBetween(member, subscriber)).toBeLessThan(4 * Math.SQRT2);
      }
    }
  });

  test("of campuses and zones share their zone", () => {
    for (const subscriber of grouped) {
      const pursuit = people.pursuit[subscriber];
      if (pursuit !== PURSUIT.campus && pursuit !== PURSUIT.zone) continue;
      const zones = colleaguesOf(subscriber).map((member) => people.workZone[member]);
      expect(new Set(zones)).toEqual(new Set([people.workZone[subscriber]]));
    }
  });

  test("seldom hold two of one household where many people live", () => {
    const many = createPopulation(key, world, scenario, 60_000);
    let members = 0;
    let mates = 0;
    eachGroup(many, { index: 0, of: 1 }, (first, size) => {
      const group = [...many.colleagues.subarray(first, first + size)];
      members += size;
      mates += size - new Set(group.map((member) => householdOf(key, member))).size;
    });
    expect(members).toBeGreaterThan(40_000);
    expect(mates / members).toBeLessThan(0.1);
  });

  test("leave the way to work as it is for those who have none", () => {
    const way = (subscriber: number): number =>
      Math.hypot(
        people.homeX[subscriber]! - people.workX[subscriber]!,
        people.homeY[subscriber]! - people.workY[subscriber]!,
      );
    const workers = everybody.filter((one) => people.pursuit[one] === PURSUIT.job);
    const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1]!;
    const together = median(workers.filter((one) => people.groupSize[one]! > 0).map(way));
    const alone = median(workers.filter((one) => people.groupSize[one] === 0).map(way));
    // Four standard errors of the median of a thousand draws from so wide a law.
    expect(Math.abs(Math.log(together / alone))).toBeLessThan(0.35);
  });
});

describe("activity", () => {
  const sorted = people.activity.slice().sort();
  const quantile = (share: number) => sorted[Math.floor(share * COUNT)]!;

  test("has median 1, and in its root 1 : 1.95 : 3.6 at the 50th, 90th and 99th percentile", () => {
    expect(Math.abs(Math.log(quantile(0.5)))).toBeLessThan(0.06);
    expect(Math.sqrt(quantile(0.9) / quantile(0.5))).toBeCloseTo(1.95, 0.5);
    const top = Math.sqrt(quantile(0.99) / quantile(0.5));
    expect(top).toBeGreaterThan(3.2);
    expect(top).toBeLessThan(4.2);
  });

  test("has a Pareto tail of exponent 2 above and below (Hill's estimate of the outer 1 %)", () => {
    const outer = Math.floor(COUNT / 100);
    const hill = (values: readonly number[], threshold: number): number =>
      values.length / values.reduce((sum, value) => sum + Math.log(value / threshold), 0);
    const above = hill([...sorted.slice(-outer)], sorted[COUNT - outer - 1]!);
    const below = hill(
      [...sorted.slice(0, outer)].map((one) => 1 / one),
      1 / sorted[outer]!,
    );
    // 60 values: standard error 2/√60 = 0.26; the body makes both a little steeper.
    for (const exponent of [above, below]) {
      expect(exponent).toBeGreaterThan(1.4);
      expect(exponent).toBeLessThan(3);
    }
  });
});
