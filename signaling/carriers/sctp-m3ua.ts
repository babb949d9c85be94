// M3UA over SCTP: DATA chunks, each once, and the MTP3 transfer in them (RFC 9260, RFC 4666).
import { OctetReader } from "../octets.ts";
import { type MtpTransfer, SCCP_SERVICE_INDICATOR } from "./mtp3.ts";

/** SCTP chunk type DATA, RFC 9260 §3.3.1. */
const DATA_CHUNK = 0;
const FIRST_FRAGMENT = 0x02;
const LAST_FRAGMENT = 0x01;
/** Payload protocol identifier of M3UA, RFC 4666 §1.4.1. */
const M3UA_PAYLOAD = 3;
/** M3UA: transfer messages, payload data (RFC 4666 §3.1.2), protocol data parameter (§3.3.1). */
const TRANSFER_CLASS = 1;
const PAYLOAD_DATA = 1;
const PROTOCOL_DATA = 0x0210;

/** Transmission sequence numbers remembered per direction, to drop retransmissions. */
const REMEMBERED_MAX = 256;
/** Directions of associations followed at once; the oldest is forgotten. */
const DIRECTIONS_MAX = 4096;
/** Octets of fragments kept for one message. */
const FRAGMENTS_MAX = 65_536;

interface Direction {
  readonly seen: Set<number>;
  fragments: Uint8Array[];
  fragmentOctets: number;
  nextTsn: number;
}

/** What the reader of SCTP packets keeps between them. */
export interface SctpState {
  readonly directions: Map<string, Direction>;
}

export function createSctpState(): SctpState {
  return { directions: new Map() };
}

/**
 * MTP transfers with SCCP in one SCTP packet; retransmissions and M3UA management give none.
 *
 * @param path  both addresses; an association keeps its tags on all its paths, and a message that is
 * sent again may take another one, so addresses count only where there is no tag
 * @throws KairosError for a malformed packet
 */
export function decodeSctp(state: SctpState, path: string, packet: Uint8Array): MtpTransfer[] {
  const reader = new OctetReader(packet, "SCTP");
  const ports = reader.u32();
  const tag = reader.u32();
  reader.skip(4);
  const direction = directionOf(state, tag === 0 ? `${path} ${ports}` : `${ports} ${tag}`);
  const transfers: MtpTransfer[] = [];
  while (reader.remaining >= 4) {
    const type = reader.u8();
    const flags = reader.u8();
    const length = reader.u16();
    if (length < 4) throw reader.malformed(`chunk length ${length}`, "at least 4");
    const outer = reader.narrow(length - 4);
    const message = type === DATA_CHUNK ? readData(reader, direction, flags) : undefined;
    reader.widen(outer);
    reader.skip(Math.min(-length & 3, reader.remaining));
    const transfer = message === undefined ? undefined : decodeM3ua(message);
    if (transfer !== undefined) transfers.push(transfer);
  }
  return transfers;
}

function directionOf(state: SctpState, key: string): Direction {
  let direction = state.directions.get(key);
  if (direction === undefined) {
    if (state.directions.size >= DIRECTIONS_MAX) {
      state.directions.delete(state.directions.keys().next().value!);
    }
    direction = { seen: new Set(), fragments: [], fragmentOctets: 0, nextTsn: -1 };
    state.directions.set(key, direction);
  }
  return direction;
}

/** The whole user message that this DATA chunk completes; undefined when it completes none. */
function readData(
  reader: OctetReader,
  direction: Direction,
  flags: number,
): Uint8Array | undefined {
  const tsn = reader.u32();
  reader.skip(4);
  const payload = reader.u32();
  const part = reader.rest();
  if (direction.seen.has(tsn)) return undefined;
  if (direction.seen.size >= REMEMBERED_MAX) {
    direction.seen.delete(direction.seen.values().next().value!);
  }
  direction.seen.add(tsn);
  if (payload !== M3UA_PAYLOAD) return undefined;
  const first = (flags & FIRST_FRAGMENT) !== 0;
  const last = (flags & LAST_FRAGMENT) !== 0;
  if (first && last) return part;
  if (first) {
    direction.fragments = [];
    direction.fragmentOctets = 0;
  } else if (direction.nextTsn !== tsn) {
    throw reader.malformed("a fragment of an SCTP message", "the fragment before it first");
  }
  direction.fragments.push(part);
  direction.fragmentOctets += part.length;
  direction.nextTsn = last ? -1 : (tsn + 1) >>> 0;
  if (direction.fragmentOctets > FRAGMENTS_MAX) {
    direction.nextTsn = -1;
    throw reader.malformed(`${direction.fragmentOctets} octets`, `at most ${FRAGMENTS_MAX}`);
  }
  return last ? joined(direction.fragments) : undefined;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function decodeM3ua(message: Uint8Array): MtpTransfer | undefined {
  const reader = new OctetReader(message, "M3UA");
  reader.skip(2);
  const messageClass = reader.u8();
  const type = reader.u8();
  if (messageClass !== TRANSFER_CLASS || type !== PAYLOAD_DATA) return undefined;
  reader.skip(4);
  while (reader.remaining >= 4) {
    const parameter = reader.u16();
    const length = reader.u16();
    if (length < 4) throw reader.malformed(`parameter length ${length}`, "at least 4");
    const outer = reader.narrow(length - 4);
    if (parameter === PROTOCOL_DATA) {
      const opc = reader.u32();
      const dpc = reader.u32();
      const serviceIndicator = reader.u8();
      reader.skip(3);
      return serviceIndicator === SCCP_SERVICE_INDICATOR
        ? { opc, dpc, userData: reader.rest() }
        : undefined;
    }
    reader.widen(outer);
    reader.skip(Math.min(-length & 3, reader.remaining));
  }
  throw reader.malformed("no protocol data", "parameter 0x0210");
}
