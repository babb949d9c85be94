// What the operator's records hold of the time before a run: shares and times. Data only, all ASSUMED.
import type { Consent, ValueTier } from "../domain/directory.ts";

/** Of those who do not have a product: who had a trial, and how long ago, days (exponential). */
export const TRIED = { share: 0.1, meanDays: 150, mostDays: 720 } as const;
/** Who had it and gave it up. */
export const CANCELLED = { share: 0.12, meanDays: 240, mostDays: 1_095 } as const;
/** Of these: taken off by their own wish, or in one batch with many; the rest let it run out. */
export const UNSUBSCRIBED = { self: 0.55, batch: 0.2 } as const;
/** Of everybody, for each product. */
export const COMPLAINED_SHARE = 0.006;

/** The last contact in any channel, and by telemarketing. */
export const CONTACTED = { share: 0.75, meanDays: 75, mostDays: 365 } as const;
export const TELEMARKETED = { share: 0.3, meanDays: 120, mostDays: 365 } as const;

/** Who has agreed, of those who are not in the register of people not to be disturbed. */
export const CONSENT_SHARES: Readonly<Record<keyof Consent, number>> = {
  marketing: 0.93,
  location: 0.8,
  profiling: 0.85,
};

/** Stars go with the value tier, and one more or less for some. */
export const STAR_OF_TIER: Readonly<Record<ValueTier, number>> = {
  A1: 5,
  A2: 4,
  B1: 3,
  B2: 2,
  C: 1,
  D: 0,
};
export const STAR_MOVES = { up: 0.12, down: 0.12 } as const;

/**
 * What the use of a month is worth beside what is paid for it, lognormal; and what a plan without a
 * monthly fee counts as having inside, 0.01 yuan.
 */
export const USE_PER_SPENDING = { mu: Math.log(0.85), sigma: 0.5 } as const;
export const PLAN_LEAST_FEN = 1_500;

/** Who has used at least so much data a month has a line of it on the bill, MB. */
export const DATA_ON_BILL_MEGABYTES = 1;

/** Cards of the 2nd, 3rd and 4th generation: in 2008; in 2014 those of new and of old customers. */
export const SIM_SHARES = {
  in2008: [94, 6, 0],
  newIn2014: [10, 30, 60],
  oldIn2014: [45, 40, 15],
} as const;
/** Months for which a customer counts as new, who came with a new card. */
export const NEW_CARD_MONTHS = 18;

/**
 * How well mined scores know the hidden disposition: the correlation of both as normal deviates. A
 * score of need ranks people with 0.48 (Spearman), one of refusal with −0.29: useful, no oracle.
 */
export const SCORE_CORRELATION = { need: 0.5, refusal: 0.3 } as const;
/** What history adds to a score of refusal, standard deviations. */
export const REFUSAL_OF_HISTORY = { complainedAbout: 1.2, cancelled: 0.6, tried: 0.3 } as const;
/** Parts of the score of fit, of those whose handset can: for all, by age, and noise. */
export const FIT = { base: 0.3, byAge: 0.5, noise: 0.2 } as const;
/** Days and scores are kept with so many steps of 1. */
export const SCORE_STEPS = 1_000;
