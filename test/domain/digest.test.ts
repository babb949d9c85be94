// Digests do not depend on order or sharding, and change with every field.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Digest, digestColumns, digestEvent } from "../../domain/digest.ts";
import { FEED_EVENT_TYPES, feedShapeOf } from "../../domain/feed-events.ts";
import { openDirectory } from "../../domain/open-directory.ts";
import {
  type MessageSent,
  SUBSCRIBER_EVENT_TYPES,
  type SubscriberEvent,
} from "../../domain/subscriber-event.ts";
import { columnsOf } from "../../machines/columns-of.ts";

const event = (timeMs: number, subscriber: number, sequence: number): MessageSent => ({
  type: "message.sent",
  timeMs,
  subscriber,
  sequence,
  source: "tap",
  cause: {},
  lac: 17,
  ci: 4,
  peer: 2 ** 48 + 7,
  numberClass: "operator",
  number: "10086",
  body: 2 ** 48 + 9,
  length: 2,
  coding: "gsm7",
  part: 1,
  parts: 1,
  keyword: "balance",
});

const HEAD = { timeMs: 1, subscriber: 1, sequence: 1, source: "tap", cause: {}, lac: 1, ci: 1 };
const PARTY = { peer: 7, numberClass: "onNet", number: "" };
/** One event of each kind that has fields of its own, and another value for each of them. */
const PARTICULARS: readonly (readonly [Record<string, unknown>, Record<string, unknown>])[] = [
  [{ type: "power.turnedOn", fromLac: 1 }, { fromLac: 2 }],
  [
    { type: "location.updated", updatingType: "normal", fromLac: 1 },
    { updatingType: "periodic", fromLac: 2 },
  ],
  [
    { type: "handset.seen", tac: 199101, handset: 5 },
    { tac: 199102, handset: 5 + 2 ** 48 },
  ],
  [
    { type: "call.setUp", direction: "originated", ...PARTY, carrierPrefix: "" },
    { direction: "terminated", peer: 8, numberClass: "fixed", number: "10086", carrierPrefix: "1" },
  ],
  [{ type: "call.released", cause24008: 16 }, { cause24008: 17 }],
  [
    { type: "call.missed", why: "off", ...PARTY },
    { why: "rejected", peer: 8, numberClass: "withheld", number: "10086" },
  ],
  [
    { type: "push.received", content: "other", ...PARTY },
    { content: "serviceLoading", peer: 7 + 2 ** 32, numberClass: "service", number: "10658" },
  ],
  [{ type: "ussd.requested", code: "" }, { code: "*100#" }],
  [
    { type: "call.handedOver", fromLac: 1, fromCi: 1 },
    { fromLac: 2, fromCi: 2 },
  ],
  [{ type: "announcement.heard", description: 8 }, { description: 1 }],
  [
    { type: "key.pressed", phase: "ringing", number: "", path: "" },
    { phase: "talking", number: "10086", path: "1" },
  ],
  [
    { type: "forwarding.set", condition: "busy", active: true, ...PARTY },
    { condition: "noReply", active: false, peer: 8, numberClass: "offNet", number: "1" },
  ],
];

/** The same of every kind that feeds tell. */
const TOLD = FEED_EVENT_TYPES.map((type): (typeof PARTICULARS)[number] => {
  const { party, fields } = feedShapeOf(type);
  const own = (index: number) =>
    Object.fromEntries(
      Object.entries(fields).map(([name, field]) => {
        if (field.kind === "choice") return [name, field.choices[index]];
        return [name, field.kind === "quantity" ? index : ["", "1"][index]];
      }),
    );
  const other = { peer: 8, numberClass: "offNet", number: "1" };
  return [
    { type, happenedMs: 0, ...(party ? PARTY : {}), ...own(0) },
    { happenedMs: -(2 ** 32), ...(party ? other : {}), ...own(1) },
  ];
});

const events = fc.array(fc.tuple(fc.nat(1e9), fc.nat(1e6), fc.nat(1e4)), { maxLength: 60 });

function digestOf(list: readonly SubscriberEvent[]): Digest {
  const digest = new Digest();
  for (const item of list) digestEvent(digest, item);
  return digest;
}

describe("a digest", () => {
  test("is the same in any order and for any split into shards", () => {
    fc.assert(
      fc.property(events, fc.nat(60), (heads, cut) => {
        const list = heads.map(([time, who, sequence]) => event(time, who, sequence));
        const shards = digestOf(list.slice(0, cut));
        shards.merge(digestOf(list.slice(cut).reverse()));
        expect(shards.toString()).toBe(digestOf(list).toString());
      }),
    );
  });

  test.each<[string, Partial<SubscriberEvent> & Record<string, unknown>]>([
    ["time", { timeMs: 2 }],
    ["subscriber", { subscriber: 2 }],
    ["sequence", { sequence: 2 }],
    ["cell", { ci: 5 }],
    ["area", { lac: 18 }],
    ["peer", { peer: 2 ** 48 + 8 }],
    ["peer's key version", { peer: 7 }],
    ["number class", { numberClass: "service" }],
    ["service number", { number: "12580" }],
    ["body", { body: 2 ** 48 + 10 }],
    ["length", { length: 3 }],
    ["coding", { coding: "ucs2" }],
    ["part", { part: 2 }],
    ["number of parts", { parts: 2 }],
    ["keyword", { keyword: "" }],
    ["type", { type: "message.received" }],
    ["source", { source: "feed" }],
  ])("changes with the %s of an event", (_field, change) => {
    const changed = { ...event(1, 1, 1), ...change } as SubscriberEvent;
    expect(digestOf([changed]).toString()).not.toBe(digestOf([event(1, 1, 1)]).toString());
  });

  test.each([...PARTICULARS, ...TOLD])("changes with every field of %o", (fields, others) => {
    const whole = { ...HEAD, ...fields } as unknown as SubscriberEvent;
    const digests = Object.entries(others).map(([field, value]) =>
      digestOf([{ ...whole, [field]: value } as SubscriberEvent]).toString(),
    );
    expect(new Set([...digests, digestOf([whole]).toString()]).size).toBe(digests.length + 1);
    const told = Object.keys(fields).filter((field) => field !== "type");
    expect(Object.keys(others).sort()).toEqual(told.sort());
  });

  test("leaves the cause out, so that typed and wire feeds agree", () => {
    const framed = { ...event(1, 1, 1), cause: { frame: 9 } };
    expect(digestOf([framed]).toString()).toBe(digestOf([event(1, 1, 1)]).toString());
  });

  test("of columns is that of the events of every type that they were made of", () => {
    const without = ["power.turnedOff", "call.alerted", "call.answered", "paging.unanswered"];
    const told = new Set<string>(FEED_EVENT_TYPES);
    const given: readonly Record<string, unknown>[] = [
      { ...HEAD, ...event(1, 1, 1) },
      { ...HEAD, ...event(1, 1, 1), type: "message.received" },
      ...without.map((type) => ({ ...HEAD, type })),
      ...[...PARTICULARS, ...TOLD].flatMap(([fields, others]) => [
        { ...HEAD, ...fields },
        { ...HEAD, ...fields, ...others },
      ]),
    ];
    const list = given.map((fields, sequence) => {
      const source = told.has(fields["type"] as string) ? "feed" : "tap";
      return { ...fields, source, subscriber: 1 + 3 * (sequence % 4), sequence };
    }) as unknown as SubscriberEvent[];
    expect(new Set(list.map(({ type }) => type))).toEqual(new Set(SUBSCRIBER_EVENT_TYPES));
    const shard = { index: 1, of: 3 };
    const digest = new Digest();
    digestColumns(digest, columnsOf(list, openDirectory(), shard), shard);
    expect(digest.toString()).toBe(digestOf(list).toString());
  });
});
