// Holds the timeline's bins to the ticks' totals: nothing is counted twice, nothing is lost.
import { describe, expect, test } from "vitest";
import type { Tick } from "../../domain/map-frame.ts";
import { DAY_MS, HOUR_MS } from "../../domain/time.ts";
import {
  addTick,
  BIN_MS,
  BINS,
  binOf,
  createBins,
  fillBins,
  offersOf,
  stackBins,
  totalsOf,
} from "../../viz/timeline-bins.ts";

const tick = (timeMs: number, offeredByCampaign: number[], suppressed: number): Tick => ({
  kind: "tick",
  timeMs,
  paused: false,
  speed: 60,
  realSpeed: 60,
  eventsPerSecond: 0,
  counters: {
    events: 0,
    triggers: 0,
    offered: 0,
    suppressed,
    delivered: 0,
    accepted: 0,
    declined: 0,
    expired: 0,
    complained: 0,
    held: 0,
    reminded: 0,
    expiredWhileHeld: 0,
  },
  offeredByCampaign,
  byCampaign: [],
});

describe("the bins of a day", () => {
  test("are 144, and 07:30 lies in the forty-sixth", () => {
    expect(BINS).toBe(144);
    expect(binOf(7.5 * HOUR_MS)).toBe(45);
    expect(binOf(DAY_MS + 7.5 * HOUR_MS)).toBe(45);
  });

  test("take the history's counts campaign by campaign", () => {
    const row = (bin: number, count: number): number[] =>
      Array.from({ length: BINS }, (_, index) => (index === bin ? count : 0));
    const bins = fillBins(
      {
        binMs: BIN_MS,
        fromMs: DAY_MS,
        offered: [row(3, 5), row(4, 7)],
        suppressed: row(3, 2),
        moments: [],
      },
      2,
    );
    expect(bins.day).toBe(1);
    expect(offersOf(bins, 0)).toBe(5);
    expect(offersOf(bins, 1)).toBe(7);
    expect([...totalsOf(bins)].slice(2, 6)).toEqual([0, 7, 7, 0]);
  });

  test("grow by the difference of two ticks' totals", () => {
    const bins = createBins(2, 0);
    const first = tick(BIN_MS * 10, [3, 1], 10);
    expect(addTick(bins, undefined, first)).toBe(bins);
    addTick(bins, first, tick(BIN_MS * 10 + 5, [4, 1], 12));
    expect(bins.offered[0]![10]).toBe(1);
    expect(bins.offered[1]![10]).toBe(0);
    expect(bins.suppressed[10]).toBe(2);
  });

  test("start anew at midnight and leave yesterday's as they are", () => {
    const yesterday = createBins(1, 0);
    yesterday.suppressed[143] = 9;
    const before = tick(DAY_MS - 1, [0], 9);
    const today = addTick(yesterday, before, tick(DAY_MS + 1, [2], 10));
    expect(today).not.toBe(yesterday);
    expect([today.day, today.offered[0]![0], today.suppressed[0]]).toEqual([1, 2, 1]);
    expect(yesterday.suppressed[143]).toBe(9);
  });

  test("never shrink when a restarted gateway counts from zero", () => {
    const bins = createBins(1, 0);
    addTick(bins, tick(0, [50], 60), tick(1, [0], 0));
    expect([offersOf(bins, 0), bins.suppressed[0]]).toEqual([0, 0]);
  });
});

describe("the stack", () => {
  test("puts shown campaigns upon each other and what was held back on top", () => {
    const bins = createBins(3, 0);
    bins.offered[0]![5] = 2;
    bins.offered[1]![5] = 4;
    bins.offered[2]![5] = 3;
    bins.suppressed[5] = 6;
    const layers = stackBins(bins, (campaign) => campaign !== 1);
    expect(layers.map(({ campaign }) => campaign)).toEqual([0, 2, -1]);
    expect(layers.map(({ spans }) => spans[0])).toEqual([
      { bin: 5, low: 0, high: 2 },
      { bin: 5, low: 2, high: 5 },
      { bin: 5, low: 5, high: 11 },
    ]);
  });
});
