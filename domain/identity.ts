// Who a subscriber is: a dense index inside Kairos, a token at its doors, never digits behind them.

/** Row of a subscriber, 0 ≤ index < 2³²; dense, so that state lives in arrays. */
export type SubscriberIndex = number;

/** 6 to 15 digits, MCC first (3GPP TS 23.003 §2.2); in front of the door only. */
export type Imsi = string;

/**
 * What stands for digits behind the door: a safe integer, key version × 2⁴⁸ + 48 bits of a keyed
 * hash. The same digits of one kind have the same token under one key; 0 stands for "none".
 */
export type Token = number;

export const NO_TOKEN: Token = 0;
/** Key versions 0–31; 0 is for people who do not exist, whose tokens protect nobody. */
export const KEY_VERSION_MAX = 31;
const VERSION_UNIT = 2 ** 48;

/**
 * What digits are: an IMSI; a normalised directory number; the first 14 digits of an IMEI; the text
 * of a message; an IMSI again under the key that is never changed ("partition", as it is called in
 * key files).
 */
export const TOKEN_KINDS = ["imsi", "number", "imei", "body", "partition"] as const;
export type TokenKind = (typeof TOKEN_KINDS)[number];

/** The door: digits or text in, a token out, never 0. HMAC-SHA-256 in services/tokens.ts. */
export type Tokenise = (kind: TokenKind, text: string) => Token;

/** A token of a key version (0–31) and 48 bits of hash; a hash of 0 counts as 1. */
export function tokenOf(version: number, hash48: number): Token {
  return version * VERSION_UNIT + (hash48 === 0 ? 1 : hash48);
}

/** "t1-5f2c0a9be31d": key version, then 12 hexadecimal digits; "" for no token. */
export function formatToken(token: Token): string {
  if (token === NO_TOKEN) return "";
  const version = Math.floor(token / VERSION_UNIT);
  return `t${version}-${(token % VERSION_UNIT).toString(16).padStart(12, "0")}`;
}

/** The token that a text names as {@link formatToken} writes it; undefined for any other text. */
export function parseToken(text: string): Token | undefined {
  const match = /^t(\d{1,2})-([0-9a-f]{12})$/.exec(text);
  if (match === null) return undefined;
  const version = Number(match[1]);
  const hash = Number.parseInt(match[2]!, 16);
  return version > KEY_VERSION_MAX || hash === 0 ? undefined : tokenOf(version, hash);
}

/** What the tap derives from an IMSI before its token replaces it (campaigns.md §5.2). */
export interface Introduction {
  /** Home network: MCC and MNC as digits, "46000". */
  readonly homePlmn: string;
  /** Home area: the HLR digits behind the network's, "3100"; "" when the IMSI is too short. */
  readonly homeArea: string;
  /** Token that no rotation of keys changes: by it the subscriber is the same after one. */
  readonly partition: Token;
}

/** Finds subscribers by the tokens of what the network calls them; −1 means unknown. */
export interface SubscriberRegistry {
  /**
   * The index of this IMSI's token; a registry of an open population allocates one, and asks for
   * the introduction then; a closed one answers −1.
   */
  ofImsi(imsi: Token, introduce?: () => Introduction): SubscriberIndex;
  /** The index of the subscriber who owns this number, −1 when nobody known does. */
  ofNumber(number: Token): SubscriberIndex;
  /** Token of the subscriber's own number, {@link NO_TOKEN} when unknown. */
  numberOf(subscriber: SubscriberIndex): Token;
  /** The name to print: the token of the IMSI. */
  nameOf(subscriber: SubscriberIndex): string;
}
