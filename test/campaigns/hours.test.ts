// Spans of the day at their edges, around midnight and when they are empty.
import { describe, expect, test } from "vitest";
import { untilWithin, within } from "../../campaigns/hours.ts";
import { DAY_MS, HOUR_MS } from "../../domain/time.ts";

const span = (from: number, to: number) => ({ fromMs: from * HOUR_MS, toMs: to * HOUR_MS });

describe("a span of the day", () => {
  test.each([
    [21, 8, 20, false, 1],
    [21, 8, 21, true, 0],
    [21, 8, 3, true, 0],
    [21, 8, 8, false, 13],
    [9, 17, 17, false, 16],
    [0, 24, 5, true, 0],
    [24, 8, 0, true, 0],
    [24, 8, 8, false, 16],
    [5, 5, 5, false, Number.POSITIVE_INFINITY],
    [24, 0, 0, false, Number.POSITIVE_INFINITY],
  ])("from %d to %d holds %d o'clock: %s, and begins in %d h", (from, to, at, inside, hours) => {
    for (const day of [0, 3]) {
      const timeMs = day * DAY_MS + at * HOUR_MS;
      expect(within(span(from, to), timeMs)).toBe(inside);
      expect(untilWithin(span(from, to), timeMs)).toBe(hours * HOUR_MS);
    }
  });
});
