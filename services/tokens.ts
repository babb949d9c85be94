// The key behind the door: digits and texts become tokens by HMAC-SHA-256 (docs/privacy.md).
import { createHash, createHmac, createSecretKey, randomBytes } from "node:crypto";
import { KairosError } from "../domain/errors.ts";
import {
  KEY_VERSION_MAX,
  TOKEN_KINDS,
  type Token,
  type Tokenise,
  type TokenKind,
  tokenOf,
} from "../domain/identity.ts";
import { readTextFile } from "./files.ts";

/** A key, 32 octets, by its version, and the one for the partition, which no rotation changes. */
export interface TokenKeys {
  /** 0 for people who do not exist, 1–30 from a file, 31 of one run only. */
  readonly version: number;
  readonly key: Uint8Array;
  readonly partitionKey: Uint8Array;
}

const KEY_OCTETS = 32;
const HASH_OCTETS = 6;
/** Version of keys that end with the process. */
const RUN_VERSION = KEY_VERSION_MAX;
const FILE_VERSION_MAX = RUN_VERSION - 1;
/** The partition key has no version of its own. */
const PARTITION_VERSION = 1;
/** Tokens of one kind that are kept: the latest so many at least, twice as many at most. */
const CACHED_MAX = 65_536;

/** The door under these keys: the first 48 bits of HMAC-SHA-256 of kind, an octet 0, and text. */
export function createTokeniser(
  { version, key, partitionKey }: TokenKeys,
  cachedMax = CACHED_MAX,
): Tokenise {
  const secret = createSecretKey(key);
  const partitionSecret = createSecretKey(partitionKey);
  const caches = Object.fromEntries(TOKEN_KINDS.map((kind) => [kind, new Cache(cachedMax)]));
  const make = (kind: TokenKind, text: string): Token => {
    const ofPartition = kind === "partition";
    const hash = createHmac("sha256", ofPartition ? partitionSecret : secret)
      .update(`${kind}\0${text}`)
      .digest();
    return tokenOf(ofPartition ? PARTITION_VERSION : version, hash.readUIntBE(0, HASH_OCTETS));
  };
  return (kind, text) => {
    const cache = caches[kind]!;
    return cache.get(text) ?? cache.set(text, make(kind, text));
  };
}

/**
 * The door of a generated world: whoever has the seed has its key, so it protects nobody. Whoever
 * keeps the tokens elsewhere needs no more than a few cached.
 */
export function tokeniserOfSeed(seed: string, cachedMax?: number): Tokenise {
  const keyFor = (label: string): Uint8Array =>
    createHash("sha256").update(`kairos ${label}\0${seed}`).digest();
  const keys = { version: 0, key: keyFor("tokens"), partitionKey: keyFor("partition") };
  return createTokeniser(keys, cachedMax);
}

/** A door whose key is forgotten with this process. */
export function tokeniserOfThisRun(): Tokenise {
  return createTokeniser({
    version: RUN_VERSION,
    key: randomBytes(KEY_OCTETS),
    partitionKey: randomBytes(KEY_OCTETS),
  });
}

/**
 * The keys of a file: lines of `<version> <64 hexadecimal digits>`, the last of them in use, and
 * one of `partition <64 hexadecimal digits>`; empty lines and those that begin with # say nothing.
 *
 * @throws KairosError file.missing, file.unreadable, keys.malformed; none of them shows a key
 */
export async function readKeyFile(path: string): Promise<TokenKeys> {
  const versions = new Map<number, Uint8Array>();
  let partitionKey: Uint8Array | undefined;
  for (const [index, line] of (await readTextFile(path)).split(/\r?\n/).entries()) {
    if (/^\s*(#|$)/.test(line)) continue;
    const place = `${path}:${index + 1}`;
    const [name = "", key = "", ...rest] = line.trim().split(/\s+/);
    if (rest.length > 0) throw malformed(place, `${rest.length + 2} words`, LINE);
    if (name === "partition") {
      if (partitionKey !== undefined) throw malformed(place, "a second partition key", "one");
      partitionKey = keyOf(key, place);
      continue;
    }
    const version = versionOf(name, place);
    if (versions.has(version)) throw malformed(place, `version ${version} again`, "a new version");
    versions.set(version, keyOf(key, place));
  }
  const current = [...versions].at(-1);
  if (current === undefined) throw malformed(path, "no key with a version", LINE);
  if (partitionKey === undefined) {
    throw malformed(path, "no partition key", 'a line of "partition" and 64 hexadecimal digits');
  }
  return { version: current[0], key: current[1], partitionKey };
}

const LINE = `a version from 1 to ${FILE_VERSION_MAX} and 64 hexadecimal digits`;

/** The word is not shown: it may be a key in the wrong place. */
function versionOf(word: string, place: string): number {
  const version = Number(word);
  if (/^\d{1,2}$/.test(word) && version >= 1 && version <= FILE_VERSION_MAX) return version;
  throw malformed(place, "a line that begins with no version", LINE);
}

function keyOf(digits: string, place: string): Uint8Array {
  if (/^[0-9a-f]{64}$/i.test(digits)) return Buffer.from(digits, "hex");
  const hexadecimal = /^[0-9a-f]*$/i.test(digits);
  const got = hexadecimal ? `a key of ${digits.length} digits` : "a key with other characters";
  throw malformed(place, got, "a key of 64 hexadecimal digits");
}

function malformed(place: string, got: string, wanted: string): KairosError {
  const remedy = "Make keys with: openssl rand -hex 32. See docs/privacy.md.";
  return new KairosError("keys.malformed", { place, got, wanted, remedy });
}

/** The latest tokens: when one map is full, the one before is forgotten. */
class Cache {
  readonly #max: number;
  #latest = new Map<string, Token>();
  #earlier = new Map<string, Token>();

  constructor(max: number) {
    this.#max = max;
  }

  get(text: string): Token | undefined {
    const token = this.#latest.get(text);
    if (token !== undefined) return token;
    const kept = this.#earlier.get(text);
    return kept === undefined ? undefined : this.set(text, kept);
  }

  set(text: string, token: Token): Token {
    if (this.#latest.size >= this.#max) {
      this.#earlier = this.#latest;
      this.#latest = new Map();
    }
    this.#latest.set(text, token);
    return token;
  }
}
