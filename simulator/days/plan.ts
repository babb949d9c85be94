// A person's day as waypoints: home, work, stops, tours, trains, stays, and the ways between.
import { fraction, hashWords } from "../../domain/hash.ts";
import { HOUR_MS, MINUTE_MS } from "../../domain/time.ts";
import { PURSUIT } from "../population.ts";
import { FAR, lodgingOf, passageBack, passageOut, type Stay, stayOf, wishesOf } from "./away.ts";
import { crowdVisitOf, type Visit } from "./crowds.ts";
import { type Flight, flightOf } from "./flights.ts";
import { type RailTrip, railTripOf } from "./journeys.ts";
import { type DayKind, isHoliday, type Setting } from "./setting.ts";
import { CURFEW_MS, Walk } from "./walk.ts";
import { PLACE, type Waypoints, ZONE_PLACE } from "./waypoints.ts";

/** Parts of purpose `dayPlan`, below PARTS_PER_DAY; journeys.ts uses 0 to 15. */
const PART = {
  goes: 16,
  departure: 17,
  workLength: 18,
  lunch: 19,
  lunchTime: 20,
  evening: 21,
  eveningTime: 22,
  tours: 23,
  stayHome: 24,
  tourStart: 25,
  afterWork: 28,
  far: 31,
  farTimes: 32,
  tourStop: 34,
} as const;

// Habits of traffic.md 2.3; shares and times are assumed, lunch and stops with M9 to M11 in view.
const GOES_TO_WORK = 0.9;
const WEEKEND_WORK = { zone: 0.7, job: 0.15 };
/** Work leaves a person only this part of her own rhythm. */
const SHIFT_AT_WORK = 0.3;
const LUNCH_STOP = 0.24;
const LUNCH_REACH_KM = 2;
const ANOTHER_STOP = 0.5;
const EVENING_TOUR = 0.25;
const STAYS_HOME = 0.07;
const TOURS = [0.45, 0.18] as const;
/** Nobody sets out on another tour later than this. */
const LAST_TOUR_MS = 20.5 * HOUR_MS;
/** Stops on the way and tours, median dwell. */
const AFTER_WORK_MS = 110 * MINUTE_MS;
const EVENING_MS = 120 * MINUTE_MS;
const TOUR_MS = 150 * MINUTE_MS;
/** Days out by road, on business or a visit: the median person's chance a day (calibrated on M1). */
const FAR_TRIPS_PER_DAY = 0.016;
/** Public holidays: fewer stay at home, more tours, hardly anybody works. */
const HOLIDAY = { staysHome: 0.06, tours: [0.65, 0.35], work: 0.4 } as const;

const walk = new Walk();

/** Writes a person's day; a pure function of the setting, the person and the day. */
export function planDay(setting: Setting, out: Waypoints, subscriber: number, kind: DayKind): void {
  walk.begin(setting, out, subscriber, kind.day);
  const stay = stayOf(setting, subscriber, kind.day);
  if (stay !== undefined) {
    if (stay.out) outOfProvince(stay);
    else withinProvince(stay);
  } else {
    walk.stay(PLACE.home);
    ordinaryDay(kind);
  }
  out.close(subscriber);
}

function ordinaryDay(kind: DayKind): void {
  const { setting, subscriber, day } = walk;
  const rail = railTripOf(setting, subscriber, day);
  const flight = rail === undefined ? flightOf(setting, subscriber, day) : undefined;
  if (rail !== undefined) goByTrain(rail);
  else if (flight !== undefined) fly(flight);
  else if (walk.chance(PART.far) < FAR_TRIPS_PER_DAY * setting.population.mobility[subscriber]!) {
    goFar();
  } else {
    const visit = crowdVisitOf(setting, subscriber, day, kind.matches);
    if (worksToday(kind)) workday(visit);
    else freeDay(visit, !kind.workday && isHoliday(setting.scenario, day));
  }
}

function worksToday({ workday, day }: DayKind): boolean {
  const { setting, subscriber } = walk;
  const pursuit = setting.population.pursuit[subscriber]!;
  if (pursuit === PURSUIT.none) return false;
  if (workday) return walk.chance(PART.goes) < GOES_TO_WORK;
  const share =
    pursuit === PURSUIT.zone ? WEEKEND_WORK.zone : pursuit === PURSUIT.job ? WEEKEND_WORK.job : 0;
  return walk.chance(PART.goes) < share * (isHoliday(setting.scenario, day) ? HOLIDAY.work : 1);
}

/** Setting out for work and its length by pursuit, hours: mean and deviation (assumed). */
const HOURS_OF = {
  [PURSUIT.job]: { start: 7.4, startSigma: 0.75, length: 9.1, lengthSigma: 0.9 },
  [PURSUIT.school]: { start: 6.9, startSigma: 0.2, length: 8.7, lengthSigma: 0.5 },
  [PURSUIT.campus]: { start: 7.6, startSigma: 0.6, length: 8.0, lengthSigma: 1.5 },
  [PURSUIT.zone]: { start: 7.8, startSigma: 1.3, length: 8.9, lengthSigma: 0.9 },
} as const;

function workday(visit: Visit | undefined): void {
  const pursuit = walk.setting.population.pursuit[walk.subscriber]! as keyof typeof HOURS_OF;
  const hours = HOURS_OF[pursuit];
  const shift = pursuit === PURSUIT.school ? 0 : walk.shiftMs * SHIFT_AT_WORK;
  const departMs = shift + HOUR_MS * (hours.start + hours.startSigma * walk.gauss(PART.departure));
  walk.leave(Math.max(5 * HOUR_MS, departMs));
  walk.travel(walk.work, PLACE.work);
  const lengthMs =
    HOUR_MS * Math.max(4, hours.length + hours.lengthSigma * walk.gauss(PART.workLength));
  const endMs = Math.min(walk.timeMs + lengthMs, CURFEW_MS - walk.durationTo(walk.home));
  lunch(endMs);
  walk.leave(Math.max(endMs, walk.timeMs));
  if (visit !== undefined && walk.timeMs < visit.arriveMs) {
    attend(visit);
    return;
  }
  for (let stop = 0; stop < 3 && walk.chance(PART.afterWork + stop) < ANOTHER_STOP; stop++) {
    walk.stop(1 + stop, AFTER_WORK_MS);
  }
  walk.goHome();
  eveningTour();
}

function lunch(endMs: number): void {
  const atMs = 11.7 * HOUR_MS + walk.chance(PART.lunchTime) * HOUR_MS;
  if (walk.chance(PART.lunch) >= LUNCH_STOP || walk.timeMs > atMs || endMs < 14.5 * HOUR_MS) return;
  const near = walk.placeNear(walk.work, LUNCH_REACH_KM, PART.lunch);
  walk.leave(atMs);
  walk.travel(near, PLACE.elsewhere);
  walk.leave(walk.timeMs + 30 * MINUTE_MS);
  walk.travel(walk.work, PLACE.work);
}

function eveningTour(): void {
  if (walk.chance(PART.evening) >= EVENING_TOUR || walk.timeMs > 20 * HOUR_MS) return;
  const wish = 18.5 * HOUR_MS + walk.chance(PART.eveningTime) * 1.5 * HOUR_MS;
  walk.leave(Math.max(walk.timeMs + 20 * MINUTE_MS, wish));
  walk.stop(7, EVENING_MS);
  walk.goHome();
}

function freeDay(visit: Visit | undefined, holiday: boolean): void {
  if (walk.chance(PART.stayHome) >= (holiday ? HOLIDAY.staysHome : STAYS_HOME)) {
    const shares = holiday ? HOLIDAY.tours : TOURS;
    let tours = 1;
    if (walk.chance(PART.tours) < shares[0]) tours++;
    if (walk.chance(PART.tours + 40) < shares[1]) tours++;
    const startMs = 8 * HOUR_MS + walk.shiftMs + walk.chance(PART.tourStart) * 6 * HOUR_MS;
    walk.leave(Math.max(5 * HOUR_MS, startMs));
    for (let tour = 0; tour < tours; tour++) {
      let stop = 0;
      do walk.stop(tour * 3 + stop, TOUR_MS);
      while (++stop < 3 && walk.chance(PART.tourStop + tour * 3 + stop) < ANOTHER_STOP);
      walk.goHome();
      if (tour + 1 === tours || walk.timeMs > LAST_TOUR_MS) break;
      const pause = walk.chance(PART.tourStart + 1 + tour) * 3 * HOUR_MS;
      walk.leave(Math.min(LAST_TOUR_MS, walk.timeMs + 30 * MINUTE_MS + pause));
    }
  }
  if (visit !== undefined && walk.timeMs < visit.arriveMs - HOUR_MS) attend(visit);
}

function attend(visit: Visit): void {
  const place = walk.placeInZone(visit.zone);
  walk.leave(Math.max(walk.timeMs, visit.arriveMs - walk.durationTo(place)));
  walk.travel(place, ZONE_PLACE + visit.zone);
  walk.leave(Math.max(walk.timeMs, visit.leaveMs));
  walk.goHome();
}

function fly(flight: Flight): void {
  const place = walk.placeInZone(flight.zone);
  walk.leave(Math.max(4 * HOUR_MS, flight.checkInMs - walk.durationTo(place)));
  walk.travel(place, ZONE_PLACE + flight.zone);
  walk.leave(Math.max(walk.timeMs, flight.leaveMs));
  walk.goHome();
}

function goFar(): void {
  const { setting, home } = walk;
  const word = walk.word(PART.farTimes);
  const to = setting.world.near(hashWords(word, 1), home, FAR);
  walk.leave((7 + 3 * fraction(hashWords(word, 2))) * HOUR_MS);
  walk.travel(to, PLACE.elsewhere);
  const untilMs = walk.timeMs + (2 + 5 * fraction(hashWords(word, 3))) * HOUR_MS;
  walk.leave(Math.min(untilMs, CURFEW_MS - walk.durationTo(home)));
  walk.goHome();
}

function goByTrain(trip: RailTrip): void {
  const { from, to, out, back, waitOutMs, waitBackMs } = trip;
  const placeOf = (zone: number): number => (zone < 0 ? PLACE.elsewhere : ZONE_PLACE + zone);
  walk.leave(Math.max(4 * HOUR_MS, out.departMs - waitOutMs - walk.durationTo(from.at)));
  walk.travel(from.at, placeOf(from.zone));
  walk.ride(out);
  const near = walk.placeNear(to.at, 8, PART.tourStop);
  walk.travel(near, PLACE.elsewhere);
  walk.leave(Math.max(walk.timeMs, back.departMs - waitBackMs - walk.durationTo(to.at)));
  walk.travel(to.at, placeOf(to.zone));
  walk.ride(back);
  walk.goHome();
}

/** A stay within the province: there, tours around the lodging, and back. */
function withinProvince(stay: Stay): void {
  const { setting, subscriber, day, home } = walk;
  const { at, place } = lodgingOf(setting, subscriber, stay);
  const { outMs, backMs } = wishesOf(stay);
  if (day === stay.firstDay) {
    walk.stay(PLACE.home);
    walk.leave(Math.min(outMs, CURFEW_MS - walk.durationTo(at)));
    walk.travel(at, place);
    return;
  }
  walk.sleepAt(at, place);
  walk.stay(place);
  if (day < stay.lastDay) {
    freeDay(undefined, true);
    return;
  }
  walk.leave(Math.min(backMs, CURFEW_MS - walk.durationTo(home)));
  walk.travel(home, PLACE.home);
}

/** A stay out of the province: on days between the person stands where the network lost her. */
function outOfProvince(stay: Stay): void {
  const { setting, subscriber, day, home } = walk;
  if (day === stay.firstDay) {
    const { at, place, ride, beThereMs } = passageOut(setting, subscriber, stay);
    walk.stay(PLACE.home);
    walk.leave(Math.max(4 * HOUR_MS, beThereMs - walk.durationTo(at)));
    walk.travel(at, place);
    if (ride !== undefined) {
      walk.ride(ride);
      walk.stay(PLACE.elsewhere);
    }
    return;
  }
  const { at, place, ride, leaveMs } = passageBack(setting, subscriber, stay);
  walk.sleepAt(at, place);
  walk.stay(place);
  if (day < stay.lastDay) return;
  if (ride !== undefined) walk.ride(ride);
  else walk.leave(leaveMs);
  walk.travel(home, PLACE.home);
}
