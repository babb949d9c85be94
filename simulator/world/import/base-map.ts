// The map beneath a real network from GeoJSON: land, water, roads, railways, borders and places.
import type { BaseMap } from "../../../domain/imported-network.ts";
import type { Named, Point, Road, Settlement } from "../../../domain/scene.ts";
import { distance, distanceToSegment, measure } from "../curves.ts";
import { Counts, Mistakes } from "./complaint.ts";
import { type Feature, lineOnPlane, namesOf, readFeatures, ringOnPlane } from "./geojson.ts";
import type { Plane } from "./plane.ts";
import { middleOf } from "./zones.ts";

/** Classes of features, with the shape each needs. */
const CLASSES = {
  land: "polygons",
  sea: "polygons",
  water: "polygons or lines",
  river: "lines",
  road: "lines",
  rail: "lines",
  border: "polygons or lines",
  place: "points",
  station: "points",
} as const;
type Class = keyof typeof CLASSES;

const ROAD_KINDS = ["expressway", "highway", "local", "ring", "arterial", "street"] as const;
const PLACE_RANKS = { capital: 0, city: 1, town: 2 } as const;
/** Width of a river that does not say it, metres. */
const RIVER_WIDTH_M = 60;
/** A station this far from a railway is none of its stations, km. */
const STATION_KM = 1;

/**
 * The base map of a GeoJSON text. Each feature has a `class`; roads may have a `kind`, rivers a
 * `width` in metres, places a `rank` and `population`.
 *
 * @throws AggregateError of KairosErrors "network.malformed"
 */
export function readBaseMap(
  text: string,
  file: string,
  plane: Plane,
): { readonly baseMap: BaseMap; readonly notes: readonly string[] } {
  const mistakes = new Mistakes();
  const counts = new Counts();
  const features = readFeatures(text, file, mistakes).flatMap((feature) => {
    const kind = classOf(feature, mistakes);
    return kind === undefined ? [] : [{ feature, kind }];
  });
  const lines = (...kinds: readonly Class[]) =>
    features.flatMap(({ feature, kind }) =>
      kinds.includes(kind) && feature.geometry.type === "lines"
        ? feature.geometry.lines.map((line) => ({ feature, points: lineOnPlane(line, plane) }))
        : [],
    );
  const polygons = (...kinds: readonly Class[]) =>
    features.flatMap(({ feature, kind }) =>
      kinds.includes(kind) && feature.geometry.type === "polygons"
        ? feature.geometry.polygons.map((rings) => ({
            feature,
            rings: rings.map((ring) => ringOnPlane(ring, plane)),
          }))
        : [],
    );
  const points = (kind: Class) =>
    features.flatMap(({ feature, kind: of }) =>
      of === kind && feature.geometry.type === "points"
        ? feature.geometry.points.map(([lon, lat]) => ({ feature, at: plane.place(lon, lat) }))
        : [],
    );
  const stations = points("station").flatMap(({ feature, at }) => {
    const name = nameOf(feature, mistakes);
    return name === undefined ? [] : [{ name, at }];
  });
  const railways = lines("rail").map(({ feature, points: line }) => {
    const own = stations.filter(({ at }) => kmTo(line, at) <= STATION_KM);
    return {
      name: namesOf(feature.properties) ?? { en: "Railway", zh: "铁路" },
      points: line,
      stations: alongLine(line, own),
    };
  });
  const alone = stations.filter(({ at }) =>
    railways.every(({ points: line }) => kmTo(line, at) > STATION_KM),
  );
  if (alone.length > 0)
    counts.add(`stations farther than ${STATION_KM} km from a railway`, alone.length);
  const baseMap: BaseMap = {
    land: polygons("land", "border").flatMap(({ rings }) => rings.slice(0, 1)),
    sea: polygons("sea").flatMap(({ rings }) => rings.slice(0, 1)),
    borders: lines("border").map(({ points: line }) => line),
    lakes: polygons("water").map(({ feature, rings }) => {
      const name = namesOf(feature.properties);
      return { ...(name === undefined ? {} : { name }), at: middleOf(rings[0]!), rings };
    }),
    rivers: lines("water", "river").map(({ feature, points: line }) => {
      const name = namesOf(feature.properties);
      const metres = feature.properties["width"];
      const km = (typeof metres === "number" && metres > 0 ? metres : RIVER_WIDTH_M) / 1000;
      return {
        ...(name === undefined ? {} : { name }),
        points: line.map(([x, y]) => [x, y, km] as const),
      };
    }),
    roads: lines("road").map(({ feature, points: line }) => ({
      class: roadKindOf(feature, mistakes),
      points: line,
    })),
    railways,
    settlements: points("place").flatMap(({ feature, at }) => {
      const place = placeOf(feature, at, mistakes);
      return place === undefined ? [] : [place];
    }),
  };
  mistakes.tell(file);
  return { baseMap, notes: counts.notes(file) };
}

function classOf({ place, properties, geometry }: Feature, mistakes: Mistakes): Class | undefined {
  const kind = properties["class"];
  if (typeof kind !== "string" || !Object.hasOwn(CLASSES, kind)) {
    mistakes.add({
      place: `${place}: class`,
      got: JSON.stringify(kind) ?? "none",
      wanted: `one of ${Object.keys(CLASSES).join(", ")}`,
      remedy: "Give the feature a class, or remove it.",
    });
    return undefined;
  }
  if (!CLASSES[kind as Class].includes(geometry.type)) {
    mistakes.add({
      place: `${place}: geometry`,
      got: geometry.type,
      wanted: `${CLASSES[kind as Class]} for ${kind}`,
      remedy: "Change its class or its shape.",
    });
    return undefined;
  }
  return kind as Class;
}

function nameOf({ place, properties }: Feature, mistakes: Mistakes): Named | undefined {
  const name = namesOf(properties);
  if (name === undefined) {
    mistakes.add({
      place: `${place}: name`,
      got: "none",
      wanted: "name_en and name_zh, or name",
      remedy: "Name it, or remove the feature.",
    });
  }
  return name;
}

function oneOf<T extends string>(
  { place, properties }: Feature,
  key: string,
  words: readonly T[],
  usual: T,
  mistakes: Mistakes,
): T {
  const given = properties[key];
  if (given === undefined || given === null) return usual;
  const known = words.find((word) => word === given);
  if (known !== undefined) return known;
  mistakes.add({
    place: `${place}: ${key}`,
    got: JSON.stringify(given),
    wanted: `one of ${words.join(", ")}`,
    remedy: `Choose one, or leave it out: ${usual}.`,
  });
  return usual;
}

function roadKindOf(feature: Feature, mistakes: Mistakes): Road["class"] {
  return oneOf(feature, "kind", ROAD_KINDS, "highway", mistakes);
}

function placeOf(feature: Feature, at: Point, mistakes: Mistakes): Settlement | undefined {
  const name = nameOf(feature, mistakes);
  const ranks = Object.keys(PLACE_RANKS) as (keyof typeof PLACE_RANKS)[];
  const rank = oneOf(feature, "rank", ranks, "town", mistakes);
  const population = feature.properties["population"];
  if (name === undefined) return undefined;
  return {
    name,
    at,
    rank: PLACE_RANKS[rank],
    population: typeof population === "number" && population > 0 ? population : 0,
  };
}

function kmTo(line: readonly Point[], at: Point): number {
  let least = Number.POSITIVE_INFINITY;
  for (let index = 1; index < line.length; index++) {
    least = Math.min(least, distanceToSegment(at, line[index - 1]!, line[index]!));
  }
  return least;
}

/** Stations in the order in which a line passes them. */
export function alongLine<S extends { readonly at: Point }>(
  line: readonly Point[],
  stations: readonly S[],
): S[] {
  return stations
    .map((station) => ({ station, km: kmAlong(line, station.at) }))
    .sort((a, b) => a.km - b.km)
    .map(({ station }) => station);
}

/** Km from a line's start to its point nearest to a place. */
export function kmAlong(line: readonly Point[], at: Point): number {
  const { alongKm } = measure(line);
  let [best, bestKm] = [0, Number.POSITIVE_INFINITY];
  for (let index = 1; index < line.length; index++) {
    const [from, to] = [line[index - 1]!, line[index]!];
    const km = distanceToSegment(at, from, to);
    if (km >= bestKm) continue;
    bestKm = km;
    const off = Math.sqrt(Math.max(0, distance(from, at) ** 2 - km * km));
    best = Math.min(alongKm[index]!, alongKm[index - 1]! + off);
  }
  return best;
}
