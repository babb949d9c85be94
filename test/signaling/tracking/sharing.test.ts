// Any number of workers tells the same story: first stages by exchange, second stages by subscriber.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { byTotalOrder, type SubscriberEvent } from "../../../domain/subscriber-event.ts";
import type { TappedMessage } from "../../../signaling/tapped-message.ts";
import {
  addresseeOf,
  advance,
  byOccurrence,
  createLinks,
  createRoll,
  createTracker,
  elapse,
  enter,
  follow,
  type Observation,
  settle,
  takeEvents,
  track,
} from "../../../signaling/tracker.ts";
import { closedRegistry, partsOf } from "./parts.ts";
import { randomTraffic } from "./random-traffic.ts";

const END_MS = 1_000_000_000;

function alone(messages: readonly TappedMessage[], people: number): SubscriberEvent[] {
  const tracker = createTracker(partsOf(people));
  const events = messages.flatMap((message) => track(tracker, message));
  return [...events, ...advance(tracker, END_MS)];
}

interface Sharing {
  readonly people: number;
  readonly firstStages: number;
  readonly secondStages: number;
  readonly windowMs: number;
}

const exchangeOf = ({ opc, dpc }: TappedMessage): number => Math.min(opc, dpc);

function shared(messages: readonly TappedMessage[], sharing: Sharing): SubscriberEvent[] {
  const { people, firstStages, secondStages, windowMs } = sharing;
  const registry = closedRegistry(people);
  const links = Array.from({ length: firstStages }, () => createLinks(partsOf(people)));
  const rolls = Array.from({ length: secondStages }, () =>
    createRoll({ registry, rolls: secondStages }),
  );
  const events: SubscriberEvent[] = [];
  const endMs = (messages.at(-1)?.timeMs ?? 0) + windowMs;
  let next = 0;
  const window = (toMs: number): void => {
    const observed: Observation[] = [];
    const due: TappedMessage[] = [];
    while (next < messages.length && messages[next]!.timeMs < toMs) due.push(messages[next++]!);
    links.forEach((stage, index) => {
      for (const message of due) {
        if (exchangeOf(message) % firstStages === index) observed.push(...follow(stage, message));
      }
      observed.push(...elapse(stage, toMs - 1));
    });
    for (const observation of observed.sort(byOccurrence)) {
      const addressee = addresseeOf(registry, observation);
      if (addressee >= 0) enter(rolls[addressee % secondStages]!, observation);
    }
    for (const roll of rolls) {
      settle(roll, toMs - 1);
      events.push(...takeEvents(roll));
    }
  };
  for (let toMs = windowMs; toMs <= endMs; toMs += windowMs) window(toMs);
  window(END_MS + 1);
  return events.sort(byTotalOrder);
}

describe("the tracker shared among workers", () => {
  const world = fc.record({
    seed: fc.nat(),
    people: fc.integer({ min: 2, max: 10 }),
    exchanges: fc.integer({ min: 1, max: 5 }),
    procedures: fc.constant(80),
  });

  test.each([1, 2, 3, 7])("%i first stages tell what one tracker tells", (firstStages) => {
    fc.assert(
      fc.property(
        world,
        fc.constantFrom(1, 2, 3, 7),
        fc.integer({ min: 50, max: 40_000 }),
        (options, secondStages, windowMs) => {
          const messages = randomTraffic(options).map(({ message }) => message);
          const { people } = options;
          const expected = alone(messages, people).sort(byTotalOrder);
          const got = shared(messages, { people, firstStages, secondStages, windowMs });
          expect(got).toEqual(expected);
        },
      ),
      { numRuns: 25 },
    );
  });

  test("the world of these tests has events of every kind that calls and messages can have", () => {
    const types = new Set<string>();
    const why = new Set<string>();
    for (let seed = 0; seed < 12; seed++) {
      const messages = randomTraffic({ seed, procedures: 200 }).map(({ message }) => message);
      for (const event of alone(messages, 8)) {
        types.add(event.type);
        if (event.type === "call.missed") why.add(event.why);
      }
    }
    expect([...types].sort()).toEqual([
      "announcement.heard",
      "call.alerted",
      "call.answered",
      "call.handedOver",
      "call.missed",
      "call.released",
      "call.setUp",
      "handset.seen",
      "key.pressed",
      "location.updated",
      "message.received",
      "message.sent",
      "paging.unanswered",
      "power.turnedOff",
      "power.turnedOn",
      "ussd.requested",
    ]);
    expect([...why].sort()).toEqual(["noAnswer", "off", "rejected"]);
  });
});
