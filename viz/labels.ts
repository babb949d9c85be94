// Which names stand on the map and where: by rank, eight positions each, dropped on collision.
import type { MapWorld, Named, Point } from "../domain/scene.ts";
import { type Box, bandOf, inView, overlaps, toScreen, type View } from "./projection.ts";

/** How a name is set; px and CSS weight. */
export interface LabelStyle {
  readonly kind: "capital" | "city" | "town" | "zone" | "water";
  readonly size: number;
  readonly weight: number;
  /** Extra space between letters, em. */
  readonly spacing: number;
}

export interface Label {
  readonly text: string;
  readonly style: LabelStyle;
  /** The named place, km. */
  readonly at: Point;
  /** Offset of the text's start on the baseline from the place, px. */
  readonly dx: number;
  readonly dy: number;
  /** px */
  readonly box: Box;
  /** All offsets around the place at which the name may stand, best first. */
  readonly offsets: readonly (readonly [number, number])[];
}

interface Candidate {
  readonly name: Named;
  readonly at: Point;
  readonly style: LabelStyle;
  /** Distances of the text from the place, beside and above it, px. */
  readonly gap: readonly [beside: number, above: number];
  /** Written across the place itself. */
  readonly centred?: boolean;
  /** Where else it may stand when the place is taken or outside. */
  readonly instead?: readonly Point[];
}

const STYLES = {
  capital: { kind: "capital", size: 17, weight: 600, spacing: 0 },
  city: { kind: "city", size: 13, weight: 500, spacing: 0 },
  town: { kind: "town", size: 11, weight: 400, spacing: 0 },
  zone: { kind: "zone", size: 12, weight: 500, spacing: 0 },
  water: { kind: "water", size: 13, weight: 400, spacing: 0.06 },
} as const satisfies Record<string, LabelStyle>;
/** Towns named in the province view. */
const TOWNS_MAX = 16;
/** Distance from the edge of the view, px. */
const EDGE = 6;

export interface LabelRequest {
  readonly world: MapWorld;
  readonly view: View;
  readonly language: "en" | "zh";
  /** Width of a text in px. */
  readonly measure: (text: string, style: LabelStyle) => number;
  /** Boxes that no name may cover. */
  readonly reserved: readonly Box[];
}

/** Places all names that fit. */
export function placeLabels(request: LabelRequest): Label[] {
  const { view, language, measure, reserved } = request;
  const taken: Box[] = [...reserved];
  const labels: Label[] = [];
  let towns = 0;
  for (const candidate of candidatesOf(request.world, view)) {
    if (candidate.style.kind === "town" && bandOf(view.k) === 0 && towns >= TOWNS_MAX) continue;
    const text = candidate.name[language];
    const width =
      measure(text, candidate.style) + text.length * candidate.style.spacing * candidate.style.size;
    const label = placeOne(candidate, text, width, view, taken);
    if (label === undefined) continue;
    taken.push(label.box);
    labels.push(label);
    if (candidate.style.kind === "town") towns++;
  }
  return labels;
}

/** Names in the order of their right to stand. */
function candidatesOf(world: MapWorld, view: View): Candidate[] {
  const band = bandOf(view.k);
  const settlements = [...world.settlements].sort(
    (a, b) => a.rank - b.rank || b.population - a.population,
  );
  const places = settlements.map(({ name, at, rank }): Candidate => {
    const near = band > 0;
    if (rank === 0) return { name, at, style: STYLES.capital, gap: near ? [20, 20] : [14, 14] };
    if (rank === 1) return { name, at, style: STYLES.city, gap: [6, 6] };
    return { name, at, style: near ? STYLES.city : STYLES.town, gap: near ? [5, 5] : [3, 3] };
  });
  const ranked = (rank: number): Candidate[] =>
    places.filter((_, index) => settlements[index]!.rank === rank);
  const zones =
    band === 0
      ? []
      : world.zones
          .filter(({ at }) => inView(view, ...toScreen(view, at)))
          .map(
            (zone): Candidate => ({
              name: zone.name,
              at: zone.at,
              style: STYLES.zone,
              gap: gapsOf(zone, view),
            }),
          );
  return [...ranked(0), ...ranked(1), ...waters(world, view), ...zones, ...ranked(2)];
}

function waters(world: MapWorld, view: View): Candidate[] {
  const { seaName } = world;
  const sea: readonly Candidate[] =
    seaName === undefined
      ? []
      : [{ ...seaName, style: { ...STYLES.water, size: 15 }, gap: [0, 0], centred: true }];
  const lakes = world.lakes.flatMap((lake): Candidate[] => {
    const reach = Math.max(0, ...lake.rings.map((ring) => reachOf(ring, lake.at)));
    if (lake.name === undefined || reach * view.k < 20) return [];
    return [{ name: lake.name, at: lake.at, style: STYLES.water, gap: [0, 0], centred: true }];
  });
  const rivers = world.rivers.flatMap((river): Candidate[] => {
    if (river.name === undefined) return [];
    const stops = [0.8, 0.7, 0.62, 0.5, 0.4, 0.3, 0.2]
      .map((share) => river.points[Math.floor(river.points.length * share)])
      .filter((point) => point !== undefined && point[2] * view.k > 9)
      .map((point): Point => [point![0], point![1]])
      .filter((at) => inView(view, ...toScreen(view, at), -60));
    const [at, ...instead] = stops;
    if (at === undefined) return [];
    return [{ name: river.name, at, style: STYLES.water, gap: [0, 0], centred: true, instead }];
  });
  return [...sea, ...lakes, ...rivers];
}

function reachOf(ring: readonly Point[], at: Point): number {
  return ring.reduce((most, [x, y]) => Math.max(most, Math.hypot(x - at[0], y - at[1])), 0);
}

/** Half of a zone's outline, so that its name stands right beside it, px. */
function gapsOf({ ring, at }: MapWorld["zones"][number], { k }: View): readonly [number, number] {
  const half = (axis: 0 | 1): number =>
    ring.reduce((most, point) => Math.max(most, Math.abs(point[axis] - at[axis])), 0);
  return [Math.max(6, half(0) * k), Math.max(6, half(1) * k)];
}

/** Positions around a place as [dx, dy] of the text's start. */
function positions(
  [beside, above]: readonly [number, number],
  size: number,
  width: number,
): readonly [number, number][] {
  const middle = size * 0.35;
  const [x, y] = [beside * 0.7 + 2, above * 0.7 + 2];
  return [
    [beside + 2, middle],
    [-beside - 2 - width, middle],
    [-width / 2, -above - 3],
    [-width / 2, above + size],
    [x, -y],
    [x, y + size * 0.7],
    [-x - width, -y],
    [-x - width, y + size * 0.7],
  ];
}

function placeOne(
  candidate: Candidate,
  text: string,
  width: number,
  view: View,
  taken: readonly Box[],
): Label | undefined {
  const { style } = candidate;
  for (const at of [candidate.at, ...(candidate.instead ?? [])]) {
    const [x, y] = toScreen(view, at);
    if (!inView(view, x, y)) continue;
    const offsets: readonly [number, number][] = candidate.centred
      ? [[-width / 2, style.size * 0.35]]
      : positions(candidate.gap, style.size, width);
    for (const [dx, dy] of offsets) {
      const left = x + dx;
      const base = y + dy;
      const box = textBox(left, base, width, style.size);
      const outside =
        box[0] < EDGE || box[1] < EDGE || box[2] > view.width - EDGE || box[3] > view.height - EDGE;
      if (outside || taken.some((other) => overlaps(box, other, 2))) continue;
      return { text, style, at, dx, dy, box, offsets };
    }
  }
  return undefined;
}

/** Room of a text whose baseline starts at (left, base), px. */
export function textBox(left: number, base: number, width: number, size: number): Box {
  return [left - 2, base - size * 0.82, left + width + 2, base + size * 0.26];
}
