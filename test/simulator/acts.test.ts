// What people do with services: a pure function of person and day, told alike from both ends.
import { describe, expect, test } from "vitest";
import { CAPABILITY } from "../../domain/directory.ts";
import { EMPTY_PLAN } from "../../domain/number-plan.ts";
import { DAY_MS } from "../../domain/time.ts";
import type { Scenario } from "../../scenarios/scenario.ts";
import { birthdayOf } from "../../simulator/account.ts";
import { Acts, NOBODY, SERVICE_PARTY } from "../../simulator/days/act-columns.ts";
import { ACT, PROCEDURE, PROCEDURE_OF } from "../../simulator/days/act-tables.ts";
import { Acting } from "../../simulator/days/acts.ts";
import { isOff, type OffSpans, powerOf } from "../../simulator/days/power.ts";
import type { Setting } from "../../simulator/days/setting.ts";
import { createTimetable } from "../../simulator/days/timetable.ts";
import { HANDSETS } from "../../simulator/people-tables.ts";
import { createPopulation, FLAG, handsetModel } from "../../simulator/population.ts";
import { runKey } from "../../simulator/random.ts";
import { createWorld } from "../../simulator/world/world.ts";
import { exampleScenario } from "./example-scenario.ts";

const COUNT = 3000;
const DAYS = 40;
const key = runKey("acts");
const example = exampleScenario();
const world = createWorld(key, example.network);

interface Done {
  readonly subscriber: number;
  readonly day: number;
  readonly kind: number;
  readonly atMs: number;
  readonly party: number;
  readonly a: number;
  readonly b: number;
}

function settingOf(scenario: Scenario): Setting {
  const population = createPopulation(key, world, scenario, COUNT);
  return { key, world, population, scenario, timetable: createTimetable(world) };
}

function doneBy(
  setting: Setting,
  {
    subscribers = Array.from({ length: COUNT }, (_, index) => index),
    days = Array.from({ length: DAYS }, (_, index) => index),
    power = (subscriber: number, day: number): OffSpans => powerOf(setting, subscriber, day),
  } = {},
): Done[] {
  const acting = new Acting(setting, power);
  const acts = new Acts();
  return days.flatMap((day) =>
    subscribers.flatMap((subscriber) => {
      acting.actsOf(subscriber, day, power(subscriber, day), acts);
      return Array.from({ length: acts.size }, (_, at) => ({
        subscriber,
        day,
        kind: acts.kind[at]!,
        atMs: acts.atMs[at]!,
        party: acts.party[at]!,
        a: acts.a[at]!,
        b: acts.b[at]!,
      }));
    }),
  );
}

const setting = settingOf(example);
const done = doneBy(setting);
const of = (kind: number): Done[] => done.filter((act) => act.kind === kind);

describe("acts", () => {
  test("are of every kind but holidays, which are none here, and dates that nobody asks for", () => {
    const kinds = new Set(done.map(({ kind }) => kind));
    const missing = Object.entries(ACT).filter(([, kind]) => !kinds.has(kind));
    expect(missing.map(([name]) => name)).toEqual(["holidayBegan", "dateAsked"]);
  });

  test("do not depend on who and which day was asked for before", () => {
    const some = [7, 2999, 41, 40];
    const again = doneBy(setting, { subscribers: some, days: [39, 0, 17] });
    const same = (act: Done): boolean => some.includes(act.subscriber);
    const ordered = [39, 0, 17].flatMap((day) =>
      some.flatMap((subscriber) =>
        done.filter((act) => same(act) && act.day === day && act.subscriber === subscriber),
      ),
    );
    expect(again).toEqual(ordered);
  });

  test("lie in their day", () => {
    for (const { atMs } of done) expect(atMs).toBeLessThan(DAY_MS);
  });

  test("of a phone need one that is on, but for messages that wait", () => {
    const waits: number[] = [ACT.mmsNotified, ACT.mmsReported, ACT.answered];
    for (const { kind, subscriber, day, atMs } of done) {
      if (PROCEDURE_OF[kind] === PROCEDURE.none || waits.includes(kind)) continue;
      expect(isOff(powerOf(setting, subscriber, day), atMs)).toBe(false);
    }
    const off = doneBy(setting, { days: [0, 1], power: () => [0, DAY_MS] });
    const kinds = new Set(off.map(({ kind }) => kind));
    for (const kind of [ACT.mmsSent, ACT.wapOpened, ACT.queriedByCall, ACT.forwardingSet]) {
      expect(kinds.has(kind)).toBe(false);
    }
    expect(kinds.has(ACT.counterVisited)).toBe(true);
  });

  test("with numbers that the plan lacks do not happen", () => {
    const without = doneBy(settingOf({ ...example, numbers: EMPTY_PLAN }));
    const kinds = new Set(without.map(({ kind }) => kind));
    for (const { kind, party } of without) {
      expect(party).not.toBe(NaN);
      if (party !== NOBODY) expect(party).toBeLessThan(SERVICE_PARTY);
      expect([ACT.queriedByUssd, ACT.answered, ACT.mmsNotified]).not.toContain(kind);
    }
    expect(kinds.has(ACT.mmsSent)).toBe(true);
    expect(kinds.has(ACT.toneChangedOnline)).toBe(true);
  });

  test("reach services of the role that they are for", () => {
    const { services } = example.numbers;
    const roleOf = ({ party }: Done) => services[party - SERVICE_PARTY]?.role;
    for (const act of of(ACT.queriedByCall)) expect(roleOf(act)).toBe("hotline");
    for (const act of of(ACT.toneChangedByMessage)) expect(roleOf(act)).toBe("ringbackTones");
    for (const act of of(ACT.retiredCalled)) expect(roleOf(act)).toBe("retired");
    for (const act of of(ACT.mmsReported)) expect(roleOf(act)).toBe("mmsCentre");
    const called = new Set(of(ACT.serviceCalled).map(roleOf));
    expect(called).toEqual(
      new Set(["directory", "weather", "clock", "voiceService", "bank", "rival"]),
    );
  });
});

describe("pictures", () => {
  test("reach each friend whose phone can show them, as they were sent", () => {
    const capable = (subscriber: number): boolean =>
      (HANDSETS[handsetModel(key, subscriber, 0)]!.capabilities & CAPABILITY.mms) !== 0;
    const sent = of(ACT.mmsSent).filter(({ party }) => capable(party));
    const got = of(ACT.mmsNotified).filter(({ party }) => party < SERVICE_PARTY);
    expect(sent.length).toBeGreaterThan(500);
    const pair = (from: number, to: number, { day, a }: Done) => [day, from, to, a].join();
    expect(got.map((act) => pair(act.party, act.subscriber, act)).sort()).toEqual(
      sent.map((act) => pair(act.subscriber, act.party, act)).sort(),
    );
    for (const act of got) expect(act.subscriber).not.toBe(act.party);
  });

  test("of the newspaper reach its readers twice a day", () => {
    const readers = setting.population.flags.filter((flags) => flags & FLAG.newspaper).length;
    const papers = of(ACT.mmsNotified).filter(({ party }) => party >= SERVICE_PARTY);
    expect(papers.length).toBe(2 * readers * DAYS);
  });
});

describe("accounts", () => {
  const bySubscriber = (kind: number): Map<number, Done[]> =>
    Map.groupBy(of(kind), ({ subscriber }) => subscriber);

  test("data of a month add up from day to day, and begin anew with the month", () => {
    const first = Number(example.start.slice(8));
    for (const own of bySubscriber(ACT.dataUsed).values()) {
      let since = 0;
      let before = -1;
      for (const { day, a, b } of own) {
        const dayOfMonth = ((first - 1 + day) % 30) + 1;
        if (before >= 0 && day - before > 0 && dayOfMonth < day - before + 1) since = 0;
        if (before >= 0) expect(b).toBe(since + a);
        since = b;
        before = day;
      }
    }
  });

  test("a recharge follows every alarm on the same day, and lifts the balance by its amount", () => {
    const low = of(ACT.balanceFell);
    const paid = of(ACT.recharged);
    expect(paid.length).toBe(low.length);
    for (const [at, { subscriber, day, atMs, a, b }] of paid.entries()) {
      const before = low[at]!;
      expect([before.subscriber, before.day]).toEqual([subscriber, day]);
      expect(before.atMs).toBeLessThan(atMs);
      expect(before.b).toBe(b - a);
      expect(before.b).toBeLessThan(1_000);
      expect(b).toBeGreaterThanOrEqual(1_000);
    }
  });
});

describe("roaming", () => {
  test("ends where it began, some time later", () => {
    const homes = Map.groupBy(of(ACT.roamedHome), ({ subscriber }) => subscriber);
    const gone = of(ACT.roamedOut).filter(({ day }) => day < DAYS - 28);
    expect(gone.length).toBeGreaterThan(10);
    for (const { subscriber, day, atMs, a } of gone) {
      const later = homes.get(subscriber)!.filter((home) => home.day >= day && home.a === a);
      const [home] = later.filter((act) => (act.day - day) * DAY_MS + act.atMs > atMs);
      expect(home!.day - day).toBeLessThanOrEqual(28);
    }
  });
});

describe("dates", () => {
  test("are the birthdays that billing holds", () => {
    const births = of(ACT.birthdayReached);
    expect(births.length).toBeGreaterThan((COUNT * DAYS) / 365 / 1.3);
    const start = Date.UTC(2008, 5, 10);
    for (const { subscriber, day } of births) {
      const date = new Date(start + day * DAY_MS);
      expect(birthdayOf(setting, subscriber)).toEqual({
        month: date.getUTCMonth() + 1,
        day: date.getUTCDate(),
      });
    }
  });

  test("of a holiday are everybody's, on its first day", () => {
    const holidays = [{ fromDay: 1, toDay: 3, name: { en: "Spring Festival", zh: "春节" } }];
    const free = doneBy(settingOf({ ...example, calendar: { ...example.calendar, holidays } }), {
      days: [0, 1, 2],
    });
    const reached = free.filter(({ kind }) => kind === ACT.holidayBegan);
    expect(reached.length).toBe(COUNT);
    expect(new Set(reached.map(({ day }) => day))).toEqual(new Set([1]));
  });
});
