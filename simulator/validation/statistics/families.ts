// Fits of distributions whose logarithm is linear in their parameters, from the means of a sample.

/**
 * Densities proportional to exp(Σ θᵢ·Tᵢ(x)) for from ≤ x ≤ to: power laws with a cutoff, lognormal,
 * exponential and gamma, all cut to a range. The means of Tᵢ over a sample are all that a fit needs.
 */
export interface Family {
  readonly statistics: readonly ((x: number) => number)[];
  /** A part of the exponent that is given; default: none. */
  readonly offset?: (x: number) => number;
  /** Above 0. */
  readonly from: number;
  readonly to: number;
}

export interface FamilyFit {
  readonly theta: readonly number[];
  /** Mean log-likelihood of an observation, in nats. */
  readonly logLikelihood: number;
  /** Akaike's criterion divided by the size of the sample: smaller is better. */
  readonly aicPerObservation: number;
}

/** (x + shift)^−β·exp(−x/κ): the law of Gonzalez, Hidalgo and Barabasi (2008). */
export function truncatedPowerLaw(shift: number, from: number, to: number): Family {
  return { statistics: [(x) => Math.log(x + shift), (x) => x], from, to };
}

export function exponentialLaw(from: number, to: number): Family {
  return { statistics: [(x) => x], from, to };
}

export function lognormalLaw(from: number, to: number): Family {
  return { statistics: [Math.log, (x) => Math.log(x) ** 2], from, to };
}

/** x^−α without a cutoff. */
export function powerLaw(from: number, to: number): Family {
  return { statistics: [Math.log], from, to };
}

/** Nodes of the integrals, evenly spaced in ln x. */
const NODES = 2_000;
const STEPS_MAX = 60;
const HALVINGS_MAX = 40;
const SETTLED = 1e-10;

/**
 * The maximum-likelihood θ for a sample of `count` values within the range, whose statistics have
 * these means (Newton's method on a concave function; the integrals are sums over ln x).
 */
export function fitFamily(family: Family, means: readonly number[], count: number): FamilyFit {
  const grid = gridOf(family);
  let theta = means.map(() => 0);
  let state = momentsOf(grid, theta);
  let likelihood = dot(theta, means) - state.logSum;
  for (let step = 0; step < STEPS_MAX; step++) {
    const gradient = means.map((mean, index) => mean - state.means[index]!);
    const direction = solve(state.covariance, gradient);
    let length = 1;
    let found = false;
    let gained = 0;
    for (let halving = 0; halving < HALVINGS_MAX && !found; halving++, length /= 2) {
      const next = theta.map((value, index) => value + length * direction[index]!);
      const moments = momentsOf(grid, next);
      const better = dot(next, means) - moments.logSum;
      if (!(better > likelihood)) continue;
      gained = better - likelihood;
      [theta, state, likelihood, found] = [next, moments, better, true];
    }
    if (gained < SETTLED) break;
  }
  const aicPerObservation = -2 * likelihood + (2 * theta.length) / Math.max(1, count);
  return { theta, logLikelihood: likelihood, aicPerObservation };
}

/**
 * β and κ of a {@link truncatedPowerLaw}; a sample without cutoff has κ = ∞, one that would have a
 * cutoff below `kappaMin` has that.
 */
export function fitTruncatedPowerLaw(
  family: Family,
  means: readonly [number, number],
  count: number,
  kappaMin = 0,
): { readonly beta: number; readonly kappa: number; readonly fit: FamilyFit } {
  const fit = fitFamily(family, means, count);
  const kappa = fit.theta[1]! < 0 ? -1 / fit.theta[1]! : Number.POSITIVE_INFINITY;
  if (kappa >= kappaMin && kappa !== Number.POSITIVE_INFINITY) {
    return { beta: -fit.theta[0]!, kappa, fit };
  }
  const bound = kappa < kappaMin ? kappaMin : Number.POSITIVE_INFINITY;
  const cutoff = (x: number): number => -x / bound;
  const within = { ...family, statistics: family.statistics.slice(0, 1), offset: cutoff };
  const bounded = fitFamily(within, means.slice(0, 1), count);
  const logLikelihood = bounded.logLikelihood - means[1] / bound;
  const aicPerObservation = bounded.aicPerObservation + (2 * means[1]) / bound;
  const corrected = { ...bounded, logLikelihood, aicPerObservation };
  return { beta: -bounded.theta[0]!, kappa: bound, fit: corrected };
}

interface Grid {
  /** Statistics of each node, one row per statistic. */
  readonly rows: readonly Float64Array[];
  /** ln of the node's weight in the integral over x. */
  readonly logWeight: Float64Array;
}

function gridOf({ statistics, offset, from, to }: Family): Grid {
  const rows = statistics.map(() => new Float64Array(NODES));
  const logWeight = new Float64Array(NODES);
  const step = Math.log(to / from) / (NODES - 1);
  for (let node = 0; node < NODES; node++) {
    const x = from * Math.exp(node * step);
    const half = node === 0 || node === NODES - 1 ? 0.5 : 1;
    logWeight[node] = Math.log(x * step * half) + (offset?.(x) ?? 0);
    statistics.forEach((statistic, index) => {
      rows[index]![node] = statistic(x);
    });
  }
  return { rows, logWeight };
}

interface Moments {
  /** ln of the integral of exp(Σ θ·T). */
  readonly logSum: number;
  readonly means: readonly number[];
  readonly covariance: readonly (readonly number[])[];
}

function momentsOf({ rows, logWeight }: Grid, theta: readonly number[]): Moments {
  const logs = new Float64Array(NODES);
  let top = Number.NEGATIVE_INFINITY;
  for (let node = 0; node < NODES; node++) {
    let log = logWeight[node]!;
    for (let index = 0; index < theta.length; index++) log += theta[index]! * rows[index]![node]!;
    logs[node] = log;
    if (log > top) top = log;
  }
  let sum = 0;
  const first = theta.map(() => 0);
  for (let node = 0; node < NODES; node++) {
    const weight = Math.exp(logs[node]! - top);
    logs[node] = weight;
    sum += weight;
    for (let index = 0; index < first.length; index++) {
      first[index]! += weight * rows[index]![node]!;
    }
  }
  const means = first.map((total) => total / sum);
  const covariance = means.map((a, i) =>
    means.map((b, j) => {
      let total = 0;
      for (let node = 0; node < NODES; node++) {
        total += logs[node]! * (rows[i]![node]! - a) * (rows[j]![node]! - b);
      }
      return total / sum;
    }),
  );
  return { logSum: top + Math.log(sum), means, covariance };
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, index) => sum + value * b[index]!, 0);
}

/** Solves a small symmetric system by elimination with pivots. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const size = right.length;
  const rows = matrix.map((row, index) => [...row, right[index]!]);
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let row = column + 1; row < size; row++) {
      if (Math.abs(rows[row]![column]!) > Math.abs(rows[pivot]![column]!)) pivot = row;
    }
    [rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!];
    const head = rows[column]![column]! || Number.MIN_VALUE;
    for (let row = 0; row < size; row++) {
      if (row === column) continue;
      const factor = rows[row]![column]! / head;
      for (let index = column; index <= size; index++) {
        rows[row]![index]! -= factor * rows[column]![index]!;
      }
    }
  }
  return rows.map((row, index) => row[size]! / (row[index]! || Number.MIN_VALUE));
}
