// Where people go: work places, campuses, and the familiar and new places of their free time.
import { fraction, hashWords } from "../domain/hash.ts";
import type { ZoneKind } from "../domain/location.ts";
import type { Point } from "../domain/scene.ts";
import { PURSUIT } from "./population.ts";
import { draw, normalOf, PURPOSE, type RunKey, uniform } from "./random.ts";
import { isInside } from "./world/contours.ts";
import { lengthOf } from "./world/grid.ts";
import type { World } from "./world/world.ts";

/** Work lies within this reach; law and numbers: ../shared/design/traffic.md 2.2. */
const WORK_REACH_KM = 70;
/** Lognormal, so that some work next door and some far away (the same; CALIBRATED on M12). */
const WORK_SCALE = { mu: 0, sigma: 0.7, most: 3 } as const;
/** The same for the others (assumed). */
const SCHOOL_REACH_KM = 3;
const CAMPUS_REACH_KM = 40;
const ZONE_JOB_REACH_KM = 25;

/** Where somebody works or learns; the pursuit changes when there is no such place in reach. */
export function choosePlace(
  key: RunKey,
  world: World,
  person: { readonly home: Point; readonly pursuit: number; readonly subscriber: number },
): { readonly at: Point; readonly pursuit: number } {
  const { home, pursuit, subscriber } = person;
  const near = (kappaKm: number, scale = 1): Point =>
    world.near(draw(key, subscriber, PURPOSE.workPlace, 0), home, { kappaKm, scale });
  const word = draw(key, subscriber, PURPOSE.workPlace, 1);
  switch (pursuit) {
    case PURSUIT.none:
      return { at: home, pursuit };
    case PURSUIT.school:
      return { at: near(SCHOOL_REACH_KM), pursuit };
    case PURSUIT.campus: {
      const zone = zoneNear(world, { from: home, kind: "campus", reachKm: CAMPUS_REACH_KM, word });
      if (zone >= 0) return { at: placeInZone(world, zone, word), pursuit };
      break;
    }
    case PURSUIT.zone: {
      const zone = zoneNear(world, { from: home, reachKm: ZONE_JOB_REACH_KM, word });
      if (zone >= 0) return { at: placeInZone(world, zone, word), pursuit };
      break;
    }
  }
  const { mu, sigma, most } = WORK_SCALE;
  const scale = Math.exp(mu + sigma * normalOf(draw(key, subscriber, PURPOSE.workPlace, 2)));
  return { at: near(WORK_REACH_KM, Math.min(most, scale)), pursuit: PURSUIT.job };
}

/**
 * Cutoffs κ of free trips, P(r) ∝ (r + r0)^−β exp(−r/κ) (González et al. 2008): each person has one,
 * the largest below 60 km × mobility^1.8. People of narrow and of wide reach together show the laws of
 * M1 and M2 of traffic.md. CALIBRATED.
 */
const REACHES_KM = [3, 5, 9, 15, 25, 42, 70, 115, 190, 300] as const;
const REACH_KM = 60;
const REACH_EXPONENT = 1.8;
/** Free trips are so much longer than the law's, so that r0 is 2.1 km: in M1 ways to work join them. */
const FREE_SCALE = 1.4;
const PORTFOLIO_MIN = 34;
const PORTFOLIO_SPAN = 17;
const PORTFOLIO_SHIFT = 1.6;
const PORTFOLIO_EXPONENT = -0.15;
const EXPLORATION_SHARE = 0.18;
const BASE_IS_HOME = 0.75;

/**
 * One flexible stop of a person: a new place with probability 0.2, else one of 12 to 40 familiar
 * places that turn over slowly (traffic.md 2.3, a closed form of exploration and return).
 */
export function flexibleStop(
  key: RunKey,
  world: World,
  stop: {
    readonly subscriber: number;
    readonly day: number;
    readonly counter: number;
    readonly home: Point;
    readonly work: Point;
    readonly mobility: number;
  },
): Point {
  const { subscriber, day, home, work, mobility } = stop;
  const chance = (part: number): number =>
    uniform(key, subscriber, PURPOSE.stopPlace, (day * 16 + stop.counter) * 4 + part);
  let word: number;
  if (chance(0) < EXPLORATION_SHARE) {
    word = draw(key, subscriber, PURPOSE.stopPlace, (day * 16 + stop.counter) * 4 + 3);
  } else {
    const size = PORTFOLIO_MIN + (draw(key, subscriber, PURPOSE.portfolio, 0) % PORTFOLIO_SPAN);
    const rank = rankOf(chance(1), size);
    const phase = draw(key, subscriber, PURPOSE.portfolio, 1 + rank) % 1000;
    const epoch = Math.floor((day + phase) / (70 + 60 * rank));
    word = draw(key, subscriber, PURPOSE.portfolio, 64 + rank * 64 + epoch);
  }
  const from = fraction(hashWords(word, 1)) < BASE_IS_HOME ? home : work;
  return world.near(word, from, { kappaKm: reachOf(mobility), scale: FREE_SCALE });
}

/** κ of a person's free trips, km. */
export function reachOf(mobility: number): number {
  const wantedKm = REACH_KM * mobility ** REACH_EXPONENT;
  let index = 0;
  while (index + 1 < REACHES_KM.length && REACHES_KM[index + 1]! <= wantedKm) index++;
  return REACHES_KM[index]!;
}

/** Rank of a place in a portfolio: weight (rank + 1.6)^−0.25, by inversion of its integral. */
function rankOf(share: number, size: number): number {
  const power = 1 + PORTFOLIO_EXPONENT;
  const low = (PORTFOLIO_SHIFT - 0.5) ** power;
  const high = (size - 0.5 + PORTFOLIO_SHIFT) ** power;
  const rank = (low + share * (high - low)) ** (1 / power) - PORTFOLIO_SHIFT + 0.5;
  return Math.min(size - 1, Math.floor(rank));
}

/** A zone within reach, near ones more often (weight exp(−distance/8 km)); −1 when none is. */
export function zoneNear(
  world: World,
  wanted: {
    readonly from: Point;
    readonly reachKm: number;
    readonly word: number;
    readonly kind?: ZoneKind;
  },
): number {
  const { zones } = world;
  const { from, reachKm, kind } = wanted;
  let best = -1;
  let bestScore = Number.POSITIVE_INFINITY;
  for (let zone = 0; zone < zones.length; zone++) {
    if (kind !== undefined && zones[zone]!.kind !== kind) continue;
    const [x, y] = zones[zone]!.at;
    const km = lengthOf(x - from[0], y - from[1]);
    if (km > reachKm) continue;
    // The least of exponential variables with these rates wins with probability rate/sum.
    const score = -Math.log(fraction(hashWords(wanted.word, zone)) + 1e-12) * Math.exp(km / 8);
    if (score < bestScore) {
      bestScore = score;
      best = zone;
    }
  }
  return best;
}

/** Half of the tries miss a slender zone; all of these together miss one in a thousand. */
const ZONE_TRIES = 12;

/** A place of one's own inside a zone's outline, in its cells; its middle when none is found. */
export function placeInZone(world: World, zone: number, word: number): Point {
  const { at, ring } = world.zones[zone]!;
  const [left, right] = spanOf(ring, 0);
  const [top, bottom] = spanOf(ring, 1);
  for (let attempt = 0; attempt < ZONE_TRIES; attempt++) {
    const x = left + (right - left) * fraction(hashWords(word, 2, attempt));
    const y = top + (bottom - top) * fraction(hashWords(word, 3, attempt));
    const served = world.cells.zone[world.cellAt(x, y)] === zone;
    if (served && isInside(ring, x, y) && !world.isWater(x, y)) return [x, y];
  }
  return at;
}

function spanOf(ring: readonly Point[], axis: 0 | 1): [number, number] {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (const point of ring) {
    least = Math.min(least, point[axis]);
    most = Math.max(most, point[axis]);
  }
  return [least, most];
}
