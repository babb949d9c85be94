// MTP level 3: service information octet and routing label with 14-bit point codes (ITU-T Q.704).
import { notEncodable, OctetReader, OctetWriter } from "../octets.ts";

/** A message for a user part, here always SCCP. Point codes 0–16383. */
export interface MtpTransfer {
  readonly opc: number;
  readonly dpc: number;
  readonly userData: Uint8Array;
}

/** Service indicator of SCCP, Q.704 §14.2.1. */
export const SCCP_SERVICE_INDICATOR = 3;
/** National network, Q.704 §14.2.2. */
const NATIONAL = 0x80;
/** MTP level 2 header before level 3: BSN, FSN, LI (Q.703 §2.2). */
const MTP2_HEADER_OCTETS = 3;

/** The SCCP message of an MTP3 frame (DLT 141); undefined for other users of MTP. */
export function decodeMtp3(octets: Uint8Array): MtpTransfer | undefined {
  const reader = new OctetReader(octets, "MTP3");
  const serviceInformation = reader.u8();
  if ((serviceInformation & 0xf) !== SCCP_SERVICE_INDICATOR) return undefined;
  const label = reader.u32LittleEndian();
  return { dpc: label & 0x3fff, opc: (label >>> 14) & 0x3fff, userData: reader.rest() };
}

/** The same below an MTP2 header (DLT 140); undefined for fill-in and status units. */
export function decodeMtp2(octets: Uint8Array): MtpTransfer | undefined {
  return octets.length <= MTP2_HEADER_OCTETS + 4
    ? undefined
    : decodeMtp3(octets.subarray(MTP2_HEADER_OCTETS));
}

/** An MTP3 frame (DLT 141), national network, signalling link selection 0. */
export function encodeMtp3(transfer: MtpTransfer): Uint8Array {
  for (const pointCode of [transfer.opc, transfer.dpc]) {
    if (pointCode !== (pointCode & 0x3fff)) {
      throw notEncodable("point code", String(pointCode), "0–16383");
    }
  }
  const writer = new OctetWriter();
  writer.u8(NATIONAL | SCCP_SERVICE_INDICATOR);
  writer.u32LittleEndian(transfer.dpc | (transfer.opc << 14));
  writer.put(transfer.userData);
  return writer.finish();
}
