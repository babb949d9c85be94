// BSSAP PDUs as message objects: what the A interface carries inside SCCP (3GPP TS 48.006 §9.3).
//
// A message is a plain object: `layer`, `message` (the specification's name in camelCase) and the
// information elements by name; for DTAP also `protocol`, and a transaction where there is one:
//
//   { layer: "bssmap", message: "completeLayer3Information",
//     cellIdentifier: { discriminator: "cgi", mcc: "460", mnc: "00", lac: 4097, ci: 21 },
//     layer3Information: {
//       layer: "dtap", protocol: "mobilityManagement", message: "locationUpdatingRequest",
//       locationUpdatingType: LOCATION_UPDATING_TYPE.imsiAttach, cipheringKeySequenceNumber: 7,
//       locationAreaIdentification: { mcc: "460", mnc: "00", lac: 4097 },
//       mobileStationClassmark1: 0x33, mobileIdentity: { type: "tmsi", tmsi: 0x12345678 } } }
//
//   { layer: "dtap", protocol: "callControl", message: "disconnect", transactionIdentifier: 0,
//     sendSequenceNumber: 1, cause: { location: 0, value: 16 } }
//
// Elements that Kairos only passes on are Uint8Array; a key with its default is absent (DLCI 3 for
// SMS, 0 otherwise; N(SD) 0; TI flag 0), so decode(encode(message)) deep-equals the message.
import { OctetReader, OctetWriter } from "../octets.ts";
import { type BssmapMessage, decodeBssmap, encodeBssmap } from "./bssmap.ts";
import { type DtapMessage, decodeDtap, encodeDtap } from "./dtap.ts";

export type BssapMessage = BssmapMessage | DtapMessage;

/** Discrimination bit D, 3GPP TS 48.006 §9.3.2. */
const DISCRIMINATION = { bssmap: 0, dtap: 1 } as const;
/** One writer for all: encoding neither waits nor calls itself. */
const WRITER = new OctetWriter();
/** DLCI of SAPI 3, on which SMS travels (3GPP TS 48.006 §9.3.2). */
const SMS_DLCI = 3;

/**
 * Decodes one BSSAP PDU: discriminator, DLCI when DTAP, length, layer 3.
 *
 * @throws KairosError and nothing else: `octets.out-of-bounds`, `octets.malformed`. A message that the
 * tables lack is no error: it is "unknown", with its octets.
 */
export function decode(octets: Uint8Array): BssapMessage {
  const reader = new OctetReader(octets, "BSSAP");
  const discriminator = reader.u8();
  if (discriminator !== DISCRIMINATION.bssmap && discriminator !== DISCRIMINATION.dtap) {
    throw reader.malformed(`discriminator ${discriminator}`, "0 (BSSMAP) or 1 (DTAP)");
  }
  const dlci = discriminator === DISCRIMINATION.dtap ? reader.u8() : 0;
  const length = reader.u8();
  if (length !== reader.remaining) {
    throw reader.malformed(`length ${length}`, `${reader.remaining}, the octets that follow`);
  }
  if (discriminator === DISCRIMINATION.bssmap) return decodeBssmap(reader);
  const message = decodeDtap(reader);
  return dlci === usualDlci(message) ? message : { ...message, dlci };
}

/**
 * Encodes one BSSAP PDU.
 *
 * @throws KairosError `message.not-encodable` when a mandatory element is missing or a value does
 * not fit.
 */
export function encode(message: BssapMessage): Uint8Array {
  WRITER.length = 0;
  encodeInto(WRITER, message);
  return WRITER.finish();
}

/** Appends one BSSAP PDU to what a writer holds. @throws KairosError `message.not-encodable` */
export function encodeInto(writer: OctetWriter, message: BssapMessage): void {
  if (message.layer === "bssmap") {
    writer.u8(DISCRIMINATION.bssmap);
    const at = writer.openLength();
    encodeBssmap(writer, message);
    writer.closeLength(at);
  } else {
    writer.u8(DISCRIMINATION.dtap);
    writer.u8(message.dlci ?? usualDlci(message));
    const at = writer.openLength();
    encodeDtap(writer, message);
    writer.closeLength(at);
  }
}

function usualDlci(message: DtapMessage): number {
  return message.protocol === "shortMessageService" ? SMS_DLCI : 0;
}
