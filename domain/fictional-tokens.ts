// Tokens without a key, for people who do not exist; real ones come from services/tokens.ts.
import { mix32 } from "./hash.ts";
import { TOKEN_KINDS, type Tokenise, tokenOf } from "./identity.ts";

/** Version 0 says that no secret key protects these tokens. */
const VERSION = 0;

/**
 * A hash that anybody can compute: never give it the digits of real people. Two FNV-1a lanes with
 * multipliers of their own, so that all 48 bits tell texts apart.
 */
export const fictionalTokens: Tokenise = (kind, text) => {
  let low = 0x811c9dc5 ^ TOKEN_KINDS.indexOf(kind);
  let high = 0x9e3779b9 ^ TOKEN_KINDS.indexOf(kind);
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    low = Math.imul(low ^ unit, 0x01000193);
    high = Math.imul(high ^ unit, 0x85ebca6b);
    high ^= high >>> 13;
  }
  return tokenOf(VERSION, (mix32(high) & 0xffff) * 2 ** 32 + mix32(low));
};
