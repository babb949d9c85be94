// The natural land of a frame: sketched at the size of a province, then brought to its own size.
import type { Point } from "../../domain/scene.ts";
import type { RunKey } from "../random.ts";
import type { Frame } from "./grid.ts";
import { createLakes, type LakeShape } from "./lakes.ts";
import { createOutline, type Outline } from "./outline.ts";
import { createPlan } from "./plan.ts";
import { type Course, createRivers } from "./rivers.ts";

/** In km of the frame. */
export interface Land {
  readonly outline: Outline;
  /** Main river first. */
  readonly rivers: readonly Course[];
  readonly lakes: readonly LakeShape[];
  /** Where the capital wants to be, before it looks for its river bend. */
  readonly capital: Point;
}

/** How far the sea goes on where its outline is cut off, km: wider than any screen shows. */
const HORIZON_KM = 400;

function withOpenEdges(ring: readonly Point[]): Point[] {
  const east = Math.max(...ring.map(([x]) => x));
  const north = Math.min(...ring.map(([, y]) => y));
  const south = Math.max(...ring.map(([, y]) => y));
  return ring.map(([x, y]) => [
    x === east ? x + HORIZON_KM : x,
    y === north ? y - HORIZON_KM : y === south ? y + HORIZON_KM : y,
  ]);
}

export function createLand(key: RunKey, frame: Frame): Land {
  const { scale } = frame;
  const plan = createPlan(key, frame);
  const extent = { width: frame.widthKm / scale, height: frame.heightKm / scale };
  const mouth = plan.mainRiver[plan.mainRiver.length - 1]!;
  const outline = createOutline(key, extent, mouth[1]);
  const place = ([x, y]: Point): Point => [x * scale, y * scale];
  return {
    outline: {
      province: outline.province.map(place),
      sea: withOpenEdges(outline.sea.map(place)),
      borderField: (x, y) => outline.borderField(x / scale, y / scale),
    },
    rivers: createRivers(key, plan).map(({ points }) => ({
      points: points.map(({ x, y, share, widthKm }) => ({
        x: x * scale,
        y: y * scale,
        share,
        widthKm: widthKm * scale,
      })),
    })),
    lakes: createLakes(key, plan).map(({ at, rings }) => ({
      at: place(at),
      rings: rings.map((ring) => ring.map(place)),
    })),
    capital: place(plan.capital),
  };
}
