// NDJSON of subscriber events: written, read back through the door, and refused with file and line.
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { KairosError } from "../../domain/errors.ts";
import { type FeedField, feedShapeOf, isFeedEventType } from "../../domain/feed-events.ts";
import { fictionalTokens } from "../../domain/fictional-tokens.ts";
import { formatToken, type Token, tokenOf } from "../../domain/identity.ts";
import { InterningRegistry } from "../../domain/interning-registry.ts";
import { EMPTY_PLAN, NUMBER_CLASSES, type NumberPlan } from "../../domain/number-plan.ts";
import {
  FORWARDING_CONDITIONS,
  MISSED_WHY,
  PUSH_CONTENTS,
  SUBSCRIBER_EVENT_TYPES,
  type SubscriberEvent,
  type SubscriberEventType,
  type TapEventType,
  TEXT_CODINGS,
} from "../../domain/subscriber-event.ts";
import { fieldNamesOf } from "../../signaling/event-fields.ts";
import { eventLine, readEventLines } from "../../signaling/event-lines.ts";

const PLAN: NumberPlan = {
  ...EMPTY_PLAN,
  countryCode: "86",
  carrierPrefixes: ["12593"],
  mobilePrefixes: ["13"],
  onNetPrefixes: ["138"],
  services: [
    { number: "10086", prefix: false, class: "operator", keywords: { YE: "balance" }, menu: true },
    { number: "10010", prefix: false, class: "rival", keywords: {}, menu: false },
  ],
  codes: ["*100#"],
};

const read = (text: string, numbers = PLAN): SubscriberEvent[] =>
  readEventLines(text, {
    registry: new InterningRegistry(),
    tokenise: fictionalTokens,
    numbers,
    place: "x",
  });

const lac = fc.nat(65535);
const token = fc
  .tuple(fc.nat(31), fc.integer({ min: 1, max: 2 ** 48 - 1 }))
  .map(([version, hash]) => tokenOf(version, hash));
const party = fc.record({
  peer: fc.oneof(token, fc.constant(0)),
  numberClass: fc.constantFrom(...NUMBER_CLASSES),
  number: fc.constantFrom("", "10086", "10010"),
});
const shape = fc.record({
  body: token,
  length: fc.nat(2 ** 32 - 1),
  coding: fc.constantFrom(...TEXT_CODINGS),
  part: fc.integer({ min: 1, max: 255 }),
  parts: fc.integer({ min: 1, max: 255 }),
});
const both = <A extends object, B extends object>(a: fc.Arbitrary<A>, b: fc.Arbitrary<B>) =>
  fc.tuple(a, b).map(([one, other]) => ({ ...one, ...other }));

const TAP_PARTICULARS: Record<TapEventType, fc.Arbitrary<object>> = {
  "power.turnedOn": fc.record({ fromLac: lac }),
  "power.turnedOff": fc.constant({}),
  "location.updated": fc.record({
    updatingType: fc.constantFrom("normal", "periodic"),
    fromLac: lac,
  }),
  "handset.seen": fc.record({ tac: fc.nat(99_999_999), handset: token }),
  "call.setUp": both(
    party,
    fc.record({
      direction: fc.constantFrom("originated", "terminated"),
      carrierPrefix: fc.constantFrom("", "12593"),
    }),
  ),
  "call.alerted": fc.constant({}),
  "call.answered": fc.constant({}),
  "call.released": fc.record({ cause24008: fc.nat(127) }),
  "call.missed": both(party, fc.record({ why: fc.constantFrom(...MISSED_WHY) })),
  "message.sent": both(both(party, shape), fc.record({ keyword: fc.constantFrom("", "balance") })),
  "message.received": both(party, shape),
  "ussd.requested": fc.record({ code: fc.constantFrom("", "*100#") }),
  "call.handedOver": fc.record({ fromLac: lac, fromCi: lac }),
  "announcement.heard": fc.record({ description: fc.constantFrom(1, 8) }),
  "key.pressed": fc.constantFrom("", "10086", "10010").chain((number) =>
    fc.record({
      phase: fc.constantFrom("ringing", "talking"),
      number: fc.constant(number),
      path: number === "10086" ? fc.constantFrom("1", "1#") : fc.constant(""),
    }),
  ),
  "paging.unanswered": fc.constant({}),
  "push.received": both(party, fc.record({ content: fc.constantFrom(...PUSH_CONTENTS) })),
  "forwarding.set": both(
    party,
    fc.record({ condition: fc.constantFrom(...FORWARDING_CONDITIONS), active: fc.boolean() }),
  ),
};

function anyValueOf(field: FeedField): fc.Arbitrary<unknown> {
  switch (field.kind) {
    case "choice":
      return fc.constantFrom(...field.choices);
    case "quantity":
      return fc.integer({ min: field.from, max: field.to });
    case "name":
      return fc.constantFrom("", "missedCallAlert", "shop-17", "2008");
    case "serviceNumber":
      return fc.constant("10086");
    case "menuPath":
      return fc.constantFrom("1", "12", "*0");
  }
}

function particularsOf(type: SubscriberEventType, timeMs: number): fc.Arbitrary<object> {
  if (!isFeedEventType(type)) return TAP_PARTICULARS[type];
  const { feed, party: named, fields } = feedShapeOf(type);
  const own = fc.record(
    Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, anyValueOf(field)])),
  );
  const head = fc.record({
    source: fc.constant("feed"),
    feed: fc.constant(feed),
    happenedMs: fc.integer({ min: -1e9, max: timeMs }),
    lac: fc.constant(0),
    ci: fc.constant(0),
  });
  return named ? both(both(head, party), own) : both(head, own);
}

const anyEvent = fc
  .tuple(fc.constantFrom(...SUBSCRIBER_EVENT_TYPES), fc.nat(1e12), lac, lac)
  .chain(([type, timeMs, areaCode, ci]) =>
    particularsOf(type, timeMs).map(
      (particulars) =>
        ({
          type,
          timeMs,
          subscriber: 0,
          sequence: 0,
          source: "tap",
          cause: { frame: 3 },
          lac: areaCode,
          ci,
          ...particulars,
        }) as SubscriberEvent,
    ),
  );

describe("event lines", () => {
  test("every event reads back as it was written", () => {
    fc.assert(
      fc.property(anyEvent, (event) => {
        expect(read(eventLine(event, "t3-00000000002a"))).toEqual([event]);
      }),
      { numRuns: 500 },
    );
  });

  test("every field of every event is in its line", () => {
    fc.assert(
      fc.property(anyEvent, (event) => {
        const names = Object.keys(JSON.parse(eventLine(event, "a")));
        expect(names).toEqual(expect.arrayContaining([...fieldNamesOf(event.type)]));
      }),
    );
  });

  test("a line shows tokens as text, and no number that the plan does not list", () => {
    fc.assert(
      fc.property(anyEvent, (event) => {
        const line = JSON.parse(eventLine(event, "t3-00000000002a")) as Record<string, unknown>;
        for (const name of ["peer", "handset", "body"]) {
          if (name in line) expect(line[name]).toMatch(/^(t\d+-[0-9a-f]{12})?$/);
        }
      }),
    );
  });

  const page = readFileSync(new URL("../../docs/events.md", import.meta.url), "utf8");

  test("the example of docs/events.md is read", () => {
    const example = /```json\n([\s\S]*?)```/.exec(page)![1]!;
    const [event] = read(example);
    expect(event).toMatchObject({ type: "power.turnedOn", timeMs: 1200, lac: 4097, ci: 11 });
  });

  test("docs/events.md lists every event, and no other", () => {
    const listed = [...page.matchAll(/^\| `(\w+\.\w+)` \|/gm)].map((match) => match[1]);
    expect(listed).toEqual([...SUBSCRIBER_EVENT_TYPES]);
  });

  test.each(SUBSCRIBER_EVENT_TYPES)("docs/events.md names every field of %s", (type) => {
    const row = page.split("\n").find((line) => line.startsWith(`| \`${type}\` |`))!;
    for (const name of fieldNamesOf(type)) expect(row).toContain(`\`${name}\``);
  });

  test("lines come out in total order, with a sequence per subscriber", () => {
    const text = [
      '{"timeMs":5,"subscriber":"b","name":"power.turnedOff"}',
      '{"timeMs":1,"subscriber":"a","name":"power.turnedOff"}',
      '{"kind":"trigger","timeMs":2}',
      "",
      '{"timeMs":9,"subscriber":"b","name":"power.turnedOn"}',
    ].join("\n");
    const events = read(text);
    expect(events.map((event) => [event.timeMs, event.subscriber, event.sequence])).toEqual([
      [1, 1, 0],
      [5, 0, 0],
      [9, 0, 1],
    ]);
  });
});

describe("the door for lines", () => {
  const line = (fields: object): SubscriberEvent =>
    read(JSON.stringify({ timeMs: 0, subscriber: "460000000000001", ...fields }))[0]!;
  const numberToken = (digits: string): Token => fictionalTokens("number", digits);

  test.each([
    ["peer", "13800000002", { peer: numberToken("13800000002"), numberClass: "onNet", number: "" }],
    ["peer", "+8613800000002", { peer: numberToken("13800000002"), numberClass: "onNet" }],
    ["number", "10086", { peer: numberToken("10086"), numberClass: "operator", number: "10086" }],
    ["number", "", { peer: 0, numberClass: "withheld", number: "" }],
    ["number", "Kairos", { peer: numberToken("Kairos"), numberClass: "alphanumeric", number: "" }],
  ])("%s %j becomes a token and a class", (field, digits, party) => {
    const event = line({ name: "call.setUp", direction: "originated", [field]: digits });
    expect(event).toMatchObject(party);
    expect(event).toMatchObject({ carrierPrefix: "" });
  });

  test("what the plan does not list does not pass", () => {
    const peer = formatToken(numberToken("13800000002"));
    const known = { peer, numberClass: "onNet", number: "13800000002" };
    expect(line({ name: "call.missed", why: "off", ...known })).toMatchObject({ number: "" });
    expect(line({ name: "ussd.requested", code: "*139*123456#" })).toMatchObject({ code: "" });
    expect(line({ name: "message.sent", ...known, keyword: "secret" })).toMatchObject({
      keyword: "",
      body: 0,
      part: 1,
      parts: 1,
    });
    const bank = { name: "key.pressed", phase: "talking", number: "95588", path: "123456" };
    expect(line(bank)).toMatchObject({ number: "", path: "" });
    const rival = { ...bank, number: "10010" };
    expect(line(rival)).toMatchObject({ number: "10010", path: "" });
  });

  test("a text and an IMEI become tokens; an older line's serial number completes one", () => {
    expect(line({ name: "message.received", peer: "", body: "hello", length: 5 })).toMatchObject({
      body: fictionalTokens("body", "hello"),
      numberClass: "withheld",
    });
    const handset = fictionalTokens("imei", "35345678012345");
    expect(line({ name: "handset.seen", tac: 35345678, handset: "353456780123450" })).toMatchObject(
      { handset },
    );
    const older = { name: "handset.seen", tac: 35345678, serial: 12345 };
    expect(line(older)).toMatchObject({ handset });
  });

  test("an IMSI is introduced, a token and a foreign name are not", () => {
    const registry = new InterningRegistry();
    const names = ["460001230000001", "t1-5f2c0a9be31d", "alice"];
    const text = names.map((subscriber) =>
      JSON.stringify({ timeMs: 0, subscriber, name: "power.turnedOff" }),
    );
    readEventLines(text.join("\n"), { registry, tokenise: fictionalTokens, place: "x" });
    expect(names.map((_, index) => registry.introductionOf(index))).toEqual([
      {
        homePlmn: "46000",
        homeArea: "1230",
        partition: fictionalTokens("partition", "460001230000001"),
      },
      undefined,
      undefined,
    ]);
    expect(registry.nameOf(1)).toBe("t1-5f2c0a9be31d");
  });

  test.each([
    ["not json", "x:1: got a line of 8 characters, expected one JSON object per line"],
    ['{"timeMs":1,"name":"power.turnedOn"}', "x:1: subscriber: got nothing"],
    ['{"timeMs":1,"subscriber":"a","name":"walked"}', 'x:1: name: got "walked", expected one of'],
    ['{"timeMs":-1,"subscriber":"a","name":"power.turnedOn"}', "x:1: timeMs: got -1"],
    [
      '{"timeMs":1,"subscriber":"a","name":"counter.opened","feed":"bos","business":"other"}',
      'x:1: feed: got "bos", expected one of boss, bi, balance',
    ],
    [
      '{"timeMs":1,"subscriber":"a","name":"counter.opened","feed":"bi","business":"other"}',
      'x:1: feed: got "bi", expected "boss", which tells of counter.opened',
    ],
    [
      '{"timeMs":1,"subscriber":"a","name":"counter.opened","business":"tea"}',
      'x:1: business: got "tea", expected "payment" or',
    ],
    [
      '{"timeMs":1,"happenedMs":2,"subscriber":"a","name":"counter.opened","business":"other"}',
      "x:1: happenedMs: got 2, expected an integer from -9007199254740991 to 1",
    ],
    [
      '{"timeMs":1,"subscriber":"a","name":"counter.opened","shop":"13800000002"}',
      "x:1: shop: got a string that is kept back, expected a name",
    ],
    [
      '{"timeMs":1,"subscriber":"a","name":"counter.opened","source":"tap"}',
      'x:1: source: got "tap", expected "feed"',
    ],
    [
      '{"timeMs":1,"subscriber":"a","name":"call.setUp","direction":"up","number":""}',
      'x:1: direction: got "up", expected "originated" or "terminated"',
    ],
    [
      '{"timeMs":1,"subscriber":"a","name":"call.setUp","direction":"originated"}',
      "x:1: number: got nothing, expected text",
    ],
    [
      '{"timeMs":1,"subscriber":"a","name":"forwarding.set","condition":"all","active":1,"peer":""}',
      "x:1: active: got 1, expected true or false",
    ],
    ["", "x: got no subscriber event"],
  ])("%j is refused with its place", (text, message) => {
    expect(() => read(text)).toThrow(KairosError);
    expect(() => read(text)).toThrow(message);
  });

  test("no complaint quotes digits", () => {
    const text = '{"timeMs":1,"subscriber":"a","name":"call.setUp","direction":"13800000002"}';
    expect(() => read(text)).toThrow("direction: got a string that is kept back");
    expect(() => read('{"subscriber": 460000000000001')).toThrow("a line of 30 characters");
  });
});
