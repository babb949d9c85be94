// A mixture of two lognormal laws, fitted by expectation and maximisation.
import { kolmogorovSmirnov, normalCdf } from "./laws.ts";

export interface MixturePart {
  readonly share: number;
  /** Mean and deviation of ln x. */
  readonly mu: number;
  readonly sigma: number;
}

const ROUNDS = 120;
/** A part that shrinks onto one value would have any likelihood. */
const SIGMA_MIN = 0.05;
/** More values are thinned evenly: the fit needs no more. */
const VALUES_MAX = 20_000;

/** The two parts, the one of smaller values first; values above 0, in any order. */
export function fitMixture(values: ArrayLike<number>): readonly [MixturePart, MixturePart] {
  const step = Math.ceil(values.length / VALUES_MAX);
  const logs = Float64Array.from({ length: Math.floor(values.length / step) }, (_, index) =>
    Math.log(values[index * step]!),
  );
  const { length } = logs;
  const mean = logs.reduce((sum, log) => sum + log, 0) / length;
  const sigma = Math.sqrt(logs.reduce((sum, log) => sum + (log - mean) ** 2, 0) / length);
  let low: MixturePart = { share: 0.5, mu: mean - sigma, sigma };
  let high: MixturePart = { share: 0.5, mu: mean + sigma, sigma };
  const belongs = new Float64Array(length);
  for (let round = 0; round < ROUNDS; round++) {
    for (let index = 0; index < length; index++) {
      const [a, b] = [weightOf(low, logs[index]!), weightOf(high, logs[index]!)];
      belongs[index] = a + b > 0 ? a / (a + b) : 0.5;
    }
    low = partOf(logs, (index) => belongs[index]!);
    high = partOf(logs, (index) => 1 - belongs[index]!);
  }
  return low.mu <= high.mu ? [low, high] : [high, low];
}

/** Kolmogorov-Smirnov distance of a mixture from values in ascending order. */
export function distanceOfMixture(
  sorted: ArrayLike<number>,
  parts: readonly MixturePart[],
): number {
  const cdf = (x: number): number =>
    parts.reduce(
      (sum, { share, mu, sigma }) => sum + share * normalCdf((Math.log(x) - mu) / sigma),
      0,
    );
  return kolmogorovSmirnov(sorted, { cdf });
}

function weightOf({ share, mu, sigma }: MixturePart, log: number): number {
  return (share / sigma) * Math.exp(-0.5 * ((log - mu) / sigma) ** 2);
}

function partOf(logs: Float64Array, belongs: (index: number) => number): MixturePart {
  let [weight, sum, squares] = [0, 0, 0];
  for (let index = 0; index < logs.length; index++) {
    weight += belongs(index);
    sum += belongs(index) * logs[index]!;
  }
  const mu = sum / weight;
  for (let index = 0; index < logs.length; index++) {
    squares += belongs(index) * (logs[index]! - mu) ** 2;
  }
  return {
    share: weight / logs.length,
    mu,
    sigma: Math.max(SIGMA_MIN, Math.sqrt(squares / weight)),
  };
}
