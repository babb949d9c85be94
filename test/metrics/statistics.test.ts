// Intervals and tests, against values that are printed in papers and textbooks.
import { describe, expect, test } from "vitest";
import {
  agreementOf,
  differenceInterval,
  type Interval,
  meanDifferenceInterval,
  meanInterval,
  normalCdf,
  normalQuantile,
  pairedDifferenceInterval,
  pairedProportionsInterval,
  pairedTest,
  proportionInterval,
  ratioInterval,
  sampleSize,
  twoProportionTest,
  widthOf,
} from "../../metrics/statistics.ts";

const of = (successes: number, n: number) => ({ successes, n });
const ends = ({ low, high }: Interval, digits: number): number[] =>
  [low, high].map((end) => Number(end.toFixed(digits)));

describe("the normal distribution", () => {
  test.each([
    [0, 0.5],
    [1, 0.841344746068543],
    [1.959963984540054, 0.975],
    [3, 0.99865010196837],
    [-6, 9.865876450376981e-10],
  ])("has Φ(%d) = %d", (x, p) => {
    expect(Math.abs(normalCdf(x) - p)).toBeLessThan(1e-14);
  });

  test("has quantiles that Φ leads back from", () => {
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 12);
    for (const p of [1e-9, 0.001, 0.025, 0.2, 0.5, 0.8, 0.9999]) {
      expect(normalCdf(normalQuantile(p)) / p).toBeCloseTo(1, 10);
    }
  });
});

describe("a proportion's interval", () => {
  // Newcombe, Statistics in Medicine 1998;17:857, table I, method 3.
  test.each([
    [81, 263, [0.2553, 0.3662]],
    [15, 148, [0.0624, 0.1605]],
    [0, 20, [0, 0.1611]],
    [1, 29, [0.0061, 0.1718]],
  ])("of %d in %d is Wilson's", (successes, n, wanted) => {
    expect(ends(proportionInterval(successes, n), 4)).toEqual(wanted);
  });

  test("of nobody is not a number, of everybody ends at 1", () => {
    expect(proportionInterval(0, 0).estimate).toBeNaN();
    expect(proportionInterval(9, 9).high).toBe(1);
  });
});

describe("a difference's interval", () => {
  // Newcombe, Statistics in Medicine 1998;17:873, table II, method 10.
  test.each([
    [of(56, 70), of(48, 80), [0.0524, 0.3339]],
    [of(9, 10), of(3, 10), [0.1705, 0.809]],
    [of(6, 7), of(2, 7), [0.0582, 0.8062]],
    [of(5, 56), of(0, 29), [-0.0381, 0.1926]],
    [of(0, 10), of(0, 20), [-0.1611, 0.2775]],
    [of(10, 10), of(0, 20), [0.6791, 1]],
  ])("of %o and %o is Newcombe's", (first, second, wanted) => {
    expect(ends(differenceInterval(first, second), 4)).toEqual(wanted);
  });

  // Airway hyper-responsiveness in 21 children (Bentur 2009), as in Fagerland, Lydersen and Laake,
  // Statistics in Medicine 2014;33:2850: square-and-add −0.507 to −0.026.
  test("of pairs is Newcombe's with a corrected correlation", () => {
    const pairs = { both: 1, firstOnly: 1, secondOnly: 7, neither: 12 };
    const interval = pairedProportionsInterval(pairs);
    expect(interval.estimate).toBeCloseTo(-6 / 21, 12);
    expect(ends(interval, 3)).toEqual([-0.507, -0.026]);
  });

  test("of pairs that are alike is much narrower than of two independent groups", () => {
    const pairs = { both: 90, firstOnly: 10, secondOnly: 2, neither: 898 };
    const unpaired = differenceInterval(of(100, 1000), of(92, 1000));
    expect(widthOf(pairedProportionsInterval(pairs))).toBeLessThan(0.4 * widthOf(unpaired));
  });

  // Agresti, Categorical Data Analysis, §10.1: approval of the prime minister, twice; −0.06 to −0.02.
  test("of numbers is that of the mean of the differences", () => {
    const pairs = [
      ...Array<[number, number]>(794 + 570).fill([1, 1]),
      ...Array<[number, number]>(150).fill([0, 1]),
      ...Array<[number, number]>(86).fill([1, 0]),
    ];
    expect(ends(pairedDifferenceInterval(pairs), 2)).toEqual([-0.06, -0.02]);
    expect(pairedDifferenceInterval(pairs).estimate).toBeCloseTo(-0.04, 12);
  });

  // Student's sleep data (1908): mean difference 1.58, standard error 0.389.
  test("of means follows normal theory, paired and not", () => {
    const first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2];
    const second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];
    const paired = pairedDifferenceInterval(second.map((x, place) => [x, first[place]!]));
    expect(paired.estimate).toBeCloseTo(1.58, 12);
    expect(widthOf(paired) / 2 / 1.959964).toBeCloseTo(0.389, 3);
    const moments = (numbers: number[]) => ({
      n: numbers.length,
      sum: numbers.reduce((sum, x) => sum + x, 0),
      squares: numbers.reduce((sum, x) => sum + x * x, 0),
    });
    const unpaired = meanDifferenceInterval(moments(second), moments(first));
    expect(unpaired.estimate).toBeCloseTo(1.58, 12);
    expect(widthOf(unpaired) / 2 / 1.959964).toBeCloseTo(0.8491, 4);
    expect(meanInterval(moments(first)).estimate).toBeCloseTo(0.75, 12);
    expect(meanInterval({ n: 1, sum: 1, squares: 1 }).low).toBeNaN();
  });
});

// Agresti, An Introduction to Categorical Data Analysis, §2.2: aspirin and heart attacks.
describe("the Physicians' Health Study", () => {
  const placebo = of(189, 11_034);
  const aspirin = of(104, 11_037);

  test("has a relative risk of 1.82, from 1.43 to 2.30", () => {
    const ratio = ratioInterval(placebo, aspirin);
    expect(ratio.estimate).toBeCloseTo(1.82, 2);
    // The book takes logarithms with three digits, hence its 2.30.
    expect(ends(ratio, 2)).toEqual([1.43, 2.31]);
  });

  test("has a chi-square of 25.01", () => {
    const z = normalQuantile(twoProportionTest(placebo, aspirin) / 2);
    expect(z * z).toBeCloseTo(25.01, 2);
  });
});

describe("tests", () => {
  // Agresti, Categorical Data Analysis, §10.1: z = −4.17.
  test("of pairs are McNemar's", () => {
    const p = pairedTest({ firstOnly: 86, secondOnly: 150 });
    expect(normalQuantile(p / 2)).toBeCloseTo(-4.17, 2);
    expect(pairedTest({ firstOnly: 0, secondOnly: 0 })).toBe(1);
  });

  test("of groups without any success tell nothing", () => {
    expect(twoProportionTest(of(0, 10), of(0, 20))).toBe(1);
    expect(twoProportionTest(of(0, 0), of(0, 20))).toBe(1);
  });

  test("a ratio without a success has an interval, and an estimate of 0", () => {
    const ratio = ratioInterval(of(0, 100), of(4, 100));
    expect(ratio.estimate).toBe(0);
    expect(ratio.low).toBeGreaterThan(0);
    expect(ratio.high).toBeGreaterThan(1);
  });
});

// design/campaigns.md, findings 4: published rates dictate these sizes.
describe("the people that an experiment needs", () => {
  test.each([
    [0.0244, 0.01, 1_279],
    [0.01, 0.003, 2_068],
    [0.0662, 0.01, 181],
  ])("to tell %d from %d are %d in each group", (first, second, wanted) => {
    expect(sampleSize(first, second)).toBe(wanted);
  });

  test("are endless for equal rates, and more for more power", () => {
    expect(sampleSize(0.1, 0.1)).toBe(Number.POSITIVE_INFINITY);
    expect(sampleSize(1e-5, 1e-4, { power: 0.85 })).toBeGreaterThan(100_000);
  });
});

describe("agreement of two readings", () => {
  // Fleiss, Levin and Paik, Statistical Methods for Rates and Proportions (2003), table 18.1: psychotic,
  // neurotic and organic diagnoses of two raters; then the two tables that show, in Wikipedia's
  // "Cohen's kappa", that the same observed agreement is worth more or less.
  test.each([
    [
      [
        [75, 1, 4],
        [5, 4, 1],
        [0, 0, 10],
      ],
      [0.89, 0.66, 0.676],
    ],
    [
      [
        [45, 15],
        [25, 15],
      ],
      [0.6, 0.54, 0.13],
    ],
    [
      [
        [25, 35],
        [5, 35],
      ],
      [0.6, 0.46, 0.259],
    ],
  ])("of %j is Cohen's kappa", (counts, wanted) => {
    const { observed, expected, kappa } = agreementOf(counts);
    const numbers = [observed.estimate, expected, kappa.estimate];
    expect(numbers.map((one) => Number(one.toFixed(3)))).toEqual(wanted);
  });

  // SAS/STAT User's Guide, PROC FREQ, "Agreement Study": two dermatologists and 88 patients, simple
  // kappa 0.3449 with an asymptotic standard error of 0.0724 and limits 0.2030 and 0.4868.
  test("has the large-sample interval of Fleiss, Cohen and Everitt, and Wilson's for its share", () => {
    const { observed, kappa } = agreementOf([
      [10, 4, 1, 0],
      [5, 10, 12, 2],
      [2, 4, 12, 5],
      [0, 2, 6, 13],
    ]);
    const numbers = [kappa.estimate, widthOf(kappa) / (2 * 1.959964), kappa.low, kappa.high];
    expect(numbers.map((one) => one.toFixed(4))).toEqual(["0.3449", "0.0724", "0.2030", "0.4868"]);
    expect(observed).toEqual(proportionInterval(45, 88));
  });

  test("is certain when all agree", () => {
    const { kappa } = agreementOf([
      [6, 0],
      [0, 4],
    ]);
    for (const end of Object.values(kappa)) expect(end).toBeCloseTo(1, 10);
  });

  test("whoever calls everything the same agrees no more than by chance", () => {
    const { observed, expected, kappa } = agreementOf([
      [7, 3],
      [0, 0],
    ]);
    expect([observed.estimate, expected, kappa.estimate]).toEqual([0.7, 0.7, 0]);
    expect(widthOf(kappa)).toBeCloseTo(0, 6);
    expect(agreementOf([[5]]).kappa).toEqual({ estimate: 0, low: Number.NaN, high: Number.NaN });
    expect(agreementOf([[0]]).observed.estimate).toBeNaN();
  });
});
