// The GSM 7-bit default alphabet with its extension table, packed as septets (3GPP TS 23.038 §6).
import { notEncodable } from "../octets.ts";

/** GSM 7-bit default alphabet, 3GPP TS 23.038 §6.2.1, by code; 0x1B is the escape. */
const DEFAULT_ALPHABET =
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u001bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
  "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/** GSM 7-bit default alphabet extension table, 3GPP TS 23.038 §6.2.1.1. */
const EXTENSION: Readonly<Record<number, string>> = {
  10: "\f",
  20: "^",
  40: "{",
  41: "}",
  47: "\\",
  60: "[",
  61: "~",
  62: "]",
  64: "|",
  101: "€",
};
const ESCAPE = 0x1b;
const CARRIAGE_RETURN = 0x0d;

/** Character → its one or two septets. */
const SEPTETS = new Map<string, readonly number[]>([
  ...Array.from(DEFAULT_ALPHABET, (character, code): [string, number[]] => [character, [code]]),
  ...Object.entries(EXTENSION).map(([code, character]): [string, number[]] => [
    character,
    [ESCAPE, Number(code)],
  ]),
]);
SEPTETS.delete("\u001b");

/** Whether every character of a text is in the alphabet or its extension. */
export function fitsGsmAlphabet(text: string): boolean {
  for (const character of text) if (!SEPTETS.has(character)) return false;
  return true;
}

/** Septets of a text. @throws KairosError `message.not-encodable` for a character outside. */
export function septetsOf(text: string): number[] {
  const septets: number[] = [];
  for (const character of text) {
    const codes = SEPTETS.get(character);
    if (codes === undefined) {
      throw notEncodable("text", `"${character}"`, "characters of the GSM 7-bit alphabet");
    }
    septets.push(...codes);
  }
  return septets;
}

/**
 * Text of `count` septets that start at bit `firstBit` of the octets. An escape before a code that
 * the extension table lacks is dropped, as 3GPP TS 23.038 §6.2.1.1 note 1 says.
 */
export function textOfSeptets(octets: Uint8Array, count: number, firstBit = 0): string {
  let text = "";
  let escaped = false;
  for (let index = 0, bit = firstBit; index < count; index++, bit += 7) {
    const at = bit >>> 3;
    const pair = octets[at]! | ((octets[at + 1] ?? 0) << 8);
    const code = (pair >>> (bit & 7)) & 0x7f;
    if (escaped) {
      text += code === ESCAPE ? " " : (EXTENSION[code] ?? DEFAULT_ALPHABET[code]!);
      escaped = false;
    } else if (code === ESCAPE) {
      escaped = true;
    } else {
      text += DEFAULT_ALPHABET[code]!;
    }
  }
  return text;
}

/** Packs septets into octets, leaving `firstBit` zero bits in front. */
export function packSeptets(septets: readonly number[], firstBit = 0): Uint8Array {
  const octets = new Uint8Array(Math.ceil((firstBit + septets.length * 7) / 8));
  let bit = firstBit;
  for (const septet of septets) {
    const shifted = septet << (bit & 7);
    octets[bit >>> 3]! |= shifted & 0xff;
    if (shifted > 0xff) octets[(bit >>> 3) + 1]! |= shifted >>> 8;
    bit += 7;
  }
  return octets;
}

/**
 * USSD packing: a carriage return fills seven spare bits (3GPP TS 23.038 §6.1.2.3.1), so a string
 * that itself ends with one in that place loses it.
 */
export function packUssd(text: string): Uint8Array {
  const septets = septetsOf(text);
  if (septets.length % 8 === 7) septets.push(CARRIAGE_RETURN);
  return packSeptets(septets);
}

/** The text of a packed USSD string, without a carriage return that only fills the last octet. */
export function unpackUssd(octets: Uint8Array): string {
  const count = Math.floor((octets.length * 8) / 7);
  const text = textOfSeptets(octets, count);
  return count % 8 === 0 && text.endsWith("\r") ? text.slice(0, -1) : text;
}

/** UCS2 octets, big-endian, as text. */
export function textOfUcs2(octets: Uint8Array): string {
  let text = "";
  for (let at = 0; at + 1 < octets.length; at += 2) {
    text += String.fromCharCode((octets[at]! << 8) | octets[at + 1]!);
  }
  return text;
}

/** A text as UCS2 octets, big-endian. */
export function ucs2Of(text: string): Uint8Array {
  const octets = new Uint8Array(text.length * 2);
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    octets[index * 2] = unit >>> 8;
    octets[index * 2 + 1] = unit & 0xff;
  }
  return octets;
}
