// Which cell serves a place: the nearest site, found through lists of candidates per pixel.
import { Delaunay } from "d3-delaunay";
import { clamp, HALF_KM, HEIGHT_KM, WIDTH_KM } from "./grid.ts";

/** Index of the site nearest to a place (the lower index on a tie); outside the frame, its edge. */
export type CellLookup = (x: number, y: number) => number;

const HALF_DIAGONAL_KM = HALF_KM.stepKm * Math.SQRT1_2;
const PIXELS_PER_KM = 1 / HALF_KM.stepKm;

/**
 * Prepares the lookup for sites at x, y (km).
 *
 * A site can serve some place of a pixel only if it is at most a pixel's diagonal farther from the
 * pixel's centre than the nearest site is; those few are listed, and a lookup compares only them.
 */
export function createCellLookup(x: Float64Array, y: Float64Array): CellLookup {
  const { first, listed } = listCandidates(x, y);
  return (placeX, placeY) => {
    const px = clamp(placeX, 0, WIDTH_KM);
    const py = clamp(placeY, 0, HEIGHT_KM);
    const column = Math.min(HALF_KM.columns - 1, Math.floor(px * PIXELS_PER_KM));
    const row = Math.min(HALF_KM.rows - 1, Math.floor(py * PIXELS_PER_KM));
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

/** The candidates of pixel p are `listed[first[p]]` to before `listed[first[p + 1]]`. */
interface Candidates {
  readonly first: Int32Array;
  readonly listed: Uint16Array;
}

function listCandidates(x: Float64Array, y: Float64Array): Candidates {
  const neighbours = createNeighbours(x, y);
  const pixels = HALF_KM.columns * HALF_KM.rows;
  const first = new Int32Array(pixels + 1);
  let listed = new Uint16Array(pixels * 4);
  const listedFor = new Int32Array(x.length).fill(-1);
  let count = 0;
  for (let pixel = 0; pixel < pixels; pixel++) {
    const px = ((pixel % HALF_KM.columns) + 0.5) * HALF_KM.stepKm;
    const py = (Math.floor(pixel / HALF_KM.columns) + 0.5) * HALF_KM.stepKm;
    const nearest = neighbours.nearest(px, py);
    const reach =
      Math.sqrt(square(x[nearest]! - px, y[nearest]! - py)) + 2 * HALF_DIAGONAL_KM + 1e-9;
    if (count + x.length > listed.length) {
      const longer = new Uint16Array(listed.length * 2);
      longer.set(listed);
      listed = longer;
    }
    // The sites within a disc hang together in the Delaunay graph: walk it from the nearest one.
    let next = count;
    listed[count++] = nearest;
    listedFor[nearest] = pixel;
    while (next < count) {
      const site = listed[next++]!;
      for (let index = neighbours.first[site]!; index < neighbours.first[site + 1]!; index++) {
        const other = neighbours.listed[index]!;
        if (listedFor[other] === pixel) continue;
        if (square(x[other]! - px, y[other]! - py) > reach * reach) continue;
        listedFor[other] = pixel;
        listed[count++] = other;
      }
    }
    first[pixel + 1] = count;
  }
  return { first, listed };
}

/** Delaunay neighbours of each site, and a search that starts where the last one ended. */
function createNeighbours(x: Float64Array, y: Float64Array) {
  const delaunay = new Delaunay(
    Float64Array.from({ length: 2 * x.length }, (_, index) =>
      index % 2 === 0 ? x[index >> 1]! : y[index >> 1]!,
    ),
  );
  const first = new Int32Array(x.length + 1);
  const listed: number[] = [];
  for (let site = 0; site < x.length; site++) {
    listed.push(...delaunay.neighbors(site));
    first[site + 1] = listed.length;
  }
  let last = 0;
  const nearest = (px: number, py: number): number => {
    last = delaunay.find(px, py, last);
    return last;
  };
  return { first, listed: Uint16Array.from(listed), nearest };
}

function square(dx: number, dy: number): number {
  return dx * dx + dy * dy;
}
