// Scores of weighted factors: each moves the score one way over a span, and no further.

export interface Factor {
  /** 1: more is better; −1: less is. */
  readonly sign: number;
  readonly weight: number;
  /** Where it begins to count, and where it counts in full. */
  readonly from: number;
  readonly to: number;
}

type Factors<TName extends string> = Readonly<Record<TName, Factor>>;
type Inputs<TName extends string> = Readonly<Partial<Record<TName, number>>>;

/** A score, and how far it can be relied on. */
export interface KnownScore {
  /** 0 to 100; NaN when no factor is known. */
  readonly score: number;
  /** Which share of the weight the known factors have, 0 to 1. */
  readonly known: number;
}

/** 0 to 100: the weighted mean of the factors' shares of their spans; unknown inputs count as 0. */
export function scoreOf<TName extends string>(
  factors: Factors<TName>,
  inputs: Inputs<TName>,
): number {
  const { sum, weights } = summed(factors, inputs);
  return weights === 0 ? 0 : (100 * sum) / weights;
}

/**
 * The same mean over the known factors alone: scores of which different shares are known can be
 * compared, where counting the unknown as 0 would favour those of which more is known.
 */
export function knownScoreOf<TName extends string>(
  factors: Factors<TName>,
  inputs: Inputs<TName>,
): KnownScore {
  const { sum, weights, known } = summed(factors, inputs);
  return { score: (100 * sum) / known, known: weights === 0 ? 0 : known / weights };
}

function summed<TName extends string>(factors: Factors<TName>, inputs: Inputs<TName>) {
  let sum = 0;
  let weights = 0;
  let known = 0;
  for (const name of Object.keys(factors) as TName[]) {
    const { sign, weight, from, to } = factors[name];
    const value = inputs[name];
    weights += weight;
    if (value === undefined) continue;
    const share = Math.min(1, Math.max(0, (value - from) / (to - from)));
    known += weight;
    sum += weight * (sign > 0 ? share : 1 - share);
  }
  return { sum, weights, known };
}
