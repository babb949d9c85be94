// User data longer than one SCCP message: put together from segments, and cut into them.
import { notEncodable } from "../octets.ts";
import type { MtpTransfer } from "./mtp3.ts";
import type { SccpAddress, SccpMessage } from "./sccp.ts";
import { addressKey } from "./sccp-address.ts";
import { DATA_MAX } from "./sccp-tables.ts";

/** Messages that are being put together at once; the oldest is forgotten. */
export const SEGMENTED_MAX = 1024;
/** Octets of one segmented user data (ITU-T Q.714): 16 XUDT of 247. */
export const SEGMENTED_OCTETS_MAX = 3952;
/** Segments of one XUDT chain, Q.713 §3.17. */
const SEGMENTS_MAX = 16;
/** Octets of a signalling information field, Q.703 §2.2, less the routing label. */
const SCCP_OCTETS_MAX = 272 - 4;
/** Octets of an XUDT in a chain but for its addresses and data: Q.713 §4.18 with segmentation. */
const XUDT_OVERHEAD = 3 + 4 + 1 + 6 + 1;

type Dt1 = Extract<SccpMessage, { type: "DT1" }>;
type Xudt = Extract<SccpMessage, { type: "XUDT" }>;

const NOTHING = new Uint8Array();

/** What has come of one user data. */
interface Partial {
  /** Undefined once it got too long: what follows of it is left out too. */
  readonly octets: Uint8Array | undefined;
  /** Segments of an XUDT chain still to come. */
  readonly remaining: number;
}

/** Puts the segments of DT1 and XUDT together; at most 1024 at once of 3952 octets each. */
export class SccpReassembly {
  readonly #partials = new Map<string, Partial>();

  /**
   * The whole user data that a message completes, empty when there is none. Call it once for every
   * message, in order. What came back to its sender (UDTS, XUDTS) is no user data.
   */
  userDataOf(transfer: MtpTransfer, sccp: SccpMessage): Uint8Array {
    switch (sccp.type) {
      case "DT1":
        return sccp.more || this.#partials.size > 0 ? this.#dt1(transfer, sccp) : sccp.userData;
      case "XUDT":
        return sccp.segmentation === undefined ? sccp.userData : this.#xudt(transfer, sccp);
      case "UDT":
        return sccp.userData;
      case "CR":
      case "CC":
      case "CREF":
      case "RLSD":
      case "RLC":
        if (this.#partials.size > 0) this.#forget(transfer, sccp);
        return ("userData" in sccp ? sccp.userData : undefined) ?? NOTHING;
      case "UDTS":
      case "XUDTS":
      case "IT":
      case "ERR":
        return NOTHING;
    }
  }

  #dt1({ opc, dpc }: MtpTransfer, { dlr, more, userData }: Dt1): Uint8Array {
    const key = `${opc} ${dpc} ${dlr}`;
    const before = this.#partials.get(key);
    if (before === undefined && !more) return userData;
    const octets = joined(before, userData);
    this.#partials.delete(key);
    if (!more) return octets ?? NOTHING;
    this.#keep(key, { octets, remaining: 0 });
    return NOTHING;
  }

  /** A chain in which a segment is missing is dropped with all that is left of it. */
  #xudt({ opc, dpc }: MtpTransfer, { calling, segmentation, userData }: Xudt): Uint8Array {
    const { first, remaining, reference } = segmentation!;
    const key = `${opc} ${dpc} ${reference} ${addressKey(calling)}`;
    const before = first ? undefined : this.#partials.get(key);
    this.#partials.delete(key);
    if (!first && before?.remaining !== remaining + 1) return NOTHING;
    const octets = joined(before, userData);
    if (remaining === 0) return octets ?? NOTHING;
    this.#keep(key, { octets, remaining });
    return NOTHING;
  }

  #keep(key: string, partial: Partial): void {
    if (this.#partials.size >= SEGMENTED_MAX) {
      this.#partials.delete(this.#partials.keys().next().value!);
    }
    this.#partials.set(key, partial);
  }

  /** A connection that begins or ends leaves nothing over for the next one of its references. */
  #forget(
    { opc, dpc }: MtpTransfer,
    { slr, dlr }: { readonly slr?: number; readonly dlr?: number },
  ): void {
    this.#partials.delete(`${opc} ${dpc} ${dlr}`);
    this.#partials.delete(`${dpc} ${opc} ${slr}`);
  }
}

function joined(before: Partial | undefined, octets: Uint8Array): Uint8Array | undefined {
  if (before === undefined) return octets;
  if (before.octets === undefined) return undefined;
  const length = before.octets.length + octets.length;
  if (length > SEGMENTED_OCTETS_MAX) return undefined;
  const whole = new Uint8Array(length);
  whole.set(before.octets);
  whole.set(octets, before.octets.length);
  return whole;
}

/** The DT1 that carry `octets`, of at most `maximum` (1–255) octets each; all but the last say more. */
export function segmentedDt1(dlr: number, octets: Uint8Array, maximum = DATA_MAX): Dt1[] {
  return cut(octets, maximum).map((userData, index, parts) => ({
    type: "DT1",
    dlr,
    more: index < parts.length - 1,
    userData,
  }));
}

/** What all XUDT of one chain have in common. */
export interface XudtChain {
  readonly called: SccpAddress;
  readonly calling: SccpAddress;
  readonly hopCounter: number;
  /** Local reference of the segmentation, 24 bits, of its own for each chain that is under way. */
  readonly reference: number;
  /** Class that the user asks for; a chain itself is sent in sequence, as class 1. */
  readonly protocolClass?: 0 | 1;
  /** Octets of user data in one XUDT, 1–255; as many as a link's frame holds when absent. */
  readonly maximum?: number;
}

/**
 * The XUDT that carry `octets`: one without segmentation when they fit into one.
 *
 * @throws KairosError `message.not-encodable` when 16 segments do not suffice
 */
export function segmentedXudt(chain: XudtChain, octets: Uint8Array): Xudt[] {
  const { called, calling, hopCounter, reference, protocolClass = 0 } = chain;
  const parts = cut(octets, chain.maximum ?? roomInXudt(chain));
  if (parts.length > SEGMENTS_MAX || octets.length > SEGMENTED_OCTETS_MAX) {
    const wanted = `${SEGMENTS_MAX} segments and ${SEGMENTED_OCTETS_MAX} octets at most`;
    throw notEncodable("XUDT", `${octets.length} octets, ${parts.length} segments`, wanted);
  }
  const head = { type: "XUDT", hopCounter, called, calling } as const;
  if (parts.length === 1) return [{ ...head, protocolClass, userData: octets }];
  return parts.map((userData, index) => ({
    ...head,
    protocolClass: 1,
    userData,
    segmentation: {
      first: index === 0,
      protocolClass,
      remaining: parts.length - 1 - index,
      reference,
    },
  }));
}

function roomInXudt({ called, calling }: XudtChain): number {
  return SCCP_OCTETS_MAX - XUDT_OVERHEAD - addressOctets(called) - addressOctets(calling);
}

/** Octets of an address with its length octet. */
function addressOctets({ octets, pointCode, subsystem }: SccpAddress): number {
  if (octets !== undefined) return 1 + octets.length;
  return 2 + (pointCode === undefined ? 0 : 2) + (subsystem === undefined ? 0 : 1);
}

/** Views of at most `maximum` octets each, at least one. */
function cut(octets: Uint8Array, maximum: number): Uint8Array[] {
  if (maximum < 1) throw notEncodable("segment", `${maximum} octets`, "at least 1");
  const parts: Uint8Array[] = [];
  let at = 0;
  do {
    parts.push(octets.subarray(at, at + maximum));
    at += maximum;
  } while (at < octets.length);
  return parts;
}
