// Many marks in one place become one donut, with hysteresis so that it does not flicker.
import type { Point } from "../domain/scene.ts";

/** Side of a bin, px. */
const BIN_PX = 56;
/** Marks that make a donut, and marks that keep it. */
const MARKS_IN = 4;
const MARKS_KEEP = 2;
/** Room between two donuts, below which they become one, px. */
const APART_PX = 4;
/** Half the size of a mark, which a donut would cover if it came as near, px. */
const GLYPH_PX = 6;
/** Live marks beyond which older ones count too, and the ceiling of single marks. */
export const MARKS_MAX = 60;

/** What is gathered: a place in km, a campaign, and whether it was held back. */
export interface Gathered {
  readonly id: string;
  readonly at: Point;
  readonly campaign: number;
  readonly held: boolean;
  readonly fresh: boolean;
}

/** One arc of a donut. */
export interface Share {
  readonly campaign: number;
  readonly held: boolean;
  readonly count: number;
}

export interface Donut {
  /** The first of its bins. */
  readonly key: string;
  /** Bins in the grid that moves and zooms with the map; more than one when donuts met. */
  readonly bins: readonly string[];
  /** km; stays where it was when the donut appeared. */
  readonly at: Point;
  readonly ids: readonly string[];
  /** By campaign, offers before what was held back. */
  readonly shares: readonly Share[];
}

export interface Gathering<T extends Gathered> {
  /** Oldest first, at most {@link MARKS_MAX}. */
  readonly singles: readonly T[];
  readonly donuts: readonly Donut[];
}

/** Bins that are or become one donut. */
interface Cluster<T> {
  readonly bins: string[];
  readonly marks: T[];
  readonly at: Point;
}

/**
 * Sorts marks (oldest first) into singles and donuts at `k` px per km. `before` are the donuts of
 * the frame before: they persist down to two marks, while new ones need four fresh marks, or four
 * of any age once more than sixty are alive. Donuts that touch become one and stay one;
 * marks that a donut would cover count in it.
 */
export function gather<T extends Gathered>(
  marks: readonly T[],
  k: number,
  before: readonly Donut[],
): Gathering<T> {
  const bins = Map.groupBy(marks, ({ at }) =>
    at.map((along) => Math.floor((along * k) / BIN_PX)).join(" "),
  );
  const crowded = marks.length > MARKS_MAX;
  const clusters: Cluster<T>[] = [];
  const known = new Set<string>();
  for (const { bins: keys, at } of before) {
    const members = keys.flatMap((key) => bins.get(key) ?? []);
    if (members.length < MARKS_KEEP) continue;
    for (const key of keys) known.add(key);
    clusters.push({ bins: [...keys], marks: members, at });
  }
  for (const [key, bin] of bins) {
    const counted = crowded ? bin.length : bin.filter((mark) => mark.fresh).length;
    if (known.has(key) || counted < MARKS_IN) continue;
    clusters.push({ bins: [key], marks: [...bin], at: middleOf(bin) });
  }
  const { apart, singles } = settle(marks, clusters, k);
  return { singles: thin(singles), donuts: apart.map(donutOf) };
}

/** Takes in the marks that donuts would cover, and joins donuts, until nothing touches. */
function settle<T extends Gathered>(
  marks: readonly T[],
  clusters: readonly Cluster<T>[],
  k: number,
): { readonly apart: readonly Cluster<T>[]; readonly singles: readonly T[] } {
  let apart = clusters;
  for (;;) {
    const joined = new Set(apart.flatMap((cluster) => cluster.marks));
    const singles = marks.filter((mark) => {
      if (joined.has(mark)) return false;
      const cover = apart.find(
        (cluster) => distanceOf(cluster, mark) * k < donutRadius(cluster.marks.length) + GLYPH_PX,
      );
      cover?.marks.push(mark);
      return cover === undefined;
    });
    const met = meet(apart, k);
    if (met.length === apart.length) return { apart: met, singles };
    apart = met;
  }
}

/** Joins donuts that would touch; the earlier one keeps its place. */
function meet<T>(clusters: readonly Cluster<T>[], k: number): readonly Cluster<T>[] {
  const met: Cluster<T>[] = [];
  for (const cluster of clusters) {
    const other = met.find(({ at, marks }) => {
      const least = donutRadius(marks.length) + donutRadius(cluster.marks.length) + APART_PX;
      return distanceOf({ at }, cluster) * k < least;
    });
    if (other === undefined)
      met.push({ ...cluster, bins: [...cluster.bins], marks: [...cluster.marks] });
    else {
      other.bins.push(...cluster.bins);
      other.marks.push(...cluster.marks);
    }
  }
  return met;
}

/** Outer radius of a donut of n marks, px. */
export function donutRadius(count: number): number {
  return 13 + 1.15 * Math.sqrt(count);
}

/** Keeps the ceiling: the oldest of what was held back goes first, then the oldest offers. */
function thin<T extends Gathered>(singles: readonly T[]): readonly T[] {
  let surplus = singles.length - MARKS_MAX;
  if (surplus <= 0) return singles;
  const offersLeft = singles.filter(({ held }) => !held || surplus-- <= 0);
  return offersLeft.slice(Math.max(0, offersLeft.length - MARKS_MAX));
}

/** km */
function distanceOf(one: Pick<Gathered, "at">, other: Pick<Gathered, "at">): number {
  return Math.hypot(one.at[0] - other.at[0], one.at[1] - other.at[1]);
}

function middleOf(bin: readonly Gathered[]): Point {
  const [x, y] = bin.reduce((sum, { at }) => [sum[0]! + at[0], sum[1]! + at[1]], [0, 0]);
  return [x! / bin.length, y! / bin.length];
}

function donutOf({ bins, marks, at }: Cluster<Gathered>): Donut {
  const shares = new Map<string, Share>();
  for (const { campaign, held } of marks) {
    const share = `${held ? 1 : 0} ${campaign}`;
    shares.set(share, { campaign, held, count: (shares.get(share)?.count ?? 0) + 1 });
  }
  return {
    key: bins[0]!,
    bins,
    at,
    ids: marks.map(({ id }) => id),
    shares: [...shares.values()].sort(
      (a, b) => Number(a.held) - Number(b.held) || a.campaign - b.campaign,
    ),
  };
}
