// How much a customer is worth, now and later: a score of 100 and six tiers (campaigns.md K2).
import type { ValueTier } from "../../domain/directory.ts";
import { type Factor, scoreOf } from "./factors.ts";
import parameters from "./value-model.json" with { type: "json" };

export type ValueFactor = keyof typeof parameters.factors;

/** Yuan, months, counts and shares of 1; what is not known counts as the least. */
export type ValueInputs = Readonly<Partial<Record<ValueFactor, number>>>;

/** Best first. */
const TIERS = Object.entries(parameters.tiers) as readonly [ValueTier, number][];

/** 0 to 100. */
export function valueScore(inputs: ValueInputs): number {
  return scoreOf(parameters.factors as Readonly<Record<ValueFactor, Factor>>, inputs);
}

export function tierOfScore(score: number): ValueTier {
  return TIERS.find(([, least]) => score >= least)?.[0] ?? "D";
}
