// Long messages in parts: no escape, character or octet is torn apart (3GPP TS 23.040 §9.2.3.24.1).
import { notEncodable } from "../octets.ts";
import { septetCount } from "./gsm-alphabet.ts";
import { CODING, codingOf, septetsOfOctets, type UserData } from "./tpdu-user-data.ts";
import {
  type Concatenation,
  concatenationElement,
  type HeaderElement,
  headerOf,
} from "./user-data-header.ts";

export interface ConcatenationOptions {
  /** Bits of the reference number; 16 leave room for one character less. */
  readonly bits?: 8 | 16;
  /** Further header elements, in each part: ports. */
  readonly elements?: readonly HeaderElement[];
}

/** Octets and septets of TP-UD, 3GPP TS 23.040 §9.2.3.16. */
const OCTETS_MAX = 140;
const SEPTETS_MAX = 160;
const PARTS_MAX = 255;
/** What a header must leave: two UCS2 characters, for a pair that stays together. */
const ROOM_MIN = 4;

/**
 * A text as the user data of one message, or of as many as it needs: 160 septets or 70 UCS2
 * characters alone, 153 or 67 in a part. `codingOf(text)` is the coding scheme of them all; each
 * with a header needs `TRANSFER_FLAG.userDataHeader`.
 *
 * @throws KairosError `message.not-encodable` beyond 255 parts
 */
export function concatenated(
  text: string,
  reference: number,
  options: ConcatenationOptions = {},
): UserData[] {
  const gsm7 = codingOf(text) === CODING.gsm7;
  const room = (headerOctets: number): number =>
    gsm7
      ? SEPTETS_MAX - septetsOfOctets(headerOctets)
      : Math.floor((OCTETS_MAX - headerOctets) / 2);
  const cut = gsm7 ? cutSeptets : cutUcs2;
  return inParts(
    (headerOctets) => cut(text, room(headerOctets)),
    (part) => ({ text: part }),
    reference,
    options,
  );
}

/** Octets as the user data of one message (up to 140), or of as many as they need. */
export function concatenatedOctets(
  octets: Uint8Array,
  reference: number,
  options: ConcatenationOptions = {},
): UserData[] {
  const cut = (headerOctets: number): Uint8Array[] => {
    const room = OCTETS_MAX - headerOctets;
    const count = Math.max(1, Math.ceil(octets.length / room));
    return Array.from({ length: count }, (_, index) =>
      octets.subarray(index * room, (index + 1) * room),
    );
  };
  return inParts(cut, (part) => ({ octets: part }), reference, options);
}

function inParts<T>(
  cut: (headerOctets: number) => T[],
  userDataOf: (part: T) => UserData,
  reference: number,
  { bits = 8, elements = [] }: ConcatenationOptions,
): UserData[] {
  const fits = (header: Uint8Array): number => {
    if (header.length + 1 + ROOM_MIN <= OCTETS_MAX) return header.length + 1;
    throw notEncodable("TP-UDH", `${header.length} octets`, "room for text beside it");
  };
  const shared = elements.length === 0 ? undefined : headerOf(elements);
  const whole = cut(shared === undefined ? 0 : fits(shared));
  if (whole.length === 1) {
    return [
      shared === undefined ? userDataOf(whole[0]!) : { header: shared, ...userDataOf(whole[0]!) },
    ];
  }
  const headerFor = (concatenation: Concatenation): Uint8Array =>
    headerOf([concatenationElement(concatenation, bits), ...elements]);
  const parts = cut(fits(headerFor({ reference, parts: 1, part: 1 })));
  if (parts.length > PARTS_MAX) {
    throw notEncodable("message", `${parts.length} parts`, `up to ${PARTS_MAX}`);
  }
  return parts.map((part, index) => ({
    header: headerFor({ reference, parts: parts.length, part: index + 1 }),
    ...userDataOf(part),
  }));
}

/** Pieces of up to `room` septets; an escape stays with its character. */
function cutSeptets(text: string, room: number): string[] {
  const pieces: string[] = [];
  let start = 0;
  let septets = 0;
  for (let index = 0; index < text.length; index++) {
    const count = septetCount(text, index);
    if (septets + count > room) {
      pieces.push(text.slice(start, index));
      start = index;
      septets = 0;
    }
    septets += count;
  }
  pieces.push(text.slice(start));
  return pieces;
}

/** Pieces of up to `room` code units; a pair of surrogates stays together. */
function cutUcs2(text: string, room: number): string[] {
  const pieces: string[] = [];
  let start = 0;
  while (text.length - start > room) {
    const end = start + room;
    const splitsPair = /[\ud800-\udbff]/.test(text[end - 1]!) && /[\udc00-\udfff]/.test(text[end]!);
    pieces.push(text.slice(start, splitsPair ? end - 1 : end));
    start = splitsPair ? end - 1 : end;
  }
  pieces.push(text.slice(start));
  return pieces;
}
