// From sightings to stays: each person's day as a list of places where she stopped.
import { MINUTE_MS } from "../../domain/time.ts";
import type { Ground } from "./ground.ts";

/** Sightings in one place on end: the first and the last of them, ms of the day. */
export interface PlaceRun {
  place: number;
  firstMs: number;
  lastMs: number;
  /** False on the way from one stay to the next. */
  isStay: boolean;
}

/** Back within this time after a look at a touching place: the phone, not the person, went there. */
const RESELECTION_MS = 90 * MINUTE_MS;
/** Home, work, home for lunch and back are four ways a day between two places; ping-pong is more. */
const SWITCHES_MIN = 5;
/** A shorter run beside a longer one in a touching place is the same stay. */
const ABSORBED_MS = 35 * MINUTE_MS;
/** A run this long is a stay wherever it lies. */
const STAY_MS = 10 * MINUTE_MS;
/** A place this much off the way is no place on the way: nobody goes there but to stop. */
const DETOUR = 1.35;

/**
 * Joins runs that differ only by cell reselection, then tells stays from places on the way. Runs are
 * in order of time, no two alike in a row; the result is again.
 */
export function staysOf(ground: Ground, runs: readonly PlaceRun[]): readonly PlaceRun[] {
  const oneForTwo = withoutPingPong(ground, runs);
  return joined(markStays(ground, absorbed(ground, withoutReselection(ground, oneForTwo))));
}

/** Two touching places between which a day goes to and fro so often are the one seen more often. */
function withoutPingPong(ground: Ground, runs: readonly PlaceRun[]): readonly PlaceRun[] {
  const switches = new Map<number, number>();
  const runsIn = new Map<number, number>();
  let most = 0;
  runs.forEach(({ place }, index) => {
    runsIn.set(place, (runsIn.get(place) ?? 0) + 1);
    const before = runs[index - 1]?.place ?? place;
    const pair = Math.min(place, before) * 65_536 + Math.max(place, before);
    const count = (switches.get(pair) ?? 0) + 1;
    switches.set(pair, count);
    if (place !== before) most = Math.max(most, count);
  });
  if (most < SWITCHES_MIN) return runs;
  const standsFor = new Map<number, number>();
  for (const [pair, count] of switches) {
    const [a, b] = [Math.floor(pair / 65_536), pair % 65_536];
    if (a === b || count < SWITCHES_MIN || !ground.touch(a, b)) continue;
    const [more, fewer] = runsIn.get(a)! >= runsIn.get(b)! ? [a, b] : [b, a];
    if (!standsFor.has(more)) standsFor.set(fewer, more);
  }
  const merged: PlaceRun[] = [];
  for (const run of runs) {
    const place = standsFor.get(run.place) ?? run.place;
    const before = merged.at(-1);
    if (before?.place === place) before.lastMs = run.lastMs;
    else merged.push({ ...run, place });
  }
  return merged;
}

/** A, B, A with B touching A and A seen again soon is one run in A. */
function withoutReselection(ground: Ground, runs: readonly PlaceRun[]): PlaceRun[] {
  const kept: PlaceRun[] = [];
  for (const run of runs) {
    const before = kept.at(-2);
    const between = kept.at(-1);
    const returns =
      before !== undefined &&
      between !== undefined &&
      before.place === run.place &&
      run.firstMs - before.lastMs <= RESELECTION_MS &&
      ground.touch(before.place, between.place);
    if (returns) {
      kept.pop();
      before.lastMs = run.lastMs;
    } else kept.push({ ...run });
  }
  return kept;
}

function absorbed(ground: Ground, runs: PlaceRun[]): PlaceRun[] {
  const kept: PlaceRun[] = [];
  const long = (run: PlaceRun | undefined): boolean =>
    run !== undefined && run.lastMs - run.firstMs >= ABSORBED_MS;
  runs.forEach((run, index) => {
    const before = kept.at(-1);
    const after = runs[index + 1];
    if (before !== undefined && before.place === run.place) {
      before.lastMs = run.lastMs;
      return;
    }
    if (!long(run)) {
      if (before !== undefined && long(before) && ground.touch(before.place, run.place)) {
        before.lastMs = run.lastMs;
        return;
      }
      if (after !== undefined && long(after) && ground.touch(after.place, run.place)) {
        after.firstMs = run.firstMs;
        return;
      }
    }
    kept.push(run);
  });
  return kept;
}

function markStays({ places }: Ground, runs: PlaceRun[]): PlaceRun[] {
  const kmBetween = (a: PlaceRun, b: PlaceRun): number =>
    Math.hypot(places.x[a.place]! - places.x[b.place]!, places.y[a.place]! - places.y[b.place]!);
  runs.forEach((run, index) => {
    const before = runs[index - 1];
    const after = runs[index + 1];
    run.isStay =
      before === undefined ||
      after === undefined ||
      run.lastMs - run.firstMs >= STAY_MS ||
      kmBetween(before, run) + kmBetween(run, after) > DETOUR * kmBetween(before, after) + 1;
  });
  return runs;
}

/** Two stays in one place with nothing but the way between them are one. */
function joined(runs: PlaceRun[]): PlaceRun[] {
  const kept: PlaceRun[] = [];
  let lastStay: PlaceRun | undefined;
  for (const run of runs) {
    if (run.isStay && lastStay?.place === run.place) {
      while (kept.at(-1) !== lastStay) kept.pop();
      lastStay.lastMs = run.lastMs;
      continue;
    }
    if (run.isStay) lastStay = run;
    kept.push(run);
  }
  return kept;
}
