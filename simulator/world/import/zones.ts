// Zones of a real network from GeoJSON: polygons with a kind and names.
import { ZONE_KINDS, type ZoneKind } from "../../../domain/location.ts";
import type { DrawnZone, Point } from "../../../domain/scene.ts";
import { isInside, ringArea } from "../contours.ts";
import { Counts, Mistakes } from "./complaint.ts";
import { namesOf, readFeatures, ringOnPlane } from "./geojson.ts";
import type { Plane } from "./plane.ts";

const KNOWN = new Set(["kind", "name", "name_en", "name_zh", "name:en", "name:zh"]);

/**
 * Zones of a GeoJSON text. Each needs a `kind` and a name (`name_en`, `name_zh` or `name`).
 *
 * @throws AggregateError of KairosErrors "network.malformed"
 */
export function readZones(
  text: string,
  file: string,
  plane: Plane,
): { readonly zones: readonly DrawnZone[]; readonly notes: readonly string[] } {
  const mistakes = new Mistakes();
  const counts = new Counts();
  const zones = readFeatures(text, file, mistakes).flatMap((feature): DrawnZone[] => {
    const { place, properties, geometry } = feature;
    for (const key of Object.keys(properties)) {
      if (!KNOWN.has(key)) counts.add(`features with the property "${key}", which is not used`);
    }
    const name = namesOf(properties);
    const { kind } = properties;
    const known = ZONE_KINDS.find((one) => one === kind);
    if (known === undefined) {
      mistakes.add({
        place: `${place}: kind`,
        got: JSON.stringify(kind) ?? "none",
        wanted: `one of ${ZONE_KINDS.join(", ")}`,
        remedy: "Give the zone the kind that campaigns name.",
      });
    }
    if (name === undefined) {
      mistakes.add({
        place: `${place}: name`,
        got: "none",
        wanted: "name_en and name_zh, or name",
        remedy: "Name the zone.",
      });
    }
    if (geometry.type !== "polygons") {
      mistakes.add({
        place: `${place}: geometry`,
        got: geometry.type,
        wanted: "a Polygon or MultiPolygon",
        remedy: "Outline the zone.",
      });
      return [];
    }
    if (known === undefined || name === undefined) return [];
    return [
      zoneOf(
        known,
        name,
        geometry.polygons.map(([outer]) => ringOnPlane(outer!, plane)),
      ),
    ];
  });
  const outside = zones.filter(({ at }) => !plane.contains(at));
  if (outside.length > 0) counts.add("zones left out (no cell is near them)", outside.length);
  mistakes.tell(file);
  return { zones: zones.filter(({ at }) => plane.contains(at)), notes: counts.notes(file) };
}

function zoneOf(kind: ZoneKind, name: DrawnZone["name"], rings: readonly Point[][]): DrawnZone {
  const [ring, ...parts] = [...rings].sort((a, b) => Math.abs(ringArea(b)) - Math.abs(ringArea(a)));
  return { kind, name, at: middleOf(ring!), ring: ring!, ...(parts.length === 0 ? {} : { parts }) };
}

/** A place inside a ring: its centroid, or the middle of its widest level where that lies outside. */
export function middleOf(ring: readonly Point[]): Point {
  let [x, y, area] = [0, 0, 0];
  for (const [index, [x1, y1]] of ring.entries()) {
    const [x2, y2] = ring[(index + 1) % ring.length]!;
    const cross = x1 * y2 - x2 * y1;
    area += cross;
    x += (x1 + x2) * cross;
    y += (y1 + y2) * cross;
  }
  const centre: Point = area === 0 ? ring[0]! : [x / (3 * area), y / (3 * area)];
  if (isInside(ring, centre[0], centre[1])) return centre;
  const crossings = ring
    .flatMap(([x1, y1], index): number[] => {
      const [x2, y2] = ring[(index + 1) % ring.length]!;
      if (y1 > centre[1] === y2 > centre[1]) return [];
      return [x1 + ((centre[1] - y1) / (y2 - y1)) * (x2 - x1)];
    })
    .sort((a, b) => a - b);
  let best: Point = ring[0]!;
  let widest = 0;
  for (let index = 0; index + 1 < crossings.length; index += 2) {
    const width = crossings[index + 1]! - crossings[index]!;
    if (width <= widest) continue;
    widest = width;
    best = [(crossings[index]! + crossings[index + 1]!) / 2, centre[1]];
  }
  return best;
}
