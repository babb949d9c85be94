// TCP (RFC 9293): the octets of each direction of a connection in their order, each once.
import type { OctetReader } from "../octets.ts";
import { Chunks } from "./chunks.ts";
import type { IpPacket } from "./internet.ts";

/** The flag with which a direction begins. */
const SYN = 0x02;
/** Segments, and their octets, kept ahead of a gap; with more the gap counts as a loss of the capture. */
const AHEAD_MAX = 64;
const AHEAD_OCTETS_MAX = 65_536;
/** Octets by which a sequence number may be off; further away the sender began anew. */
const WINDOW_MAX = 2 ** 26;
/** Directions of connections, and endpoints, followed at once; the oldest is forgotten. */
const STREAMS_MAX = 1024;
const ENDPOINTS_MAX = 4096;

/** One direction of a connection. */
export class TcpStream {
  /** Numbers of the endpoints, from 1 in the order of their first segment. */
  readonly source: number;
  readonly destination: number;
  /** What has come in order and was not read yet. */
  readonly octets = new Chunks();
  /** Next sequence number expected; −1 before the first segment. */
  #next = -1;
  /** Segments beyond a gap. */
  #ahead: { readonly sequence: number; readonly octets: Uint8Array }[] = [];
  #aheadOctets = 0;

  constructor(source: number, destination: number) {
    this.source = source;
    this.destination = destination;
  }

  /** A segment that begins the direction anew. */
  open(sequence: number): void {
    this.#next = (sequence + 1) >>> 0;
    this.#ahead = [];
    this.#aheadOctets = 0;
    this.octets.clear();
  }

  /**
   * Takes a segment; true when {@link octets} grew. Then read them and ask {@link advance} for more,
   * until it says no.
   */
  accept(sequence: number, payload: Uint8Array): boolean {
    if (payload.length === 0) return false;
    if (this.#next < 0) this.#next = sequence;
    const lead = (sequence - this.#next) | 0;
    if (lead > WINDOW_MAX || lead < -WINDOW_MAX) {
      this.open(sequence - 1);
    } else if (lead > 0) {
      this.#ahead.push({ sequence, octets: payload.slice() });
      this.#aheadOctets += payload.length;
      const full = this.#ahead.length > AHEAD_MAX || this.#aheadOctets > AHEAD_OCTETS_MAX;
      return full && this.closeGap();
    }
    return this.#append(sequence, payload);
  }

  /** Takes a segment that waited, when its turn has come. */
  advance(): boolean {
    for (let index = 0; index < this.#ahead.length; ) {
      const { sequence, octets } = this.#ahead[index]!;
      if (((sequence - this.#next) | 0) > 0) index++;
      else {
        this.#ahead.splice(index, 1);
        this.#aheadOctets -= octets.length;
        if (this.#append(sequence, octets)) return true;
      }
    }
    return false;
  }

  /** Gives up what is missing before the segments that wait; false when none waits. */
  closeGap(): boolean {
    if (this.#ahead.length === 0) return false;
    const leads = this.#ahead.map(({ sequence }) => (sequence - this.#next) >>> 0);
    this.#next = (this.#next + Math.min(...leads)) >>> 0;
    this.octets.clear();
    return this.advance();
  }

  #append(sequence: number, payload: Uint8Array): boolean {
    const known = (this.#next - sequence) | 0;
    if (known >= payload.length) return false;
    this.octets.push(known === 0 ? payload : payload.subarray(known));
    this.#next = (sequence + payload.length) >>> 0;
    return true;
  }
}

/** The connections that a tap follows. */
export class TcpReader {
  readonly #streams = new Map<number, TcpStream>();
  readonly #endpoints = new Map<number | string, number>();
  #endpointCount = 0;

  /** Directions with their segments that wait. */
  streams(): Iterable<TcpStream> {
    return this.#streams.values();
  }

  /**
   * The direction to which the segment at the reader added octets; undefined when it added none, or
   * when neither port is `port`.
   *
   * @throws KairosError for a malformed segment
   */
  read(reader: OctetReader, packet: IpPacket, port: number): TcpStream | undefined {
    reader.place = "TCP";
    const sourcePort = reader.u16();
    const destinationPort = reader.u16();
    if (sourcePort !== port && destinationPort !== port) return undefined;
    const sequence = reader.u32();
    reader.skip(4);
    const headerOctets = (reader.u8() >>> 4) * 4;
    const flags = reader.u8();
    if (headerOctets < 20) throw reader.malformed(`TCP header of ${headerOctets}`, "20 or more");
    reader.skip(headerOctets - 14);
    const { addressesAt, addressOctets } = packet;
    const stream = this.#streamOf(
      this.#endpointOf(reader.octets, addressesAt, addressOctets, sourcePort),
      this.#endpointOf(reader.octets, addressesAt + addressOctets, addressOctets, destinationPort),
    );
    if ((flags & SYN) !== 0) {
      stream.open(sequence);
      return undefined;
    }
    return stream.accept(sequence, reader.rest()) ? stream : undefined;
  }

  #streamOf(source: number, destination: number): TcpStream {
    const key = source * 2 ** 26 + destination;
    let stream = this.#streams.get(key);
    if (stream === undefined) {
      forgetOldest(this.#streams, STREAMS_MAX);
      stream = new TcpStream(source, destination);
      this.#streams.set(key, stream);
    }
    return stream;
  }

  #endpointOf(octets: Uint8Array, at: number, count: number, port: number): number {
    const key =
      count === 4
        ? (octets[at]! * 2 ** 24 +
            ((octets[at + 1]! << 16) | (octets[at + 2]! << 8) | octets[at + 3]!)) *
            2 ** 16 +
          port
        : `${octets.subarray(at, at + count)} ${port}`;
    let number = this.#endpoints.get(key);
    if (number === undefined) {
      forgetOldest(this.#endpoints, ENDPOINTS_MAX);
      number = ++this.#endpointCount;
      this.#endpoints.set(key, number);
    }
    return number;
  }
}

function forgetOldest(map: Map<number | string, unknown>, maximum: number): void {
  if (map.size >= maximum) map.delete(map.keys().next().value!);
}
