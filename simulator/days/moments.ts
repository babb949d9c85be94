// What really happened to a person lately, asked of one at a time: the truth behind hidden need.
import { DAY_MS, dayOf } from "../../domain/time.ts";
import type { Moment, Moments, TruthOfMoments } from "../needs.ts";
import type { Frame } from "../world/grid.ts";
import { handsetChangeMs } from "./handsets.ts";
import { planDay } from "./plan.ts";
import { type DayKind, isWorkday, matchesOn, type Setting } from "./setting.ts";
import { PLACE, Waypoints, ZONE_PLACE } from "./waypoints.ts";

/** A new handset is forgotten after so many days: its need has gone by then. */
const HANDSET_DAYS = 30;

/** The waypoints of whoever was planned last. */
class LoneDay extends Waypoints {
  constructor(frame: Frame) {
    super(1, frame);
  }

  override open(): void {
    this.count = 0;
  }

  override close(): void {}
}

/**
 * The true moments of the generated people: new handsets, times on the way, visits to zones. Each
 * question plans the person's day anew (some µs), a pure function of the setting; so shards, live
 * runs and replays give the same answers. What a person did before midnight is forgotten, but for a
 * new handset. What the tap cannot be wrong about – calls missed, tones heard – is not looked up.
 */
export function createMoments(setting: Setting): TruthOfMoments {
  const lone = new LoneDay(setting.world.frame);
  const kinds = new Map<number, DayKind>();
  const kindOf = (day: number): DayKind => {
    let kind = kinds.get(day);
    if (kind === undefined) {
      const workday = isWorkday(setting.scenario, day);
      kind = { day, workday, matches: matchesOn(setting, day) };
      kinds.set(day, kind);
    }
    return kind;
  };
  return {
    known: ["newHandset", "waiting", "travelling"],
    of(subscriber, timeMs) {
      const day = Math.max(0, dayOf(timeMs));
      planDay(setting, lone, subscriber, kindOf(day));
      const newHandset = handsetMoment(setting, subscriber, timeMs);
      const waiting = lastSpan(lone, day, timeMs, isZoneVisit);
      const travelling = lastSpan(lone, day, timeMs, isRide);
      return {
        ...(newHandset === undefined ? {} : { newHandset }),
        ...(waiting === undefined ? {} : { waiting }),
        ...(travelling === undefined ? {} : { travelling }),
      } satisfies Moments;
    },
  };
}

function handsetMoment(
  { key, scenario }: Setting,
  subscriber: number,
  timeMs: number,
): Moment | undefined {
  const today = dayOf(timeMs);
  for (let day = today; day >= 0 && day > today - HANDSET_DAYS; day--) {
    const atMs = handsetChangeMs(key, scenario, subscriber, day);
    const sinceMs = day * DAY_MS + atMs;
    if (atMs >= 0 && sinceMs <= timeMs) return { sinceMs, untilMs: sinceMs };
  }
  return undefined;
}

/** Somewhere that has a name, but where she woke up. */
function isZoneVisit(place: number, row: number): boolean {
  return row > 0 && place >= ZONE_PLACE;
}

function isRide(place: number): boolean {
  return place === PLACE.enRoute || place === PLACE.train;
}

/** The last span of the day that had begun by then; its end is the future's, if it is still on. */
function lastSpan(
  { count, timeMs: times, place: places }: Waypoints,
  day: number,
  atMs: number,
  belongs: (place: number, row: number) => boolean,
): Moment | undefined {
  const timeOfDay = atMs - day * DAY_MS;
  let last = -1;
  for (let row = 0; row < count && times[row]! <= timeOfDay; row++) {
    if (belongs(places[row]!, row)) last = row;
  }
  if (last < 0) return undefined;
  let first = last;
  while (first > 0 && belongs(places[first - 1]!, first - 1)) first--;
  const overMs = last + 1 < count ? times[last + 1]! : DAY_MS;
  return {
    sinceMs: day * DAY_MS + times[first]!,
    untilMs: overMs <= timeOfDay ? day * DAY_MS + overMs : Number.POSITIVE_INFINITY,
  };
}
