// SCCP messages of connection-oriented class 2 and of connectionless class 0 (ITU-T Q.713).
import { KairosError } from "../../domain/errors.ts";
import { OctetReader, OctetWriter } from "../octets.ts";

/** Called or calling party, Q.713 §3.4. */
export interface SccpAddress {
  readonly pointCode?: number;
  /** 254 = BSSAP. */
  readonly subsystem?: number;
  /** The whole address when it holds a global title; encoding takes it as it is. */
  readonly octets?: Uint8Array;
}

/** Local references `slr` and `dlr` are 24-bit numbers; causes as in Q.713 §3.11 to §3.15. */
export type SccpMessage =
  | {
      readonly type: "CR";
      readonly slr: number;
      readonly protocolClass: number;
      readonly called: SccpAddress;
      readonly calling?: SccpAddress;
      readonly userData?: Uint8Array;
    }
  | {
      readonly type: "CC";
      readonly dlr: number;
      readonly slr: number;
      readonly protocolClass: number;
      readonly called?: SccpAddress;
      readonly userData?: Uint8Array;
    }
  | {
      readonly type: "CREF";
      readonly dlr: number;
      readonly cause: number;
      readonly userData?: Uint8Array;
    }
  | {
      readonly type: "RLSD";
      readonly dlr: number;
      readonly slr: number;
      readonly cause: number;
      readonly userData?: Uint8Array;
    }
  | { readonly type: "RLC"; readonly dlr: number; readonly slr: number }
  | {
      readonly type: "DT1";
      readonly dlr: number;
      /** Whether the user data goes on in the next DT1. */
      readonly more: boolean;
      readonly userData: Uint8Array;
    }
  | {
      readonly type: "UDT";
      readonly protocolClass: number;
      readonly called: SccpAddress;
      readonly calling: SccpAddress;
      readonly userData: Uint8Array;
    }
  | {
      readonly type: "IT";
      readonly dlr: number;
      readonly slr: number;
      readonly protocolClass: number;
      readonly sequencing: number;
      readonly credit: number;
    }
  | { readonly type: "ERR"; readonly dlr: number; readonly cause: number };

export type SccpType = SccpMessage["type"];

/** Message types, Q.713 table 1. */
const TYPES: Readonly<Record<SccpType, number>> = {
  CR: 0x01,
  CC: 0x02,
  CREF: 0x03,
  RLSD: 0x04,
  RLC: 0x05,
  DT1: 0x06,
  UDT: 0x09,
  ERR: 0x0f,
  IT: 0x10,
};
/** Parameter names of the optional part, Q.713 table 2. */
const PARAMETER = { end: 0x00, called: 0x03, calling: 0x04, userData: 0x0f } as const;
/** Address indicator, Q.713 §3.4.1. */
const INDICATOR = { pointCode: 0x01, subsystem: 0x02, globalTitle: 0x3c, routeOnSsn: 0x40 };

/** The subsystem number of BSSAP on the A interface, 3GPP TS 23.003 §8.2. */
export const BSSAP_SUBSYSTEM = 254;

/**
 * Decodes one SCCP message.
 *
 * @throws KairosError `octets.out-of-bounds`, `octets.malformed`; `message.unknown` for types that
 * the A interface does not use.
 */
export function decodeSccp(octets: Uint8Array): SccpMessage {
  const reader = new OctetReader(octets, "SCCP");
  const type = reader.u8();
  switch (type) {
    case TYPES.DT1: {
      const dlr = reader.u24LittleEndian();
      const more = (reader.u8() & 1) === 1;
      return { type: "DT1", dlr, more, userData: readVariable(reader) };
    }
    case TYPES.UDT:
      return readUnitdata(reader);
    case TYPES.CR: {
      const slr = reader.u24LittleEndian();
      const protocolClass = reader.u8();
      const called = readAddress(readVariable(reader));
      const { calling, userData } = readOptional(reader);
      return { type: "CR", slr, protocolClass, called, ...calling, ...userData };
    }
    case TYPES.CC: {
      const dlr = reader.u24LittleEndian();
      const slr = reader.u24LittleEndian();
      const protocolClass = reader.u8();
      const { called, userData } = readOptional(reader);
      return { type: "CC", dlr, slr, protocolClass, ...called, ...userData };
    }
    case TYPES.CREF: {
      const dlr = reader.u24LittleEndian();
      const cause = reader.u8();
      return { type: "CREF", dlr, cause, ...readOptional(reader).userData };
    }
    case TYPES.RLSD: {
      const dlr = reader.u24LittleEndian();
      const slr = reader.u24LittleEndian();
      const cause = reader.u8();
      return { type: "RLSD", dlr, slr, cause, ...readOptional(reader).userData };
    }
    case TYPES.RLC:
      return { type: "RLC", dlr: reader.u24LittleEndian(), slr: reader.u24LittleEndian() };
    case TYPES.IT:
      return {
        type: "IT",
        dlr: reader.u24LittleEndian(),
        slr: reader.u24LittleEndian(),
        protocolClass: reader.u8(),
        sequencing: reader.u16(),
        credit: reader.u8(),
      };
    case TYPES.ERR:
      return { type: "ERR", dlr: reader.u24LittleEndian(), cause: reader.u8() };
    default:
      throw new KairosError("message.unknown", {
        place: "SCCP, octet 1",
        got: `message type 0x${type.toString(16).padStart(2, "0")}`,
        wanted: Object.keys(TYPES).join(", "),
        remedy: "The frame is skipped; the A interface uses none of the other types",
      });
  }
}

function readUnitdata(reader: OctetReader): SccpMessage {
  const protocolClass = reader.u8();
  const called = readAddress(readVariable(reader));
  const calling = readAddress(readVariable(reader));
  return { type: "UDT", protocolClass, called, calling, userData: readVariable(reader) };
}

/** Follows the pointer at the reader's offset to a length and value; the pointer is consumed. */
function readVariable(reader: OctetReader): Uint8Array {
  const at = reader.offset;
  const pointer = reader.u8();
  const after = reader.offset;
  if (pointer === 0) throw reader.malformed("pointer 0", "a mandatory parameter");
  reader.skip(at + pointer - after);
  const value = reader.take(reader.u8());
  reader.offset = after;
  return value;
}

interface OptionalPart {
  called?: { called: SccpAddress };
  calling?: { calling: SccpAddress };
  userData?: { userData: Uint8Array };
}

function readOptional(reader: OctetReader): OptionalPart {
  const part: OptionalPart = {};
  const at = reader.offset;
  const pointer = reader.u8();
  if (pointer === 0) return part;
  reader.skip(at + pointer - reader.offset);
  while (reader.remaining > 0) {
    const name = reader.u8();
    if (name === PARAMETER.end) break;
    const value = reader.take(reader.u8());
    if (name === PARAMETER.userData) part.userData = { userData: value };
    else if (name === PARAMETER.called) part.called = { called: readAddress(value) };
    else if (name === PARAMETER.calling) part.calling = { calling: readAddress(value) };
  }
  return part;
}

function readAddress(octets: Uint8Array): SccpAddress {
  const reader = new OctetReader(octets, "SCCP address");
  const indicator = reader.u8();
  const pointCode = (indicator & INDICATOR.pointCode) !== 0 ? reader.u16LittleEndian() : undefined;
  const subsystem = (indicator & INDICATOR.subsystem) !== 0 ? reader.u8() : undefined;
  return {
    ...(pointCode === undefined ? {} : { pointCode: pointCode & 0x3fff }),
    ...(subsystem === undefined ? {} : { subsystem }),
    ...((indicator & INDICATOR.globalTitle) === 0 ? {} : { octets }),
  };
}

/** Encodes one SCCP message. @throws KairosError `message.not-encodable` */
export function encodeSccp(message: SccpMessage): Uint8Array {
  const writer = new OctetWriter();
  writer.u8(TYPES[message.type]);
  if ("dlr" in message) writer.u24LittleEndian(message.dlr);
  if ("slr" in message) writer.u24LittleEndian(message.slr);
  if ("protocolClass" in message) writer.u8(message.protocolClass);
  switch (message.type) {
    case "DT1":
      writer.u8(message.more ? 1 : 0);
      writeVariables(writer, [message.userData]);
      break;
    case "UDT": {
      const called = encodeAddress(message.called);
      writeVariables(writer, [called, encodeAddress(message.calling), message.userData]);
      break;
    }
    case "CR":
      writeVariables(writer, [encodeAddress(message.called)], encodeOptional(message));
      break;
    case "CC":
      writeVariables(writer, [], encodeOptional(message));
      break;
    case "CREF":
    case "RLSD":
      writer.u8(message.cause);
      writeVariables(writer, [], encodeOptional(message));
      break;
    case "ERR":
      writer.u8(message.cause);
      break;
    case "IT":
      writer.u16(message.sequencing);
      writer.u8(message.credit);
      break;
    case "RLC":
      break;
  }
  return writer.finish();
}

/** Pointers, then lengths and values; without `optional` there is no pointer to that part. */
function writeVariables(
  writer: OctetWriter,
  values: readonly Uint8Array[],
  optional?: Uint8Array,
): void {
  const pointers = values.length + (optional === undefined ? 0 : 1);
  let ahead = pointers;
  for (const value of values) {
    writer.u8(ahead);
    ahead += value.length;
  }
  if (optional !== undefined) writer.u8(optional.length === 0 ? 0 : ahead);
  for (const value of values) {
    const at = writer.openLength();
    writer.put(value);
    writer.closeLength(at);
  }
  if (optional !== undefined) writer.put(optional);
}

function encodeOptional(message: {
  readonly called?: SccpAddress;
  readonly calling?: SccpAddress;
  readonly userData?: Uint8Array;
  readonly type: SccpType;
}): Uint8Array {
  const writer = new OctetWriter();
  const put = (name: number, value: Uint8Array): void => {
    writer.u8(name);
    const at = writer.openLength();
    writer.put(value);
    writer.closeLength(at);
  };
  if (message.type === "CC" && message.called !== undefined) {
    put(PARAMETER.called, encodeAddress(message.called));
  }
  if (message.calling !== undefined) put(PARAMETER.calling, encodeAddress(message.calling));
  if (message.userData !== undefined) put(PARAMETER.userData, message.userData);
  if (writer.length > 0) writer.u8(PARAMETER.end);
  return writer.finish();
}

function encodeAddress(address: SccpAddress): Uint8Array {
  if (address.octets !== undefined) return address.octets;
  const writer = new OctetWriter(4);
  const { pointCode, subsystem } = address;
  writer.u8(
    INDICATOR.routeOnSsn |
      (pointCode === undefined ? 0 : INDICATOR.pointCode) |
      (subsystem === undefined ? 0 : INDICATOR.subsystem),
  );
  if (pointCode !== undefined) writer.u16LittleEndian(pointCode);
  if (subsystem !== undefined) writer.u8(subsystem);
  return writer.finish();
}
