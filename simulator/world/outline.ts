// The border of the province and the coast of its sea, as fields and as rings.
import type { Point } from "../../domain/scene.ts";
import type { RunKey } from "../random.ts";
import { contourRings, largestRing, sampleField } from "./contours.ts";
import { simplify } from "./curves.ts";
import { clamp, SKETCH } from "./grid.ts";
import { createNoise, NOISE_FIELD } from "./noise.ts";

export interface Outline {
  /** Ring of the province; along the coast it reaches a little into the sea. */
  readonly province: readonly Point[];
  /** Ring of the sea, far beyond the frame to the east, north and south. */
  readonly sea: readonly Point[];
  /** Above 0 within the border; 0.1 is about 9 km from it. */
  borderField(x: number, y: number): number;
}

/** How far beyond the frame the coast is drawn, km. */
const BEYOND_KM = 80;
/** How far the province's ring reaches into the sea, so that no gap shows between the fills, km. */
const OVERLAP_KM = 0.3;
/** Distance from the mean coast line beyond which the small noise cannot matter, km. */
const COAST_BAND_KM = 8;

/** Extent of the land that is outlined, in km of the sketch. */
interface Extent {
  readonly width: number;
  readonly height: number;
}

/** @param mouthY where the main river reaches the sea, km. */
export function createOutline(key: RunKey, extent: Extent, mouthY: number): Outline {
  const { width, height } = extent;
  const seaField = createSeaField(key, extent, mouthY);
  const borderField = createBorderField(key, extent);
  const seaFrom = Math.floor((width * 2) / 3);
  const sea = largestRing(
    contourRings(
      sampleField(
        {
          x0: seaFrom,
          y0: -BEYOND_KM,
          step: 0.5,
          columns: Math.ceil((width - seaFrom + BEYOND_KM) * 2) + 1,
          rows: Math.ceil((height + 2 * BEYOND_KM) * 2) + 1,
        },
        seaField,
      ),
    ),
  );
  const province = largestRing(
    contourRings(
      sampleField(
        {
          x0: 0.5,
          y0: 0.5,
          step: 0.5,
          columns: Math.floor(width * 2) - 1,
          rows: Math.floor(height * 2) - 1,
        },
        (x, y) => Math.min(borderField(x, y) * 90, OVERLAP_KM - seaField(x, y)),
      ),
    ),
  );
  return { province: simplify(province, 0.06), sea: simplify(sea, 0.04), borderField };
}

/** Above 0 in the sea; km to the mean coast line, roughened. */
function createSeaField(
  key: RunKey,
  { width }: Extent,
  mouthY: number,
): (x: number, y: number) => number {
  const line = createNoise(key, NOISE_FIELD.coastLine);
  const detail = createNoise(key, NOISE_FIELD.coastDetail);
  const coastX = (y: number): number =>
    (258 / SKETCH.widthKm) * width +
    14 * line(y / 60, 3.3, 4) +
    9 * Math.sin((y - 30) / 55) -
    16 * Math.exp(-(((y - mouthY) / 17) ** 2));
  let lastY = Number.NaN;
  let lastX = 0;
  return (x, y) => {
    if (y !== lastY) {
      lastX = coastX(y);
      lastY = y;
    }
    const offset = x - lastX;
    if (Math.abs(offset) > COAST_BAND_KM) return offset;
    return offset - 5.5 * detail(x / 16, y / 16, 5);
  };
}

/** A superellipse of exponent 2.7, roughened at 46 and 14 km. */
function createBorderField(
  key: RunKey,
  { width, height }: Extent,
): (x: number, y: number) => number {
  const wide = width / SKETCH.widthKm;
  const high = height / SKETCH.heightKm;
  const coarse = createNoise(key, NOISE_FIELD.border);
  const fine = createNoise(key, NOISE_FIELD.borderDetail);
  return (x, y) => {
    const u = Math.abs((x - 154 * wide) / (140 * wide));
    const v = Math.abs((y - 100 * high) / (88 * high));
    const body = 1 - (u ** 2.7 + v ** 2.7) ** (1 / 2.7);
    // Near the frame's edge the noise may not push the border out of the picture.
    const edge = Math.min(x, width - x, y, height - y);
    const kept = clamp(edge / 14, 0, 1);
    const rough = 0.22 * coarse(x / 46 + 4, y / 46, 3) + 0.07 * fine(x / 14, y / 14, 4) + 0.03;
    return body + rough * kept - (1 - kept) * 0.12;
  };
}
