// How series relate: regression lines, rank correlation, divergence of shapes, burstiness.

/** Least squares y = intercept + slope·x; NaN of fewer than two points. */
export function regress(points: readonly (readonly [number, number])[]): {
  readonly slope: number;
  readonly intercept: number;
} {
  const { length } = points;
  const meanX = points.reduce((sum, [x]) => sum + x, 0) / length;
  const meanY = points.reduce((sum, [, y]) => sum + y, 0) / length;
  let [products, squares] = [0, 0];
  for (const [x, y] of points) {
    products += (x - meanX) * (y - meanY);
    squares += (x - meanX) ** 2;
  }
  const slope = products / squares;
  return { slope, intercept: meanY - slope * meanX };
}

/** Pearson's correlation. */
export function correlation(xs: ArrayLike<number>, ys: ArrayLike<number>): number {
  const { length } = xs;
  let [meanX, meanY] = [0, 0];
  for (let index = 0; index < length; index++) {
    meanX += xs[index]! / length;
    meanY += ys[index]! / length;
  }
  let [xx, yy, xy] = [0, 0, 0];
  for (let index = 0; index < length; index++) {
    const [x, y] = [xs[index]! - meanX, ys[index]! - meanY];
    xx += x * x;
    yy += y * y;
    xy += x * y;
  }
  return xy / Math.sqrt(xx * yy);
}

/** Spearman's correlation of ranks; equal values share their mean rank. */
export function rankCorrelation(xs: ArrayLike<number>, ys: ArrayLike<number>): number {
  return correlation(ranksOf(xs), ranksOf(ys));
}

function ranksOf(values: ArrayLike<number>): Float64Array {
  const order = Array.from({ length: values.length }, (_, index) => index);
  order.sort((a, b) => values[a]! - values[b]!);
  const ranks = new Float64Array(values.length);
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && values[order[to]!] === values[order[from]!]) to++;
    for (let place = from; place < to; place++) ranks[order[place]!] = (from + to - 1) / 2;
    from = to;
  }
  return ranks;
}

/** Shares of a whole; all zero of nothing. */
export function sharesOf(counts: ArrayLike<number>): Float64Array {
  const shares = Float64Array.from(counts);
  const sum = shares.reduce((total, value) => total + value, 0);
  return sum === 0 ? shares : shares.map((value) => value / sum);
}

/** Kullback and Leibler's divergence of p from q, nats; both are shares. */
export function divergence(p: ArrayLike<number>, q: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < p.length; index++) {
    if (p[index]! > 0) sum += p[index]! * Math.log(p[index]! / q[index]!);
  }
  return sum;
}

/** Jensen and Shannon's divergence, bits: 0 of equal shares, 1 of shares that never meet. */
export function jensenShannon(p: ArrayLike<number>, q: ArrayLike<number>): number {
  const middle = Float64Array.from({ length: p.length }, (_, index) => (p[index]! + q[index]!) / 2);
  return (divergence(p, middle) + divergence(q, middle)) / 2 / Math.LN2;
}

/**
 * Burstiness of a sequence of n inter-event times, −1 regular, 0 random, 1 bursty: A_n(r) of Kim and
 * Jo (Phys. Rev. E 94, 032311, 2016), which takes the bias of short sequences off (σ−μ)/(σ+μ).
 */
export function burstiness(intervals: ArrayLike<number>): number {
  const { length } = intervals;
  let mean = 0;
  for (let index = 0; index < length; index++) mean += intervals[index]! / length;
  let variance = 0;
  for (let index = 0; index < length; index++) variance += (intervals[index]! - mean) ** 2 / length;
  const ratio = Math.sqrt(variance) / mean;
  const [above, below] = [Math.sqrt(length + 1), Math.sqrt(length - 1)];
  return (above * ratio - below) / ((above - 2) * ratio + below);
}

/** Memory of a sequence: correlation of each inter-event time with the next (Goh and Barabasi). */
export function memoryOf(intervals: Float64Array): number {
  return correlation(intervals.subarray(0, -1), intervals.subarray(1));
}

/** Gini's index of values above 0 in ascending order: 0 all equal, 1 one has all. */
export function giniOf(sorted: ArrayLike<number>): number {
  let [sum, weighted] = [0, 0];
  for (let index = 0; index < sorted.length; index++) {
    sum += sorted[index]!;
    weighted += (index + 1) * sorted[index]!;
  }
  return (2 * weighted) / (sorted.length * sum) - (sorted.length + 1) / sorted.length;
}
