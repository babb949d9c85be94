// What the records say about many people: shares, levels, and what goes with what.
import { describe, expect, test } from "vitest";
import {
  BRANDS,
  CAPABILITY,
  type CHANNELS,
  type Profile,
  VALUE_TIERS,
} from "../../domain/directory.ts";
import { fictionalTokens } from "../../domain/fictional-tokens.ts";
import { monthlyRate, toneOf } from "../../simulator/account.ts";
import { createDirectory } from "../../simulator/directory.ts";
import {
  BRAND_SHARES,
  CHANNEL_WEIGHTS,
  HABITS,
  HANDSETS,
  type Habit,
  SHARES,
  TARIFF_TABLE,
  TIER_SHARES,
  TONES,
} from "../../simulator/people-tables.ts";
import {
  AGE_BANDS,
  createPopulation,
  handsetMarket,
  handsetModel,
} from "../../simulator/population.ts";
import { runKey } from "../../simulator/random.ts";
import { createWorld } from "../../simulator/world/world.ts";
import { exampleScenario } from "./example-scenario.ts";

const COUNT = 40_000;
const scenario = exampleScenario({ ringbackToneShare: 0.8 });
const key = runKey("records");
const world = createWorld(key, scenario.network);
const population = createPopulation(key, world, scenario, COUNT);
const directory = createDirectory(key, world, population, {
  ...scenario,
  tokenise: fictionalTokens,
});
const people = { key, population };
const everybody = Array.from({ length: COUNT }, (_, subscriber) => subscriber);
const profiles = everybody.map((subscriber) => directory.profile(subscriber)!);

const shareOf = (among: readonly Profile[], fits: (profile: Profile) => boolean): number =>
  among.filter(fits).length / among.length;
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Five standard errors of a share of so many. */
const margin = (share: number, count = COUNT): number =>
  5 * Math.sqrt((share * (1 - share)) / count) + 1e-9;

/** Pearson's chi-square of counts against expected shares, over its degrees of freedom. */
function chiSquare(counts: readonly number[], shares: readonly number[]): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const whole = shares.reduce((sum, share) => sum + share, 0);
  const terms = counts.flatMap((count, index) => {
    const expected = (total * shares[index]!) / whole;
    return expected === 0 ? [] : [(count - expected) ** 2 / expected];
  });
  return terms.reduce((sum, term) => sum + term, 0) / (terms.length - 1);
}

/** Rank correlation of two columns (Spearman). */
function correlation(a: readonly number[], b: readonly number[]): number {
  const ranks = (values: readonly number[]): Float64Array => {
    const order = [...values.keys()].sort((i, j) => values[i]! - values[j]!);
    const rank = new Float64Array(values.length);
    for (const [place, index] of order.entries()) rank[index] = place;
    return rank;
  };
  const [x, y] = [ranks(a), ranks(b)];
  const middle = (a.length - 1) / 2;
  let together = 0;
  let alone = 0;
  for (let index = 0; index < a.length; index++) {
    together += (x[index]! - middle) * (y[index]! - middle);
    alone += (x[index]! - middle) ** 2;
  }
  return together / alone;
}

describe("records of many people", () => {
  test("reach the published penetration of services (traffic.md C14)", () => {
    const takesTone = (profile: Profile) => profile.ringbackTone !== "none";
    const usesSomething = (profile: Profile) =>
      takesTone(profile) ||
      profile.usesMms ||
      profile.usesWap ||
      profile.readsMobileNewspaper ||
      profile.hasMissedCallAlert;
    expect(Math.abs(shareOf(profiles, takesTone) - 0.8)).toBeLessThan(margin(0.8));
    expect(Math.abs(shareOf(profiles, ({ usesMms }) => usesMms) - 0.28)).toBeLessThan(margin(0.28));
    expect(Math.abs(shareOf(profiles, usesSomething) - 0.92)).toBeLessThan(0.015);
  });

  test.each(["hasMissedCallAlert", "doNotDisturb", "redListed"] as const)(
    "have %s in the table's share",
    (field) => {
      const { share } = SHARES[field];
      expect(Math.abs(shareOf(profiles, (one) => one[field]) - share)).toBeLessThan(margin(share));
    },
  );

  test("have dormant tones for three months or more, in the table's share of all tones", () => {
    const tones = profiles.filter(({ ringbackTone }) => ringbackTone !== "none");
    const dormant = tones.filter(({ ringbackTone }) => ringbackTone === "dormant");
    const { share } = SHARES.ringbackToneDormant;
    expect(Math.abs(dormant.length / tones.length - share)).toBeLessThan(
      margin(share, tones.length),
    );
    for (const profile of profiles) {
      expect(profile.hasRingbackTone).toBe(profile.ringbackTone === "active");
      expect(profile.ringbackToneDormantMonths >= 3).toBe(profile.ringbackTone === "dormant");
    }
  });

  test.each(AGE_BANDS.map((band, index) => [band, index] as const))(
    "have the brands and channels of their age: %s",
    (band, index) => {
      const those = profiles.filter(({ ageBand }) => ageBand === band);
      const brands = BRANDS.map((brand) => those.filter((one) => one.brand === brand).length);
      // Chi-square over its 2 degrees of freedom: above 10 once in 20,000 times.
      expect(chiSquare(brands, BRAND_SHARES[index]!)).toBeLessThan(10);
      const weightOf = (channel: (typeof CHANNELS)[number]) => CHANNEL_WEIGHTS[channel][index]!;
      const likes = (channel: (typeof CHANNELS)[number]) =>
        shareOf(those, ({ preferredChannel }) => preferredChannel === channel);
      // Web and counter do not move with tenure: their ratio is the table's.
      const ratio = Math.log(
        (likes("web") * weightOf("counter")) / (likes("counter") * weightOf("web")),
      );
      expect(Math.abs(ratio)).toBeLessThan(0.35);
    },
  );

  test("have value tiers in the table's shares", () => {
    for (const [tier, percent] of TIER_SHARES.entries()) {
      const share = shareOf(profiles, ({ valueTier }) => valueTier === VALUE_TIERS[tier]);
      expect(Math.abs(share - percent / 100)).toBeLessThan(margin(percent / 100) + 0.002);
    }
  });

  test("pay about 70 yuan a month, more with calls, tenure and tier", () => {
    const spending = profiles.map(({ monthlySpendFen }) => monthlySpendFen);
    expect(Math.abs(mean(spending) / 100 - 70)).toBeLessThan(3);
    expect(correlation([...population.activity], spending)).toBeGreaterThan(0.45);
    expect(
      correlation(
        profiles.map(({ tenureMonths }) => tenureMonths),
        spending,
      ),
    ).toBeGreaterThan(0.15);
    const byTier = VALUE_TIERS.map((tier) =>
      mean(profiles.filter((one) => one.valueTier === tier).map((one) => one.monthlySpendFen)),
    );
    expect(byTier).toEqual([...byTier].sort((a, b) => b - a));
  });

  test("have a tariff of their brand, dearer for those who pay more", () => {
    for (const profile of profiles) {
      expect(TARIFF_TABLE[profile.tariff].brand).toBe(profile.brand);
      expect(TARIFF_TABLE[profile.tariff].monthlyFeeFen).toBe(profile.monthlyFeeFen);
    }
    for (const brand of BRANDS) {
      const those = profiles.filter((profile) => profile.brand === brand);
      const fees = those.map(({ monthlyFeeFen }) => monthlyFeeFen);
      const spending = those.map(({ monthlySpendFen }) => monthlySpendFen);
      expect(correlation(fees, spending)).toBeGreaterThan(0.4);
      expect(new Set(fees).size).toBeGreaterThanOrEqual(3);
    }
  });

  test("prefer a call the more the longer they have been customers, and a message the less (K4)", () => {
    const old = profiles.filter(({ tenureMonths }) => tenureMonths > 48);
    const young = profiles.filter(({ tenureMonths }) => tenureMonths <= 12);
    const prefer = (those: readonly Profile[], channel: string) =>
      shareOf(those, ({ preferredChannel }) => preferredChannel === channel);
    expect(prefer(old, "call")).toBeGreaterThan(prefer(young, "call") + 0.05);
    expect(prefer(old, "sms")).toBeLessThan(prefer(young, "sms") - 0.05);
  });

  test("have birthdays in all months alike, contracts and points as the tables say", () => {
    const months = Array.from(
      { length: 12 },
      (_, month) => profiles.filter(({ birthday }) => birthday.month === month + 1).length,
    );
    const days = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    expect(chiSquare(months, days)).toBeLessThan(4);
    for (const { birthday } of profiles) {
      expect(birthday.day >= 1 && birthday.day <= days[birthday.month - 1]!).toBe(true);
    }
    const { share } = SHARES.hasContract;
    const contracts = shareOf(profiles, ({ contractEndsInDays }) => contractEndsInDays >= 0);
    expect(Math.abs(contracts - share)).toBeLessThan(margin(share));
    for (const { brand, points } of profiles) expect(points > 0).toBe(brand !== "easyown");
  });

  test("live near a town of the map", () => {
    const towns = new Set(profiles.map(({ homeCity }) => homeCity));
    expect(towns.size).toBeGreaterThan(1);
    const names = new Set(world.settlements.flatMap(({ name }) => name?.en ?? []));
    for (const town of towns) expect(names.has(town)).toBe(true);
  });

  test("are the same when they are asked for again, though few are kept", () => {
    for (const subscriber of [3, 32_768 + 3, 3, 7, 32_768 + 3]) {
      expect(directory.profile(subscriber)).toEqual(profiles[subscriber]);
    }
  });
});

describe("handsets", () => {
  test("of 2014 can do 4G in part, those of 2008 never", () => {
    expect([handsetMarket("2008-06-10"), handsetMarket("2014-06-10")]).toEqual([0, 1]);
    const with4G = (market: 0 | 1, replacements: number) =>
      everybody.filter((subscriber) => {
        const { capabilities } = HANDSETS[handsetModel(key, subscriber, replacements, market)]!;
        return (capabilities & CAPABILITY.fourG) !== 0;
      }).length / COUNT;
    expect([with4G(0, 0), with4G(0, 1)]).toEqual([0, 0]);
    expect(Math.abs(with4G(1, 0) - 0.1)).toBeLessThan(margin(0.1));
    expect(Math.abs(with4G(1, 1) - 0.5)).toBeLessThan(margin(0.5));
  });

  test("have weights that are percentages", () => {
    for (const market of [0, 1] as const) {
      expect(HANDSETS.reduce((sum, { inUse }) => sum + inUse[market], 0)).toBe(100);
      expect(HANDSETS.reduce((sum, { bought }) => sum + bought[market], 0)).toBe(100);
    }
  });
});

describe("habits", () => {
  test.each(Object.keys(HABITS) as Habit[])(
    "%s: the median of those who have it is the table's",
    (habit) => {
      const rates = everybody
        .map((subscriber) => monthlyRate(people, subscriber, habit))
        .filter((rate) => rate > 0)
        .sort((a, b) => a - b);
      const { perMonth } = HABITS[habit];
      // Ages and preferred channels move the median by less than a factor of two.
      expect(Math.abs(Math.log(rates[rates.length >> 1]! / perMonth))).toBeLessThan(Math.log(2));
    },
  );

  test("need what they are done with", () => {
    for (const subscriber of everybody.slice(0, 5_000)) {
      const profile = profiles[subscriber]!;
      expect(monthlyRate(people, subscriber, "mms") > 0).toBe(profile.usesMms);
      expect(monthlyRate(people, subscriber, "wap") > 0).toBe(profile.usesWap);
      expect(monthlyRate(people, subscriber, "toneChange") > 0).toBe(profile.hasRingbackTone);
    }
  });

  test("choose the k-th tone in proportion to 1/k", () => {
    const chosen = new Float64Array(TONES + 1);
    for (const subscriber of everybody) chosen[toneOf(people, subscriber)]!++;
    expect(chosen[0]).toBe(0);
    const between = (from: number, to: number) =>
      chosen.slice(from, to + 1).reduce((sum, count) => sum + count, 0) / COUNT;
    for (const [from, to] of [
      [1, 1],
      [2, 10],
      [11, 100],
      [101, TONES],
    ] as const) {
      const expected = Math.log((to + 1) / from) / Math.log(TONES + 1);
      expect(Math.abs(between(from, to) - expected)).toBeLessThan(margin(expected));
    }
  });
});
