// What records hold of the time before the run, and how well mined scores know the hidden disposition.
import { describe, expect, test } from "vitest";
import { fictionalTokens } from "../../domain/fictional-tokens.ts";
import { PRODUCTS } from "../../domain/product.ts";
import { createDirectory } from "../../simulator/directory.ts";
import { dispositionOf } from "../../simulator/needs.ts";
import { createPopulation } from "../../simulator/population.ts";
import { runKey } from "../../simulator/random.ts";
import {
  CANCELLED,
  CONSENT_SHARES,
  SCORE_CORRELATION,
  TELEMARKETED,
} from "../../simulator/records-tables.ts";
import { createWorld } from "../../simulator/world/world.ts";
import { exampleScenario } from "./example-scenario.ts";

const COUNT = 6_000;
const scenario = exampleScenario({});
const key = runKey("what was before");
const world = createWorld(key, scenario.network);
const population = createPopulation(key, world, scenario, COUNT);
const directoryOf = (start: string) =>
  createDirectory(key, world, population, { ...scenario, start, tokenise: fictionalTokens });
const directory = directoryOf(scenario.start);
const profiles = Array.from({ length: COUNT }, (_, person) => directory.profile(person)!);

const shareOf = (fits: (place: number) => boolean): number =>
  profiles.filter((_, place) => fits(place)).length / COUNT;

/** Five standard errors of a share of so many. */
const margin = (share: number, count = COUNT): number =>
  5 * Math.sqrt((share * (1 - share)) / count);

function correlation(a: readonly number[], b: readonly number[]): number {
  const ranksOf = (values: readonly number[]): Float64Array => {
    const order = [...values.keys()].sort((i, j) => values[i]! - values[j]!);
    const ranks = new Float64Array(values.length);
    for (const [rank, place] of order.entries()) ranks[place] = rank;
    return ranks;
  };
  const [x, y] = [ranksOf(a), ranksOf(b)];
  const middle = (a.length - 1) / 2;
  let together = 0;
  let alone = 0;
  for (const [place, rank] of x.entries()) {
    together += (rank - middle) * (y[place]! - middle);
    alone += (rank - middle) ** 2;
  }
  return together / alone;
}

describe("histories", () => {
  test("name what somebody has, and trials and cancellations only of the rest", () => {
    for (const { history, usesMms, usesWap, hasRingbackTone, hasMissedCallAlert } of profiles) {
      expect(history.mms?.ordered ?? false).toBe(usesMms);
      expect(history.wap?.ordered ?? false).toBe(usesWap);
      expect(history.ringbackTone?.ordered ?? false).toBe(hasRingbackTone);
      expect(history.missedCallAlert?.ordered ?? false).toBe(hasMissedCallAlert);
      for (const { ordered, triedDaysAgo, cancelledDaysAgo } of Object.values(history)) {
        const told = [ordered, triedDaysAgo, cancelledDaysAgo].filter((one) => one !== undefined);
        expect(told.length).toBeLessThanOrEqual(1);
      }
    }
  });

  test("begin when somebody becomes a customer", () => {
    for (const { history, tenureMonths } of profiles) {
      for (const { triedDaysAgo = 0, cancelledDaysAgo = 0 } of Object.values(history)) {
        expect(Math.max(triedDaysAgo, cancelledDaysAgo)).toBeLessThanOrEqual(30 * tenureMonths);
      }
    }
  });

  test("have cancellations in the table's share, each person unsubscribed at that time", () => {
    const without = profiles.filter(({ hasMissedCallAlert }) => !hasMissedCallAlert);
    const gone = without.filter(
      ({ history }) => history.missedCallAlert?.cancelledDaysAgo !== undefined,
    );
    const { share } = CANCELLED;
    expect(Math.abs(gone.length / without.length - share)).toBeLessThan(
      margin(share, without.length),
    );
    const ways = new Set<string | undefined>();
    for (const { history } of gone) {
      const { cancelledDaysAgo, unsubscribedDaysAgo, unsubscribedBy } = history.missedCallAlert!;
      ways.add(unsubscribedBy);
      expect([cancelledDaysAgo, undefined]).toContain(unsubscribedDaysAgo);
      expect(unsubscribedDaysAgo === undefined).toBe(unsubscribedBy === undefined);
    }
    expect(ways).toEqual(new Set(["self", "batch", undefined]));
  });
});

describe("contacts and consent", () => {
  test("telemarketing is a contact: the last contact is no earlier", () => {
    for (const { contactedDaysAgo, telemarketedDaysAgo } of profiles) {
      if (telemarketedDaysAgo < 0) continue;
      expect(contactedDaysAgo).toBeGreaterThanOrEqual(0);
      expect(contactedDaysAgo).toBeLessThanOrEqual(telemarketedDaysAgo);
    }
    const called = shareOf((place) => profiles[place]!.telemarketedDaysAgo >= 0);
    expect(Math.abs(called - TELEMARKETED.share)).toBeLessThan(margin(TELEMARKETED.share));
    expect(profiles.some(({ contactedDaysAgo }) => contactedDaysAgo < 0)).toBe(true);
  });

  test("consent has the table's shares, and nobody in the register agreed to marketing", () => {
    for (const { doNotDisturb, consent } of profiles) {
      if (doNotDisturb) expect(consent.marketing).toBe(false);
    }
    for (const purpose of ["location", "profiling"] as const) {
      const share = shareOf((place) => profiles[place]!.consent[purpose]);
      expect(Math.abs(share - CONSENT_SHARES[purpose])).toBeLessThan(margin(share));
    }
  });
});

describe("classes", () => {
  test("stars go with the value tier, plans fit in all four ways", () => {
    const best = profiles.filter(({ valueTier }) => valueTier === "A1" || valueTier === "A2");
    expect(Math.min(...best.map(({ star }) => star))).toBeGreaterThanOrEqual(3);
    for (const fit of ["A", "B", "C", "D"] as const) {
      expect(shareOf((place) => profiles[place]!.planFit === fit)).toBeGreaterThan(0.04);
    }
  });

  test("data stands on the bills of users of WAP alone, cards of 4G come after 2012", () => {
    for (const { usesMobileData, usesWap } of profiles) {
      expect(usesWap || !usesMobileData).toBe(true);
    }
    expect(profiles.some(({ simGeneration }) => simGeneration === 4)).toBe(false);
    const later = directoryOf("2014-06-10");
    const cards = profiles.map((_, person) => later.profile(person)!.simGeneration);
    for (const generation of [2, 3, 4]) expect(cards).toContain(generation);
  });
});

describe("mined scores", () => {
  const dispositions = (product: (typeof PRODUCTS)[number]): number[] =>
    profiles.map((_, person) => dispositionOf(key, person, { product, campaign: "" }));
  /** Spearman's rank correlation of normal deviates with Pearson's r. */
  const ranked = (r: number): number => (6 / Math.PI) * Math.asin(r / 2);

  test.each(PRODUCTS.filter((product) => product !== "other"))(
    "of need and refusal of %s rank people by the hidden disposition as documented, no better",
    (product) => {
      const hidden = dispositions(product);
      const need = profiles.map(({ scores }) => scores[product].need);
      const refusal = profiles.map(({ scores }) => scores[product].refusal);
      expect(correlation(hidden, need)).toBeCloseTo(ranked(SCORE_CORRELATION.need), 1);
      expect(correlation(hidden, refusal)).toBeCloseTo(-ranked(SCORE_CORRELATION.refusal), 1);
    },
  );

  test("of other products know nothing, for each campaign sells its own", () => {
    const need = profiles.map(({ scores }) => scores.other.need);
    expect(Math.abs(correlation(dispositions("other"), need))).toBeLessThan(0.06);
  });

  test("of fit are 0 for a handset that cannot, and all are between 0 and 1", () => {
    for (const { scores, capabilities } of profiles) {
      expect(scores.mms.fit > 0).toBe((capabilities & 1) !== 0);
      expect(scores.wap.fit > 0).toBe((capabilities & 2) !== 0);
      for (const { need, refusal, fit } of Object.values(scores)) {
        expect(Math.min(need, refusal, fit)).toBeGreaterThanOrEqual(0);
        expect(Math.max(need, refusal, fit)).toBeLessThanOrEqual(1);
      }
    }
  });
});
