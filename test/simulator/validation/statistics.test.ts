// The measuring tools themselves: samples drawn from known laws give their parameters back.
import { describe, expect, test } from "vitest";
import {
  exponential,
  lognormal,
  normal,
  type PURPOSE,
  runKey,
  uniform,
} from "../../../simulator/random.ts";
import { fitDoublePareto } from "../../../simulator/validation/statistics/double-pareto.ts";
import {
  exponentialLaw,
  fitFamily,
  fitTruncatedPowerLaw,
  lognormalLaw,
  powerLaw,
  truncatedPowerLaw,
} from "../../../simulator/validation/statistics/families.ts";
import {
  erfc,
  fitExponential,
  fitLogLogistic,
  fitLognormal,
  fitPareto,
  fitWeibull,
  kolmogorovSmirnov,
} from "../../../simulator/validation/statistics/laws.ts";
import { minimise } from "../../../simulator/validation/statistics/minimise.ts";
import { distanceOfMixture, fitMixture } from "../../../simulator/validation/statistics/mixture.ts";
import {
  burstiness,
  correlation,
  divergence,
  giniOf,
  jensenShannon,
  memoryOf,
  rankCorrelation,
  regress,
} from "../../../simulator/validation/statistics/relations.ts";
import {
  LogHistogram,
  meanOf,
  OwnedValues,
  quantileOf,
  sortedOf,
} from "../../../simulator/validation/statistics/samples.ts";

const KEY = runKey("statistics");
/** A purpose of the tests' own. */
const DRAWS = 9_999 as (typeof PURPOSE)[keyof typeof PURPOSE];
const u = (counter: number, entity = 0): number => uniform(KEY, entity, DRAWS, counter);
const sample = (count: number, draw: (counter: number) => number): Float64Array =>
  Float64Array.from({ length: count }, (_, counter) => draw(counter));
const meansOf = (values: Float64Array, ...statistics: ((x: number) => number)[]): number[] =>
  statistics.map((statistic) => meanOf(values.map(statistic)));

/** Draws from (x + shift)^−β·exp(−x/κ) above `from`: a power law, thinned by its cutoff. */
function truncatedPower(
  count: number,
  law: { beta: number; kappa: number; shift: number; from: number },
): Float64Array {
  const values: number[] = [];
  for (let counter = 0; values.length < count; counter++) {
    const start = law.from + law.shift;
    const x = start * (1 - u(counter)) ** (1 / (1 - law.beta)) - law.shift;
    if (u(counter, 1) < Math.exp(-(x - law.from) / law.kappa)) values.push(x);
  }
  return Float64Array.from(values);
}

describe("families fitted from means", () => {
  test.each([
    { beta: 1.75, kappa: 80, shift: 1.5, from: 2 },
    { beta: 1.65, kappa: 350, shift: 5.8, from: 1 },
  ])("a power law with cutoff gives β $beta and κ $kappa back", (law) => {
    const values = truncatedPower(20_000, law);
    const [log, km] = meansOf(values, (x) => Math.log(x + law.shift), Number);
    const family = truncatedPowerLaw(law.shift, law.from, 5_000);
    const fit = fitTruncatedPowerLaw(family, [log!, km!], values.length);
    expect(Math.abs(fit.beta - law.beta)).toBeLessThan(0.05);
    expect(fit.kappa / law.kappa).toBeGreaterThan(0.85);
    expect(fit.kappa / law.kappa).toBeLessThan(1.2);
  });

  test("a cutoff that is bounded below stays there, and the exponent with it", () => {
    const values = truncatedPower(20_000, { beta: 1.2, kappa: 20, shift: 1.5, from: 2 });
    const means = meansOf(values, (x) => Math.log(x + 1.5), Number) as [number, number];
    const family = truncatedPowerLaw(1.5, 2, 5_000);
    const bounded = fitTruncatedPowerLaw(family, means, values.length, 50);
    const free = fitTruncatedPowerLaw(family, means, values.length);
    expect(bounded.kappa).toBe(50);
    expect(bounded.beta).toBeGreaterThan(free.beta);
    expect(bounded.fit.logLikelihood).toBeLessThan(free.fit.logLikelihood);
  });

  test("a power law without cutoff has κ far away, and the exponent of Clauset's formula", () => {
    const values = truncatedPower(20_000, { beta: 2.5, kappa: 1e9, shift: 0, from: 1 });
    const [log] = meansOf(values, Math.log);
    const { theta } = fitFamily(powerLaw(1, 1e6), [log!], values.length);
    expect(Math.abs(-theta[0]! - (1 + 1 / log!))).toBeLessThan(0.01);
    expect(fitPareto(values, 1).parameters[0]).toBeCloseTo(1 + 1 / log!, 9);
  });

  test("Akaike's criterion names the law that a sample comes from", () => {
    const laws = {
      exponential: sample(5_000, (counter) => 2 + exponential(10, KEY, 2, DRAWS, counter)),
      lognormal: sample(5_000, (counter) =>
        Math.max(2, lognormal({ mu: 3, sigma: 0.5 }, KEY, 3, DRAWS, counter)),
      ),
      power: truncatedPower(5_000, { beta: 1.75, kappa: 400, shift: 0, from: 2 }),
    };
    for (const [name, values] of Object.entries(laws)) {
      const [log, square, x] = meansOf(values, Math.log, (v) => Math.log(v) ** 2, Number);
      const scores = {
        exponential: fitFamily(exponentialLaw(2, 5_000), [x!], 5_000).aicPerObservation,
        lognormal: fitFamily(lognormalLaw(2, 5_000), [log!, square!], 5_000).aicPerObservation,
        power: fitTruncatedPowerLaw(truncatedPowerLaw(0, 2, 5_000), [log!, x!], 5_000).fit
          .aicPerObservation,
      };
      // An exponential is a power law of exponent 0 with a cutoff: they may tie.
      const best = Math.min(...Object.values(scores));
      expect(scores[name as keyof typeof scores] - best, name).toBeLessThan(0.001);
    }
  });
});

describe("laws of one person's sample", () => {
  test("Weibull: shape and scale", () => {
    const values = sample(8_000, (counter) => 300 * (-Math.log(1 - u(counter))) ** (1 / 0.6));
    const { parameters } = fitWeibull(values);
    expect(Math.abs(parameters[0]! - 0.6)).toBeLessThan(0.02);
    expect(Math.abs(parameters[1]! / 300 - 1)).toBeLessThan(0.05);
  });

  test("log-logistic: location and scale of the logarithm", () => {
    const values = sample(8_000, (counter) => {
      const share = u(counter) * 0.999_999 + 5e-7;
      return Math.exp(3.7 + 0.6 * Math.log(share / (1 - share)));
    });
    const { parameters } = fitLogLogistic(values);
    expect(Math.abs(parameters[0]! - 3.7)).toBeLessThan(0.03);
    expect(Math.abs(parameters[1]! - 0.6)).toBeLessThan(0.02);
    expect(fitLogLogistic(values).logLikelihood).toBeGreaterThan(
      fitLognormal(values).logLikelihood,
    );
  });

  test("lognormal and exponential, with the likelihoods of their densities", () => {
    const values = sample(8_000, (counter) =>
      lognormal({ mu: 3.75, sigma: 1.05 }, KEY, 4, DRAWS, counter),
    );
    const fit = fitLognormal(values);
    expect(Math.abs(fit.parameters[0]! - 3.75)).toBeLessThan(0.04);
    expect(Math.abs(fit.parameters[1]! - 1.05)).toBeLessThan(0.03);
    const density = (x: number): number => {
      const [mu, sigma] = fit.parameters as [number, number];
      return (
        -Math.log(x * sigma * Math.sqrt(2 * Math.PI)) - (Math.log(x) - mu) ** 2 / 2 / sigma ** 2
      );
    };
    expect(fit.logLikelihood).toBeCloseTo(meanOf(values.map(density)), 9);
    expect(fit.logLikelihood).toBeGreaterThan(fitExponential(values).logLikelihood);
  });

  test("the distance of Kolmogorov and Smirnov is small for the true law alone", () => {
    const sorted = sortedOf(sample(4_000, (counter) => exponential(60, KEY, 5, DRAWS, counter)));
    expect(kolmogorovSmirnov(sorted, fitExponential(sorted))).toBeLessThan(0.025);
    expect(kolmogorovSmirnov(sorted, fitLognormal(sorted))).toBeGreaterThan(0.05);
    expect(kolmogorovSmirnov(sorted, fitWeibull(sorted))).toBeLessThan(0.025);
  });

  test("the double Pareto lognormal law: both tails, and more likely than lognormal", () => {
    const values = sample(5_000, (counter) =>
      Math.exp(
        2.5 +
          0.3 * normal(KEY, 6, DRAWS, counter) +
          exponential(1 / 2.5, KEY, 7, DRAWS, counter) -
          exponential(1 / 1.5, KEY, 8, DRAWS, counter),
      ),
    );
    const fit = fitDoublePareto(values);
    expect(Math.abs(fit.alpha / 2.5 - 1)).toBeLessThan(0.2);
    expect(Math.abs(fit.beta / 1.5 - 1)).toBeLessThan(0.2);
    const lognormalOfLog = fitLognormal(values).logLikelihood + meanOf(values.map(Math.log));
    expect(fit.logLikelihood).toBeGreaterThan(lognormalOfLog + 0.01);
  });

  test("of a lognormal sample the double Pareto law is no better than lognormal", () => {
    const values = sample(3_000, (counter) =>
      lognormal({ mu: 2, sigma: 0.9 }, KEY, 9, DRAWS, counter),
    );
    const lognormalOfLog = fitLognormal(values).logLikelihood + meanOf(values.map(Math.log));
    const gain = 2 * values.length * (fitDoublePareto(values).logLikelihood - lognormalOfLog);
    expect(gain).toBeLessThan(6);
  });

  test("a mixture of two lognormals is told apart, and fits where one does not", () => {
    const values = sample(6_000, (counter) =>
      u(counter, 10) < 0.4
        ? lognormal({ mu: 1, sigma: 0.5 }, KEY, 11, DRAWS, counter)
        : lognormal({ mu: 4, sigma: 0.7 }, KEY, 12, DRAWS, counter),
    );
    const parts = fitMixture(values);
    expect(parts.map(({ mu }) => Math.round(mu))).toEqual([1, 4]);
    expect(Math.abs(parts[0]!.share - 0.4)).toBeLessThan(0.03);
    const sorted = sortedOf(values);
    expect(distanceOfMixture(sorted, parts)).toBeLessThan(0.02);
    expect(kolmogorovSmirnov(sorted, fitLognormal(sorted))).toBeGreaterThan(0.05);
  });

  test("the complementary error function, against tables", () => {
    expect(erfc(0)).toBeCloseTo(1, 6);
    expect(erfc(1)).toBeCloseTo(0.157_299_2, 6);
    expect(erfc(-1)).toBeCloseTo(1.842_700_8, 6);
    expect(erfc(3) / 2.209_05e-5).toBeCloseTo(1, 5);
  });

  test("minimise finds the bottom of Rosenbrock's valley", () => {
    const valley = ([x, y]: readonly number[]): number => (1 - x!) ** 2 + 100 * (y! - x! * x!) ** 2;
    const { point } = minimise(valley, [-1.2, 1], { step: 0.5, evaluations: 2_000 });
    expect(point[0]).toBeCloseTo(1, 3);
    expect(point[1]).toBeCloseTo(1, 3);
  });
});

describe("relations", () => {
  test("regression and correlations of a line, and of ranks with ties", () => {
    const line = [0, 1, 2, 3].map((x) => [x, 2 - 3 * x] as const);
    expect(regress(line)).toEqual({ slope: -3, intercept: 2 });
    expect(correlation([1, 2, 3], [2, 4, 6])).toBeCloseTo(1, 12);
    expect(rankCorrelation([1, 2, 3, 4], [1, 10, 100, 1_000])).toBeCloseTo(1, 12);
    expect(rankCorrelation([1, 1, 2], [3, 3, 9])).toBeCloseTo(1, 12);
  });

  test("divergences: none between equal shapes, one bit between shapes that never meet", () => {
    expect(jensenShannon([0.5, 0.5], [0.5, 0.5])).toBe(0);
    expect(jensenShannon([1, 0], [0, 1])).toBeCloseTo(1, 12);
    expect(divergence([0.5, 0.5], [0.25, 0.75])).toBeCloseTo(0.5 * Math.log(4 / 3), 12);
  });

  test.each([31, 200])("burstiness of %i intervals: regular −1, random 0, one gap 1", (length) => {
    expect(burstiness(new Float64Array(length).fill(7))).toBeCloseTo(-1, 9);
    const runs = Array.from({ length: 300 }, (_, run) => {
      const times = sortedOf(sample(length - 1, (counter) => u(counter, 1_000 + run)));
      return burstiness(
        Float64Array.from({ length }, (_, index) => (times[index] ?? 1) - (times[index - 1] ?? 0)),
      );
    });
    // The bias that (σ − μ)/(σ + μ) has for short series is gone.
    expect(Math.abs(meanOf(runs))).toBeLessThan(0.02);
    const oneGap = new Float64Array(length);
    oneGap[0] = 1;
    expect(burstiness(oneGap)).toBeCloseTo(1, 9);
  });

  test("memory: positive when long follows long, none of independent intervals", () => {
    const slow = sample(2_000, (counter) => 1 + Math.sin(counter / 40));
    expect(memoryOf(slow)).toBeGreaterThan(0.9);
    expect(Math.abs(memoryOf(sample(2_000, u)))).toBeLessThan(0.07);
  });

  test("Gini: none among equals, nearly one when one has all, a half of an exponential law", () => {
    expect(giniOf([2, 2, 2, 2])).toBeCloseTo(0, 12);
    expect(giniOf([0, 0, 0, 1])).toBeCloseTo(0.75, 12);
    const law = sortedOf(sample(20_000, (counter) => exponential(5, KEY, 13, DRAWS, counter)));
    expect(Math.abs(giniOf(law) - 0.5)).toBeLessThan(0.01);
  });
});

describe("stores", () => {
  test("owned values come back person by person, in their order", () => {
    const values = new OwnedValues();
    for (let index = 0; index < 5_000; index++) values.push(index % 3, index);
    const grouped = values.grouped(4);
    expect(grouped.map(({ length }) => length)).toEqual([1_667, 1_667, 1_666, 0]);
    expect([...grouped[1]!.subarray(0, 3)]).toEqual([1, 4, 7]);
  });

  test("a histogram's density has area one, and its quantiles those of the sample", () => {
    const histogram = new LogHistogram({ from: 0.1, to: 10_000, perDecade: 10 });
    const values = sample(20_000, (counter) =>
      lognormal({ mu: 3, sigma: 1 }, KEY, 14, DRAWS, counter),
    );
    for (const value of values) histogram.add(value);
    const step = 10 ** 0.05 - 10 ** -0.05;
    const area = histogram.density().reduce((sum, [x, density]) => sum + x * step * density, 0);
    expect(area).toBeCloseTo(1, 2);
    const median = quantileOf(sortedOf(values), 0.5);
    expect(Math.abs(histogram.quantile(0.5) / median - 1)).toBeLessThan(0.05);
    expect(quantileOf([], 0.5)).toBeNaN();
  });
});
