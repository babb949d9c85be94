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
  return joined(markStays(ground, absorbed(ground, withoutReselection(ground, runs))));
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
