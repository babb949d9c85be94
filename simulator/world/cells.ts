// The radio network: sites, three cells at each, the people each cell serves, and its numbers.
import type { MapWorld, Point } from "../../domain/scene.ts";
import { PURPOSE, type RunKey, uniform } from "../random.ts";
import { type CellLookup, createSiteLookup } from "./cell-index.ts";
import { distance, roundKm } from "./curves.ts";
import type { Density } from "./density.ts";
import { clamp, pixelAt } from "./grid.ts";
import { createLocationAreas } from "./location-areas.ts";
import type { Site } from "./sites.ts";
import { dryShare, PARTS } from "./terrain.ts";
import type { LocationAreas } from "./world.ts";

/** Masts; the cells of site s are `firstCell[s]` to before `firstCell[s + 1]`. */
export interface Sites {
  readonly count: number;
  /** km */
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly firstCell: Uint16Array;
}

/** The radio network: one entry per cell in each array. */
export interface Cells {
  readonly count: number;
  /** A place in the middle of the cell's area, where its antenna points to, km. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Index of the site it belongs to. */
  readonly site: Uint16Array;
  readonly lac: Uint16Array;
  /** Site number × 10 + 1 to 3; unique in its location area. */
  readonly ci: Uint16Array;
  /** Zone that its site stands in, −1 for none. */
  readonly zone: Int16Array;
  /** Persons who live in its area. */
  readonly persons: Float64Array;
  /** Persons per km² of its area. */
  readonly perKm2: Float64Array;
}

export interface RadioNetwork {
  readonly sites: Sites;
  readonly cells: Cells;
  readonly cellAt: CellLookup;
}

export const SECTORS = 3;
/**
 * Antennas of all sites look the same three ways, give or take (network planning habit; ASSUMED).
 * Radians from east towards south.
 */
const FIRST_BEARING = -Math.PI / 2;
const BEARING_SPREAD = Math.PI / 9;
/**
 * The middle of a sector of 120° of a disc that reaches half way to the next site lies
 * ⅔ · sin 60° / (π/3) · ½ = 0.276 of that way out.
 */
const MIDDLE_SHARE = 0.276;
const MIDDLE_KM_MAX = 2;

/** Puts three cells on each site and numbers them. */
export function createRadioNetwork(
  key: RunKey,
  at: readonly Site[],
  { density, dryParts }: { readonly density: Density; readonly dryParts: Uint16Array },
  locationAreas: LocationAreas,
): RadioNetwork {
  const x = Float64Array.from(at, (site) => site.at[0]);
  const y = Float64Array.from(at, (site) => site.at[1]);
  const firstCell = Uint16Array.from({ length: at.length + 1 }, (_, site) => site * SECTORS);
  const sites: Sites = { count: at.length, x, y, firstCell };
  const lookup = createSiteLookup(density.frame, x, y);
  const middles = sectorMiddles(key, sites, lookup.nearestOther);
  const count = at.length * SECTORS;
  const site = Uint16Array.from({ length: count }, (_, cell) => Math.floor(cell / SECTORS));
  const cellAt = createCellLookup(lookup.siteAt, firstCell, middles);
  const { persons, perKm2 } = shareOut(middles, cellAt, { density, dryParts });
  const personsOfSite = new Float64Array(at.length);
  for (let cell = 0; cell < count; cell++) personsOfSite[site[cell]!]! += persons[cell]!;
  const numbers = createLocationAreas(
    { x, y, persons: personsOfSite },
    areasOf(locationAreas, count, density.population),
  );
  const cells: Cells = {
    count,
    ...middles,
    site,
    lac: Uint16Array.from(site, (of) => numbers.lac[of]!),
    ci: Uint16Array.from(
      site,
      (of, cell) => numbers.siteNumber[of]! * 10 + 1 + cell - firstCell[of]!,
    ),
    zone: Int16Array.from(site, (of) => at[of]!.zone),
    persons,
    perKm2,
  };
  return { sites, cells, cellAt };
}

/** The number of location areas, at least one. */
function areasOf(wanted: LocationAreas, cells: number, people: number): number {
  if (typeof wanted === "number") return wanted;
  const count = "cells" in wanted ? cells / wanted.cells : people / wanted.people;
  return Math.max(1, Math.floor(count));
}

/** km, one per cell. */
export interface Middles {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** Where the cells of each site point to: all around; to the site itself where it has only one. */
export function sectorMiddles(
  key: RunKey,
  { count, x, y, firstCell }: Sites,
  nearestOther: (site: number) => number,
): Middles {
  const cells = firstCell[count]!;
  const middles = { x: new Float64Array(cells), y: new Float64Array(cells) };
  for (let site = 0; site < count; site++) {
    const other = nearestOther(site);
    const km = distance([x[site]!, y[site]!], [x[other]!, y[other]!]);
    const first = firstCell[site]!;
    const sectors = firstCell[site + 1]! - first;
    const reach = sectors === 1 ? 0 : clamp(km * MIDDLE_SHARE, 0.001, MIDDLE_KM_MAX);
    const turn = (uniform(key, site, PURPOSE.sectorBearing) - 0.5) * BEARING_SPREAD;
    for (let sector = 0; sector < sectors; sector++) {
      const bearing = FIRST_BEARING + turn + (sector * 2 * Math.PI) / sectors;
      middles.x[first + sector] = x[site]! + Math.cos(bearing) * reach;
      middles.y[first + sector] = y[site]! + Math.sin(bearing) * reach;
    }
  }
  return middles;
}

/**
 * A place is served by the nearest site, and there by the cell whose middle is nearest: a cell is
 * the part of its site's Voronoi area that looks its way.
 */
export function createCellLookup(
  siteAt: CellLookup,
  firstCell: Uint16Array,
  { x, y }: Middles,
): CellLookup {
  return (placeX, placeY) => {
    const site = siteAt(placeX, placeY);
    const last = firstCell[site + 1]!;
    let best = firstCell[site]!;
    let bestSquare = Number.POSITIVE_INFINITY;
    for (let cell = best; cell < last; cell++) {
      const dx = x[cell]! - placeX;
      const dy = y[cell]! - placeY;
      const square = dx * dx + dy * dy;
      if (square < bestSquare) {
        bestSquare = square;
        best = cell;
      }
    }
    return best;
  };
}

/** Above these densities pixels are shared out in 2×2 and in 4×4 parts, persons per km². */
const BUSY = 300;
const DENSE = 2000;

/** Persons of each cell's area, and their density on its dry part. */
export function shareOut(
  { x, y }: Middles,
  cellAt: CellLookup,
  { density, dryParts }: { readonly density: Density; readonly dryParts: Uint16Array },
): { persons: Float64Array; perKm2: Float64Array } {
  const { half } = density.frame;
  const { columns, stepKm } = half;
  const persons = new Float64Array(x.length);
  const dryKm2 = new Float64Array(x.length);
  for (let pixel = 0; pixel < density.perKm2.length; pixel++) {
    const value = density.perKm2[pixel]!;
    if (value <= 0) continue;
    const dry = dryParts[pixel]!;
    const parts = value < BUSY ? 1 : value < DENSE ? 2 : PARTS;
    const side = stepKm / parts;
    const share = dryShare(dry);
    const left = (pixel % columns) * stepKm + side / 2;
    const top = Math.floor(pixel / columns) * stepKm + side / 2;
    for (let part = 0; part < parts * parts; part++) {
      const [row, column] = [Math.floor(part / parts), part % parts];
      // Where parts are as fine as the raster of water, all people of a pixel are on its dry ones.
      const ofPart = parts < PARTS ? share : (dry >> part) & 1;
      if (ofPart === 0) continue;
      const cell = cellAt(left + column * side, top + row * side);
      persons[cell]! += (value / share) * ofPart * side * side;
      dryKm2[cell]! += ofPart * side * side;
    }
  }
  const perKm2 = Float64Array.from(persons, (sum, cell) =>
    dryKm2[cell]! > 0 ? sum / dryKm2[cell]! : density.perKm2[pixelAt(half, x[cell]!, y[cell]!)]!,
  );
  return { persons, perKm2 };
}

/** Step along a line when looking for cell borders, km. */
const WALK_KM = 0.1;

/** Cells met on the way along a line, each with the km where it begins to serve; the first at 0. */
export function cellsAlong(
  points: readonly Point[],
  cellAt: CellLookup,
): { readonly cell: number; readonly atKm: number }[] {
  const met: { readonly cell: number; readonly atKm: number }[] = [];
  let before = 0;
  let serving = -1;
  for (let index = 0; index < points.length; index++) {
    const from = points[Math.max(0, index - 1)]!;
    const to = points[index]!;
    const km = distance(from, to);
    const steps = Math.max(1, Math.ceil(km / WALK_KM));
    for (let step = 1; step <= steps; step++) {
      const share = step / steps;
      const cell = cellAt(from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share);
      if (cell === serving) continue;
      serving = cell;
      met.push({ cell, atKm: before + km * share });
    }
    before += km;
  }
  return met;
}

/** Sites and cells as the map draws them. */
export function drawnRadio(sites: Sites, cells: Cells): Pick<MapWorld, "sites" | "cells"> {
  return {
    sites: {
      x: Array.from(sites.x, roundKm),
      y: Array.from(sites.y, roundKm),
      firstCell: [...sites.firstCell],
    },
    cells: {
      x: Array.from(cells.x, roundKm),
      y: Array.from(cells.y, roundKm),
      perKm2: Array.from(cells.perKm2, (value) => Math.round(value)),
    },
  };
}
