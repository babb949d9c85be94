// Places that campaigns name: airports, stations, stadiums, malls, campuses, on dry ground of their own.

import type { ZoneKind } from "../../domain/location.ts";
import type { DrawnZone, Named, Point } from "../../domain/scene.ts";
import { PURPOSE, type RunKey, uniform } from "../random.ts";
import { distance, pointAlong } from "./curves.ts";
import type { Density } from "./density.ts";
import { HALF_KM, pixelAt } from "./grid.ts";
import { isDisc, type RailwayLine, STATION_RADIUS_KM } from "./railways.ts";
import type { Course } from "./rivers.ts";
import type { Place } from "./settlements.ts";
import { riverAngle } from "./streets.ts";
import type { Terrain } from "./terrain.ts";

/** A zone as it is laid out: `radiusKm` is the distance of its farthest corner. */
export interface LaidZone extends DrawnZone {
  readonly radiusKm: number;
}

interface Wish {
  readonly kind: ZoneKind;
  readonly name: Named;
  readonly radiusKm: number;
  /** Distance from the city's centre, km, least and most. */
  readonly band: readonly [number, number];
  /** Free ground to other zones, km. */
  readonly gapKm: number;
  /** Larger is better; km east of the centre, persons per km², relief. */
  readonly likes?: (east: number, perKm2: number, relief: number) => number;
}

interface Ground {
  readonly terrain: Terrain;
  readonly density: Density;
  readonly mainRiver: Course;
}

/** Cities (by rank) with an own stadium, campus, mall. */
const CITY_STADIUMS = 3;
const CITY_CAMPUSES = 4;
const CITY_MALLS = 8;
/** A second airport serves the largest city at least this far from the capital, km. */
const SECOND_AIRPORT_KM = 70;

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
  add(capital, capitalWishes(capital.name!));
  const cities = places.filter((place) => place.rank === 1);
  const far = cities.find((place) => distance(place.at, capital.at) > SECOND_AIRPORT_KM);
  for (const [index, city] of cities.entries()) add(city, cityWishes(city, index, city === far));
  return zones;
}

function capitalWishes({ en, zh }: Named): readonly Wish[] {
  const level = (_east: number, _perKm2: number, relief: number): number => -relief;
  return [
    {
      kind: "airport",
      name: { en: `${en} Airport`, zh: `${zh}机场` },
      radiusKm: 2.3,
      band: [15, 21],
      gapKm: 3,
      likes: (_east, perKm2, relief) => -9 * relief - Math.abs(perKm2 - 300) / 600,
    },
    {
      kind: "stadium",
      name: { en: "Riverside Stadium", zh: "滨江体育场" },
      radiusKm: 0.5,
      band: [5, 7.5],
      gapKm: 3,
    },
    {
      kind: "campus",
      name: { en: "University Town", zh: "大学城" },
      radiusKm: 1.7,
      band: [9.5, 14],
      gapKm: 3,
      likes: level,
    },
    mall({ en: "Wanhe Mall", zh: "万和广场" }, [2.6, 4.2], (east) => -0.2 * east),
    mall({ en: "East Gate Mall", zh: "东门商城" }, [6, 9], (east) => 0.6 * east),
    mall({ en: "Silk Row Mall", zh: "锦绣里商城" }, [4.5, 8], (east) => -0.6 * east),
    {
      kind: "campus",
      name: { en: `${en} Institute`, zh: `${zh}学院` },
      radiusKm: 0.8,
      band: [6, 9],
      gapKm: 2.5,
      likes: level,
    },
  ];
}

function mall(
  name: Named,
  band: readonly [number, number],
  likes: (east: number) => number = () => 0,
): Wish {
  return { kind: "mall", name, radiusKm: 0.35, band, gapKm: 1, likes };
}

function cityWishes({ name, radiusKm: r }: Place, index: number, hasAirport: boolean): Wish[] {
  const { en, zh } = name!;
  const wishes: Wish[] = [];
  if (hasAirport) {
    wishes.push({
      kind: "airport",
      name: { en: `${en} Airport`, zh: `${zh}机场` },
      radiusKm: 1.9,
      band: [r * 2 + 4, r * 2 + 12],
      gapKm: 2,
      likes: (_east, perKm2, relief) => -9 * relief - Math.abs(perKm2 - 200) / 600,
    });
  }
  if (index < CITY_STADIUMS) {
    wishes.push({
      kind: "stadium",
      name: { en: `${en} Stadium`, zh: `${zh}体育场` },
      radiusKm: 0.45,
      band: [r * 0.7, r * 1.4],
      gapKm: 1.2,
    });
  }
  if (index < CITY_CAMPUSES) {
    wishes.push({
      kind: "campus",
      name: { en: `${en} University`, zh: `${zh}大学` },
      radiusKm: 0.9,
      band: [r * 0.9, r * 2],
      gapKm: 1.2,
      likes: (_east, _perKm2, relief) => -relief,
    });
  }
  if (index < CITY_MALLS) {
    wishes.push(mall({ en: `${en} Plaza`, zh: `${zh}广场` }, [r * 0.3, r * 0.9]));
  }
  return wishes;
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
    const pixel = pixelAt(HALF_KM, at[0], at[1]);
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
      return rectangle(at, radiusKm, { flatness: 0.8, angle });
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
