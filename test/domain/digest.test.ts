// Digests do not depend on order or sharding, and change with every field.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Digest, digestEvent } from "../../domain/digest.ts";
import type { SubscriberEvent } from "../../domain/subscriber-event.ts";

const event = (timeMs: number, subscriber: number, sequence: number): SubscriberEvent => ({
  type: "message.sent",
  timeMs,
  subscriber,
  sequence,
  source: "tap",
  cause: {},
  lac: 17,
  ci: 4,
  number: "13800000001",
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
    ["number", { number: "13800000002" }],
    ["type", { type: "message.received" }],
    ["source", { source: "feed" }],
  ])("changes with the %s of an event", (_field, change) => {
    const changed = { ...event(1, 1, 1), ...change } as SubscriberEvent;
    expect(digestOf([changed]).toString()).not.toBe(digestOf([event(1, 1, 1)]).toString());
  });

  test("leaves the cause out, so that typed and wire feeds agree", () => {
    const framed = { ...event(1, 1, 1), cause: { frame: 9 } };
    expect(digestOf([framed]).toString()).toBe(digestOf([event(1, 1, 1)]).toString());
  });
});
