// Many marks in one place become one donut, with hysteresis so that it does not flicker.
import type { Point } from "../domain/scene.ts";

/** Side of a bin, px. */
const BIN_PX = 56;
/** Fresh marks that make a donut, and live marks that keep it. */
const MARKS_IN = 4;
const MARKS_KEEP = 2;
/** Marks in view beyond which pairs are joined too. */
const CROWD = 60;

/** What is gathered: a place in km and a campaign. */
export interface Gathered {
  readonly id: string;
  readonly at: Point;
  readonly campaign: number;
  readonly fresh: boolean;
}

export interface Donut {
  /** Bin in the grid that moves and zooms with the map. */
  readonly key: string;
  /** km; stays where it was when the donut appeared. */
  readonly at: Point;
  readonly ids: readonly string[];
  /** Marks by campaign index. */
  readonly shares: readonly number[];
}

export interface Gathering<T extends Gathered> {
  readonly singles: readonly T[];
  readonly donuts: readonly Donut[];
}

/**
 * Sorts marks into singles and donuts at `k` px per km. `before` are the donuts of the frame
 * before: they persist down to two marks, while new ones need more than three fresh marks.
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
  const crowded = marks.length > CROWD;
  const singles: T[] = [];
  const donuts: Donut[] = [];
  for (const [key, bin] of bins) {
    const earlier = known.get(key);
    const fresh = bin.filter((mark) => mark.fresh).length;
    const joined =
      fresh >= MARKS_IN || (bin.length >= MARKS_KEEP && (earlier !== undefined || crowded));
    if (joined) donuts.push(donutOf(key, bin, earlier?.at));
    else singles.push(...bin);
  }
  return { singles, donuts };
}

/** Outer radius of a donut of n marks, px. */
export function donutRadius(count: number): number {
  return 13 + 1.15 * Math.sqrt(count);
}

function donutOf(key: string, bin: readonly Gathered[], place: Point | undefined): Donut {
  const shares: number[] = [];
  let [x, y] = [0, 0];
  for (const { campaign, at } of bin) {
    shares[campaign] = (shares[campaign] ?? 0) + 1;
    x += at[0];
    y += at[1];
  }
  return {
    key,
    at: place ?? [x / bin.length, y / bin.length],
    ids: bin.map(({ id }) => id),
    shares: Array.from(shares, (share) => share ?? 0),
  };
}
