// Land and water as rasters: what may be built where, and how hard it is to cross.
import type { Point } from "../../domain/scene.ts";
import type { RunKey } from "../random.ts";
import {
  clamp,
  distanceToMarked,
  eachPixel,
  eachPixelInside,
  type Frame,
  type Grid,
  pixelAt,
} from "./grid.ts";
import type { LakeShape } from "./lakes.ts";
import { createNoise, NOISE_FIELD } from "./noise.ts";
import type { Outline } from "./outline.ts";
import type { Course } from "./rivers.ts";

/** Kinds of water in a raster; 0 is land. */
export const WATER = { river: 1, lake: 2, sea: 3 } as const;

export interface Terrain {
  readonly frame: Frame;
  /** Kind of water per pixel of half a km. */
  readonly water: Uint8Array;
  /** 1 for pixels of half a km inside the province. */
  readonly province: Uint8Array;
  /** Share of each half-km pixel that is dry: bit row·4 + column of its 4×4 parts. */
  readonly dryParts: Uint16Array;
  /** km to the nearest river, and to the nearest water of any kind, per pixel of half a km. */
  readonly riverKm: Float32Array;
  readonly waterKm: Float32Array;
  /** 0 plain to 1 mountain, per pixel of half a km. */
  readonly relief: Float32Array;
  /** True in a river, a lake or the sea, to an eighth of a km. */
  isWater(x: number, y: number): boolean;
  /** True on dry land inside the province. */
  isDryLand(x: number, y: number): boolean;
  borderField(x: number, y: number): number;
}

export interface Waters {
  readonly outline: Outline;
  readonly rivers: readonly Course[];
  readonly lakes: readonly LakeShape[];
}

/** Shapes of water, km. */
export interface WaterShapes {
  readonly sea: readonly (readonly Point[])[];
  readonly rivers: readonly Course[];
  readonly lakes: readonly { readonly rings: readonly (readonly Point[])[] }[];
}

/** Water as rasters. */
export interface WaterRasters extends Pick<Terrain, "water" | "dryParts" | "isWater"> {}

export function createWaterRasters(frame: Frame, shapes: WaterShapes): WaterRasters {
  const { half, water: grid } = frame;
  const fine = new Uint8Array(grid.columns * grid.rows);
  const water = new Uint8Array(half.columns * half.rows);
  // Half a kilometre is coarse for a river: at least 0.3 km to either side keeps it unbroken.
  paintWater(grid, fine, shapes, 0.1);
  paintWater(half, water, shapes, 0.3);
  return {
    water,
    dryParts: dryPartsOf(frame, fine),
    isWater: (x, y) => fine[pixelAt(grid, x, y)] !== 0,
  };
}

export function createTerrain(key: RunKey, frame: Frame, waters: Waters): Terrain {
  const { half, widthKm, heightKm } = frame;
  const rasters = createWaterRasters(frame, { ...waters, sea: [waters.outline.sea] });
  const { water, isWater } = rasters;
  const province = new Uint8Array(water.length);
  eachPixelInside(half, [waters.outline.province], (pixel) => {
    province[pixel] = 1;
  });
  const waterKm = distanceToMarked(half, (pixel) => water[pixel] !== 0);
  return {
    frame,
    ...rasters,
    province,
    riverKm: distanceToMarked(half, (pixel) => water[pixel] === WATER.river),
    waterKm,
    relief: createRelief(key, frame, waterKm),
    isDryLand: (x, y) =>
      x >= 0 &&
      y >= 0 &&
      x < widthKm &&
      y < heightKm &&
      province[pixelAt(half, x, y)] === 1 &&
      !isWater(x, y),
    borderField: waters.outline.borderField,
  };
}

function paintWater(grid: Grid, raster: Uint8Array, waters: WaterShapes, radiusMin: number): void {
  for (const river of waters.rivers) {
    let before = river.points[0]!;
    for (const point of river.points) {
      const radius = Math.max(radiusMin, point.widthKm / 2);
      paintDisc(grid, raster, [(before.x + point.x) / 2, (before.y + point.y) / 2], radius);
      paintDisc(grid, raster, [point.x, point.y], radius);
      before = point;
    }
  }
  for (const lake of waters.lakes) {
    eachPixelInside(grid, lake.rings, (pixel) => {
      if (raster[pixel] === 0) raster[pixel] = WATER.lake;
    });
  }
  for (const ring of waters.sea) {
    eachPixelInside(grid, [ring], (pixel) => {
      raster[pixel] = WATER.sea;
    });
  }
}

function paintDisc(grid: Grid, raster: Uint8Array, [x, y]: Point, radius: number): void {
  const step = grid.stepKm;
  const firstRow = Math.max(0, Math.ceil((y - radius) / step - 0.5));
  const lastRow = Math.min(grid.rows - 1, Math.floor((y + radius) / step - 0.5));
  for (let row = firstRow; row <= lastRow; row++) {
    const dy = (row + 0.5) * step - y;
    const half = Math.sqrt(Math.max(0, radius * radius - dy * dy));
    const first = Math.max(0, Math.ceil((x - half) / step - 0.5));
    const last = Math.min(grid.columns - 1, Math.floor((x + half) / step - 0.5));
    for (let column = first; column <= last; column++) {
      raster[row * grid.columns + column] = WATER.river;
    }
  }
}

/** Parts along one side of a half-km pixel. */
export const PARTS = 4;

function dryPartsOf({ half, water }: Frame, fine: Uint8Array): Uint16Array {
  const parts = new Uint16Array(half.columns * half.rows);
  for (let row = 0; row < water.rows; row++) {
    for (let column = 0; column < water.columns; column++) {
      if (fine[row * water.columns + column] !== 0) continue;
      const bit = (row % PARTS) * PARTS + (column % PARTS);
      const pixel = Math.floor(row / PARTS) * half.columns + Math.floor(column / PARTS);
      parts[pixel]! |= 1 << bit;
    }
  }
  return parts;
}

/** Share of a pixel's parts that are dry, 0 to 1. */
export function dryShare(parts: number): number {
  let count = 0;
  for (let rest = parts; rest !== 0; rest &= rest - 1) count++;
  return count / (PARTS * PARTS);
}

/** Ridged noise towards the west and the edges, none beside water. */
function createRelief(key: RunKey, frame: Frame, waterKm: Float32Array): Float32Array {
  const hills = createNoise(key, NOISE_FIELD.hills);
  const ridges = createNoise(key, NOISE_FIELD.ridges);
  const relief = new Float32Array(waterKm.length);
  const { scale } = frame;
  const middleX = frame.widthKm / scale / 2;
  const middleY = frame.heightKm / scale / 2;
  eachPixel(frame.half, (pixel, eastKm, southKm) => {
    const nearWater = clamp((waterKm[pixel]! / scale - 1) / 9, 0, 1);
    if (nearWater === 0) return;
    const x = eastKm / scale;
    const y = southKm / scale;
    const west = clamp((middleX - x) / middleX, 0, 1);
    const edge = clamp(Math.abs(y - middleY) / middleY, 0, 1) ** 1.6;
    const height = clamp(west * 0.75 + edge * 0.75 - 0.25 + 0.45 * hills(x / 50, y / 50, 3), 0, 1);
    if (height === 0) return;
    const ridge = Math.max(0, 1 - Math.abs(ridges(x / 22, y / 22, 5)) * 1.9);
    relief[pixel] = height * ridge * nearWater;
  });
  return relief;
}
