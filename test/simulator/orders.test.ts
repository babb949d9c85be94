// After the answer: orders that are kept by their mode, friends who hear the tone, timing of messages.
import { describe, expect, test } from "vitest";
import { ORDER_MODES } from "../../campaigns/order.ts";
import { DAY_MS, HOUR_MS } from "../../domain/time.ts";
import { proportionInterval } from "../../metrics/statistics.ts";
import { runKey } from "../../simulator/random.ts";
import { ordersOfFriends } from "../../simulator/response/friends.ts";
import { keptAfter, orderModeOf, retainedAfter } from "../../simulator/response/retention.ts";
import { type NamedMoment, timingOf } from "../../simulator/response/timing.ts";
import { bookOf } from "../campaigns/samples.ts";

const KEY = runKey("orders");

describe("an order", () => {
  // S1 W15.
  test.each([
    ["sms", 0.87],
    ["keyPress", 0.87],
    ["batchImport", 0.28],
    ["telemarketing", 0.28],
  ] as const)("by %s is kept for three months by %d of the customers", (mode, share) => {
    const orders = Array.from({ length: 4_000 }, (_, subscriber) => ({
      subscriber,
      campaign: "tone",
      timeMs: HOUR_MS,
      mode,
    }));
    const kept = orders.filter((order) => retainedAfter(KEY, order, 3)).length;
    const { low, high } = proportionInterval(kept, orders.length, 0.999);
    expect(low).toBeLessThan(share);
    expect(high).toBeGreaterThan(share);
    // Who has given it up does not have it later.
    const later = orders.filter((order) => retainedAfter(KEY, order, 6));
    expect(later.every((order) => retainedAfter(KEY, order, 3))).toBe(true);
    expect(later.length).toBeLessThan(kept);
  });

  test("is wholly there at once, whatever its mode", () => {
    for (const mode of ORDER_MODES) expect(keptAfter(mode, 0)).toBe(1);
  });

  test.each([
    ["sms", "ringback.heard", "sms"],
    ["sms", "list.loaded", "batchImport"],
    ["call", "list.loaded", "telemarketing"],
    ["counter", "feed.received", "shop"],
    ["web", "date.reached", "electronic"],
    ["sms", "keys.pressed", "keyPress"],
  ] as const)("that comes by %s after %s has the mode %s", (channel, name, mode) => {
    const campaign = bookOf([{ name: "tone" }]).campaigns[0]!;
    const { what } = campaign;
    const asked = { ...campaign, what: { ...what, channel } };
    expect(orderModeOf(asked, 7, { name })).toBe(mode);
    // The channel of the person's arm counts.
    const arms = [{ name: "all", share: 1, what: { channel } }];
    expect(orderModeOf({ ...campaign, arms }, 7, { name })).toBe(mode);
  });
});

test("a tone brings orders of friends: more in more months, none where all have one", () => {
  expect(ordersOfFriends(3, 0.4)).toBeCloseTo(3 * ordersOfFriends(1, 0.4), 12);
  expect(ordersOfFriends(3, 1)).toBe(0);
  expect(ordersOfFriends(3, 0.4)).toBeGreaterThan(0.1);
  expect(ordersOfFriends(3, 0.4)).toBeLessThan(1);
});

describe("the timing of a message", () => {
  const heard = (sinceMs: number): NamedMoment => ({
    name: "toneHeard",
    sinceMs,
    untilMs: sinceMs,
  });

  test("is perfect when it meets the moment", () => {
    const timing = timingOf("ringbackTone", [heard(10 * HOUR_MS)], 10 * HOUR_MS);
    expect(timing).toMatchObject({ need: 1, best: 1, regret: 0, bestMs: 10 * HOUR_MS });
  });

  test("at nine, for a tone heard in the evening, finds the base of the need", () => {
    const timing = timingOf("ringbackTone", [heard(19 * HOUR_MS)], 9 * HOUR_MS);
    expect(timing.need).toBeCloseTo(0.35, 12);
    expect(timing.regret).toBeCloseTo(0.65, 12);
    expect(timing.bestMs).toBe(19 * HOUR_MS);
  });

  test("looks at its own day alone, and at the hour when nothing has happened", () => {
    const timing = timingOf("ringbackTone", [heard(19 * HOUR_MS)], 2 * DAY_MS + 5 * HOUR_MS);
    expect(timing.bestMs).toBeGreaterThanOrEqual(2 * DAY_MS);
    expect(timing.regret).toBeGreaterThan(0.5);
  });

  test("of a product that nobody needs without asking has no regret", () => {
    expect(timingOf("other", [], HOUR_MS)).toMatchObject({ best: 0, regret: 0 });
  });
});
