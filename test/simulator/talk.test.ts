// Calls and messages as candidates of each end, and what remains of them when all shards agree.
import { describe, expect, test } from "vitest";
import { DAY_MS, HOUR_MS } from "../../domain/time.ts";
import { emptyCall } from "../../simulator/days/call-fate.ts";
import { LEG, Legs } from "../../simulator/days/legs.ts";
import { type OffSpans, powerOf as powerOn } from "../../simulator/days/power.ts";
import type { Setting } from "../../simulator/days/setting.ts";
import { Talk } from "../../simulator/days/talk.ts";
import { Ties } from "../../simulator/days/ties.ts";
import { createTimetable } from "../../simulator/days/timetable.ts";
import { Permutation } from "../../simulator/permutation.ts";
import { createPopulation } from "../../simulator/population.ts";
import { runKey } from "../../simulator/random.ts";
import { createWorld } from "../../simulator/world/world.ts";
import { exampleScenario } from "./example-scenario.ts";

const COUNT = 1500;
const DAY = 2;
const scenario = exampleScenario();

function settingOf(seed: string, count: number): Setting {
  const key = runKey(seed);
  const world = createWorld(key, scenario.network);
  const population = createPopulation(key, world, scenario, count);
  return { key, world, population, scenario, timetable: createTimetable(world) };
}

const setting = settingOf("talk", COUNT);
const scratch: number[] = [];
const powerOf = (subscriber: number, day: number): OffSpans =>
  powerOn(setting, subscriber, day, scratch);
const people = Array.from({ length: COUNT }, (_, subscriber) => subscriber);

/** Legs that take place, "id from to caller-or-callee …" by owner, planned by so many shards. */
function planned(shards: number, order: readonly number[] = people): string[] {
  const talks = Array.from({ length: shards }, () => new Talk(setting, new Ties(setting), powerOf));
  for (const [index, talk] of talks.entries()) {
    talk.begin(DAY + 1);
    talk.plan(index);
    talk.begin(DAY);
    for (const subscriber of order) if (subscriber % shards === index) talk.plan(subscriber);
  }
  const conflicts = talks.map((talk) => talk.conflicts());
  const legs: string[] = [];
  for (const [index, talk] of talks.entries()) {
    talk.settle(index % 2 === 0 ? conflicts : conflicts.toReversed());
    for (const subscriber of people) {
      if (subscriber % shards !== index) continue;
      const first = talk.firstRow(subscriber);
      for (let row = first; row < first + talk.legs.length[subscriber]!; row++) {
        const { legs: all } = talk;
        const span = [all.fromMsOf(row), all.toMsOf(row)];
        const ends = [all.id[row], subscriber, all.peerOf(row)];
        legs.push([all.kindOf(row), ...ends, ...span].join(" "));
      }
    }
  }
  return legs.toSorted();
}

const whole = planned(1);

describe("the calls and messages of a day", () => {
  test.each([2, 3, 7])("are the same when %i shards find the conflicts", (shards) => {
    expect(planned(shards)).toEqual(whole);
  });

  test("are the same whoever is planned first", () => {
    const shuffle = new Permutation(COUNT, 5);
    expect(planned(3, people.toReversed())).toEqual(whole);
    expect(
      planned(
        2,
        people.map((subscriber) => shuffle.forward(subscriber)),
      ),
    ).toEqual(whole);
  });

  test("have one leg at either end, of the kinds that belong together", () => {
    const byId = Map.groupBy(
      whole.map((leg) => leg.split(" ").map(Number)),
      ([, id]) => id,
    );
    const other: Record<number, number> = {
      [LEG.originated]: LEG.terminated,
      [LEG.unreached]: LEG.missed,
      [LEG.sent]: LEG.received,
    };
    const seen = new Set<number>();
    for (const legs of byId.values()) {
      expect(legs).toHaveLength(2);
      const [from, to] = legs[0]![0]! in other ? legs : legs.toReversed();
      expect(to![0]).toBe(other[from![0]!]);
      expect([to![2], to![3]]).toEqual([from![3], from![2]]);
      expect(to!.slice(4)).toEqual(from!.slice(4));
      seen.add(from![0]!);
    }
    expect(seen.size).toBe(3);
    expect(byId.size).toBeGreaterThan(5 * COUNT);
  });

  test("take a phone once at a time", () => {
    const taken = whole
      .map((leg) => leg.split(" ").map(Number))
      .filter(([kind]) => kind !== LEG.missed && kind !== LEG.received);
    for (const legs of Map.groupBy(taken, ([, , owner]) => owner).values()) {
      const spans = legs.toSorted((a, b) => a[4]! - b[4]!);
      for (const [index, span] of spans.entries()) {
        if (index > 0) expect(span[4]).toBeGreaterThanOrEqual(spans[index - 1]![5]!);
      }
    }
  });

  test("leave out a few of a hundred, for a phone is engaged", () => {
    const talk = new Talk(setting, new Ties(setting), powerOf);
    talk.begin(DAY);
    for (const subscriber of people) talk.plan(subscriber);
    const share = talk.conflicts().length / (talk.legs.count / 2);
    expect(share).toBeGreaterThan(0.003);
    expect(share).toBeLessThan(0.12);
  });
});

describe("a call", () => {
  test("is read with the same times from both ends, in their order", () => {
    const talk = new Talk(setting, new Ties(setting), powerOf);
    talk.begin(DAY);
    for (const subscriber of people) talk.plan(subscriber);
    const [own, theirs] = [emptyCall(), emptyCall()];
    const rowOf = new Map<number, number>();
    let calls = 0;
    for (let row = 0; row < talk.legs.count; row++) {
      const kind = talk.legs.kindOf(row);
      if (kind === LEG.sent || kind === LEG.received) continue;
      const before = rowOf.get(talk.legs.id[row]!);
      rowOf.set(talk.legs.id[row]!, row);
      if (before === undefined) continue;
      calls++;
      talk.call(before, own);
      talk.call(row, theirs);
      expect({ ...own, startMs: 0 }).toEqual({ ...theirs, startMs: 0 });
      if (own.alertMs === 0) continue;
      expect(Math.abs(own.startMs - theirs.startMs)).toBeGreaterThanOrEqual(1_500);
      expect(own.alertMs).toBeGreaterThan(Math.max(own.startMs, theirs.startMs));
      if (own.answerMs > 0) expect(own.answerMs).toBeGreaterThan(own.alertMs);
      expect(own.releaseMs).toBeGreaterThan(Math.max(own.alertMs, own.answerMs));
    }
    expect(calls).toBeGreaterThan(2 * COUNT);
  });
});

describe("a week", () => {
  const talk = new Talk(setting, new Ties(setting), powerOf);
  const call = emptyCall();
  const days = 7;
  const hours = new Array<number>(24).fill(0);
  const kinds = new Array<number>(8).fill(0);
  const talkSeconds: number[] = [];
  const legs = new Uint32Array(COUNT);
  for (let day = 0; day < days; day++) {
    talk.begin(day);
    for (const subscriber of people) talk.plan(subscriber);
    talk.settle([talk.conflicts()]);
    for (const subscriber of people) {
      const first = talk.firstRow(subscriber);
      for (let row = first; row < first + talk.legs.length[subscriber]!; row++) {
        const kind = talk.legs.kindOf(row);
        kinds[kind]!++;
        if (kind !== LEG.originated && kind !== LEG.terminated) continue;
        legs[subscriber]!++;
        talk.call(row, call);
        hours[Math.floor(call.startMs / HOUR_MS)]!++;
        if (call.answerMs > 0) talkSeconds.push((call.releaseMs - call.answerMs) / 1_000);
      }
    }
  }
  const perPersonDay = (...of: number[]): number =>
    of.reduce((sum, kind) => sum + kinds[kind]!, 0) / COUNT / days;

  test("has as many calls and messages as the scenario says", () => {
    const { callsPerDay, messagesPerDay } = scenario.people;
    // Phones that are off all day count as people here.
    for (const [made, wanted] of [
      [perPersonDay(LEG.originated, LEG.unreached), callsPerDay],
      [perPersonDay(LEG.sent), messagesPerDay],
    ] as const) {
      expect(made / wanted).toBeGreaterThan(0.88);
      expect(made / wanted).toBeLessThan(1.1);
    }
    expect(perPersonDay(LEG.unreached) / callsPerDay).toBeGreaterThan(0.01);
  });

  test("has the talk of China Mobile's customers: 470 to 560 minutes in 30 days (C1, C5)", () => {
    const seconds = talkSeconds.reduce((sum, one) => sum + one);
    const minutes = ((seconds / 60) * 30) / COUNT / days;
    expect(minutes).toBeGreaterThan(450);
    expect(minutes).toBeLessThan(580);
    const mean = seconds / talkSeconds.length;
    const median = talkSeconds.toSorted((a, b) => a - b)[talkSeconds.length >> 1]!;
    expect(mean).toBeGreaterThan(60);
    expect(mean).toBeLessThan(120);
    expect(median / mean).toBeGreaterThan(0.5);
    expect(median / mean).toBeLessThan(0.65);
  });

  test("has two plateaus and quiet nights (C2, C15)", () => {
    const all = hours.reduce((sum, one) => sum + one);
    const busiest = Math.max(...hours);
    expect(busiest / all).toBeGreaterThan(0.073);
    expect(busiest / all).toBeLessThan(0.1);
    expect(hours[10]!).toBeGreaterThan(1.2 * hours[13]!);
    expect(Math.min(...hours.slice(17, 21))).toBeGreaterThan(1.2 * hours[13]!);
    expect([2, 3, 4]).toContain(hours.indexOf(Math.min(...hours)));
  });

  test("has people of very different activity (C7)", () => {
    const sorted = legs.toSorted();
    const at = (share: number): number => sorted[Math.floor(share * COUNT)]!;
    expect(at(0.9) / at(0.5)).toBeGreaterThan(1.7);
    expect(at(0.9) / at(0.5)).toBeLessThan(2.8);
    expect(at(0.99) / at(0.5)).toBeGreaterThan(3.2);
    expect(at(0.99) / at(0.5)).toBeLessThan(6.5);
  });
});

describe("a scenario in which nobody calls or writes", () => {
  test("has no legs at all, of robots neither", () => {
    const still = { ...scenario.people, callsPerDay: 0, messagesPerDay: 0 };
    const silent = { ...setting, scenario: { ...scenario, people: still } };
    const talk = new Talk(silent, new Ties(silent), powerOf);
    talk.begin(DAY);
    for (const subscriber of people) talk.plan(subscriber);
    expect(talk.legs.count).toBe(0);
  });
});

test("a leg is packed without loss, up to the greatest numbers", () => {
  const legs = new Legs(1);
  const written: [number, number, number, number, number][] = [
    [LEG.unreached, 2 ** 24 - 1, 2 ** 32 - 1, DAY_MS - 1, DAY_MS - 1 + 3_700_000],
    [LEG.originated, 0, 0, 0, 0],
    [LEG.received, 65_536, 65_536, 65_536, 131_072],
  ];
  for (const leg of written) legs.push(...leg);
  for (const [row, leg] of written.entries()) {
    const { id } = legs;
    expect([
      legs.kindOf(row),
      legs.peerOf(row),
      id[row],
      legs.fromMsOf(row),
      legs.toMsOf(row),
    ]).toEqual([...leg]);
  }
});
