// Campaigns of one run by what they bring: uplift against the control group, with its interval.
import { differenceInterval, type Interval } from "./statistics.ts";
import type { Report } from "./summary.ts";

export interface RankedCampaign {
  readonly campaign: string;
  readonly treated: number;
  readonly control: number;
  /** Of those treated who converted, less the same of the control group; null without either. */
  readonly uplift: number | null;
  /** Of the uplift, 95 % (Newcombe). */
  readonly interval: Interval | null;
}

/** Highest uplift first; campaigns that reached nobody stand last, in their own order. */
export function rankCampaigns({
  byCampaign,
}: Pick<Report, "byCampaign">): readonly RankedCampaign[] {
  const ranked = Object.entries(byCampaign).map(([campaign, { treated, control }]) => {
    const reached = { campaign, treated: treated.people, control: control.people };
    if (treated.people === 0 || control.people === 0) {
      return { ...reached, uplift: null, interval: null };
    }
    return {
      ...reached,
      uplift: treated.converted / treated.people - control.converted / control.people,
      interval: differenceInterval(
        { successes: treated.converted, n: treated.people },
        { successes: control.converted, n: control.people },
      ),
    };
  });
  const known = (one: RankedCampaign): number => one.uplift ?? Number.NEGATIVE_INFINITY;
  return ranked.toSorted((a, b) => (known(a) === known(b) ? 0 : known(b) - known(a)));
}
