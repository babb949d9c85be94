// NDJSON of subscriber events: written, read back, and refused with file and line.
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { KairosError } from "../../domain/errors.ts";
import { InterningRegistry } from "../../domain/interning-registry.ts";
import { SUBSCRIBER_EVENT_TYPES, type SubscriberEvent } from "../../domain/subscriber-event.ts";
import { eventLine, readEventLines } from "../../signaling/event-lines.ts";

const PARTICULARS: Record<string, fc.Arbitrary<object>> = {
  "power.turnedOn": fc.record({ fromLac: fc.nat(65535) }),
  "location.updated": fc.record({
    updatingType: fc.constantFrom("normal", "periodic"),
    fromLac: fc.nat(65535),
  }),
  "handset.seen": fc.record({ tac: fc.nat(99_999_999), serial: fc.nat(999_999) }),
  "call.setUp": fc.record({
    direction: fc.constantFrom("originated", "terminated"),
    number: fc.string(),
  }),
  "call.released": fc.record({ cause24008: fc.nat(127) }),
  "call.missed": fc.record({ why: fc.constant("off"), number: fc.string() }),
  "message.sent": fc.record({ number: fc.string() }),
  "message.received": fc.record({ number: fc.string() }),
  "ussd.requested": fc.record({ code: fc.string() }),
  "call.handedOver": fc.record({ fromLac: fc.nat(65535), fromCi: fc.nat(65535) }),
};

const anyEvent = fc
  .tuple(fc.constantFrom(...SUBSCRIBER_EVENT_TYPES), fc.nat(1e12), fc.nat(65535), fc.nat(65535))
  .chain(([type, timeMs, lac, ci]) =>
    (PARTICULARS[type] ?? fc.constant({})).map(
      (particulars) =>
        ({
          type,
          timeMs,
          subscriber: 0,
          sequence: 0,
          source: "tap",
          cause: { frame: 3 },
          lac,
          ci,
          ...particulars,
        }) as SubscriberEvent,
    ),
  );

describe("event lines", () => {
  test("every event reads back as it was written", () => {
    fc.assert(
      fc.property(anyEvent, (event) => {
        const line = eventLine(event, "46000123");
        expect(readEventLines(line, new InterningRegistry(), "x")).toEqual([event]);
      }),
    );
  });

  test("the example of docs/events.md is read", () => {
    const page = readFileSync(new URL("../../docs/events.md", import.meta.url), "utf8");
    const example = /```json\n([\s\S]*?)```/.exec(page)![1]!;
    const [event] = readEventLines(example, new InterningRegistry(), "docs/events.md");
    expect(event).toMatchObject({ type: "power.turnedOn", timeMs: 1200, lac: 4097, ci: 11 });
  });

  test("docs/events.md lists every event, and no other", () => {
    const page = readFileSync(new URL("../../docs/events.md", import.meta.url), "utf8");
    const listed = [...page.matchAll(/^\| `(\w+\.\w+)` \|/gm)].map((match) => match[1]);
    expect(listed).toEqual([...SUBSCRIBER_EVENT_TYPES]);
  });

  test("lines come out in total order, with a sequence per subscriber", () => {
    const text = [
      '{"timeMs":5,"subscriber":"b","name":"power.turnedOff"}',
      '{"timeMs":1,"subscriber":"a","name":"power.turnedOff"}',
      '{"kind":"trigger","timeMs":2}',
      "",
      '{"timeMs":9,"subscriber":"b","name":"power.turnedOn"}',
    ].join("\n");
    const events = readEventLines(text, new InterningRegistry(), "x");
    expect(events.map((event) => [event.timeMs, event.subscriber, event.sequence])).toEqual([
      [1, 1, 0],
      [5, 0, 0],
      [9, 0, 1],
    ]);
  });

  test.each([
    ["not json", 'x:1: got "not json", expected one JSON object per line'],
    ['{"timeMs":1,"name":"power.turnedOn"}', "x:1: subscriber: got nothing"],
    ['{"timeMs":1,"subscriber":"a","name":"walked"}', 'x:1: name: got "walked", expected one of'],
    ['{"timeMs":-1,"subscriber":"a","name":"power.turnedOn"}', "x:1: timeMs: got -1"],
    [
      '{"timeMs":1,"subscriber":"a","name":"call.setUp","direction":"up","number":""}',
      'x:1: direction: got "up", expected "originated" or "terminated"',
    ],
    ["", "x: got no subscriber event"],
  ])("%j is refused with its place", (text, message) => {
    expect(() => readEventLines(text, new InterningRegistry(), "x")).toThrow(KairosError);
    expect(() => readEventLines(text, new InterningRegistry(), "x")).toThrow(message);
  });
});
