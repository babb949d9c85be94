// Holds the generated province to its promises, for several seeds.
import { beforeAll, describe, expect, test } from "vitest";
import { hashText } from "../../domain/hash.ts";
import { ZONE_KINDS } from "../../domain/location.ts";
import type { Point } from "../../domain/scene.ts";
import { draw, runKey, uniform } from "../../simulator/random.ts";
import { isInside } from "../../simulator/world/contours.ts";
import { distance, distanceToSegment, pointAlong } from "../../simulator/world/curves.ts";
import { createLocationAreas } from "../../simulator/world/location-areas.ts";
import { REAL_PREFECTURES } from "../../simulator/world/names-tables.ts";
import { createWorld, type World } from "../../simulator/world/world.ts";

const NETWORK = { locationAreas: 96, mcc: "460", mnc: "00" };
const KEY = runKey("test of the world");

function digestOf(world: World): number {
  return hashText(JSON.stringify([world.map, [...world.cells.persons], world.population]));
}

/** By brute force: the nearest site, and there the nearest of its three. */
function nearestCell({ sites, cells }: World, x: number, y: number): number {
  const nearest = (at: World["sites"] | World["cells"], from: number, to: number): number => {
    let best = from;
    let bestSquare = Number.POSITIVE_INFINITY;
    for (let index = from; index < to; index++) {
      const square = (at.x[index]! - x) ** 2 + (at.y[index]! - y) ** 2;
      if (square >= bestSquare) continue;
      bestSquare = square;
      best = index;
    }
    return best;
  };
  const site = nearest(sites, 0, sites.count);
  return nearest(cells, sites.firstCell[site]!, sites.firstCell[site + 1]!);
}

/** Corners and points between the middle and the corners. */
function samplesOf({ at, ring }: World["zones"][number]): Point[] {
  return ring.flatMap(([x, y]) =>
    [0.3, 0.6, 0.99].map((f): Point => [at[0] + (x - at[0]) * f, at[1] + (y - at[1]) * f]),
  );
}

test("the same seed gives the same world to the last digit, another seed another", () => {
  const once = digestOf(createWorld(runKey("7"), NETWORK));
  expect(digestOf(createWorld(runKey("7"), { ...NETWORK }))).toBe(once);
  expect(digestOf(createWorld(runKey("8"), NETWORK))).not.toBe(once);
});

test("the number of location areas changes nothing but LACs and CIs", () => {
  const coarse = createWorld(KEY, { ...NETWORK, locationAreas: 24 });
  const fine = createWorld(KEY, NETWORK);
  expect(new Set(coarse.cells.lac).size).toBe(24);
  expect(new Set(fine.cells.lac).size).toBe(96);
  expect(fine.map).toEqual(coarse.map);
});

describe.each([
  { size: { widthKm: 30, heightKm: 30 }, sites: [150, 259] },
  { size: { widthKm: 60, heightKm: 40 }, sites: [400, 456] },
  { size: { widthKm: 40, heightKm: 90 }, sites: [500, 575] },
  { size: { widthKm: 450, heightKm: 300 }, sites: [6000, 6525] },
])("a land of $size.widthKm × $size.heightKm km", ({ size, sites }) => {
  const world = createWorld(runKey("42"), {
    ...NETWORK,
    size,
    locationAreas: { cells: 90 },
  });

  test("has the sites and areas that belong to its size, every kind of zone, and trains", () => {
    expect(world.map).toMatchObject({ width: size.widthKm, height: size.heightKm });
    expect(world.sites.count).toBeGreaterThanOrEqual(sites[0]!);
    expect(world.sites.count).toBeLessThanOrEqual(sites[1]!);
    expect(new Set(world.cells.lac).size).toBe(Math.floor(world.cells.count / 90));
    expect(new Set(world.zones.map((zone) => zone.kind))).toEqual(new Set(ZONE_KINDS));
    expect(world.railways.map(({ stations }) => stations.length > 1)).toEqual([true, true]);
    const names = world.zones.map((zone) => zone.name.en);
    expect(new Set(names).size).toBe(names.length);
  });

  test("is served everywhere by the nearest site's cell, and people live on its dry land", () => {
    for (let index = 0; index < 500; index++) {
      const x = uniform(KEY, index, 96) * size.widthKm;
      const y = uniform(KEY, index, 97) * size.heightKm;
      expect(world.cellAt(x, y)).toBe(nearestCell(world, x, y));
      const home = world.samplePerson(uniform(KEY, index, 98), uniform(KEY, index, 99));
      expect(world.isWater(...home)).toBe(false);
      expect(world.densityAt(...home)).toBeGreaterThan(0);
    }
  });
});

test("a network of as many sites as wanted has its cells in areas of as many people as wanted", () => {
  const size = { widthKm: 60, heightKm: 40 };
  const world = createWorld(runKey("7"), {
    ...NETWORK,
    size,
    sites: 900,
    locationAreas: { people: 500_000 },
  });
  expect(world.sites.count).toBeGreaterThan(750);
  expect(world.sites.count).toBeLessThanOrEqual(900);
  expect(new Set(world.cells.lac).size).toBe(Math.floor(world.population / 500_000));
});

test.each([0, 2.5, 201])("%d location areas for 1,000 cells are refused", (areas) => {
  const line = Float64Array.from({ length: 1000 }, (_, cell) => cell);
  const cells = { x: line, y: line, persons: line };
  expect(() => createLocationAreas(cells, areas)).toThrow(/network\.locationAreas.*1 to 200/);
});

describe.each(["42", "7", "hello", "2026", "江州"])("the world of seed %s", (seed) => {
  let world: World;
  beforeAll(() => {
    world = createWorld(runKey(seed), NETWORK);
  });

  test("has every kind of zone, a capital, twelve cities and most of its towns", () => {
    expect(new Set(world.zones.map((zone) => zone.kind))).toEqual(new Set(ZONE_KINDS));
    const ranks = world.map.settlements.map((settlement) => settlement.rank);
    expect(ranks.filter((rank) => rank === 0)).toHaveLength(1);
    expect(ranks.filter((rank) => rank === 1)).toHaveLength(12);
    expect(ranks.filter((rank) => rank === 2).length).toBeGreaterThan(40);
    expect(world.sites.count).toBeGreaterThan(2500);
    expect(world.cells.count).toBe(3 * world.sites.count);
    expect(isInside(world.map.sea, ...world.map.seaName!.at)).toBe(true);
  });

  test("has zones that lie on dry land, do not overlap and are served by cells of their own", () => {
    for (const [index, zone] of world.zones.entries()) {
      expect(isInside(zone.ring, zone.at[0], zone.at[1])).toBe(true);
      for (const [x, y] of samplesOf(zone)) {
        expect(world.isWater(x, y), `${zone.name.en} is wet`).toBe(false);
        expect(isInside(world.map.province, x, y), `${zone.name.en} is abroad`).toBe(true);
        expect(world.cells.zone[world.cellAt(x, y)], zone.name.en).toBe(index);
        expect(world.zones.filter((other) => isInside(other.ring, x, y))).toEqual([zone]);
      }
    }
    const zoneOfSite = Array.from(world.sites.x, (x, site) =>
      world.zones.findIndex((zone) => isInside(zone.ring, x, world.sites.y[site]!)),
    );
    expect([...world.cells.zone]).toEqual(Array.from(world.cells.site, (of) => zoneOfSite[of]));
  });

  test("has names that are unique in both languages and no real prefecture's", () => {
    const { settlements, zones, railways, lakes, rivers } = world.map;
    const names = [...settlements, ...zones, ...railways, ...lakes, ...rivers].flatMap(
      ({ name }) => name ?? [],
    );
    expect(new Set(names.map((name) => name.en)).size).toBe(names.length);
    expect(new Set(names.map((name) => name.zh)).size).toBe(names.length);
    expect(names.filter((name) => REAL_PREFECTURES.has(name.zh))).toEqual([]);
  });

  test("has location areas of 0.5 to 2 times the mean population and unique CIs", () => {
    const { lac, ci, persons, count } = world.cells;
    const people = new Map<number, number>();
    for (let cell = 0; cell < count; cell++) {
      people.set(lac[cell]!, (people.get(lac[cell]!) ?? 0) + persons[cell]!);
    }
    const mean = world.population / people.size;
    expect(people.size).toBe(NETWORK.locationAreas);
    expect(Math.min(...people.values())).toBeGreaterThan(0.5 * mean);
    expect(Math.max(...people.values())).toBeLessThan(2 * mean);
    expect(new Set(ci).size).toBe(count);
    expect([...ci].map((number) => number % 10)).toEqual(
      Array.from(ci, (_, cell) => 1 + (cell % 3)),
    );
    const areaOfSite = new Map(Array.from(world.cells.site, (of, cell) => [of, lac[cell]]));
    expect([...lac]).toEqual(Array.from(world.cells.site, (of) => areaOfSite.get(of)));
  });

  test("finds the nearest cell as brute force does, and cells by their numbers", () => {
    const places = Array.from(
      { length: 3000 },
      (_, index): Point => [uniform(KEY, index, 90) * 300, uniform(KEY, index, 91) * 200],
    );
    const wrong = places.filter(([x, y]) => world.cellAt(x, y) !== nearestCell(world, x, y));
    expect(wrong).toEqual([]);
    const { lac, ci, zone } = world.cells;
    const numbers = Array.from(lac, (area, cell) => [area, ci[cell]!] as const);
    expect(numbers.map(([area, number]) => world.cellOf(area, number))).toEqual(
      Array.from(lac, (_, cell) => cell),
    );
    expect(numbers.map(([area, number]) => world.zoneOfCell(area, number))).toEqual([...zone]);
    expect(world.zoneOfCell(1, 1)).toBe(-1);
  });

  test("has stations on their railway, in order, each with its zone; the lines meet at the capital", () => {
    const capital = `${world.map.settlements[0]!.name.en} Central`;
    expect(world.railways).toHaveLength(2);
    for (const { line, stations } of world.railways) {
      expect(stations.map((station) => station.name.en)).toContain(capital);
      expect(stations.length).toBeGreaterThanOrEqual(3);
      for (const [index, station] of stations.entries()) {
        expect(distance(pointAlong(line, station.alongKm), station.at)).toBeLessThan(0.02);
        expect(station.alongKm).toBeGreaterThan(stations[index - 1]?.alongKm ?? -1);
        expect(world.zones[station.zone]).toMatchObject({ kind: "station", name: station.name });
      }
      expect(stations[0]!.alongKm).toBe(0);
      expect(stations.at(-1)!.alongKm).toBeCloseTo(line.lengthKm, 6);
    }
    for (const { points, stations } of world.map.railways) {
      for (const { at } of stations) {
        const gaps = points.slice(1).map((to, index) => distanceToSegment(at, points[index]!, to));
        expect(Math.min(...gaps)).toBeLessThan(0.03);
      }
    }
  });

  test("lies inside its frame and is small enough to send", () => {
    const { map } = world;
    const places: Point[] = [
      ...map.province,
      ...map.settlements.map((settlement) => settlement.at),
      ...map.roads.flatMap((road) => road.points),
      ...map.railways.flatMap((railway) => railway.points),
      ...map.zones.flatMap((zone) => zone.ring),
      ...map.cells.x.map((x, cell): Point => [x, map.cells.y[cell]!]),
    ];
    const outside = places.filter(([x, y]) => !(x >= 0 && y >= 0 && x <= 300 && y <= 200));
    expect(outside).toEqual([]);
    expect(JSON.stringify(map).length).toBeLessThan(2_500_000);
  });

  test("settles people on dry land, in cells in proportion to their population", () => {
    const count = 20_000;
    const homes = new Float64Array(world.cells.count);
    const wrong: Point[] = [];
    for (let person = 0; person < count; person++) {
      const [x, y] = world.samplePerson(uniform(KEY, person, 92), uniform(KEY, person, 93));
      const cell = world.cellAt(x, y);
      const kind = world.zones[world.cells.zone[cell]!]?.kind;
      const lived = kind === undefined || kind === "campus";
      if (world.isWater(x, y) || world.densityAt(x, y) <= 0 || !lived) wrong.push([x, y]);
      homes[cell]!++;
    }
    expect(wrong).toEqual([]);
    let dense = 0;
    let expected = 0;
    for (let cell = 0; cell < world.cells.count; cell++) {
      if (world.cells.perKm2[cell]! < 2500 || world.cells.zone[cell]! >= 0) continue;
      dense += homes[cell]!;
      expected += (world.cells.persons[cell]! / world.population) * count;
    }
    // Those who would live in zones live elsewhere: up to a few per cent more.
    expect(dense / expected).toBeGreaterThan(0.97);
    expect(dense / expected).toBeLessThan(1.06);
  });

  test("offers places to go to that are dry, in the province, mostly near, sometimes far", () => {
    const from = world.map.settlements[0]!.at;
    const km: number[] = [];
    const wrong: Point[] = [];
    for (let trip = 0; trip < 4000; trip++) {
      const word = draw(KEY, trip, 94);
      const to = world.near(word, from, { kappaKm: 150 });
      const kind = world.zones[world.cells.zone[world.cellAt(...to)]!]?.kind;
      const planned =
        kind === "airport" || kind === "station" || kind === "stadium" || kind === "theatre";
      const dry = !world.isWater(to[0], to[1]) && world.densityAt(to[0], to[1]) > 0;
      if (distance(from, to) > 0 && (planned || !dry)) wrong.push(to);
      if (distance(world.near(word, from, { kappaKm: 150 }), to) > 0) wrong.push(to);
      km.push(distance(from, to));
    }
    expect(wrong).toEqual([]);
    km.sort((a, b) => a - b);
    expect(km[2000]).toBeGreaterThan(1);
    expect(km[2000]).toBeLessThan(6);
    expect(km[3960]).toBeGreaterThan(40);
  });

  test("offers a traveller no place in the station itself", () => {
    const stations = world.zones.flatMap(({ kind }, zone) => (kind === "station" ? [zone] : []));
    expect(stations.length).toBeGreaterThan(3);
    for (const zone of stations) {
      for (let trip = 0; trip < 200; trip++) {
        const word = draw(KEY, trip, 95, zone);
        const to = world.near(word, world.zones[zone]!.at, { kappaKm: 8 });
        expect(world.cells.zone[world.cellAt(...to)]).not.toBe(zone);
      }
    }
  });

  test("names the cells along a railway in order, each where it begins to serve", () => {
    const { line } = world.railways[0]!;
    const met = world.cellsAlong(line.points);
    expect(met[0]!.cell).toBe(world.cellAt(...line.points[0]!));
    expect(met.length).toBeGreaterThan(40);
    for (const [index, { cell, atKm }] of met.entries()) {
      expect(world.cellAt(...pointAlong(line, atKm))).toBe(cell);
      if (index > 0) expect(atKm).toBeGreaterThan(met[index - 1]!.atKm);
      if (index > 0) expect(cell).not.toBe(met[index - 1]!.cell);
    }
  });
});
