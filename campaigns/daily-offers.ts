// How many offers each campaign has made today, against its limit that all people share.
import type { Shard } from "../domain/digest.ts";
import { dayOf } from "../domain/time.ts";
import type { Campaign } from "./campaign.ts";

type Limited = { readonly what: Pick<Campaign["what"], "offersPerDay"> };

/**
 * Whether people share a limit: then all triggers must be decided at one desk, in the total order,
 * or each desk must have a share of the limits ({@link shareOfLimit}).
 */
export function sharesLimits(campaigns: readonly Limited[]): boolean {
  return campaigns.some(({ what }) => what.offersPerDay !== undefined);
}

/**
 * The part of a limit that one of several desks has: the limit evenly, what is left over to the
 * first ones, so that the parts add up to it. A desk may run out while another has offers left:
 * that is the price of desks that do not ask each other.
 */
export function shareOfLimit(limit: number, { index, of }: Shard): number {
  return Math.floor(limit / of) + (index < limit % of ? 1 : 0);
}

const WHOLE: Shard = { index: 0, of: 1 };
/** Words of {@link DailyOffers.words} for each campaign: day, and its offers. */
const WORDS = 2;

/** Counts real offers; what the control group withholds uses nothing up. Days never go back. */
export class DailyOffers {
  /**
   * All that is kept, two words a campaign: a day since the start, and offers on it. To be copied
   * for a snapshot, and set from one.
   */
  readonly words: Uint32Array;
  readonly #limits: readonly (number | undefined)[];

  constructor(campaigns: readonly Limited[], share: Shard = WHOLE) {
    this.words = new Uint32Array(campaigns.length * WORDS);
    this.#limits = campaigns.map(({ what: { offersPerDay } }) =>
      offersPerDay === undefined ? undefined : shareOfLimit(offersPerDay, share),
    );
  }

  /** Whether a campaign may make no further offer on the day of this time. */
  usedUp(campaign: number, timeMs: number): boolean {
    const limit = this.#limits[campaign];
    return limit !== undefined && this.#madeOn(campaign, dayOf(timeMs)) >= limit;
  }

  /** Notes an offer. */
  count(campaign: number, timeMs: number): void {
    const day = dayOf(timeMs);
    this.words[campaign * WORDS + 1] = this.#madeOn(campaign, day) + 1;
    this.words[campaign * WORDS] = day;
  }

  #madeOn(campaign: number, day: number): number {
    return this.words[campaign * WORDS] === day ? this.words[campaign * WORDS + 1]! : 0;
  }
}
