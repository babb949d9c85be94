// GeoJSON (RFC 7946) features with the line each begins on, their shapes in km, and their names.
import type { Named, Point } from "../../../domain/scene.ts";
import type { Mistakes } from "./complaint.ts";
import type { Plane } from "./plane.ts";

/** Positions in degrees, longitude first. */
type Position = readonly [number, number];

export interface Feature {
  /** "zones.geojson:12" */
  readonly place: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly geometry: Geometry;
}

export type Geometry =
  | { readonly type: "points"; readonly points: readonly Position[] }
  | { readonly type: "lines"; readonly lines: readonly (readonly Position[])[] }
  /** Rings of each polygon, the outer one first. */
  | { readonly type: "polygons"; readonly polygons: readonly (readonly (readonly Position[])[])[] };

/**
 * Features of a GeoJSON text; those that are wrong are told to `mistakes` and left out.
 *
 * @throws AggregateError when the text is no FeatureCollection at all
 */
export function readFeatures(text: string, file: string, mistakes: Mistakes): readonly Feature[] {
  const root = parse(text, file, mistakes);
  const list = (root as { features?: unknown } | null)?.features;
  if ((root as { type?: unknown } | null)?.type !== "FeatureCollection" || !Array.isArray(list)) {
    mistakes.add({
      place: `${file}:1`,
      got: `type ${JSON.stringify((root as { type?: unknown } | null)?.type) ?? "none"}`,
      wanted: '"FeatureCollection" with a list of features',
      remedy: "Export it as GeoJSON (RFC 7946).",
    });
    mistakes.tell(file);
    return [];
  }
  const lines = linesOfFeatures(text);
  return list.flatMap((raw: unknown, index): Feature[] => {
    const place = `${file}:${lines[index] ?? 1}`;
    const { geometry, properties } = (raw ?? {}) as Record<string, unknown>;
    const shape = geometryOf(geometry);
    if (shape === undefined) {
      const type = (geometry as { type?: unknown } | null | undefined)?.type;
      mistakes.add({
        place: `${place}: geometry`,
        got: type === undefined ? "none" : `${JSON.stringify(type)} with these coordinates`,
        wanted:
          "a Point, LineString or Polygon, or several, of longitudes and latitudes in degrees",
        remedy: "Use WGS 84 degrees, longitude first, or remove the feature.",
      });
      return [];
    }
    return [{ place, geometry: shape, properties: (properties ?? {}) as Feature["properties"] }];
  });
}

function parse(text: string, file: string, mistakes: Mistakes): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const { message } = error as Error;
    const at = Number(/position (\d+)/.exec(message)?.[1] ?? text.length);
    mistakes.add({
      place: `${file}:${text.slice(0, at).split("\n").length}`,
      got: "text that is no JSON there",
      wanted: "GeoJSON",
      remedy: "Check commas, quotes and brackets.",
    });
    mistakes.tell(file);
    return undefined;
  }
}

/** The line on which each entry of the top object's "features" begins. */
function linesOfFeatures(text: string): number[] {
  const lines: number[] = [];
  let line = 1;
  let depth = 0;
  let key = "";
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === "\n") line++;
    else if (char === '"') {
      const from = at + 1;
      for (at++; text[at] !== '"' && at < text.length; at++) if (text[at] === "\\") at++;
      if (depth === 1) key = text.slice(from, at);
    } else if (char === "{" || char === "[") {
      if (char === "{" && depth === 2 && key === "features") lines.push(line);
      depth++;
    } else if (char === "}" || char === "]") depth--;
  }
  return lines;
}

function geometryOf(raw: unknown): Geometry | undefined {
  const { type, coordinates: given } = (raw ?? {}) as { type?: unknown; coordinates?: unknown };
  const many = typeof type === "string" && type.startsWith("Multi");
  const list = many ? given : [given];
  if (!Array.isArray(list) || list.length === 0) return undefined;
  switch (many ? type.slice("Multi".length) : type) {
    case "Point":
      return list.every(isPosition) ? { type: "points", points: list } : undefined;
    case "LineString":
      return list.every((line) => isLine(line, 2)) ? { type: "lines", lines: list } : undefined;
    case "Polygon":
      return list.every(
        (rings) => Array.isArray(rings) && rings.length > 0 && rings.every((r) => isLine(r, 4)),
      )
        ? { type: "polygons", polygons: list }
        : undefined;
    default:
      return undefined;
  }
}

function isPosition(value: unknown): value is Position {
  if (!Array.isArray(value)) return false;
  const [lon, lat] = value as unknown[];
  return (
    typeof lon === "number" &&
    typeof lat === "number" &&
    Math.abs(lon) <= 180 &&
    Math.abs(lat) <= 90
  );
}

function isLine(value: unknown, least: number): value is readonly Position[] {
  return Array.isArray(value) && value.length >= least && value.every(isPosition);
}

/** A line in km. */
export function lineOnPlane(positions: readonly Position[], plane: Plane): Point[] {
  return positions.map(([lon, lat]) => plane.place(lon, lat));
}

/** A ring in km; its closing point, which repeats the first, is left out. */
export function ringOnPlane(positions: readonly Position[], plane: Plane): Point[] {
  const [first, last] = [positions[0]!, positions[positions.length - 1]!];
  const closed = first[0] === last[0] && first[1] === last[1];
  return lineOnPlane(closed ? positions.slice(0, -1) : positions, plane);
}

/** Names in both languages; where one is missing the other, or `name`, stands in; none: undefined. */
export function namesOf(properties: Feature["properties"]): Named | undefined {
  const text = (...keys: readonly string[]): string | undefined =>
    keys
      .map((key) => properties[key])
      .find((value): value is string => typeof value === "string" && value.trim() !== "");
  const en = text("name_en", "name:en", "name", "name_zh", "name:zh");
  const zh = text("name_zh", "name:zh", "name", "name_en", "name:en");
  return en === undefined || zh === undefined ? undefined : { en, zh };
}
