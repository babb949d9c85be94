// Flights: who flies on a day, and when phones go off before take-off and on after touch-down.
import { fraction, hashWords } from "../../domain/hash.ts";
import { HOUR_MS, MINUTE_MS } from "../../domain/time.ts";
import { draw, PURPOSE, uniform } from "../random.ts";
import { lengthOf } from "../world/grid.ts";
import { PARTS_PER_DAY, railTripOf } from "./journeys.ts";
import type { Setting } from "./setting.ts";

/** Parts of purpose `dayPlan`; see journeys.ts. */
const PART = { flight: 5, flightTimes: 6 } as const;

/** Share of people who fly out and back on a day; it and the times of flights are assumed. */
const FLIGHTS_PER_DAY = 0.002;
const AIRPORT_REACH_KM = 120;
/** Flights leave and land on a schedule, so that those aboard appear together. */
const SCHEDULE_MS = 30 * MINUTE_MS;
const DEPART_FROM_MS = 7.5 * HOUR_MS;
const DEPART_SPAN_MS = 5 * HOUR_MS;
const LAST_DEPART_SPAN_MS = 12 * HOUR_MS;
const AWAY_FROM_MS = 5 * HOUR_MS;
const AWAY_SPAN_MS = 3 * HOUR_MS;
const LAND_FROM_MS = 9 * HOUR_MS;
const LAND_SPAN_MS = 10 * HOUR_MS;
/** Phones go off so long before take-off, and on so long after touch-down at most. */
const SWITCH_OFF_FROM_MS = 4 * MINUTE_MS;
const SWITCH_OFF_SPAN_MS = 14 * MINUTE_MS;
const SWITCH_ON_SPAN_MS = 10 * MINUTE_MS;
const CHECK_IN_FROM_MS = 55 * MINUTE_MS;
const CHECK_IN_SPAN_MS = 55 * MINUTE_MS;
const OUT_OF_AIRPORT_MS = 20 * MINUTE_MS;

/** A flight out and back on one day, ms of the day. */
export interface Flight {
  readonly zone: number;
  readonly checkInMs: number;
  /** The phone goes off on board and on again up to ten minutes after touch-down. */
  readonly offMs: number;
  readonly onMs: number;
  readonly leaveMs: number;
}

/** The flight of a person on a day, undefined on nearly all days. */
export function flightOf(setting: Setting, subscriber: number, day: number): Flight | undefined {
  const { key } = setting;
  const counter = day * PARTS_PER_DAY;
  const chance = uniform(key, subscriber, PURPOSE.dayPlan, counter + PART.flight);
  if (chance >= FLIGHTS_PER_DAY || railTripOf(setting, subscriber, day)) return undefined;
  const zone = airportOf(setting, subscriber);
  if (zone < 0) return undefined;
  const times = draw(key, subscriber, PURPOSE.dayPlan, counter + PART.flightTimes);
  const departMs = scheduled(DEPART_FROM_MS + fraction(hashWords(times, 0)) * DEPART_SPAN_MS);
  const landMs = scheduled(departMs + AWAY_FROM_MS + fraction(hashWords(times, 1)) * AWAY_SPAN_MS);
  return { zone, ...boarding(departMs, times), ...landing(landMs, times) };
}

/** A flight out of the province, for a stay of days; undefined where no airport is in reach. */
export function flightTo(
  setting: Setting,
  subscriber: number,
  word: number,
): Pick<Flight, "zone" | "checkInMs" | "offMs"> | undefined {
  const zone = airportOf(setting, subscriber);
  if (zone < 0) return undefined;
  const wish = DEPART_FROM_MS + fraction(hashWords(word, 0)) * LAST_DEPART_SPAN_MS;
  return { zone, ...boarding(scheduled(wish), word) };
}

/** The flight back from such a stay. */
export function flightFrom(
  setting: Setting,
  subscriber: number,
  word: number,
): Pick<Flight, "zone" | "onMs" | "leaveMs"> | undefined {
  const zone = airportOf(setting, subscriber);
  if (zone < 0) return undefined;
  const wish = LAND_FROM_MS + fraction(hashWords(word, 0)) * LAND_SPAN_MS;
  return { zone, ...landing(scheduled(wish), word) };
}

function boarding(departMs: number, word: number): Pick<Flight, "checkInMs" | "offMs"> {
  const early = fraction(hashWords(word, 2));
  const off = fraction(hashWords(word, 4));
  return {
    checkInMs: Math.round(departMs - CHECK_IN_FROM_MS - early * CHECK_IN_SPAN_MS),
    offMs: Math.round(departMs - SWITCH_OFF_FROM_MS - off * SWITCH_OFF_SPAN_MS),
  };
}

function landing(landMs: number, word: number): Pick<Flight, "onMs" | "leaveMs"> {
  return {
    onMs: Math.round(landMs + fraction(hashWords(word, 3)) * SWITCH_ON_SPAN_MS),
    leaveMs: landMs + OUT_OF_AIRPORT_MS,
  };
}

function scheduled(timeMs: number): number {
  return Math.round(timeMs / SCHEDULE_MS) * SCHEDULE_MS;
}

/** The nearest airport, −1 when it is too far. */
function airportOf({ world, population }: Setting, subscriber: number): number {
  let best = -1;
  let bestKm = AIRPORT_REACH_KM;
  for (let zone = 0; zone < world.zones.length; zone++) {
    const { kind, at } = world.zones[zone]!;
    if (kind !== "airport") continue;
    const km = lengthOf(
      at[0] - population.homeX[subscriber]!,
      at[1] - population.homeY[subscriber]!,
    );
    if (km >= bestKm) continue;
    bestKm = km;
    best = zone;
  }
  return best;
}
