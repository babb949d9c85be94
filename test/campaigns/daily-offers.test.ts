// A campaign's limit of offers in a day: what uses it up, what does not, and how desks share it.
import { describe, expect, test } from "vitest";
import type { CampaignBook } from "../../campaigns/campaign.ts";
import { DailyOffers, shareOfLimit, sharesLimits } from "../../campaigns/daily-offers.ts";
import { createDesk } from "../../campaigns/desk.ts";
import type { Shard } from "../../domain/digest.ts";
import { DAY_MS, HOUR_MS } from "../../domain/time.ts";
import { bookOf, PROFILE, triggerAt } from "./samples.ts";

const NOON = 12 * HOUR_MS;

/** What becomes of one trigger of each of these people at these times. */
function decided(book: CampaignBook, times: readonly number[], limitShare?: Shard): string[] {
  const directory = { profile: () => PROFILE };
  const desk = createDesk({ book, directory, ...(limitShare && { limitShare }) });
  return times.map((timeMs, subscriber) => {
    const decision = desk.decide(triggerAt(timeMs, subscriber));
    return decision.kind === "offered" ? `offered by ${decision.campaign}` : decision.rule;
  });
}

const RULE = "campaign.daily-limit";

describe("a limit of offers in a day", () => {
  test("holds back all further offers, and the next midnight gives new ones", () => {
    const book = bookOf([{ name: "tone", offersPerDay: 2 }]);
    const times = [NOON, NOON, NOON + 1, DAY_MS + NOON, DAY_MS + NOON, DAY_MS + NOON];
    const two = ["offered by 0", "offered by 0", RULE];
    expect(decided(book, times)).toEqual([...two, ...two]);
  });

  test("leaves the moment to the next campaign that may speak", () => {
    const book = bookOf([{ name: "tone", offersPerDay: 1 }, { name: "other" }]);
    expect(decided(book, [NOON, NOON])).toEqual(["offered by 0", "offered by 1"]);
  });

  test("is not used up by what the control group withholds", () => {
    const book = bookOf([{ name: "tone", offersPerDay: 2 }], {}, { share: 0.999, salt: 1 });
    const rules = decided(book, Array(20).fill(NOON));
    expect(new Set(rules)).toEqual(new Set(["experiment.control-group"]));
  });

  test.each([1, 7, 16, 100])("of %i is what the shares of sixteen desks add up to", (limit) => {
    const shares = Array.from({ length: 16 }, (_, index) => shareOfLimit(limit, { index, of: 16 }));
    expect(shares.reduce((sum, share) => sum + share)).toBe(limit);
    expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1);
  });

  test("binds a desk by its share alone", () => {
    const book = bookOf([{ name: "tone", offersPerDay: 3 }]);
    expect(decided(book, [NOON, NOON, NOON], { index: 0, of: 2 })).toEqual([
      "offered by 0",
      "offered by 0",
      RULE,
    ]);
    expect(decided(book, [NOON, NOON], { index: 1, of: 2 })).toEqual(["offered by 0", RULE]);
  });

  test("is known of the campaigns that have one", () => {
    expect(sharesLimits(bookOf([{ name: "a" }]))).toBe(false);
    const limited = bookOf([{ name: "a" }, { name: "b", offersPerDay: 1 }]);
    expect(sharesLimits(limited)).toBe(true);
    const paid = bookOf([{ name: "a", what: { budget: 5 } }]);
    expect(sharesLimits(paid)).toBe(true);
    const channels = (sms: object) => bookOf([{ name: "a" }], {}, undefined, { channels: { sms } });
    expect(sharesLimits(channels({ cost: 1 }))).toBe(false);
    expect(sharesLimits(channels({ perSecond: 1 }))).toBe(true);
    const record = { id: "tone", title: { en: "t", zh: "铃" }, need: "ringbackTone" } as const;
    const products = [{ ...record, pushesPerDay: 3 }];
    expect(sharesLimits(bookOf([{ name: "a" }], {}, undefined, { products }))).toBe(true);
  });

  test("goes on from the words of a snapshot", () => {
    const daily = new DailyOffers([1]);
    daily.count(0, NOON);
    const restored = new DailyOffers([1]);
    restored.words.set(daily.words);
    expect(restored.usedUp(0, NOON)).toBe(true);
    expect(restored.usedUp(0, DAY_MS)).toBe(false);
  });
});
