// How many people live where: a raster of persons per km², grown around settlements and roads.
import type { Point, Road } from "../../domain/scene.ts";
import type { RunKey } from "../random.ts";
import { clamp, eachPixel, type Frame, type Grid, lengthOf, pixelAt } from "./grid.ts";
import { createNoise, NOISE_FIELD } from "./noise.ts";
import type { Place } from "./settlements.ts";
import { dryShare, type Terrain } from "./terrain.ts";

export interface Density {
  readonly frame: Frame;
  /** Persons per km², per pixel of the half-km grid; 0 in water and outside the province. */
  readonly perKm2: Float32Array;
  /** The same, smoothed over the neighbouring pixels. */
  readonly smoothed: Float32Array;
  /** Persons in the province. */
  readonly population: number;
}

/** Persons per km² of the open country. */
const COUNTRYSIDE = 18;

export function createDensity(
  key: RunKey,
  terrain: Terrain,
  places: readonly Place[],
  roads: readonly Road[],
): Density {
  const { frame } = terrain;
  const { half } = frame;
  const perKm2 = new Float32Array(half.columns * half.rows);
  addSettlements(key, half, places, perKm2);
  const access = roadAccess(half, roads);
  const countryside = createNoise(key, NOISE_FIELD.countryside);
  const blocks = createNoise(key, NOISE_FIELD.blocks);
  let sum = 0;
  eachPixel(half, (pixel, x, y) => {
    const dry = dryShare(terrain.dryParts[pixel]!);
    if (dry === 0 || terrain.province[pixel] === 0) {
      perKm2[pixel] = 0;
      return;
    }
    const plain = Math.max(0, 1 - terrain.relief[pixel]! * 2.2);
    const open = COUNTRYSIDE * plain * (1 + 0.8 * countryside(x / 12, y / 12, 4));
    const grain = 0.75 + 0.55 * (blocks(x / 2.2, y / 2.2, 3) + 0.5);
    const value = (perKm2[pixel]! + open) * (1 + 0.9 * access[pixel]!) * grain * dry;
    perKm2[pixel] = value;
    sum += value;
  });
  return {
    frame,
    perKm2,
    smoothed: smooth(half, perKm2),
    population: Math.round(sum * half.stepKm * half.stepKm),
  };
}

/** exp(−(1.25 d/r)^1.15) around each settlement, with its outline warped by noise. */
function addSettlements(
  key: RunKey,
  half: Grid,
  places: readonly Place[],
  perKm2: Float32Array,
): void {
  const warpX = createNoise(key, NOISE_FIELD.cityWarpX);
  const warpY = createNoise(key, NOISE_FIELD.cityWarpY);
  const step = half.stepKm;
  for (const place of places) {
    const [x0, y0] = place.at;
    const r = place.radiusKm;
    const peak = place.population / (2 * Math.PI * r * r);
    const firstRow = Math.max(0, Math.floor((y0 - 6 * r) / step));
    const lastRow = Math.min(half.rows - 1, Math.floor((y0 + 6 * r) / step));
    const firstColumn = Math.max(0, Math.floor((x0 - 6 * r) / step));
    const lastColumn = Math.min(half.columns - 1, Math.floor((x0 + 6 * r) / step));
    for (let row = firstRow; row <= lastRow; row++) {
      for (let column = firstColumn; column <= lastColumn; column++) {
        const x = (column + 0.5) * step;
        const y = (row + 0.5) * step;
        const km = lengthOf(x - x0, y - y0);
        if (km > 6 * r) continue;
        // The centre itself stays where it is, or the city would leave its own station.
        const warp = 0.9 * r * clamp(km / (1.4 * r), 0.2, 1);
        const dx = x + warp * warpX(x / (r * 1.6), y / (r * 1.6), 4) - x0;
        const dy = y + warp * warpY(x / (r * 1.6), y / (r * 1.6), 4) - y0;
        const d = lengthOf(dx, dy) / r;
        perKm2[row * half.columns + column]! += peak * Math.exp(-((1.25 * d) ** 1.15));
      }
    }
  }
}

const ACCESS: Partial<Record<Road["class"], number>> = { expressway: 1, highway: 0.6, local: 0.3 };

/** 0 to 1: how close a road runs, per pixel. */
function roadAccess(half: Grid, roads: readonly Road[]): Float32Array {
  const access = new Float32Array(half.columns * half.rows);
  for (const road of roads) {
    const weight = ACCESS[road.class] ?? 0;
    for (let index = 1; index < road.points.length; index++) {
      const [x1, y1] = road.points[index - 1]!;
      const [x2, y2] = road.points[index]!;
      const steps = Math.max(1, Math.ceil(lengthOf(x2 - x1, y2 - y1) * 2));
      for (let step = 0; step <= steps; step++) {
        const x = x1 + ((x2 - x1) * step) / steps;
        const y = y1 + ((y2 - y1) * step) / steps;
        spread(half, access, [x, y], weight);
      }
    }
  }
  return access;
}

/** exp(−(dx² + dy²)/3) for offsets of −2 to 2 pixels. */
const FALLOFF = Array.from({ length: 25 }, (_, index) => {
  const dx = (index % 5) - 2;
  const dy = Math.floor(index / 5) - 2;
  return Math.exp(-(dx * dx + dy * dy) / 3);
});

function spread(half: Grid, access: Float32Array, [x, y]: Point, weight: number): void {
  for (let index = 0; index < FALLOFF.length; index++) {
    const dx = ((index % 5) - 2) * half.stepKm;
    const dy = (Math.floor(index / 5) - 2) * half.stepKm;
    const pixel = pixelAt(half, x + dx, y + dy);
    access[pixel] = Math.max(access[pixel]!, weight * FALLOFF[index]!);
  }
}

function smooth({ columns, rows }: Grid, raster: Float32Array): Float32Array {
  const result = new Float32Array(raster.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      let sum = 0;
      for (let dy = -1; dy <= 1; dy++) {
        for (let dx = -1; dx <= 1; dx++) {
          const weight = dx !== 0 && dy !== 0 ? 1 : dx !== 0 || dy !== 0 ? 2 : 4;
          const near = clamp(row + dy, 0, rows - 1) * columns + clamp(column + dx, 0, columns - 1);
          sum += weight * raster[near]!;
        }
      }
      result[row * columns + column] = sum / 16;
    }
  }
  return result;
}
