// Two trunk railways that cross at the capital, with a station at every city that they serve.
import type { Named, Point, Railway } from "../../domain/scene.ts";
import { distance, distanceToSegment, type MeasuredLine, measure, spline } from "./curves.ts";
import { SKETCH } from "./grid.ts";
import { createWaySearch } from "./road-search.ts";
import { nearestTo } from "./roads.ts";
import type { Place } from "./settlements.ts";
import type { Terrain } from "./terrain.ts";

export interface Station {
  readonly name: Named;
  readonly at: Point;
  /** km from the line's first station. */
  readonly alongKm: number;
  /** Index of the city among the settlements. */
  readonly settlement: number;
}

export interface RailwayLine {
  readonly name: Named;
  readonly line: MeasuredLine;
  /** In order along the line, first at 0 km, last at its length. */
  readonly stations: readonly Station[];
}

/**
 * Places that the trunks head for in the sketch, west to east and north to south, apart from the
 * capital. Where there are fewer cities than places, the first places choose first.
 */
const WEST_EAST: readonly Point[] = [
  [20, 75],
  [70, 90],
  [180, 105],
  [228, 112],
];
const NORTH_SOUTH: readonly Point[] = [
  [150, 20],
  [140, 180],
];
/** Longest way from a city's centre to its station, km, and the clear ground it needs around. */
const STATION_SEARCH_KM = 4;
export const STATION_RADIUS_KM = 0.5;

export function createRailways(
  places: readonly Place[],
  terrain: Terrain,
  groundCost: Float32Array,
): readonly RailwayLine[] {
  const { frame } = terrain;
  const cities = places.filter((place) => place.rank === 1);
  const served = new Set<Place>();
  // Each line gets a city at least; of a few cities two thirds lie on the first one.
  const onFirst = Math.min(WEST_EAST.length, Math.max(1, Math.floor((cities.length * 2) / 3)));
  const choose = (goals: readonly Point[]): Place[] => {
    const chosen: Place[] = [];
    for (const [x, y] of goals) {
      const left = cities.filter((place) => !served.has(place));
      if (left.length === 0) break;
      const goal: Point = [
        (x / SKETCH.widthKm) * frame.widthKm,
        (y / SKETCH.heightKm) * frame.heightKm,
      ];
      const city = nearestTo(goal, left);
      served.add(city);
      chosen.push(city);
    }
    return [...chosen, places[0]!];
  };
  const westEast = choose(WEST_EAST.slice(0, onFirst)).sort((a, b) => a.at[0] - b.at[0]);
  const northSouth = choose(NORTH_SOUTH).sort((a, b) => a.at[1] - b.at[1]);
  return [westEast, northSouth]
    .filter((stops) => stops.length > 1)
    .map((stops) => {
      const search = createWaySearch(frame.one, groundCost);
      const stations = stops.map((place) => ({ place, at: stationSite(place.at, terrain) }));
      const line = measure(
        trackThrough(
          stations.map(({ at }) => at),
          search.find,
        ),
      );
      return {
        name: lineName(stops[0]!.name!, stops[stops.length - 1]!.name!),
        line,
        stations: stations.map(({ place, at }) => ({
          name: stationName(place),
          at,
          alongKm: projectOnto(line, at),
          settlement: places.indexOf(place),
        })),
      };
    });
}

/** The railway as it is drawn. */
export function drawnRailway({ name, line, stations }: RailwayLine): Railway {
  return {
    name,
    points: line.points,
    stations: stations.map((station) => ({ name: station.name, at: station.at })),
  };
}

function lineName(from: Named, to: Named): Named {
  return { en: `${from.en}–${to.en} line`, zh: `${from.zh}至${to.zh}线` };
}

function stationName(place: Place): Named {
  const { en, zh } = place.name!;
  return { en: place.rank === 0 ? `${en} Central` : `${en} Station`, zh: `${zh}站` };
}

/** The place nearest to a city's centre where a station stands dry. */
function stationSite(centre: Point, terrain: Terrain): Point {
  for (let km = 0; km <= STATION_SEARCH_KM; km += 0.25) {
    for (let turn = 0; turn < 12; turn++) {
      const angle = (turn * Math.PI) / 6;
      const at: Point = [centre[0] + Math.cos(angle) * km, centre[1] + Math.sin(angle) * km];
      if (isDisc(at, STATION_RADIUS_KM, terrain.isDryLand)) return at;
    }
  }
  return centre;
}

/** Step between the places that a disc is tested at, and the margin added to its radius, km. */
const DISC_STEP_KM = 0.12;
const DISC_MARGIN_KM = 0.15;

/** True when everything within the radius, and a little more, passes the test. */
export function isDisc(
  [x, y]: Point,
  radiusKm: number,
  passes: (x: number, y: number) => boolean,
): boolean {
  if (!passes(x, y)) return false;
  const reach = radiusKm + DISC_MARGIN_KM;
  for (let dy = -reach; dy <= reach; dy += DISC_STEP_KM) {
    const half = Math.sqrt(reach * reach - dy * dy);
    for (let dx = -half; dx <= half; dx += DISC_STEP_KM) {
      if (!passes(x + dx, y + dy)) return false;
    }
  }
  return true;
}

/** Vertices of the search per vertex of the track, rounds of smoothing, and samples per vertex. */
const TRACK_STRIDE = 4;
const TRACK_ROUNDS = 10;
const TRACK_SAMPLES = 8;

/** A smooth track that passes exactly through its stations. */
function trackThrough(
  stations: readonly Point[],
  find: (from: Point, to: Point) => readonly Point[],
): Point[] {
  let track: Point[] = [stations[0]!];
  const fixed = new Set<number>([0]);
  for (let index = 1; index < stations.length; index++) {
    const way = find(stations[index - 1]!, stations[index]!);
    for (let step = TRACK_STRIDE; step < way.length - TRACK_STRIDE / 2; step += TRACK_STRIDE) {
      track.push(way[step]!);
    }
    track.push(stations[index]!);
    fixed.add(track.length - 1);
  }
  for (let round = 0; round < TRACK_ROUNDS; round++) {
    const before = track;
    track = before.map((point, index) => {
      if (fixed.has(index)) return point;
      const [x1, y1] = before[index - 1]!;
      const [x2, y2] = before[index + 1]!;
      return [(x1 + 2 * point[0] + x2) / 4, (y1 + 2 * point[1] + y2) / 4];
    });
  }
  return spline(track, TRACK_SAMPLES);
}

/** km along the line of the point on it that is nearest to a place. */
function projectOnto(line: MeasuredLine, place: Point): number {
  let best = 0;
  let bestKm = Number.POSITIVE_INFINITY;
  for (let index = 1; index < line.points.length; index++) {
    const from = line.points[index - 1]!;
    const to = line.points[index]!;
    const km = distanceToSegment(place, from, to);
    if (km >= bestKm) continue;
    bestKm = km;
    const off = Math.sqrt(Math.max(0, distance(from, place) ** 2 - km * km));
    best = Math.min(line.alongKm[index]!, line.alongKm[index - 1]! + off);
  }
  return best;
}
