// SCCPlite: SCCP in IPA frames over TCP, put together from the segments of each direction.
import { OctetReader } from "../octets.ts";
import type { MtpTransfer } from "./mtp3.ts";

/** The TCP port on which an MSC listens for SCCPlite; tshark dissects IPA there too. */
const SCCPLITE_PORT = 5000;
/** IPA stream identifier of SCCP. */
const SCCP_STREAM = 0xfd;
/** Stream identifiers that IPA has besides: CCM, MGCP, OML, OSMO extensions, RSL. */
const OTHER_STREAMS: ReadonlySet<number> = new Set([0xfe, 0xfc, 0xff, 0xee, 0x00]);
const SYN = 0x02;
/** Streams and endpoints followed at once, segments kept ahead of a gap, octets kept of an unfinished frame. */
const STREAMS_MAX = 4096;
const ENDPOINTS_MAX = 4096;
const AHEAD_MAX = 64;
const BUFFER_MAX = 131_072;

interface Stream {
  /** Next sequence number expected, −1 before the first segment. */
  next: number;
  /** Segments beyond a gap, by sequence number. */
  readonly ahead: Map<number, Uint8Array>;
  buffer: Uint8Array;
}

/** What the reader of TCP segments keeps between them. */
export interface IpaState {
  readonly streams: Map<string, Stream>;
  /** Endpoints in the order of their first frame: IPA has no point codes, so they are numbered. */
  readonly endpoints: Map<string, number>;
  endpointCount: number;
}

export function createIpaState(): IpaState {
  return { streams: new Map(), endpoints: new Map(), endpointCount: 0 };
}

/**
 * SCCP messages that one TCP segment completes, with the endpoints' numbers (from 1, in order of
 * appearance) as point codes. Segments of other ports, repeated segments and ping frames give none.
 *
 * @throws KairosError for a segment or an IPA frame that is malformed; the stream then starts anew
 */
export function decodeTcp(
  state: IpaState,
  addresses: { readonly source: string; readonly destination: string },
  segment: Uint8Array,
): MtpTransfer[] {
  const reader = new OctetReader(segment, "TCP");
  const sourcePort = reader.u16();
  const destinationPort = reader.u16();
  if (sourcePort !== SCCPLITE_PORT && destinationPort !== SCCPLITE_PORT) return [];
  const sequence = reader.u32();
  reader.skip(4);
  const headerOctets = (reader.u8() >>> 4) * 4;
  const flags = reader.u8();
  if (headerOctets < 20) throw reader.malformed(`TCP header of ${headerOctets}`, "20 or more");
  reader.skip(headerOctets - 14);
  const source = `${addresses.source}:${sourcePort}`;
  const destination = `${addresses.destination}:${destinationPort}`;
  const stream = streamOf(state, `${source} ${destination}`);
  if ((flags & SYN) !== 0) {
    stream.next = (sequence + 1) >>> 0;
    stream.buffer = new Uint8Array();
    stream.ahead.clear();
    return [];
  }
  accept(stream, sequence, reader.rest());
  const opc = endpointOf(state, source);
  const dpc = endpointOf(state, destination);
  return framesOf(stream).map((userData) => ({ opc, dpc, userData }));
}

function streamOf(state: IpaState, key: string): Stream {
  let stream = state.streams.get(key);
  if (stream === undefined) {
    if (state.streams.size >= STREAMS_MAX) {
      state.streams.delete(state.streams.keys().next().value!);
    }
    stream = { next: -1, ahead: new Map(), buffer: new Uint8Array() };
    state.streams.set(key, stream);
  }
  return stream;
}

function endpointOf(state: IpaState, name: string): number {
  let number = state.endpoints.get(name);
  if (number === undefined) {
    if (state.endpoints.size >= ENDPOINTS_MAX) {
      state.endpoints.delete(state.endpoints.keys().next().value!);
    }
    number = ++state.endpointCount;
    state.endpoints.set(name, number);
  }
  return number;
}

/** Appends a segment in its place: repeated octets are dropped, segments after a gap wait. */
function accept(stream: Stream, sequence: number, payload: Uint8Array): void {
  if (payload.length === 0) return;
  if (stream.next < 0) stream.next = sequence;
  const lead = (sequence - stream.next) | 0;
  if (lead > 0) {
    if (stream.ahead.size < AHEAD_MAX) {
      stream.ahead.set(sequence, payload);
      return;
    }
    // The gap is a loss of the capture: go on behind it.
    stream.ahead.clear();
    stream.buffer = new Uint8Array();
    stream.next = sequence;
  }
  append(stream, payload, Math.max(0, -lead));
  for (;;) {
    const waiting = [...stream.ahead].find(([start]) => ((start - stream.next) | 0) <= 0);
    if (waiting === undefined) return;
    stream.ahead.delete(waiting[0]);
    append(stream, waiting[1], (stream.next - waiting[0]) | 0);
  }
}

function append(stream: Stream, payload: Uint8Array, skip: number): void {
  if (skip >= payload.length) return;
  const fresh = payload.subarray(skip);
  const grown = new Uint8Array(stream.buffer.length + fresh.length);
  grown.set(stream.buffer);
  grown.set(fresh, stream.buffer.length);
  stream.buffer = grown;
  stream.next = (stream.next + fresh.length) >>> 0;
}

function framesOf(stream: Stream): Uint8Array[] {
  const frames: Uint8Array[] = [];
  const reader = new OctetReader(stream.buffer, "IPA");
  while (reader.remaining >= 3) {
    const start = reader.offset;
    const length = reader.u16();
    const identifier = reader.u8();
    if (identifier !== SCCP_STREAM && !OTHER_STREAMS.has(identifier)) {
      if (frames.length > 0) {
        // What came before is whole; the complaint follows with the next segment.
        reader.offset = start;
        break;
      }
      stream.buffer = new Uint8Array();
      throw reader.malformed(`IPA stream ${identifier}`, "a known stream identifier");
    }
    if (reader.remaining < length) {
      reader.offset = start;
      break;
    }
    const frame = reader.take(length);
    if (identifier === SCCP_STREAM) frames.push(frame);
  }
  stream.buffer = stream.buffer.subarray(reader.offset);
  if (stream.buffer.length > BUFFER_MAX) {
    stream.buffer = new Uint8Array();
    throw reader.malformed("an unfinished IPA frame", `at most ${BUFFER_MAX} octets`);
  }
  return frames;
}
