// Triggers that feeds tell: stories in which they must fire, must not, and their limits.
import { describe, expect, test } from "vitest";
import type { Profile } from "../../domain/directory.ts";
import { openDirectory } from "../../domain/open-directory.ts";
import type { SubscriberEvent } from "../../domain/subscriber-event.ts";
import { DAY_MS, HOUR_MS } from "../../domain/time.ts";
import type { Trigger, TriggerParameters } from "../../domain/trigger.ts";
import { columnsOf } from "../../machines/columns-of.ts";
import { describeTrigger } from "../../machines/triggers/catalogue.ts";
import { createTwin } from "../../machines/twin.ts";
import { firings } from "./firings.ts";
import { type Line, min, s, story } from "./stories.ts";

type Case = readonly [title: string, lines: readonly Line[], expected: readonly unknown[]];

const hours = (count: number): number => count * HOUR_MS;
const days = (count: number): number => count * DAY_MS;
const GATE = { reachable: false, expiresMs: days(3) };

describe("feed.received", () => {
  const wanted = {
    name: "feed.received",
    type: "ringbackTone.changed",
    where: { action: "changed", by: "web" },
    count: 1,
    withinMs: days(1),
    ...GATE,
  };
  const online = { action: "changed", by: "web", happenedMs: min(5) };
  const told = (times: number, agoMs: number) => ({
    name: "feed.received",
    type: "ringbackTone.changed",
    times,
    agoMs,
  });

  test.each<Case>([
    [
      "is told when it arrives, late as it is",
      [[min(9), "ringbackTone.changed", online]],
      [[min(9), told(1, min(4))]],
    ],
    [
      "another action or way is not meant",
      [
        [min(9), "ringbackTone.changed", { ...online, action: "cancelled" }],
        [min(9), "ringbackTone.changed", { ...online, by: "call" }],
        [min(9), "order.recorded"],
      ],
      [],
    ],
  ])("%s", (_, lines, expected) => expect(firings(wanted, lines)).toEqual(expected));

  const often = { ...wanted, where: {}, count: 3, withinMs: days(30) };
  test.each<Case>([
    [
      "the third one within the time is told, and the next three",
      [1, 2, 3, 4, 5, 6].map((day): Line => [days(day), "ringbackTone.changed", online]),
      [
        [days(3), told(3, days(3) - min(5))],
        [days(6), told(3, days(6) - min(5))],
      ],
    ],
    [
      "three of which the first is too long ago are none",
      [
        [days(1), "ringbackTone.changed", online],
        [days(2), "ringbackTone.changed", online],
        [days(31) + 1, "ringbackTone.changed", online],
      ],
      [],
    ],
  ])("%s", (_, lines, expected) => expect(firings(often, lines)).toEqual(expected));

  test.each([
    [{ where: { actoin: "changed" } }, /the field actoin, expected one of action, by, tone/],
    [{ where: { action: "sung" } }, /action: sung, expected one of subscribed, changed/],
  ])("refuses what the events never have: %j", (change, words) => {
    expect(() => firings({ ...wanted, ...change } as never, [])).toThrow(words);
  });
});

describe("threshold.crossed", () => {
  const wanted = {
    name: "threshold.crossed",
    type: "data.used",
    field: "monthKilobytes",
    levels: [51_200, 10_240],
    direction: "rises",
    fromDay: 0,
  };
  const used = (timeMs: number, monthKilobytes: number): Line => [
    timeMs,
    "data.used",
    { monthKilobytes },
  ];
  const told = (level: number, value: number) => ({
    name: "threshold.crossed",
    type: "data.used",
    field: "monthKilobytes",
    level,
    value,
  });

  test.each<Case>([
    [
      "each level is told once, at the level itself too",
      [
        used(hours(20), 10_239),
        used(hours(44), 10_240),
        used(hours(68), 12_000),
        used(hours(92), 60_000),
      ],
      [
        [hours(44), told(10_240, 10_240)],
        [hours(92), told(51_200, 60_000)],
      ],
    ],
    [
      "two levels at once are one, the higher",
      [used(hours(20), 70_000)],
      [[hours(20), told(51_200, 70_000)]],
    ],
    [
      "a new month counts anew",
      [used(hours(20), 70_000), used(hours(44), 100), used(hours(68), 11_000)],
      [
        [hours(20), told(51_200, 70_000)],
        [hours(68), told(10_240, 11_000)],
      ],
    ],
  ])("%s", (_, lines, expected) => expect(firings(wanted, lines)).toEqual(expected));

  test("before its first day nothing is told, then what was passed", () => {
    const later = { ...wanted, fromDay: 9 };
    const lines = [used(days(3), 20_000), used(days(9) - 1, 21_000), used(days(9), 22_000)];
    expect(firings(later, lines)).toEqual([[days(9), told(10_240, 22_000)]]);
  });

  test("a balance falls below a level, below 0 too, and again after a payment", () => {
    const low = {
      ...wanted,
      type: "balance.changed",
      field: "balanceFen",
      levels: [1_000],
      direction: "falls",
    };
    const left = (timeMs: number, balanceFen: number): Line => [
      timeMs,
      "balance.changed",
      { balanceFen },
    ];
    const lines = [left(1, 1_000), left(2, 999), left(3, -20), left(4, 5_000), left(5, -1)];
    expect(firings(low, lines).map(([timeMs]) => timeMs)).toEqual([2, 5]);
  });

  test("a field that is no quantity is refused", () => {
    expect(() => firings({ ...wanted, field: "tone" }, [])).toThrow(/the field tone, expected/);
  });
});

describe("date.reached", () => {
  const wanted = {
    name: "date.reached",
    occasion: "tenure",
    daysBefore: 0,
    leastYears: 3,
    mostYears: 5,
    atMs: hours(8.5),
    ...GATE,
  };
  const facts = { name: "date.reached", occasion: "tenure", daysBefore: 0 };
  const reached = (timeMs: number, years: number, more: object = {}): Line => [
    timeMs,
    "date.reached",
    { occasion: "tenure", years, happenedMs: days(1), ...more },
  ];

  test.each<Case>([
    ["waits for the time of day", [reached(days(1), 3)], [[days(1) + hours(8.5), facts]]],
    [
      "is told at once when it comes later",
      [reached(days(1) + hours(9), 5)],
      [[days(1) + hours(9), facts]],
    ],
    [
      "other years and occasions are not meant",
      [reached(days(1), 2), reached(days(1), 6), reached(days(1), 4, { occasion: "birthday" })],
      [],
    ],
    ["a date of another subject is not meant", [reached(days(1), 4, { subject: "family" })], []],
  ])("%s", (_, lines, expected) => expect(firings(wanted, lines)).toEqual(expected));

  test("a date ahead, and one of several, are meant by their subjects", () => {
    const ahead = {
      ...wanted,
      occasion: "contractEnd",
      subject: "bundle",
      daysBefore: 7,
      leastYears: 0,
    };
    const end = (subject: string, daysBefore: number): Line =>
      reached(days(1), 0, { occasion: "contractEnd", subject, daysBefore });
    const lines = [end("bundle", 0), end("bundle", 7), end("bundle", 3), end("", 7)];
    expect(firings(ahead, lines)).toHaveLength(1);
  });

  test.each(["holiday", "season"])(
    "any %s is meant on its day, not when it is told ahead",
    (occasion) => {
      const any = { ...wanted, occasion, leastYears: 0 };
      const begun = (daysBefore: number): Line =>
        reached(days(1), 0, { occasion, subject: "spring", daysBefore });
      expect(firings(any, [begun(3)])).toEqual([]);
      expect(firings(any, [begun(3), begun(0)])).toHaveLength(1);
      expect(
        firings({ ...any, daysBefore: 3, subject: "spring" }, [begun(3), begun(0)]),
      ).toHaveLength(1);
    },
  );

  test("who cannot be reached at that time is told when she can be", () => {
    const gated = { ...wanted, reachable: true };
    const lines: readonly Line[] = [
      reached(days(1), 3),
      [days(1) + hours(6), "location.updated"],
      [days(1) + hours(11), "message.sent"],
    ];
    expect(firings(gated, lines)).toEqual([[days(1) + hours(11), facts]]);
    const seen: Line = [days(1) + hours(7), "location.updated"];
    expect(firings(gated, [lines[0]!, seen])).toEqual([[days(1) + hours(8.5), facts]]);
  });
});

describe("list.loaded", () => {
  const wanted = { name: "list.loaded", list: "trials", reachable: true, expiresMs: hours(12) };
  const onList = (timeMs: number, list = "trials"): Line => [
    timeMs,
    "list.loaded",
    { list, happenedMs: hours(3) },
  ];
  const told = (agoMs: number) => ({ name: "list.loaded", list: "trials", agoMs });

  test.each<Case>([
    [
      "is told at once to who was seen two hours ago",
      [[hours(2), "location.updated"], onList(hours(4))],
      [[hours(4), told(hours(1))]],
    ],
    [
      "waits for who was not seen so long",
      [[hours(2), "location.updated"], onList(hours(4) + 1), [hours(5), "message.received"]],
      [[hours(5), told(hours(2))]],
    ],
    [
      "waits for the end of a call",
      [
        [hours(4) - min(1), "call.setUp"],
        [hours(4) - s(50), "call.answered"],
        onList(hours(4)),
        [hours(4) + s(5), "message.received"],
        [hours(4) + min(1), "call.released"],
      ],
      [[hours(4) + min(1), told(hours(1) + min(1))]],
    ],
    [
      "waits until the phone is on again",
      [
        [hours(4) - min(1), "power.turnedOff"],
        onList(hours(4)),
        [hours(4) + min(1), "call.missed"],
        [hours(9), "power.turnedOn"],
      ],
      [[hours(9), told(hours(6))]],
    ],
    [
      "waits for who is in another network",
      [
        [hours(4) - min(2), "location.updated"],
        [hours(4) - min(1), "roamed.out"],
        onList(hours(4)),
        [hours(8), "location.updated"],
      ],
      [[hours(8), told(hours(5))]],
    ],
    ["ends waiting in time", [onList(hours(4)), [hours(16), "location.updated"]], []],
    ["is not told of another list", [[hours(4), "location.updated"], onList(hours(4), "fits")], []],
  ])("%s", (_, lines, expected) => expect(firings(wanted, lines)).toEqual(expected));

  test("without the gate is told when it arrives, whoever is off", () => {
    const lines: readonly Line[] = [[hours(3), "power.turnedOff"], onList(hours(4))];
    expect(firings({ ...wanted, reachable: false }, lines)).toEqual([[hours(4), told(hours(1))]]);
  });
});

describe("roaming", () => {
  test.each(["roamed.out", "roamed.home"] as const)("%s is told when the register is", (name) => {
    const lines: readonly Line[] = [
      [min(5), "roamed.out", { happenedMs: min(4) }],
      [min(9), "roamed.home", { happenedMs: min(9) }],
    ];
    const [atMs, agoMs] = name === "roamed.out" ? [min(5), min(1)] : [min(9), 0];
    expect(firings({ name }, lines)).toEqual([[atMs, { name, agoMs }]]);
  });
});

const DEFINITIONS: readonly TriggerParameters[] = [
  {
    name: "feed.received",
    type: "mms.sent",
    where: { kilobytes: 40 },
    count: 1,
    withinMs: 1,
    ...GATE,
  },
  {
    name: "feed.received",
    type: "order.recorded",
    where: { product: "wap" },
    count: 2,
    withinMs: days(1),
    ...GATE,
  },
  {
    name: "threshold.crossed",
    type: "balance.changed",
    field: "balanceFen",
    levels: [1_000],
    direction: "falls",
    fromDay: 0,
  },
  {
    name: "date.reached",
    occasion: "birthday",
    daysBefore: 0,
    leastYears: 0,
    mostYears: 200,
    atMs: hours(8.5),
    reachable: true,
    expiresMs: days(3),
  },
  { name: "list.loaded", list: "trials", reachable: true, expiresMs: days(3) },
  { name: "roamed.out" },
  { name: "roamed.home" },
];

test("columns and events one by one give the same triggers, of all kinds", () => {
  const lines: readonly Line[] = [
    [min(1), "location.updated"],
    [min(2), "mms.sent", { kilobytes: 40, happenedMs: 0 }],
    [min(3), "mms.sent", { kilobytes: 41, happenedMs: 0 }],
    [min(4), "order.recorded", { product: "wap", happenedMs: -5 }],
    [min(5), "order.recorded", { product: "wap", happenedMs: 7 }],
    [min(6), "balance.changed", { balanceFen: -5 }],
    [min(7), "date.reached", { occasion: "birthday", years: 30 }],
    [min(8), "list.loaded", { list: "trials", happenedMs: min(7) }],
    [min(9), "roamed.out", { happenedMs: min(8) }],
    [hours(20), "roamed.home", { happenedMs: hours(20) }],
    [hours(21), "location.updated"],
  ];
  const events: readonly SubscriberEvent[] = story(...lines);
  const directory = {
    ...openDirectory(),
    subscribers: 1,
    profile: () => ({ regularZones: [] }) as unknown as Profile,
  };
  const told: Trigger[] = [];
  const alone = createTwin({
    directory,
    definitions: DEFINITIONS,
    onTrigger: (one) => told.push(one),
  });
  for (const event of events) alone.apply(event);
  alone.advance(days(2));
  const walked = createTwin({ directory, definitions: DEFINITIONS });
  walked.walk(columnsOf(events, directory, { index: 0, of: 1 }), days(2));
  expect(walked.endWindow(days(2))).toEqual(told);
  expect(told.map(({ definition }) => definition)).toEqual([0, 1, 2, 4, 5, 6, 3]);
  for (const trigger of told) {
    const { en, zh } = describeTrigger(trigger);
    expect(en).toMatch(/^[A-Z][^.]*$/);
    expect(zh).toMatch(/[\u4e00-\u9fff]/);
  }
});
