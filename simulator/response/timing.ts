// Timing regret: how much of the day's best need a message met (campaigns.md J5, N5).
import type { Product } from "../../campaigns/campaign.ts";
import { DAY_MS, dayOf, MINUTE_MS } from "../../domain/time.ts";
import { type Moment, type MomentName, type Moments, momentFactor } from "../needs.ts";

/** A moment with its name. */
export interface NamedMoment extends Moment {
  readonly name: MomentName;
}

export interface Timing {
  /** M when the message was sent, and at the best time of the same day: 0 to 1. */
  readonly need: number;
  readonly best: number;
  /** ms since the start; the earliest of equal ones. */
  readonly bestMs: number;
  /** 1 − need / best: 0 for the best time of the day. */
  readonly regret: number;
}

/** Steps in which the day is searched, beside the begin and end of each moment. */
const STEP_MS = 15 * MINUTE_MS;

/** M of a person with all these moments: the strongest of them counts. */
export function needAmong(
  product: Product,
  timeMs: number,
  moments: readonly NamedMoment[],
): number {
  let need = momentFactor(product, { timeMs, moments: {} });
  for (const { name, sinceMs, untilMs } of moments) {
    const one: Moments = { [name]: { sinceMs, untilMs } };
    need = Math.max(need, momentFactor(product, { timeMs, moments: one }));
  }
  return need;
}

/** The timing of a message to a person whose moments these are; times in ms since the start. */
export function timingOf(
  product: Product,
  moments: readonly NamedMoment[],
  sentMs: number,
): Timing {
  const need = needAmong(product, sentMs, moments);
  let best = need;
  let bestMs = sentMs;
  const look = (timeMs: number): void => {
    const there = needAmong(product, timeMs, moments);
    if (there > best || (there === best && timeMs < bestMs)) {
      best = there;
      bestMs = timeMs;
    }
  };
  const fromMs = dayOf(sentMs) * DAY_MS;
  for (let timeMs = fromMs; timeMs < fromMs + DAY_MS; timeMs += STEP_MS) look(timeMs);
  for (const { sinceMs, untilMs } of moments) {
    for (const timeMs of [sinceMs, untilMs]) {
      if (timeMs >= fromMs && timeMs < fromMs + DAY_MS) look(timeMs);
    }
  }
  return { need, best, bestMs, regret: best > 0 ? 1 - need / best : 0 };
}
