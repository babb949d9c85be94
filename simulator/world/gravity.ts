// Where people live and where they go: homes by density, other places by distance and density.
import { fraction, mix32 } from "../../domain/hash.ts";
import type { Point } from "../../domain/scene.ts";
import type { Density } from "./density.ts";
import type { Grid } from "./grid.ts";
import { PARTS, type Terrain } from "./terrain.ts";

/** Reach of trips: P(r) ∝ (r + r0)^−beta · exp(−r/kappa), Gonzalez, Hidalgo and Barabasi 2008. */
const BETA = 1.75;
const R0_KM = 1.5;
/** Distances beyond this are not drawn, km, and entries of the inverse table. */
const DISTANCE_KM_MAX = 320;
const TABLE_ENTRIES = 4096;

export interface Reach {
  /** Where the power law is cut off, km: 30 for commuting, 150 for other trips. */
  readonly kappaKm: number;
  /** Multiplies the distance; a person's own mobility. */
  readonly scale?: number;
}

/** A dry place by population density; 0 ≤ u, v < 1. */
export type PlaceSampler = (u: number, v: number) => Point;

/** Samples places where people are, in proportion to how many. */
export function createPlaceSampler(density: Density, dryParts: Terrain["dryParts"]): PlaceSampler {
  const cumulated = cumulate(density.perKm2);
  return (u, v) => {
    const pixel = search(cumulated, u * cumulated[cumulated.length - 1]!);
    return placeInside(
      density.frame.half,
      { pixel, dryParts: dryParts[pixel]! },
      Math.floor(v * 4294967296),
    );
  };
}

/** Homes drawn before a place that `isHome` refuses is taken after all. */
const HOMES_MAX = 12;

/** Samples like `sample`, and again while `isHome` refuses the place. */
export function createHomeSampler(
  sample: PlaceSampler,
  isHome: (x: number, y: number) => boolean,
): PlaceSampler {
  return (u, v) => {
    let home = sample(u, v);
    let word = mix32(Math.floor(u * 4294967296) ^ mix32(Math.floor(v * 4294967296)));
    for (let drawn = 1; drawn < HOMES_MAX && !isHome(home[0], home[1]); drawn++) {
      word = mix32(word + 0x9e3779b9);
      home = sample(fraction(word), fraction(mix32(word ^ 0x5bd1e995)));
    }
    return home;
  };
}

/** A place to go to from a place; the same word, place and reach always give the same. */
export type Near = (word: number, from: Point, reach: Reach) => Point;

/** @param attraction weight of a place, 0 where nobody goes. */
export function createNear(attraction: (x: number, y: number) => number): Near {
  const tables = new Map<number, Float64Array>();
  const tableOf = (kappaKm: number): Float64Array => {
    const known = tables.get(kappaKm);
    if (known !== undefined) return known;
    const table = distanceTable(kappaKm);
    tables.set(kappaKm, table);
    return table;
  };
  return (word, from, { kappaKm, scale = 1 }) => {
    const table = tableOf(kappaKm);
    let chain = mix32(word + 0x3c6ef372);
    const next = (): number => {
      chain = mix32(chain + 0x9e3779b9);
      return fraction(chain);
    };
    const wishKm = Math.min(DISTANCE_KM_MAX, table[Math.floor(next() * TABLE_ENTRIES)]! * scale);
    let km = wishKm;
    for (let attempt = 0; attempt < 2 * ATTEMPTS; attempt++) {
      if (attempt === ATTEMPTS) km = Math.max(wishKm, OUTWARD_KM_MIN);
      const found = bestAround(from, km, next, attraction);
      if (found !== undefined) return found;
      km *= attempt < ATTEMPTS ? 0.6 : 1.5;
    }
    return from;
  };
}

/**
 * Rings tried, each nearer than the one before, when all candidates lie in water or abroad; then as
 * many, each farther, for whoever starts from a place like a station, where nobody goes for itself.
 */
const ATTEMPTS = 8;
const OUTWARD_KM_MIN = 0.3;
const CANDIDATES = 4;

/** Of four places at a distance, the one with the largest attraction · U (a step of gravity). */
function bestAround(
  [x0, y0]: Point,
  km: number,
  next: () => number,
  attraction: (x: number, y: number) => number,
): Point | undefined {
  let best: Point | undefined;
  let bestPull = 0;
  for (let candidate = 0; candidate < CANDIDATES; candidate++) {
    const angle = next() * 2 * Math.PI;
    const chance = next();
    const x = x0 + Math.cos(angle) * km;
    const y = y0 + Math.sin(angle) * km;
    const pull = attraction(x, y) * chance;
    if (pull > bestPull) {
      bestPull = pull;
      best = [x, y];
    }
  }
  return best;
}

/** Inverse of the distance distribution at the middles of equal shares, km. */
function distanceTable(kappaKm: number): Float64Array {
  const steps = 20_000;
  const cumulated = new Float64Array(steps + 1);
  // A quadratic scale resolves the near end, where most trips are.
  const kmAt = (index: number): number => DISTANCE_KM_MAX * (index / steps) ** 2;
  for (let index = 1; index <= steps; index++) {
    const from = kmAt(index - 1);
    const to = kmAt(index);
    const middle = (from + to) / 2;
    const weight = (middle + R0_KM) ** -BETA * Math.exp(-middle / kappaKm);
    cumulated[index] = cumulated[index - 1]! + weight * (to - from);
  }
  const table = new Float64Array(TABLE_ENTRIES);
  let index = 0;
  for (let entry = 0; entry < TABLE_ENTRIES; entry++) {
    const wanted = ((entry + 0.5) / TABLE_ENTRIES) * cumulated[steps]!;
    while (cumulated[index + 1]! < wanted) index++;
    const share = (wanted - cumulated[index]!) / (cumulated[index + 1]! - cumulated[index]!);
    table[entry] = kmAt(index) + share * (kmAt(index + 1) - kmAt(index));
  }
  return table;
}

function cumulate(perKm2: Float32Array): Float64Array {
  const cumulated = new Float64Array(perKm2.length);
  let sum = 0;
  for (let pixel = 0; pixel < perKm2.length; pixel++) {
    sum += perKm2[pixel]!;
    cumulated[pixel] = sum;
  }
  return cumulated;
}

/** First pixel whose cumulated value is above the one wanted. */
function search(cumulated: Float64Array, wanted: number): number {
  let low = 0;
  let high = cumulated.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (cumulated[middle]! > wanted) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** A place in one of the dry parts of a pixel, evenly. */
function placeInside(
  half: Grid,
  { pixel, dryParts }: { readonly pixel: number; readonly dryParts: number },
  word: number,
): Point {
  const bits: number[] = [];
  for (let bit = 0; bit < PARTS * PARTS; bit++) if ((dryParts >> bit) & 1) bits.push(bit);
  const part = bits[Math.floor(fraction(mix32(word)) * bits.length)] ?? 0;
  const dx = fraction(mix32(word ^ 0x5bd1e995));
  const dy = fraction(mix32(word ^ 0x1b873593));
  const column = (pixel % half.columns) * PARTS + (part % PARTS) + dx;
  const row = Math.floor(pixel / half.columns) * PARTS + Math.floor(part / PARTS) + dy;
  return [(column * half.stepKm) / PARTS, (row * half.stepKm) / PARTS];
}
