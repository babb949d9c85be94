// Distributions fitted to one person's sample by maximum likelihood, and how well they fit.

/** A fitted law: its mean log-likelihood, and its distribution function. */
export interface Law {
  readonly parameters: readonly number[];
  /** Mean log-likelihood of an observation, in nats. */
  readonly logLikelihood: number;
  cdf(x: number): number;
}

const STEPS_MAX = 60;
const SETTLED = 1e-9;

/** Scale 1/λ is the sample's mean; values above 0. */
export function fitExponential(values: ArrayLike<number>): Law {
  const mean = sumOf(values, (x) => x) / values.length;
  return {
    parameters: [mean],
    logLikelihood: -Math.log(mean) - 1,
    cdf: (x) => 1 - Math.exp(-x / mean),
  };
}

/** μ and σ of ln x. */
export function fitLognormal(values: ArrayLike<number>): Law {
  const mu = sumOf(values, Math.log) / values.length;
  const variance = sumOf(values, (x) => (Math.log(x) - mu) ** 2) / values.length;
  const sigma = Math.sqrt(Math.max(variance, 1e-12));
  return {
    parameters: [mu, sigma],
    logLikelihood: -mu - Math.log(sigma) - 0.5 * Math.log(2 * Math.PI) - 0.5,
    cdf: (x) => normalCdf((Math.log(x) - mu) / sigma),
  };
}

/** Shape and scale (Newton's method on the shape's equation, in ln shape). */
export function fitWeibull(values: ArrayLike<number>): Law {
  const { length } = values;
  const logs = Float64Array.from({ length }, (_, index) => Math.log(values[index]!));
  const meanLog = sumOf(logs, (log) => log) / length;
  let shape = 1;
  let mean = 1;
  for (let step = 0; step < STEPS_MAX; step++) {
    let [sum, first, second] = [0, 0, 0];
    for (let index = 0; index < length; index++) {
      const log = logs[index]! - meanLog;
      const power = Math.exp(shape * log);
      sum += power;
      first += power * log;
      second += power * log * log;
    }
    mean = sum / length;
    const ratio = first / sum;
    const value = ratio - 1 / shape;
    const slope = second / sum - ratio * ratio + 1 / (shape * shape);
    const factor = Math.exp(Math.max(-1, Math.min(1, -value / (slope * shape))));
    shape *= factor;
    if (Math.abs(factor - 1) < SETTLED) break;
  }
  const scale = Math.exp(meanLog) * mean ** (1 / shape);
  const logLikelihood = Math.log(shape) - shape * Math.log(scale) + (shape - 1) * meanLog - 1;
  return {
    parameters: [shape, scale],
    logLikelihood,
    cdf: (x) => 1 - Math.exp(-((x / scale) ** shape)),
  };
}

/** Location and scale of ln x, which is logistic (weights iterated to their fixed point). */
export function fitLogLogistic(values: ArrayLike<number>): Law {
  const { length } = values;
  const logs = Float64Array.from({ length }, (_, index) => Math.log(values[index]!));
  let location = sumOf(logs, (log) => log) / length;
  let scale = Math.sqrt((sumOf(logs, (log) => (log - location) ** 2) / length) * 0.304) || 1e-6;
  for (let step = 0; step < STEPS_MAX; step++) {
    let [weights, weighted, squares] = [0, 0, 0];
    for (let index = 0; index < length; index++) {
      const z = (logs[index]! - location) / scale;
      const weight = Math.abs(z) < 1e-6 ? 0.5 : Math.tanh(z / 2) / z;
      weights += weight;
      weighted += weight * logs[index]!;
      squares += weight * (logs[index]! - location) ** 2;
    }
    const next = Math.sqrt(squares / length);
    const moved = Math.abs(weighted / weights - location) + Math.abs(next - scale);
    location = weighted / weights;
    scale = Math.max(next, 1e-9);
    if (moved < SETTLED) break;
  }
  const logLikelihood =
    sumOf(logs, (log) => {
      const z = Math.abs(log - location) / scale;
      return -z - 2 * Math.log1p(Math.exp(-z)) - Math.log(scale) - log;
    }) / length;
  return {
    parameters: [location, scale],
    logLikelihood,
    cdf: (x) => 1 / (1 + Math.exp(-(Math.log(x) - location) / scale)),
  };
}

/** x^−α from `from` on (Clauset, Shalizi and Newman 2009, eq. 3.1). */
export function fitPareto(values: ArrayLike<number>, from: number): Law {
  const meanLog = sumOf(values, (x) => Math.log(x / from)) / values.length;
  const alpha = 1 + 1 / meanLog;
  return {
    parameters: [alpha],
    logLikelihood: Math.log((alpha - 1) / from) - alpha * meanLog,
    cdf: (x) => (x <= from ? 0 : 1 - (x / from) ** (1 - alpha)),
  };
}

/** Largest distance between a law and a sample in ascending order (Kolmogorov and Smirnov). */
export function kolmogorovSmirnov(sorted: ArrayLike<number>, law: Pick<Law, "cdf">): number {
  let largest = 0;
  for (let index = 0; index < sorted.length; index++) {
    const cdf = law.cdf(sorted[index]!);
    const below = Math.abs(cdf - index / sorted.length);
    const above = Math.abs((index + 1) / sorted.length - cdf);
    largest = Math.max(largest, below, above);
  }
  return largest;
}

function sumOf(values: ArrayLike<number>, term: (value: number) => number): number {
  let sum = 0;
  for (let index = 0; index < values.length; index++) sum += term(values[index]!);
  return sum;
}

/** Standard normal distribution function, error below 1e-7 (W. J. Cody's form through erfc). */
export function normalCdf(z: number): number {
  return 0.5 * erfc(-z / Math.SQRT2);
}

/** Complementary error function, relative error below 1.2e-7 (Numerical Recipes §6.2, erfcc). */
export function erfc(x: number): number {
  const t = 1 / (1 + 0.5 * Math.abs(x));
  const coefficients = [
    -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398,
    1.48851587, -0.82215223, 0.17087277,
  ];
  let sum = 0;
  for (let index = coefficients.length - 1; index >= 0; index--)
    sum = sum * t + coefficients[index]!;
  const tail = t * Math.exp(-x * x + sum);
  return x >= 0 ? tail : 2 - tail;
}
