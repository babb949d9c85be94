// M2PA (RFC 4165): MTP level 3 frames of a link that runs over SCTP.
import type { OctetReader } from "../octets.ts";
import { readMtp3, type TransferSink } from "./mtp3.ts";

/** Message class M2PA with type user data, §2.1. */
const USER_DATA = 0x0b01;

/** Hands on the SCCP message of the M2PA message at the reader, if it has one. */
export function readM2pa(reader: OctetReader, sink: TransferSink): void {
  reader.place = "M2PA";
  reader.skip(2);
  if (reader.u16() !== USER_DATA) return;
  // The message's length, then backward and forward sequence number (§2.2).
  reader.skip(4 + 8);
  // An acknowledgement has no data; data begins with an octet of priority (§2.3.1).
  if (reader.remaining < 2) return;
  reader.skip(1);
  readMtp3(reader, sink);
}
