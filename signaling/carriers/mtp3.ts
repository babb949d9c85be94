// MTP level 3: service information octet and routing label with 14-bit point codes (ITU-T Q.704).
import { notEncodable, OctetReader, OctetWriter } from "../octets.ts";

/** A message for a user part, here always SCCP. Point codes 0–16383; over M3UA 32 bits. */
export interface MtpTransfer {
  readonly opc: number;
  readonly dpc: number;
  readonly userData: Uint8Array;
}

/** Where the transfers of a frame go, one after the other. */
export interface TransferSink {
  take(transfer: MtpTransfer): void;
}

/** Service indicator of SCCP, Q.704 §14.2.1. */
export const SCCP_SERVICE_INDICATOR = 3;
/** Network indicator of a national network, Q.704 §14.2.2. */
export const NATIONAL_NETWORK = 2;

/** Hands on the SCCP message of the MTP3 frame at the reader; other users of MTP are passed over. */
export function readMtp3(reader: OctetReader, sink: TransferSink): void {
  const transfer = transferOf(reader);
  if (transfer !== undefined) sink.take(transfer);
}

/** The SCCP message of an MTP3 frame (DLT 141); undefined for other users of MTP. */
export function decodeMtp3(octets: Uint8Array): MtpTransfer | undefined {
  return transferOf(new OctetReader(octets, "MTP3"));
}

function transferOf(reader: OctetReader): MtpTransfer | undefined {
  reader.place = "MTP3";
  const serviceInformation = reader.u8();
  if ((serviceInformation & 0xf) !== SCCP_SERVICE_INDICATOR) return undefined;
  const label = reader.u32LittleEndian();
  return { opc: (label >>> 14) & 0x3fff, dpc: label & 0x3fff, userData: reader.rest() };
}

/** An MTP3 frame (DLT 141), national network, signalling link selection 0. */
export function encodeMtp3(transfer: MtpTransfer): Uint8Array {
  const writer = new OctetWriter(5 + transfer.userData.length);
  writeMtp3(writer, transfer);
  return writer.finish();
}

/** The same into a writer. */
export function writeMtp3(writer: OctetWriter, { opc, dpc, userData }: MtpTransfer): void {
  checkPointCode(opc);
  checkPointCode(dpc);
  writer.u8((NATIONAL_NETWORK << 6) | SCCP_SERVICE_INDICATOR);
  writer.u32LittleEndian(dpc | (opc << 14));
  writer.put(userData);
}

function checkPointCode(pointCode: number): void {
  if (pointCode === (pointCode & 0x3fff)) return;
  throw notEncodable("point code", String(pointCode), "0–16383");
}
