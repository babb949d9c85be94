// The timing of a run's messages, from what is recorded of a sample of its people.
import type { Scenario } from "../../scenarios/scenario.ts";
import { productOf } from "../needs.ts";
import { type NamedMoment, type Timing, timingOf } from "../response/timing.ts";
import type { RecordedMoment, RecordedSend } from "../runs/recording.ts";

/** Of the messages to the sample; shares and times are null where there are none. */
export interface TimingSummary {
  readonly messages: number;
  /** Mean need at sending (the part that moves with the moment), 0 to 1. */
  readonly need: number | null;
  /** Mean of need at sending / need at the best time of that day, 0 to 1. */
  readonly needMet: number | null;
  /** 1 − needMet. */
  readonly regret: number | null;
  /** Median distance of sending from the best time of that day, either way. */
  readonly fromBestMsMedian: number | null;
}

/**
 * How well these messages were timed, against all that happened to their people: what the truth knows
 * and what triggers of either side have claimed. Products that nobody needs without asking are passed over.
 */
export function timingsOf(
  scenario: Scenario,
  sends: readonly RecordedSend[],
  moments: readonly RecordedMoment[],
): TimingSummary {
  const products = scenario.campaigns.map(({ what, whenAndWhere }) =>
    productOf(what, scenario.definitions[whenAndWhere.definition]!),
  );
  const byPerson = Map.groupBy(moments, ([subscriber]) => subscriber);
  const timings: Timing[] = [];
  const distances: number[] = [];
  // In one order whatever the shards, so that the sum is the same to its last digit.
  const ordered = [...sends].sort((x, y) => x[0] - y[0] || x[2] - y[2] || x[1] - y[1]);
  for (const [subscriber, campaign, sentMs] of ordered) {
    const own = (byPerson.get(subscriber) ?? []).map(
      ([, name, sinceMs, untilMs]): NamedMoment => ({ name, sinceMs, untilMs }),
    );
    const timing = timingOf(products[campaign]!, own, sentMs);
    if (timing.best <= 0) continue;
    timings.push(timing);
    distances.push(Math.abs(sentMs - timing.bestMs));
  }
  const messages = timings.length;
  if (messages === 0)
    return { messages, need: null, needMet: null, regret: null, fromBestMsMedian: null };
  const regret = timings.reduce((sum, timing) => sum + timing.regret, 0) / messages;
  const middle = distances.sort((x, y) => x - y)[Math.floor(messages / 2)]!;
  const need = timings.reduce((sum, timing) => sum + timing.need, 0) / messages;
  return { messages, need, needMet: 1 - regret, regret, fromBestMsMedian: middle };
}
