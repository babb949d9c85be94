// How a feed tells: how late, of whom, and what gets lost.
import type { FeedName } from "./feed-events.ts";
import { HOUR_MS, MINUTE_MS, SECOND_MS } from "./time.ts";

export interface FeedParameters {
  /** Median time from what happened to its event, ms. */
  readonly latencyMs: number;
  /** Deviation of the latency's logarithm (a lognormal law); 0: always exactly the median. */
  readonly spread: number;
  /** Share of subscribers whom the feed knows, 0 to 1, always the same ones; 0: it is off. */
  readonly coverage: number;
  /** Share of its events that never come, 0 to 1. */
  readonly loss: number;
}

/** No feed is later than this: what is older is dropped at the source (assumed). */
export const FEED_LATENCY_MAX_MS = 72 * HOUR_MS;

const feed = (latencyMs: number, spread: number, loss: number, coverage = 1): FeedParameters => ({
  latencyMs,
  spread,
  coverage,
  loss,
});

/**
 * What a scenario that says nothing has. The latencies are campaigns.md §5.1's classes: BOSS minutes
 * to a day, online charging seconds, ring-back tones, MMSC and WAP gateway minutes, usage minutes to
 * hours, HLR and voice menu seconds. All medians, spreads, coverages and losses ASSUMED.
 */
export const FEED_DEFAULTS: Readonly<Record<FeedName, FeedParameters>> = {
  boss: feed(30 * MINUTE_MS, 1.4, 0),
  bi: feed(6 * HOUR_MS, 0, 0),
  balance: feed(2 * SECOND_MS, 0.5, 0),
  ringbackTone: feed(3 * MINUTE_MS, 0.8, 0.001),
  mmsc: feed(5 * MINUTE_MS, 0.8, 0.01),
  wapGateway: feed(5 * MINUTE_MS, 0.8, 0.01),
  usage: feed(45 * MINUTE_MS, 1, 0.01),
  hlr: feed(3 * SECOND_MS, 0.5, 0.001),
  ivr: feed(3 * SECOND_MS, 0.5, 0.001),
  web: feed(MINUTE_MS, 0.8, 0.001),
  calendar: feed(0, 0, 0),
  care: feed(20 * MINUTE_MS, 1, 0),
};
