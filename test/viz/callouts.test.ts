// Holds the placement of sentences to map.md section 7: what a callout may never do.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  balanceLines,
  CALLOUT_WIDTH,
  calloutSize,
  type Obstacles,
  placeCallout,
} from "../../viz/callouts.ts";
import { type Box, overlaps } from "../../viz/projection.ts";

const EMPTY: Obstacles = {
  view: { width: 1200, height: 800 },
  boxes: [],
  marks: [],
  callouts: [],
  path: [],
};
const request = { anchor: [600, 400] as const, radius: 15, ...calloutSize([200, 180]) };
/** About six pixels a letter, sixteen a Chinese character. */
const measure = (text: string): number =>
  [...text].reduce((sum, letter) => sum + (letter > "⺀" ? 13 : 6.2), 0);

describe("a callout", () => {
  test("has room for its lines and the padding of 12 and 7 px", () => {
    expect(calloutSize([200, 180])).toEqual({ width: 224, height: 50 });
  });

  test("stands near its mark when nothing is in the way, its leader starting at the ring", () => {
    const place = placeCallout(request, EMPTY)!;
    const [from] = place.leader;
    expect(Math.hypot(from[0] - 600, from[1] - 400)).toBeCloseTo(15);
    expect(overlaps(place.box, [600 - 60, 400 - 60, 600 + 60, 400 + 60])).toBe(true);
  });

  test("never leaves the view nor covers a reserved box, wherever the mark is", () => {
    const boxes: Box[] = [
      [0, 700, 420, 800],
      [1140, 680, 1200, 800],
      [0, 0, 300, 60],
    ];
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1200 }), fc.integer({ min: 0, max: 800 }), (x, y) => {
        const place = placeCallout({ ...request, anchor: [x, y] }, { ...EMPTY, boxes });
        if (place === undefined) return;
        const { box } = place;
        expect(box[0]).toBeGreaterThanOrEqual(12);
        expect(box[1]).toBeGreaterThanOrEqual(12);
        expect(box[2]).toBeLessThanOrEqual(1188);
        expect(box[3]).toBeLessThanOrEqual(788);
        expect(boxes.some((taken) => overlaps(box, taken))).toBe(false);
      }),
    );
  });

  test("does not overlap another callout", () => {
    const first = placeCallout(request, EMPTY)!;
    const second = placeCallout(
      { ...request, anchor: [610, 405] },
      { ...EMPTY, callouts: [first] },
    )!;
    expect(overlaps(first.box, second.box)).toBe(false);
  });

  test("goes elsewhere rather than let its leader cross a mark", () => {
    const free = placeCallout(request, EMPTY)!;
    const [from, to] = free.leader;
    const between = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2] as const;
    const other = placeCallout(request, { ...EMPTY, marks: [between] })!;
    expect(other.box).not.toEqual(free.box);
  });

  test("is left out when there is no room at all", () => {
    expect(placeCallout(request, { ...EMPTY, boxes: [[0, 0, 1200, 800]] })).toBeUndefined();
  });
});

describe("lines of a callout", () => {
  test("are of about equal width and lose no word", () => {
    const text = "Phone on again after 3 h and 4 missed calls: missed-call alert offered.";
    const lines = balanceLines(text, "en", measure);
    expect(lines.map((line) => line.trim()).join(" ")).toBe(text);
    expect(lines).toHaveLength(2);
    expect(Math.abs(measure(lines[0]!) - measure(lines[1]!))).toBeLessThan(60);
  });

  test("never exceed the width", () => {
    const text = "Heard a friend’s ring-back tone for 11 s, has none: trial tone offered to her.";
    for (const line of balanceLines(text, "en", measure)) {
      expect(measure(line)).toBeLessThanOrEqual(CALLOUT_WIDTH);
    }
  });

  test("in Chinese never begin with punctuation nor break a number", () => {
    const text = "关机 3 小时、漏接 4 个电话后开机，推荐来电提醒，12345678 号小区附近停留。";
    const lines = balanceLines(text, "zh", measure);
    expect(lines.join("").replaceAll(" ", "")).toBe(text.replaceAll(" ", ""));
    expect(lines.every((line) => !/^[，。：、；]/.test(line))).toBe(true);
    expect(lines.some((line) => line.includes("12345678"))).toBe(true);
  });
});
