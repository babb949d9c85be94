// The world's frame in km, and the rasters laid over it.
import type { Point } from "../../domain/scene.ts";

/** A raster over the frame: square pixels of `stepKm`, row by row from the north-west. */
export interface Grid {
  readonly stepKm: number;
  readonly columns: number;
  readonly rows: number;
}

/** The extent of a world and its rasters; x grows to the east, y to the south, both from 0. */
export interface Frame {
  /** Whole km. */
  readonly widthKm: number;
  readonly heightKm: number;
  /** Size of the land's shapes: 1 for a province of 60,000 km². */
  readonly scale: number;
  /** Density, relief, distances: half a km. */
  readonly half: Grid;
  /** Road search: one km. */
  readonly one: Grid;
  /** Water, fine enough that nobody is seen to stand in a river: an eighth of a km. */
  readonly water: Grid;
}

/** Extent of the sketch of rivers and lakes, km. */
export const SKETCH = { widthKm: 300, heightKm: 200 } as const;

/** @param extent whole km. */
export function frameOf({ widthKm, heightKm }: Pick<Frame, "widthKm" | "heightKm">): Frame {
  const gridOf = (perKm: number): Grid => ({
    stepKm: 1 / perKm,
    columns: widthKm * perKm,
    rows: heightKm * perKm,
  });
  return {
    widthKm,
    heightKm,
    scale: Math.sqrt((widthKm * heightKm) / (SKETCH.widthKm * SKETCH.heightKm)),
    half: gridOf(2),
    one: gridOf(1),
    water: gridOf(8),
  };
}

/** Pixel at a place; places outside the frame count as its edge. */
export function pixelAt(grid: Grid, x: number, y: number): number {
  const column = clamp(Math.floor(x / grid.stepKm), 0, grid.columns - 1);
  const row = clamp(Math.floor(y / grid.stepKm), 0, grid.rows - 1);
  return row * grid.columns + column;
}

/** Calls `visit` with each pixel and the km of its centre. */
export function eachPixel(grid: Grid, visit: (pixel: number, x: number, y: number) => void): void {
  let pixel = 0;
  for (let row = 0; row < grid.rows; row++) {
    const y = (row + 0.5) * grid.stepKm;
    for (let column = 0; column < grid.columns; column++) {
      visit(pixel++, (column + 0.5) * grid.stepKm, y);
    }
  }
}

/** Calls `visit` with each pixel whose centre lies inside the rings (even-odd). */
export function eachPixelInside(
  grid: Grid,
  rings: readonly (readonly Point[])[],
  visit: (pixel: number) => void,
): void {
  const crossings: number[] = [];
  const { low, high } = extentY(rings);
  const firstRow = Math.max(0, Math.floor(low / grid.stepKm));
  const lastRow = Math.min(grid.rows - 1, Math.floor(high / grid.stepKm));
  for (let row = firstRow; row <= lastRow; row++) {
    const y = (row + 0.5) * grid.stepKm;
    crossings.length = 0;
    for (const ring of rings) addCrossings(ring, y, crossings);
    crossings.sort((a, b) => a - b);
    for (let index = 0; index + 1 < crossings.length; index += 2) {
      const first = Math.max(0, Math.ceil(crossings[index]! / grid.stepKm - 0.5));
      const last = Math.min(
        grid.columns - 1,
        Math.ceil(crossings[index + 1]! / grid.stepKm - 0.5) - 1,
      );
      for (let column = first; column <= last; column++) visit(row * grid.columns + column);
    }
  }
}

function extentY(rings: readonly (readonly Point[])[]): { low: number; high: number } {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const ring of rings) {
    for (const [, y] of ring) {
      low = Math.min(low, y);
      high = Math.max(high, y);
    }
  }
  return { low, high };
}

function addCrossings(ring: readonly Point[], y: number, crossings: number[]): void {
  for (let index = 0; index < ring.length; index++) {
    const [x1, y1] = ring[index]!;
    const [x2, y2] = ring[(index + 1) % ring.length]!;
    if (y1 > y !== y2 > y) crossings.push(x1 + ((y - y1) / (y2 - y1)) * (x2 - x1));
  }
}

/** Distance in km from each pixel to the nearest marked one (chamfer of 1 and √2 steps). */
export function distanceToMarked(grid: Grid, marked: (pixel: number) => boolean): Float32Array {
  const { columns, rows, stepKm } = grid;
  const far = (columns + rows) * stepKm;
  const distance = new Float32Array(columns * rows).fill(far);
  for (let pixel = 0; pixel < distance.length; pixel++) if (marked(pixel)) distance[pixel] = 0;
  const straight = stepKm;
  const slanted = stepKm * Math.SQRT2;
  const sweep = (pixel: number, column: number, row: number, back: number): void => {
    const left = back > 0 ? column > 0 : column < columns - 1;
    const right = back > 0 ? column < columns - 1 : column > 0;
    const above = back > 0 ? row > 0 : row < rows - 1;
    let best = distance[pixel]!;
    if (left) best = Math.min(best, distance[pixel - back]! + straight);
    if (above) {
      const up = pixel - back * columns;
      best = Math.min(best, distance[up]! + straight);
      if (left) best = Math.min(best, distance[up - back]! + slanted);
      if (right) best = Math.min(best, distance[up + back]! + slanted);
    }
    distance[pixel] = best;
  };
  for (let pixel = 0; pixel < distance.length; pixel++) {
    sweep(pixel, pixel % columns, Math.floor(pixel / columns), 1);
  }
  for (let pixel = distance.length - 1; pixel >= 0; pixel--) {
    sweep(pixel, pixel % columns, Math.floor(pixel / columns), -1);
  }
  return distance;
}

/** `value` kept between the bounds. */
export function clamp(value: number, low: number, high: number): number {
  return value < low ? low : value > high ? high : value;
}

/** Euclidean distance of a step, exactly the same on every engine (Math.hypot is not). */
export function lengthOf(dx: number, dy: number): number {
  return Math.sqrt(dx * dx + dy * dy);
}
