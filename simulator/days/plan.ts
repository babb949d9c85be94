// A person's day as waypoints: home, work, stops, tours, trains, and the ways between.
import { fraction, hashWords } from "../../domain/hash.ts";
import type { Point } from "../../domain/scene.ts";
import { HOUR_MS, MINUTE_MS } from "../../domain/time.ts";
import { flexibleStop, placeInZone, zoneNear } from "../places.ts";
import { PURSUIT } from "../population.ts";
import { draw, normal, PURPOSE } from "../random.ts";
import { lengthOf } from "../world/grid.ts";
import {
  type Flight,
  flightOf,
  matchVisitOf,
  PARTS_PER_DAY,
  type RailTrip,
  railTripOf,
  type Visit,
} from "./journeys.ts";
import type { Setting } from "./setting.ts";
import { alongRide } from "./timetable.ts";
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
  tourStop: 34,
  bend: 48,
} as const;

// Habits of traffic.md 2.3; shares and times are assumed.
const GOES_TO_WORK = 0.9;
const WEEKEND_WORK = { zone: 0.7, job: 0.15 };
/** Work leaves a person only this part of her own rhythm. */
const SHIFT_AT_WORK = 0.3;
/** Reach of trips by whoever has no work to go to, relative to others (calibrated to M14). */
const REACH_WITHOUT_WORK = 0.5;
const LUNCH_STOP = 0.16;
const ANOTHER_STOP = 0.3;
const EVENING_TOUR = 0.14;
const STAYS_HOME = 0.21;
const TOURS = [0.32, 0.1];
/** Everybody is back home by this time, so that days can be made one by one. */
const CURFEW_MS = 23.6 * HOUR_MS;
/** Shares of flexible stops that lead to a mall, and to any other zone (assumed). */
const MALL_SHARE = 0.22;
const MALL_REACH_KM = 20;
const OTHER_ZONE_SHARE = 0.04;
const OTHER_ZONE_REACH_KM = 40;

/** Writes a person's day; a pure function of the setting, the person and the day. */
export function planDay(
  setting: Setting,
  out: Waypoints,
  subscriber: number,
  day: { readonly day: number; readonly workday: boolean; readonly matches: readonly number[] },
): void {
  const walk = new Walk(setting, out, subscriber, day.day);
  out.open(subscriber);
  walk.begin();
  const rail = railTripOf(setting, subscriber, day.day);
  const flight = rail === undefined ? flightOf(setting, subscriber, day.day) : undefined;
  if (rail !== undefined) goByTrain(walk, rail);
  else if (flight !== undefined) fly(walk, flight);
  else {
    const visit = matchVisitOf(setting, subscriber, day.day, day.matches);
    if (worksToday(walk, day.workday)) workday(walk, visit);
    else freeDay(walk, visit);
  }
  out.close(subscriber);
}

function worksToday(walk: Walk, workday: boolean): boolean {
  const pursuit = walk.setting.population.pursuit[walk.subscriber]!;
  if (pursuit === PURSUIT.none) return false;
  if (workday) return walk.chance(PART.goes) < GOES_TO_WORK;
  if (pursuit === PURSUIT.zone) return walk.chance(PART.goes) < WEEKEND_WORK.zone;
  return pursuit === PURSUIT.job && walk.chance(PART.goes) < WEEKEND_WORK.job;
}

/** Start and length of work by pursuit, hours: mean and deviation (assumed). */
const HOURS_OF = {
  [PURSUIT.job]: { start: 7.6, startSigma: 0.75, length: 8.9, lengthSigma: 0.9 },
  [PURSUIT.school]: { start: 7.0, startSigma: 0.2, length: 8.5, lengthSigma: 0.5 },
  [PURSUIT.campus]: { start: 7.8, startSigma: 0.6, length: 8.0, lengthSigma: 1.5 },
  [PURSUIT.zone]: { start: 8.0, startSigma: 1.3, length: 8.9, lengthSigma: 0.9 },
} as const;

function workday(walk: Walk, visit: Visit | undefined): void {
  const pursuit = walk.setting.population.pursuit[walk.subscriber]! as keyof typeof HOURS_OF;
  const hours = HOURS_OF[pursuit];
  const shift = pursuit === PURSUIT.school ? 0 : walk.shiftMs * SHIFT_AT_WORK;
  const departMs = shift + HOUR_MS * (hours.start + hours.startSigma * walk.gauss(PART.departure));
  walk.leave(Math.max(5 * HOUR_MS, departMs));
  walk.travel(walk.work, PLACE.work);
  const lengthMs =
    HOUR_MS * Math.max(4, hours.length + hours.lengthSigma * walk.gauss(PART.workLength));
  const endMs = Math.min(walk.timeMs + lengthMs, CURFEW_MS - walk.durationTo(walk.home));
  lunch(walk, endMs);
  walk.leave(Math.max(endMs, walk.timeMs));
  if (visit !== undefined && walk.timeMs < visit.arriveMs) {
    attend(walk, visit);
    return;
  }
  for (let stop = 0; stop < 3 && walk.chance(PART.afterWork + stop) < ANOTHER_STOP; stop++) {
    walk.stop(1 + stop, 50 * MINUTE_MS);
  }
  walk.goHome();
  eveningTour(walk);
}

function lunch(walk: Walk, endMs: number): void {
  const atMs = 12 * HOUR_MS + walk.chance(PART.lunchTime) * HOUR_MS;
  if (walk.chance(PART.lunch) >= LUNCH_STOP || walk.timeMs > atMs || endMs < 14.5 * HOUR_MS) return;
  const near = walk.placeNear(walk.work, 2, PART.lunch);
  walk.leave(atMs);
  walk.travel(near, PLACE.elsewhere);
  walk.leave(walk.timeMs + 30 * MINUTE_MS);
  walk.travel(walk.work, PLACE.work);
}

function eveningTour(walk: Walk): void {
  if (walk.chance(PART.evening) >= EVENING_TOUR || walk.timeMs > 20 * HOUR_MS) return;
  const wish = 18.5 * HOUR_MS + walk.chance(PART.eveningTime) * 1.5 * HOUR_MS;
  walk.leave(Math.max(walk.timeMs + 20 * MINUTE_MS, wish));
  walk.stop(7, 80 * MINUTE_MS);
  walk.goHome();
}

function freeDay(walk: Walk, visit: Visit | undefined): void {
  if (walk.chance(PART.stayHome) >= STAYS_HOME) {
    let tours = 1;
    for (const [index, share] of TOURS.entries()) {
      if (walk.chance(PART.tours + index * 40) < share) tours++;
    }
    const startMs = 8 * HOUR_MS + walk.shiftMs + walk.chance(PART.tourStart) * 6 * HOUR_MS;
    walk.leave(Math.max(5 * HOUR_MS, startMs));
    for (let tour = 0; tour < tours; tour++) {
      let stop = 0;
      do walk.stop(tour * 3 + stop, 75 * MINUTE_MS);
      while (++stop < 3 && walk.chance(PART.tourStop + tour * 3 + stop) < ANOTHER_STOP);
      walk.goHome();
      if (tour + 1 < tours) {
        walk.leave(
          walk.timeMs + 30 * MINUTE_MS + walk.chance(PART.tourStart + 1 + tour) * 3 * HOUR_MS,
        );
      }
    }
  }
  if (visit !== undefined && walk.timeMs < visit.arriveMs - HOUR_MS) attend(walk, visit);
}

function attend(walk: Walk, visit: Visit): void {
  const place = walk.placeInZone(visit.zone);
  walk.leave(Math.max(walk.timeMs, visit.arriveMs - walk.durationTo(place)));
  walk.travel(place, ZONE_PLACE + visit.zone);
  walk.leave(Math.max(walk.timeMs, visit.leaveMs));
  walk.goHome();
}

function fly(walk: Walk, flight: Flight): void {
  const place = walk.placeInZone(flight.zone);
  walk.leave(Math.max(4 * HOUR_MS, flight.checkInMs - walk.durationTo(place)));
  walk.travel(place, ZONE_PLACE + flight.zone);
  walk.leave(Math.max(walk.timeMs, flight.leaveMs));
  walk.goHome();
}

function goByTrain(walk: Walk, trip: RailTrip): void {
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

/** Door-to-door speed by distance, km/h, and the detour of roads (traffic.md 2.3). */
function durationMs(km: number): number {
  const roadKm = km * 1.3;
  const kmh = roadKm < 2 ? 9 : roadKm < 18 ? 24 : 65;
  return Math.round(2 * MINUTE_MS + (roadKm / kmh) * HOUR_MS);
}

/** A person on the way through a day: writes waypoints as time goes on. */
class Walk {
  declare readonly setting: Setting;
  declare readonly out: Waypoints;
  declare readonly subscriber: number;
  declare readonly day: number;
  declare readonly home: Point;
  declare readonly work: Point;
  declare readonly shiftMs: number;
  declare timeMs: number;
  declare at: Point;
  declare legs: number;

  constructor(setting: Setting, out: Waypoints, subscriber: number, day: number) {
    const { population } = setting;
    this.setting = setting;
    this.out = out;
    this.subscriber = subscriber;
    this.day = day;
    this.home = [population.homeX[subscriber]!, population.homeY[subscriber]!];
    this.work = [population.workX[subscriber]!, population.workY[subscriber]!];
    this.shiftMs = population.shiftMs[subscriber]!;
    this.timeMs = 0;
    this.at = this.home;
    this.legs = 0;
  }

  word(part: number): number {
    return draw(
      this.setting.key,
      this.subscriber,
      PURPOSE.dayPlan,
      this.day * PARTS_PER_DAY + part,
    );
  }

  chance(part: number): number {
    return fraction(this.word(part));
  }

  gauss(part: number): number {
    const { key } = this.setting;
    return normal(key, this.subscriber, PURPOSE.dayPlan, this.day * PARTS_PER_DAY + part);
  }

  begin(): void {
    this.#push(0, PLACE.home);
  }

  /** Stays where she is until `timeMs`, then sets out. */
  leave(timeMs: number): void {
    this.timeMs = Math.max(this.timeMs, Math.round(timeMs));
    this.#push(this.timeMs, PLACE.enRoute);
  }

  durationTo(to: Point): number {
    return durationMs(lengthOf(to[0] - this.at[0], to[1] - this.at[1]));
  }

  /** Travels to a place; longer ways bend, as roads do, but not into water. */
  travel(to: Point, place: number): void {
    const [x, y] = this.at;
    const [dx, dy] = [to[0] - x, to[1] - y];
    const lengthMs = this.durationTo(to);
    if (lengthOf(dx, dy) > BEND_FROM_KM) {
      const turn = (this.chance(PART.bend + (this.legs++ % 8)) - 0.5) * BEND_SHARE;
      const [bx, by] = [x + dx / 2 - dy * turn, y + dy / 2 + dx * turn];
      if (!this.setting.world.isWater(bx, by)) {
        this.out.push(this.timeMs + Math.round(lengthMs / 2), bx, by, PLACE.enRoute);
      }
    }
    this.timeMs += lengthMs;
    this.at = to;
    this.#push(this.timeMs, place);
  }

  goHome(): void {
    this.travel(this.home, PLACE.home);
  }

  /** One flexible stop with a dwell of about `dwellMs`, left out when it would end too late. */
  stop(counter: number, dwellMs: number): void {
    const { place, at } = this.#choose(counter);
    const word = hashWords(this.word(PART.tourStop), counter);
    const dwell = dwellMs * Math.exp(0.6 * (fraction(word) * 4 - 2));
    const backMs = durationMs(lengthOf(at[0] - this.home[0], at[1] - this.home[1]));
    if (this.timeMs + this.durationTo(at) + dwell + backMs > CURFEW_MS) return;
    this.travel(at, place);
    this.leave(this.timeMs + dwell);
  }

  #choose(counter: number): { readonly at: Point; readonly place: number } {
    const { key, world, population } = this.setting;
    const word = draw(key, this.subscriber, PURPOSE.stopPlace, -1 - (this.day * 16 + counter));
    const share = fraction(word);
    const wanted =
      share < MALL_SHARE
        ? { from: this.at, kind: "mall" as const, reachKm: MALL_REACH_KM, word }
        : { from: this.at, reachKm: OTHER_ZONE_REACH_KM, word };
    const zone = share < MALL_SHARE + OTHER_ZONE_SHARE ? zoneNear(world, wanted) : -1;
    if (zone >= 0) return { at: placeInZone(world, zone, word), place: ZONE_PLACE + zone };
    const idle = population.pursuit[this.subscriber] === PURSUIT.none;
    const at = flexibleStop(key, world, {
      subscriber: this.subscriber,
      day: this.day,
      counter,
      home: this.home,
      work: this.work,
      mobility: population.mobility[this.subscriber]! * (idle ? REACH_WITHOUT_WORK : 1),
    });
    return { at, place: PLACE.elsewhere };
  }

  placeInZone(zone: number): Point {
    return placeInZone(this.setting.world, zone, this.word(PART.tourStop + 12));
  }

  placeNear(from: Point, reachKm: number, part: number): Point {
    return this.setting.world.near(hashWords(this.word(part), 9), from, { kappaKm: reachKm });
  }

  /** Waits for the train at the stop, then rides it. */
  ride(ride: RailTrip["out"]): void {
    alongRide(ride, (timeMs, x, y) => this.out.push(timeMs, x, y, PLACE.train));
    const last = this.out.count - 1;
    this.timeMs = ride.arriveMs;
    this.at = [this.out.xOf(last), this.out.yOf(last)];
    this.out.place[last] = PLACE.enRoute;
  }

  #push(timeMs: number, place: number): void {
    this.out.push(timeMs, this.at[0], this.at[1], place);
  }
}

/** Ways longer than this bend to the side by up to half this share of their length (assumed). */
const BEND_FROM_KM = 1.5;
const BEND_SHARE = 0.24;
