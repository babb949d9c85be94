// The double Pareto lognormal law of activity (Reed and Jorgensen 2004; Seshadri et al., KDD 2008).
import { erfc } from "./laws.ts";
import { minimise } from "./minimise.ts";

export interface DoubleParetoFit {
  /** Tail exponents: x^−(α+1) above, x^(β−1) below. */
  readonly alpha: number;
  readonly beta: number;
  readonly nu: number;
  readonly tau: number;
  /** Mean log-likelihood of an observation of ln x, in nats. */
  readonly logLikelihood: number;
}

/** Exponents above this cannot be told from a lognormal tail. */
const EXPONENT_MAX = 60;

/** Fits by maximum likelihood (Nelder and Mead) to values above 0. */
export function fitDoublePareto(values: ArrayLike<number>): DoubleParetoFit {
  const { length } = values;
  const logs = Float64Array.from({ length }, (_, index) => Math.log(values[index]!));
  const mean = logs.reduce((sum, log) => sum + log, 0) / length;
  const deviation = Math.sqrt(logs.reduce((sum, log) => sum + (log - mean) ** 2, 0) / length);
  const parametersOf = (point: readonly number[]): Omit<DoubleParetoFit, "logLikelihood"> => ({
    alpha: Math.min(EXPONENT_MAX, Math.exp(point[0]!)),
    beta: Math.min(EXPONENT_MAX, Math.exp(point[1]!)),
    nu: point[2]!,
    tau: Math.exp(point[3]!),
  });
  const negative = (point: readonly number[]): number => -meanLogDensity(logs, parametersOf(point));
  const start = [Math.log(2 / deviation), Math.log(2 / deviation), mean, Math.log(deviation * 0.7)];
  const best = minimise(negative, start, { step: 0.4, evaluations: 900 });
  return { ...parametersOf(best.point), logLikelihood: -best.value };
}

function meanLogDensity(
  logs: Float64Array,
  { alpha, beta, nu, tau }: Omit<DoubleParetoFit, "logLikelihood">,
): number {
  const head = Math.log((alpha * beta) / (alpha + beta)) - 0.5 * Math.log(2 * Math.PI);
  let sum = 0;
  for (const log of logs) {
    const z = (log - nu) / tau;
    sum += head - 0.5 * z * z + Math.log(mills(alpha * tau - z) + mills(beta * tau + z));
  }
  return sum / logs.length;
}

/** (1 − Φ(z))/φ(z): by a continued fraction where erfc would underflow. */
function mills(z: number): number {
  if (z > 8) return 1 / (z + 1 / (z + 2 / (z + 3 / (z + 4 / z))));
  const clamped = Math.max(z, -36);
  return (
    0.5 * erfc(clamped / Math.SQRT2) * Math.sqrt(2 * Math.PI) * Math.exp(0.5 * clamped * clamped)
  );
}
