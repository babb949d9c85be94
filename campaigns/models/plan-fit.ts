// Whether a plan fits what its customer uses, and so in which direction an offer may go (K6).
import { PLAN_FITS, type PlanFit } from "../../domain/directory.ts";
import parameters from "./plan-fit.json" with { type: "json" };

/** What the plan includes and what was used of each kind, means of some months in one unit. */
export interface Usage {
  readonly included: number;
  readonly used: number;
}

/**
 * By the kind that is used most for what is included: who needs one of them far above the plan pays
 * for it, whatever lies idle. Kinds that the plan does not include and nobody uses do not count.
 */
export function planFitOf(usages: readonly Usage[]): PlanFit {
  const ratios = usages
    .filter(({ included, used }) => included > 0 || used > 0)
    .map(({ included, used }) => (included > 0 ? used / included : Number.POSITIVE_INFINITY));
  const ratio = Math.max(0, ...ratios);
  return PLAN_FITS.findLast((fit) => ratio >= parameters.classes[fit]) ?? "A";
}

/** Never up for who uses far less than what is paid for already. */
export function directionOf(fit: PlanFit): "down" | "stay" | "up" {
  return fit === "A" ? "down" : fit === "D" ? "up" : "stay";
}
