// A person on the way through a day: writes waypoints as time goes on.
import { fraction, hashWords } from "../../domain/hash.ts";
import type { ZoneKind } from "../../domain/location.ts";
import type { Point } from "../../domain/scene.ts";
import { HOUR_MS, MINUTE_MS } from "../../domain/time.ts";
import { flexibleStop, placeInZone, reachOf, zoneNear } from "../places.ts";
import { PURSUIT } from "../population.ts";
import { draw, normalOf, PURPOSE } from "../random.ts";
import { lengthOf } from "../world/grid.ts";
import { PARTS_PER_DAY } from "./journeys.ts";
import { paceOf, travelMs } from "./pace.ts";
import type { Setting } from "./setting.ts";
import { alongRide, type Ride } from "./timetable.ts";
import { PLACE, type Waypoints, ZONE_PLACE } from "./waypoints.ts";

/** Parts of purpose `dayPlan` used here; the kinds of days in plan.ts have others. */
const PART = { tourStop: 34, bend: 48 } as const;

/** Everybody is back by this time, so that days can be made one by one. */
export const CURFEW_MS = 23.6 * HOUR_MS;
const LATEST_MS = 23.9 * HOUR_MS;
/** Reach of trips by whoever has no work to go to, relative to others (calibrated to M14). */
const REACH_WITHOUT_WORK = 0.6;
/** A stop lasts longer or shorter than usual by this deviation of its logarithm (assumed; M13). */
const DWELL_SIGMA = 0.7;
const DWELL_MS_MIN = 6 * MINUTE_MS;
/** Shares of flexible stops that lead to a mall, to a park, and to any zone (assumed). */
const MALL_SHARE = 0.13;
const SCENIC_SHARE = 0.05;
const OTHER_ZONE_SHARE = 0.03;
const MALL_REACH_KM = 20;
const OTHER_ZONE_REACH_KM = 40;
/** Ways longer than this bend to the side by up to half this share of their length (assumed). */
const BEND_FROM_KM = 1.5;
const BEND_SHARE = 0.24;

export class Walk {
  declare setting: Setting;
  declare out: Waypoints;
  declare subscriber: number;
  declare day: number;
  /** Where the person sleeps, by what name, and where she works. */
  declare home: Point;
  declare homePlace: number;
  declare work: Point;
  declare shiftMs: number;
  declare pace: number;
  declare timeMs: number;
  declare at: Point;
  declare legs: number;

  /** Wakes up at home; the same object serves person after person. */
  begin(setting: Setting, out: Waypoints, subscriber: number, day: number): void {
    const { population } = setting;
    this.setting = setting;
    this.out = out;
    this.subscriber = subscriber;
    this.day = day;
    this.home = [population.homeX[subscriber]!, population.homeY[subscriber]!];
    this.homePlace = PLACE.home;
    this.work = [population.workX[subscriber]!, population.workY[subscriber]!];
    this.shiftMs = population.shiftMs[subscriber]!;
    this.pace = paceOf(setting.key, subscriber);
    this.timeMs = 0;
    this.at = this.home;
    this.legs = 0;
    out.open(subscriber);
  }

  /** Wakes up somewhere else. */
  sleepAt(at: Point, place: number): void {
    this.home = at;
    this.homePlace = place;
    this.at = at;
  }

  word(part: number): number {
    const counter = this.day * PARTS_PER_DAY + part;
    return draw(this.setting.key, this.subscriber, PURPOSE.dayPlan, counter);
  }

  chance(part: number): number {
    return fraction(this.word(part));
  }

  gauss(part: number): number {
    return normalOf(this.word(part));
  }

  /** Begins to stay at a place, now. */
  stay(place: number): void {
    this.#push(this.timeMs, place);
  }

  /** Stays where she is until `timeMs`, then sets out. */
  leave(timeMs: number): void {
    this.timeMs = Math.max(this.timeMs, Math.round(timeMs));
    this.#push(this.timeMs, PLACE.enRoute);
  }

  durationTo(to: Point): number {
    return travelMs(lengthOf(to[0] - this.at[0], to[1] - this.at[1]), this.pace);
  }

  /** Travels to a place; longer ways bend, as roads do, but not into water. */
  travel(to: Point, place: number): void {
    const [x, y] = this.at;
    const [dx, dy] = [to[0] - x, to[1] - y];
    const km = lengthOf(dx, dy);
    // Whoever is late takes a taxi: the day ends at home.
    const lengthMs = Math.min(travelMs(km, this.pace), Math.max(0, LATEST_MS - this.timeMs));
    if (km > BEND_FROM_KM) {
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
    this.travel(this.home, this.homePlace);
  }

  /** One flexible stop with a dwell of about `dwellMs`, left out when it would end too late. */
  stop(counter: number, dwellMs: number): void {
    const { place, at } = this.#choose(counter);
    const word = hashWords(this.word(PART.tourStop), counter);
    const dwell = Math.max(DWELL_MS_MIN, dwellMs * Math.exp(DWELL_SIGMA * normalOf(word)));
    const backMs = travelMs(lengthOf(at[0] - this.home[0], at[1] - this.home[1]), this.pace);
    if (this.timeMs + this.durationTo(at) + dwell + backMs > CURFEW_MS) return;
    this.travel(at, place);
    this.leave(this.timeMs + dwell);
  }

  #choose(counter: number): { readonly at: Point; readonly place: number } {
    const { key, world, population } = this.setting;
    const word = draw(key, this.subscriber, PURPOSE.stopPlace, -1 - (this.day * 16 + counter));
    const zone = this.#zoneToVisit(word);
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

  /** The zone that a stop leads to, −1 for none in reach and for most stops. */
  #zoneToVisit(word: number): number {
    const { world, population } = this.setting;
    const from = this.at;
    const ownKm = reachOf(population.mobility[this.subscriber]!);
    const visit = (kind: ZoneKind, reachKm: number): number =>
      zoneNear(world, { from, kind, reachKm: Math.min(reachKm, ownKm), word });
    let share = fraction(word);
    if (share < MALL_SHARE) return visit("mall", MALL_REACH_KM);
    share -= MALL_SHARE;
    if (share < SCENIC_SHARE) return visit("scenic", OTHER_ZONE_REACH_KM);
    share -= SCENIC_SHARE;
    if (share >= OTHER_ZONE_SHARE) return -1;
    return zoneNear(world, { from, reachKm: Math.min(OTHER_ZONE_REACH_KM, ownKm), word });
  }

  placeInZone(zone: number): Point {
    return placeInZone(this.setting.world, zone, this.word(PART.tourStop + 12));
  }

  placeNear(from: Point, reachKm: number, part: number): Point {
    return this.setting.world.near(hashWords(this.word(part), 9), from, { kappaKm: reachKm });
  }

  /** Waits for the train at the stop, then rides it. */
  ride(ride: Ride): void {
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
