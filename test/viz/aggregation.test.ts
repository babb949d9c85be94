// Holds the joining of marks to map.md section 7: when donuts appear, stay and go.
import { describe, expect, test } from "vitest";
import { donutRadius, type Gathered, gather, MARKS_MAX } from "../../viz/aggregation.ts";

const K = 10;
const mark = (id: number, parts: Partial<Gathered> = {}): Gathered => ({
  id: `m${id}`,
  at: [1 + id / 1000, 1],
  campaign: id % 2,
  held: false,
  fresh: true,
  ...parts,
});
const marks = (count: number, parts: Partial<Gathered> = {}): Gathered[] =>
  Array.from({ length: count }, (_, id) => mark(id, parts));

describe("marks on the map", () => {
  test("three fresh marks in one bin stay single, a fourth makes a donut of all", () => {
    expect(gather(marks(3), K, []).donuts).toEqual([]);
    const { singles, donuts } = gather(marks(4), K, []);
    expect(singles).toEqual([]);
    expect(donuts).toHaveLength(1);
    expect(donuts[0]!.ids).toEqual(["m0", "m1", "m2", "m3"]);
  });

  test("old marks alone make no donut while the map is quiet", () => {
    expect(gather(marks(10, { fresh: false }), K, []).donuts).toEqual([]);
  });

  test("a donut persists down to two marks and is gone at one", () => {
    const { donuts } = gather(marks(4), K, []);
    const kept = gather(marks(2, { fresh: false }), K, donuts);
    expect(kept.donuts).toHaveLength(1);
    expect(gather(marks(1), K, kept.donuts).donuts).toEqual([]);
  });

  test("a donut stays where it appeared although other marks join it", () => {
    const first = gather(marks(4), K, []).donuts;
    const joined = [...marks(4), mark(99, { at: [3, 3] })];
    expect(gather(joined, K, first).donuts[0]!.at).toEqual(first[0]!.at);
  });

  test("marks in different bins are never joined", () => {
    const apart = marks(4).map((each, index) => ({ ...each, at: [index * 6, 0] as const }));
    expect(gather(apart, K, []).donuts).toEqual([]);
  });

  test("shares count campaigns, offers before what was held back, and add up to the marks", () => {
    const held = mark(9, { held: true, campaign: 0 });
    const [donut] = gather([held, ...marks(5)], K, []).donuts;
    expect(donut!.shares).toEqual([
      { campaign: 0, held: false, count: 3 },
      { campaign: 1, held: false, count: 2 },
      { campaign: 0, held: true, count: 1 },
    ]);
  });

  test("at most sixty single marks are drawn, and offers outlast what was held back", () => {
    const spread = Array.from({ length: 100 }, (_, id) =>
      mark(id, { at: [id * 6, 0], held: id % 2 === 0, fresh: false }),
    );
    const { singles } = gather(spread, K, []);
    expect(singles).toHaveLength(MARKS_MAX);
    expect(singles.filter(({ held }) => !held)).toHaveLength(50);
    expect(singles.at(-1)!.id).toBe("m99");
  });

  test("a donut of sixteen has a radius of 17.6 px", () => {
    expect(donutRadius(16)).toBeCloseTo(17.6);
  });
});
