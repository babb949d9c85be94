// Places that campaigns name: airports, stations, stadiums, malls and more, on dry ground of their own.

import type { ZoneKind } from "../../domain/location.ts";
import type { DrawnZone, Point } from "../../domain/scene.ts";
import { PURPOSE, type RunKey, uniform } from "../random.ts";
import { distance, pointAlong } from "./curves.ts";
import type { Density } from "./density.ts";
import { pixelAt } from "./grid.ts";
import { isDisc, type RailwayLine, STATION_RADIUS_KM } from "./railways.ts";
import type { Course } from "./rivers.ts";
import type { Place } from "./settlements.ts";
import { riverAngle, sizeOf } from "./streets.ts";
import type { Terrain } from "./terrain.ts";
import { capitalWishes, cityWishes, type Wish } from "./zone-wishes.ts";

/** A zone as it is laid out: `radiusKm` is the distance of its farthest corner. */
export interface LaidZone extends DrawnZone {
  readonly radiusKm: number;
}

interface Ground {
  readonly terrain: Terrain;
  readonly density: Density;
  readonly mainRiver: Course;
}

/** A second airport serves the largest city at least this far from the capital, km. */
const SECOND_AIRPORT_KM = 70;
/** However small a capital is, its zones stand apart. */
const SIZE_LEAST = 0.4;

export function createZones(
  key: RunKey,
  places: readonly Place[],
  railways: readonly RailwayLine[],
  ground: Ground,
): readonly LaidZone[] {
  const zones = stationZones(railways);
  const capital = places[0]!;
  const add = (place: Place, wishes: readonly Wish[]): void => {
    const angle = place === capital ? riverAngle(capital.at, ground.mainRiver) * 0.6 : 0.4;
    for (const wish of wishes) {
      const entity = zones.length;
      const at = findPlace(key, entity, { place, wish, zones, ground });
      if (at === undefined) continue;
      const ring = outlineOf(key, entity, { kind: wish.kind, at, radiusKm: wish.radiusKm, angle });
      zones.push({ kind: wish.kind, name: wish.name, at, ring, radiusKm: wish.radiusKm });
    }
  };
  add(capital, capitalWishes(capital.name!, Math.max(SIZE_LEAST, sizeOf(capital))));
  const cities = places.filter((place) => place.rank === 1);
  const far = cities.find((place) => distance(place.at, capital.at) > SECOND_AIRPORT_KM);
  for (const [index, city] of cities.entries()) add(city, cityWishes(city, index, city === far));
  return zones;
}

/** One zone per station; the capital's is on both lines. */
function stationZones(railways: readonly RailwayLine[]): LaidZone[] {
  const zones: LaidZone[] = [];
  const named = new Set<string>();
  for (const { line, stations } of railways) {
    for (const { name, at, alongKm } of stations) {
      if (named.has(name.en)) continue;
      named.add(name.en);
      const before = pointAlong(line, alongKm - 0.6);
      const after = pointAlong(line, alongKm + 0.6);
      const angle = Math.atan2(after[1] - before[1], after[0] - before[0]);
      const ring = rectangle(at, STATION_RADIUS_KM, { flatness: 0.5, angle });
      zones.push({ kind: "station", name, at, ring, radiusKm: STATION_RADIUS_KM });
    }
  }
  return zones;
}

const CANDIDATES = 900;

/** The best of many places in the wish's band, widened when the band has none. */
function findPlace(
  key: RunKey,
  entity: number,
  search: { place: Place; wish: Wish; zones: readonly LaidZone[]; ground: Ground },
): Point | undefined {
  const { place, wish, zones, ground } = search;
  const [least, most] = wish.band;
  let best: Point | undefined;
  let bestScore = Number.NEGATIVE_INFINITY;
  for (let candidate = 0; candidate < CANDIDATES; candidate++) {
    if (best !== undefined && candidate === CANDIDATES / 3) break;
    const counter = candidate * 3;
    const angle = uniform(key, entity, PURPOSE.zonePlace, counter) * 2 * Math.PI;
    const spread = uniform(key, entity, PURPOSE.zonePlace, counter + 1);
    // Past the first third the band has no room: look farther out.
    const reach = candidate < CANDIDATES / 3 ? most : most * 2;
    const km = least + spread * (reach - least);
    const at: Point = [place.at[0] + Math.cos(angle) * km, place.at[1] + Math.sin(angle) * km];
    const free = zones.every(
      (zone) => distance(zone.at, at) > zone.radiusKm + wish.radiusKm + wish.gapKm,
    );
    if (!free || !isDisc(at, wish.radiusKm, ground.terrain.isDryLand)) continue;
    const pixel = pixelAt(ground.terrain.frame.half, at[0], at[1]);
    const likes = wish.likes ?? (() => 0);
    const score =
      likes(at[0] - place.at[0], ground.density.perKm2[pixel]!, ground.terrain.relief[pixel]!) +
      uniform(key, entity, PURPOSE.zonePlace, counter + 2);
    if (score > bestScore) {
      bestScore = score;
      best = at;
    }
  }
  return best;
}

function outlineOf(
  key: RunKey,
  entity: number,
  zone: { kind: ZoneKind; at: Point; radiusKm: number; angle: number },
): Point[] {
  const { at, radiusKm, angle } = zone;
  const turn = uniform(key, entity, PURPOSE.zoneOutline) * Math.PI;
  switch (zone.kind) {
    case "airport":
      return rectangle(at, radiusKm, { flatness: 0.42, angle: turn });
    case "station":
      return rectangle(at, radiusKm, { flatness: 0.5, angle });
    case "mall":
    case "business":
      return rectangle(at, radiusKm, { flatness: 0.8, angle });
    case "theatre":
    case "hotel":
      return rectangle(at, radiusKm, { flatness: 0.65, angle });
    case "stadium":
      return oval(at, 28, (step) => {
        const around = (step / 28) * 2 * Math.PI;
        const [long, short] = [Math.cos(around) * radiusKm, Math.sin(around) * radiusKm * 0.78];
        return [
          long * Math.cos(turn) - short * Math.sin(turn),
          long * Math.sin(turn) + short * Math.cos(turn),
        ];
      });
    case "campus":
    case "scenic":
      return oval(at, 9, (step) => {
        const around =
          ((step + 0.5 * uniform(key, entity, PURPOSE.zoneOutline, 2 + step * 2)) / 9) *
          2 *
          Math.PI;
        const reach =
          radiusKm * (0.78 + 0.22 * uniform(key, entity, PURPOSE.zoneOutline, 3 + step * 2));
        return [Math.cos(around) * reach, Math.sin(around) * reach];
      });
  }
}

function oval([x, y]: Point, corners: number, offset: (step: number) => Point): Point[] {
  return Array.from({ length: corners }, (_, step) => {
    const [dx, dy] = offset(step);
    return [x + dx, y + dy];
  });
}

/** A rectangle whose corners lie on the circle; flatness = short side by long side. */
function rectangle(
  at: Point,
  radiusKm: number,
  shape: { flatness: number; angle: number },
): Point[] {
  const half = radiusKm / Math.sqrt(1 + shape.flatness * shape.flatness);
  const cos = Math.cos(shape.angle);
  const sin = Math.sin(shape.angle);
  return [
    [1, 1],
    [-1, 1],
    [-1, -1],
    [1, -1],
  ].map(([long, short]) => {
    const a = long! * half;
    const b = short! * half * shape.flatness;
    return [at[0] + a * cos - b * sin, at[1] + a * sin + b * cos];
  });
}
