// Holds the draws: reference vectors, uniformity, independence, and the moments of distributions.
import { describe, expect, test } from "vitest";
import {
  bernoulli,
  draw,
  exponential,
  integerBelow,
  lognormal,
  normal,
  PURPOSE,
  pick,
  pickWeighted,
  poisson,
  runKey,
  uniform,
} from "../../simulator/random.ts";

const KEY = runKey("42");
const OTHER_KEY = runKey("43");
const COUNT = 65536;

function chiSquare(bins: ArrayLike<number>, expected: number): number {
  let sum = 0;
  for (let index = 0; index < bins.length; index++) sum += (bins[index]! - expected) ** 2;
  return sum / expected;
}

function momentsOf(draws: (counter: number) => number): { mean: number; variance: number } {
  let sum = 0;
  let squares = 0;
  for (let counter = 0; counter < COUNT; counter++) {
    const value = draws(counter);
    sum += value;
    squares += value * value;
  }
  const mean = sum / COUNT;
  return { mean, variance: squares / COUNT - mean * mean };
}

describe("draws", () => {
  test("a seed gives the key, and a key the draws, that it always gave", () => {
    expect(KEY).toEqual({ first: 30140002, second: 2157764213 });
    expect([0, 1, 2].map((counter) => draw(KEY, 7, 3, counter))).toEqual([
      1476706520, 2137811954, 2658125524,
    ]);
  });

  test("seeds that differ in one character have keys with nothing in common", () => {
    const keys = ["42", "43", "4", "a", ""].flatMap((seed) => {
      const { first, second } = runKey(seed);
      return [first, second];
    });
    expect(new Set(keys).size).toBe(10);
  });

  test("purposes have different numbers", () => {
    const numbers = Object.values(PURPOSE);
    expect(new Set(numbers).size).toBe(numbers.length);
  });

  test.each([
    ["counters", (index: number) => draw(KEY, 1, 1, index)],
    ["entities", (index: number) => draw(KEY, index, 1, 0)],
    ["purposes", (index: number) => draw(KEY, 1, index, 0)],
  ])("consecutive %s give uniform bytes, top and bottom", (_name, drawn) => {
    const top = new Uint32Array(256);
    const bottom = new Uint32Array(256);
    for (let index = 0; index < COUNT; index++) {
      const word = drawn(index);
      top[word >>> 24]!++;
      bottom[word & 255]!++;
    }
    // chi-square with 255 degrees of freedom: mean 255, deviation 22.6
    for (const bins of [top, bottom]) {
      expect(chiSquare(bins, COUNT / 256)).toBeGreaterThan(165);
      expect(chiSquare(bins, COUNT / 256)).toBeLessThan(345);
    }
  });

  test.each([
    ["purposes", (index: number) => [draw(KEY, index, 1, 0), draw(KEY, index, 2, 0)]],
    ["counters", (index: number) => [draw(KEY, index, 1, 0), draw(KEY, index, 1, 1)]],
    ["entities", (index: number) => [draw(KEY, 5, 1, index), draw(KEY, 6, 1, index)]],
    ["keys", (index: number) => [draw(KEY, 5, 1, index), draw(OTHER_KEY, 5, 1, index)]],
  ])("neighbouring %s are independent: the joint distribution is flat", (_name, pair) => {
    const joint = new Uint32Array(256);
    for (let index = 0; index < COUNT; index++) {
      const [a, b] = pair(index);
      joint[((a! >>> 28) << 4) | (b! >>> 28)]!++;
    }
    expect(chiSquare(joint, COUNT / 256)).toBeGreaterThan(165);
    expect(chiSquare(joint, COUNT / 256)).toBeLessThan(345);
  });

  test("no two entities share a stream", () => {
    const words = new Set<number>();
    for (let entity = 0; entity < COUNT; entity++) {
      words.add(draw(KEY, entity, 9, 0) * 2097152 + (draw(KEY, entity, 9, 1) >>> 11));
    }
    expect(words.size).toBe(COUNT);
  });
});

describe("distributions", () => {
  test("uniform is between 0 and 1 with variance 1/12", () => {
    const { mean, variance } = momentsOf((counter) => uniform(KEY, 1, 20, counter));
    expect(mean).toBeCloseTo(0.5, 2);
    expect(variance).toBeCloseTo(1 / 12, 2);
  });

  test("normal has mean 0, variance 1 and 4.55 % beyond two deviations", () => {
    const { mean, variance } = momentsOf((counter) => normal(KEY, 1, 21, counter));
    expect(Math.abs(mean)).toBeLessThan(0.012);
    expect(Math.abs(variance - 1)).toBeLessThan(0.02);
    const beyond = momentsOf((counter) => (Math.abs(normal(KEY, 2, 21, counter)) > 2 ? 1 : 0));
    expect(Math.abs(beyond.mean - 0.0455)).toBeLessThan(0.0025);
  });

  test("the median of a lognormal is exp(mu)", () => {
    const below = momentsOf((counter) =>
      lognormal({ mu: 3, sigma: 1 }, KEY, 1, 22, counter) < Math.exp(3) ? 1 : 0,
    );
    expect(Math.abs(below.mean - 0.5)).toBeLessThan(0.006);
  });

  test("exponential has deviation = mean", () => {
    const { mean, variance } = momentsOf((counter) => exponential(5, KEY, 1, 23, counter));
    expect(Math.abs(mean - 5)).toBeLessThan(0.06);
    expect(Math.abs(Math.sqrt(variance) - 5)).toBeLessThan(0.12);
  });

  test.each([0, 0.05, 1.5, 12, 40, 250])("poisson(%d) has variance = mean", (wanted) => {
    const { mean, variance } = momentsOf((counter) => poisson(wanted, KEY, 1, 24, counter));
    expect(Math.abs(mean - wanted)).toBeLessThanOrEqual(5 * Math.sqrt(wanted / COUNT));
    expect(Math.abs(variance - wanted)).toBeLessThanOrEqual(0.04 * wanted);
  });

  test("bernoulli is true as often as asked, never at 0 and always at 1", () => {
    const share = momentsOf((counter) => (bernoulli(0.2, KEY, 1, 25, counter) ? 1 : 0)).mean;
    expect(Math.abs(share - 0.2)).toBeLessThan(0.008);
    expect(bernoulli(0, KEY, 1, 25)).toBe(false);
    expect(bernoulli(1, KEY, 1, 25)).toBe(true);
  });

  test("integers below a bound and picked items are flat", () => {
    const bins = new Uint32Array(7);
    for (let counter = 0; counter < COUNT; counter++) bins[integerBelow(7, KEY, 1, 26, counter)]!++;
    expect(chiSquare(bins, COUNT / 7)).toBeLessThan(22);
    expect(["a", "b"]).toContain(pick(["a", "b"], KEY, 3, 26));
  });

  test("a weight of zero is never picked, others in proportion", () => {
    const weights = [0, 3, 0, 1, 0];
    const bins = new Uint32Array(5);
    for (let counter = 0; counter < COUNT; counter++) {
      bins[pickWeighted(weights, KEY, 1, 27, counter)]!++;
    }
    expect([bins[0], bins[2], bins[4]]).toEqual([0, 0, 0]);
    expect(Math.abs(bins[1]! / COUNT - 0.75)).toBeLessThan(0.008);
  });
});

test("a seed that repeats another is another seed", () => {
  const keys = ["1", "11", "111", "ab", "abab", ""].map((seed) => JSON.stringify(runKey(seed)));
  expect(new Set(keys).size).toBe(keys.length);
});
