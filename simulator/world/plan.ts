// The rough sketch of the province that each seed varies: courses of rivers, places of lakes.
import type { Point } from "../../domain/scene.ts";
import { draw, PURPOSE, type RunKey, uniform } from "../random.ts";
import { type Frame, SKETCH } from "./grid.ts";

/** A river that flows into another one; indices count the list, −1 is the main river. */
export interface TributaryPlan {
  /** From the source towards the confluence, without it. */
  readonly guide: readonly Point[];
  readonly into: number;
  /** Where on the receiving river, 0 source to 1 mouth. */
  readonly at: number;
  /** Amplitude of bends (radians), their wavelength and the widths (km) at source and confluence. */
  readonly bend: number;
  readonly wavelengthKm: number;
  readonly widthKm: readonly [number, number];
}

/** A stream that ends in the sea or a lake, or a canal. */
export interface StreamPlan {
  readonly guide: readonly Point[];
  readonly bend: number;
  readonly wavelengthKm: number;
  readonly widthKm: readonly [number, number];
  readonly pull: number;
}

export interface LakePlan {
  readonly at: Point;
  /** Half-axes, km. */
  readonly radii: readonly [number, number];
}

/** In km of the sketch: the frame divided by its scale. */
export interface Plan {
  /** Guide of the main river, from the western edge into the sea. */
  readonly mainRiver: readonly Point[];
  readonly tributaries: readonly TributaryPlan[];
  readonly streams: readonly StreamPlan[];
  readonly lakes: readonly LakePlan[];
  /** Where the capital wants to be, before it looks for its river bend. */
  readonly capital: Point;
}

type Sketch<T extends { guide: readonly Point[] }> = Omit<T, "guide"> & { guide: Point[] };

const MAIN_RIVER: readonly Point[] = [
  [-8, 64],
  [30, 72],
  [62, 104],
  [100, 92],
  [132, 104],
  [168, 92],
  [205, 112],
  [238, 120],
  [285, 122],
];

const TRIBUTARIES: readonly Sketch<TributaryPlan>[] = [
  tributary(
    [
      [40, 22],
      [58, 46],
    ],
    -1,
    0.27,
    { width: 0.8 },
  ),
  tributary(
    [
      [168, 10],
      [150, 34],
      [128, 52],
      [126, 76],
    ],
    -1,
    0.455,
    {
      bend: 1.05,
      wavelength: 9,
      width: 1,
    },
  ),
  tributary(
    [
      [100, 14],
      [112, 32],
    ],
    1,
    0.52,
    { width: 0.5, wavelength: 6 },
  ),
  tributary(
    [
      [244, 34],
      [222, 58],
      [200, 72],
    ],
    -1,
    0.73,
    { width: 0.8, wavelength: 9 },
  ),
  tributary([[206, 14]], 3, 0.42, { width: 0.4, wavelength: 6 }),
  tributary(
    [
      [16, 150],
      [34, 128],
    ],
    -1,
    0.215,
    { width: 0.75 },
  ),
  tributary(
    [
      [58, 186],
      [50, 158],
    ],
    5,
    0.55,
    { width: 0.45, wavelength: 6 },
  ),
  tributary(
    [
      [96, 188],
      [92, 158],
      [84, 132],
    ],
    -1,
    0.4,
    { width: 0.7 },
  ),
  // the outflow of the large lake
  tributary(
    [
      [150, 136],
      [150, 122],
    ],
    -1,
    0.52,
    {
      bend: 0.7,
      source: 0.5,
      width: 0.8,
      wavelength: 9,
    },
  ),
];

const STREAMS: readonly Sketch<StreamPlan>[] = [
  stream(
    [
      [126, 190],
      [136, 176],
      [142, 156],
    ],
    0.95,
    7,
    [0.25, 0.65],
  ),
  stream(
    [
      [186, 190],
      [202, 172],
      [226, 162],
      [250, 166],
      [276, 168],
    ],
    0.85,
    11,
    [0.25, 1.9],
  ),
  stream(
    [
      [250, 96],
      [262, 92],
      [280, 94],
    ],
    0.8,
    7,
    [0.3, 0.8],
  ),
  // a canal, nearly straight
  stream(
    [
      [196, 70],
      [180, 84],
      [166, 96],
      [156, 116],
      [150, 134],
    ],
    0.12,
    18,
    [0.28, 0.28],
  ),
];

const LAKES: readonly LakePlan[] = [
  { at: [146, 146], radii: [17, 12] },
  { at: [84, 56], radii: [7, 9] },
  { at: [196, 66], radii: [8.5, 6] },
  { at: [46, 134], radii: [6, 7] },
  { at: [216, 148], radii: [6, 5] },
  { at: [112, 124], radii: [3.6, 2.6] },
  { at: [158, 118], radii: [3, 2.2] },
  { at: [182, 82], radii: [2.6, 3] },
  { at: [72, 116], radii: [2.6, 2] },
  { at: [236, 86], radii: [4, 3.4] },
];

const CAPITAL: Point = [126, 96];

/** How far a seed may move a guide point, km. */
const WANDER_KM: Point = [7, 6];

/** Bends the sketch by the run's key; half of all seeds see it upside down. */
export function createPlan(key: RunKey, frame: Frame): Plan {
  const wide = frame.widthKm / frame.scale / SKETCH.widthKm;
  const high = frame.heightKm / frame.scale / SKETCH.heightKm;
  const height = SKETCH.heightKm * high;
  const upsideDown = (draw(key, 0, PURPOSE.riverGuide) & 1) === 1;
  let counter = 1;
  const moved = ([x, y]: Point, wander: number): Point => {
    const dx = (uniform(key, 0, PURPOSE.riverGuide, counter++) * 2 - 1) * WANDER_KM[0] * wander;
    const dy = (uniform(key, 0, PURPOSE.riverGuide, counter++) * 2 - 1) * WANDER_KM[1] * wander;
    const down = y * high + dy;
    return [x * wide + dx, upsideDown ? height - down : down];
  };
  const course = (guide: readonly Point[]): Point[] =>
    guide.map((point, index) => moved(point, index === 0 ? 1 : 0.6));
  const last = MAIN_RIVER.length - 1;
  const lake = moved([0, 0], 0.6);
  const besideLake = (point: Point): Point => {
    const [x, y] = moved(point, 0);
    return [x + lake[0], y + (upsideDown ? lake[1] - height : lake[1])];
  };
  return {
    mainRiver: MAIN_RIVER.map((point, index) =>
      moved(point, index === 0 || index === last ? 0.3 : 0.9),
    ),
    tributaries: TRIBUTARIES.map((plan, index) => ({
      ...plan,
      guide: index === TRIBUTARIES.length - 1 ? plan.guide.map(besideLake) : course(plan.guide),
    })),
    streams: STREAMS.map((plan) => ({ ...plan, guide: course(plan.guide) })),
    lakes: LAKES.map((plan, index) => ({
      radii: plan.radii,
      at: index === 0 ? besideLake(plan.at) : moved(plan.at, 1),
    })),
    capital: moved(CAPITAL, 0.8),
  };
}

function tributary(
  guide: Point[],
  into: number,
  at: number,
  shape: { bend?: number; wavelength?: number; source?: number; width: number },
): Sketch<TributaryPlan> {
  return {
    guide,
    into,
    at,
    bend: shape.bend ?? 1,
    wavelengthKm: shape.wavelength ?? 8,
    widthKm: [shape.source ?? 0.18, shape.width],
  };
}

function stream(
  guide: Point[],
  bend: number,
  wavelengthKm: number,
  widthKm: readonly [number, number],
): Sketch<StreamPlan> {
  return { guide, bend, wavelengthKm, widthKm, pull: bend < 0.2 ? 0.12 : 0.095 };
}
