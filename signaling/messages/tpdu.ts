// SMS transfer PDUs: SUBMIT, DELIVER and STATUS REPORT with their text (3GPP TS 23.040 §9.2).
import { notEncodable, type OctetReader, type OctetWriter } from "../octets.ts";
import { readDigits, writeDigits } from "./bcd.ts";
import { packSeptets, septetsOf, textOfSeptets, textOfUcs2, ucs2Of } from "./gsm-alphabet.ts";

/** TP-DA, TP-OA, TP-RA (3GPP TS 23.040 §9.1.2.5). */
export interface TransferAddress {
  /** 0 unknown, 1 international, 2 national, 5 alphanumeric. */
  readonly typeOfNumber: number;
  readonly numberingPlan: number;
  /** Digits, or the text of an alphanumeric address. */
  readonly address: string;
}

/** TP-UD: text as its coding scheme says, octets for 8-bit and compressed; `header` = TP-UDH. */
export interface UserData {
  readonly header?: Uint8Array;
  readonly text?: string;
  readonly octets?: Uint8Array;
}

/** Flags in the first octet of a TPDU besides its type (3GPP TS 23.040 §9.2.3). */
export const TRANSFER_FLAG = {
  /** DELIVER, STATUS REPORT: no more messages are waiting. */
  noMoreMessages: 0x04,
  /** SUBMIT: TP-VP is there, one octet. */
  relativeValidity: 0x10,
  statusReportRequest: 0x20,
  userDataHeader: 0x40,
  replyPath: 0x80,
} as const;

export type TransferPdu =
  | {
      readonly type: "submit";
      /** Sum of {@link TRANSFER_FLAG}s, the first octet without its type. */
      readonly flags: number;
      readonly messageReference: number;
      readonly destinationAddress: TransferAddress;
      readonly protocolIdentifier: number;
      readonly dataCodingScheme: number;
      /** TP-VP: one octet when relative, seven otherwise, as the flags say. */
      readonly validityPeriod?: Uint8Array;
      readonly userData: UserData;
    }
  | {
      readonly type: "deliver";
      readonly flags: number;
      readonly originatingAddress: TransferAddress;
      readonly protocolIdentifier: number;
      readonly dataCodingScheme: number;
      /** TP-SCTS, 7 octets; {@link serviceCentreTimeStamp} makes them. */
      readonly serviceCentreTimeStamp: Uint8Array;
      readonly userData: UserData;
    }
  | {
      readonly type: "statusReport";
      readonly flags: number;
      readonly messageReference: number;
      readonly recipientAddress: TransferAddress;
      readonly serviceCentreTimeStamp: Uint8Array;
      readonly dischargeTime: Uint8Array;
      readonly status: number;
      readonly further?: Uint8Array;
    }
  | { readonly type: "other"; readonly octets: Uint8Array };

/** TP-MTI by direction (3GPP TS 23.040 §9.2.3.1). */
const TYPE = { deliver: 0, submit: 1, statusReport: 2 } as const;
const ALPHANUMERIC = 5;
const VALIDITY_PERIOD_FORMAT = 0x18;
/** Octets of TP-VP by TP-VPF: none, enhanced, relative, absolute (3GPP TS 23.040 §9.2.3.3). */
const VALIDITY_OCTETS = [0, 7, 1, 7] as const;

/** Reads a TPDU; up = from the phone. */
export function readTransferPdu(reader: OctetReader, up: boolean): TransferPdu {
  const type = reader.peek() & 0x3;
  if (reader.remaining === 0) return { type: "other", octets: reader.rest() };
  if (up && type === TYPE.submit) return readSubmit(reader);
  if (!up && type === TYPE.deliver) return readDeliver(reader);
  if (!up && type === TYPE.statusReport) return readStatusReport(reader);
  return { type: "other", octets: reader.rest() };
}

function readSubmit(reader: OctetReader): TransferPdu {
  const flags = reader.u8() & 0xfc;
  const messageReference = reader.u8();
  const destinationAddress = readAddress(reader);
  const protocolIdentifier = reader.u8();
  const dataCodingScheme = reader.u8();
  const validity = VALIDITY_OCTETS[(flags & VALIDITY_PERIOD_FORMAT) >>> 3]!;
  const head = {
    type: "submit" as const,
    flags,
    messageReference,
    destinationAddress,
    protocolIdentifier,
    dataCodingScheme,
  };
  if (validity === 0) return { ...head, userData: readUserData(reader, flags, dataCodingScheme) };
  const validityPeriod = reader.take(validity);
  return { ...head, validityPeriod, userData: readUserData(reader, flags, dataCodingScheme) };
}

function readDeliver(reader: OctetReader): TransferPdu {
  const flags = reader.u8() & 0xfc;
  const originatingAddress = readAddress(reader);
  const protocolIdentifier = reader.u8();
  const dataCodingScheme = reader.u8();
  return {
    type: "deliver",
    flags,
    originatingAddress,
    protocolIdentifier,
    dataCodingScheme,
    serviceCentreTimeStamp: reader.take(7),
    userData: readUserData(reader, flags, dataCodingScheme),
  };
}

function readStatusReport(reader: OctetReader): TransferPdu {
  const report = {
    type: "statusReport" as const,
    flags: reader.u8() & 0xfc,
    messageReference: reader.u8(),
    recipientAddress: readAddress(reader),
    serviceCentreTimeStamp: reader.take(7),
    dischargeTime: reader.take(7),
    status: reader.u8(),
  };
  return reader.remaining === 0 ? report : { ...report, further: reader.rest() };
}

export function writeTransferPdu(writer: OctetWriter, pdu: TransferPdu): void {
  if (pdu.type === "other") {
    writer.put(pdu.octets);
    return;
  }
  writer.u8(pdu.flags | TYPE[pdu.type]);
  switch (pdu.type) {
    case "submit": {
      writer.u8(pdu.messageReference);
      writeAddress(writer, pdu.destinationAddress);
      writer.u8(pdu.protocolIdentifier);
      writer.u8(pdu.dataCodingScheme);
      const wanted = VALIDITY_OCTETS[(pdu.flags & VALIDITY_PERIOD_FORMAT) >>> 3]!;
      const validity = pdu.validityPeriod ?? new Uint8Array();
      if (validity.length !== wanted) {
        throw notEncodable("TP-VP", `${validity.length} octets`, `${wanted}, as the flags say`);
      }
      writer.put(validity);
      writeUserData(writer, pdu);
      break;
    }
    case "deliver":
      writeAddress(writer, pdu.originatingAddress);
      writer.u8(pdu.protocolIdentifier);
      writer.u8(pdu.dataCodingScheme);
      writer.put(pdu.serviceCentreTimeStamp);
      writeUserData(writer, pdu);
      break;
    case "statusReport":
      writer.u8(pdu.messageReference);
      writeAddress(writer, pdu.recipientAddress);
      writer.put(pdu.serviceCentreTimeStamp);
      writer.put(pdu.dischargeTime);
      writer.u8(pdu.status);
      if (pdu.further !== undefined) writer.put(pdu.further);
  }
}

/** The address of the other party, whatever the PDU calls it; "" when there is none. */
export function addressOf(pdu: TransferPdu): string {
  switch (pdu.type) {
    case "submit":
      return pdu.destinationAddress.address;
    case "deliver":
      return pdu.originatingAddress.address;
    case "statusReport":
      return pdu.recipientAddress.address;
    case "other":
      return "";
  }
}

function readAddress(reader: OctetReader): TransferAddress {
  const semiOctets = reader.u8();
  const type = reader.u8();
  const typeOfNumber = (type >>> 4) & 0x7;
  const numberingPlan = type & 0xf;
  const outer = reader.narrow((semiOctets + 1) >>> 1);
  const address =
    typeOfNumber === ALPHANUMERIC
      ? textOfSeptets(reader.rest(), Math.floor((semiOctets * 4) / 7))
      : readDigits(reader);
  reader.widen(outer);
  return { typeOfNumber, numberingPlan, address };
}

function writeAddress(writer: OctetWriter, address: TransferAddress): void {
  const type = 0x80 | (address.typeOfNumber << 4) | address.numberingPlan;
  if (address.typeOfNumber === ALPHANUMERIC) {
    const septets = septetsOf(address.address);
    writer.u8(Math.ceil((septets.length * 7) / 4));
    writer.u8(type);
    writer.put(packSeptets(septets));
    return;
  }
  writer.u8(address.address.length);
  writer.u8(type);
  writeDigits(writer, address.address);
}

/** Alphabet of a data coding scheme, 3GPP TS 23.038 §4. */
function alphabetOf(scheme: number): "gsm7" | "octets" | "ucs2" {
  const group = scheme >>> 4;
  if (group === 0xe) return "ucs2";
  if (group === 0xf) return (scheme & 0x4) === 0 ? "gsm7" : "octets";
  if (group >= 0x8) return "gsm7";
  if ((scheme & 0x20) !== 0) return "octets";
  const alphabet = (scheme >>> 2) & 0x3;
  return alphabet === 1 ? "octets" : alphabet === 2 ? "ucs2" : "gsm7";
}

function readUserData(reader: OctetReader, flags: number, scheme: number): UserData {
  const length = reader.u8();
  const alphabet = alphabetOf(scheme);
  const octets = reader.take(alphabet === "gsm7" ? Math.ceil((length * 7) / 8) : length);
  const hasHeader = (flags & TRANSFER_FLAG.userDataHeader) !== 0;
  const headerOctets = hasHeader && octets.length > 0 ? octets[0]! + 1 : 0;
  if (headerOctets > octets.length || (hasHeader && headerOctets === 0)) {
    throw reader.malformed(`a user data header of ${headerOctets} octets`, "one that fits");
  }
  const body = octets.subarray(headerOctets);
  const header = hasHeader ? { header: octets.subarray(1, headerOctets) } : {};
  if (alphabet === "octets") return { ...header, octets: body };
  if (alphabet === "ucs2") {
    if (body.length % 2 !== 0) throw reader.malformed("odd UCS2 octets", "pairs of octets");
    return { ...header, text: textOfUcs2(body) };
  }
  const headerSeptets = Math.ceil((headerOctets * 8) / 7);
  const count = Math.max(0, length - headerSeptets);
  return { ...header, text: textOfSeptets(octets, count, headerSeptets * 7) };
}

function writeUserData(
  writer: OctetWriter,
  pdu: {
    readonly flags: number;
    readonly dataCodingScheme: number;
    readonly userData: UserData;
  },
): void {
  const { header, text, octets } = pdu.userData;
  if (((pdu.flags & TRANSFER_FLAG.userDataHeader) !== 0) !== (header !== undefined)) {
    throw notEncodable("TP-UDH", header === undefined ? "none" : "one", "as the flags say");
  }
  const head =
    header === undefined ? new Uint8Array() : Uint8Array.of(header.length, ...header.values());
  const alphabet = alphabetOf(pdu.dataCodingScheme);
  if (alphabet !== "gsm7") {
    const body = alphabet === "ucs2" ? ucs2Of(text ?? "") : (octets ?? new Uint8Array());
    writer.u8(head.length + body.length);
    writer.put(head);
    writer.put(body);
    return;
  }
  const septets = septetsOf(text ?? "");
  const headSeptets = Math.ceil((head.length * 8) / 7);
  const body = packSeptets(septets, headSeptets * 7);
  body.set(head);
  writer.u8(headSeptets + septets.length);
  writer.put(body);
}

/** TP-SCTS, 3GPP TS 23.040 §9.2.3.11: swapped digits; the zone in quarters of an hour, 0–79. */
export function serviceCentreTimeStamp(time: {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly quarterHours: number;
}): Uint8Array {
  const { year, month, day, hour, minute, second, quarterHours } = time;
  return Uint8Array.from(
    [year % 100, month, day, hour, minute, second, quarterHours],
    (value) => ((value % 10) << 4) | Math.floor(value / 10),
  );
}
