// A world from the files of a real network: the same parts that a generated one is made of.
import { fraction, hashWords } from "../../domain/hash.ts";
import type {
  BaseMap,
  ImportedCells,
  ImportedNetwork,
  ImportedPeople,
} from "../../domain/imported-network.ts";
import type { DrawnZone, Point, River } from "../../domain/scene.ts";
import type { RunKey } from "../random.ts";
import { createSiteLookup } from "./cell-index.ts";
import { type Cells, createCellLookup, type Middles, type Sites, sectorMiddles } from "./cells.ts";
import { isInside, ringArea } from "./contours.ts";
import { distance, measure, pointAlong } from "./curves.ts";
import { createPlaceSampler } from "./gravity.ts";
import { eachPixelInside, type Frame, frameOf } from "./grid.ts";
import { kmAlong } from "./import/base-map.ts";
import { densityOfCells, personsOfCells } from "./imported-density.ts";
import { mapOf } from "./imported-map.ts";
import type { Rank } from "./settlements.ts";
import { createWaterRasters } from "./terrain.ts";
import type { NetworkParameters, TrainLine, WorldParts } from "./world.ts";

/** A zone that no site stands in is served by the nearest site within this distance, km. */
const ZONE_SITE_KM = 3;
/** A station belongs to a station zone whose middle is at most so far, km. */
const STATION_ZONE_KM = 1;

export function importedParts(
  key: RunKey,
  { mcc, mnc }: Pick<NetworkParameters, "mcc" | "mnc">,
  imported: ImportedNetwork,
): WorldParts {
  const frame = frameOf(imported);
  const { baseMap } = imported;
  const sites = sitesOf(imported.cells);
  const lookup = createSiteLookup(frame, sites.x, sites.y);
  const middles = sectorMiddles(key, sites, lookup.nearestOther);
  const cellAt = createCellLookup(lookup.siteAt, sites.firstCell, middles);
  const waters = createWaterRasters(frame, {
    sea: baseMap.sea,
    lakes: baseMap.lakes,
    rivers: baseMap.rivers.map(courseOf),
  });
  const land = landOf(frame, baseMap);
  const people = housed(imported.people, middles, {
    cellAt,
    isDry: (x, y) => !waters.isWater(x, y),
  });
  const persons = personsOfCells(imported.cells, people, cellAt);
  const { density, perKm2 } = densityOfCells({
    frame,
    cells: imported.cells,
    middles,
    cellAt,
    persons,
    isDry: (x, y, pixel) => land[pixel] === 1 && !waters.isWater(x, y),
  });
  const cells = cellsOf(imported, { sites, middles, persons, perKm2 });
  const samplePlace = createPlaceSampler(density, waters.dryParts);
  return {
    mcc,
    mnc,
    frame,
    map: mapOf(imported, { sites, cells }),
    sites,
    cells,
    cellAt,
    settlements: baseMap.settlements.map(({ name, at, rank, population }) => ({
      at,
      rank: rank as Rank,
      name,
      population,
      radiusKm: 0.42 * (Math.max(1, population) / 1e4) ** 0.405,
    })),
    railways: baseMap.railways.flatMap((railway) => trainLine(railway, imported)),
    density,
    samplePlace:
      people === undefined
        ? samplePlace
        : (u) => {
            const row = Math.floor(u * people.count);
            return [people.homeX[row]!, people.homeY[row]!];
          },
    isWater: waters.isWater,
    isDryLand: (x, y) => {
      if (x < 0 || y < 0 || x >= frame.widthKm || y >= frame.heightKm) return false;
      return !waters.isWater(x, y);
    },
    ...(people === undefined ? {} : { people }),
  };
}

/** Places tried for a home in its cell, and how far from the cell's middle the last one may lie, km. */
const HOMES_TRIED = 24;
const HOME_KM = 1.2;

/** Gives people of whom only the cell is known a dry place in it, if there is one near its middle. */
function housed(
  people: ImportedPeople | undefined,
  middles: Middles,
  ground: {
    readonly cellAt: (x: number, y: number) => number;
    readonly isDry: (x: number, y: number) => boolean;
  },
): ImportedPeople | undefined {
  if (people === undefined) return undefined;
  const homeX = people.homeX.slice();
  const homeY = people.homeY.slice();
  for (const [row, cell] of people.homeCell.entries()) {
    if (cell < 0) continue;
    for (let attempt = 1; attempt <= HOMES_TRIED; attempt++) {
      const angle = fraction(hashWords(row, attempt, 1)) * 2 * Math.PI;
      const km = HOME_KM * (1 - attempt / HOMES_TRIED) * fraction(hashWords(row, attempt, 2));
      const x = middles.x[cell]! + Math.cos(angle) * km;
      const y = middles.y[cell]! + Math.sin(angle) * km;
      if (ground.cellAt(x, y) !== cell || !ground.isDry(x, y)) continue;
      homeX[row] = x;
      homeY[row] = y;
      break;
    }
  }
  return { ...people, homeX, homeY };
}

/** Cells at one place, which stand one after the other, share a site. */
function sitesOf({ x, y }: ImportedCells): Sites {
  const first: number[] = [];
  for (let cell = 0; cell < x.length; cell++) {
    if (cell === 0 || x[cell] !== x[cell - 1] || y[cell] !== y[cell - 1]) first.push(cell);
  }
  return {
    count: first.length,
    x: Float64Array.from(first, (cell) => x[cell]!),
    y: Float64Array.from(first, (cell) => y[cell]!),
    firstCell: Uint16Array.from([...first, x.length]),
  };
}

function courseOf({ points }: River) {
  return { points: points.map(([x, y, widthKm]) => ({ x, y, widthKm, share: 0 })) };
}

/** 1 for pixels of half a km on land; everywhere when the base map has no land. */
function landOf({ half }: Frame, { land }: BaseMap): Uint8Array {
  const raster = new Uint8Array(half.columns * half.rows);
  if (land.length === 0) return raster.fill(1);
  for (const ring of land) {
    eachPixelInside(half, [ring], (pixel) => {
      raster[pixel] = 1;
    });
  }
  return raster;
}

function cellsOf(
  { cells, zones }: ImportedNetwork,
  network: {
    readonly sites: Sites;
    readonly middles: Middles;
    readonly persons: Float64Array;
    readonly perKm2: Float64Array;
  },
): Cells {
  const { sites, middles, persons, perKm2 } = network;
  const count = cells.x.length;
  const site = new Uint16Array(count);
  for (let of = 0; of < sites.count; of++) {
    site.fill(of, sites.firstCell[of]!, sites.firstCell[of + 1]!);
  }
  const zoneOfSite = zonesOfSites(sites, zones);
  return {
    count,
    ...middles,
    site,
    lac: cells.lac,
    ci: cells.ci,
    zone: Int16Array.from(site, (of) => zoneOfSite[of]!),
    persons,
    perKm2,
  };
}

/** The smallest zone that a site stands in; a zone without a site takes the nearest free one. */
function zonesOfSites(sites: Sites, zones: readonly DrawnZone[]): Int16Array {
  const zoneOfSite = new Int16Array(sites.count).fill(-1);
  const order = zones
    .map((zone, index) => ({ index, zone, area: Math.abs(ringArea(zone.ring)) }))
    .sort((a, b) => a.area - b.area);
  for (const { index, zone } of order) {
    const rings = [zone.ring, ...(zone.parts ?? [])];
    let any = false;
    let nearest = -1;
    let nearestKm = ZONE_SITE_KM;
    for (let site = 0; site < sites.count; site++) {
      if (zoneOfSite[site]! >= 0) continue;
      const at: Point = [sites.x[site]!, sites.y[site]!];
      if (rings.some((ring) => isInside(ring, at[0], at[1]))) {
        zoneOfSite[site] = index;
        any = true;
      }
      const km = distance(at, zone.at);
      if (km >= nearestKm) continue;
      nearestKm = km;
      nearest = site;
    }
    if (!any && nearest >= 0) zoneOfSite[nearest] = index;
  }
  return zoneOfSite;
}

/** A railway between its first and last station; none where there are fewer than two. */
function trainLine(
  { name, points, stations }: BaseMap["railways"][number],
  { zones, baseMap }: ImportedNetwork,
): TrainLine[] {
  if (stations.length < 2) return [];
  const whole = measure(points);
  const kms = stations.map(({ at }) => kmAlong(points, at));
  const [from, to] = [kms[0]!, kms[kms.length - 1]!];
  if (to - from < 1) return [];
  const line = measure([
    pointAlong(whole, from),
    ...points.filter((_, index) => whole.alongKm[index]! > from && whole.alongKm[index]! < to),
    pointAlong(whole, to),
  ]);
  return [
    {
      name,
      line,
      stations: stations.map((station, index) => ({
        ...station,
        alongKm: kms[index]! - from,
        settlement: nearestIndex(station.at, baseMap.settlements),
        zone: zones.findIndex(
          (zone) => zone.kind === "station" && distance(zone.at, station.at) <= STATION_ZONE_KM,
        ),
      })),
    },
  ];
}

function nearestIndex(at: Point, places: readonly { readonly at: Point }[]): number {
  let best = -1;
  let bestKm = Number.POSITIVE_INFINITY;
  for (const [index, place] of places.entries()) {
    const km = distance(place.at, at);
    if (km >= bestKm) continue;
    bestKm = km;
    best = index;
  }
  return best;
}
