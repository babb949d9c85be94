// Everybody as additive light: how a person looks at each zoom, and where.
import { PERSON_STATE } from "../domain/map-frame.ts";
import { type LightBuffer, UNIT } from "./light-buffer.ts";
import { type People, progress } from "./people.ts";
import { type Band, bandOf, type View } from "./projection.ts";

/** Weights of idle, moving and call; those who are off show as a faint ring in the district only. */
const WEIGHTS = [1, 0.3, 0.62, 1] as const;
/** Number of people for whom weight 1 is right; fewer shine brighter. */
const REFERENCE_PEOPLE = 100_000;
/** Length of the tail of a moving person, px. */
const TAIL_PX = 6;
/** People this far outside still reach into the view, px. */
const MARGIN_PX = 8;

/** The pixels of a person: offset in CSS pixels and share of the weight. */
type Stamp = readonly (readonly [dx: number, dy: number, share: number])[];

const DOT: Stamp = [[0, 0, 1]];
const SQUARE: Stamp = [
  [0, 0, 1],
  [1, 0, 0.8],
  [0, 1, 0.8],
  [1, 1, 0.7],
];
const SOFT: Stamp = [
  [0, 0, 1],
  [1, 0, 0.55],
  [0, 1, 0.55],
  [1, 1, 0.4],
];
const CROSS: Stamp = [
  ...SQUARE,
  [-1, 0, 1],
  [0, -1, 1],
  [-1, 1, 0.6],
  [1, -1, 0.6],
  [2, 0, 0.3],
  [0, 2, 0.3],
];
const ROUND: Stamp = [-1, 0, 1].flatMap((dy) =>
  [-1, 0, 1].map((dx) => [dx, dy, dx !== 0 && dy !== 0 ? 0.45 : 1] as const),
);

/** Shapes by zoom band and person state (off, idle, moving, call). */
const STAMPS: Record<Band, readonly [Stamp, Stamp, Stamp, Stamp]> = {
  0: [[], DOT, DOT, DOT],
  1: [[], SOFT, SQUARE, SQUARE],
  2: [[], SOFT, SQUARE, CROSS],
  3: [circle(2, 0.16), ROUND, ROUND, [...ROUND, ...circle(5, 0.6)]],
};
/** Shares of the weight by zoom band: one pixel carries less light than many. */
const EXPOSURE: Record<Band, number> = { 0: 0.62, 1: 0.8, 2: 1, 3: 1 };

interface Extent {
  /** km */
  readonly width: number;
  readonly height: number;
}

/** Draws everybody at wall time `nowMs`; `still` shows the newest frame without movement or tails. */
export function drawPeople(
  light: LightBuffer,
  people: People,
  view: View,
  world: Extent,
  nowMs: number,
  still: boolean,
): void {
  light.erase();
  const band = bandOf(view.k);
  const { ratio } = light;
  const strength = strengthOf(people.count, band);
  const stamps = STAMPS[band].map((stamp, state) => cut(stamp, ratio, WEIGHTS[state]! * strength));
  const share = still ? 1 : progress(people, nowMs);
  const tails = band > 1 && !still;
  const [kx, ky] = [(world.width / 65535) * view.k, (world.height / 65535) * view.k];
  const { fromX, fromY, state: states } = people;
  for (let index = 0; index < people.count; index++) {
    const state = states[index]!;
    const stamp = stamps[state]!;
    if (stamp.length === 0) continue;
    const stepX = people.x[index]! - fromX[index]!;
    const stepY = people.y[index]! - fromY[index]!;
    const x = Math.round(((fromX[index]! + stepX * share) * kx + view.x) * ratio);
    const y = Math.round(((fromY[index]! + stepY * share) * ky + view.y) * ratio);
    if (!light.holds(x, y, MARGIN_PX)) continue;
    for (let part = 0; part < stamp.length; part += 3) {
      light.add(x + stamp[part]!, y + stamp[part + 1]!, stamp[part + 2]!);
    }
    if (tails && state === PERSON_STATE.moving) {
      drawTail(light, x, y, stepX * kx, stepY * ky, strength);
    }
  }
  light.show();
}

function drawTail(
  light: LightBuffer,
  x: number,
  y: number,
  stepX: number,
  stepY: number,
  strength: number,
): void {
  const length = Math.hypot(stepX, stepY);
  if (length === 0) return;
  const reach = TAIL_PX * light.ratio;
  for (let step = 2; step <= reach; step++) {
    light.add(
      Math.round(x - (stepX * step) / length),
      Math.round(y - (stepY * step) / length),
      Math.round(UNIT * 0.34 * strength * (1 - step / (reach + 1))),
    );
  }
}

/** Brightness of one person: a fifth of the people shine about twice as bright each. */
function strengthOf(count: number, band: Band): number {
  const fewer = Math.sqrt(REFERENCE_PEOPLE / Math.max(1, count));
  return EXPOSURE[band] * Math.min(2.6, Math.max(0.5, band === 0 ? fewer : Math.sqrt(fewer)));
}

/** A stamp in device pixels and units of light: triples of dx, dy, units. */
function cut(stamp: Stamp, ratio: number, weight: number): Int16Array {
  const scale = Math.max(1, Math.round(ratio));
  const parts: number[] = [];
  for (const [dx, dy, share] of stamp) {
    const units = Math.max(1, Math.min(255, Math.round(weight * share * UNIT)));
    for (let row = 0; row < scale; row++) {
      for (let column = 0; column < scale; column++) {
        parts.push(dx * scale + column, dy * scale + row, units);
      }
    }
  }
  return Int16Array.from(parts);
}

function circle(radius: number, share: number): Stamp {
  const steps = 20;
  return Array.from({ length: steps }, (_, step) => {
    const angle = (step / steps) * 2 * Math.PI;
    return [Math.round(Math.cos(angle) * radius), Math.round(Math.sin(angle) * radius), share];
  });
}
