// Tokens under a key: equal to what openssl computed, stable under rotation where they must be.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { formatToken, TOKEN_KINDS, type Tokenise } from "../../domain/identity.ts";
import {
  createTokeniser,
  readKeyFile,
  tokeniserOfSeed,
  tokeniserOfThisRun,
} from "../../services/tokens.ts";

const KEY = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
const OTHER_KEY = "2".repeat(64);
const PARTITION_KEY = "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff00112233445566778899aabbccddeeff";
const octets = (hex: string): Uint8Array => Buffer.from(hex, "hex");
const keys = { version: 3, key: octets(KEY), partitionKey: octets(PARTITION_KEY) };
const tokenise = createTokeniser(keys);

const folder = mkdtempSync(join(tmpdir(), "kairos-keys-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A key file with these lines. */
function fileOf(...lines: readonly string[]): string {
  const path = join(folder, "keys");
  writeFileSync(path, lines.join("\n"));
  return path;
}

describe("a token", () => {
  // printf 'imsi\000460003112345678' | openssl dgst -sha256 -mac HMAC -macopt hexkey:0001…1f
  test.each([
    ["imsi", "460003112345678", "t3-7b0c183c78b2"],
    ["number", "13812345678", "t3-f05f09bba4b8"],
    ["imei", "35209900176148", "t3-1973361d4a32"],
    ["body", "See you at seven.", "t3-aa893397e0dc"],
    ["body", "七点见", "t3-c58cd562c2c8"],
    ["partition", "460003112345678", "t1-84134c88f522"],
  ] as const)("of %s %s is the first 48 bits of its HMAC", (kind, text, token) => {
    expect(formatToken(tokenise(kind, text))).toBe(token);
  });

  test("is a safe integer, never 0, the same each time, and another one for another kind", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const tokens = TOKEN_KINDS.map((kind) => tokenise(kind, text));
        expect(new Set(tokens).size).toBe(TOKEN_KINDS.length);
        for (const [index, kind] of TOKEN_KINDS.entries()) {
          expect(Number.isSafeInteger(tokens[index])).toBe(true);
          expect(tokens[index]).toBeGreaterThan(0);
          expect(tokenise(kind, text)).toBe(tokens[index]);
        }
      }),
    );
  });

  test("is the same after the cache has forgotten it", () => {
    const own = createTokeniser(keys);
    const before = own("number", "13800000000");
    for (let number = 1; number <= 140_000; number++) own("number", `1381${number}`);
    expect(own("number", "13800000000")).toBe(before);
  });

  test("of a seed is the same in every process, and another seed's is another one", () => {
    // Computed with Python's hmac and hashlib.
    expect(formatToken(tokeniserOfSeed("42")("imsi", "460003112345678"))).toBe("t0-4e26fded0f8a");
    expect(formatToken(tokeniserOfSeed("42")("partition", "460003112345678"))).toBe(
      "t1-cbeaef8b047b",
    );
    expect(tokeniserOfSeed("43")("imsi", "1")).not.toBe(tokeniserOfSeed("42")("imsi", "1"));
  });

  test("of this run only cannot be made again", () => {
    const [one, two] = [tokeniserOfThisRun(), tokeniserOfThisRun()];
    expect(one("imsi", "460003112345678")).not.toBe(two("imsi", "460003112345678"));
    expect(formatToken(one("imsi", "460003112345678"))).toMatch(/^t31-[0-9a-f]{12}$/);
  });
});

describe("rotation", () => {
  const rotated = createTokeniser({ ...keys, version: 4, key: octets(OTHER_KEY) });
  const imsis = Array.from({ length: 500 }, (_, index) => `46000${3_100_000_000 + index}`);
  const all = (door: Tokenise, kind: (typeof TOKEN_KINDS)[number]): number[] =>
    imsis.map((imsi) => door(kind, imsi));

  test("changes every token, by key and by version", () => {
    for (const kind of ["imsi", "number", "imei", "body"] as const) {
      const before = new Set(all(tokenise, kind));
      expect(all(rotated, kind).filter((token) => before.has(token))).toEqual([]);
    }
    expect(formatToken(rotated("imsi", imsis[0]!))).toMatch(/^t4-/);
  });

  test("leaves everybody's token of the kind that no rotation changes", () => {
    expect(all(rotated, "partition")).toEqual(all(tokenise, "partition"));
  });

  test("of the partition key alone changes those", () => {
    const moved = createTokeniser({ ...keys, partitionKey: octets(OTHER_KEY) });
    expect(all(moved, "partition")).not.toEqual(all(tokenise, "partition"));
    expect(all(moved, "imsi")).toEqual(all(tokenise, "imsi"));
  });
});

describe("a key file", () => {
  const partition = `partition ${PARTITION_KEY}`;

  test("has the last version in use, whatever order the partition key stands in", async () => {
    const first = await readKeyFile(
      fileOf("# keys of the tap", "", partition, `2 ${OTHER_KEY}`, `3 ${KEY}`),
    );
    expect(first.version).toBe(3);
    expect(createTokeniser(first)("imsi", "1")).toBe(tokenise("imsi", "1"));
    const second = await readKeyFile(
      fileOf(`3 ${KEY}`, `  4\t${OTHER_KEY.toUpperCase()}  `, `${partition}\r`, ""),
    );
    expect(second.version).toBe(4);
    expect(createTokeniser(second)("partition", "1")).toBe(tokenise("partition", "1"));
  });

  test.each([
    ["is empty", [""], "keys: got no key with a version"],
    ["has no partition key", [`1 ${KEY}`], "keys: got no partition key, expected a line"],
    ["has no key but that", [partition], "keys: got no key with a version"],
    ["has two partition keys", [partition, partition], "keys:2: got a second partition key"],
    ["has a version twice", [`1 ${KEY}`, `1 ${OTHER_KEY}`], "keys:2: got version 1 again"],
    ["has version 0", [`0 ${KEY}`], "keys:1: got a line that begins with no version"],
    ["has version 31", [`31 ${KEY}`], "keys:1: got a line that begins with no version"],
    ["has a key without its version", [KEY], "keys:1: got a line that begins with no version"],
    ["has a short key", [`1 ${KEY.slice(2)}`], "keys:1: got a key of 62 digits, expected a key of"],
    ["has no key at all", ["1"], "keys:1: got a key of 0 digits"],
    ["has a key that is a text", [`1 ${"x".repeat(64)}`], "keys:1: got a key with other"],
    ["has a remark behind a key", [`1 ${KEY} # new`], "keys:1: got 4 words, expected a version"],
  ])("that %s is refused, and no key is shown", async (_, lines, message) => {
    const error: Error = await readKeyFile(fileOf(...lines)).then(
      () => expect.unreachable(),
      (reason: Error) => reason,
    );
    expect(error).toMatchObject({ code: "keys.malformed", exitCode: 4 });
    expect(error.message).toContain(message);
    expect(error.message).not.toMatch(/[0-9a-f]{12}|x{12}/);
    expect(error.message).toContain("openssl rand -hex 32");
  });

  test("that is not there is named", async () => {
    await expect(readKeyFile(join(folder, "none"))).rejects.toMatchObject({ code: "file.missing" });
  });
});
