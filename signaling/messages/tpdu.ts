// SMS transfer PDUs, both ways and all six types (3GPP TS 23.040 §9.2).
import { KairosError } from "../../domain/errors.ts";
import { notEncodable, type OctetReader, type OctetWriter } from "../octets.ts";
import { TIME_STAMP_OCTETS, writeTimeStamp } from "./time-stamp.ts";
import { readAddress, type TransferAddress, writeAddress } from "./tpdu-address.ts";
import { HAS_HEADER, readUserData, type UserData, writeUserData } from "./tpdu-user-data.ts";

export { serviceCentreTimeStamp } from "./time-stamp.ts";
export type { TransferAddress } from "./tpdu-address.ts";
export { CODING, codingOf, type UserData } from "./tpdu-user-data.ts";

/** Flags in the first octet of a TPDU besides its type (3GPP TS 23.040 §9.2.3). */
export const TRANSFER_FLAG = {
  /** DELIVER, STATUS REPORT: no more messages are waiting. */
  noMoreMessages: 0x04,
  /** SUBMIT: the service centre is to reject a duplicate. */
  rejectDuplicates: 0x04,
  /** SUBMIT: TP-VP is there, one octet. */
  relativeValidity: 0x10,
  /** SUBMIT, COMMAND: a report is wanted. DELIVER: one will be sent. */
  statusReportRequest: 0x20,
  userDataHeader: HAS_HEADER,
  replyPath: 0x80,
} as const;

interface Submit {
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

interface Deliver {
  readonly type: "deliver";
  readonly flags: number;
  readonly originatingAddress: TransferAddress;
  readonly protocolIdentifier: number;
  readonly dataCodingScheme: number;
  /** TP-SCTS, 7 octets; {@link serviceCentreTimeStamp} makes them. */
  readonly serviceCentreTimeStamp: Uint8Array;
  readonly userData: UserData;
}

/** What TP-PI announces at the end of a report (3GPP TS 23.040 §9.2.3.27). */
interface Announced {
  readonly protocolIdentifier?: number;
  /** When absent, user data is GSM 7-bit. */
  readonly dataCodingScheme?: number;
  readonly userData?: UserData;
}

interface StatusReport extends Announced {
  readonly type: "statusReport";
  readonly flags: number;
  readonly messageReference: number;
  readonly recipientAddress: TransferAddress;
  readonly serviceCentreTimeStamp: Uint8Array;
  readonly dischargeTime: Uint8Array;
  /** TP-ST: below 32 completed, below 64 still trying, then failed (§9.2.3.15). */
  readonly status: number;
}

interface DeliverReport extends Announced {
  readonly type: "deliverReport";
  readonly flags: number;
  /** TP-FCS, only in an RP-ERROR (3GPP TS 23.040 §9.2.3.22). */
  readonly failureCause?: number;
}

interface SubmitReport extends Announced {
  readonly type: "submitReport";
  readonly flags: number;
  readonly failureCause?: number;
  readonly serviceCentreTimeStamp: Uint8Array;
}

interface Command {
  readonly type: "command";
  readonly flags: number;
  readonly messageReference: number;
  readonly protocolIdentifier: number;
  /** TP-CT: 0 enquiry, 1 cancel report, 2 delete, 3 request report (§9.2.3.19). */
  readonly commandType: number;
  readonly messageNumber: number;
  readonly destinationAddress: TransferAddress;
  readonly commandData: Uint8Array;
}

/** One that is malformed, or of a reserved type, stays octets. */
export type TransferPdu =
  | Submit
  | Deliver
  | StatusReport
  | DeliverReport
  | SubmitReport
  | Command
  | { readonly type: "other"; readonly octets: Uint8Array };

/** TP-MTI, 3GPP TS 23.040 §9.2.3.1: the same number means another type in the other direction. */
const TYPE = {
  deliver: 0,
  deliverReport: 0,
  submit: 1,
  submitReport: 1,
  statusReport: 2,
  command: 2,
} as const;
const TYPES_UP = ["deliverReport", "submit", "command", "other"] as const;
const TYPES_DOWN = ["deliver", "submitReport", "statusReport", "other"] as const;
const VALIDITY_PERIOD_FORMAT = 0x18;
/** Octets of TP-VP by TP-VPF: none, enhanced, relative, absolute (3GPP TS 23.040 §9.2.3.3). */
const VALIDITY_OCTETS = [0, 7, 1, 7] as const;
const TYPE_BITS = 0x3;
/** TP-PI, 3GPP TS 23.040 §9.2.3.27; with bit 7 set another one follows, of which nothing is known. */
const ANNOUNCED = { protocolIdentifier: 1, dataCodingScheme: 2, userData: 4 } as const;
const ANNOUNCED_BITS = 0x07;
const FURTHER_INDICATOR = 0x80;

/**
 * Reads a TPDU up to the reader's limit; what it cannot read stays octets. The reader is no longer
 * `exact` where {@link writeTransferPdu} would write other octets.
 *
 * @param up  from the phone
 * @param inError  inside an RP-ERROR, where reports have a failure cause
 */
export function readTransferPdu(reader: OctetReader, up: boolean, inError = false): TransferPdu {
  const { offset: start, limit: outer, exact } = reader;
  if (reader.remaining > 0) {
    try {
      const pdu = readTyped(reader, up, inError);
      if (pdu !== undefined) {
        if (reader.remaining > 0) reader.exact = false;
        return pdu;
      }
    } catch (error) {
      if (!(error instanceof KairosError)) throw error;
    }
  }
  reader.exact = exact;
  reader.limit = outer;
  reader.offset = start;
  return { type: "other", octets: reader.rest() };
}

function readTyped(reader: OctetReader, up: boolean, inError: boolean): TransferPdu | undefined {
  const type = (up ? TYPES_UP : TYPES_DOWN)[reader.peek() & TYPE_BITS]!;
  switch (type) {
    case "submit":
      return readSubmit(reader);
    case "deliver":
      return readDeliver(reader);
    case "statusReport":
      return readStatusReport(reader);
    case "deliverReport":
    case "submitReport":
      return readReport(reader, type, inError);
    case "command":
      return readCommand(reader);
    case "other":
      return undefined;
  }
}

function readSubmit(reader: OctetReader): Submit {
  const flags = reader.u8() & ~TYPE_BITS;
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

function readDeliver(reader: OctetReader): Deliver {
  const flags = reader.u8() & ~TYPE_BITS;
  const originatingAddress = readAddress(reader);
  const protocolIdentifier = reader.u8();
  const dataCodingScheme = reader.u8();
  return {
    type: "deliver",
    flags,
    originatingAddress,
    protocolIdentifier,
    dataCodingScheme,
    serviceCentreTimeStamp: reader.take(TIME_STAMP_OCTETS),
    userData: readUserData(reader, flags, dataCodingScheme),
  };
}

function readStatusReport(reader: OctetReader): StatusReport {
  const report = {
    type: "statusReport" as const,
    flags: reader.u8() & ~TYPE_BITS,
    messageReference: reader.u8(),
    recipientAddress: readAddress(reader),
    serviceCentreTimeStamp: reader.take(TIME_STAMP_OCTETS),
    dischargeTime: reader.take(TIME_STAMP_OCTETS),
    status: reader.u8(),
  };
  if (reader.remaining === 0) return report;
  const announced = readIndicator(reader);
  // We leave out an indicator that announces nothing.
  if (announced === 0) reader.exact = false;
  return { ...report, ...readAnnounced(reader, report.flags, announced) };
}

function readReport(
  reader: OctetReader,
  type: "deliverReport" | "submitReport",
  inError: boolean,
): DeliverReport | SubmitReport {
  const flags = reader.u8() & ~TYPE_BITS;
  const failure = inError ? { failureCause: reader.u8() } : {};
  const announced = readIndicator(reader);
  if (type === "deliverReport") {
    return { type, flags, ...failure, ...readAnnounced(reader, flags, announced) };
  }
  const serviceCentreTimeStamp = reader.take(TIME_STAMP_OCTETS);
  const rest = readAnnounced(reader, flags, announced);
  return { type, flags, ...failure, serviceCentreTimeStamp, ...rest };
}

/** The bits of TP-PI that this file knows. */
function readIndicator(reader: OctetReader): number {
  const first = reader.u8();
  if (first > ANNOUNCED_BITS) reader.exact = false;
  for (let octet = first; (octet & FURTHER_INDICATOR) !== 0; ) octet = reader.u8();
  return first & ANNOUNCED_BITS;
}

function readAnnounced(reader: OctetReader, flags: number, announced: number): Announced {
  const pid = (announced & ANNOUNCED.protocolIdentifier) !== 0 ? reader.u8() : -1;
  const scheme = (announced & ANNOUNCED.dataCodingScheme) !== 0 ? reader.u8() : -1;
  const hasUserData = (announced & ANNOUNCED.userData) !== 0 && reader.remaining > 0;
  if (!hasUserData && (announced & ANNOUNCED.userData) !== 0) reader.exact = false;
  const userData = hasUserData
    ? { userData: readUserData(reader, flags, Math.max(0, scheme)) }
    : {};
  return {
    ...(pid < 0 ? {} : { protocolIdentifier: pid }),
    ...(scheme < 0 ? {} : { dataCodingScheme: scheme }),
    ...userData,
  };
}

function readCommand(reader: OctetReader): Command {
  return {
    type: "command",
    flags: reader.u8() & ~TYPE_BITS,
    messageReference: reader.u8(),
    protocolIdentifier: reader.u8(),
    commandType: reader.u8(),
    messageNumber: reader.u8(),
    destinationAddress: readAddress(reader),
    commandData: reader.take(reader.u8()),
  };
}

/**
 * Writes a TPDU.
 *
 * @param up  from the phone
 * @param inError  inside an RP-ERROR, where reports have a failure cause
 * @throws KairosError `message.not-encodable` for a value that does not fit, flags that lie, and a
 * type that does not go this way
 */
export function writeTransferPdu(
  writer: OctetWriter,
  pdu: TransferPdu,
  up: boolean,
  inError = false,
): void {
  if (pdu.type === "other") {
    writer.put(pdu.octets);
    return;
  }
  const type = TYPE[pdu.type];
  if ((up ? TYPES_UP : TYPES_DOWN)[type] !== pdu.type) {
    throw notEncodable("TPDU", pdu.type, `one that goes ${up ? "up" : "down"}`);
  }
  if ((pdu.flags & TYPE_BITS) !== 0) {
    throw notEncodable("TPDU flags", String(pdu.flags), "bits 0 and 1 clear, the type's");
  }
  writer.u8(pdu.flags | type);
  switch (pdu.type) {
    case "submit":
      writeSubmit(writer, pdu);
      break;
    case "deliver":
      writeAddress(writer, pdu.originatingAddress);
      writer.u8(pdu.protocolIdentifier);
      writer.u8(pdu.dataCodingScheme);
      writeTimeStamp(writer, pdu.serviceCentreTimeStamp);
      writeUserData(writer, pdu.flags, pdu.dataCodingScheme, pdu.userData);
      break;
    case "statusReport": {
      writer.u8(pdu.messageReference);
      writeAddress(writer, pdu.recipientAddress);
      writeTimeStamp(writer, pdu.serviceCentreTimeStamp);
      writeTimeStamp(writer, pdu.dischargeTime);
      writer.u8(pdu.status);
      const announced = announcedIn(pdu);
      if (announced === 0) break;
      writer.u8(announced);
      writeAnnounced(writer, pdu);
      break;
    }
    case "deliverReport":
    case "submitReport":
      if ((pdu.failureCause !== undefined) !== inError) {
        throw notEncodable("TP-FCS", `${pdu.failureCause}`, inError ? "one" : "none");
      }
      if (pdu.failureCause !== undefined) writer.u8(pdu.failureCause);
      writer.u8(announcedIn(pdu));
      if (pdu.type === "submitReport") writeTimeStamp(writer, pdu.serviceCentreTimeStamp);
      writeAnnounced(writer, pdu);
      break;
    case "command":
      writeCommand(writer, pdu);
      break;
  }
}

function writeSubmit(writer: OctetWriter, pdu: Submit): void {
  writer.u8(pdu.messageReference);
  writeAddress(writer, pdu.destinationAddress);
  writer.u8(pdu.protocolIdentifier);
  writer.u8(pdu.dataCodingScheme);
  const wanted = VALIDITY_OCTETS[(pdu.flags & VALIDITY_PERIOD_FORMAT) >>> 3]!;
  const octets = pdu.validityPeriod?.length ?? 0;
  if (octets !== wanted) {
    throw notEncodable("TP-VP", `${octets} octets`, `${wanted}, as the flags say`);
  }
  if (pdu.validityPeriod !== undefined) writer.put(pdu.validityPeriod);
  writeUserData(writer, pdu.flags, pdu.dataCodingScheme, pdu.userData);
}

function announcedIn(pdu: Announced): number {
  return (
    (pdu.protocolIdentifier === undefined ? 0 : ANNOUNCED.protocolIdentifier) |
    (pdu.dataCodingScheme === undefined ? 0 : ANNOUNCED.dataCodingScheme) |
    (pdu.userData === undefined ? 0 : ANNOUNCED.userData)
  );
}

function writeAnnounced(writer: OctetWriter, pdu: Announced & { readonly flags: number }): void {
  if (pdu.protocolIdentifier !== undefined) writer.u8(pdu.protocolIdentifier);
  if (pdu.dataCodingScheme !== undefined) writer.u8(pdu.dataCodingScheme);
  if (pdu.userData === undefined) return;
  writeUserData(writer, pdu.flags, pdu.dataCodingScheme ?? 0, pdu.userData);
}

function writeCommand(writer: OctetWriter, pdu: Command): void {
  writer.u8(pdu.messageReference);
  writer.u8(pdu.protocolIdentifier);
  writer.u8(pdu.commandType);
  writer.u8(pdu.messageNumber);
  writeAddress(writer, pdu.destinationAddress);
  writer.u8(pdu.commandData.length);
  writer.put(pdu.commandData);
}

/** The address of the other party, whatever the PDU calls it; "" when there is none. */
export function addressOf(pdu: TransferPdu): string {
  switch (pdu.type) {
    case "submit":
    case "command":
      return pdu.destinationAddress.address;
    case "deliver":
      return pdu.originatingAddress.address;
    case "statusReport":
      return pdu.recipientAddress.address;
    case "deliverReport":
    case "submitReport":
    case "other":
      return "";
  }
}
