// Matches and concerts: when they are, who goes there, when each arrives and leaves.
import { fraction, hashWords } from "../../domain/hash.ts";
import { civilDate, HOUR_MS, MINUTE_MS } from "../../domain/time.ts";
import { bernoulli, draw, normalOf, PURPOSE } from "../random.ts";
import { lengthOf } from "../world/grid.ts";
import type { Setting } from "./setting.ts";

/** Part of purpose `dayPlan`; see journeys.ts. */
const CROWD_PART = 7;
const PARTS_PER_DAY = 64;

/**
 * What draws a crowd, by kind of zone; all of it is assumed. `share` of days that have one, on
 * weekdays and on weekends; `attendance` of those who live next door, and how it falls off.
 */
const DRAWS = {
  stadium: {
    purpose: PURPOSE.match,
    share: [0.25, 0.6],
    beginMs: 19.5 * HOUR_MS,
    lengthMs: 110 * MINUTE_MS,
    attendance: 0.06,
    reachKm: 15,
  },
  theatre: {
    purpose: PURPOSE.concert,
    share: [0.3, 0.7],
    beginMs: 19.75 * HOUR_MS,
    lengthMs: 125 * MINUTE_MS,
    attendance: 0.02,
    reachKm: 10,
  },
} as const;

/** People arrive from 90 minutes before until 10 after the begin, most of them late. */
const EARLIEST_MS = -90 * MINUTE_MS;
const LATEST_MS = 10 * MINUTE_MS;
const ARRIVAL_SKEW = 0.6;
/** Lognormal time to get out, with the median of traffic.md 2.3. */
const EXIT = { mu: Math.log(12 * MINUTE_MS), sigma: 0.5 };
const EXIT_MS_MAX = 75 * MINUTE_MS;

export interface Visit {
  readonly zone: number;
  readonly arriveMs: number;
  readonly leaveMs: number;
}

function drawsOf({ world }: Pick<Setting, "world">, zone: number) {
  const { kind } = world.zones[zone]!;
  return kind === "stadium" || kind === "theatre" ? DRAWS[kind] : undefined;
}

/** Zones with a match or a concert on this day: stadiums and theatres. */
export function matchesOn(setting: Setting, day: number): readonly number[] {
  const { key, world, scenario } = setting;
  const weekday = civilDate(scenario.start, day)?.weekday ?? 1;
  return world.zones.flatMap((_, zone) => {
    const draws = drawsOf(setting, zone);
    if (draws === undefined) return [];
    const share = draws.share[weekday === 0 || weekday >= 5 ? 1 : 0];
    return bernoulli(share, key, zone, draws.purpose, day) ? [zone] : [];
  });
}

/** The crowd that a person joins on a day; `matches` are the zones that draw one. */
export function crowdVisitOf(
  setting: Setting,
  subscriber: number,
  day: number,
  matches: readonly number[],
): Visit | undefined {
  if (matches.length === 0) return undefined;
  const { key, world, population } = setting;
  const own = draw(key, subscriber, PURPOSE.dayPlan, day * PARTS_PER_DAY + CROWD_PART);
  for (const zone of matches) {
    const draws = drawsOf(setting, zone);
    if (draws === undefined) continue;
    const word = hashWords(own, zone);
    if (fraction(word) >= draws.attendance) continue;
    const [x, y] = world.zones[zone]!.at;
    const km = lengthOf(x - population.homeX[subscriber]!, y - population.homeY[subscriber]!);
    if (fraction(word) >= draws.attendance * Math.exp(-km / draws.reachKm)) continue;
    const late = fraction(hashWords(word, 1)) ** ARRIVAL_SKEW;
    const exitMs = Math.exp(EXIT.mu + EXIT.sigma * normalOf(hashWords(word, 2)));
    return {
      zone,
      arriveMs: Math.round(draws.beginMs + EARLIEST_MS + late * (LATEST_MS - EARLIEST_MS)),
      leaveMs: Math.round(draws.beginMs + draws.lengthMs + Math.min(EXIT_MS_MAX, exitMs)),
    };
  }
  return undefined;
}

/** Calls and messages in the venue relative to elsewhere: the middle of traffic.md 2.3's ranges. */
const IN_VENUE = { calls: 2, messages: 4 } as const;
const NOWHERE = { calls: 1, messages: 1 } as const;

/**
 * How much more somebody talks and writes at a moment of a day for being at a match or a concert:
 * a factor on the rates of calls and of messages, 1 for nearly everybody. A pure function, for
 * whoever plans talk; people on their way there or from there have the factor 1.
 */
export function crowdFactor(
  setting: Setting,
  who: { readonly subscriber: number; readonly day: number; readonly matches: readonly number[] },
  timeMs: number,
): { readonly calls: number; readonly messages: number } {
  const visit = crowdVisitOf(setting, who.subscriber, who.day, who.matches);
  const inside = visit !== undefined && timeMs >= visit.arriveMs && timeMs < visit.leaveMs;
  return inside ? IN_VENUE : NOWHERE;
}
