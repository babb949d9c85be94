// Train trips out and back on one day.
import { fraction, hashWords } from "../../domain/hash.ts";
import { HOUR_MS, MINUTE_MS } from "../../domain/time.ts";
import { draw, PURPOSE } from "../random.ts";
import { lengthOf } from "../world/grid.ts";
import type { Setting } from "./setting.ts";
import { nextRide, type Ride, type Stop, stopNear } from "./timetable.ts";

/**
 * Parts of purpose `dayPlan` used here; flights have 5 and 6, crowds 7, the day plan counts from 16.
 * 64 to a day.
 */
const PART = {
  rail: 0,
  railStation: 1,
  railWish: 2,
  railStay: 3,
  waits: 4,
} as const;
export const PARTS_PER_DAY = 64;

// Reach, waits and times of train trips, all assumed.
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
  const from = stopNear(timetable, population.homeCell[subscriber]!);
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

function destination(stops: readonly Stop[], from: Stop, word: number): Stop | undefined {
  const far = stops.filter(
    (stop) =>
      stop.railway === from.railway &&
      lengthOf(stop.at[0] - from.at[0], stop.at[1] - from.at[1]) >= LEAST_RIDE_KM,
  );
  return far[Math.floor(fraction(word) * far.length)];
}
