// Holds the joining of marks to map.md section 7: when donuts appear, stay and go.
import fc from "fast-check";
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

  test("donuts that touch become one, which stays one while its marks decay", () => {
    const neighbours = marks(8).map((each, index) => ({
      ...each,
      at: [index < 4 ? 5.4 : 5.8, 1] as const,
    }));
    const { donuts, singles } = gather(neighbours, K, []);
    expect(singles).toEqual([]);
    expect(donuts).toHaveLength(1);
    expect(donuts[0]!.ids).toHaveLength(8);
    const old = neighbours.slice(3, 6).map((each) => ({ ...each, fresh: false }));
    const later = gather(old, K, donuts);
    expect(later.donuts[0]).toMatchObject({ ids: ["m3", "m4", "m5"], at: donuts[0]!.at });
    expect(later.singles).toEqual([]);
  });

  test("donuts never cover each other, however the marks lie", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 300 })), {
          minLength: 20,
          maxLength: 200,
        }),
        (places) => {
          const crowd = places.map(([x, y], id) => mark(id, { at: [x / K, y / K] }));
          const { donuts, singles } = gather(crowd, K, gather(crowd, K, []).donuts);
          expect(donuts.flatMap(({ ids }) => ids).length + singles.length).toBeLessThanOrEqual(
            crowd.length,
          );
          for (const { at, ids } of donuts) {
            const covered = singles.filter(
              (single) =>
                Math.hypot(at[0] - single.at[0], at[1] - single.at[1]) * K <
                donutRadius(ids.length),
            );
            expect(covered).toEqual([]);
          }
          for (const [index, { at, ids }] of donuts.entries()) {
            for (const other of donuts.slice(index + 1)) {
              const apart = Math.hypot(at[0] - other.at[0], at[1] - other.at[1]) * K;
              expect(apart).toBeGreaterThan(
                donutRadius(ids.length) + donutRadius(other.ids.length),
              );
            }
          }
        },
      ),
    );
  });

  test("marks in bins apart are never joined", () => {
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
