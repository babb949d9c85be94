// The GSM 7-bit default alphabet with its extension table, packed as septets (3GPP TS 23.038 §6).
import { notEncodable, OctetReader, OctetWriter } from "../octets.ts";

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

/** In {@link CODES}: no such character, and the flag of one that an escape precedes. */
const NONE = 0xffff;
const ESCAPED = 0x100;
/** Code unit → septet, with ESCAPED in front of an escape; the euro sign is beyond the table. */
const CODES = new Uint16Array(0x400).fill(NONE);
const EURO = 0x20ac;
/** Septet → code unit, without and after an escape. */
const UNITS = new Uint16Array(128);
const ESCAPED_UNITS = new Uint16Array(128);
for (let code = 0; code < 128; code++) {
  const unit = DEFAULT_ALPHABET.charCodeAt(code);
  UNITS[code] = unit;
  ESCAPED_UNITS[code] = unit;
  if (code !== ESCAPE) CODES[unit] = code;
}
for (const [code, character] of Object.entries(EXTENSION)) {
  const unit = character.charCodeAt(0);
  ESCAPED_UNITS[Number(code)] = unit;
  if (unit < CODES.length) CODES[unit] = ESCAPED | Number(code);
}
/** Two escapes are reserved for another table and shown as a space (3GPP TS 23.038 §6.2.1.1). */
ESCAPED_UNITS[ESCAPE] = 0x20;
const EURO_CODE = ESCAPED | 101;

function codeOf(unit: number): number {
  return unit < CODES.length ? CODES[unit]! : unit === EURO ? EURO_CODE : NONE;
}

/** Whether every character of a text is in the alphabet or its extension. */
export function fitsGsmAlphabet(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    if (codeOf(text.charCodeAt(index)) === NONE) return false;
  }
  return true;
}

/** Septets of a text. @throws KairosError `message.not-encodable` for a character outside. */
export function countSeptets(text: string): number {
  let count = text.length;
  for (let index = 0; index < text.length; index++) {
    if (encodable(text, index) >= ESCAPED) count++;
  }
  return count;
}

/** Septets of one code unit: 1, or 2 with an escape. @throws KairosError as {@link countSeptets} */
export function septetCount(text: string, index: number): number {
  return encodable(text, index) < ESCAPED ? 1 : 2;
}

function encodable(text: string, index: number): number {
  const code = codeOf(text.charCodeAt(index));
  if (code === NONE) {
    throw notEncodable("text", `"${text[index]}"`, "characters of the GSM 7-bit alphabet");
  }
  return code;
}

/**
 * Reads `count` septets behind `fillBits` (0–6) bits of the next octet. An escape before a code
 * that the extension table lacks is dropped, as 3GPP TS 23.038 §6.2.1.1 note 1 says. The reader is
 * no longer `exact` where {@link writeSeptets} would write other octets.
 *
 * @throws KairosError `octets.out-of-bounds`
 */
export function readSeptets(reader: OctetReader, count: number, fillBits = 0): string {
  const octets = reader.octets;
  let at = reader.offset;
  reader.skip((fillBits + count * 7 + 7) >>> 3);
  const units = new Array<number>(count);
  let length = 0;
  let table = UNITS;
  // Bits that wait for their septet, the lowest first, and how many.
  let bits = fillBits === 0 ? 0 : 8 - fillBits;
  let waiting = bits === 0 ? 0 : octets[at++]! >>> fillBits;
  let exact = bits === 0 || octets[at - 1]! === waiting << fillBits;
  for (let index = 0; index < count; index++) {
    if (bits < 7) {
      waiting |= octets[at++]! << bits;
      bits += 8;
    }
    const code = waiting & 0x7f;
    waiting >>>= 7;
    bits -= 7;
    if (code === ESCAPE && table === UNITS) {
      table = ESCAPED_UNITS;
      continue;
    }
    const unit = table[code]!;
    if (table !== UNITS && codeOf(unit) < ESCAPED) exact = false;
    units[length++] = unit;
    table = UNITS;
  }
  if (!exact || waiting !== 0 || table !== UNITS) reader.exact = false;
  units.length = length;
  return textOfUnits(units);
}

/** Arguments that one call takes without harm. */
const UNITS_PER_CALL = 4096;

function textOfUnits(units: readonly number[]): string {
  if (units.length <= UNITS_PER_CALL) return String.fromCharCode(...units);
  let text = "";
  for (let at = 0; at < units.length; at += UNITS_PER_CALL) {
    text += String.fromCharCode(...units.slice(at, at + UNITS_PER_CALL));
  }
  return text;
}

/**
 * Writes a text's septets behind `fillBits` (0–6) zero bits of the next octet and returns how many
 * they are.
 *
 * @throws KairosError `message.not-encodable` for a character outside the alphabet
 */
export function writeSeptets(writer: OctetWriter, text: string, fillBits = 0): number {
  let count = text.length;
  // Bits that wait for their octet, the lowest first, and how many.
  let waiting = 0;
  let bits = fillBits;
  for (let index = 0; index < text.length; index++) {
    const code = encodable(text, index);
    if (code >= ESCAPED) {
      waiting |= ESCAPE << bits;
      bits += 7;
      count++;
    }
    waiting |= (code & 0x7f) << bits;
    bits += 7;
    while (bits >= 8) {
      writer.u8(waiting & 0xff);
      waiting >>>= 8;
      bits -= 8;
    }
  }
  if (bits > 0) writer.u8(waiting);
  return count;
}

/**
 * USSD packing: a carriage return fills seven spare bits (3GPP TS 23.038 §6.1.2.3.1), so a string
 * that itself ends with one in that place loses it.
 */
export function packUssd(text: string): Uint8Array {
  const writer = new OctetWriter(text.length);
  writeSeptets(writer, countSeptets(text) % 8 === 7 ? `${text}\r` : text);
  return writer.finish();
}

/** The text of a packed USSD string, without a carriage return that only fills the last octet. */
export function unpackUssd(octets: Uint8Array): string {
  const count = Math.floor((octets.length * 8) / 7);
  const text = readSeptets(new OctetReader(octets, "USSD string"), count);
  return count % 8 === 0 && text.endsWith("\r") ? text.slice(0, -1) : text;
}

/** UCS2 octets, big-endian, as text. */
export function textOfUcs2(octets: Uint8Array): string {
  const units = new Array<number>(octets.length >>> 1);
  for (let index = 0; index < units.length; index++) {
    units[index] = (octets[index * 2]! << 8) | octets[index * 2 + 1]!;
  }
  return textOfUnits(units);
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
