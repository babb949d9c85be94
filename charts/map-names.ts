// Which names stand on a still map and where: by rank, eight places each, none over another.
import type { MapWorld, Named, Point } from "../domain/scene.ts";

export interface NameStyle {
  readonly kind: "capital" | "city" | "town" | "zone" | "water";
  readonly size: number;
  readonly weight: number;
  /** em between letters. */
  readonly spacing: number;
}

/** Baseline start in px. */
export interface MapName {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly style: NameStyle;
}

export interface NamesRequest {
  readonly world: MapWorld;
  /** px per km */
  readonly k: number;
  /** 0 province to 3 district. */
  readonly band: number;
  readonly language: "en" | "zh";
  readonly width: number;
  readonly height: number;
}

interface Candidate {
  readonly name: Named;
  readonly at: Point;
  readonly style: NameStyle;
  /** Room kept free around the place, px; undefined: the name stands on it. */
  readonly gap?: number;
}

const STYLES = {
  capital: { kind: "capital", size: 17, weight: 600, spacing: 0 },
  city: { kind: "city", size: 13, weight: 500, spacing: 0 },
  town: { kind: "town", size: 11, weight: 400, spacing: 0 },
  zone: { kind: "zone", size: 12, weight: 500, spacing: 0 },
  water: { kind: "water", size: 13, weight: 400, spacing: 0.1 },
} as const satisfies Record<string, NameStyle>;

/** Names of towns on a whole province. */
const TOWNS_MAX = 24;
/** Room for title and key at the left, px: [left, top, right, bottom]. */
const EDGE = 8;
/** Mean widths of a letter, em: Inter's, and a square for a character. */
const LETTER_EM = 0.56;
const CHARACTER_EM = 1.02;

type Box = readonly [left: number, top: number, right: number, bottom: number];

export function placeNames(request: NamesRequest): MapName[] {
  const { k, language, width, height, band } = request;
  const taken: Box[] = [
    [0, 0, 380, 64],
    [0, height - 90, 220, height],
  ];
  const placed: MapName[] = [];
  let towns = 0;
  for (const { name, at, style, gap } of candidatesOf(request)) {
    if (style.kind === "town" && band === 0 && towns >= TOWNS_MAX) continue;
    const text = name[language];
    const length = lengthOf(text, style);
    const [x, y] = [at[0] * k, at[1] * k];
    for (const [dx, dy] of offsets(gap, style.size, length)) {
      const box: Box = [
        x + dx - 2,
        y + dy - style.size * 0.85,
        x + dx + length + 2,
        y + dy + style.size * 0.3,
      ];
      const inside =
        box[0] > EDGE && box[1] > EDGE && box[2] < width - EDGE && box[3] < height - EDGE;
      if (!inside || taken.some((other) => overlap(box, other))) continue;
      taken.push(box);
      placed.push({ x: x + dx, y: y + dy, text, style });
      if (style.kind === "town") towns++;
      break;
    }
  }
  return placed;
}

function candidatesOf({ world, k, band }: NamesRequest): Candidate[] {
  const places = [...world.settlements]
    .sort((a, b) => a.rank - b.rank || b.population - a.population)
    .map(({ name, at, rank }): Candidate => {
      const style = rank === 0 ? STYLES.capital : rank === 1 ? STYLES.city : STYLES.town;
      return { name, at, style, gap: rank === 0 ? 12 : rank === 1 ? 6 : 3 };
    });
  const lakes = world.lakes.flatMap(({ name, at, rings }): Candidate[] => {
    const reach = Math.max(0, ...rings.flat().map(([x, y]) => Math.hypot(x - at[0], y - at[1])));
    return name === undefined || reach * k < 16 ? [] : [{ name, at, style: STYLES.water }];
  });
  const rivers = world.rivers.flatMap(({ name, points }): Candidate[] => {
    if (name === undefined) return [];
    return [0.8, 0.7, 0.62, 0.5].flatMap((share): Candidate[] => {
      const point = points[Math.floor(points.length * share)];
      if (point === undefined || point[2] * k < 8) return [];
      return [{ name, at: [point[0], point[1]], style: STYLES.water }];
    });
  });
  const sea =
    world.seaName === undefined ? [] : [{ ...world.seaName, style: { ...STYLES.water, size: 16 } }];
  const zones =
    band === 0
      ? []
      : world.zones.map(({ name, at, ring }): Candidate => {
          const half = ring.reduce((most, [x]) => Math.max(most, Math.abs(x - at[0])), 0);
          return { name, at, style: STYLES.zone, gap: Math.max(6, half * k) };
        });
  const rank = (kind: string) => places.filter(({ style }) => style.kind === kind);
  const once = new Set<string>();
  return [
    ...rank("capital"),
    ...rank("city"),
    ...sea,
    ...lakes,
    ...rivers,
    ...zones,
    ...rank("town"),
  ].filter(({ name, style }) => {
    if (style.kind !== "water") return true;
    const fresh = !once.has(name.en);
    once.add(name.en);
    return fresh;
  });
}

function lengthOf(text: string, { size, spacing }: NameStyle): number {
  let em = 0;
  for (const char of text) em += (char > "⺀" ? CHARACTER_EM : LETTER_EM) + spacing;
  return em * size;
}

function offsets(gap: number | undefined, size: number, length: number): [number, number][] {
  const middle = size * 0.35;
  if (gap === undefined) return [[-length / 2, middle]];
  const near = gap * 0.7 + 2;
  return [
    [gap + 2, middle],
    [-gap - 2 - length, middle],
    [-length / 2, -gap - 3],
    [-length / 2, gap + size],
    [near, -near],
    [near, near + size * 0.7],
    [-near - length, -near],
    [-near - length, near + size * 0.7],
  ];
}

function overlap(a: Box, b: Box): boolean {
  return a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
}
