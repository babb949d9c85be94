// Intercity trains: who runs when, and where a train is at each minute of its way.
import type { Point } from "../../domain/scene.ts";
import { HOUR_MS, MINUTE_MS } from "../../domain/time.ts";
import { type MeasuredLine, measure, pointAlong } from "../world/curves.ts";
import type { World } from "../world/world.ts";

// The timetable is assumed throughout.
const FIRST_TRAIN_MS = 5.5 * HOUR_MS;
const LAST_TRAIN_MS = 21 * HOUR_MS;
const HEADWAY_MS = 40 * MINUTE_MS;
const STOP_MS = 2 * MINUTE_MS;
/** Average speed between stops, km/h: express trains of 2008. */
const SPEED_KMH = 115;
const SLOWING_MS = MINUTE_MS;

/** One line in one direction; stations in the order of travel. */
export interface Course {
  readonly railway: number;
  /** Index of each stop in the railway's own list of stations. */
  readonly stations: readonly number[];
  /** ms after the train's start at which it reaches and leaves each stop. */
  readonly arrivals: readonly number[];
  readonly departures: readonly number[];
  /** Place of each stop along `line`, km. */
  readonly kms: readonly number[];
  readonly line: MeasuredLine;
  /** The first train's start, ms of the day. */
  readonly firstMs: number;
}

export interface Timetable {
  readonly courses: readonly Course[];
  /** All stations of all lines, as places to set out from. */
  readonly stops: readonly {
    readonly railway: number;
    readonly station: number;
    readonly at: Point;
    /** Zone of the station, −1 when it has none. */
    readonly zone: number;
  }[];
}

export function createTimetable(world: World): Timetable {
  const courses = world.railways.flatMap((railway, index) => {
    const { line } = railway;
    const kms = railway.stations.map((station) => station.alongKm);
    const order = kms.map((_, station) => station).sort((a, b) => kms[a]! - kms[b]!);
    const back: MeasuredLine = measure([...line.points].reverse());
    const firstMs = FIRST_TRAIN_MS + index * 7 * MINUTE_MS;
    return [
      courseOf(
        index,
        line,
        order,
        order.map((station) => kms[station]!),
        firstMs,
      ),
      courseOf(
        index,
        back,
        [...order].reverse(),
        [...order].reverse().map((station) => line.lengthKm - kms[station]!),
        firstMs + HEADWAY_MS / 2,
      ),
    ];
  });
  const stops = world.railways.flatMap((railway, index) =>
    railway.stations.map((station, number) => ({
      railway: index,
      station: number,
      at: station.at,
      zone: station.zone,
    })),
  );
  return { courses, stops };
}

function courseOf(
  railway: number,
  line: MeasuredLine,
  stations: readonly number[],
  kms: readonly number[],
  firstMs: number,
): Course {
  const arrivals: number[] = [];
  const departures: number[] = [];
  let timeMs = 0;
  for (let stop = 0; stop < stations.length; stop++) {
    if (stop > 0) {
      timeMs += ((kms[stop]! - kms[stop - 1]!) / SPEED_KMH) * HOUR_MS + SLOWING_MS;
    }
    arrivals.push(Math.round(timeMs));
    timeMs += STOP_MS;
    departures.push(Math.round(timeMs));
  }
  return { railway, stations, arrivals, departures, kms, line, firstMs };
}

/** A ride: one train from one stop to another; times are ms of the day. */
export interface Ride {
  readonly course: Course;
  /** Position of the two stops in the course. */
  readonly from: number;
  readonly to: number;
  readonly departMs: number;
  readonly arriveMs: number;
}

/** The first train after a wish; undefined when none runs that day. */
export function nextRide(
  timetable: Timetable,
  wish: {
    readonly railway: number;
    readonly fromStation: number;
    readonly toStation: number;
    readonly afterMs: number;
  },
): Ride | undefined {
  for (const course of timetable.courses) {
    if (course.railway !== wish.railway) continue;
    const from = course.stations.indexOf(wish.fromStation);
    const to = course.stations.indexOf(wish.toStation);
    if (from < 0 || to <= from) continue;
    const first = course.firstMs + course.departures[from]!;
    const train = Math.max(0, Math.ceil((wish.afterMs - first) / HEADWAY_MS));
    const startMs = course.firstMs + train * HEADWAY_MS;
    if (startMs > LAST_TRAIN_MS) return undefined;
    return {
      course,
      from,
      to,
      departMs: startMs + course.departures[from]!,
      arriveMs: startMs + course.arrivals[to]!,
    };
  }
  return undefined;
}

/** Calls `visit` with each vertex of the way and its time, the two ends and waits at stops included. */
export function alongRide(ride: Ride, visit: (timeMs: number, x: number, y: number) => void): void {
  const { course, from, to } = ride;
  const startMs = ride.departMs - course.departures[from]!;
  const { points, alongKm } = course.line;
  let vertex = 0;
  for (let stop = from; stop < to; stop++) {
    const beginKm = course.kms[stop]!;
    const endKm = course.kms[stop + 1]!;
    const beginMs = startMs + course.departures[stop]!;
    const endMs = startMs + course.arrivals[stop + 1]!;
    const place = (km: number): void => {
      const [x, y] = pointAlong(course.line, km);
      visit(Math.round(beginMs + ((km - beginKm) / (endKm - beginKm)) * (endMs - beginMs)), x, y);
    };
    place(beginKm);
    while (vertex < points.length && alongKm[vertex]! <= beginKm) vertex++;
    while (vertex < points.length && alongKm[vertex]! < endKm) place(alongKm[vertex++]!);
    place(endKm);
  }
}
