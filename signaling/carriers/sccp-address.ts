// Called and calling party of an SCCP message (ITU-T Q.713 §3.4 and §3.5).
import { inRange, type OctetReader, type OctetWriter } from "../octets.ts";

/** Called or calling party. */
export interface SccpAddress {
  /** 14 bits. */
  readonly pointCode?: number;
  /** 254 = BSSAP. */
  readonly subsystem?: number;
  /**
   * The whole address when it holds a global title, or is otherwise not as we would write it;
   * encoding takes it as it is.
   */
  readonly octets?: Uint8Array;
}

/** Address indicator, Q.713 §3.4.1. */
const INDICATOR = { pointCode: 0x01, subsystem: 0x02, globalTitle: 0x3c, routeOnSsn: 0x40 };
const KNOWN_BITS = INDICATOR.pointCode | INDICATOR.subsystem | INDICATOR.routeOnSsn;
/** Signalling point code, Q.713 §3.4.2.1. */
const POINT_CODE_MAX = 0x3fff;

/** The subsystem number of BSSAP on the A interface, 3GPP TS 23.003 §8.2. */
export const BSSAP_SUBSYSTEM = 254;

/** Reads an address of `length` octets. */
export function readAddress(reader: OctetReader, length: number): SccpAddress {
  const outer = reader.narrow(length);
  const start = reader.offset;
  const indicator = reader.u8();
  const pointCode = (indicator & INDICATOR.pointCode) !== 0 ? reader.u16LittleEndian() : -1;
  const subsystem = (indicator & INDICATOR.subsystem) !== 0 ? reader.u8() : -1;
  const usual =
    (indicator | KNOWN_BITS) === KNOWN_BITS &&
    (indicator & INDICATOR.routeOnSsn) !== 0 &&
    pointCode <= POINT_CODE_MAX &&
    reader.remaining === 0;
  reader.widen(outer);
  const address: { -readonly [K in keyof SccpAddress]: SccpAddress[K] } = {};
  if (pointCode >= 0) address.pointCode = pointCode & POINT_CODE_MAX;
  if (subsystem >= 0) address.subsystem = subsystem;
  if (!usual) address.octets = reader.octets.subarray(start, reader.offset);
  return address;
}

/** Writes an address with its length octet before it. */
export function writeAddress(writer: OctetWriter, address: SccpAddress): void {
  const at = writer.openLength();
  const { octets, pointCode, subsystem } = address;
  if (octets !== undefined) writer.put(octets);
  else {
    writer.u8(
      INDICATOR.routeOnSsn |
        (pointCode === undefined ? 0 : INDICATOR.pointCode) |
        (subsystem === undefined ? 0 : INDICATOR.subsystem),
    );
    if (pointCode !== undefined)
      writer.u16LittleEndian(inRange("point code", pointCode, POINT_CODE_MAX));
    if (subsystem !== undefined) writer.u8(subsystem);
  }
  writer.closeLength(at);
}

/** Text that is the same for the same address: a part of keys. */
export function addressKey({ pointCode, subsystem, octets }: SccpAddress): string {
  return octets === undefined ? `${pointCode ?? ""}.${subsystem ?? ""}` : octets.join(".");
}
