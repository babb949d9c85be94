// The registry of an open population: an index for every token, and what was said at its first sight.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatToken, type Introduction } from "../../domain/identity.ts";
import { InterningRegistry } from "../../domain/interning-registry.ts";

describe("the interning registry", () => {
  test("every token has the index of its first appearance, and its name", () => {
    const token = fc.integer({ min: 1, max: 500 }).map((number) => number * 2 ** 40 + 7);
    fc.assert(
      fc.property(fc.array(token, { maxLength: 400 }), (tokens) => {
        const registry = new InterningRegistry();
        const order = [...new Set(tokens)];
        for (const each of tokens) expect(registry.ofImsi(each)).toBe(order.indexOf(each));
        expect(registry.size).toBe(order.length);
        expect(order.map((_, index) => registry.nameOf(index))).toEqual(order.map(formatToken));
      }),
    );
  });

  test("an introduction is asked for once, at the first sight, and kept", () => {
    const registry = new InterningRegistry();
    const told: Introduction[] = [];
    for (let number = 1; number <= 1_000; number++) {
      const introduction = {
        homePlmn: number % 2 === 0 ? "46000" : "310410",
        homeArea: String(3_100 + (number % 90)),
        partition: number,
      };
      for (let turn = 0; turn < 2; turn++) {
        registry.ofImsi(number, () => {
          told.push(introduction);
          return introduction;
        });
      }
    }
    expect(told).toHaveLength(1_000);
    expect(told.map((_, index) => registry.introductionOf(index))).toEqual(told);
  });

  test("who was never introduced, or never seen, has no introduction", () => {
    const registry = new InterningRegistry();
    registry.ofImsi(5);
    expect(registry.introductionOf(0)).toBeUndefined();
    expect(registry.introductionOf(1)).toBeUndefined();
    expect(registry.nameOf(1)).toBe("#1");
  });
});
