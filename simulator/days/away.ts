// Nights away from home: with relatives, in a hotel, or out of the province, where another network serves.
import { fraction, hashWords } from "../../domain/hash.ts";
import type { Point } from "../../domain/scene.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../domain/time.ts";
import { placeInZone, zoneNear } from "../places.ts";
import { draw, PURPOSE } from "../random.ts";
import { flightFrom, flightTo } from "./flights.ts";
import type { Setting } from "./setting.ts";
import { nextRide, type Ride, type Stop, stopNear } from "./timetable.ts";
import { PLACE, ZONE_PLACE } from "./waypoints.ts";

/** One stay at most in each block of days; where blocks begin is each person's own. */
const BLOCK_DAYS = 28;
/**
 * Chance of a stay in a block for the median person; it grows with mobility. With M2 of traffic.md in
 * view: stays give radii of gyration their long tail. CALIBRATED.
 */
const STAYS_PER_BLOCK = 0.28;
const STAY_CHANCE_MAX = 0.7;
/** Nights: one, and each time another one with this chance, more for the mobile (assumed; M2). */
const ANOTHER_NIGHT = { from: 0.5, byMobility: 0.09, most: 0.9 } as const;
const NIGHTS_MAX = 21;
/** Share of stays that lead out of the province, and of these by plane where there is one (assumed). */
const OUT_SHARE = 0.3;
const PLANE_SHARE = 0.5;
/** How far people stay, and the share that takes a hotel where there is one (assumed). */
export const FAR = { kappaKm: 150, scale: 8 } as const;
const HOTEL_SHARE = 0.25;
const HOTEL_REACH_KM = 40;
/** Times of setting out and of returning (assumed). */
const OUT_FROM_MS = 8 * HOUR_MS;
const OUT_SPAN_MS = 10 * HOUR_MS;
const BACK_FROM_MS = 9 * HOUR_MS;
const BACK_SPAN_MS = 7 * HOUR_MS;
/** Beyond the last station the train leaves the province (assumed). */
const BORDER_MS = 3 * MINUTE_MS;

/** A stay of some nights; days count from the run's first. */
export interface Stay {
  readonly firstDay: number;
  /** The day of the return. */
  readonly lastDay: number;
  /** Out of the province, by plane or by train. */
  readonly out: boolean;
  readonly word: number;
}

/** The stay away from home to which a day belongs, undefined on most days. A pure function. */
export function stayOf(setting: Setting, subscriber: number, day: number): Stay | undefined {
  const { key, population } = setting;
  const phase = hashWords(subscriber, BLOCK_DAYS) % BLOCK_DAYS;
  const block = Math.floor((day + phase) / BLOCK_DAYS);
  const word = draw(key, subscriber, PURPOSE.away, block);
  const mobility = population.mobility[subscriber]!;
  if (fraction(word) >= Math.min(STAY_CHANCE_MAX, STAYS_PER_BLOCK * mobility)) return undefined;
  const out = fraction(hashWords(word, 1)) < OUT_SHARE;
  const { from, byMobility, most } = ANOTHER_NIGHT;
  const more = Math.min(most, from + byMobility * mobility);
  let nights = 1;
  while (nights < NIGHTS_MAX && fraction(hashWords(word, 2, nights)) < more) nights++;
  const firstDay =
    block * BLOCK_DAYS - phase + Math.floor(fraction(hashWords(word, 3)) * (BLOCK_DAYS - nights));
  const lastDay = firstDay + nights;
  if (day < firstDay || day > lastDay) return undefined;
  return { firstDay, lastDay, out: out && isReachable(setting, subscriber, word), word };
}

function isReachable(setting: Setting, subscriber: number, word: number): boolean {
  return byPlane(setting, subscriber, word) || wayOutOf(setting, subscriber) !== undefined;
}

function byPlane(setting: Setting, subscriber: number, word: number): boolean {
  const chosen = fraction(hashWords(word, 4)) < PLANE_SHARE;
  return chosen && flightTo(setting, subscriber, hashWords(word, 5)) !== undefined;
}

/** Where somebody sleeps on a stay within the province: the same place on all its days. */
export function lodgingOf(
  { world, population }: Setting,
  subscriber: number,
  { word }: Stay,
): { readonly at: Point; readonly place: number } {
  const home: Point = [population.homeX[subscriber]!, population.homeY[subscriber]!];
  const at = world.near(hashWords(word, 6), home, FAR);
  if (fraction(hashWords(word, 7)) < HOTEL_SHARE) {
    const wanted = { from: at, kind: "hotel", reachKm: HOTEL_REACH_KM, word } as const;
    const zone = zoneNear(world, wanted);
    if (zone >= 0) return { at: placeInZone(world, zone, word), place: ZONE_PLACE + zone };
  }
  return { at, place: PLACE.elsewhere };
}

/** When somebody sets out on a stay, and when home again, ms of the day. */
export function wishesOf({ word }: Stay): { readonly outMs: number; readonly backMs: number } {
  return {
    outMs: Math.round(OUT_FROM_MS + fraction(hashWords(word, 8)) * OUT_SPAN_MS),
    backMs: Math.round(BACK_FROM_MS + fraction(hashWords(word, 9)) * BACK_SPAN_MS),
  };
}

/** The way out of the province or back into it, by plane or by train. */
export interface Passage {
  readonly at: Point;
  readonly place: number;
  /** By train: the ride to the border's station, or from it. */
  readonly ride?: Ride;
  /** When the person has to be at the airport or station. */
  readonly beThereMs: number;
  /** When the phone is lost to the network, or found again, ms of the day. */
  readonly phoneMs: number;
  /** When the person may go on from the airport. */
  readonly leaveMs: number;
}

export function passageOut(setting: Setting, subscriber: number, stay: Stay): Passage {
  const { word } = stay;
  if (byPlane(setting, subscriber, word)) {
    const flight = flightTo(setting, subscriber, hashWords(word, 5))!;
    const { zone, checkInMs, offMs } = flight;
    return {
      at: placeInZone(setting.world, zone, word),
      place: ZONE_PLACE + zone,
      beThereMs: checkInMs,
      phoneMs: offMs,
      leaveMs: offMs,
    };
  }
  const { from, out } = wayOutOf(setting, subscriber)!;
  const wish = { railway: from.railway, fromStation: from.station, toStation: out.station };
  const afterMs = OUT_FROM_MS + fraction(hashWords(word, 10)) * OUT_SPAN_MS;
  const ride = nextRide(setting.timetable, { ...wish, afterMs })!;
  return {
    at: from.at,
    place: from.zone < 0 ? PLACE.elsewhere : ZONE_PLACE + from.zone,
    ride,
    beThereMs: Math.round(ride.departMs - (20 + 30 * fraction(hashWords(word, 11))) * MINUTE_MS),
    phoneMs: ride.arriveMs + BORDER_MS,
    leaveMs: ride.arriveMs + BORDER_MS,
  };
}

export function passageBack(setting: Setting, subscriber: number, stay: Stay): Passage {
  const { word } = stay;
  if (byPlane(setting, subscriber, word)) {
    const { zone, onMs, leaveMs } = flightFrom(setting, subscriber, hashWords(word, 12))!;
    const at = placeInZone(setting.world, zone, word);
    return { at, place: ZONE_PLACE + zone, beThereMs: 0, phoneMs: onMs, leaveMs };
  }
  const { from, out } = wayOutOf(setting, subscriber)!;
  const wish = { railway: from.railway, fromStation: out.station, toStation: from.station };
  const afterMs = BACK_FROM_MS + fraction(hashWords(word, 13)) * BACK_SPAN_MS;
  const ride = nextRide(setting.timetable, { ...wish, afterMs })!;
  return {
    at: out.at,
    place: out.zone < 0 ? PLACE.elsewhere : ZONE_PLACE + out.zone,
    ride,
    beThereMs: ride.departMs,
    phoneMs: ride.departMs - BORDER_MS,
    leaveMs: ride.departMs,
  };
}

/** From the station near home to the farther end of its line; undefined where no train goes. */
function wayOutOf(
  { population, timetable }: Setting,
  subscriber: number,
): { readonly from: Stop; readonly out: Stop } | undefined {
  const from = stopNear(timetable, population.homeCell[subscriber]!);
  if (from === undefined) return undefined;
  const line = timetable.stops.filter(({ railway }) => railway === from.railway);
  const [first, last] = [line[0]!, line[line.length - 1]!];
  const out = from.alongKm - first.alongKm > last.alongKm - from.alongKm ? first : last;
  return out === from ? undefined : { from, out };
}

/** Somebody out of the province; times are ms since the run's first midnight. */
export interface Roaming {
  readonly leftMs: number;
  readonly backMs: number;
}

/**
 * When somebody leaves the province and returns, for the days that this concerns, the first and the
 * last included. The phone is in no cell of this network meanwhile; the HLR knows, for another
 * network tells it. A pure function.
 */
export function roamOf(setting: Setting, subscriber: number, day: number): Roaming | undefined {
  const stay = stayOf(setting, subscriber, day);
  if (stay === undefined || !stay.out) return undefined;
  return {
    leftMs: stay.firstDay * DAY_MS + passageOut(setting, subscriber, stay).phoneMs,
    backMs: stay.lastDay * DAY_MS + passageBack(setting, subscriber, stay).phoneMs,
  };
}
