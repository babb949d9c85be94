// A tap that loses, doubles and swaps frames, or starts late, tells less, and nothing that is wrong.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fictionalTokens } from "../../../domain/fictional-tokens.ts";
import { hashWords } from "../../../domain/hash.ts";
import { InterningRegistry } from "../../../domain/interning-registry.ts";
import type { SubscriberEvent } from "../../../domain/subscriber-event.ts";
import { encode } from "../../../signaling/messages/bssap.ts";
import type { TappedMessage } from "../../../signaling/tapped-message.ts";
import { advance, createTracker, type Tracker, track } from "../../../signaling/tracker.ts";
import { anyBssmap, anyDtap, fits } from "../arbitrary-messages.ts";
import { captureOctets, messagesIn } from "../frames.ts";
import { partsOf } from "./parts.ts";
import { randomTraffic, type TrueMessage } from "./random-traffic.ts";

const PEOPLE = 7;
const END_MS = 1_000_000_000;

interface Told {
  readonly events: readonly SubscriberEvent[];
  readonly tracker: Tracker;
  readonly unattributed: readonly SubscriberEvent[];
}

function tell(traffic: readonly TrueMessage[], steps: readonly number[] = []): Told {
  const unattributed: SubscriberEvent[] = [];
  const tracker = createTracker({
    ...partsOf(PEOPLE),
    onUnattributed: (event) => unattributed.push(event),
  });
  const events: SubscriberEvent[] = [];
  let step = 0;
  for (const { message } of traffic) {
    for (; step < steps.length && steps[step]! <= message.timeMs; step++) {
      events.push(...advance(tracker, steps[step]!));
    }
    events.push(...track(tracker, message));
  }
  for (; step < steps.length; step++) events.push(...advance(tracker, steps[step]!));
  events.push(...advance(tracker, END_MS));
  return { events, tracker, unattributed };
}

/** Who is really on the connection (or was paged) that each frame belongs to. */
const personsOf = (traffic: readonly TrueMessage[]): ReadonlyMap<number, number> =>
  new Map(traffic.map(({ message, person }) => [message.frame, person]));

/** Events of another subscriber than the one whose frame concluded them. */
function wrong({ events }: Told, persons: ReadonlyMap<number, number>): SubscriberEvent[] {
  return events.filter((event) => {
    // A call that shows on the caller's leg alone is about the called party.
    if (event.type === "call.missed" && event.lac === 0) return false;
    return persons.get(event.cause.frame!) !== event.subscriber;
  });
}

/** What an event says, but for what a lost frame may change: time, cell, numbering. */
function essence(event: SubscriberEvent): string {
  // The detach before it may be lost.
  const type = event.type === "location.updated" ? "power.turnedOn" : event.type;
  return `${event.subscriber} ${type}`;
}

function isContiguous(events: readonly SubscriberEvent[]): boolean {
  const next = new Map<number, number>();
  return events.every(({ subscriber, sequence }) => {
    const expected = next.get(subscriber) ?? 0;
    next.set(subscriber, expected + 1);
    return sequence === expected;
  });
}

const isOrdered = (events: readonly SubscriberEvent[]): boolean =>
  events.every(({ timeMs }, index) => index === 0 || timeMs >= events[index - 1]!.timeMs);

const counted = (events: readonly SubscriberEvent[]): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const event of events) counts.set(essence(event), (counts.get(essence(event)) ?? 0) + 1);
  return counts;
};

/** PAGING whose answer is lost, or comes by a TMSI that is not known, was unanswered. */
const LOST_ANSWER = ["paging.unanswered"];
/** So was a call whose CONNECT is lost, and CONNECT ACKNOWLEDGE too. */
const LOST_ANSWERS = [...LOST_ANSWER, "call.missed"];

/** What `damaged` tells more often than `clean`, but for what the tap cannot know better. */
function added(clean: Told, damaged: Told, unknowable: readonly string[]): string[] {
  const before = counted(clean.events);
  return [...counted(damaged.events)]
    .filter(([what, count]) => count > (before.get(what) ?? 0))
    .map(([what]) => what)
    .filter((what) => !unknowable.includes(what.split(" ")[1]!));
}

const seeds = fc.record({ seed: fc.nat(), damage: fc.nat() });
const worldOf = (seed: number, reuse = true): TrueMessage[] =>
  randomTraffic({ seed, people: PEOPLE, exchanges: 2, procedures: 60, reuse });

describe("the whole story", () => {
  test("nobody is told what another one did; nothing stays open or unattributed", () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const traffic = worldOf(seed);
        const told = tell(traffic);
        expect(wrong(told, personsOf(traffic))).toEqual([]);
        expect(isContiguous(told.events)).toBe(true);
        expect(isOrdered(told.events)).toBe(true);
        expect(told.tracker.links.connections.size).toBe(0);
        expect(told.unattributed).toEqual([]);
        expect(told.tracker.counts).toEqual({
          unconnected: 0,
          dropped: 0,
          droppedByType: {},
          repeated: 0,
          timedOut: 0,
          handedAway: 0,
        });
      }),
      { numRuns: 60 },
    );
  });

  test("how often time is advanced changes nothing", () => {
    fc.assert(
      fc.property(fc.nat(), fc.array(fc.nat(250_000), { maxLength: 60 }), (seed, steps) => {
        const traffic = worldOf(seed);
        const plain = tell(traffic);
        const stepped = tell(
          traffic,
          steps.toSorted((a, b) => a - b),
        );
        expect(stepped.events).toEqual(plain.events);
      }),
      { numRuns: 60 },
    );
  });
});

/** Copies of two frames in three, up to 60 ms after them. */
function doubled(traffic: readonly TrueMessage[], damage: number): TrueMessage[] {
  const copies = traffic.flatMap(({ message, person }, index) => {
    const word = hashWords(damage, index);
    const timeMs = message.timeMs + (word % 3 === 1 ? word % 61 : 0);
    return word % 3 === 2 ? [] : [{ message: { ...message, timeMs }, person }];
  });
  return [...traffic, ...copies].sort(
    (a, b) => a.message.timeMs - b.message.timeMs || a.message.frame - b.message.frame,
  );
}

/** Leaves out one frame in `oneIn`. */
const thinned = (traffic: readonly TrueMessage[], damage: number, oneIn: number): TrueMessage[] =>
  traffic.filter((_, index) => hashWords(damage, index) % oneIn !== 0);

/** Swaps one frame in `oneIn` with the next one of its connection, or of the other direction. */
function swapped(traffic: readonly TrueMessage[], damage: number, oneIn: number): TrueMessage[] {
  const order = [...traffic];
  for (let index = 0; index < order.length; index++) {
    if (hashWords(damage, index) % oneIn !== 0) continue;
    const here = order[index]!;
    const next = order.findIndex(
      ({ message, person }, at) =>
        at > index && person === here.person && message.timeMs - here.message.timeMs < 150,
    );
    if (next < 0) continue;
    order[index] = {
      ...order[next]!,
      message: { ...order[next]!.message, timeMs: here.message.timeMs },
    };
    order[next] = { ...here, message: { ...here.message, timeMs: traffic[next]!.message.timeMs } };
    index = next;
  }
  return order;
}

describe("a damaged story", () => {
  test("frames that come twice, at once or a little later, change nothing", () => {
    fc.assert(
      fc.property(seeds, ({ seed, damage }) => {
        const traffic = worldOf(seed);
        const told = tell(doubled(traffic, damage));
        expect(told.events).toEqual(tell(traffic).events);
      }),
      { numRuns: 100 },
    );
  });

  test.each([
    ["lost", thinned],
    ["swapped", swapped],
  ])("with frames %s, nothing is told that did not happen", (_, harm) => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 2, max: 80 }), ({ seed, damage }, oneIn) => {
        // A TMSI that has a new owner is somebody else's only while frames of both are lost.
        const traffic = worldOf(seed, false);
        const told = tell(harm(traffic, damage, oneIn));
        expect(wrong(told, personsOf(traffic))).toEqual([]);
        expect(isContiguous(told.events)).toBe(true);
        expect(isOrdered(told.events)).toBe(true);
        expect(added(tell(traffic), told, LOST_ANSWERS)).toEqual([]);
      }),
      { numRuns: 250 },
    );
  });

  test("no single lost frame makes one person another, though TMSIs are given again at once", () => {
    for (const seed of [1, 2, 3]) {
      const traffic = worldOf(seed);
      const persons = personsOf(traffic);
      const clean = tell(traffic);
      for (let lost = 0; lost < traffic.length; lost++) {
        const told = tell(traffic.filter((_, index) => index !== lost));
        expect(wrong(told, persons), `seed ${seed} without frame ${lost + 1}`).toEqual([]);
        expect(added(clean, told, LOST_ANSWER), `seed ${seed} without frame ${lost + 1}`).toEqual(
          [],
        );
      }
    }
  });

  test("begun at any frame, the story is a part of the whole", () => {
    const traffic = worldOf(4);
    const clean = tell(traffic);
    for (let from = 1; from < traffic.length; from++) {
      const told = tell(traffic.slice(from));
      expect(wrong(told, personsOf(traffic)), `from frame ${from + 1}`).toEqual([]);
      expect(added(clean, told, LOST_ANSWER), `from frame ${from + 1}`).toEqual([]);
    }
  });
});

describe.each(["msc-mtp3", "bsc-b-sccplite"] as const)("the capture %s, damaged", (name) => {
  const messages = messagesIn(captureOctets(name));
  /** What is told of whom: by token, as indices depend on who is seen first. */
  const told = (some: readonly TappedMessage[]): string[] => {
    const registry = new InterningRegistry();
    const tracker = createTracker({ registry, tokenise: fictionalTokens });
    const events = some.flatMap((message) => track(tracker, message));
    return [...events, ...advance(tracker, END_MS)].map(
      (event) => `${registry.nameOf(event.subscriber)} ${essence(event).split(" ")[1]}`,
    );
  };
  const clean = told(messages);
  const excess = (some: readonly string[]): string[] => {
    const rest = [...clean];
    return some.filter((what) => {
      const at = rest.indexOf(what);
      if (at >= 0) rest.splice(at, 1);
      return at < 0 && !what.endsWith("paging.unanswered");
    });
  };

  test("and begun at any frame tells a part of its story", () => {
    for (let from = 1; from < messages.length; from++) {
      expect(excess(told(messages.slice(from))), `from message ${from + 1}`).toEqual([]);
    }
  });

  test("without any one of its frames tells a part of its story", () => {
    for (let lost = 0; lost < messages.length; lost++) {
      const rest = messages.filter((_, index) => index !== lost);
      expect(excess(told(rest)), `without message ${lost + 1}`).toEqual([]);
    }
  });

  test("with every frame twice tells its story once", () => {
    expect(told(messages.flatMap((message) => [message, message]))).toEqual(clean);
  });

  test("with any two neighbours swapped tells no more than its story", () => {
    for (let at = 1; at < messages.length; at++) {
      const order = [...messages];
      const { timeMs } = order[at - 1]!;
      [order[at - 1], order[at]] = [{ ...order[at]!, timeMs }, order[at - 1]!];
      expect(excess(told(order)), `messages ${at} and ${at + 1}`).toEqual([]);
    }
  });
});

describe("any messages in any order", () => {
  const sccp = fc.oneof(
    fc.record({ type: fc.constantFrom("CR"), slr: fc.nat(3) }),
    fc.record({ type: fc.constantFrom("CC", "RLSD", "RLC", "IT"), slr: fc.nat(3), dlr: fc.nat(3) }),
    fc.record({ type: fc.constantFrom("CREF", "ERR"), dlr: fc.nat(3) }),
    { weight: 8, arbitrary: fc.record({ type: fc.constant("DT1"), dlr: fc.nat(3) }) },
    fc.constant({ type: "UDT" }),
  ) as fc.Arbitrary<TappedMessage["sccp"]>;
  const message = fc.record({
    sccp,
    opc: fc.nat(2),
    dpc: fc.nat(2),
    gapMs: fc.oneof(fc.constant(0), fc.nat(3_000), fc.nat(2_000_000)),
    back: fc.nat(500),
    bssap: fc.oneof(anyDtap.filter(fits), anyBssmap.filter(fits), fc.constant(undefined)),
  });

  test("are followed without complaint; sequences count, and time goes on", () => {
    fc.assert(
      fc.property(fc.array(message, { maxLength: 60 }), (messages) => {
        const tracker = createTracker({
          registry: new InterningRegistry(),
          tokenise: fictionalTokens,
        });
        let timeMs = 1_000;
        const events = messages.flatMap(({ gapMs, back, bssap, ...rest }, index) => {
          timeMs += gapMs;
          const octets = bssap === undefined ? new Uint8Array() : encode(bssap);
          const head = { frame: index + 1, timeMs: timeMs - back, ...rest, octets };
          return [...track(tracker, bssap === undefined ? head : { ...head, bssap })];
        });
        events.push(...advance(tracker, END_MS));
        expect(isContiguous(events)).toBe(true);
        expect(isOrdered(events)).toBe(true);
        expect(tracker.links.connections.size).toBe(0);
        expect(Number.isFinite(tracker.links.dueMs)).toBe(false);
      }),
      { numRuns: 400 },
    );
  });
});
