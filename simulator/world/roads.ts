// Roads between settlements: neighbour graphs of each rank, laid over the land.
import type { Point, Road } from "../../domain/scene.ts";
import { distance, everyNth, relax } from "./curves.ts";
import { type Frame, SKETCH } from "./grid.ts";
import { createWaySearch } from "./road-search.ts";
import type { Place } from "./settlements.ts";

/** Roads that lead out of the province: ends at the edge of the sketch. */
const EXITS: readonly Point[] = [
  [0, 90],
  [40, 0],
  [150, 0],
  [235, 0],
  [20, 200],
  [150, 200],
  [225, 200],
];

/** Longest link of a neighbour graph, km. */
const CITY_LINK_KM = 140;
const TOWN_LINK_KM = 60;
const TOWNSHIP_LINK_KM = 16;
/** Cities within this distance of the capital get an expressway of their own. */
const CAPITAL_LINK_KM = 95;

export function createRoads(
  frame: Frame,
  places: readonly Place[],
  groundCost: Float32Array,
): readonly Road[] {
  const search = createWaySearch(frame.one, groundCost);
  const roads: Road[] = [];
  const build = (kind: "expressway" | "highway", from: Point, to: Point): void => {
    const way = search.find(from, to);
    search.reuse(way, kind === "expressway" ? 0.45 : 0.62);
    roads.push({ class: kind, points: relax(everyNth(way, 2), 4) });
  };
  const capital = places[0]!;
  const cities = places.filter((place) => place.rank <= 1);
  const towns = places.filter((place) => place.rank <= 2);
  for (const [a, b] of neighbourLinks(cities, CITY_LINK_KM)) build("expressway", a.at, b.at);
  for (const city of cities.slice(1, 7)) {
    if (distance(city.at, capital.at) < CAPITAL_LINK_KM) build("expressway", capital.at, city.at);
  }
  for (const [a, b] of neighbourLinks(towns, TOWN_LINK_KM)) build("highway", a.at, b.at);
  for (const township of places.filter((place) => place.rank === 3)) {
    const larger = nearestLarger(township, places);
    if (larger === undefined) continue;
    const way = search.find(township.at, larger.at);
    roads.push({ class: "local", points: relax(everyNth(way, 2), 2) });
  }
  for (const exit of exitsOf(frame)) build("expressway", nearestTo(exit, cities).at, exit);
  return roads.filter(({ points }) => points.every(([x]) => x <= frame.widthKm));
}

/** Half a km inside the frame. */
function exitsOf({ widthKm, heightKm }: Frame): Point[] {
  return EXITS.map(([x, y]) => [
    Math.max(0.5, (x / SKETCH.widthKm) * widthKm),
    Math.max(0.5, Math.min(heightKm - 0.5, (y / SKETCH.heightKm) * heightKm)),
  ]);
}

/** Relative neighbourhood graph: linked when no third place is nearer to both (Toussaint 1980). */
function neighbourLinks(places: readonly Place[], longestKm: number): (readonly [Place, Place])[] {
  const links: (readonly [Place, Place])[] = [];
  for (const [index, a] of places.entries()) {
    for (const b of places.slice(index + 1)) {
      const km = distance(a.at, b.at);
      if (km > longestKm) continue;
      const between = places.some(
        (c) =>
          c !== a && c !== b && Math.max(distance(a.at, c.at), distance(b.at, c.at)) < km * 0.96,
      );
      if (!between) links.push([a, b]);
    }
  }
  return links;
}

function nearestLarger(place: Place, places: readonly Place[]): Place | undefined {
  const larger = places.filter((other) => other.population > place.population);
  if (larger.length === 0) return undefined;
  const nearest = nearestTo(place.at, larger);
  return distance(nearest.at, place.at) < TOWNSHIP_LINK_KM ? nearest : undefined;
}

/** The place nearest to a point; the list must not be empty. */
export function nearestTo(point: Point, places: readonly Place[]): Place {
  return places.reduce((best, place) =>
    distance(place.at, point) < distance(best.at, point) ? place : best,
  );
}
