// TP-User Data: text by its coding scheme, or octets, behind an optional header (3GPP TS 23.040).
import { notEncodable, type OctetReader, type OctetWriter } from "../octets.ts";
import {
  countSeptets,
  fitsGsmAlphabet,
  packText,
  textOfSeptets,
  textOfUcs2,
  ucs2Of,
} from "./gsm-alphabet.ts";

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

/** @param flags  the first octet of the TPDU */
export function readUserData(reader: OctetReader, flags: number, scheme: number): UserData {
  const length = reader.u8();
  const alphabet = alphabetOf(scheme);
  const octets = reader.take(alphabet === "gsm7" ? (length * 7 + 7) >>> 3 : length);
  const hasHeader = (flags & HAS_HEADER) !== 0;
  const headerOctets = hasHeader && octets.length > 0 ? octets[0]! + 1 : 0;
  if (headerOctets > octets.length || (hasHeader && headerOctets === 0)) {
    throw reader.malformed(`a user data header of ${headerOctets} octets`, "one that fits");
  }
  const body = octets.subarray(headerOctets);
  const header = hasHeader ? { header: octets.subarray(1, headerOctets) } : {};
  if (alphabet === "octets") return { ...header, octets: body };
  if (alphabet === "ucs2") {
    if (body.length % 2 !== 0) throw reader.malformed("odd UCS2 octets", "pairs of octets");
    return { ...header, text: textOfUcs2(body) };
  }
  const headerSeptets = septetsOfOctets(headerOctets);
  const count = Math.max(0, length - headerSeptets);
  return { ...header, text: textOfSeptets(octets, count, headerSeptets * 7) };
}

/** Septets that a header takes, its fill bits counted (3GPP TS 23.040 §9.2.3.24). */
export function septetsOfOctets(octets: number): number {
  return Math.ceil((octets * 8) / 7);
}

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
  const headOctets = header === undefined ? 0 : header.length + 1;
  if (alphabet !== "gsm7") {
    const body = alphabet === "ucs2" ? ucs2Of(text ?? "") : (octets ?? NOTHING);
    writer.u8(headOctets + body.length);
    writeHeader(writer, header);
    writer.put(body);
    return;
  }
  const count = countSeptets(text ?? "");
  const headSeptets = septetsOfOctets(headOctets);
  writer.u8(headSeptets + count);
  const body = packText(text ?? "", headSeptets * 7, count);
  if (header !== undefined) {
    body[0] = header.length;
    body.set(header, 1);
  }
  writer.put(body);
}

const NOTHING = new Uint8Array();

function writeHeader(writer: OctetWriter, header: Uint8Array | undefined): void {
  if (header === undefined) return;
  writer.u8(header.length);
  writer.put(header);
}
