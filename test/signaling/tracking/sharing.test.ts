// Any number of workers tells the same story: first stages by exchange, second stages by subscriber.
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { byTotalOrder, type SubscriberEvent } from "../../../domain/subscriber-event.ts";
import { HOUR_MS } from "../../../domain/time.ts";
import { LINK_TYPE } from "../../../signaling/carriers/pcap.ts";
import { createTap, type TappedMessage } from "../../../signaling/tapped-message.ts";
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
import { createLink, mtp3Of } from "../../../simulator/link.ts";
import { createTraffic } from "../../../simulator/traffic.ts";
import { exampleScenario } from "../../simulator/example-scenario.ts";
import { partsOf } from "./parts.ts";
import { randomTraffic } from "./random-traffic.ts";

const END_MS = 1_000_000_000;

type Parts = ReturnType<typeof partsOf>;

function alone(messages: readonly TappedMessage[], parts: Parts): SubscriberEvent[] {
  const tracker = createTracker(parts);
  const events = messages.flatMap((message) => track(tracker, message));
  return [...events, ...advance(tracker, END_MS)];
}

interface Sharing {
  readonly parts: Parts;
  /** A number for the exchange that a message comes from or goes to. */
  readonly exchangeOf: (message: TappedMessage) => number;
  readonly firstStages: number;
  readonly secondStages: number;
  readonly windowMs: number;
}

function shared(messages: readonly TappedMessage[], sharing: Sharing): SubscriberEvent[] {
  const { parts, exchangeOf, firstStages, secondStages, windowMs } = sharing;
  const { registry } = parts;
  const links = Array.from({ length: firstStages }, () => createLinks(parts));
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
          const parts = partsOf(options.people);
          const expected = alone(messages, parts).sort(byTotalOrder);
          const exchangeOf = ({ opc, dpc }: TappedMessage): number => Math.min(opc, dpc);
          const sharing = { parts, exchangeOf, firstStages, secondStages, windowMs };
          const got = shared(messages, sharing);
          expect(got).toEqual(expected);
        },
      ),
      { numRuns: 25 },
    );
  });

  describe("of generated people, in four exchanges at once", () => {
    const COPY = 10_000;
    let messages: readonly TappedMessage[];
    let parts: Parts;
    let expected: readonly SubscriberEvent[];

    beforeAll(() => {
      const scenario = exampleScenario();
      const traffic = createTraffic(scenario, { seed: "3", subscribers: 150 });
      parts = {
        registry: traffic.directory,
        tokenise: traffic.tokenise,
        numbers: traffic.numbers,
      };
      const untilMs = 6 * HOUR_MS;
      const link = createLink(traffic, { seed: "3", start: scenario.start, untilMs });
      const tap = createTap((frame, reason) => expect.unreachable(`frame ${frame}: ${reason}`));
      const once = Array.from(link.frames(0, untilMs), (frame, index) =>
        tap.read(LINK_TYPE.mtp3, frame.timeMs, index + 1, mtp3Of(frame)),
      ).flat();
      messages = [0, 1, 2, 3]
        .flatMap((copy) =>
          once.map((message) => ({
            ...message,
            timeMs: message.timeMs + copy * 217,
            opc: message.opc + copy * COPY,
            dpc: message.dpc + copy * COPY,
          })),
        )
        .sort((a, b) => a.timeMs - b.timeMs)
        .map((message, index) => ({ ...message, frame: index + 1 }));
      expected = alone(messages, parts).sort(byTotalOrder);
    });

    test.each([1, 2, 3, 7])("%i workers in each stage tell what one tracker tells", (workers) => {
      expect(expected.length).toBeGreaterThan(2_000);
      const got = shared(messages, {
        parts,
        exchangeOf: ({ opc }) => Math.floor(opc / COPY),
        firstStages: workers,
        secondStages: workers,
        windowMs: 60_000,
      });
      expect(got).toEqual(expected);
    });
  });

  test("the world of these tests has events of every kind that calls and messages can have", () => {
    const types = new Set<string>();
    const why = new Set<string>();
    for (let seed = 0; seed < 12; seed++) {
      const messages = randomTraffic({ seed, procedures: 200 }).map(({ message }) => message);
      for (const event of alone(messages, partsOf(8))) {
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
