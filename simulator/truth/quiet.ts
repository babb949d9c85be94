// When somebody really is idle in her free hours, and for how long she has used her phone for nothing.
import { DAY_MS } from "../../domain/time.ts";
import type { TriggerParameters } from "../../domain/trigger.ts";
import { TOLERANCE } from "../../metrics/tolerance.ts";
import type { DayPlan } from "../days/day-plan.ts";
import { isOff } from "../days/power.ts";
import { PLACE } from "../days/waypoints.ts";
import type { Doing, DoingKind } from "./doings.ts";
import { type Tell, type Wanted, wantedOf } from "./wanted.ts";

/** What takes her own doing, and what uses the phone at all. */
const DEEDS: readonly DoingKind[] = ["called", "wasCalled", "sent", "sentToMany"];
const USES: readonly DoingKind[] = [...DEEDS, "received"];

/** Remembers from day to day when phones were last used. */
export class Quiet {
  readonly #idle: readonly Wanted<"subscriber.idle">[];
  readonly #silent: readonly Wanted<"subscriber.silent">[];
  /** Last use, ms since the run's first midnight, by place; 0 before the first. */
  readonly #usedMs: Float64Array;

  constructor(definitions: readonly TriggerParameters[], places: number) {
    this.#idle = wantedOf(definitions, "subscriber.idle");
    this.#silent = wantedOf(definitions, "subscriber.silent");
    this.#usedMs = new Float64Array(this.#silent.length > 0 ? places : 0);
  }

  get isWanted(): boolean {
    return this.#idle.length + this.#silent.length > 0;
  }

  read(
    plan: DayPlan,
    doings: readonly Doing[],
    who: { readonly subscriber: number; readonly place: number },
    tell: Tell,
  ): void {
    const dayMs = plan.day * DAY_MS;
    if (this.#silent.length > 0) this.#tellSilent(doings, who.place, dayMs, tell);
    const deeds = doings.filter(({ kind }) => DEEDS.includes(kind));
    for (const wanted of this.#idle) {
      const atMs = idleAt(plan, deeds, who.subscriber, wanted);
      if (atMs === undefined) continue;
      const { earlyMs, lateMs } = TOLERANCE["subscriber.idle"];
      const dueMs = dayMs + atMs;
      tell(wanted.definition, dueMs - earlyMs, dueMs, dueMs + lateMs);
    }
  }

  /** Once for each time without use, when it has lasted so long. */
  #tellSilent(doings: readonly Doing[], place: number, dayMs: number, tell: Tell): void {
    const { earlyMs, lateMs } = TOLERANCE["subscriber.silent"];
    const tellUntil = (untilMs: number): void => {
      for (const { definition, forMs } of this.#silent) {
        const dueMs = this.#usedMs[place]! + forMs;
        if (dueMs < dayMs || dueMs >= Math.min(untilMs, dayMs + DAY_MS)) continue;
        tell(definition, dueMs - earlyMs, dueMs, dueMs + lateMs);
      }
    };
    for (const { kind, atMs, endMs } of doings) {
      if (!USES.includes(kind)) continue;
      tellUntil(dayMs + atMs);
      this.#usedMs[place] = Math.max(this.#usedMs[place]!, dayMs + endMs);
    }
    tellUntil(Number.POSITIVE_INFINITY);
  }
}

/** The first moment of the day at which she has been quiet so long, in the hours and at the place. */
function idleAt(
  plan: DayPlan,
  deeds: readonly Doing[],
  subscriber: number,
  { hours, at, quietForMs }: Wanted<"subscriber.idle">,
): number | undefined {
  const off = plan.powerOf(subscriber);
  const arrivals = arrivalsOf(plan, subscriber);
  let sinceMs = -quietForMs;
  for (let place = 0; place <= deeds.length; place++) {
    const untilMs = deeds[place]?.atMs ?? DAY_MS;
    const quietMs = Math.max(sinceMs + quietForMs, hours.fromMs);
    const lastMs = Math.min(untilMs, hours.toMs <= hours.fromMs ? DAY_MS : hours.toMs);
    for (const candidateMs of [quietMs, ...arrivals.filter((one) => one > quietMs)]) {
      if (candidateMs >= lastMs || isOff(off, candidateMs)) continue;
      if (at === "any" || isAtHome(plan, subscriber, candidateMs)) return candidateMs;
    }
    sinceMs = Math.max(sinceMs, deeds[place]?.endMs ?? 0);
  }
  return undefined;
}

function arrivalsOf({ waypoints }: DayPlan, subscriber: number): readonly number[] {
  const first = waypoints.offset[subscriber]!;
  const rows = Array.from({ length: waypoints.length[subscriber]! }, (_, row) => first + row);
  return rows
    .filter((row) => waypoints.place[row] === PLACE.home)
    .map((row) => waypoints.timeMs[row]!);
}

function isAtHome({ waypoints }: DayPlan, subscriber: number, timeMs: number): boolean {
  const first = waypoints.offset[subscriber]!;
  let row = first + waypoints.length[subscriber]! - 1;
  while (row > first && waypoints.timeMs[row]! > timeMs) row--;
  return waypoints.place[row] === PLACE.home;
}
