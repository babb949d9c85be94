// Days that are unlike others: a train trip out and back, a flight, a match in the evening.
import { fraction, hashWords } from "../../domain/hash.ts";
import type { Point } from "../../domain/scene.ts";
import { HOUR_MS, MINUTE_MS } from "../../domain/time.ts";
import { draw, PURPOSE, uniform } from "../random.ts";
import { lengthOf } from "../world/grid.ts";
import type { Setting } from "./setting.ts";
import { nextRide, type Ride } from "./timetable.ts";

/** Parts of purpose `dayPlan` used here; the day plan itself counts from 16. 64 to a day. */
const PART = {
  rail: 0,
  railStation: 1,
  railWish: 2,
  railStay: 3,
  waits: 4,
  flight: 5,
  flightTimes: 6,
  match: 7,
};
export const PARTS_PER_DAY = 64;

// Reach, waits and times of train trips, all assumed.
const STATION_REACH_KM = 25;
const LEAST_RIDE_KM = 25;
const WAIT_FROM_MS = 20 * MINUTE_MS;
const WAIT_SPAN_MS = 50 * MINUTE_MS;
const OUTWARD_FROM_MS = 6.5 * HOUR_MS;
const OUTWARD_SPAN_MS = 6 * HOUR_MS;
const RAIL_STAY_FROM_MS = 3 * HOUR_MS;
const RAIL_STAY_SPAN_MS = 4 * HOUR_MS;
const BACK_UNTIL_MS = 22.5 * HOUR_MS;

/** A trip by train, out and back on one day; the waits at the two stations come before each train. */
export interface RailTrip {
  readonly from: Stop;
  readonly to: Stop;
  readonly out: Ride;
  readonly back: Ride;
  readonly waitOutMs: number;
  readonly waitBackMs: number;
}
type Stop = Setting["timetable"]["stops"][number];

/** The train trip of a person on a day, undefined on most days. */
export function railTripOf(
  setting: Setting,
  subscriber: number,
  day: number,
): RailTrip | undefined {
  const { key, population, scenario, timetable } = setting;
  const word = (part: number): number =>
    draw(key, subscriber, PURPOSE.dayPlan, day * PARTS_PER_DAY + part);
  if (fraction(word(PART.rail)) >= scenario.people.trainTripsPerDay) return undefined;
  const home: Point = [population.homeX[subscriber]!, population.homeY[subscriber]!];
  const from = nearestStop(timetable.stops, home);
  if (from === undefined) return undefined;
  const to = destination(timetable.stops, from, word(PART.railStation));
  if (to === undefined) return undefined;
  const waits = word(PART.waits);
  const trip = { railway: from.railway, fromStation: from.station, toStation: to.station };
  const out = nextRide(timetable, {
    ...trip,
    afterMs: OUTWARD_FROM_MS + fraction(word(PART.railWish)) * OUTWARD_SPAN_MS,
  });
  if (out === undefined) return undefined;
  const stayMs = RAIL_STAY_FROM_MS + fraction(word(PART.railStay)) * RAIL_STAY_SPAN_MS;
  const back = nextRide(timetable, {
    railway: from.railway,
    fromStation: to.station,
    toStation: from.station,
    afterMs: out.arriveMs + stayMs,
  });
  if (back === undefined || back.arriveMs > BACK_UNTIL_MS) return undefined;
  return {
    from,
    to,
    out,
    back,
    waitOutMs: Math.round(WAIT_FROM_MS + fraction(hashWords(waits, 1)) * WAIT_SPAN_MS),
    waitBackMs: Math.round(WAIT_FROM_MS + fraction(hashWords(waits, 2)) * WAIT_SPAN_MS),
  };
}

function nearestStop(stops: readonly Stop[], home: Point): Stop | undefined {
  let best: Stop | undefined;
  let bestKm = STATION_REACH_KM;
  for (const stop of stops) {
    const km = lengthOf(stop.at[0] - home[0], stop.at[1] - home[1]);
    if (km < bestKm) {
      bestKm = km;
      best = stop;
    }
  }
  return best;
}

function destination(stops: readonly Stop[], from: Stop, word: number): Stop | undefined {
  const far = stops.filter(
    (stop) =>
      stop.railway === from.railway &&
      lengthOf(stop.at[0] - from.at[0], stop.at[1] - from.at[1]) >= LEAST_RIDE_KM,
  );
  return far[Math.floor(fraction(word) * far.length)];
}

/** Share of people who fly out and back on a day; it and the times of flights are assumed. */
const FLIGHTS_PER_DAY = 0.002;
const AIRPORT_REACH_KM = 120;
const BOARDING_FROM_MS = 7.5 * HOUR_MS;
const BOARDING_SPAN_MS = 5 * HOUR_MS;
const AWAY_FROM_MS = 5 * HOUR_MS;
const AWAY_SPAN_MS = 3 * HOUR_MS;
const CHECK_IN_FROM_MS = 55 * MINUTE_MS;
const CHECK_IN_SPAN_MS = 55 * MINUTE_MS;
const SWITCH_ON_SPAN_MS = 10 * MINUTE_MS;
const OUT_OF_AIRPORT_MS = 20 * MINUTE_MS;

export interface Flight {
  readonly zone: number;
  readonly checkInMs: number;
  /** The phone goes off on boarding and on again up to ten minutes after touch-down. */
  readonly offMs: number;
  readonly onMs: number;
  readonly leaveMs: number;
}

/** The flight of a person on a day, undefined on nearly all days. */
export function flightOf(setting: Setting, subscriber: number, day: number): Flight | undefined {
  const { key, world, population } = setting;
  const counter = day * PARTS_PER_DAY;
  const chance = uniform(key, subscriber, PURPOSE.dayPlan, counter + PART.flight);
  if (chance >= FLIGHTS_PER_DAY || railTripOf(setting, subscriber, day)) return undefined;
  const zone = world.zones.findIndex(({ kind }) => kind === "airport");
  if (zone < 0) return undefined;
  const [x, y] = world.zones[zone]!.at;
  const km = lengthOf(x - population.homeX[subscriber]!, y - population.homeY[subscriber]!);
  if (km > AIRPORT_REACH_KM) return undefined;
  const times = draw(key, subscriber, PURPOSE.dayPlan, counter + PART.flightTimes);
  const part = (number: number): number => fraction(hashWords(times, number));
  const offMs = Math.round(BOARDING_FROM_MS + part(0) * BOARDING_SPAN_MS);
  const landMs = offMs + AWAY_FROM_MS + part(1) * AWAY_SPAN_MS;
  return {
    zone,
    checkInMs: Math.round(offMs - CHECK_IN_FROM_MS - part(2) * CHECK_IN_SPAN_MS),
    offMs,
    onMs: Math.round(landMs + part(3) * SWITCH_ON_SPAN_MS),
    leaveMs: Math.round(landMs + OUT_OF_AIRPORT_MS),
  };
}

/** Chance to attend a match near one's home, and how it falls off; all of matches is assumed. */
const ATTENDANCE = 0.06;
const ATTENDANCE_REACH_KM = 15;
const KICK_OFF_MS = 19.5 * HOUR_MS;
const EARLIEST_BEFORE_MS = 90 * MINUTE_MS;
const LATEST_BEFORE_MS = 10 * MINUTE_MS;
const MATCH_MS = 110 * MINUTE_MS;
const EXIT = { mu: Math.log(12 * MINUTE_MS), sigma: 0.5 };

export interface Visit {
  readonly zone: number;
  readonly arriveMs: number;
  readonly leaveMs: number;
}

/** The match that a person attends on a day; `matches` are the stadium zones that hold one. */
export function matchVisitOf(
  { key, world, population }: Setting,
  subscriber: number,
  day: number,
  matches: readonly number[],
): Visit | undefined {
  for (const zone of matches) {
    const own = draw(key, subscriber, PURPOSE.dayPlan, day * PARTS_PER_DAY + PART.match);
    const word = hashWords(own, zone);
    const [x, y] = world.zones[zone]!.at;
    const km = lengthOf(x - population.homeX[subscriber]!, y - population.homeY[subscriber]!);
    if (fraction(word) >= ATTENDANCE * Math.exp(-km / ATTENDANCE_REACH_KM)) continue;
    const early = fraction(hashWords(word, 1));
    const before = LATEST_BEFORE_MS + early * early * (EARLIEST_BEFORE_MS - LATEST_BEFORE_MS);
    const exit = Math.exp(EXIT.mu + EXIT.sigma * (fraction(hashWords(word, 2)) * 4 - 2));
    return {
      zone,
      arriveMs: Math.round(KICK_OFF_MS - before),
      leaveMs: Math.round(KICK_OFF_MS + MATCH_MS + exit),
    };
  }
  return undefined;
}
