// Holds the map as SVG to its promises: one whole document, both languages and themes, no name over another.
import { beforeAll, describe, expect, test } from "vitest";
import { mapSvg } from "../../charts/map.ts";
import { placeNames } from "../../charts/map-names.ts";
import { DENSITY_THRESHOLDS, MAP_PALETTES } from "../../charts/map-palette.ts";
import { runKey } from "../../simulator/random.ts";
import { siteAreas } from "../../simulator/world/cell-polygons.ts";
import { quartiles, statisticsOf } from "../../simulator/world/statistics.ts";
import { createWorld, type World } from "../../simulator/world/world.ts";

const SIZE = { widthKm: 90, heightKm: 60 };

describe("the map of a world", () => {
  let world: World;
  beforeAll(() => {
    world = createWorld(runKey("42"), {
      mcc: "460",
      mnc: "00",
      size: SIZE,
      locationAreas: { cells: 90 },
    });
  });

  test.each([
    ["en", "light"],
    ["zh", "dark"],
  ] as const)("is one SVG document in %s, %s, with the palette's colours", (language, theme) => {
    const svg = mapSvg({ world: world.map, areas: siteAreas(world), language, theme, width: 900 });
    expect(svg).toMatch(/^<svg [^>]*width="900" height="600"/);
    expect(svg.trimEnd()).toMatch(/<\/svg>$/);
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
    expect(svg).toContain(`>${world.map.settlements[0]!.name[language]}</text>`);
    const palette = MAP_PALETTES[theme];
    for (const colour of [palette.outside, palette.water, palette.rail, ...palette.density]) {
      expect(svg).toContain(colour);
    }
    // Every element is closed.
    expect(svg.match(/<g[ >]/g)?.length).toBe(svg.match(/<\/g>/g)?.length);
  });

  test("is the same text each time", () => {
    const draw = () =>
      mapSvg({ world: world.map, areas: siteAreas(world), language: "en", theme: "light" });
    expect(draw()).toBe(draw());
  });

  test("lets no name cover another or leave the picture", () => {
    const names = placeNames({
      world: world.map,
      k: 10,
      band: 1,
      language: "en",
      width: 900,
      height: 600,
    });
    expect(names.length).toBeGreaterThan(20);
    const boxes = names.map(({ x, y, text, style }) => {
      const width = text.length * (0.56 + style.spacing) * style.size;
      return [x, y - style.size * 0.8, x + width, y + style.size * 0.25] as const;
    });
    for (const [index, a] of boxes.entries()) {
      expect(a[0] >= 0 && a[1] >= 0 && a[2] <= 900 && a[3] <= 600, names[index]!.text).toBe(true);
      for (const b of boxes.slice(index + 1)) {
        expect(a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3]).toBe(false);
      }
    }
  });

  test("has as many colours as density has classes", () => {
    expect(MAP_PALETTES.light.density).toHaveLength(DENSITY_THRESHOLDS.length + 1);
    expect(MAP_PALETTES.dark.density).toHaveLength(DENSITY_THRESHOLDS.length + 1);
  });

  test("has statistics that add up", () => {
    const statistics = statisticsOf(world);
    expect(statistics).toMatchObject({
      ...SIZE,
      sites: world.sites.count,
      cells: world.cells.count,
    });
    expect(statistics.population).toBe(world.population);
    const { zones, settlements } = statistics;
    expect(Object.values(zones).reduce((sum, count) => sum + count)).toBe(world.zones.length);
    expect(settlements.capitals).toBe(1);
    const [least, , middle, , most] = statistics.cellsPerArea;
    expect(least).toBeLessThanOrEqual(middle);
    expect(middle).toBeGreaterThan(60);
    expect(most).toBeLessThan(250);
    expect(statistics.locationAreas).toBe(Math.floor(world.cells.count / 90));
    expect(statistics.siteDistanceKm[0]).toBeGreaterThan(0.2);
  });

  test("quartiles of nothing are zeros", () => {
    expect(quartiles([])).toEqual([0, 0, 0, 0, 0]);
    expect(quartiles([5, 1, 2, 3, 4])).toEqual([1, 2, 3, 4, 5]);
  });
});
