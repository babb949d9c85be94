// What the two halves say against each other: rates with intervals, and what kind of number each is.
import { differenceInterval, type Interval, proportionInterval } from "../../metrics/statistics.ts";
import type { HalfCounts } from "./half-message.ts";

/** Put in by the scenario, come out of the run, or not to be told yet. */
export type Kind = "calibrated" | "emergent" | "tooFew" | "noControl";

/** Messages a side below which complaints tell nothing: 1 in 100,000 is the published rate. */
export const COMPLAINT_MESSAGES = 120_000;

/** Orders per message. */
export function acceptance({ offered, accepted }: HalfCounts): Interval | undefined {
  return shareOf(accepted, offered);
}

/** Complaints per message. */
export function complaining({ offered, complained }: HalfCounts): Interval | undefined {
  return shareOf(complained, offered);
}

/** Converted people of those with an offer, minus those of the control group. */
export function lift({ treated, control }: HalfCounts): Interval | undefined {
  if (treated.people === 0 || control.people === 0) return undefined;
  return differenceInterval(
    { successes: treated.converted, n: treated.people },
    { successes: control.converted, n: control.people },
  );
}

/** Never a winner without an interval: a lift whose interval holds 0 is too small to be told. */
export function liftKind(counts: HalfCounts): Kind {
  const interval = lift(counts);
  if (interval === undefined) return counts.control.people === 0 ? "noControl" : "tooFew";
  return interval.low > 0 || interval.high < 0 ? "emergent" : "tooFew";
}

export function complaintKind(...halves: readonly HalfCounts[]): Kind {
  return halves.every(({ offered }) => offered >= COMPLAINT_MESSAGES) ? "calibrated" : "tooFew";
}

function shareOf(successes: number, n: number): Interval | undefined {
  return n === 0 ? undefined : proportionInterval(successes, n);
}
