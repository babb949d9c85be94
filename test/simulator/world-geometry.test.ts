// Holds the geometry under the world: outlines, curves, rasters, noise, the search for ways.
import { describe, expect, test } from "vitest";
import type { Point } from "../../domain/scene.ts";
import { runKey } from "../../simulator/random.ts";
import { createSiteLookup } from "../../simulator/world/cell-index.ts";
import { contourRings, isInside, ringArea, sampleField } from "../../simulator/world/contours.ts";
import {
  distanceToSegment,
  measure,
  pointAlong,
  relax,
  simplify,
  spline,
} from "../../simulator/world/curves.ts";
import { distanceToMarked, eachPixelInside, frameOf, pixelAt } from "../../simulator/world/grid.ts";
import { createLocationAreas } from "../../simulator/world/location-areas.ts";
import { createNoise } from "../../simulator/world/noise.ts";
import { createWaySearch } from "../../simulator/world/road-search.ts";

const FRAME = frameOf({ widthKm: 300, heightKm: 200 });
const ONE_KM = FRAME.one;

const SQUARE: readonly Point[] = [
  [10, 10],
  [20, 10],
  [20, 20],
  [10, 20],
];

describe("outlines", () => {
  const frame = { x0: 0, y0: 0, step: 0.25, columns: 81, rows: 81 };
  const disc = (x: number, y: number): number => 6 - Math.sqrt((x - 10) ** 2 + (y - 10) ** 2);

  test("a disc has one ring of its area", () => {
    const rings = contourRings(sampleField(frame, disc));
    expect(rings).toHaveLength(1);
    expect(ringArea(rings[0]!)).toBeCloseTo(Math.PI * 36, 0);
  });

  test("an island in a lake is a ring of negative area, and even-odd sees both", () => {
    const ring = (x: number, y: number): number => Math.min(disc(x, y), 3 - disc(x, y));
    const rings = contourRings(sampleField(frame, ring));
    const areas = rings.map(ringArea).sort((a, b) => a - b);
    expect(areas).toHaveLength(2);
    expect(areas[0]).toBeCloseTo(-Math.PI * 9, 0);
    const inside = (x: number, y: number): boolean =>
      rings.filter((outline) => isInside(outline, x, y)).length % 2 === 1;
    expect([inside(10, 10), inside(14.5, 10), inside(17, 10)]).toEqual([false, true, false]);
  });

  test("what reaches the edge of its field is closed there", () => {
    const rings = contourRings(sampleField(frame, (x) => x - 15));
    expect(rings).toHaveLength(1);
    expect(ringArea(rings[0]!)).toBeCloseTo(5 * 20, 1);
  });
});

describe("curves", () => {
  test("a spline passes through its points and a measured line knows the way along itself", () => {
    const line = measure(spline(SQUARE, 10));
    for (const corner of SQUARE) {
      expect(line.points.some(([x, y]) => x === corner[0] && y === corner[1])).toBe(true);
    }
    expect(pointAlong(line, -1)).toEqual(SQUARE[0]);
    expect(pointAlong(line, line.lengthKm + 1)).toEqual(SQUARE[3]);
    const straight = measure([
      [0, 0],
      [3, 4],
      [3, 14],
    ]);
    expect(straight.lengthKm).toBe(15);
    expect(pointAlong(straight, 10)).toEqual([3, 9]);
  });

  test("a simplified line is shorter in vertices and nowhere farther away than its tolerance", () => {
    const wave = Array.from(
      { length: 400 },
      (_, index): Point => [index / 10, Math.sin(index / 25)],
    );
    const thin = simplify(wave, 0.05);
    expect(thin.length).toBeLessThan(60);
    for (const point of wave) {
      const gaps = thin.slice(1).map((to, index) => distanceToSegment(point, thin[index]!, to));
      expect(Math.min(...gaps)).toBeLessThanOrEqual(0.05 + 1e-9);
    }
  });

  test("relaxing keeps the ends and flattens a spike", () => {
    const spike: Point[] = [
      [0, 0],
      [1, 8],
      [2, 0],
    ];
    expect(relax(spike, 1)).toEqual([
      [0, 0],
      [1, 4],
      [2, 0],
    ]);
  });
});

describe("rasters", () => {
  test("a ring covers the pixels whose centres it holds, and a hole none", () => {
    let pixels = 0;
    eachPixelInside(ONE_KM, [SQUARE], () => pixels++);
    expect(pixels).toBe(100);
    const hole = SQUARE.map(([x, y]): Point => [12 + (x - 10) / 5, 12 + (y - 10) / 5]);
    pixels = 0;
    eachPixelInside(ONE_KM, [SQUARE, hole], () => pixels++);
    expect(pixels).toBe(96);
  });

  test("distances grow by a kilometre straight and by √2 aslant", () => {
    const marked = pixelAt(ONE_KM, 100.5, 100.5);
    const distance = distanceToMarked(ONE_KM, (pixel) => pixel === marked);
    expect(distance[marked]).toBe(0);
    expect(distance[pixelAt(ONE_KM, 107.5, 100.5)]).toBeCloseTo(7, 4);
    expect(distance[pixelAt(ONE_KM, 95.5, 95.5)]).toBeCloseTo(5 * Math.SQRT2, 4);
  });
});

test("noise is smooth, centred on zero, and different for every field and seed", () => {
  const noise = createNoise(runKey("a"), 1);
  let sum = 0;
  let largest = 0;
  for (let index = 0; index < 5000; index++) {
    const x = index * 0.37;
    const here = noise(x, 3.1, 4);
    sum += here;
    largest = Math.max(largest, Math.abs(here));
    expect(Math.abs(noise(x + 1e-4, 3.1, 4) - here)).toBeLessThan(0.01);
  }
  expect(Math.abs(sum / 5000)).toBeLessThan(0.03);
  expect(largest).toBeGreaterThan(0.5);
  expect(largest).toBeLessThanOrEqual(1);
  expect(createNoise(runKey("a"), 2)(5.5, 5.5, 1)).not.toBe(noise(5.5, 5.5, 1));
  expect(createNoise(runKey("b"), 1)(5.5, 5.5, 1)).not.toBe(noise(5.5, 5.5, 1));
});

describe("the search for ways", () => {
  const size = ONE_KM.columns * ONE_KM.rows;

  test("goes straight over open ground, its ends being the places themselves", () => {
    const way = createWaySearch(ONE_KM, new Float32Array(size).fill(1)).find(
      [10.2, 20.4],
      [60.1, 20.6],
    );
    expect(way[0]).toEqual([10.2, 20.4]);
    expect(way.at(-1)).toEqual([60.1, 20.6]);
    expect(measure(way).lengthKm).toBeLessThan(51);
  });

  test("goes around a wall through its gap", () => {
    const cost = new Float32Array(size).fill(1);
    for (let row = 0; row < ONE_KM.rows; row++) {
      for (const x of [40, 41]) if (row !== 90) cost[row * ONE_KM.columns + x] = 500;
    }
    const way = createWaySearch(ONE_KM, cost).find([20.5, 20.5], [60.5, 20.5]);
    const crossing = way.filter(([x]) => x > 40 && x < 42);
    expect(crossing.length).toBeGreaterThan(0);
    for (const [, y] of crossing) expect(Math.abs(y - 90.5)).toBeLessThanOrEqual(1);
  });

  test("follows a way that is there already", () => {
    const search = createWaySearch(ONE_KM, new Float32Array(size).fill(1));
    const old = search.find([10.5, 30.5], [110.5, 30.5]);
    search.reuse(old, 0.45);
    const way = search.find([10.5, 33.5], [110.5, 33.5]);
    expect(way.filter(([, y]) => y === 30.5).length).toBeGreaterThan(40);
  });
});

test("a lookup of cells in a row finds the nearest, the lower one on a tie", () => {
  const x = Float64Array.of(10, 20, 30.5, 20);
  const y = Float64Array.of(50, 50, 50, 120);
  const { siteAt } = createSiteLookup(FRAME, x, y);
  expect([siteAt(0, 0), siteAt(15, 50), siteAt(15.01, 50), siteAt(299, 20)]).toEqual([0, 0, 1, 2]);
  expect([siteAt(-50, -50), siteAt(20, 900)]).toEqual([0, 3]);
});

test("location areas of even cells are even", () => {
  const cells = {
    x: Float64Array.from({ length: 640 }, (_, cell) => cell % 32),
    y: Float64Array.from({ length: 640 }, (_, cell) => Math.floor(cell / 32)),
    persons: new Float64Array(640).fill(5),
  };
  const { lac } = createLocationAreas(cells, 10);
  const counts = new Map<number, number>();
  for (const area of lac) counts.set(area, (counts.get(area) ?? 0) + 1);
  expect([...counts.values()]).toEqual(new Array(10).fill(64));
});
