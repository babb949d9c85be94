// Who of a list is called: by a threshold, or by a share of the best (campaigns.md K5).

/** Those whose value is `atLeast`; its order is the list's. */
export function byThreshold<T>(
  list: readonly T[],
  worthOf: (one: T) => number,
  atLeast: number,
): readonly T[] {
  return list.filter((one) => worthOf(one) >= atLeast);
}

/**
 * The best `share` of the list, 0 to 1, best first; of equals those that stand first in it. Rounded
 * down: a share never reaches more people than it says.
 */
export function byShare<T>(
  list: readonly T[],
  worthOf: (one: T) => number,
  share: number,
): readonly T[] {
  const places = list.map((_, place) => place);
  places.sort((a, b) => worthOf(list[b]!) - worthOf(list[a]!) || a - b);
  return places.slice(0, Math.floor(share * list.length)).map((place) => list[place]!);
}

/** How many a threshold would reach, for each of some thresholds: what a planner moves a slider by. */
export function reachByThreshold<T>(
  list: readonly T[],
  worthOf: (one: T) => number,
  thresholds: readonly number[],
): readonly number[] {
  const values = Float64Array.from(list, worthOf).sort();
  return thresholds.map((threshold) => values.length - firstFrom(values, threshold));
}

/** Place of the first value ≥ threshold in an ascending list. */
function firstFrom(values: Float64Array, threshold: number): number {
  let [from, to] = [0, values.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (values[middle]! < threshold) from = middle + 1;
    else to = middle;
  }
  return from;
}
