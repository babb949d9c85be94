// How many offers each campaign or product has made today, against a limit that all people share.
import type { Shard } from "../domain/digest.ts";
import { dayOf } from "../domain/time.ts";
import type { CampaignBook } from "./campaign.ts";

/**
 * Whether people share a limit: offers of a day, a budget, pushes of a product, what a channel can
 * take. Then all triggers must be decided at one desk, in the total order, or each desk must have a
 * share of the limits ({@link shareOfLimit}).
 */
export function sharesLimits({
  campaigns,
  products = [],
  channels = {},
}: Pick<CampaignBook, "products" | "channels"> & {
  readonly campaigns: readonly {
    readonly what: Pick<CampaignBook["campaigns"][number]["what"], "offersPerDay" | "budget">;
  }[];
}): boolean {
  return (
    campaigns.some(({ what }) => what.offersPerDay !== undefined || what.budget !== undefined) ||
    products.some(({ pushesPerDay }) => pushesPerDay !== undefined) ||
    Object.values(channels).some(
      ({ perSecond, seats, counters }) => (perSecond ?? seats ?? counters) !== undefined,
    )
  );
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
/** Words of {@link DailyOffers.words} for each counter: day, and its offers. */
const WORDS = 2;

/** Counts real offers; what the control group withholds uses nothing up. Days never go back. */
export class DailyOffers {
  /**
   * All that is kept, two words a counter: a day since the start, and offers on it. To be copied
   * for a snapshot, and set from one.
   */
  readonly words: Uint32Array;
  readonly #limits: readonly (number | undefined)[];

  /** One counter for each limit; undefined: none. */
  constructor(limits: readonly (number | undefined)[], share: Shard = WHOLE) {
    this.words = new Uint32Array(limits.length * WORDS);
    this.#limits = limits.map((limit) =>
      limit === undefined ? undefined : shareOfLimit(limit, share),
    );
  }

  /** Whether there may be no further offer on the day of this time. */
  usedUp(counter: number, timeMs: number): boolean {
    const limit = this.#limits[counter];
    return limit !== undefined && this.#madeOn(counter, dayOf(timeMs)) >= limit;
  }

  /** Notes an offer. */
  count(counter: number, timeMs: number): void {
    const day = dayOf(timeMs);
    this.words[counter * WORDS + 1] = this.#madeOn(counter, day) + 1;
    this.words[counter * WORDS] = day;
  }

  #madeOn(counter: number, day: number): number {
    return this.words[counter * WORDS] === day ? this.words[counter * WORDS + 1]! : 0;
  }
}
