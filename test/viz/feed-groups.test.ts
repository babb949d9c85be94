// Holds the feed to map.md section 8: over two a second, like moments share a line.
import { describe, expect, test } from "vitest";
import {
  addPast,
  addToFeed,
  EMPTY_FEED,
  type Feed,
  isBusy,
  LINES_MAX,
  perMinute,
} from "../../viz/feed-groups.ts";
import { momentOf } from "./moments.ts";

const fill = (count: number, stepMs: number, parts = {}): Feed => {
  let feed = EMPTY_FEED;
  for (let index = 0; index < count; index++) {
    feed = addToFeed(feed, momentOf({ id: `a${index}`, ...parts }), index * stepMs);
  }
  return feed;
};

describe("the feed", () => {
  test("gives every moment its own line while they come slowly, newest first", () => {
    const { lines } = fill(5, 1000);
    expect(lines.map(({ moment }) => moment.id)).toEqual(["a4", "a3", "a2", "a1", "a0"]);
  });

  test("groups like moments that come faster than two a second, and loses none", () => {
    const { lines } = fill(30, 100);
    expect(lines.length).toBeLessThan(10);
    expect(lines.flatMap(({ ids }) => ids)).toHaveLength(30);
  });

  test("keeps the sentence of a group while it grows", () => {
    const before = fill(8, 100);
    const after = addToFeed(before, momentOf({ id: "late" }), 800);
    expect(after.lines[0]!.moment).toBe(before.lines[0]!.moment);
    expect(after.lines[0]!.ids).toContain("late");
  });

  test.each([
    ["another campaign", { campaign: 1 }],
    ["a refusal", { decision: "suppressed", rule: "contact-policy.cap" } as const],
  ])("never puts %s into a group of offers", (_, parts) => {
    const feed = addToFeed(fill(20, 50), momentOf({ id: "other", ...parts }), 1000);
    expect(feed.lines[0]!.ids).toEqual(["other"]);
  });

  test("closes a group after ten seconds", () => {
    let feed = fill(40, 300);
    feed = addToFeed(feed, momentOf({ id: "late" }), 12_100);
    expect(feed.lines.length).toBeGreaterThan(6);
    expect(feed.lines.every(({ ids }) => ids.length <= 35)).toBe(true);
  });

  test("keeps a limited number of lines", () => {
    expect(fill(200, 1000).lines).toHaveLength(LINES_MAX);
  });

  test("shows the past newest first without counting it as news", () => {
    const feed = addPast(EMPTY_FEED, [momentOf({ id: "old" }), momentOf({ id: "newer" })]);
    expect(feed.lines.map(({ moment }) => moment.id)).toEqual(["newer", "old"]);
    expect(isBusy(feed, 0)).toBe(false);
  });

  test("takes the past in beneath moments that came before it, each once", () => {
    const live = addToFeed(EMPTY_FEED, momentOf({ id: "live", timeMs: 9_000 }), 5);
    const past = [
      momentOf({ id: "old", timeMs: 1_000 }),
      momentOf({ id: "newer", timeMs: 2_000 }),
      momentOf({ id: "live", timeMs: 9_000 }),
    ];
    const feed = addPast(live, past);
    expect(feed.lines.map(({ moment }) => moment.id)).toEqual(["live", "newer", "old"]);
    expect(feed.arrivals).toEqual(live.arrivals);
  });

  test.each([
    ["nothing", 0, 0, 0],
    ["one each second, of which four minutes are remembered", 240, 1_000, 60],
    ["one each minute for an hour", 60, 60_000, 1],
    ["a few in the first half minute of a run", 5, 5_000, 5],
  ])("counts moments per minute of network time: %s", (_what, count, everyMs, rate) => {
    const moments = Array.from({ length: count }, (_, index) =>
      momentOf({ id: `m${index}`, timeMs: index * everyMs }),
    );
    expect(perMinute(moments, Math.max(0, count - 0.5) * everyMs)).toBeCloseTo(rate, 0);
  });
});
