// Smooth noise over the plane: what makes coasts, hills and cities irregular, keyed by the run.
import { mix32 } from "../../domain/hash.ts";
import { draw, PURPOSE, type RunKey } from "../random.ts";

/** Noise fields of the world; each is independent of the others. */
export const NOISE_FIELD = {
  coastLine: 1,
  coastDetail: 2,
  border: 3,
  borderDetail: 4,
  riverBend: 5,
  riverWidth: 6,
  lakeShore: 7,
  hills: 8,
  ridges: 9,
  appeal: 10,
  ground: 11,
  cityWarpX: 12,
  cityWarpY: 13,
  countryside: 14,
  blocks: 15,
  ringRoad: 16,
  streetBend: 17,
  streetCut: 18,
} as const;

/** Fractal noise, about −1 to 1; x and y in wavelengths of the first octave. */
export type Noise = (x: number, y: number, octaves: number) => number;

/**
 * Value noise with quintic fading, octaves of ratio 2.03 and half the weight each. Every octave is
 * turned against the one before (by the angles of 3-4-5 and 7-24-25 triangles), so that no shore or
 * border runs along the lattice.
 */
export function createNoise(key: RunKey, field: number): Noise {
  const seed = draw(key, field, PURPOSE.noiseField);
  const corners = Array.from({ length: OCTAVES_MAX }, (_, octave) => ({
    seed: seed + Math.imul(octave, 0x632be5ab),
    // The lattice cell looked at last, whose corners are mostly those of the next place too.
    column: Number.NaN,
    row: Number.NaN,
    a: 0,
    b: 0,
    c: 0,
    d: 0,
  }));
  return (x, y, octaves) => {
    let sum = 0;
    let weight = 0.5;
    let weights = 0;
    let u = 0.96 * x - 0.28 * y;
    let v = 0.28 * x + 0.96 * y;
    for (let octave = 0; octave < octaves; octave++) {
      sum += weight * latticeNoise(u, v, corners[octave]!);
      weights += weight;
      const turned = 0.8 * u - 0.6 * v;
      v = (0.6 * u + 0.8 * v) * 2.03 + 9.7;
      u = turned * 2.03 + 17.1;
      weight *= 0.5;
    }
    return sum / weights;
  };
}

const OCTAVES_MAX = 8;

/** A cell of the lattice with the values at its corners. */
interface Corners {
  readonly seed: number;
  column: number;
  row: number;
  a: number;
  b: number;
  c: number;
  d: number;
}

function latticeNoise(x: number, y: number, corners: Corners): number {
  const column = Math.floor(x);
  const row = Math.floor(y);
  if (column !== corners.column || row !== corners.row) {
    const { seed } = corners;
    corners.column = column;
    corners.row = row;
    corners.a = latticeValue(column, row, seed);
    corners.b = latticeValue(column + 1, row, seed);
    corners.c = latticeValue(column, row + 1, seed);
    corners.d = latticeValue(column + 1, row + 1, seed);
  }
  const { a, b, c, d } = corners;
  const u = fade(x - column);
  const v = fade(y - row);
  return a + (b - a) * u + (c - a) * v + (a - b - c + d) * u * v;
}

function fade(t: number): number {
  return t * t * t * (t * (t * 6 - 15) + 10);
}

function latticeValue(column: number, row: number, seed: number): number {
  const word = mix32(Math.imul(column, 0x165667b1) ^ Math.imul(row, 0x27d4eb2d) ^ seed);
  return word / 2147483648 - 1;
}
