// The twin in windows of columns: the triggers that it tells of events one by one, in their order.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CAPABILITY, type Directory, type Profile } from "../../domain/directory.ts";
import {
  byTotalOrder,
  MISSED_WHY,
  SUBSCRIBER_EVENT_TYPES,
  type SubscriberEvent,
} from "../../domain/subscriber-event.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../domain/time.ts";
import type { TriggerParameters } from "../../domain/trigger.ts";
import { columnsOf } from "../../machines/columns-of.ts";
import { createTwin } from "../../machines/twin.ts";
import { createTraffic } from "../../simulator/traffic.ts";
import { readQuickstart } from "../services/quickstart.ts";
import { PARAMETERS } from "./machines-under-test.ts";
import { min, s, story } from "./stories.ts";
import { ALL, inWindows, oneByOne, windowsOf } from "./two-ways.ts";

/** Cell 2 is a station, cell 3 a mall, where subscriber 2 is a regular; subscriber 1 has a tone. */
const directory: Directory = {
  subscribers: 5,
  zones: (["station", "mall"] as const).map((kind) => ({ name: { en: kind, zh: kind }, kind })),
  zoneOf: (_lac, ci) => (ci === 2 ? 0 : ci === 3 ? 1 : -1),
  handsetType: (tac) =>
    tac === 44 ? undefined : { tac, model: "Test", capabilities: tac === 33 ? CAPABILITY.mms : 0 },
  profile: (subscriber) =>
    ({
      hasRingbackTone: subscriber === 1,
      regularZones: subscriber === 2 ? [0, 1] : [],
    }) as unknown as Profile,
  ofImsi: () => -1,
  ofNumber: (number) => number,
  numberOf: (subscriber) => subscriber,
  nameOf: (subscriber) => `#${subscriber}`,
};

/** Few times, cells and handsets, so that events and timers of many subscribers meet at one instant. */
const anyEvent = fc
  .record({
    subscriber: fc.nat(5),
    pause: fc.constantFrom(0, 0, 0, 0, 0, 1, s(1), s(30), min(1), min(2), min(5)),
    type: fc.oneof(
      fc.constantFrom(...SUBSCRIBER_EVENT_TYPES),
      fc.constantFrom(
        "handset.seen",
        "handset.seen",
        "location.updated",
        "power.turnedOff",
        "power.turnedOn" as const,
      ),
    ),
    cell: fc.constantFrom(0, 1, 2, 3, 4, 5),
    direction: fc.constantFrom("originated", "terminated"),
    peer: fc.nat(4),
    why: fc.constantFrom(...MISSED_WHY),
    tac: fc.constantFrom(0, 11, 22, 33, 44),
    handset: fc.constantFrom(1, 2 ** 53 - 1),
  })
  .map(({ type, cell, tac, handset, direction, peer, why, subscriber, pause }) => {
    const particulars: Partial<Record<typeof type, object>> = {
      "handset.seen": { tac, handset },
      "call.setUp": { direction, peer },
      "call.missed": { why },
    };
    const place = { lac: cell === 0 ? 0 : 1 + (cell >> 2), ci: cell };
    const [event] = story([0, type, { ...place, ...particulars[type], subscriber }]);
    return { event: event as SubscriberEvent, pause };
  });

const anyDay = fc
  .array(anyEvent, { minLength: 1, maxLength: 120, size: "max" })
  .map((all): SubscriberEvent[] => {
    let timeMs = 0;
    const sequences: number[] = [];
    return all
      .map(({ event, pause }) => {
        timeMs += pause;
        return { ...event, timeMs };
      })
      .sort((a, b) => a.timeMs - b.timeMs || a.subscriber - b.subscriber)
      .map((event) => {
        const sequence = sequences[event.subscriber] ?? 0;
        sequences[event.subscriber] = sequence + 1;
        return { ...event, sequence };
      });
  });

/** Each trigger also with delays so short, or of nothing, that timers and events meet. */
const DEFINITIONS: readonly TriggerParameters[] = [
  ...PARAMETERS,
  { name: "handset.changed", gains: "any", settleMs: s(30) },
  { name: "handset.changed", gains: "any", settleMs: min(1) },
  { name: "handset.changed", gains: "mms", settleMs: 0 },
  { name: "cells.changedRapidly", cells: 2, withinMs: min(1), andMessageWithinMs: s(30) },
  { name: "powered.on", offForMs: 0, missedCalls: 0 },
];

describe("windows of columns", () => {
  test("tell what events one by one tell, in any windows, whatever comes at one instant", () => {
    let told = 0;
    const windowMs = fc.constantFrom(1, s(30), min(1), min(7), min(60));
    fc.assert(
      fc.property(anyDay, windowMs, (events, windowMs) => {
        const untilMs = events.at(-1)!.timeMs + min(3);
        const windows = windowsOf(events, untilMs, Math.max(windowMs, Math.ceil(untilMs / 200)));
        const options = { directory, definitions: DEFINITIONS };
        const expected = oneByOne(options, windows);
        told += expected.length;
        expect(inWindows(options, windows)).toEqual(expected);
      }),
      { numRuns: 100 },
    );
    expect(told).toBeGreaterThan(1000);
  });

  test("tell it of a generated day, in windows of a quarter of an hour and of an hour", async () => {
    const quickstart = readQuickstart();
    const scenario = {
      ...quickstart,
      people: { ...quickstart.people, handsetChangesPerYear: 60 },
    };
    const traffic = createTraffic(scenario, { seed: "walk", subscribers: 400 });
    const events = traffic.events(0, DAY_MS);
    const options = {
      directory: traffic.directory,
      // The campaigns' own, and some that more people fulfil.
      definitions: [
        ...scenario.definitions,
        { name: "handset.changed", gains: "any", settleMs: min(1) },
        { name: "powered.on", offForMs: 0, missedCalls: 0 },
        { name: "cells.changedRapidly", cells: 2, withinMs: min(30), andMessageWithinMs: 0 },
        {
          name: "area.dwelled",
          zone: "mall",
          minimumStayMs: min(5),
          maximumGapMs: min(240),
          notRegular: false,
        },
        { name: "ringback.heard", minimumRingMs: 0 },
      ] as const,
    };
    for (const windowMs of [15 * MINUTE_MS, HOUR_MS]) {
      const windows = windowsOf(events, DAY_MS, windowMs);
      const expected = oneByOne(options, windows);
      expect(inWindows(options, windows)).toEqual(expected);
      expect(new Set(expected.map(({ facts }) => facts.name)).size).toBe(5);
    }
  });

  test("tell of a shard's subscribers by their index among all", () => {
    const [index, of] = [1, 3];
    const events = [1, 4]
      .flatMap((subscriber) =>
        story([0, "power.turnedOff"], [min(20) - subscriber, "power.turnedOn", { ci: 9 }]).map(
          (event) => ({ ...event, subscriber }),
        ),
      )
      .sort(byTotalOrder);
    const twin = createTwin({
      directory,
      definitions: DEFINITIONS.slice(-1),
      shard: { index, of },
    });
    const columns = columnsOf(events, directory, { index, of });
    twin.walk(columns, min(60));
    expect(twin.endWindow(min(60))).toMatchObject([
      { subscriber: 4, timeMs: min(20) - 4, sequence: 0, ci: 9, cause: { event: 1 } },
      { subscriber: 1, timeMs: min(20) - 1, sequence: 0, ci: 9, cause: { event: 1 } },
    ]);
    expect(twin.lastSeen(4)).toEqual({ lac: 1, ci: 9, timeMs: min(20) - 4 });
    expect(() => twin.regions(3)).toThrow(/got subscriber 3/);
  });

  test("and events one by one do not mix", () => {
    const none = columnsOf([], directory, ALL);
    const walked = createTwin({ directory, definitions: DEFINITIONS });
    walked.walk(none, 10);
    expect(() => walked.advance(20)).toThrow(/events one by one, expected events in windows/);
    const told = createTwin({ directory, definitions: DEFINITIONS });
    told.advance(10);
    expect(() => told.walk(none, 20)).toThrow(/events in windows, expected events one by one/);
  });

  test("refuse an event of another window", () => {
    const twin = createTwin({ directory, definitions: DEFINITIONS });
    const events = story([min(2), "message.sent"]);
    const columns = columnsOf(events, directory, ALL);
    expect(() => twin.walk(columns, min(1))).toThrow(/an event at 120000 ms in the window/);
  });
});
