// Digits packed two to an octet, low half first: IMSI, IMEI, PLMN and telephone numbers.
import { inRange, notEncodable, type OctetReader, type OctetWriter } from "../octets.ts";
import type { Codec } from "./elements.ts";

/** Number digits, 3GPP TS 24.008 table 10.5.118: 0–9 * # a b c; 1111 ends the number. */
const NUMBER_DIGITS = "0123456789*#abc";
/** Hexadecimal digits, for identities and PLMN codes. */
const HEX_DIGITS = "0123456789abcdef";
const FILLER = 0xf;

/** Both digits of every octet as text, low half first; number digits, filler dropped. */
const NUMBER_PAIRS: readonly string[] = Array.from({ length: 256 }, (_, octet) => {
  const low = octet & 0xf;
  return low === FILLER ? "" : NUMBER_DIGITS[low]! + (NUMBER_DIGITS[octet >>> 4] ?? "");
});

/** Reads number digits up to the limit or the first filler. */
export function readDigits(reader: OctetReader): string {
  let digits = "";
  while (reader.remaining > 0) {
    const pair = NUMBER_PAIRS[reader.u8()]!;
    digits += pair;
    if (pair.length < 2) {
      reader.rest();
      break;
    }
  }
  return digits;
}

/** Writes number digits, a filler last when their count is odd. */
export function writeDigits(writer: OctetWriter, digits: string): void {
  for (let index = 0; index < digits.length; index += 2) {
    const low = numberDigit(digits, index);
    const high = index + 1 < digits.length ? numberDigit(digits, index + 1) : FILLER;
    writer.u8(low | (high << 4));
  }
}

function numberDigit(digits: string, index: number): number {
  const digit = NUMBER_DIGITS.indexOf(digits[index]!);
  if (digit < 0) throw notEncodable("number", `"${digits}"`, "the digits 0–9 * # a b c");
  return digit;
}

/** One hexadecimal digit as text. */
export function hexDigit(value: number): string {
  return HEX_DIGITS[value & 0xf]!;
}

/** Character code of "0". */
const ZERO = 0x30;

/** The value of one hexadecimal digit of `text`, 15 past its end. */
export function valueOfHexDigit(text: string, index: number): number {
  if (index >= text.length) return FILLER;
  const decimal = text.charCodeAt(index) - ZERO;
  if (decimal >= 0 && decimal <= 9) return decimal;
  const value = HEX_DIGITS.indexOf(text[index]!);
  if (value < 0) throw notEncodable("digits", `"${text}"`, "decimal digits");
  return value;
}

/** A party's number, 3GPP TS 24.008 §10.5.4.7 and §10.5.4.9; AddressString of TS 29.002 §17.7.8. */
export interface PartyNumber {
  /** 0 unknown, 1 international, 2 national (TS 24.008 table 10.5.118). */
  readonly typeOfNumber: number;
  /** 1 = E.164. */
  readonly numberingPlan: number;
  /** Octet 3a: {@link PRESENTATION} and {@link SCREENING} added; absent as a rule. */
  readonly presentation?: number;
  /** 0–9 * # a b c; never a "+". */
  readonly digits: string;
}

/** Presentation indicator in octet 3a, 3GPP TS 24.008 §10.5.4.9. */
export const PRESENTATION = { allowed: 0x00, restricted: 0x20, unavailable: 0x40 } as const;
/** Screening indicator in octet 3a, 3GPP TS 24.008 §10.5.4.9. */
export const SCREENING = { notScreened: 0, passed: 1, failed: 2, networkProvided: 3 } as const;

/**
 * Called, calling, connected, redirecting and RP number (3GPP TS 24.008 §10.5.4.7, §10.5.4.9,
 * §10.5.4.13, §10.5.4.21b).
 */
export const partyNumber: Codec<PartyNumber> = {
  read(reader) {
    const head = reader.u8();
    const typeOfNumber = (head >>> 4) & 0x7;
    const numberingPlan = head & 0xf;
    const octet3a = head >= 0x80 ? -1 : reader.u8();
    const first = reader.offset;
    const octets = reader.limit - first;
    const digits = readDigits(reader);
    // A filler before the end, or an octet 3b that nothing announces.
    if (octets !== (digits.length + 1) >>> 1 || (octet3a & 0x80) === 0) reader.exact = false;
    return octet3a < 0
      ? { typeOfNumber, numberingPlan, digits }
      : { typeOfNumber, numberingPlan, presentation: octet3a & 0x7f, digits };
  },
  write(writer, { typeOfNumber, numberingPlan, presentation, digits }) {
    writer.u8(
      (presentation === undefined ? 0x80 : 0) |
        (inRange("type of number", typeOfNumber, 7) << 4) |
        inRange("numbering plan", numberingPlan, 15),
    );
    if (presentation !== undefined) writer.u8(0x80 | inRange("octet 3a", presentation, 0x7f));
    writeDigits(writer, digits);
  },
};
