// MTP level 3: service information octet and routing label with 14-bit point codes (ITU-T Q.704).
import { notEncodable, OctetReader, OctetWriter } from "../octets.ts";

/** A message for a user part, here always SCCP. Point codes 0–16383; over M3UA 32 bits. */
export interface MtpTransfer {
  readonly opc: number;
  readonly dpc: number;
  readonly userData: Uint8Array;
  /**
   * Network indicator × 4 + priority, Q.704 §14.2.2; absent = {@link NATIONAL_NETWORK} × 4. The tap
   * does not ask for it, nor for the next one.
   */
  readonly subservice?: number;
  /** Signalling link selection, 0–15; absent = 0. */
  readonly signallingLink?: number;
}

/** Where the transfers of a frame go, one after the other. */
export interface TransferSink {
  take(transfer: MtpTransfer): void;
}

/** Service indicator of SCCP, Q.704 §14.2.1. */
export const SCCP_SERVICE_INDICATOR = 3;
/** Network indicator of a national network, Q.704 §14.2.2. */
export const NATIONAL_NETWORK = 2;
const NATIONAL_SUBSERVICE = NATIONAL_NETWORK << 2;

/** Hands on the SCCP message of the MTP3 frame at the reader; other users of MTP are passed over. */
export function readMtp3(reader: OctetReader, sink: TransferSink): void {
  reader.place = "MTP3";
  if ((reader.u8() & 0xf) !== SCCP_SERVICE_INDICATOR) return;
  const label = reader.u32LittleEndian();
  sink.take({ opc: opcOf(label), dpc: dpcOf(label), userData: reader.rest() });
}

/** The SCCP message of an MTP3 frame (DLT 141); undefined for other users of MTP. */
export function decodeMtp3(octets: Uint8Array): MtpTransfer | undefined {
  const reader = new OctetReader(octets, "MTP3");
  const serviceInformation = reader.u8();
  if ((serviceInformation & 0xf) !== SCCP_SERVICE_INDICATOR) return undefined;
  const label = reader.u32LittleEndian();
  const transfer = { opc: opcOf(label), dpc: dpcOf(label), userData: reader.rest() };
  const subservice = serviceInformation >>> 4;
  const signallingLink = label >>> 28;
  if (subservice === NATIONAL_SUBSERVICE && signallingLink === 0) return transfer;
  return {
    ...transfer,
    ...(subservice === NATIONAL_SUBSERVICE ? {} : { subservice }),
    ...(signallingLink === 0 ? {} : { signallingLink }),
  };
}

const opcOf = (label: number): number => (label >>> 14) & 0x3fff;
const dpcOf = (label: number): number => label & 0x3fff;

/** An MTP3 frame (DLT 141). @throws KairosError `message.not-encodable` */
export function encodeMtp3(transfer: MtpTransfer): Uint8Array {
  const writer = new OctetWriter(5 + transfer.userData.length);
  writeMtp3(writer, transfer);
  return writer.finish();
}

/** The same into a writer. */
export function writeMtp3(writer: OctetWriter, transfer: MtpTransfer): void {
  const { opc, dpc, userData, subservice, signallingLink = 0 } = transfer;
  checkPointCode(opc);
  checkPointCode(dpc);
  writer.u8(((subservice ?? NATIONAL_SUBSERVICE) << 4) | SCCP_SERVICE_INDICATOR);
  writer.u24LittleEndian((dpc | (opc << 14)) & 0xffffff);
  writer.u8((opc >>> 10) | (signallingLink << 4));
  writer.put(userData);
}

function checkPointCode(pointCode: number): void {
  if (pointCode === (pointCode & 0x3fff)) return;
  throw notEncodable("point code", String(pointCode), "0–16383");
}
