// MTP level 2: the header of signal units, of which message signal units alone carry MTP3 (ITU-T Q.703).
import type { OctetReader, OctetWriter } from "../octets.ts";
import { type MtpTransfer, readMtp3, type TransferSink, writeMtp3 } from "./mtp3.ts";

/** Length indicator: up to 2 are fill-in and status units, 63 means 63 or more (Q.703 §2.3.3). */
const STATUS_UNIT_MAX = 2;
const LONG_UNIT = 63;
/** The same where sequence numbers have 12 bits (Q.703 Annex A). */
const ANNEX_A_LONG_UNIT = 511;

/** Hands on the message of a signal unit without check bits (DLT 140), if it has one. */
export function readMtp2(reader: OctetReader, sink: TransferSink): void {
  reader.place = "MTP2";
  reader.skip(2);
  readUnit(reader, sink, reader.u8() & 0x3f, LONG_UNIT);
}

/** The same behind a header of libpcap: direction, whether Annex A is used, number of the link. */
export function readMtp2WithPseudoHeader(reader: OctetReader, sink: TransferSink): void {
  reader.place = "MTP2";
  reader.skip(1);
  const annexA = reader.u8() === 1;
  reader.skip(2);
  if (!annexA) {
    readMtp2(reader, sink);
    return;
  }
  reader.skip(4);
  readUnit(reader, sink, reader.u16LittleEndian() & 0x1ff, ANNEX_A_LONG_UNIT);
}

function readUnit(reader: OctetReader, sink: TransferSink, length: number, long: number): void {
  if (length <= STATUS_UNIT_MAX) return;
  // What stands behind a short unit are check bits that the capture kept.
  if (length < long) reader.narrow(length);
  readMtp3(reader, sink);
}

/** Sequence numbers of a link, both ways (Q.703 §2.3.2): each end counts from 0, modulo 128. */
export class SignalUnits {
  /** The number that each end sent last, by its point code above the other's. */
  readonly #sent = new Map<number, number>();

  /** A message signal unit without check bits (DLT 140). */
  write(writer: OctetWriter, transfer: MtpTransfer): void {
    const { opc, dpc, userData } = transfer;
    const forward = ((this.#sent.get(opc * 2 ** 14 + dpc) ?? 127) + 1) & 0x7f;
    this.#sent.set(opc * 2 ** 14 + dpc, forward);
    // The indicator bits, the highest of both octets, stay at 1: nothing is sent again.
    writer.u8(0x80 | (this.#sent.get(dpc * 2 ** 14 + opc) ?? 127));
    writer.u8(0x80 | forward);
    writer.u8(Math.min(LONG_UNIT, 5 + userData.length));
    writeMtp3(writer, transfer);
  }
}
