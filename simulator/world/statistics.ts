// What a world amounts to in numbers, for people who plan on it.
import { ZONE_KINDS, type ZoneKind } from "../../domain/location.ts";
import { bscOf } from "../procedures/radio.ts";
import { distance, measure } from "./curves.ts";
import type { World } from "./world.ts";

/** Least, first quarter, middle, third quarter, most. */
export type Quartiles = readonly [number, number, number, number, number];

export interface WorldStatistics {
  readonly name: { readonly en: string; readonly zh: string };
  readonly widthKm: number;
  readonly heightKm: number;
  /** Where people live, km². */
  readonly inhabitedKm2: number;
  readonly population: number;
  readonly perKm2: number;
  /** Persons per km² where the median person lives, and in the median inhabited half km. */
  readonly densityOfPeople: Quartiles;
  readonly densityOfLand: Quartiles;
  readonly settlements: {
    readonly capitals: number;
    readonly cities: number;
    readonly towns: number;
    readonly townships: number;
  };
  readonly sites: number;
  readonly cells: number;
  /** To the nearest other site, km. */
  readonly siteDistanceKm: Quartiles;
  readonly peoplePerCell: Quartiles;
  readonly locationAreas: number;
  readonly cellsPerArea: Quartiles;
  readonly peoplePerArea: Quartiles;
  readonly bscs: number;
  readonly mscs: number;
  readonly zones: Readonly<Record<ZoneKind, number>>;
  readonly cellsInZones: number;
  readonly railways: readonly {
    readonly name: { readonly en: string; readonly zh: string };
    readonly km: number;
    readonly stations: number;
  }[];
  readonly roadKm: {
    readonly expressway: number;
    readonly highway: number;
    readonly local: number;
    readonly city: number;
  };
  readonly riverKm: number;
  readonly lakes: number;
}

export function statisticsOf(world: World): WorldStatistics {
  const { frame, map, sites, cells, settlements, zones } = world;
  const density = densities(world);
  const areas = new Map<number, { cells: number; people: number }>();
  for (let cell = 0; cell < cells.count; cell++) {
    const area = areas.get(cells.lac[cell]!) ?? { cells: 0, people: 0 };
    area.cells++;
    area.people += cells.persons[cell]!;
    areas.set(cells.lac[cell]!, area);
  }
  const ofRank = (rank: number): number =>
    settlements.filter((place) => place.rank === rank).length;
  const kmOf = (...kinds: readonly string[]): number =>
    Math.round(
      map.roads
        .filter((road) => kinds.includes(road.class))
        .reduce((sum, { points }) => sum + measure(points).lengthKm, 0),
    );
  const inhabitedKm2 = density.land.length * frame.half.stepKm ** 2;
  return {
    name: map.name,
    widthKm: frame.widthKm,
    heightKm: frame.heightKm,
    inhabitedKm2: Math.round(inhabitedKm2),
    population: world.population,
    perKm2: Math.round(world.population / Math.max(1, inhabitedKm2)),
    densityOfPeople: density.people,
    densityOfLand: quartiles(density.land),
    settlements: { capitals: ofRank(0), cities: ofRank(1), towns: ofRank(2), townships: ofRank(3) },
    sites: sites.count,
    cells: cells.count,
    siteDistanceKm: quartiles(nearestSites(world), 2),
    peoplePerCell: quartiles(cells.persons),
    locationAreas: areas.size,
    cellsPerArea: quartiles(Float64Array.from(areas.values(), (area) => area.cells)),
    peoplePerArea: quartiles(Float64Array.from(areas.values(), (area) => area.people)),
    bscs: new Set(Array.from(areas.keys(), bscOf)).size,
    // The tap is on the links of one MSC.
    mscs: 1,
    zones: Object.fromEntries(
      ZONE_KINDS.map((kind) => [kind, zones.filter((zone) => zone.kind === kind).length]),
    ) as Record<ZoneKind, number>,
    cellsInZones: cells.zone.filter((zone) => zone >= 0).length,
    railways: world.railways.map(({ name, line, stations }) => ({
      name,
      km: Math.round(line.lengthKm),
      stations: stations.length,
    })),
    roadKm: {
      expressway: kmOf("expressway"),
      highway: kmOf("highway"),
      local: kmOf("local"),
      city: kmOf("ring", "arterial", "street"),
    },
    riverKm: Math.round(
      map.rivers.reduce(
        (sum, { points }) => sum + measure(points.map(([x, y]) => [x, y])).lengthKm,
        0,
      ),
    ),
    lakes: map.lakes.length,
  };
}

/** Quartiles of numbers, to so many digits after the point; zeros when there are none. */
export function quartiles(values: ArrayLike<number>, digits = 0): Quartiles {
  const sorted = Float64Array.from(values).sort();
  const at = (share: number): number => {
    const value = sorted[Math.round(share * (sorted.length - 1))] ?? 0;
    return Math.round(value * 10 ** digits) / 10 ** digits;
  };
  return [at(0), at(0.25), at(0.5), at(0.75), at(1)];
}

/** Density of inhabited pixels, and its quartiles over people instead of land. */
function densities({ frame, densityAt }: World): { land: Float64Array; people: Quartiles } {
  const { columns, rows, stepKm } = frame.half;
  const found: number[] = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const perKm2 = densityAt((column + 0.5) * stepKm, (row + 0.5) * stepKm);
      if (perKm2 > 0) found.push(perKm2);
    }
  }
  const land = Float64Array.from(found).sort();
  const total = land.reduce((sum, perKm2) => sum + perKm2, 0);
  const at = (share: number): number => {
    let before = 0;
    for (const perKm2 of land) {
      before += perKm2;
      if (before >= share * total) return Math.round(perKm2);
    }
    return Math.round(land[land.length - 1] ?? 0);
  };
  return { land, people: [at(0), at(0.25), at(0.5), at(0.75), at(1)] };
}

/** Km from each site to its nearest other. */
function nearestSites({ sites }: World): Float64Array {
  const order = Array.from(sites.x, (_, site) => site).sort((a, b) => sites.x[a]! - sites.x[b]!);
  const nearest = new Float64Array(sites.count).fill(Number.POSITIVE_INFINITY);
  for (const [place, site] of order.entries()) {
    for (let other = place + 1; other < order.length; other++) {
      const to = order[other]!;
      if (sites.x[to]! - sites.x[site]! > Math.max(nearest[site]!, 20)) break;
      const km = distance([sites.x[site]!, sites.y[site]!], [sites.x[to]!, sites.y[to]!]);
      nearest[site] = Math.min(nearest[site]!, km);
      nearest[to] = Math.min(nearest[to]!, km);
    }
  }
  return nearest.filter((km) => Number.isFinite(km));
}
