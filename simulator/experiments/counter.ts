// One shop's day in the three modes of recommending: what each sells, and who waits for it (W7).
import {
  COUNTER_MODES,
  type CounterDay,
  type CounterMode,
  counterDay,
  type Visit,
} from "../../campaigns/channels/counter.ts";
import { byThreshold } from "../../campaigns/models/screening.ts";
import { CAPABILITY, type Profile } from "../../domain/directory.ts";
import type { FeedParameters } from "../../domain/feed-parameters.ts";
import type { Tokenise } from "../../domain/identity.ts";
import { PRODUCTS, type Product } from "../../domain/product.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from "../../domain/time.ts";
import type { Scenario } from "../../scenarios/scenario.ts";
import { createTraffic } from "../traffic.ts";

export interface CounterExperimentOptions {
  readonly seed?: string;
  readonly subscribers?: number;
  readonly tokenise?: Tokenise;
  readonly counters?: number;
}

export interface CounterReport {
  readonly subscribers: number;
  readonly counters: number;
  readonly visits: number;
  /** Visitors to whom something can be recommended. */
  readonly matches: number;
  readonly modes: readonly (CounterDay & { readonly mode: CounterMode })[];
}

export const COUNTERS = 4;
/** How long a recommendation takes: a page that is shown; questions first; a page again. ASSUMED. */
export const RECOMMENDATION_MS: Readonly<Record<CounterMode, number>> = {
  "number-entered": 2 * MINUTE_MS,
  questionnaire: 6 * MINUTE_MS,
  icon: 2 * MINUTE_MS,
};
/** The icon is opened while nobody waits: "when not busy". */
const QUEUE_BELOW = 1;
/** Least difference between the mined scores of need and refusal of what is recommended. ASSUMED. */
const LEAST_NEED_OVER_REFUSAL = 0.2;
/** Every visit is known, at once: what is compared are the modes, not the feed. */
const COMPLETE: Pick<FeedParameters, "latencyMs" | "spread" | "coverage" | "loss"> = {
  latencyMs: 0,
  spread: 0,
  coverage: 1,
  loss: 0,
};

/**
 * The visitors of the first day come to one shop, as if the people of the scenario were its
 * neighbourhood, at the times and for as long as their errands say. Only the mode differs.
 */
export function compareCounterModes(
  scenario: Scenario,
  { counters = COUNTERS, ...options }: CounterExperimentOptions = {},
): CounterReport {
  const feeds = { ...scenario.feeds, boss: { ...scenario.feeds.boss, ...COMPLETE } };
  const traffic = createTraffic(
    { ...scenario, feeds },
    { ...options, seed: options.seed ?? scenario.seed },
  );
  const visits: Visit[] = [];
  for (let fromMs = 0; fromMs < DAY_MS; fromMs += HOUR_MS) {
    for (const event of traffic.events(fromMs, fromMs + HOUR_MS)) {
      if (event.type !== "counter.closed") continue;
      const serviceMs = event.servedSeconds * SECOND_MS;
      const profile = traffic.directory.profile(event.subscriber);
      visits.push({
        atMs: event.happenedMs - serviceMs,
        serviceMs,
        hasMatch: profile !== undefined && recommendable(profile).length > 0,
      });
    }
  }
  visits.sort((a, b) => a.atMs - b.atMs);
  return {
    subscribers: traffic.subscribers,
    counters,
    visits: visits.length,
    matches: visits.filter(({ hasMatch }) => hasMatch).length,
    modes: COUNTER_MODES.map((mode) => ({
      mode,
      ...counterDay(visits, {
        counters,
        mode,
        recommendationMs: RECOMMENDATION_MS,
        queueBelow: QUEUE_BELOW,
      }),
    })),
  };
}

/** What the page of a customer shows: wanted by the scores, not had, and her handset can do it. */
function recommendable({ history, scores, capabilities }: Profile): readonly Product[] {
  const needed = { mms: CAPABILITY.mms, mobileNewspaper: CAPABILITY.mms, wap: CAPABILITY.wap };
  const possible = PRODUCTS.filter((product) => {
    const bits = (needed as Partial<Record<Product, number>>)[product] ?? 0;
    const known = product !== "other" && history[product]?.ordered !== true;
    return known && (capabilities & bits) === bits;
  });
  const worth = (product: Product): number => scores[product].need - scores[product].refusal;
  return byThreshold(possible, worth, LEAST_NEED_OVER_REFUSAL);
}
