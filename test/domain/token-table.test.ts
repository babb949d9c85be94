// The table of tokens, held to what a Map says.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { NO_TOKEN, tokenOf } from "../../domain/identity.ts";
import { TokenTable } from "../../domain/token-table.ts";

/** Few low words, so that many tokens want one slot. */
const token = fc
  .tuple(fc.nat(31), fc.nat(0xffff), fc.nat(40))
  .map(([version, high, low]) => tokenOf(version, high * 2 ** 32 + low));

describe("a token table", () => {
  test("answers what a map answers, whatever is put in and however it grew", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(token, fc.nat(0xffff_ffff)), { maxLength: 400 }),
        fc.array(token),
        (entries, others) => {
          const table = new TokenTable();
          const map = new Map<number, number>();
          for (const [key, number] of entries) {
            table.set(key, number);
            map.set(key, number);
          }
          expect(table.size).toBe(map.size);
          for (const key of [...map.keys(), ...others]) {
            expect(table.get(key)).toBe(map.get(key) ?? -1);
          }
        },
      ),
    );
  });

  test("tells tokens apart that differ in their key version alone", () => {
    const table = new TokenTable(2);
    table.set(tokenOf(1, 77), 5);
    expect([table.get(tokenOf(1, 77)), table.get(tokenOf(2, 77))]).toEqual([5, -1]);
  });

  test("has nobody under the token of nothing", () => {
    expect(new TokenTable().get(NO_TOKEN)).toBe(-1);
  });
});
