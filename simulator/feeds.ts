// The second door: what feeds tell of what happened, how late, of whom, and what they lose.
import { FEED_EVENT_TYPES, FEEDS, feedShapeOf } from "../domain/feed-events.ts";
import { FEED_LATENCY_MAX_MS, type FeedParameters } from "../domain/feed-parameters.ts";
import { fraction, hashWords } from "../domain/hash.ts";
import type { Scenario } from "../scenarios/scenario.ts";
import { draw, normal, PURPOSE, type RunKey } from "./random.ts";

/** What does not come. */
export const NEVER = -1;

/** Place of each event type's feed in {@link FEEDS}, by the type's place in FEED_EVENT_TYPES. */
const FEED_OF: readonly number[] = FEED_EVENT_TYPES.map((type) =>
  FEEDS.indexOf(feedShapeOf(type).feed),
);

/** When events of feeds arrive: a pure function of run, subscriber, event type and time. */
export class Feeds {
  readonly #key: RunKey;
  readonly #parameters: readonly FeedParameters[];

  constructor(key: RunKey, feeds: Scenario["feeds"]) {
    this.#key = key;
    this.#parameters = FEEDS.map((name) => feeds[name]);
  }

  /**
   * When Kairos hears of something, ms, from `happenedMs` on and at most FEED_LATENCY_MAX_MS later;
   * {@link NEVER} when the feed is off, does not know the person, or loses it.
   *
   * @param type  place in FEED_EVENT_TYPES
   */
  arrivalMs(subscriber: number, type: number, happenedMs: number): number {
    const feed = FEED_OF[type]!;
    const { latencyMs, spread, coverage, loss } = this.#parameters[feed]!;
    const key = this.#key;
    if (coverage < 1) {
      const known = fraction(draw(key, subscriber, PURPOSE.feedCoverage, feed));
      if (known >= coverage) return NEVER;
    }
    const counter = hashWords(type, happenedMs % 4294967296, Math.floor(happenedMs / 4294967296));
    if (loss > 0 && fraction(draw(key, subscriber, PURPOSE.feedLoss, counter)) < loss) return NEVER;
    if (latencyMs === 0) return happenedMs;
    const factor =
      spread === 0 ? 1 : Math.exp(spread * normal(key, subscriber, PURPOSE.feedLatency, counter));
    return happenedMs + Math.min(FEED_LATENCY_MAX_MS, Math.round(latencyMs * factor));
  }
}
