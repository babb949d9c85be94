// The keyed shuffle that partners, IMSIs and numbers rest on.
import { describe, expect, test } from "vitest";
import { Permutation } from "../../simulator/permutation.ts";

describe("a permutation", () => {
  test.each([1, 2, 3, 7, 64, 1000, 4097])("of %i numbers is a bijection both ways", (size) => {
    const shuffle = new Permutation(size, 42);
    const images = Array.from({ length: size }, (_, index) => shuffle.forward(index));
    expect(new Set(images).size).toBe(size);
    expect(Math.max(...images)).toBe(size - 1);
    expect(images.map((place) => shuffle.backward(place))).toEqual(images.map((_, index) => index));
  });

  test("with another key is another one, and leaves few numbers in place", () => {
    const a = new Permutation(1000, 1);
    const b = new Permutation(1000, 2);
    const indices = Array.from({ length: 1000 }, (_, index) => index);
    expect(indices.filter((index) => a.forward(index) === b.forward(index)).length).toBeLessThan(
      12,
    );
    expect(indices.filter((index) => a.forward(index) === index).length).toBeLessThan(12);
  });

  test("of 10⁸ numbers is inverted exactly at its ends", () => {
    const shuffle = new Permutation(100_000_000, 7);
    for (const index of [0, 1, 99_999_998, 99_999_999]) {
      expect(shuffle.backward(shuffle.forward(index))).toBe(index);
    }
  });
});
