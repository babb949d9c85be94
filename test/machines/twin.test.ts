// The twin: many subscribers, several trigger definitions, one order of triggers.
import { describe, expect, test } from "vitest";
import { CAPABILITY, type Directory, type Profile } from "../../domain/directory.ts";
import { KairosError } from "../../domain/errors.ts";
import type { SubscriberEvent } from "../../domain/subscriber-event.ts";
import type { Trigger, TriggerParameters } from "../../domain/trigger.ts";
import { createTwin, type Twin } from "../../machines/twin.ts";
import { type Line, min, s, story } from "./stories.ts";

const DEFINITIONS: readonly TriggerParameters[] = [
  { name: "ringback.heard", minimumRingMs: s(6) },
  {
    name: "area.dwelled",
    zone: "station",
    minimumStayMs: min(20),
    maximumGapMs: min(66),
    notRegular: true,
  },
  { name: "handset.changed", gains: "mms", settleMs: s(40) },
  { name: "handset.changed", gains: "any", settleMs: s(40) },
  { name: "powered.on", offForMs: min(10), missedCalls: 0 },
];

/** Cell 7 is a station where subscriber 2 is a regular; subscriber 1 has a ring-back tone. */
const directory: Directory = {
  subscribers: 4,
  zones: [{ name: { en: "Yunpu Central", zh: "云浦站" }, kind: "station" }],
  zoneOf: (_lac, ci) => (ci === 7 ? 0 : -1),
  handsetType: (tac) =>
    tac === 11 || tac === 33
      ? { tac, model: "Test", capabilities: tac === 33 ? CAPABILITY.mms : 0 }
      : undefined,
  profile: (subscriber) =>
    ({ hasRingbackTone: subscriber === 1, regularZones: subscriber === 2 ? [0] : [] }) as unknown as
      | Profile
      | undefined,
  ofImsi: () => -1,
  ofNumber: (number) => number,
  numberOf: (subscriber) => subscriber,
  nameOf: (subscriber) => `#${subscriber}`,
};

function twinWith(definitions = DEFINITIONS): [Twin, Trigger[]] {
  const triggers: Trigger[] = [];
  const twin = createTwin({
    directory,
    definitions,
    onTrigger: (trigger) => triggers.push(trigger),
  });
  return [twin, triggers];
}

/** Several people's stories, merged in the total order. */
function day(
  ...people: readonly (readonly [subscriber: number, ...lines: Line[]])[]
): SubscriberEvent[] {
  return people
    .flatMap(([subscriber, ...lines]) =>
      story(...lines).map((event): SubscriberEvent => ({ ...event, subscriber })),
    )
    .sort((a, b) => a.timeMs - b.timeMs || a.subscriber - b.subscriber);
}

describe("triggers", () => {
  test("carry sequence, definition, last cell and the event that caused them", () => {
    const [twin, triggers] = twinWith();
    const frame = (number: number): object => ({ cause: { frame: number } });
    for (const event of day([
      0,
      [0, "power.turnedOff"],
      [min(30), "power.turnedOn", { ci: 5, ...frame(12) }],
      [min(31), "call.setUp", { ci: 6 }],
      [min(31) + s(2), "call.alerted", { ci: 6 }],
      [min(32), "call.answered", { ci: 6, ...frame(40) }],
    ])) {
      twin.apply(event);
    }
    expect(triggers).toEqual([
      {
        timeMs: min(30),
        subscriber: 0,
        sequence: 0,
        definition: 4,
        facts: { name: "powered.on", offMs: min(30), missedCalls: 0 },
        lac: 1,
        ci: 5,
        cause: { event: 1, frame: 12 },
      },
      {
        timeMs: min(32),
        subscriber: 0,
        sequence: 1,
        definition: 0,
        facts: { name: "ringback.heard", ringMs: s(58) },
        lac: 1,
        ci: 6,
        cause: { event: 4, frame: 40 },
      },
    ]);
  });

  test("of a timer name the event that armed it, though others came since", () => {
    const [twin, triggers] = twinWith(DEFINITIONS.slice(2, 3));
    for (const event of day([
      0,
      [0, "handset.seen", { tac: 11 }],
      [s(10), "handset.seen", { tac: 33, cause: { frame: 9 } }],
      [s(20), "location.updated", { ci: 3 }],
    ])) {
      twin.apply(event);
    }
    twin.advance(s(49));
    expect(triggers).toEqual([]);
    twin.advance(s(60));
    expect(triggers).toMatchObject([
      { timeMs: s(50), ci: 3, cause: { event: 1, frame: 9 }, facts: { fromTac: 11, tac: 33 } },
    ]);
  });

  test("come in the order of time, subscriber, definition, timers before events", () => {
    const [twin, triggers] = twinWith();
    const change: Line[] = [
      [0, "handset.seen", { tac: 11 }],
      [s(20), "handset.seen", { tac: 33 }],
    ];
    const earlier: Line[] = [
      [0, "handset.seen", { tac: 11 }],
      [s(10), "handset.seen", { tac: 33 }],
    ];
    for (const event of day(
      [3, ...change],
      [1, ...change],
      [2, ...earlier],
      [0, [0, "call.setUp"], [s(1), "call.alerted"], [s(60), "call.answered"]],
    )) {
      twin.apply(event);
    }
    const order = triggers.map(({ timeMs, subscriber, definition, sequence }) => [
      timeMs,
      subscriber,
      definition,
      sequence,
    ]);
    expect(order).toEqual([
      [s(50), 2, 2, 0],
      [s(50), 2, 3, 1],
      [s(60), 1, 2, 0],
      [s(60), 1, 3, 1],
      [s(60), 3, 2, 0],
      [s(60), 3, 3, 1],
      [s(60), 0, 0, 0],
    ]);
  });

  test("know the regulars of a place and the friends with a tone from the directory alone", () => {
    const [twin, triggers] = twinWith();
    const wait: Line[] = [
      [0, "location.updated", { ci: 7 }],
      [min(25), "message.sent", { ci: 7 }],
    ];
    const call = (peer: number): Line[] => [
      [min(30), "call.setUp", { peer }],
      [min(30) + s(1), "call.alerted"],
      [min(30) + s(30), "call.released"],
    ];
    for (const event of day(
      [0, ...wait, ...call(2)],
      [1, ...call(1)],
      [2, ...wait],
      [3, ...wait, ...call(1)],
    )) {
      twin.apply(event);
    }
    expect(triggers.map(({ subscriber, facts }) => [subscriber, facts.name])).toEqual([
      [0, "area.dwelled"],
      [3, "area.dwelled"],
      [3, "ringback.heard"],
    ]);
  });

  test("are the same however time is cut into steps", () => {
    const events = day(
      [
        0,
        [0, "handset.seen", { tac: 11 }],
        [s(5), "handset.seen", { tac: 33 }],
        [min(9), "message.sent"],
      ],
      [5, [0, "power.turnedOff"], [min(15), "power.turnedOn"]],
    );
    const [coarse, once] = twinWith();
    for (const event of events) coarse.apply(event);
    const [fine, often] = twinWith();
    for (const event of events) {
      for (let timeMs = 0; timeMs < event.timeMs; timeMs += s(7)) fine.advance(timeMs);
      fine.apply(event);
    }
    expect(often).toEqual(once);
    expect(once).toHaveLength(3);
  });
});

describe("what the inspector asks", () => {
  test("regions with their states in order, the active one and since when", () => {
    const [twin] = twinWith();
    for (const event of day([1, [min(1), "power.turnedOn"], [min(2), "message.sent"]])) {
      twin.apply(event);
    }
    twin.advance(min(10));
    expect(twin.regions(1)).toEqual([
      { region: "power", states: ["unknown", "off", "on"], active: "on", sinceMs: min(1) },
      { region: "mobility", states: ["staying", "moving"], active: "staying", sinceMs: 0 },
      {
        region: "calling",
        states: ["idle", "dialling", "ringing", "inCall"],
        active: "idle",
        sinceMs: 0,
      },
      { region: "messaging", states: ["quiet", "texting"], active: "quiet", sinceMs: min(4) },
      {
        region: "handset",
        states: ["unknown", "plain", "wap", "mms"],
        active: "unknown",
        sinceMs: 0,
      },
    ]);
  });

  test("last seen is undefined before the first sighting, then the cell and its time", () => {
    const [twin] = twinWith();
    expect(twin.lastSeen(3)).toBeUndefined();
    for (const event of day([
      3,
      [min(1), "message.sent", { lac: 4, ci: 44 }],
      [min(2), "call.missed"],
    ])) {
      twin.apply(event);
    }
    expect(twin.lastSeen(3)).toEqual({ lac: 4, ci: 44, timeMs: min(1) });
  });

  test("a genuine XState actor, that goes on by itself", () => {
    const [twin] = twinWith();
    for (const event of day([0, [min(1), "message.sent"]])) twin.apply(event);
    const actor = twin.materialise(0);
    expect(actor.getSnapshot().value).toMatchObject({ power: "on", messaging: "texting" });
    actor.send({ ...day([0, [min(1), "power.turnedOff"]])[0]! });
    expect(actor.getSnapshot().value).toMatchObject({ power: "off" });
    expect(twin.regions(0)[0]).toMatchObject({ active: "on" });
  });

  test("subscribers whom nobody knows are refused, those of the directory are not", () => {
    const [twin] = twinWith();
    expect(twin.regions(3)[0]).toMatchObject({ active: "unknown" });
    for (const subscriber of [4, -1, 1.5, Number.NaN]) {
      expect(() => twin.regions(subscriber)).toThrow(KairosError);
      expect(() => twin.materialise(subscriber)).toThrow(KairosError);
    }
    for (const event of day([9, [0, "message.sent"]])) twin.apply(event);
    expect(twin.regions(9)[0]).toMatchObject({ active: "on" });
  });
});

describe("a capture", () => {
  test("of which memory was prepared asks for none, and its slabs can be made once", () => {
    const many = { ...directory, subscribers: 100_000 };
    const twin = createTwin({ directory: many, definitions: DEFINITIONS });
    const used = (): number => process.memoryUsage().arrayBuffers;
    const before = used();
    twin.prepareCapture();
    const prepared = used();
    expect(prepared - before).toBeGreaterThan(10_000_000);
    twin.lastSeen(99_999);
    const slabs = twin.changed();
    expect(used() - prepared).toBeLessThan(100_000);
    expect(slabs.size).toBeGreaterThan(500);
    for (const slab of slabs.values()) {
      slab();
      expect(slab).toThrow("made a second time");
    }
  });
});
