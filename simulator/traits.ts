// What one person is like, drawn once: how active, how mobile, how early, with which services.
import { CAPABILITY } from "../domain/directory.ts";
import { HOUR_MS, MINUTE_MS } from "../domain/time.ts";
import type { Scenario } from "../scenarios/scenario.ts";
import { HANDSETS, SHARES } from "./people-tables.ts";
import { FLAG, handsetMarket, handsetModel, TRAIT } from "./population.ts";
import { bernoulli, exponential, lognormal, normal, PURPOSE, type RunKey } from "./random.ts";

/**
 * Double Pareto lognormal (Seshadri et al. 2008): exp(σ·N) with a tail of exponent α above and β
 * below. With α = β the median is 1. Legs go with the root of it (ties.ts), so that their 50th,
 * 90th and 99th percentile stand as 1 : 1.95 : 3.6 – CALIBRATED on traffic.md C7, 1 : 2 : 3.5–6.
 */
const ACTIVITY = { sigma: 0.8, alpha: 2, beta: 2 };
/** Two in ten thousand would talk more; nobody does around the clock. ASSUMED. */
const ACTIVITY_MAX = 100;

/** Calls and messages relative to the median person, above 0 to 100. */
export function activityOf(key: RunKey, subscriber: number): number {
  const { sigma, alpha, beta } = ACTIVITY;
  const exponent =
    sigma * normal(key, subscriber, PURPOSE.personTrait, TRAIT.activity) +
    exponential(1 / alpha, key, subscriber, PURPOSE.personTrait, TRAIT.activityAbove) -
    exponential(1 / beta, key, subscriber, PURPOSE.personTrait, TRAIT.activityBelow);
  return Math.min(ACTIVITY_MAX, Math.exp(exponent));
}

/** Reach of flexible trips (traffic.md 2.2). */
const MOBILITY = { mu: 0.1, sigma: 1.0 };
const MOBILITY_MAX = 5;

/** Reach of flexible trips relative to the median person, above 0 to 5. */
export function mobilityOf(key: RunKey, subscriber: number): number {
  const reach = lognormal(MOBILITY, key, subscriber, PURPOSE.personTrait, TRAIT.mobility);
  return Math.min(MOBILITY_MAX, reach);
}

/** Chronotypes: deviation and limit (traffic.md 2.2). */
const CHRONOTYPE_MS = 45 * MINUTE_MS;
const CHRONOTYPE_MAX_MS = 2 * HOUR_MS;

/** How much later than others this person lives, ms; at most two hours either way. */
export function shiftMsOf(key: RunKey, subscriber: number): number {
  const shift = CHRONOTYPE_MS * normal(key, subscriber, PURPOSE.personTrait, TRAIT.chronotype);
  return Math.max(-CHRONOTYPE_MAX_MS, Math.min(CHRONOTYPE_MAX_MS, shift));
}

/** Sum of {@link FLAG} bits when the run begins. */
export function flagsOf(
  key: RunKey,
  { people, start }: Pick<Scenario, "people" | "start">,
  subscriber: number,
): number {
  const has = (trait: number, share: number, flag: number): number =>
    bernoulli(share, key, subscriber, PURPOSE.personTrait, trait) ? flag : 0;
  const { capabilities } = HANDSETS[handsetModel(key, subscriber, 0, handsetMarket(start))]!;
  let flags = has(TRAIT.nightOff, people.nightOffShare, FLAG.nightOff);
  flags |= has(TRAIT.ringbackTone, people.ringbackToneShare, FLAG.ringbackTone);
  if (flags & FLAG.ringbackTone) {
    const { share } = SHARES.ringbackToneDormant;
    // A dormant tone is none in use.
    flags ^= has(TRAIT.dormant, share, FLAG.ringbackTone | FLAG.ringbackDormant);
  }
  flags |= has(TRAIT.missedCallAlert, SHARES.hasMissedCallAlert.share, FLAG.missedCallAlert);
  if (capabilities & CAPABILITY.mms) {
    flags |= has(TRAIT.mms, SHARES.usesMms.share, FLAG.usesMms);
    flags |= has(TRAIT.newspaper, SHARES.readsMobileNewspaper.share, FLAG.newspaper);
  }
  if (capabilities & CAPABILITY.wap) flags |= has(TRAIT.wap, SHARES.usesWap.share, FLAG.usesWap);
  flags |= has(TRAIT.doNotDisturb, SHARES.doNotDisturb.share, FLAG.doNotDisturb);
  flags |= has(TRAIT.redList, SHARES.redListed.share, FLAG.redListed);
  return flags;
}
