// Where everybody is between two frames of the stream.
import { applyPeople, PERSON_STATE } from "../domain/map-frame.ts";

/** Steps beyond this share of the world's extent are jumps, not movements. */
const JUMP = 65535 * 0.05;
/** Shortest and longest time over which one frame turns into the next, ms. */
const INTERVAL_MS = { least: 60, most: 1200 } as const;
/** Weight of the newest interval in the running estimate. */
const INTERVAL_WEIGHT = 0.25;

/** Positions in units of 1/65535 of the world's width and height. */
export interface People {
  readonly count: number;
  readonly x: Uint16Array;
  readonly y: Uint16Array;
  readonly state: Uint8Array;
  /** Where each was drawn when the newest frame arrived. */
  readonly fromX: Float32Array;
  readonly fromY: Float32Array;
  /** Network time of the newest frame, ms; undefined before the first. */
  timeMs: number | undefined;
  arrivedAt: number;
  intervalMs: number;
  /** Counts frames, so that layers know whether anything is new. */
  version: number;
}

export function createPeople(count: number): People {
  return {
    count,
    x: new Uint16Array(count),
    y: new Uint16Array(count),
    state: new Uint8Array(count),
    fromX: new Float32Array(count),
    fromY: new Float32Array(count),
    timeMs: undefined,
    arrivedAt: 0,
    intervalMs: 250,
    version: 0,
  };
}

/** Takes a packed frame at wall time `nowMs`: everybody starts from where they were just drawn. */
export function receivePeople(people: People, octets: ArrayBuffer, nowMs: number): void {
  const first = people.timeMs === undefined;
  const share = progress(people, nowMs);
  const { x, y, fromX, fromY, count } = people;
  for (let index = 0; index < count; index++) {
    fromX[index] = fromX[index]! + (x[index]! - fromX[index]!) * share;
    fromY[index] = fromY[index]! + (y[index]! - fromY[index]!) * share;
  }
  const off = Uint8Array.from(people.state, (state) => (state === PERSON_STATE.off ? 1 : 0));
  people.timeMs = applyPeople(octets, people);
  for (let index = 0; index < count; index++) {
    const jumped =
      first ||
      off[index] === 1 ||
      Math.abs(x[index]! - fromX[index]!) > JUMP ||
      Math.abs(y[index]! - fromY[index]!) > JUMP;
    if (jumped) {
      fromX[index] = x[index]!;
      fromY[index] = y[index]!;
    }
  }
  if (!first) {
    const interval = Math.min(
      Math.max(nowMs - people.arrivedAt, INTERVAL_MS.least),
      INTERVAL_MS.most,
    );
    people.intervalMs += (interval - people.intervalMs) * INTERVAL_WEIGHT;
  }
  people.arrivedAt = nowMs;
  people.version++;
}

/** Share of the way from the last drawn positions to the newest frame, 0 to 1. */
export function progress(people: People, nowMs: number): number {
  if (people.timeMs === undefined) return 1;
  return Math.min(Math.max((nowMs - people.arrivedAt) / people.intervalMs, 0), 1);
}

/** One person's place at `share` of the way, as fractions of the world's width and height. */
export function placeOf(people: People, index: number, share: number): [number, number] {
  const x = people.fromX[index]! + (people.x[index]! - people.fromX[index]!) * share;
  const y = people.fromY[index]! + (people.y[index]! - people.fromY[index]!) * share;
  return [x / 65535, y / 65535];
}

/** The person nearest to a place (fractions) within `reach` km; undefined when nobody is. */
export function nearestPerson(
  people: People,
  at: readonly [number, number],
  reach: { readonly km: number; readonly width: number; readonly height: number },
  share: number,
): number | undefined {
  let nearest: number | undefined;
  let least = reach.km * reach.km;
  for (let index = 0; index < people.count; index++) {
    if (people.state[index] === PERSON_STATE.off) continue;
    const [x, y] = placeOf(people, index, share);
    const [dx, dy] = [(x - at[0]) * reach.width, (y - at[1]) * reach.height];
    const distance = dx * dx + dy * dy;
    if (distance < least) {
      least = distance;
      nearest = index;
    }
  }
  return nearest;
}
