// Which cell serves a place: the nearest site, found through lists of candidates per pixel.
import { clamp, HALF_KM, HEIGHT_KM, lengthOf, WIDTH_KM } from "./grid.ts";

/** Index of the site nearest to a place (the lower index on a tie); outside the frame, its edge. */
export type CellLookup = (x: number, y: number) => number;

const BUCKET_KM = 2;
const BUCKET_COLUMNS = WIDTH_KM / BUCKET_KM;
const BUCKET_ROWS = HEIGHT_KM / BUCKET_KM;
const HALF_DIAGONAL_KM = HALF_KM.stepKm * Math.SQRT1_2;

/**
 * Prepares the lookup for sites at x, y (km).
 *
 * A site can serve some place of a pixel only if it is at most a pixel's diagonal farther from the
 * pixel's centre than the nearest site is; those few are listed, and a lookup compares only them.
 */
export function createCellLookup(x: Float64Array, y: Float64Array): CellLookup {
  const buckets = createBuckets(x, y);
  const pixels = HALF_KM.columns * HALF_KM.rows;
  const first = new Int32Array(pixels + 1);
  let listed = new Uint16Array(pixels * 4);
  let count = 0;
  let bound = WIDTH_KM + HEIGHT_KM;
  for (let pixel = 0; pixel < pixels; pixel++) {
    const centreX = ((pixel % HALF_KM.columns) + 0.5) * HALF_KM.stepKm;
    const centreY = (Math.floor(pixel / HALF_KM.columns) + 0.5) * HALF_KM.stepKm;
    // The pixel before was half a kilometre away, or a whole row of the frame.
    bound = pixel % HALF_KM.columns === 0 ? WIDTH_KM + HEIGHT_KM : bound + HALF_KM.stepKm + 1e-9;
    bound = buckets.nearestKm(centreX, centreY, bound);
    const reach = bound + 2 * HALF_DIAGONAL_KM + 1e-9;
    if (count + x.length > listed.length) {
      const longer = new Uint16Array(listed.length * 2);
      longer.set(listed);
      listed = longer;
    }
    count = buckets.within(centreX, centreY, reach, listed, count);
    first[pixel + 1] = count;
  }
  return (placeX, placeY) => {
    const px = clamp(placeX, 0, WIDTH_KM);
    const py = clamp(placeY, 0, HEIGHT_KM);
    const column = Math.min(HALF_KM.columns - 1, Math.floor(px * 2));
    const row = Math.min(HALF_KM.rows - 1, Math.floor(py * 2));
    const pixel = row * HALF_KM.columns + column;
    let best = -1;
    let bestSquare = Number.POSITIVE_INFINITY;
    for (let index = first[pixel]!; index < first[pixel + 1]!; index++) {
      const site = listed[index]!;
      const dx = x[site]! - px;
      const dy = y[site]! - py;
      const square = dx * dx + dy * dy;
      if (square < bestSquare || (square === bestSquare && site < best)) {
        bestSquare = square;
        best = site;
      }
    }
    return best;
  };
}

interface Buckets {
  /** km to the nearest site, which is at most `bound` km away. */
  nearestKm(x: number, y: number, bound: number): number;
  /** Writes all sites within `reach` km to `out` from `at` on; returns where it stopped. */
  within(x: number, y: number, reach: number, out: Uint16Array, at: number): number;
}

function createBuckets(x: Float64Array, y: Float64Array): Buckets {
  const head = new Int32Array(BUCKET_COLUMNS * BUCKET_ROWS).fill(-1);
  const next = new Int32Array(x.length).fill(-1);
  const columnOf = (km: number): number => clamp(Math.floor(km / BUCKET_KM), 0, BUCKET_COLUMNS - 1);
  const rowOf = (km: number): number => clamp(Math.floor(km / BUCKET_KM), 0, BUCKET_ROWS - 1);
  for (let site = x.length - 1; site >= 0; site--) {
    const bucket = rowOf(y[site]!) * BUCKET_COLUMNS + columnOf(x[site]!);
    next[site] = head[bucket]!;
    head[bucket] = site;
  }
  const nearestKm = (px: number, py: number, bound: number): number => {
    let best = bound;
    for (let row = rowOf(py - bound); row <= rowOf(py + bound); row++) {
      for (let column = columnOf(px - bound); column <= columnOf(px + bound); column++) {
        const bucket = row * BUCKET_COLUMNS + column;
        for (let site = head[bucket]!; site >= 0; site = next[site]!) {
          best = Math.min(best, lengthOf(x[site]! - px, y[site]! - py));
        }
      }
    }
    return best;
  };
  const within = (px: number, py: number, reach: number, out: Uint16Array, at: number): number => {
    let count = at;
    for (let row = rowOf(py - reach); row <= rowOf(py + reach); row++) {
      for (let column = columnOf(px - reach); column <= columnOf(px + reach); column++) {
        const bucket = row * BUCKET_COLUMNS + column;
        for (let site = head[bucket]!; site >= 0; site = next[site]!) {
          if (lengthOf(x[site]! - px, y[site]! - py) <= reach) out[count++] = site;
        }
      }
    }
    return count;
  };
  return { nearestKm, within };
}
