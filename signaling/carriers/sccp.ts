// SCCP (ITU-T Q.713): octets to messages here, the way back in sccp-encode.ts.
import { KairosError } from "../../domain/errors.ts";
import { OctetReader } from "../octets.ts";
import { readAddress, type SccpAddress } from "./sccp-address.ts";
import {
  type Between,
  IMPORTANCE_MAX,
  NAME,
  OPTIONS,
  type Options,
  SCCP_MESSAGES,
  type SccpMessage,
  SEGMENTATION,
} from "./sccp-tables.ts";

export { BSSAP_SUBSYSTEM, type SccpAddress } from "./sccp-address.ts";
export { encodeSccp, encodeSccpInto } from "./sccp-encode.ts";
export type { SccpMessage, SccpType } from "./sccp-tables.ts";

const T = SCCP_MESSAGES;

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
    case T.DT1.type: {
      const dlr = reader.u24LittleEndian();
      const more = (reader.u8() & 1) === 1;
      return { type: "DT1", dlr, more, userData: readVariable(reader) };
    }
    case T.UDT.type: {
      const protocolClass = reader.u8();
      const { called, calling, data: userData } = readBetween(reader);
      return { type: "UDT", protocolClass, called, calling, userData };
    }
    case T.CR.type: {
      const slr = reader.u24LittleEndian();
      const protocolClass = reader.u8();
      const called = readVariableAddress(reader);
      const message = { type: "CR", slr, protocolClass, called } as const;
      return readOptional(reader, OPTIONS.CR, message);
    }
    case T.CC.type: {
      const dlr = reader.u24LittleEndian();
      const slr = reader.u24LittleEndian();
      const message = { type: "CC", dlr, slr, protocolClass: reader.u8() } as const;
      return readOptional(reader, OPTIONS.CC, message);
    }
    case T.CREF.type: {
      const message = { type: "CREF", dlr: reader.u24LittleEndian(), cause: reader.u8() } as const;
      return readOptional(reader, OPTIONS.CREF, message);
    }
    case T.RLSD.type: {
      const dlr = reader.u24LittleEndian();
      const slr = reader.u24LittleEndian();
      const message = { type: "RLSD", dlr, slr, cause: reader.u8() } as const;
      return readOptional(reader, OPTIONS.RLSD, message);
    }
    case T.RLC.type:
      return { type: "RLC", dlr: reader.u24LittleEndian(), slr: reader.u24LittleEndian() };
    case T.IT.type:
      return {
        type: "IT",
        dlr: reader.u24LittleEndian(),
        slr: reader.u24LittleEndian(),
        protocolClass: reader.u8(),
        sequencing: reader.u16(),
        credit: reader.u8(),
      };
    case T.ERR.type:
      return { type: "ERR", dlr: reader.u24LittleEndian(), cause: reader.u8() };
    default:
      return decodeExtended(reader, type);
  }
}

/** Extended unitdata and what comes back: seldom seen on an A interface. */
function decodeExtended(reader: OctetReader, type: number): SccpMessage {
  switch (type) {
    case T.XUDT.type: {
      const protocolClass = reader.u8();
      const hopCounter = reader.u8();
      const { called, calling, data: userData } = readBetween(reader);
      const head = { type: "XUDT", protocolClass, hopCounter } as const;
      return readOptional(reader, OPTIONS.XUDT, { ...head, called, calling, userData });
    }
    case T.UDTS.type: {
      const returnCause = reader.u8();
      const { called, calling, data: returnedData } = readBetween(reader);
      return { type: "UDTS", returnCause, called, calling, returnedData };
    }
    case T.XUDTS.type: {
      const returnCause = reader.u8();
      const hopCounter = reader.u8();
      const { called, calling, data: returnedData } = readBetween(reader);
      const head = { type: "XUDTS", returnCause, hopCounter } as const;
      return readOptional(reader, OPTIONS.XUDTS, { ...head, called, calling, returnedData });
    }
    default:
      throw new KairosError("message.unknown", {
        place: "SCCP, octet 1",
        got: `message type 0x${type.toString(16).padStart(2, "0")}`,
        wanted: Object.keys(SCCP_MESSAGES).join(", "),
        remedy: "The frame is skipped; the A interface uses none of the other types",
      });
  }
}

/** Goes where the pointer at the reader's offset points, past the length octet that it returns. */
function seek(reader: OctetReader): number {
  const at = reader.offset;
  const pointer = reader.u8();
  if (pointer === 0) throw reader.malformed("pointer 0", "a mandatory parameter");
  reader.skip(pointer - 1);
  reader.offset = at + pointer;
  return reader.u8();
}

function readVariable(reader: OctetReader): Uint8Array {
  const after = reader.offset + 1;
  const value = reader.take(seek(reader));
  reader.offset = after;
  return value;
}

function readVariableAddress(reader: OctetReader): SccpAddress {
  const after = reader.offset + 1;
  const address = readAddress(reader, seek(reader));
  reader.offset = after;
  return address;
}

function readBetween(reader: OctetReader): Between & { readonly data: Uint8Array } {
  const called = readVariableAddress(reader);
  const calling = readVariableAddress(reader);
  return { called, calling, data: readVariable(reader) };
}

/** Adds to `message` what its optional part holds of the parameters `allowed`. */
function readOptional<M extends object>(reader: OctetReader, allowed: number, message: M): M {
  const at = reader.offset;
  const pointer = reader.u8();
  if (pointer === 0) return message;
  const target: Options = message;
  reader.skip(pointer - 1);
  const start = reader.offset;
  let previous: number = NAME.end;
  let usual = true;
  for (;;) {
    const name = reader.remaining === 0 ? -1 : reader.u8();
    if (name <= NAME.end) {
      usual &&= name === NAME.end && previous !== NAME.end && reader.remaining === 0;
      break;
    }
    const known = name <= NAME.importance && (allowed & (1 << name)) !== 0;
    usual &&= known && name > previous;
    previous = name;
    const length = reader.u8();
    if (!known) reader.skip(length);
    else usual = readParameter(reader, { name, length }, target) && usual;
  }
  if (!usual) target.optionalPart = reader.octets.subarray(start);
  reader.offset = at + 1;
  return message;
}

/** @returns whether its octets are as we would write them */
function readParameter(
  reader: OctetReader,
  { name, length }: { readonly name: number; readonly length: number },
  target: Options,
): boolean {
  if (name === NAME.userData) target.userData = reader.take(length);
  else if (name === NAME.called) target.called = readAddress(reader, length);
  else if (name === NAME.calling) target.calling = readAddress(reader, length);
  else {
    const outer = reader.narrow(length);
    let usual = true;
    if (name === NAME.segmentation) {
      usual = readSegmentation(reader, target);
    } else {
      const value = reader.u8();
      if (name === NAME.hopCounter) target.hopCounter = value;
      else {
        target.importance = value & IMPORTANCE_MAX;
        usual = value <= IMPORTANCE_MAX;
      }
    }
    usual &&= reader.remaining === 0;
    reader.widen(outer);
    return usual;
  }
  return true;
}

function readSegmentation(reader: OctetReader, target: Options): boolean {
  const octet = reader.u8();
  target.segmentation = {
    first: (octet & SEGMENTATION.first) !== 0,
    protocolClass: (octet & SEGMENTATION.class1) !== 0 ? 1 : 0,
    remaining: octet & SEGMENTATION.remaining,
    reference: reader.u24LittleEndian(),
  };
  return (octet & SEGMENTATION.spare) === 0;
}
