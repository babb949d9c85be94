// SCTP (RFC 9260): the user messages in DATA and I-DATA chunks, each once, fragments put together.
import { OctetReader } from "../octets.ts";
import type { IpPacket } from "./internet.ts";
import { readM2pa } from "./m2pa.ts";
import { isM3ua, readM3ua } from "./m3ua.ts";
import type { TransferSink } from "./mtp3.ts";
import { Fragments } from "./sctp-fragments.ts";
import { TsnWindow } from "./tsn-window.ts";

/** Chunk types, RFC 9260 §3.2 and RFC 8260 §2.1. */
export const CHUNK = {
  data: 0,
  init: 1,
  initAck: 2,
  cookieEcho: 10,
  cookieAck: 11,
  interleavedData: 64,
} as const;
/** Flags of a DATA chunk, RFC 9260 §3.3.1. */
export const DATA_FLAG = { unordered: 4, first: 2, last: 1 } as const;
const WHOLE = DATA_FLAG.first | DATA_FLAG.last;
/** Payload protocol identifiers, RFC 9260 §16.5 and IANA. */
export const PAYLOAD_PROTOCOL = { m3ua: 3, m2pa: 5 } as const;

/** Directions of associations followed at once; the oldest is forgotten. */
const DIRECTIONS_MAX = 4096;

/** What one end of an association has sent. */
class Direction {
  readonly seen = new TsnWindow();
  fragments: Fragments | undefined;
}

export class SctpReader {
  /** By ports and verification tag, which an association keeps on all its paths. */
  readonly #directions = new Map<number | string, Direction>();

  /**
   * Hands on the MTP transfers with SCCP of the packet at the reader; retransmissions, management and
   * other protocols have none.
   *
   * @throws KairosError for a malformed packet
   */
  read(reader: OctetReader, packet: IpPacket, sink: TransferSink): void {
    reader.place = "SCTP";
    const ports = reader.u32();
    const tag = reader.u32();
    reader.skip(4);
    let direction: Direction | undefined;
    while (reader.remaining >= 4) {
      const type = reader.u8();
      const flags = reader.u8();
      const length = reader.u16();
      if (length < 4) throw reader.malformed(`chunk length ${length}`, "at least 4");
      const outer = reader.narrow(length - 4);
      if (type === CHUNK.data || type === CHUNK.interleavedData) {
        direction ??= this.#directionOf(reader, packet, ports, tag);
        readData(reader, direction, { type, flags, ports }, sink);
        reader.place = "SCTP";
      }
      reader.widen(outer);
      reader.skip(Math.min(-length & 3, reader.remaining));
    }
  }

  /**
   * Only packets that a tool made up have the tag 0 and data: their addresses tell them apart. A
   * message that is sent again may take another path, so elsewhere addresses do not count.
   */
  #directionOf(reader: OctetReader, packet: IpPacket, ports: number, tag: number): Direction {
    const key =
      tag === 0
        ? pathOf(reader.octets, packet, ports)
        : // 21 of the bits that both ports have fit beside the tag.
          tag * 2 ** 21 + ((Math.imul(ports, 0x9e3779b1) >>> 11) & 0x1fffff);
    let direction = this.#directions.get(key);
    if (direction === undefined) {
      if (this.#directions.size >= DIRECTIONS_MAX) {
        this.#directions.delete(this.#directions.keys().next().value!);
      }
      direction = new Direction();
      this.#directions.set(key, direction);
    }
    return direction;
  }
}

function pathOf(octets: Uint8Array, packet: IpPacket, ports: number): string {
  const { addressesAt, addressOctets } = packet;
  return `${octets.subarray(addressesAt, addressesAt + 2 * addressOctets)} ${ports}`;
}

interface Chunk {
  readonly type: number;
  readonly flags: number;
  readonly ports: number;
}

function readData(
  reader: OctetReader,
  direction: Direction,
  chunk: Chunk,
  sink: TransferSink,
): void {
  const tsn = reader.u32();
  const stream = reader.u16();
  let message = reader.u16();
  const interleaved = chunk.type === CHUNK.interleavedData;
  if (interleaved) message = reader.u32();
  // An I-DATA chunk other than the first of a message has its number there instead (RFC 8260 §2.1).
  const payload = reader.u32();
  if (!direction.seen.take(tsn)) return;
  if ((chunk.flags & WHOLE) === WHOLE) {
    readPayload(reader, payload, chunk.ports, sink);
    return;
  }
  direction.fragments ??= new Fragments();
  const whole = direction.fragments.add(reader, {
    first: (chunk.flags & DATA_FLAG.first) !== 0,
    last: (chunk.flags & DATA_FLAG.last) !== 0,
    stream: stream * 2 + (chunk.flags & DATA_FLAG.unordered ? 1 : 0),
    message: interleaved ? message : -1,
    number: interleaved ? (chunk.flags & DATA_FLAG.first ? 0 : payload) : tsn,
    payload,
  });
  if (whole === undefined) return;
  readPayload(new OctetReader(whole.octets, "SCTP"), whole.payload, chunk.ports, sink);
}

function readPayload(
  reader: OctetReader,
  payload: number,
  ports: number,
  sink: TransferSink,
): void {
  if (payload === PAYLOAD_PROTOCOL.m2pa) readM2pa(reader, sink);
  else if (isM3ua(payload, ports)) readM3ua(reader, sink);
}
