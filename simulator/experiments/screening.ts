// Who of a scenario's people would be called: by worth, a threshold or a share, and plan fit (K2, K5, K6).
import { directionOf } from "../../campaigns/models/plan-fit.ts";
import { byShare, byThreshold, reachByThreshold } from "../../campaigns/models/screening.ts";
import { tierOfScore, type ValueInputs, valueScore } from "../../campaigns/models/value-model.ts";
import { type Profile, VALUE_TIERS, type ValueTier } from "../../domain/directory.ts";
import type { Scenario } from "../../scenarios/scenario.ts";
import { peopleOf } from "./drive.ts";

/** A threshold in points of 100, or a share from 0 to 1; with both, the share of those above it. */
export interface ScreeningOptions {
  readonly seed?: string;
  readonly subscribers?: number;
  readonly atLeast?: number;
  readonly share?: number;
}

export interface ScreeningReport {
  readonly subscribers: number;
  readonly atLeast: number;
  readonly share: number;
  readonly tiers: Readonly<Record<ValueTier, number>>;
  readonly reach: readonly { readonly atLeast: number; readonly people: number }[];
  readonly chosen: number;
  /** Of those chosen, in which direction an offer of a plan may go. */
  readonly directions: Readonly<Record<"down" | "stay" | "up", number>>;
}

export const SCREENING_THRESHOLDS = [10, 20, 30, 40, 50, 60, 70, 80] as const;
/** From so many stars on somebody is a VIP. ASSUMED. */
export const VIP_STARS = 4;

/** Nobody is contacted: only the records are read, as a planner would before launch. */
export function screen(scenario: Scenario, options: ScreeningOptions = {}): ScreeningReport {
  const { seed = scenario.seed, subscribers = scenario.subscribers } = options;
  const { atLeast = 0, share = 1 } = options;
  const { directory } = peopleOf({ ...scenario, seed }, subscribers);
  const people = Array.from({ length: subscribers }, (_, subscriber) => {
    const profile = directory.profile(subscriber)!;
    return { score: valueScore(inputsOf(profile)), direction: directionOf(profile.planFit) };
  });
  const worth = ({ score }: { readonly score: number }): number => score;
  const chosen = byShare(byThreshold(people, worth, atLeast), worth, share);
  const tiers = people.map(({ score }) => tierOfScore(score));
  const going = (wanted: "down" | "stay" | "up"): number =>
    chosen.filter(({ direction }) => direction === wanted).length;
  const reach = reachByThreshold(people, worth, SCREENING_THRESHOLDS);
  return {
    subscribers,
    atLeast,
    share,
    tiers: Object.fromEntries(
      VALUE_TIERS.map((tier) => [tier, tiers.filter((one) => one === tier).length]),
    ) as Record<ValueTier, number>,
    reach: SCREENING_THRESHOLDS.map((least, place) => ({ atLeast: least, people: reach[place]! })),
    chosen: chosen.length,
    directions: { down: going("down"), stay: going("stay"), up: going("up") },
  };
}

/** What the records hold; factors that they lack count as the least. */
function inputsOf(profile: Profile): ValueInputs {
  const { hasRingbackTone, hasMissedCallAlert, usesMms, usesWap, readsMobileNewspaper } = profile;
  const services = [hasRingbackTone, hasMissedCallAlert, usesMms, usesWap, readsMobileNewspaper];
  return {
    monthlySpendYuan: profile.monthlySpendFen / 100,
    tenureMonths: profile.tenureMonths,
    points: profile.points,
    isVip: profile.star >= VIP_STARS ? 1 : 0,
    activeServices: services.filter(Boolean).length,
  };
}
