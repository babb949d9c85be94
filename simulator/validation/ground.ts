// Where cells stand, seen coarsely: towers (cells of one site) and places (less than 1 km across).
import { Delaunay } from "d3-delaunay";
import type { World } from "../world/world.ts";
import { quantileOf, sortedOf } from "./statistics/samples.ts";

/** Towers this close to the one that a place is named after are that place: any two are < 1 km apart. */
const PLACE_RADIUS_KM = 0.5;

/** A phone hears towers this far away, as a share of the sum of both places' usual distances. */
const HEARD_SPACINGS = 0.9;

/** Points that stand for cells: each cell's point, and where the points are (km). */
export interface Grouping {
  readonly count: number;
  readonly of: Uint16Array;
  readonly x: Float64Array;
  readonly y: Float64Array;
}

export interface Ground {
  readonly towers: Grouping;
  readonly places: Grouping;
  /** Index of a cell, −1 for one that the network lacks. */
  cellOf(lac: number, ci: number): number;
  /** Whether two places are so near that a phone at rest in one may be served from the other. */
  touch(place: number, other: number): boolean;
  /** Where the largest settlement is, km. */
  readonly capital: readonly [number, number];
}

export function createGround(world: Pick<World, "cells" | "cellOf" | "settlements">): Ground {
  const { cells, settlements } = world;
  const towers = groupBySite(cells);
  const places = throughTowers(towers, groupWithin(towers.x, towers.y, PLACE_RADIUS_KM));
  const delaunay = new Delaunay(
    Float64Array.from({ length: places.count * 2 }, (_, index) =>
      index % 2 === 0 ? places.x[index >> 1]! : places.y[index >> 1]!,
    ),
  );
  const kmBetween = (a: number, b: number): number =>
    Math.hypot(places.x[a]! - places.x[b]!, places.y[a]! - places.y[b]!);
  const spacing = Float64Array.from({ length: places.count }, (_, place) => {
    const distances = sortedOf(
      Array.from(delaunay.neighbors(place), (other) => kmBetween(place, other)),
    );
    return quantileOf(distances, 0.5);
  });
  return {
    towers,
    places,
    cellOf: (lac, ci) => world.cellOf(lac, ci),
    touch: (place, other) =>
      kmBetween(place, other) <= (spacing[place]! + spacing[other]!) * HEARD_SPACINGS,
    capital: centreOf(cells, settlements),
  };
}

/** The largest settlement; of a network without any, the cell where most people live. */
function centreOf(
  cells: World["cells"],
  settlements: World["settlements"],
): readonly [number, number] {
  if (settlements.length > 0) {
    return settlements.reduce((a, b) => (b.population > a.population ? b : a)).at;
  }
  const most = cells.persons.indexOf(Math.max(...cells.persons));
  return [cells.x[most]!, cells.y[most]!];
}

/** The places of cells, whose towers they are the places of. */
function throughTowers(towers: Grouping, places: Grouping): Grouping {
  return { ...places, of: towers.of.map((tower) => places.of[tower]!) };
}

/** A tower stands in the middle of its cells. */
function groupBySite({ site, x, y, count }: World["cells"]): Grouping {
  const towers = site.reduce((most, index) => Math.max(most, index), -1) + 1;
  const grouping = {
    count: towers,
    of: Uint16Array.from(site),
    x: new Float64Array(towers),
    y: new Float64Array(towers),
  };
  const cells = new Uint8Array(towers);
  for (let cell = 0; cell < count; cell++) cells[site[cell]!]!++;
  for (let cell = 0; cell < count; cell++) {
    grouping.x[site[cell]!]! += x[cell]! / cells[site[cell]!]!;
    grouping.y[site[cell]!]! += y[cell]! / cells[site[cell]!]!;
  }
  return grouping;
}

/** Each point joins the nearest leader within the radius, or leads (greedy, in the order given). */
export function groupWithin(x: Float64Array, y: Float64Array, radiusKm: number): Grouping {
  const leaders = new Map<string, number[]>();
  const of = new Uint16Array(x.length);
  const [xs, ys]: [number[], number[]] = [[], []];
  for (let point = 0; point < x.length; point++) {
    const column = Math.floor(x[point]! / radiusKm);
    const row = Math.floor(y[point]! / radiusKm);
    let best = -1;
    let bestKm = radiusKm;
    for (let dx = -1; dx <= 1; dx++) {
      for (let dy = -1; dy <= 1; dy++) {
        for (const leader of leaders.get(`${column + dx},${row + dy}`) ?? []) {
          const km = Math.hypot(xs[leader]! - x[point]!, ys[leader]! - y[point]!);
          if (km > bestKm) continue;
          [best, bestKm] = [leader, km];
        }
      }
    }
    if (best < 0) {
      best = xs.length;
      xs.push(x[point]!);
      ys.push(y[point]!);
      const bucket = `${column},${row}`;
      leaders.set(bucket, [...(leaders.get(bucket) ?? []), best]);
    }
    of[point] = best;
  }
  return { count: xs.length, of, x: Float64Array.from(xs), y: Float64Array.from(ys) };
}
