// Hidden need: a fixed disposition, the hour, and what has just happened.
import { describe, expect, test } from "vitest";
import { PRODUCTS, type Product } from "../../campaigns/campaign.ts";
import { VALUE_TIERS } from "../../domain/directory.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../domain/time.ts";
import type { TriggerFacts } from "../../domain/trigger.ts";
import { brandOf, valueTierOf } from "../../simulator/account.ts";
import {
  claimedBy,
  dispositionOf,
  HOURS,
  hourFactor,
  type MomentName,
  type Moments,
  momentFactor,
  NEEDS,
  needOf,
  productOf,
  worthOf,
} from "../../simulator/needs.ts";
import { createPopulation } from "../../simulator/population.ts";
import { runKey } from "../../simulator/random.ts";
import { createWorld } from "../../simulator/world/world.ts";
import { exampleScenario } from "./example-scenario.ts";

const KEY = runKey("needs");
const NOON = 12 * HOUR_MS;
const PEOPLE = 20_000;

const once = (sinceMs: number) => ({ sinceMs, untilMs: sinceMs });
const dispositions = (product: Product, campaign = "c"): number[] =>
  Array.from({ length: PEOPLE }, (_, subscriber) =>
    dispositionOf(KEY, subscriber, { product, campaign }),
  );

/** M at a time with the hour of the day taken out. */
const awake = (product: Product, timeMs: number, moments: Moments): number =>
  momentFactor(product, { timeMs, moments }) / hourFactor(NEEDS[product].hours, timeMs);

describe("the disposition", () => {
  test.each(PRODUCTS)("to %s is uniform over the people (chi-square of 20 classes)", (product) => {
    const classes = new Array<number>(20).fill(0);
    for (const disposition of dispositions(product)) {
      expect(disposition > 0 && disposition <= 1).toBe(true);
      classes[Math.min(19, Math.floor(disposition * 20))]!++;
    }
    const expected = PEOPLE / 20;
    const chi = classes.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    // 19 degrees of freedom: above 50 once in 8,000 times.
    expect(chi).toBeLessThan(50);
  });

  test("to one product says nothing of another, and is shared by the campaigns of a product", () => {
    const [a, b] = [dispositions("mms"), dispositions("wap")];
    const covariance = a.reduce((sum, x, index) => sum + (x - 0.5) * (b[index]! - 0.5), 0) / PEOPLE;
    expect(Math.abs(covariance * 12)).toBeLessThan(5 / Math.sqrt(PEOPLE));
    expect(dispositions("mms", "other-name")).toEqual(a);
    expect(dispositions("other", "x")).not.toEqual(dispositions("other", "y"));
  });

  test("is the same in every segment: no record tells who needs what", () => {
    const scenario = exampleScenario();
    const world = createWorld(KEY, scenario.network);
    const population = createPopulation(KEY, world, scenario, PEOPLE);
    const people = { key: KEY, population };
    const segments = new Map<string, { count: number; keen: number }>();
    for (const [subscriber, disposition] of dispositions("ringbackTone").entries()) {
      const names = [
        `tier ${VALUE_TIERS.indexOf(valueTierOf(people, subscriber))}`,
        `brand ${brandOf(people, subscriber)}`,
        `age ${population.ageBand[subscriber]}`,
        `flags ${population.flags[subscriber]! & 2}`,
      ];
      for (const name of names) {
        const segment = segments.get(name) ?? { count: 0, keen: 0 };
        segment.count++;
        if (disposition > 0.8) segment.keen++;
        segments.set(name, segment);
      }
    }
    for (const [name, { count, keen }] of segments) {
      expect(Math.abs(keen / count - 0.2), name).toBeLessThan(4.5 * Math.sqrt(0.16 / count));
    }
  });
});

describe("the need", () => {
  test("is the disposition times the moment factor, above 0 up to 1", () => {
    for (const product of PRODUCTS) {
      for (let subscriber = 0; subscriber < 200; subscriber++) {
        const timeMs = subscriber * 3 * MINUTE_MS + NOON;
        const moments = { newHandset: once(NOON), asked: once(NOON) };
        const wanted = { product, campaign: "c" };
        const need = needOf(KEY, subscriber, wanted, { timeMs, moments });
        expect(need).toBe(
          dispositionOf(KEY, subscriber, wanted) * momentFactor(product, { timeMs, moments }),
        );
        expect(need > 0 && need <= 1).toBe(true);
      }
    }
  });

  test("has parameters within their ranges, and one moment of full strength in each product", () => {
    for (const product of PRODUCTS) {
      const { base, hours, wakes } = NEEDS[product];
      expect(base >= 0 && base < 1).toBe(true);
      expect(HOURS[hours].length).toBe(24);
      expect(Math.max(...HOURS[hours])).toBe(1);
      expect(Math.min(...HOURS[hours])).toBeGreaterThanOrEqual(0.1);
      expect(Math.max(...Object.values(wakes).map(({ strength }) => strength))).toBe(1);
    }
  });

  test("follows the clock, hour by hour and straight between, on every day", () => {
    for (const hours of Object.keys(HOURS) as (keyof typeof HOURS)[]) {
      for (const day of [-1, 0, 7]) {
        expect(hourFactor(hours, day * DAY_MS + 8 * HOUR_MS)).toBeCloseTo(HOURS[hours][8]!, 9);
        const half = (HOURS[hours][23]! + HOURS[hours][0]!) / 2;
        expect(hourFactor(hours, day * DAY_MS + 23.5 * HOUR_MS)).toBeCloseTo(half, 9);
      }
    }
  });

  test.each([
    ["missedCallAlert", "callsMissed"],
    ["ringbackTone", "toneHeard"],
    ["missedCallAlert", "switchedOn"],
    ["other", "asked"],
  ] as const)("for %s jumps with %s, and decays to its base", (product, moment) => {
    const { base, wakes } = NEEDS[product];
    const later = (delayMs: number) => awake(product, NOON + delayMs, { [moment]: once(NOON) });
    const peak = base + (1 - base) * wakes[moment as MomentName]!.strength;
    expect(later(-1)).toBeCloseTo(base, 9);
    expect(later(0)).toBeCloseTo(peak, 9);
    for (let minutes = 0; minutes < 600; minutes += 10) {
      expect(later((minutes + 10) * MINUTE_MS)).toBeLessThan(later(minutes * MINUTE_MS));
    }
    expect(later(30 * DAY_MS)).toBeCloseTo(base, 6);
  });

  test("for MMS grows after a new handset, and lasts for days", () => {
    const later = (delayMs: number) => awake("mms", NOON + delayMs, { newHandset: once(NOON) });
    expect(later(0)).toBeCloseTo(NEEDS.mms.base, 9);
    expect(later(2 * HOUR_MS)).toBeGreaterThan(0.85);
    expect(later(2 * DAY_MS)).toBeGreaterThan(0.5);
    expect(later(2 * DAY_MS)).toBeLessThan(later(DAY_MS));
    expect(later(60 * DAY_MS)).toBeCloseTo(NEEDS.mms.base, 3);
  });

  test("for the newspaper grows while somebody waits, and is over soon after", () => {
    const moments = { waiting: { sinceMs: NOON, untilMs: NOON + HOUR_MS } };
    const later = (delayMs: number) => awake("mobileNewspaper", NOON + delayMs, moments);
    expect(later(20 * MINUTE_MS)).toBeGreaterThan(later(5 * MINUTE_MS));
    expect(later(HOUR_MS)).toBeGreaterThan(0.9);
    expect(later(HOUR_MS + 30 * MINUTE_MS)).toBeLessThan(NEEDS.mobileNewspaper.base + 0.06);
    const goesOn = { waiting: { sinceMs: NOON, untilMs: Number.POSITIVE_INFINITY } };
    expect(awake("mobileNewspaper", NOON + 2 * HOUR_MS, goesOn)).toBeGreaterThan(0.99);
  });

  test("is woken by the strongest moment alone", () => {
    const moments = { travelling: once(NOON - HOUR_MS), newHandset: once(NOON - DAY_MS) };
    const both = awake("wap", NOON, moments);
    const one = awake("wap", NOON, { newHandset: moments.newHandset });
    expect(both).toBe(one);
  });
});

const CLAIMS: readonly TriggerFacts[] = [
  { name: "handset.changed", fromTac: 1, tac: 2, gained: 1, sinceMs: 2 * HOUR_MS },
  { name: "powered.on", offMs: 8 * HOUR_MS, missedCalls: 2 },
  { name: "powered.on", offMs: 8 * HOUR_MS, missedCalls: 0 },
  { name: "area.dwelled", zone: 3, stayMs: 20 * MINUTE_MS },
  { name: "cells.changedRapidly", cells: 3, withinMs: 12 * MINUTE_MS, messageSent: false },
  { name: "ringback.heard", ringMs: 9_000 },
];

describe("the worth of a message", () => {
  const cases = CLAIMS.flatMap((facts) => PRODUCTS.map((product) => [facts, product] as const));

  test.each(cases)(
    "on %j for %s is 1 at once, and within 0 and 1 whenever it comes",
    (facts, product) => {
      const moments = claimedBy(facts, NOON);
      const claim = { timeMs: NOON, moments };
      expect(worthOf(product, claim, claim)).toBe(1);
      for (const delayMs of [1, MINUTE_MS, HOUR_MS, 9 * HOUR_MS, DAY_MS, 30 * DAY_MS]) {
        const worth = worthOf(product, claim, { timeMs: NOON + delayMs, moments });
        expect(worth >= 0 && worth <= 1).toBe(true);
      }
      expect(worthOf(product, claim, { timeMs: NOON + 6_000, moments })).toBeGreaterThan(0.99);
    },
  );

  test.each([
    ["ringbackTone", CLAIMS[5]!],
    ["missedCallAlert", CLAIMS[1]!],
    ["mobileNewspaper", CLAIMS[3]!],
    ["wap", CLAIMS[4]!],
    ["mms", CLAIMS[0]!],
  ] as const)("for %s is low when the claimed moment did not happen", (product, facts) => {
    const claim = { timeMs: NOON, moments: claimedBy(facts, NOON) };
    const worth = worthOf(product, claim, { timeMs: NOON, moments: {} });
    expect(worth).toBeCloseTo(NEEDS[product].base / awake(product, NOON, claim.moments), 9);
    expect(worth).toBeLessThan(0.4);
  });
});

describe("what a campaign sells", () => {
  test("is what it says, else the usual product of its trigger", () => {
    const heard = { name: "ringback.heard", minimumRingMs: 6_000 } as const;
    const changed = { name: "handset.changed", settleMs: 0 } as const;
    expect(productOf({}, heard)).toBe("ringbackTone");
    expect(productOf({ product: "wap" }, heard)).toBe("wap");
    expect(productOf({}, { ...changed, gains: "mms" })).toBe("mms");
    expect(productOf({}, { ...changed, gains: "wap" })).toBe("wap");
  });
});
