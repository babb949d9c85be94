// Segments, hours and the control group: who is meant, when, and who is held back.
import { describe, expect, test } from "vitest";
import { inControlGroup } from "../../campaigns/experiment.ts";
import { within } from "../../campaigns/hours.ts";
import { inSegment } from "../../campaigns/segment.ts";
import { DAY_MS, HOUR_MS } from "../../domain/time.ts";
import { PROFILE } from "./samples.ts";

describe("a segment", () => {
  test.each([
    [{}, true],
    [{ brands: ["mzone", "gotone"] }, true],
    [{ brands: ["gotone"] }, false],
    [{ valueTiers: ["B1"] }, true],
    [{ valueTiers: ["A1", "A2"] }, false],
    [{ ageBands: ["18-24"] }, true],
    [{ ageBands: ["50plus"] }, false],
    [{ minimumTenureMonths: 20 }, true],
    [{ minimumTenureMonths: 21 }, false],
    [{ tariffs: ["mzone-28", "easyown-0"] }, true],
    [{ tariffs: ["mzone-48"] }, false],
    [{ preferredChannels: ["sms"] }, true],
    [{ preferredChannels: ["call", "web", "counter"] }, false],
    [{ ringbackTone: ["none", "dormant"] }, true],
    [{ ringbackTone: ["active"] }, false],
    [{ minimumPoints: 700 }, true],
    [{ minimumPoints: 701 }, false],
    [{ balanceBelow: 9.01 }, true],
    [{ balanceBelow: 9 }, false],
    [{ birthMonths: [5, 6] }, true],
    [{ birthMonths: [7] }, false],
    [{ contractEndsWithinDays: 20 }, true],
    [{ contractEndsWithinDays: 19 }, false],
    [{ handsetCan: ["wap"] }, true],
    [{ handsetCan: ["wap", "mms"] }, false],
    [{ handsetCannot: ["fourG", "threeG"] }, true],
    [{ handsetCannot: ["wap"] }, false],
    [{ hasRingbackTone: false }, true],
    [{ hasRingbackTone: true }, false],
    [{ hasMissedCallAlert: true }, false],
    [{ usesMms: true }, false],
    [{ usesWap: false }, false],
    [{ readsMobileNewspaper: true }, false],
    [{ joinedWithinMonths: 20 }, true],
    [{ joinedWithinMonths: 19 }, false],
    [{ stars: [3, 4] }, true],
    [{ stars: [4, 5] }, false],
    [{ planFits: ["C"] }, true],
    [{ planFits: ["A"] }, false],
    [{ simGenerations: [2] }, true],
    [{ simGenerations: [3, 4] }, false],
    [{ usesMobileData: true }, true],
    [{ consents: ["marketing", "location"] }, true],
    [{ homeCities: ["Linhai"] }, false],
    [{ homeCitiesExcept: ["Linhai"] }, true],
    [{ homeCitiesExcept: [""] }, false],
    [{ minimumMonthlySpend: 46 }, true],
    [{ minimumMonthlySpend: 46.5 }, false],
    [{ maximumMonthlySpend: 46 }, true],
    [{ maximumMonthlySpend: 45 }, false],
    [{ hasProducts: ["wap", "mms"] }, true],
    [{ hasProducts: ["mms"] }, false],
    [{ lacksProducts: ["mms", "ringbackTone"] }, true],
    [{ lacksProducts: ["mms", "wap"] }, false],
    [{ triedWithin: { products: ["mms"], days: 100 } }, true],
    [{ triedWithin: { products: ["mms"], days: 99 } }, false],
    [{ notTriedWithin: { products: ["mms"], days: 99 } }, true],
    [{ notTriedWithin: { products: ["mms"], days: 180 } }, false],
    [{ notTriedWithin: { products: ["ringbackTone"], days: 180 } }, true],
    [{ hasCancelled: ["missedCallAlert"] }, true],
    [{ hasCancelled: ["ringbackTone"] }, false],
    [{ hasComplained: false }, true],
    [{ hasComplained: true }, false],
    [{ notContactedWithinDays: 29 }, true],
    [{ notContactedWithinDays: 30 }, false],
    [{ needScoreAtLeast: { product: "ringbackTone", score: 0.8 } }, true],
    [{ needScoreAtLeast: { product: "ringbackTone", score: 0.81 } }, false],
    [{ refusalScoreBelow: { product: "wap", score: 0.21 } }, true],
    [{ refusalScoreBelow: { product: "wap", score: 0.2 } }, false],
    [{ fitScoreAtLeast: { product: "mms", score: 0.1 } }, false],
    [{ brands: ["mzone"], usesWap: true, minimumTenureMonths: 5 }, true],
    [{ brands: ["mzone"], usesWap: false, minimumTenureMonths: 5 }, false],
  ] as const)("of %j holds the sample profile: %s", (segment, expected) => {
    expect(inSegment(segment, PROFILE)).toBe(expected);
  });

  test("of those whose contract ends holds nobody without one", () => {
    const free = { ...PROFILE, contractEndsInDays: -1 };
    expect(inSegment({ contractEndsWithinDays: 700 }, free)).toBe(false);
    expect(inSegment({}, free)).toBe(true);
  });

  test("of consents leaves out whoever withholds one of them", () => {
    const consent = { ...PROFILE.consent, location: false };
    expect(inSegment({ consents: ["marketing", "location"] }, { ...PROFILE, consent })).toBe(false);
    expect(inSegment({ consents: ["marketing"] }, { ...PROFILE, consent })).toBe(true);
  });

  test("of people who were not contacted holds those who never were", () => {
    const free = { ...PROFILE, contactedDaysAgo: -1 };
    expect(inSegment({ notContactedWithinDays: 90 }, free)).toBe(true);
  });

  test("of everybody holds a subscriber without a profile, any other does not", () => {
    expect(inSegment({}, undefined)).toBe(true);
    expect(inSegment({ usesMms: false }, undefined)).toBe(false);
  });
});

describe("hours", () => {
  const span = (from: number, to: number) => ({ fromMs: from * HOUR_MS, toMs: to * HOUR_MS });

  test.each([
    [span(8, 20), 8, true],
    [span(8, 20), 20, false],
    [span(21, 8), 23, true],
    [span(21, 8), 7.99, true],
    [span(21, 8), 8, false],
    [span(21, 8), 12, false],
    [span(9, 9), 9, false],
    [span(0, 24), 0, true],
    [span(0, 24), 23.99, true],
  ])("%j hold %s o'clock: %s, on every day", (hours, clock, expected) => {
    for (const day of [0, 1, 40]) {
      expect(within(hours, day * DAY_MS + clock * HOUR_MS)).toBe(expected);
    }
  });
});

describe("the control group", () => {
  const SUBSCRIBERS = 20_000;
  const count = (share: number, salt: number) => {
    let inside = 0;
    for (let subscriber = 0; subscriber < SUBSCRIBERS; subscriber++) {
      if (inControlGroup({ share, salt }, subscriber)) inside++;
    }
    return inside;
  };

  test.each([0.01, 0.1, 0.5, 0.9])(
    "of share %d has that many people within five standard deviations of the binomial, for ten salts",
    (share) => {
      const deviation = Math.sqrt(SUBSCRIBERS * share * (1 - share));
      for (let salt = 1; salt <= 10; salt++) {
        const surplus = Math.abs(count(share, salt * 7919) - SUBSCRIBERS * share);
        expect(surplus / deviation, `salt ${salt * 7919}`).toBeLessThan(5);
      }
    },
  );

  test("of share 0 is empty", () => {
    expect(count(0, 3)).toBe(0);
  });

  test("of two salts overlap as independent draws do", () => {
    let both = 0;
    for (let subscriber = 0; subscriber < SUBSCRIBERS; subscriber++) {
      const [a, b] = [11, 12].map((salt) => inControlGroup({ share: 0.5, salt }, subscriber));
      if (a && b) both++;
    }
    expect(Math.abs(both - SUBSCRIBERS / 4)).toBeLessThan(5 * Math.sqrt(SUBSCRIBERS * 0.1875));
  });

  test("of a larger share holds everybody of a smaller one", () => {
    for (let subscriber = 0; subscriber < 2_000; subscriber++) {
      if (!inControlGroup({ share: 0.1, salt: 5 }, subscriber)) continue;
      expect(inControlGroup({ share: 0.2, salt: 5 }, subscriber)).toBe(true);
    }
  });
});
