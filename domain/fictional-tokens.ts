// Tokens without a key, for people who do not exist; real ones come from services/tokens.ts.
import { hashText, hashWords } from "./hash.ts";
import { TOKEN_KINDS, type Tokenise, tokenOf } from "./identity.ts";

/** Version 0 says that no key protects these tokens. */
const VERSION = 0;

/** A hash that anybody can compute: never give it the digits of real people. */
export const fictionalTokens: Tokenise = (kind, text) => {
  const salt = TOKEN_KINDS.indexOf(kind);
  const word = hashText(text);
  const low = hashWords(word, salt, text.length, 1);
  const high = hashWords(word, salt, hashText(`${text}~`), 2) & 0xffff;
  return tokenOf(VERSION, high * 2 ** 32 + low);
};
