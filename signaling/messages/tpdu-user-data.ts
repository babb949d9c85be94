// TP-User Data: text by its coding scheme, or octets, behind an optional header (3GPP TS 23.040).
import { notEncodable, type OctetReader, type OctetWriter } from "../octets.ts";
import { fitsGsmAlphabet, readSeptets, textOfUcs2, ucs2Of, writeSeptets } from "./gsm-alphabet.ts";

/** TP-UD: text as its coding scheme says, octets for 8-bit and compressed; `header` = TP-UDH. */
export interface UserData {
  /** Its elements without the length in front; `userDataHeader` tells them apart. */
  readonly header?: Uint8Array;
  readonly text?: string;
  readonly octets?: Uint8Array;
}

/** TP-UDHI, 3GPP TS 23.040 §9.2.3.23: the user data begins with a header. */
export const HAS_HEADER = 0x40;

/** TP-DCS without a message class, 3GPP TS 23.038 §4: GSM 7-bit, 8-bit, UCS2. */
export const CODING = { gsm7: 0x00, octets: 0x04, ucs2: 0x08 } as const;

/** The coding scheme that a text needs. */
export function codingOf(text: string): typeof CODING.gsm7 | typeof CODING.ucs2 {
  return fitsGsmAlphabet(text) ? CODING.gsm7 : CODING.ucs2;
}

/** Alphabet of a data coding scheme, 3GPP TS 23.038 §4. */
export function alphabetOf(scheme: number): keyof typeof CODING {
  const group = scheme >>> 4;
  if (group === 0xe) return "ucs2";
  if (group === 0xf) return (scheme & 0x4) === 0 ? "gsm7" : "octets";
  if (group >= 0x8) return "gsm7";
  if ((scheme & 0x20) !== 0) return "octets";
  const alphabet = (scheme >>> 2) & 0x3;
  return alphabet === 1 ? "octets" : alphabet === 2 ? "ucs2" : "gsm7";
}

/**
 * Reads TP-UDL and TP-UD; the reader is no longer `exact` where {@link writeUserData} would write
 * other octets.
 *
 * @param flags  the first octet of the TPDU
 * @throws KairosError `octets.out-of-bounds`, `octets.malformed`
 */
export function readUserData(reader: OctetReader, flags: number, scheme: number): UserData {
  const length = reader.u8();
  const alphabet = alphabetOf(scheme);
  const outer = reader.narrow(alphabet === "gsm7" ? (length * 7 + 7) >>> 3 : length);
  const header = (flags & HAS_HEADER) === 0 ? undefined : reader.take(reader.u8());
  const content = readContent(reader, alphabet, length, header);
  reader.widen(outer);
  return header === undefined ? content : { header, ...content };
}

function readContent(
  reader: OctetReader,
  alphabet: keyof typeof CODING,
  length: number,
  header: Uint8Array | undefined,
): UserData {
  if (alphabet === "octets") return { octets: reader.rest() };
  if (alphabet === "ucs2") {
    if (reader.remaining % 2 !== 0) throw reader.malformed("odd UCS2 octets", "pairs of octets");
    return { text: textOfUcs2(reader.rest()) };
  }
  if (header === undefined) return { text: readSeptets(reader, length) };
  const count = length - septetsOfOctets(header.length + 1);
  if (count >= 0) return { text: readSeptets(reader, count, fillBitsAfter(header)) };
  reader.exact = false;
  return { text: "" };
}

/** Septets that a header takes, its fill bits counted (3GPP TS 23.040 §9.2.3.24). */
export function septetsOfOctets(octets: number): number {
  return Math.ceil((octets * 8) / 7);
}

/** Bits between a header and the septets behind it, 0–6 (3GPP TS 23.040 §9.2.3.24). */
function fillBitsAfter(header: Uint8Array): number {
  const octets = header.length + 1;
  return septetsOfOctets(octets) * 7 - octets * 8;
}

/**
 * Writes TP-UDL and TP-UD.
 *
 * @param flags  the first octet of the TPDU
 * @throws KairosError `message.not-encodable` where flags or coding scheme tell of something else,
 * and for characters that the scheme lacks
 */
export function writeUserData(
  writer: OctetWriter,
  flags: number,
  scheme: number,
  userData: UserData,
): void {
  const { header, text, octets } = userData;
  if (((flags & HAS_HEADER) !== 0) !== (header !== undefined)) {
    throw notEncodable("TP-UDH", header === undefined ? "none" : "one", "as the flags say");
  }
  const alphabet = alphabetOf(scheme);
  const wanted = alphabet === "octets" ? octets : text;
  if (wanted === undefined || (octets !== undefined && text !== undefined)) {
    const got = Object.keys(userData).join(" and ") || "nothing";
    throw notEncodable("TP-UD", got, alphabet === "octets" ? "octets" : "text");
  }
  const at = writer.openLength();
  const start = writer.length;
  if (header !== undefined) {
    writer.u8(header.length);
    writer.put(header);
  }
  if (alphabet === "gsm7") {
    const septets = writeSeptets(writer, text!, header === undefined ? 0 : fillBitsAfter(header));
    writer.setU8(at, septets + (header === undefined ? 0 : septetsOfOctets(header.length + 1)));
    return;
  }
  writer.put(alphabet === "octets" ? octets! : ucs2Of(text!));
  writer.setU8(at, writer.length - start);
}
