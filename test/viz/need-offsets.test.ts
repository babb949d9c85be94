// Distances between messages and the moments they wait for.
import { expect, test } from "vitest";
import { HOUR_MS, MINUTE_MS } from "../../domain/time.ts";
import { MomentsOfPeople, OFFSET_BINS, Offsets } from "../../viz/split/need-offsets.ts";

test("a message belongs to the nearest moment of its person, before or after", () => {
  const moments = new MomentsOfPeople();
  moments.add(Float64Array.from([7, 10 * HOUR_MS, 7, 18 * HOUR_MS, 8, 0]));
  expect(moments.offset(7, 9 * HOUR_MS)).toBe(-HOUR_MS);
  expect(moments.offset(7, 17 * HOUR_MS)).toBe(-HOUR_MS);
  expect(moments.offset(8, 17 * HOUR_MS)).toBe(17 * HOUR_MS);
  expect(moments.offset(9, HOUR_MS)).toBeUndefined();
});

test("offsets fall into bins of half an hour, far ones into the last; the median is a distance", () => {
  const offsets = new Offsets();
  for (const offset of [-30 * HOUR_MS, -MINUTE_MS, 0, 20 * MINUTE_MS, undefined])
    offsets.add(offset);
  expect([
    offsets.bins[0],
    offsets.bins[OFFSET_BINS / 2 - 1],
    offsets.bins[OFFSET_BINS / 2],
  ]).toEqual([1, 1, 2]);
  expect([offsets.count, offsets.without, offsets.medianMs]).toEqual([4, 1, 20 * MINUTE_MS]);
});
