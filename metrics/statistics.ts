// Intervals and tests for proportions and differences, each with the paper that it is from.

/** An estimate and the ends of its interval. */
export interface Interval {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
}

/** Of `n` independent trials so many succeeded: integers, 0 ≤ successes ≤ n. */
export interface Proportion {
  readonly successes: number;
  readonly n: number;
}

/** How many pairs succeeded on both sides, on the first alone, on the second alone, on neither. */
export interface PairCounts {
  readonly both: number;
  readonly firstOnly: number;
  readonly secondOnly: number;
  readonly neither: number;
}

/** Sums of numbers, which add up over parts of the people. */
export interface Moments {
  readonly n: number;
  readonly sum: number;
  readonly squares: number;
}

/** What an interval covers when nothing else is said. */
export const CONFIDENCE = 0.95;

const EMPTY: Interval = { estimate: Number.NaN, low: Number.NaN, high: Number.NaN };

/** How long an interval is. */
export function widthOf({ low, high }: Interval): number {
  return high - low;
}

/** P(Z ≤ x) of the standard normal distribution; absolute error below 1e-14. */
export function normalCdf(x: number): number {
  const size = Math.abs(x);
  if (size > 38) return x > 0 ? 1 : 0;
  const tail = size < 3 ? 0.5 - density(size) * series(size) : density(size) * fraction(size);
  return x > 0 ? 1 - tail : tail;
}

function density(x: number): number {
  return Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
}

/** Σ x^(2k+1)/(1·3·…·(2k+1)): (Φ(x) − ½)/φ(x). */
function series(x: number): number {
  let term = x;
  let sum = x;
  for (let odd = 3; Math.abs(term) > 1e-17 * Math.abs(sum); odd += 2) {
    term *= (x * x) / odd;
    sum += term;
  }
  return sum;
}

/** Laplace's continued fraction of (1 − Φ(x))/φ(x), for x from 3 on. */
function fraction(x: number): number {
  let value = x;
  for (let step = 120; step > 0; step--) value = x + step / value;
  return 1 / value;
}

/** The x with Φ(x) = p, 0 < p < 1: by Newton's method on {@link normalCdf}. */
export function normalQuantile(p: number): number {
  if (p === 0.5) return 0;
  if (p > 0.5) return -normalQuantile(1 - p);
  if (!(p > 0)) return Number.NEGATIVE_INFINITY;
  // Abramowitz and Stegun 26.2.23 is near enough for three steps.
  const t = Math.sqrt(-2 * Math.log(p));
  let x =
    (2.515517 + t * (0.802853 + t * 0.010328)) /
      (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))) -
    t;
  for (let step = 0; step < 4; step++) {
    const error = (normalCdf(x) - p) / density(x);
    x -= error / (1 + (x * error) / 2);
  }
  return x;
}

const zOf = (confidence: number): number => normalQuantile((1 + confidence) / 2);

/** Wilson's score interval (1927), without continuity correction; NaN when n is 0. */
export function proportionInterval(
  successes: number,
  n: number,
  confidence = CONFIDENCE,
): Interval {
  if (n === 0) return EMPTY;
  const z = zOf(confidence);
  const estimate = successes / n;
  const middle = 2 * successes + z * z;
  const half = z * Math.sqrt(z * z + 4 * successes * (1 - estimate));
  const whole = 2 * (n + z * z);
  return {
    estimate,
    low: successes === 0 ? 0 : (middle - half) / whole,
    high: successes === n ? 1 : (middle + half) / whole,
  };
}

/**
 * First − second, of two independent groups: Newcombe's hybrid score interval (Statistics in
 * Medicine 1998;17:873, method 10). NaN when a group is empty.
 */
export function differenceInterval(
  first: Proportion,
  second: Proportion,
  confidence = CONFIDENCE,
): Interval {
  return squareAndAdd(first, second, 0, confidence);
}

/** Newcombe's square-and-add with the correlation of the two proportions; 0: independent. */
function squareAndAdd(
  first: Proportion,
  second: Proportion,
  correlation: number,
  confidence: number,
): Interval {
  if (first.n === 0 || second.n === 0) return EMPTY;
  const a = proportionInterval(first.successes, first.n, confidence);
  const b = proportionInterval(second.successes, second.n, confidence);
  const estimate = a.estimate - b.estimate;
  const reach = (x: number, y: number): number =>
    Math.sqrt(Math.max(0, x * x - 2 * correlation * x * y + y * y));
  return {
    estimate,
    low: estimate - reach(a.estimate - a.low, b.high - b.estimate),
    high: estimate + reach(a.high - a.estimate, b.estimate - b.low),
  };
}

/**
 * First / second, of two independent groups: the interval of Katz, Baptista, Azen and Pike (1978)
 * on the logarithm. A group without a success has half a one added to both (Walter 1975). NaN when a
 * group is empty.
 */
export function ratioInterval(
  first: Proportion,
  second: Proportion,
  confidence = CONFIDENCE,
): Interval {
  if (first.n === 0 || second.n === 0) return EMPTY;
  const added = first.successes === 0 || second.successes === 0 ? 0.5 : 0;
  const of = ({ successes, n }: Proportion) => ({ hits: successes + added, n: n + added });
  const [a, b] = [of(first), of(second)];
  const ratio = a.hits / a.n / (b.hits / b.n);
  const deviation = Math.sqrt(Math.max(0, 1 / a.hits - 1 / a.n + 1 / b.hits - 1 / b.n));
  const factor = Math.exp(zOf(confidence) * deviation);
  const estimate = first.successes / first.n / (second.successes / second.n);
  return { estimate, low: ratio / factor, high: ratio * factor };
}

/**
 * First − second, where each person is seen on both sides: Newcombe's square-and-add interval
 * with a corrected correlation (Statistics in Medicine 1998;17:2635, method 10). Without correlation
 * it is {@link differenceInterval} of the same numbers, so that the two can be compared.
 */
export function pairedProportionsInterval(
  { both, firstOnly, secondOnly, neither }: PairCounts,
  confidence = CONFIDENCE,
): Interval {
  const n = both + firstOnly + secondOnly + neither;
  const [a, b] = [both + firstOnly, both + secondOnly];
  const determinant = both * neither - firstOnly * secondOnly;
  const corrected = determinant > 0 ? Math.max(determinant - n / 2, 0) : determinant;
  const product = a * (n - a) * b * (n - b);
  const correlation = product === 0 ? 0 : corrected / Math.sqrt(product);
  return squareAndAdd({ successes: a, n }, { successes: b, n }, correlation, confidence);
}

/** First − second of two numbers of each person: the mean of the differences, by normal theory. */
export function pairedDifferenceInterval(
  pairs: Iterable<readonly [first: number, second: number]>,
  confidence = CONFIDENCE,
): Interval {
  let n = 0;
  let sum = 0;
  let squares = 0;
  for (const [first, second] of pairs) {
    const difference = first - second;
    n++;
    sum += difference;
    squares += difference * difference;
  }
  return meanInterval({ n, sum, squares }, confidence);
}

/** A mean, by normal theory; NaN for fewer than two numbers. */
export function meanInterval(moments: Moments, confidence = CONFIDENCE): Interval {
  if (moments.n < 2) return EMPTY;
  return around(moments.sum / moments.n, errorOf(moments), confidence);
}

/** First − second, means of two independent groups, by normal theory with two variances. */
export function meanDifferenceInterval(
  first: Moments,
  second: Moments,
  confidence = CONFIDENCE,
): Interval {
  if (first.n < 2 || second.n < 2) return EMPTY;
  const estimate = first.sum / first.n - second.sum / second.n;
  return around(estimate, Math.hypot(errorOf(first), errorOf(second)), confidence);
}

function errorOf({ n, sum, squares }: Moments): number {
  return Math.sqrt(Math.max(0, squares - (sum * sum) / n) / (n - 1) / n);
}

function around(estimate: number, error: number, confidence: number): Interval {
  const half = zOf(confidence) * error;
  return { estimate, low: estimate - half, high: estimate + half };
}

/**
 * Two-sided p-value of the hypothesis that two independent groups have one rate: the pooled z-test,
 * which is the chi-square test of a 2 × 2 table without correction. 1 when nothing can be told.
 */
export function twoProportionTest(first: Proportion, second: Proportion): number {
  const n = first.n + second.n;
  const pooled = (first.successes + second.successes) / n;
  const variance = pooled * (1 - pooled) * (1 / first.n + 1 / second.n);
  if (!(variance > 0)) return 1;
  const difference = first.successes / first.n - second.successes / second.n;
  return 2 * normalCdf(-Math.abs(difference) / Math.sqrt(variance));
}

/** Two-sided p-value of McNemar's test (1947), without correction; 1 without discordant pairs. */
export function pairedTest({
  firstOnly,
  secondOnly,
}: Pick<PairCounts, "firstOnly" | "secondOnly">): number {
  const discordant = firstOnly + secondOnly;
  if (discordant === 0) return 1;
  return 2 * normalCdf(-Math.abs(firstOnly - secondOnly) / Math.sqrt(discordant));
}

/** How far two readings of the same people agree, and how far they would by chance. */
export interface Agreement {
  /** Share of the people, 0 to 1, with Wilson's interval. */
  readonly observed: Interval;
  /** Share of the people, 0 to 1. */
  readonly expected: number;
  /** 0: as much as by chance; 1: always. */
  readonly kappa: Interval;
}

/**
 * Cohen's kappa (Educational and Psychological Measurement 1960;20:37) of a square table of counts:
 * a row for each of the first reading's categories, a column for each of the second's. Its interval
 * is by the large-sample error of Fleiss, Cohen and Everitt (Psychological Bulletin 1969;72:323).
 * NaN for an empty table; kappa is 0, without an interval, when chance alone explains everything.
 */
export function agreementOf(
  counts: readonly (readonly number[])[],
  confidence = CONFIDENCE,
): Agreement {
  const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0);
  const rows = counts.map(sumOf);
  const columns = counts.map((_, place) => sumOf(counts.map((row) => row[place]!)));
  const n = sumOf(rows);
  const observed = proportionInterval(sumOf(counts.map((row, at) => row[at]!)), n, confidence);
  const expected = sumOf(rows.map((row, place) => (row / n) * (columns[place]! / n)));
  if (expected === 1) return { observed, expected, kappa: { ...EMPTY, estimate: 0 } };
  const kappa = (observed.estimate - expected) / (1 - expected);
  const terms = counts.map((row, one) =>
    row.map((count, other) => {
      const chance = ((columns[one]! + rows[other]!) / n) * (1 - kappa);
      return (count / n) * ((one === other ? 1 : 0) - chance) ** 2;
    }),
  );
  const spread = sumOf(terms.map(sumOf)) - (kappa - expected * (1 - kappa)) ** 2;
  const error = Math.sqrt(Math.max(0, spread) / n) / (1 - expected);
  return { observed, expected, kappa: around(kappa, error, confidence) };
}

/**
 * People in each of two equal groups so that a two-sided test tells these rates apart with this
 * power (Fleiss, Statistical Methods for Rates and Proportions, without continuity correction).
 */
export function sampleSize(
  first: number,
  second: number,
  { alpha = 0.05, power = 0.8 }: { readonly alpha?: number; readonly power?: number } = {},
): number {
  if (first === second) return Number.POSITIVE_INFINITY;
  const mean = (first + second) / 2;
  const under = zOf(1 - alpha) * Math.sqrt(2 * mean * (1 - mean));
  const other = normalQuantile(power) * Math.sqrt(first * (1 - first) + second * (1 - second));
  return Math.ceil(((under + other) / (first - second)) ** 2);
}
