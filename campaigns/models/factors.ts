// Scores of weighted factors: each moves the score one way over a span, and no further.

export interface Factor {
  /** 1: more is better; −1: less is. */
  readonly sign: number;
  readonly weight: number;
  /** Where it begins to count, and where it counts in full. */
  readonly from: number;
  readonly to: number;
}

/** 0 to 100: the weighted mean of the factors' shares of their spans; unknown inputs count as 0. */
export function scoreOf<TName extends string>(
  factors: Readonly<Record<TName, Factor>>,
  inputs: Readonly<Partial<Record<TName, number>>>,
): number {
  let sum = 0;
  let weights = 0;
  for (const name of Object.keys(factors) as TName[]) {
    const { sign, weight, from, to } = factors[name];
    const value = inputs[name];
    const share = value === undefined ? 0 : Math.min(1, Math.max(0, (value - from) / (to - from)));
    weights += weight;
    sum += weight * (sign > 0 || value === undefined ? share : 1 - share);
  }
  return weights === 0 ? 0 : (100 * sum) / weights;
}
