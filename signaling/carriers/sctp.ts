// SCTP (RFC 9260): the user messages in DATA and I-DATA chunks, each once, fragments put together.
import { OctetReader } from "../octets.ts";
import type { IpPacket } from "./internet.ts";
import { readM2pa } from "./m2pa.ts";
import { isM3ua, readM3ua } from "./m3ua.ts";
import type { TransferSink } from "./mtp3.ts";
import { DATA_FLAG, type FragmentHead, Fragments } from "./sctp-fragments.ts";
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
const WHOLE = DATA_FLAG.first | DATA_FLAG.last;
/** Payload protocol identifier of M2PA (IANA). */
const M2PA_PAYLOAD = 5;

/** Directions of associations followed at once; the oldest is forgotten. */
const DIRECTIONS_MAX = 4096;

/** What one end of an association has sent. */
class Direction {
  /** Both ports and the verification tag, which the association keeps on all its paths. */
  readonly ports: number;
  readonly tag: number;
  readonly seen = new TsnWindow();
  readonly fragments = new Fragments();

  constructor(ports: number, tag: number) {
    this.ports = ports;
    this.tag = tag;
  }
}

export class SctpReader {
  readonly #directions = new Map<number, Direction>();
  /** The same of packets without a tag, by their addresses and ports. */
  readonly #untagged = new Map<string, Direction>();

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
    while (reader.remaining >= 4) {
      const type = reader.u8();
      const flags = reader.u8();
      const length = reader.u16();
      if (length < 4) throw reader.malformed(`chunk length ${length}`, "at least 4");
      const outer = reader.narrow(length - 4);
      if (type === CHUNK.data || type === CHUNK.interleavedData) {
        const direction =
          tag === 0 ? this.#untaggedOf(reader, packet, ports) : this.#directionOf(ports, tag);
        if (type === CHUNK.data) readData(reader, flags, direction, sink);
        else readInterleavedData(reader, flags, direction, sink);
        reader.place = "SCTP";
      }
      reader.widen(outer);
      reader.skip(Math.min(-length & 3, reader.remaining));
    }
  }

  #directionOf(ports: number, tag: number): Direction {
    // A small integer is the fastest key, and with the tag it tells the ports; of two directions
    // that share one, the later stays.
    const key = tag ^ Math.imul(ports, 0x9e3779b1);
    const direction = this.#directions.get(key);
    if (direction !== undefined && direction.tag === tag) return direction;
    return remembered(this.#directions, key, new Direction(ports, tag));
  }

  /**
   * Only packets that a tool made up have data and no tag: their addresses tell them apart. Elsewhere
   * addresses do not count, for a message that is sent again may take another path.
   */
  #untaggedOf({ octets }: OctetReader, packet: IpPacket, ports: number): Direction {
    const { addressesAt, addressOctets } = packet;
    const key = `${octets.subarray(addressesAt, addressesAt + 2 * addressOctets)} ${ports}`;
    return this.#untagged.get(key) ?? remembered(this.#untagged, key, new Direction(ports, 0));
  }
}

function remembered<K>(directions: Map<K, Direction>, key: K, direction: Direction): Direction {
  if (directions.size >= DIRECTIONS_MAX) directions.delete(directions.keys().next().value!);
  directions.set(key, direction);
  return direction;
}

/** The message of a DATA chunk, or of which the chunk is the last part to come. */
function readData(
  reader: OctetReader,
  flags: number,
  direction: Direction,
  sink: TransferSink,
): void {
  const number = reader.u32();
  const stream = reader.u16();
  reader.skip(2);
  const payload = reader.u32();
  if (!direction.seen.take(number)) return;
  if ((flags & WHOLE) === WHOLE) readPayload(reader, payload, direction.ports, sink);
  else readFragment(reader, { flags, stream, message: -1, number, payload }, direction, sink);
}

/** The same of an I-DATA chunk, which numbers messages, and parts within each. */
function readInterleavedData(
  reader: OctetReader,
  flags: number,
  direction: Direction,
  sink: TransferSink,
): void {
  const tsn = reader.u32();
  const stream = reader.u16();
  reader.skip(2);
  const message = reader.u32();
  // The first part has the payload protocol where others have their number (RFC 8260 §2.1).
  const payload = reader.u32();
  const number = (flags & DATA_FLAG.first) === 0 ? payload : 0;
  if (!direction.seen.take(tsn)) return;
  if ((flags & WHOLE) === WHOLE) readPayload(reader, payload, direction.ports, sink);
  else readFragment(reader, { flags, stream, message, number, payload }, direction, sink);
}

function readFragment(
  reader: OctetReader,
  head: FragmentHead,
  { fragments, ports }: Direction,
  sink: TransferSink,
): void {
  const whole = fragments.add(reader, head);
  if (whole === undefined) return;
  readPayload(new OctetReader(whole.octets, "SCTP"), whole.payload, ports, sink);
}

function readPayload(
  reader: OctetReader,
  payload: number,
  ports: number,
  sink: TransferSink,
): void {
  if (payload === M2PA_PAYLOAD) readM2pa(reader, sink);
  else if (isM3ua(payload, ports)) readM3ua(reader, sink);
}
