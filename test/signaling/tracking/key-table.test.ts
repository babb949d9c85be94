// The bounded table: always what a Map says, until it is full and forgets.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ABSENT, KeyTable } from "../../../signaling/tracking/key-table.ts";

const operation = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant("set" as const), at: fc.nat(299) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("delete" as const), at: fc.nat(299) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("get" as const), at: fc.nat(299) }) },
);
/** Keys of all sizes, neighbours and multiples of powers of two among them. */
const keys = fc.uniqueArray(
  fc.oneof(
    fc.nat(400),
    fc.maxSafeNat(),
    fc.integer({ min: 0, max: 200 }).map((n) => n * 2 ** 32),
  ),
  { minLength: 300, maxLength: 300 },
);

describe("the key table", () => {
  test.each(["u32", "u53"] as const)("with numbers of %s it answers as a Map does", (numbers) => {
    const largest = numbers === "u32" ? 2 ** 32 - 1 : Number.MAX_SAFE_INTEGER;
    fc.assert(
      fc.property(keys, fc.array(operation, { maxLength: 1_500 }), (pool, operations) => {
        const table = new KeyTable({ max: 1_000, numbers });
        const map = new Map<number, number>();
        for (const [index, { do: what, at }] of operations.entries()) {
          const key = pool[at]!;
          const number = largest - index;
          if (what === "set") {
            table.set(key, number);
            map.set(key, number);
          } else if (what === "delete") {
            expect(table.delete(key)).toBe(map.delete(key));
          } else {
            expect(table.get(key)).toBe(map.get(key) ?? ABSENT);
          }
        }
        expect(table.size).toBe(map.size);
        for (const key of pool) expect(table.get(key)).toBe(map.get(key) ?? ABSENT);
      }),
      { numRuns: 60 },
    );
  });

  test("it never holds more than its maximum, and what it holds is right", () => {
    fc.assert(
      fc.property(keys, fc.array(operation, { maxLength: 1_500 }), (pool, operations) => {
        const table = new KeyTable({ max: 40, numbers: "u32" });
        const map = new Map<number, number>();
        for (const [index, { do: what, at }] of operations.entries()) {
          const key = pool[at]!;
          if (what === "set") {
            table.set(key, index);
            map.set(key, index);
            expect(table.get(key)).toBe(index);
          } else if (what === "delete") {
            table.delete(key);
            map.delete(key);
          }
          expect(table.size).toBeLessThanOrEqual(40);
        }
        const held = pool.filter((key) => table.get(key) !== ABSENT);
        expect(held).toHaveLength(table.size);
        for (const key of held) expect(table.get(key)).toBe(map.get(key));
      }),
      { numRuns: 60 },
    );
  });

  test("a key that is asked for outlives those that are not", () => {
    const table = new KeyTable({ max: 1_000, numbers: "u32" });
    table.set(7, 1);
    for (let key = 100; key < 20_000; key++) {
      table.set(key, key);
      expect(table.get(7)).toBe(1);
    }
    expect(table.size).toBe(1_000);
  });

  test("it takes 13 octets a slot, and less than 44 octets a key", () => {
    const table = new KeyTable({ max: 1_000_000, numbers: "u32" });
    for (let key = 0; key < 100_000; key++) table.set(key * 7_919, key);
    expect(table.size).toBe(100_000);
    expect(table.octets).toBe(2 ** 18 * 13);
    expect(table.octets / table.size).toBeLessThan(44);
    let wrong = 0;
    for (let key = 0; key < 100_000; key++) if (table.get(key * 7_919) !== key) wrong++;
    expect(wrong).toBe(0);
  });
});
