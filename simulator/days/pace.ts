// How long ways take, door to door: on foot, or by whatever rides, walk to the stop and wait included.
import { HOUR_MS, MINUTE_MS } from "../../domain/time.ts";
import { draw, normalOf, PURPOSE, type RunKey } from "../random.ts";

/** Roads are so much longer than straight lines (traffic.md 2.3). */
const ROAD_FACTOR = 1.3;
const WALK_KMH = 4.8;
const WALK_MS = 2 * MINUTE_MS;
/**
 * Walk to the stop, wait, walk from the stop; then a speed that grows with the length of the way: 12
 * km/h for 2 km of road, 21 for 10, 39 for 50, 60 for 150 km.
 *
 * CALIBRATED on M12 of traffic.md (CAUPD 2023): mean way to work 36 min, 76 % below 45, 12 % above 60.
 */
const RIDE_MS = 15 * MINUTE_MS;
const RIDE_KMH_AT_1_KM = 8.8;
const RIDE_EXPONENT = 0.4;
const PACE_SIGMA = 0.25;

/** Counters of purpose `pace`. */
const TRAIT = { pace: 0, reach: 1 } as const;

/** Time that a person needs for a distance as the crow flies, ms; `pace` 1 is the median person's. */
export function travelMs(km: number, pace: number): number {
  const roadKm = km * ROAD_FACTOR;
  const walkMs = WALK_MS + (roadKm / WALK_KMH) * HOUR_MS;
  if (walkMs <= RIDE_MS) return Math.round(walkMs);
  const rideMs = RIDE_MS + pace * (roadKm ** (1 - RIDE_EXPONENT) / RIDE_KMH_AT_1_KM) * HOUR_MS;
  return Math.round(Math.min(walkMs, rideMs));
}

/** A person's own time relative to the median person's, about 0.5 to 2 (spread assumed). */
export function paceOf(key: RunKey, subscriber: number): number {
  return Math.exp(PACE_SIGMA * normalOf(draw(key, subscriber, PURPOSE.pace, TRAIT.pace)));
}
