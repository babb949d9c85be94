// Lakes: the parts of a roughened disc that lie above zero, with their islands.
import type { Point } from "../../domain/scene.ts";
import type { RunKey } from "../random.ts";
import { contourRings, ringArea, sampleField } from "./contours.ts";
import { simplify } from "./curves.ts";
import { lengthOf } from "./grid.ts";
import { createNoise, NOISE_FIELD } from "./noise.ts";
import type { Plan } from "./plan.ts";

export interface LakeShape {
  readonly at: Point;
  /** Shores and islands, even-odd. */
  readonly rings: readonly (readonly Point[])[];
}

const NODES = 110;
/** Smaller waters and islands are left out, km². */
const SHORE_AREA_MIN = 0.8;
const ISLAND_AREA_MIN = 0.25;

export function createLakes(key: RunKey, plan: Plan): readonly LakeShape[] {
  const noise = createNoise(key, NOISE_FIELD.lakeShore);
  return plan.lakes.map(({ at: [x0, y0], radii: [rx, ry] }, lake) => {
    const half = Math.max(rx, ry) * 1.7;
    const step = (2 * half) / (NODES - 1);
    const field = sampleField(
      { x0: x0 - half, y0: y0 - half, step, columns: NODES, rows: NODES },
      (x, y) => {
        const body = 1 - lengthOf((x - x0) / rx, (y - y0) / ry);
        return body + 0.62 * noise((x - x0) / (rx * 0.75) + lake * 31.7, (y - y0) / (rx * 0.75), 5);
      },
    );
    const rings = contourRings(field).filter((ring) => {
      const area = ringArea(ring);
      return area > SHORE_AREA_MIN || area < -ISLAND_AREA_MIN;
    });
    return { at: [x0, y0], rings: rings.map((ring) => simplify(ring, 0.03)) };
  });
}
