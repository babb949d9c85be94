// Tokens as numbers and as text, and those of people who do not exist.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fictionalTokens } from "../../domain/fictional-tokens.ts";
import {
  formatToken,
  KEY_VERSION_MAX,
  NO_TOKEN,
  parseToken,
  TOKEN_KINDS,
  tokenOf,
} from "../../domain/identity.ts";

const version = fc.nat(KEY_VERSION_MAX);
const hash = fc.tuple(fc.nat(0xffff), fc.nat(0xffff_ffff)).map(([a, b]) => a * 2 ** 32 + b);

describe("a token", () => {
  test("is a safe integer, and its text gives it back", () => {
    fc.assert(
      fc.property(version, hash, (key, bits) => {
        const token = tokenOf(key, bits);
        expect(Number.isSafeInteger(token)).toBe(true);
        expect(token).toBeGreaterThan(NO_TOKEN);
        expect(formatToken(token)).toMatch(/^t\d{1,2}-[0-9a-f]{12}$/);
        expect(parseToken(formatToken(token))).toBe(token);
      }),
    );
  });

  test("of two keys or hashes is never the same, but for hashes 0 and 1", () => {
    fc.assert(
      fc.property(version, hash, version, hash, (key, bits, otherKey, otherBits) => {
        const equal = key === otherKey && Math.max(1, bits) === Math.max(1, otherBits);
        expect(tokenOf(key, bits) === tokenOf(otherKey, otherBits)).toBe(equal);
      }),
    );
  });

  test("of nothing has no text, and no text means it", () => {
    expect(formatToken(NO_TOKEN)).toBe("");
    for (const text of ["", "t0-000000000000", "t32-000000000001", "460003100000001", "t1-5F"]) {
      expect(parseToken(text)).toBeUndefined();
    }
  });
});

describe("a fictional token", () => {
  test("is the same each time, of version 0, and another one for another kind or text", () => {
    const tokens = new Set<number>();
    for (const kind of TOKEN_KINDS) {
      for (let number = 0; number < 20_000; number++) {
        tokens.add(fictionalTokens(kind, `138${number}`));
      }
    }
    expect(tokens.size).toBe(TOKEN_KINDS.length * 20_000);
    expect(formatToken(fictionalTokens("imsi", "460003100000001"))).toMatch(/^t0-/);
    expect(fictionalTokens("imsi", "1")).toBe(fictionalTokens("imsi", "1"));
  });
});
