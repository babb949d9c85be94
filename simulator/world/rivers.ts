// Meandering rivers: a walk whose heading swings about a guide (Kinoshita's curve).
import type { Point } from "../../domain/scene.ts";
import { PURPOSE, type RunKey, uniform } from "../random.ts";
import { type MeasuredLine, measure, pointAlong, spline } from "./curves.ts";
import { clamp, lengthOf } from "./grid.ts";
import { createNoise, NOISE_FIELD, type Noise } from "./noise.ts";
import type { Plan, StreamPlan, TributaryPlan } from "./plan.ts";

/** A place on a river, its share of the way from source to mouth, and the river's width there. */
export interface RiverPoint {
  readonly x: number;
  readonly y: number;
  readonly share: number;
  readonly widthKm: number;
}

export interface Course {
  readonly points: readonly RiverPoint[];
}

interface Bends {
  /** Amplitude in radians and wavelength in km at a share of the way. */
  readonly amplitude: (share: number) => number;
  readonly wavelengthKm: (share: number) => number;
  /** Strength of the pull back to the guide, radians per km. */
  readonly pull: number;
  readonly stepKm: number;
  /** True when the walk must hit the guide's end (a confluence). */
  readonly homing: boolean;
}

/** Main river first, then tributaries, then streams and the canal. */
export function createRivers(key: RunKey, plan: Plan): readonly Course[] {
  const walk = createWalk(key);
  const width = createNoise(key, NOISE_FIELD.riverWidth);
  const main = walk(0, plan.mainRiver, {
    amplitude: (share) => 1.05 - 0.5 * share,
    wavelengthKm: (share) => 15 + 22 * share,
    pull: 0.05,
    stepKm: 0.6,
    homing: false,
  });
  const courses: Course[] = [widened(main, mainWidth, (index) => 0.22 * width(index / 14, 2, 3))];
  for (const tributary of plan.tributaries) {
    courses.push(createTributary(tributary, courses, walk, width));
  }
  for (const stream of plan.streams) courses.push(createStream(stream, courses.length, walk));
  return courses;
}

/** 0.7 km at the border, growing, with a funnel at the sea. */
function mainWidth(share: number): number {
  const funnel = share > 0.7 ? 20 * ((share - 0.7) / 0.3) ** 2.2 : 0;
  return 0.7 + 1.5 * share ** 1.2 + funnel;
}

type Walk = (river: number, guide: readonly Point[], bends: Bends) => WalkedPoint[];
type WalkedPoint = readonly [x: number, y: number, share: number];

/** A confluence is approached from upstream of it, as real ones are. */
function createTributary(
  plan: TributaryPlan,
  courses: readonly Course[],
  walk: Walk,
  width: Noise,
): Course {
  const receiver = courses[plan.into + 1]!.points;
  const found = receiver.findIndex((point) => point.share >= plan.at);
  const at = found < 0 ? receiver.length - 1 : found;
  const end = receiver[at]!;
  const upstream = receiver[Math.max(0, at - (plan.into < 0 ? 26 : 19))]!;
  const last = plan.guide[plan.guide.length - 1]!;
  const middle: Point = [last[0] * 0.45 + upstream.x * 0.55, last[1] * 0.45 + upstream.y * 0.55];
  const near: Point = [upstream.x * 0.82 + middle[0] * 0.18, upstream.y * 0.82 + middle[1] * 0.18];
  const points = walk(courses.length, [...plan.guide, middle, near, [end.x, end.y]], {
    amplitude: () => plan.bend,
    wavelengthKm: (share) => plan.wavelengthKm * (0.8 + 0.5 * share),
    pull: 0.1,
    stepKm: 0.5,
    homing: true,
  });
  points.push([end.x, end.y, 1]);
  const [from, to] = plan.widthKm;
  const river = courses.length;
  return widened(
    points,
    (share) => from + (to - from) * share ** 0.8,
    (index) => 0.2 * width(index / 10, river * 7.3, 3),
  );
}

function createStream(plan: StreamPlan, river: number, walk: Walk): Course {
  const points = walk(river, plan.guide, {
    amplitude: (share) => plan.bend * (1.1 - 0.25 * share),
    wavelengthKm: (share) => plan.wavelengthKm * (0.8 + 0.4 * share),
    pull: plan.pull,
    stepKm: 0.5,
    homing: false,
  });
  const [from, to] = plan.widthKm;
  return widened(
    points,
    (share) => from + (to - from) * share,
    () => 0,
  );
}

function widened(
  points: readonly WalkedPoint[],
  widthAt: (share: number) => number,
  variation: (index: number) => number,
): Course {
  return {
    points: points.map(([x, y, share], index) => ({
      x,
      y,
      share,
      widthKm: widthAt(share) * (1 + variation(index)),
    })),
  };
}

/** Most steps of one river. */
const STEPS_MAX = 4000;

function createWalk(key: RunKey): Walk {
  const noise = createNoise(key, NOISE_FIELD.riverBend);
  return (river, guidePoints, bends) => {
    const guide = measure(spline(guidePoints, 60));
    const row = river * 5.7;
    const points: WalkedPoint[] = [];
    const end = pointAlong(guide, guide.lengthKm);
    let [x, y] = pointAlong(guide, 0);
    let phase = uniform(key, river, PURPOSE.riverBends) * 2 * Math.PI;
    let share = 0;
    for (let step = 0; step < STEPS_MAX; step++) {
      const left = lengthOf(end[0] - x, end[1] - y);
      if (bends.homing ? share > 0.9 && left < bends.stepKm * 1.5 : share >= 1) break;
      const { heading, offset } = guideAt(guide, share, x, y);
      const walked = step * bends.stepKm;
      const strength = 0.55 + 0.75 * (noise(walked / 37, row, 3) + 0.5);
      const wavelength = bends.wavelengthKm(share) * (1 + 0.45 * noise(walked / 29, row + 100, 2));
      phase += (2 * Math.PI * bends.stepKm) / wavelength;
      const damping = bends.homing ? clamp((0.97 - share) / 0.1, 0, 1) : 1;
      const swing = bends.amplitude(share) * damping * strength;
      const free =
        heading +
        swing * (Math.sin(phase) + 0.18 * Math.sin(3 * phase + 0.6)) -
        clamp(offset * bends.pull, -0.9, 0.9) +
        0.25 * noise(walked / 9, row + 200, 2);
      const direction = bends.homing
        ? homed(free, share, Math.atan2(end[1] - y, end[0] - x))
        : free;
      x += Math.cos(direction) * bends.stepKm;
      y += Math.sin(direction) * bends.stepKm;
      share = Math.min(1, share + (bends.stepKm * Math.cos(free - heading)) / guide.lengthKm);
      points.push([x, y, share]);
    }
    return points;
  };
}

/** Turns towards the end of the course over the last seventh of the way. */
function homed(free: number, share: number, towards: number): number {
  const weight = clamp((share - 0.86) / 0.12, 0, 1);
  if (weight === 0) return free;
  const turn = towards - free;
  return free + weight * Math.atan2(Math.sin(turn), Math.cos(turn));
}

/** The guide's heading at a share of its length, and how far to its right the place lies, km. */
function guideAt(
  guide: MeasuredLine,
  share: number,
  x: number,
  y: number,
): { heading: number; offset: number } {
  const here = pointAlong(guide, share * guide.lengthKm);
  const before = pointAlong(guide, Math.min(share, 0.99) * guide.lengthKm);
  const ahead = pointAlong(guide, (Math.min(share, 0.99) + 0.01) * guide.lengthKm);
  const heading = Math.atan2(ahead[1] - before[1], ahead[0] - before[0]);
  const offset = -(x - here[0]) * Math.sin(heading) + (y - here[1]) * Math.cos(heading);
  return { heading, offset };
}
