// Intercity trains: who runs when, and where a train is at each minute of its way.
import type { Point } from "../../domain/scene.ts";
import { HOUR_MS, MINUTE_MS } from "../../domain/time.ts";
import { type MeasuredLine, measure, pointAlong } from "../world/curves.ts";
import { lengthOf } from "../world/grid.ts";
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

/** A station of a line, as a place to set out from. */
export interface Stop {
  readonly railway: number;
  readonly station: number;
  readonly at: Point;
  readonly alongKm: number;
  /** Zone of the station, −1 when it has none. */
  readonly zone: number;
}

export interface Timetable {
  readonly courses: readonly Course[];
  /** All stations of all lines, those of a line together and in its order. */
  readonly stops: readonly Stop[];
  /** Index of the stop that people of a cell set out from, {@link NO_STOP} where none is near. */
  readonly stopOfCell: Uint8Array;
}

const NO_STOP = 255;
/** People take the train from a station within this reach, km (assumed). */
const STATION_REACH_KM = 25;

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
      alongKm: station.alongKm,
      zone: station.zone,
    })),
  );
  return { courses, stops, stopOfCell: stopsOfCells(world, stops) };
}

/** The nearest stop of each cell; of two lines at one station, each serves every other cell. */
function stopsOfCells({ cells }: World, stops: readonly Stop[]): Uint8Array {
  const nearest = new Uint8Array(cells.count).fill(NO_STOP);
  for (let cell = 0; cell < cells.count; cell++) {
    let bestKm = STATION_REACH_KM;
    for (let stop = 0; stop < Math.min(NO_STOP, stops.length); stop++) {
      const [x, y] = stops[stop]!.at;
      const km = lengthOf(x - cells.x[cell]!, y - cells.y[cell]!);
      const same = km === bestKm && nearest[cell] !== NO_STOP && cell % 2 === 1;
      if (km > bestKm || (km === bestKm && !same)) continue;
      bestKm = km;
      nearest[cell] = stop;
    }
  }
  return nearest;
}

/** The stop that people of a cell set out from; undefined where none is near. */
export function stopNear({ stops, stopOfCell }: Timetable, cell: number): Stop | undefined {
  const stop = stopOfCell[cell]!;
  return stop === NO_STOP ? undefined : stops[stop];
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
