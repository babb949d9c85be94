// SCCP messages that the captures lack, made with our own encoder, for tshark to read.
import type { SccpMessage } from "../../signaling/carriers/sccp.ts";
import { segmentedDt1, segmentedXudt } from "../../signaling/carriers/sccp-segments.ts";
import { type BssapMessage, encode } from "../../signaling/messages/bssap.ts";
import { BSC_A, MSC, type Transfer } from "./frames.ts";

/** Unitdata to BSSAP from nowhere in particular. */
export function unit(octets: Uint8Array): Extract<SccpMessage, { type: "UDT" }> {
  const party = { subsystem: 254 };
  return { type: "UDT", protocolClass: 0, called: party, calling: party, userData: octets };
}

/** The one segment of a chain, with so many still to come. */
export function xudt(remaining: number): Extract<SccpMessage, { type: "XUDT" }> {
  const segmentationOfOne = { first: true, protocolClass: 1, remaining, reference: 7 } as const;
  return {
    ...unit(Uint8Array.of(1)),
    type: "XUDT",
    hopCounter: 15,
    segmentation: segmentationOfOne,
  };
}

/** From the MSC to whoever is BSSAP there. */
export const PARTIES = { called: { subsystem: 254 }, calling: { pointCode: MSC, subsystem: 254 } };
export const CHAIN = { ...PARTIES, hopCounter: 12, reference: 0x010203 };

const paging: BssapMessage = {
  layer: "bssmap",
  message: "paging",
  imsi: "460000000000017",
  cellIdentifierList: Array.from({ length: 40 }, (_, ci) => ({
    discriminator: "lacCi",
    lac: 0x1001,
    ci,
  })),
};
const request: BssapMessage = { layer: "bssmap", message: "clearRequest", cause: 1 };
const from = (sccp: SccpMessage): Transfer => ({ opc: MSC, dpc: BSC_A, sccp });
/** Chains of XUDT and DT1, unitdata with options, and what came back to its sender. */
export const OWN_SCCP: readonly Transfer[] = [
  ...segmentedXudt({ ...CHAIN, maximum: 100 }, encode(paging)).map(from),
  ...segmentedDt1(77, encode(request), 3).map(from),
  from({ ...xudt(0), userData: encode(request), importance: 5 }),
  from({ type: "UDTS", returnCause: 3, ...PARTIES, returnedData: encode(request) }),
];

const BOTH = {
  called: { pointCode: BSC_A, subsystem: 254 },
  calling: { pointCode: MSC, subsystem: 254 },
} as const;
const SEGMENTATION = { first: true, protocolClass: 1, remaining: 0, reference: 7 } as const;
const CARRIED = { userData: encode(request), importance: 5 } as const;
const RETURNED = { returnedData: encode(request) } as const;

/** A message of each type with all its parameters. */
export const WHOLE_SCCP: readonly SccpMessage[] = [
  { type: "CR", slr: 0x10203, protocolClass: 2, ...BOTH, ...CARRIED, hopCounter: 9 },
  { type: "CC", dlr: 0x10203, slr: 0x40506, protocolClass: 2, called: BOTH.called, ...CARRIED },
  { type: "DT1", dlr: 0x40506, more: false, userData: encode(request) },
  { type: "IT", dlr: 0x40506, slr: 0x10203, protocolClass: 2, sequencing: 0, credit: 0 },
  { type: "RLSD", dlr: 0x40506, slr: 0x10203, cause: 3, ...CARRIED },
  { type: "RLC", dlr: 0x10203, slr: 0x40506 },
  { type: "CREF", dlr: 0x70809, cause: 4, called: BOTH.called, ...CARRIED },
  { type: "ERR", dlr: 0x70809, cause: 1 },
  { type: "UDT", protocolClass: 0, ...BOTH, userData: encode(request) },
  { type: "UDTS", returnCause: 1, ...BOTH, ...RETURNED },
  {
    type: "XUDT",
    protocolClass: 1,
    hopCounter: 9,
    ...BOTH,
    ...CARRIED,
    segmentation: SEGMENTATION,
  },
  {
    type: "XUDTS",
    returnCause: 1,
    hopCounter: 9,
    ...BOTH,
    ...RETURNED,
    segmentation: SEGMENTATION,
    importance: 5,
  },
];
