// Many marks in one place become one donut, with hysteresis so that it does not flicker.
import type { Point } from "../domain/scene.ts";

/** Side of a bin, px. */
const BIN_PX = 56;
/** Marks that make a donut, and marks that keep it. */
const MARKS_IN = 4;
const MARKS_KEEP = 2;
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
  /** Bin in the grid that moves and zooms with the map. */
  readonly key: string;
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

/**
 * Sorts marks (oldest first) into singles and donuts at `k` px per km. `before` are the donuts of
 * the frame before: they persist down to two marks, while new ones need four fresh marks, or four
 * of any age once more than sixty are alive.
 */
export function gather<T extends Gathered>(
  marks: readonly T[],
  k: number,
  before: readonly Donut[],
): Gathering<T> {
  const bins = new Map<string, T[]>();
  for (const mark of marks) {
    const key = `${Math.floor((mark.at[0] * k) / BIN_PX)} ${Math.floor((mark.at[1] * k) / BIN_PX)}`;
    const bin = bins.get(key);
    if (bin === undefined) bins.set(key, [mark]);
    else bin.push(mark);
  }
  const known = new Map(before.map((donut) => [donut.key, donut]));
  const crowded = marks.length > MARKS_MAX;
  const joined = new Set<T>();
  const donuts: Donut[] = [];
  for (const [key, bin] of bins) {
    const earlier = known.get(key);
    const counted = crowded ? bin.length : bin.filter((mark) => mark.fresh).length;
    if (counted < MARKS_IN && !(earlier !== undefined && bin.length >= MARKS_KEEP)) continue;
    donuts.push(donutOf(key, bin, earlier?.at));
    for (const mark of bin) joined.add(mark);
  }
  return { singles: thin(marks.filter((mark) => !joined.has(mark))), donuts };
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

function donutOf(key: string, bin: readonly Gathered[], place: Point | undefined): Donut {
  const shares = new Map<string, Share>();
  let [x, y] = [0, 0];
  for (const { campaign, held, at } of bin) {
    const share = `${held ? 1 : 0} ${campaign}`;
    shares.set(share, { campaign, held, count: (shares.get(share)?.count ?? 0) + 1 });
    x += at[0];
    y += at[1];
  }
  return {
    key,
    at: place ?? [x / bin.length, y / bin.length],
    ids: bin.map(({ id }) => id),
    shares: [...shares.values()].sort(
      (a, b) => Number(a.held) - Number(b.held) || a.campaign - b.campaign,
    ),
  };
}
