// Holds the projection to its own inverse, and relief shading to its limits.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bandOf, centredOn, toScreen, toWorld, wholeExtent } from "../../viz/projection.ts";
import { shadePixels } from "../../viz/relief.ts";

const SIZE = { width: 1240, height: 840 };

describe("the projection", () => {
  test("shows the whole province in the middle", () => {
    const view = wholeExtent({ width: 300, height: 200 }, SIZE);
    expect(toScreen(view, [150, 100])).toEqual([620, 420]);
    const [left, top] = toScreen(view, [0, 0]);
    expect(left).toBeGreaterThanOrEqual(0);
    expect(top).toBeGreaterThanOrEqual(0);
  });

  test("is undone by its inverse", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 300, noNaN: true }),
        fc.double({ min: 0, max: 200, noNaN: true }),
        fc.double({ min: 2, max: 220, noNaN: true }),
        (x, y, k) => {
          const view = centredOn([130, 90], k, SIZE);
          const [backX, backY] = toWorld(view, ...toScreen(view, [x, y]));
          expect(backX).toBeCloseTo(x, 6);
          expect(backY).toBeCloseTo(y, 6);
        },
      ),
    );
  });

  test.each([
    [4, 0],
    [9, 1],
    [24, 2],
    [40, 3],
  ])("%d px per km belongs to band %d", (k, band) => {
    expect(bandOf(k)).toBe(band);
  });
});

describe("relief", () => {
  const relief = { columns: 4, rows: 3, heights: [0, 0, 0, 0, 0, 50, 100, 100, 0, 0, 0, 0] };

  test("leaves the plain clear and never covers the map by more than a fifth", () => {
    const pixels = new Uint8ClampedArray(4 * 3 * 4);
    shadePixels(relief, "dark", pixels);
    const alphas = pixels.filter((_, index) => index % 4 === 3);
    expect(Math.max(...alphas)).toBeGreaterThan(0);
    expect(Math.max(...alphas)).toBeLessThanOrEqual(51);
    const flat = new Uint8ClampedArray(4 * 3 * 4);
    shadePixels({ ...relief, heights: relief.heights.map(() => 40) }, "dark", flat);
    expect(Math.max(...flat.filter((_, index) => index % 4 === 3))).toBe(0);
  });
});
