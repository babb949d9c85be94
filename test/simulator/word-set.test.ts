// The set of call numbers that cannot take place.
import fc from "fast-check";
import { expect, test } from "vitest";
import { DAY_MS } from "../../domain/time.ts";
import { PhoneDay } from "../../simulator/days/phone-day.ts";
import { WordSet } from "../../simulator/days/word-set.ts";

test("a word set knows what a set knows, 0 and 2³² − 1 too", () => {
  const word = fc.oneof(
    fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    fc.constantFrom(0, 1, 2 ** 31, 2 ** 32 - 1),
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 3000 }), fc.array(word), (added, asked) => {
      const words = new WordSet();
      const known = new Set(added);
      for (const one of added) words.add(one);
      expect(words.size).toBe(known.size);
      for (const one of [...added, ...asked]) expect(words.has(one)).toBe(known.has(one));
    }),
    { numRuns: 60 },
  );
});

test("a phone's day says until when the phone is free, and whether it is off throughout", () => {
  const phone = new PhoneDay();
  expect(phone.freeUntil(5_000)).toBe(DAY_MS);
  phone.read([1_000_000, 2_000_000, 50_000_000, DAY_MS]);
  expect(phone.freeUntil(900_000)).toBe(1_000_000);
  expect(phone.freeUntil(1_500_000)).toBe(0);
  expect(phone.freeUntil(2_005_000)).toBe(0);
  expect(phone.freeUntil(2_100_000)).toBe(50_000_000);
  expect(phone.isOffThrough(1_000_000, 1_999_999)).toBe(true);
  expect(phone.isOffThrough(999_999, 1_500_000)).toBe(false);
  phone.read([]);
  expect(phone.isOffThrough(1_000_000, 1_999_999)).toBe(false);
});
