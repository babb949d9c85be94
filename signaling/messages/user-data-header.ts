// The header of SMS user data: parts of one message, ports, and what else stands in it (23.040).
import { notEncodable } from "../octets.ts";

/** One information element of a TP-UDH, 3GPP TS 23.040 §9.2.3.24. */
export interface HeaderElement {
  /** {@link HEADER_ELEMENT}; the rest are kept without being understood. */
  readonly identifier: number;
  readonly octets: Uint8Array;
}

/** Identifiers of elements, 3GPP TS 23.040 §9.2.3.24. */
export const HEADER_ELEMENT = {
  concatenation8: 0x00,
  specialMessageIndication: 0x01,
  ports8: 0x04,
  ports16: 0x05,
  smscControl: 0x06,
  udhSource: 0x07,
  concatenation16: 0x08,
  wirelessControlMessage: 0x09,
  nationalLanguageSingleShift: 0x24,
  nationalLanguageLockingShift: 0x25,
} as const;

/** Which part of which message (3GPP TS 23.040 §9.2.3.24.1 and .8). */
export interface Concatenation {
  /** 0–255, or 0–65535 in an element of 16 bits. */
  readonly reference: number;
  /** 1–255. */
  readonly parts: number;
  /** 1 to `parts`. */
  readonly part: number;
}

/** Application ports (3GPP TS 23.040 §9.2.3.24.3 and .4). */
export interface Ports {
  readonly destination: number;
  readonly source: number;
}

/** Octets that a header may have in front of nothing else: TP-UD has 140 (§9.2.3.24). */
const HEADER_OCTETS_MAX = 139;

/**
 * The elements of a TP-UDH without its length in front, in order. One that reaches beyond the end
 * is left out with what follows it.
 */
export function userDataHeader(octets: Uint8Array): readonly HeaderElement[] {
  const elements: HeaderElement[] = [];
  let at = 0;
  while (at + 1 < octets.length) {
    const end = at + 2 + octets[at + 1]!;
    if (end > octets.length) break;
    elements.push({ identifier: octets[at]!, octets: octets.subarray(at + 2, end) });
    at = end;
  }
  return elements;
}

/** The octets of a TP-UDH with these elements, for `UserData.header`. */
export function headerOf(elements: readonly HeaderElement[]): Uint8Array {
  const length = elements.reduce((sum, { octets }) => sum + 2 + octets.length, 0);
  if (length > HEADER_OCTETS_MAX) {
    throw notEncodable("TP-UDH", `${length} octets`, `up to ${HEADER_OCTETS_MAX}`);
  }
  const header = new Uint8Array(length);
  let at = 0;
  for (const { identifier, octets } of elements) {
    header[at] = identifier;
    header[at + 1] = octets.length;
    header.set(octets, at + 2);
    at += 2 + octets.length;
  }
  return header;
}

/** Undefined for a message in one piece, and for numbers that cannot be (§9.2.3.24.1). */
export function concatenationOf(header: readonly HeaderElement[]): Concatenation | undefined {
  const { concatenation8, concatenation16 } = HEADER_ELEMENT;
  const element = last(header, concatenation8, 3, concatenation16, 4);
  if (element === undefined) return undefined;
  const { identifier, octets } = element;
  const wide = identifier === concatenation16;
  const reference = wide ? (octets[0]! << 8) | octets[1]! : octets[0]!;
  const parts = octets[wide ? 2 : 1]!;
  const part = octets[wide ? 3 : 2]!;
  return part >= 1 && part <= parts ? { reference, parts, part } : undefined;
}

/** Undefined when the message is addressed to no application. */
export function portsOf(header: readonly HeaderElement[]): Ports | undefined {
  const { ports8, ports16 } = HEADER_ELEMENT;
  const element = last(header, ports8, 2, ports16, 4);
  if (element === undefined) return undefined;
  const { identifier, octets } = element;
  if (identifier === ports8) return { destination: octets[0]!, source: octets[1]! };
  return {
    destination: (octets[0]! << 8) | octets[1]!,
    source: (octets[2]! << 8) | octets[3]!,
  };
}

/** Of two that exclude each other or repeat, the last one holds (3GPP TS 23.040 §9.2.3.24). */
function last(
  header: readonly HeaderElement[],
  narrow: number,
  narrowLength: number,
  wide: number,
  wideLength: number,
): HeaderElement | undefined {
  return header.findLast(
    ({ identifier, octets }) =>
      (identifier === narrow && octets.length === narrowLength) ||
      (identifier === wide && octets.length === wideLength),
  );
}

/** @param bits  of the reference: 8 as a rule */
export function concatenationElement(
  { reference, parts, part }: Concatenation,
  bits: 8 | 16 = 8,
): HeaderElement {
  if (reference !== (reference & (bits === 8 ? 0xff : 0xffff))) {
    throw notEncodable("concatenation reference", String(reference), `${bits} bits`);
  }
  if (!(part >= 1 && part <= parts && parts <= 0xff)) {
    throw notEncodable(
      "concatenation",
      `part ${part} of ${parts}`,
      "1 to 255, none after the last",
    );
  }
  return bits === 8
    ? {
        identifier: HEADER_ELEMENT.concatenation8,
        octets: Uint8Array.of(reference, parts, part),
      }
    : {
        identifier: HEADER_ELEMENT.concatenation16,
        octets: Uint8Array.of(reference >>> 8, reference & 0xff, parts, part),
      };
}

/** Ports of 16 bits each, as WAP uses them. */
export function portsElement({ destination, source }: Ports): HeaderElement {
  for (const port of [destination, source]) {
    if (port !== (port & 0xffff)) throw notEncodable("port", String(port), "0–65535");
  }
  return {
    identifier: HEADER_ELEMENT.ports16,
    octets: Uint8Array.of(destination >>> 8, destination & 0xff, source >>> 8, source & 0xff),
  };
}
