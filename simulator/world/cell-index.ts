// Which site is nearest to a place, found through lists of candidates per pixel.
import { Delaunay } from "d3-delaunay";
import { clamp, type Frame, type Grid } from "./grid.ts";

/** Index of what serves a place (km); outside the frame, what serves its edge. */
export type CellLookup = (x: number, y: number) => number;

export interface SiteLookup {
  /** The site nearest to a place, the lower index on a tie. */
  readonly siteAt: CellLookup;
  /** The site nearest to another site; itself when it is the only one. */
  readonly nearestOther: (site: number) => number;
}

/**
 * Prepares the lookup for sites at x, y (km).
 *
 * A site serves some place of a pixel only if it is nearer to one of the pixel's corners than the
 * site that is nearest to its centre; those few are listed, and a lookup compares only them.
 */
export function createSiteLookup(
  { widthKm, heightKm, half }: Frame,
  x: Float64Array,
  y: Float64Array,
): SiteLookup {
  const neighbours = createNeighbours(x, y);
  const { first, listed } = listCandidates(half, { x, y }, neighbours);
  const places = new Float64Array(2 * x.length);
  for (let site = 0; site < x.length; site++) {
    places[2 * site] = x[site]!;
    places[2 * site + 1] = y[site]!;
  }
  const { columns, rows } = half;
  const pixelsPerKm = 1 / half.stepKm;
  const siteAt = (placeX: number, placeY: number): number => {
    const px = clamp(placeX, 0, widthKm);
    const py = clamp(placeY, 0, heightKm);
    const column = Math.min(columns - 1, (px * pixelsPerKm) | 0);
    const pixel = Math.min(rows - 1, (py * pixelsPerKm) | 0) * columns + column;
    const last = first[pixel + 1]!;
    let index = first[pixel]!;
    let best = listed[index]!;
    if (++index === last) return best;
    let dx = places[2 * best]! - px;
    let dy = places[2 * best + 1]! - py;
    let bestSquare = dx * dx + dy * dy;
    for (; index < last; index++) {
      const site = listed[index]!;
      dx = places[2 * site]! - px;
      dy = places[2 * site + 1]! - py;
      const square = dx * dx + dy * dy;
      if (square >= bestSquare) continue;
      bestSquare = square;
      best = site;
    }
    return best;
  };
  const nearestOther = (site: number): number => {
    let best = site;
    let bestSquare = Number.POSITIVE_INFINITY;
    for (let index = neighbours.first[site]!; index < neighbours.first[site + 1]!; index++) {
      const other = neighbours.listed[index]!;
      const far = square(x[other]! - x[site]!, y[other]! - y[site]!);
      if (far >= bestSquare) continue;
      bestSquare = far;
      best = other;
    }
    return best;
  };
  return { siteAt, nearestOther };
}

/** The candidates of pixel p are `listed[first[p]]` to before `listed[first[p + 1]]`, ascending. */
interface Candidates {
  readonly first: Int32Array;
  readonly listed: Uint16Array;
}

function listCandidates(
  { columns, rows, stepKm }: Grid,
  { x, y }: { readonly x: Float64Array; readonly y: Float64Array },
  neighbours: ReturnType<typeof createNeighbours>,
): Candidates {
  const pixels = columns * rows;
  const first = new Int32Array(pixels + 1);
  let listed = new Uint16Array(pixels * 4);
  const listedFor = new Int32Array(x.length).fill(-1);
  let count = 0;
  for (let pixel = 0; pixel < pixels; pixel++) {
    const px = ((pixel % columns) + 0.5) * stepKm;
    const py = (Math.floor(pixel / columns) + 0.5) * stepKm;
    const nearest = neighbours.nearest(px, py);
    const [nearX, nearY] = [x[nearest]!, y[nearest]!];
    const nearSquare = square(nearX - px, nearY - py);
    if (count + x.length > listed.length) {
      const longer = new Uint16Array(listed.length * 2 + x.length);
      longer.set(listed);
      listed = longer;
    }
    // The sites whose areas meet a pixel hang together in the Delaunay graph: walk it.
    let next = count;
    listed[count++] = nearest;
    listedFor[nearest] = pixel;
    while (next < count) {
      const site = listed[next++]!;
      for (let index = neighbours.first[site]!; index < neighbours.first[site + 1]!; index++) {
        const other = neighbours.listed[index]!;
        if (listedFor[other] === pixel) continue;
        listedFor[other] = pixel;
        const [otherX, otherY] = [x[other]!, y[other]!];
        // How much farther it is than the nearest, at the corner that suits it most.
        const farther =
          square(otherX - px, otherY - py) -
          nearSquare -
          stepKm * (Math.abs(otherX - nearX) + Math.abs(otherY - nearY));
        if (farther <= 1e-9) listed[count++] = other;
      }
    }
    if (count - first[pixel]! > 1) sort(listed, first[pixel]!, count);
    first[pixel + 1] = count;
  }
  return { first, listed: listed.slice(0, count) };
}

/** Puts a few numbers in ascending order (insertion). */
function sort(list: Uint16Array, from: number, to: number): void {
  for (let index = from + 1; index < to; index++) {
    const value = list[index]!;
    let hole = index;
    while (hole > from && list[hole - 1]! > value) {
      list[hole] = list[hole - 1]!;
      hole--;
    }
    list[hole] = value;
  }
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
