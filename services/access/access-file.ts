// The access file: which token has which role. Tokens are compared in constant time, never shown.
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { stat } from "node:fs/promises";
import { KairosError } from "../../domain/errors.ts";
import { readTextFile } from "../files.ts";
import { TOKEN_ROLES, type TokenRole } from "./roles.ts";

/** Who may come in. */
export interface Access {
  /** Undefined for a token that nobody has. */
  roleOf(token: string): TokenRole | undefined;
}

/** Characters of a token; fewer could be guessed. */
export const TOKEN_LENGTH_MIN = 32;
/** Longer ones are no tokens, and not worth a look. */
const TOKEN_LENGTH_MAX = 256;
/** Lines of a file: every one is compared with every token that comes. */
const TOKENS_MAX = 1_000;
const TOKEN_OCTETS = 32;
/** Mode bits of anybody but the file's owner. */
const OTHERS = 0o077;

const LINE = `a role (${TOKEN_ROLES.join(", ")}) and a token of ${TOKEN_LENGTH_MIN} characters or more`;

/** A token of 43 characters that nobody can guess. */
export function newToken(): string {
  return randomBytes(TOKEN_OCTETS).toString("base64url");
}

/**
 * The tokens of a file: lines of `<role> <token>`; empty lines and those that begin with # say
 * nothing.
 *
 * @throws KairosError file.missing, file.unreadable, access.exposed, access.malformed; none of them
 *   shows a token
 */
export async function readAccessFile(path: string): Promise<Access> {
  const text = await readTextFile(path);
  const { mode } = await stat(path);
  if ((mode & OTHERS) !== 0) throw exposed(path, mode);
  return accessOf(text, path);
}

/** @throws KairosError access.malformed, with `path` as the place */
export function accessOf(text: string, path: string): Access {
  const entries: { readonly role: TokenRole; readonly digest: Uint8Array }[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (/^\s*(#|$)/.test(line)) continue;
    const entry = entryOf(line, `${path}:${index + 1}`);
    if (entries.some(({ digest }) => timingSafeEqual(digest, entry.digest))) {
      throw malformed(`${path}:${index + 1}`, "a token for the second time", "a token of its own");
    }
    entries.push(entry);
  }
  if (entries.length === 0) throw malformed(path, "no token", `a line of ${LINE}`);
  if (entries.length > TOKENS_MAX) {
    throw malformed(path, `${entries.length} tokens`, `${TOKENS_MAX} at most`);
  }
  return {
    roleOf(token) {
      if (token.length > TOKEN_LENGTH_MAX) return undefined;
      const digest = digestOf(token);
      let found: TokenRole | undefined;
      // All are compared, whichever fits: how long it takes says nothing about them.
      for (const entry of entries) {
        if (timingSafeEqual(entry.digest, digest)) found = entry.role;
      }
      return found;
    },
  };
}

function entryOf(line: string, place: string): { role: TokenRole; digest: Uint8Array } {
  const words = line.trim().split(/\s+/);
  const role = TOKEN_ROLES.find((name) => name === words[0]);
  // The word is not shown: it may be a token in the wrong place.
  if (role === undefined) throw malformed(place, "a line that begins with no role", LINE);
  const [, token = ""] = words;
  if (words.length !== 2) throw malformed(place, `${words.length} words`, LINE);
  if (token.length < TOKEN_LENGTH_MIN || token.length > TOKEN_LENGTH_MAX) {
    throw malformed(place, `a token of ${token.length} characters`, LINE);
  }
  return { role, digest: digestOf(token) };
}

function digestOf(token: string): Uint8Array {
  return createHash("sha256").update(token).digest();
}

function exposed(path: string, mode: number): KairosError {
  return new KairosError("access.exposed", {
    place: path,
    got: `a file of mode ${(mode & 0o777).toString(8)}`,
    wanted: "one that only its owner may read",
    remedy: `Run "chmod 600 ${path}"; if others have read it, make new tokens.`,
  });
}

function malformed(place: string, got: string, wanted: string): KairosError {
  const remedy = 'Make a line with "kairos access new <role> <file>". See docs/operations.md.';
  return new KairosError("access.malformed", { place, got, wanted, remedy });
}
