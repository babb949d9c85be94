// Every trigger of the catalogue: the same in windows of columns, one by one, and by XState itself.
import fc from "fast-check";
import { expect, test } from "vitest";
import { type Directory, enrich, type Profile } from "../../domain/directory.ts";
import {
  FORWARDING_CONDITIONS,
  MISSED_WHY,
  SUBSCRIBER_EVENT_TYPES,
  type SubscriberEvent,
} from "../../domain/subscriber-event.ts";
import type { TriggerParameters } from "../../domain/trigger.ts";
import {
  createTriggerMachine,
  describeTrigger,
  TRIGGERS,
} from "../../machines/triggers/catalogue.ts";
import type { TriggerFired } from "../../machines/triggers/fired.ts";
import { parametersWritten as of } from "./firings.ts";
import { interpret } from "./interpreter.ts";
import { min, s, story } from "./stories.ts";
import { inWindows, oneByOne, windowsOf } from "./two-ways.ts";
import { writtenFirst } from "./written-first.ts";

/** Each with what it does by itself, and some with what makes them wait, count or choose. */
const DEFINITIONS: readonly TriggerParameters[] = [
  ...TRIGGERS.map((definition) => of(definition.name, writtenFirst(definition))),
  of("number.dialled", { class: "partner", phase: "answered" }),
  of("number.dialled", { numbers: ["10086"], outcome: "vacant" }),
  of("number.dialled", { prefix: "125", phase: "released", minimumTalk: "1s" }),
  of("called.by", { numbers: ["10086"], minimumTalk: "1s" }),
  of("query.made", { numbers: ["10086"], keywords: ["bill"], paths: ["12"], count: 2 }),
  of("message.sent", { to: "person" }),
  of("messages.sentInBulk", { recipients: 2 }),
  of("area.entered", { zone: "station", notRegular: false, places: ["station"] }),
  of("area.dwelled", {
    zone: "station",
    minimumStay: "1m",
    during: { from: "00:01", to: "00:20" },
  }),
  of("call.missed", { why: ["off"], count: 2, within: "1h" }),
  of("call.made", { hours: { from: "00:02", to: "01:00" }, count: 2, within: "1h" }),
  of("subscriber.idle", { at: "home", quietFor: "1m", hours: { from: "00:05", to: "00:30" } }),
  of("keys.pressed", { number: "10086", path: "12", phase: "talking" }),
  of("forwarding.set", { condition: "busy", to: "offNet" }),
  of("powered.on", { offFor: "1s", offsIn30d: 2 }),
  of("ringback.heard", { minimumRing: "1s", caller: "dormant" }),
];

const PEOPLE = 4;
const TONES = ["none", "active", "dormant"] as const;

const directory: Directory = {
  subscribers: PEOPLE,
  zones: (["station", "airport"] as const).map((kind) => ({ name: { en: kind, zh: kind }, kind })),
  zoneOf: (_lac, ci) => (ci === 2 ? 0 : ci === 3 ? 1 : -1),
  handsetType: (tac) => ({ tac, model: "Test", capabilities: tac % 16 }),
  profile: (subscriber) =>
    ({
      ringbackTone: TONES[subscriber % 3],
      hasRingbackTone: subscriber % 3 === 1,
      regularZones: subscriber === 2 ? [0] : [],
    }) as unknown as Profile,
  ofImsi: () => -1,
  ofNumber: (number) => number,
  numberOf: (subscriber) => subscriber,
  nameOf: (subscriber) => `#${subscriber}`,
};

const PARTIES = [
  { peer: 1, numberClass: "onNet", number: "" },
  { peer: 2, numberClass: "offNet", number: "" },
  { peer: 3, numberClass: "onNet", number: "" },
  { peer: 7, numberClass: "operator", number: "10086" },
  { peer: 8, numberClass: "service", number: "12590" },
  { peer: 9, numberClass: "partner", number: "95588" },
];

/** Calls, messages and keys more often than all else. */
const TYPES = [
  ...SUBSCRIBER_EVENT_TYPES,
  ...["call.setUp", "call.alerted", "call.answered", "call.released", "call.missed"],
  ...["message.sent", "message.sent", "message.sent", "key.pressed", "location.updated"],
  ...["power.turnedOff", "power.turnedOn"],
] as typeof SUBSCRIBER_EVENT_TYPES;

const anyDay = fc
  .array(
    fc.record({
      type: fc.constantFrom(...TYPES),
      subscriber: fc.nat(PEOPLE - 1),
      pause: fc.constantFrom(0, 0, 1, s(1), s(30), min(1), min(2), min(11)),
      ci: fc.constantFrom(0, 1, 2, 3),
      party: fc.constantFrom(...PARTIES),
      direction: fc.constantFrom("originated", "originated", "terminated"),
      keyword: fc.constantFrom("", "", "bill"),
      body: fc.constantFrom(77, 78),
      path: fc.constantFrom("", "1", "12"),
      why: fc.constantFrom(...MISSED_WHY),
      cause24008: fc.constantFrom(1, 16, 18),
      tac: fc.constantFrom(1, 2, 3),
      condition: fc.constantFrom(...FORWARDING_CONDITIONS),
      active: fc.boolean(),
    }),
    { minLength: 500, maxLength: 600 },
  )
  .map((drawn): SubscriberEvent[] => {
    let timeMs = 0;
    const sequences = new Map<number, number>();
    return drawn
      .map(({ pause, ...more }) => {
        timeMs += pause;
        return { ...more, timeMs };
      })
      .sort((a, b) => a.timeMs - b.timeMs || a.subscriber - b.subscriber)
      .map(({ type, timeMs, party, ci, keyword, path, ...more }) => {
        const sequence = sequences.get(more.subscriber) ?? 0;
        sequences.set(more.subscriber, sequence + 1);
        const told: Partial<Record<typeof type, object>> = {
          "message.sent": { ...party, keyword: party.number === "10086" ? keyword : "" },
          "key.pressed": { number: party.number, path },
        };
        const place = { lac: ci === 0 ? 0 : 1, ci };
        const [event] = story([timeMs, type, { ...party, ...more, ...told[type], ...place }]);
        return { ...event!, sequence };
      });
  });

/** By XState's own transition function, one machine and one subscriber at a time. */
function byXState(events: readonly SubscriberEvent[], untilMs: number): string[] {
  const told: string[] = [];
  for (const [definition, parameters] of DEFINITIONS.entries()) {
    const colony = interpret(createTriggerMachine(parameters).machine, {
      onEmit: (row: number, { facts }: TriggerFired, timeMs: number) =>
        told.push(JSON.stringify([definition, row, timeMs, facts])),
    } as never);
    for (let row = 0; row < PEOPLE; row++) colony.allocate();
    for (const event of events) {
      colony.send(event.subscriber, enrich(event, directory), event.timeMs);
    }
    colony.advance(untilMs);
  }
  return told.sort();
}

test("every trigger fires alike in windows, one by one and by XState", { timeout: 60_000 }, () => {
  const fired = new Set<number>();
  fc.assert(
    fc.property(anyDay, fc.constantFrom(s(30), min(7), min(60)), (events, windowMs) => {
      const untilMs = events.at(-1)!.timeMs + min(60);
      const windows = windowsOf(events, untilMs, Math.max(windowMs, Math.ceil(untilMs / 100)));
      const options = { directory, definitions: DEFINITIONS };
      const expected = oneByOne(options, windows);
      for (const trigger of expected) {
        fired.add(trigger.definition);
        const { en, zh } = describeTrigger(trigger, directory);
        expect(en).toMatch(/^[A-Z0-9](?!.*(undefined|NaN)).{3,80}$/);
        expect(zh).toMatch(/^(?!.*(undefined|NaN)).{2,40}$/);
      }
      expect(inWindows(options, windows)).toEqual(expected);
      const told = expected.map(({ definition, subscriber, timeMs, facts }) =>
        JSON.stringify([definition, subscriber, timeMs, facts]),
      );
      expect(told.sort()).toEqual(byXState(events, windows.at(-1)!.toMs));
    }),
    { numRuns: 5, seed: 7 },
  );
  // The rest needs more time, or a feed's own words, and has stories of its own.
  expect(fired.size).toBeGreaterThan(0.75 * DEFINITIONS.length);
});
