// SCCP (ITU-T Q.713): messages to octets.
import { inRange, OctetWriter } from "../octets.ts";
import { writeAddress } from "./sccp-address.ts";
import {
  type Between,
  IMPORTANCE_MAX,
  NAME,
  OPTIONS,
  type Options,
  SCCP_MESSAGES,
  type SccpMessage,
  SEGMENTATION,
  type Segmentation,
} from "./sccp-tables.ts";

/** One writer for all: encoding neither waits nor calls itself. */
const WRITER = new OctetWriter(512);

/** Encodes one SCCP message. @throws KairosError `message.not-encodable` */
export function encodeSccp(message: SccpMessage): Uint8Array {
  WRITER.length = 0;
  encodeSccpInto(WRITER, message);
  return WRITER.finish();
}

/** Appends one SCCP message. @throws KairosError `message.not-encodable` */
export function encodeSccpInto(writer: OctetWriter, message: SccpMessage): void {
  writer.u8(SCCP_MESSAGES[message.type].type);
  switch (message.type) {
    case "DT1":
      writer.u24LittleEndian(message.dlr);
      writer.u8(message.more ? 1 : 0);
      writer.closePointer(writer.openPointer());
      writeOctets(writer, message.userData);
      break;
    case "UDT":
      writer.u8(message.protocolClass);
      writeBetween(writer, message, message.userData);
      break;
    case "CR":
      writer.u24LittleEndian(message.slr);
      writer.u8(message.protocolClass);
      writeRequest(writer, message);
      break;
    case "CC":
      writer.u24LittleEndian(message.dlr);
      writer.u24LittleEndian(message.slr);
      writer.u8(message.protocolClass);
      writeOptional(writer, writer.openPointer(), message);
      break;
    case "CREF":
      writer.u24LittleEndian(message.dlr);
      writer.u8(message.cause);
      writeOptional(writer, writer.openPointer(), message);
      break;
    case "RLSD":
      writer.u24LittleEndian(message.dlr);
      writer.u24LittleEndian(message.slr);
      writer.u8(message.cause);
      writeOptional(writer, writer.openPointer(), message);
      break;
    case "RLC":
      writer.u24LittleEndian(message.dlr);
      writer.u24LittleEndian(message.slr);
      break;
    default:
      writeSeldom(writer, message);
  }
}

type Seldom = Extract<SccpMessage, { type: "UDTS" | "XUDT" | "XUDTS" | "IT" | "ERR" }>;

function writeSeldom(writer: OctetWriter, message: Seldom): void {
  switch (message.type) {
    case "XUDT":
      writer.u8(message.protocolClass);
      writer.u8(message.hopCounter);
      writeOptional(writer, writeBetween(writer, message, message.userData, true), message);
      break;
    case "UDTS":
      writer.u8(message.returnCause);
      writeBetween(writer, message, message.returnedData);
      break;
    case "XUDTS":
      writer.u8(message.returnCause);
      writer.u8(message.hopCounter);
      writeOptional(writer, writeBetween(writer, message, message.returnedData, true), message);
      break;
    case "IT":
      writer.u24LittleEndian(message.dlr);
      writer.u24LittleEndian(message.slr);
      writer.u8(message.protocolClass);
      writer.u16(message.sequencing);
      writer.u8(message.credit);
      break;
    case "ERR":
      writer.u24LittleEndian(message.dlr);
      writer.u8(message.cause);
      break;
  }
}

function writeRequest(writer: OctetWriter, message: Extract<SccpMessage, { type: "CR" }>): void {
  const called = writer.openPointer();
  const optional = writer.openPointer();
  writer.closePointer(called);
  writeAddress(writer, message.called);
  writeOptional(writer, optional, message);
}

/**
 * Pointers to both parties, to the data and, when `extended`, to an optional part; then the first
 * three of these.
 *
 * @returns where the pointer to the optional part stands; −1 for none
 */
function writeBetween(
  writer: OctetWriter,
  parties: Between,
  data: Uint8Array,
  extended = false,
): number {
  const called = writer.openPointer();
  const calling = writer.openPointer();
  const userData = writer.openPointer();
  const optional = extended ? writer.openPointer() : -1;
  writer.closePointer(called);
  writeAddress(writer, parties.called);
  writer.closePointer(calling);
  writeAddress(writer, parties.calling);
  writer.closePointer(userData);
  writeOctets(writer, data);
  return optional;
}

function writeOctets(writer: OctetWriter, octets: Uint8Array): void {
  const at = writer.openLength();
  writer.put(octets);
  writer.closeLength(at);
}

/** Writes the optional part in the order of names, or leaves the pointer 0. */
function writeOptional(
  writer: OctetWriter,
  pointer: number,
  message: Extract<SccpMessage, { type: keyof typeof OPTIONS }>,
): void {
  const options: Options = message;
  const start = writer.length;
  if (options.optionalPart !== undefined) {
    writer.put(options.optionalPart);
    writer.closePointer(pointer, start);
    return;
  }
  const allowed = OPTIONS[message.type];
  const { called, calling, userData, segmentation, hopCounter, importance } = options;
  if (called !== undefined && (allowed & (1 << NAME.called)) !== 0) {
    writer.u8(NAME.called);
    writeAddress(writer, called);
  }
  if (calling !== undefined && (allowed & (1 << NAME.calling)) !== 0) {
    writer.u8(NAME.calling);
    writeAddress(writer, calling);
  }
  if (userData !== undefined && (allowed & (1 << NAME.userData)) !== 0) {
    writer.u8(NAME.userData);
    writeOctets(writer, userData);
  }
  if (segmentation !== undefined) writeSegmentation(writer, segmentation);
  if (hopCounter !== undefined && (allowed & (1 << NAME.hopCounter)) !== 0) {
    writer.u8(NAME.hopCounter);
    writer.u8(1);
    writer.u8(hopCounter);
  }
  if (importance !== undefined) writeImportance(writer, importance);
  if (writer.length === start) return;
  writer.u8(NAME.end);
  writer.closePointer(pointer, start);
}

function writeSegmentation(writer: OctetWriter, segmentation: Segmentation): void {
  const { first, protocolClass, remaining, reference } = segmentation;
  writer.u8(NAME.segmentation);
  writer.u8(4);
  writer.u8(
    (first ? SEGMENTATION.first : 0) |
      (protocolClass === 1 ? SEGMENTATION.class1 : 0) |
      inRange("segments remaining", remaining, SEGMENTATION.remaining),
  );
  writer.u24LittleEndian(reference);
}

function writeImportance(writer: OctetWriter, importance: number): void {
  writer.u8(NAME.importance);
  writer.u8(1);
  writer.u8(inRange("importance", importance, IMPORTANCE_MAX));
}
