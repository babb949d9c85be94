// IP packets made by hand for tests of what runs over them: SCTP chunks and TCP segments.
import { LINK_TYPE, writePcap } from "../../signaling/carriers/pcap.ts";

/** Big-endian numbers as octets. */
export const u16 = (value: number): number[] => [(value >>> 8) & 0xff, value & 0xff];
export const u32 = (value: number): number[] => [...u16(value >>> 16), ...u16(value & 0xffff)];

type Octets = ArrayLike<number>;
const list = (octets: Octets): number[] => Array.from(octets);

/** A pcap of raw IP packets, a millisecond apart. */
export function rawIp(packets: readonly Uint8Array[]): Uint8Array {
  return writePcap(
    LINK_TYPE.rawIp,
    packets.map((octets, index) => ({ timeMs: 1e12 + index, octets })),
  );
}

/** IPv4 between hosts 10.0.0.1 and 10.0.0.2, or the other way round. */
export function ipv4(protocol: number, payload: Octets, { back = false } = {}): Uint8Array {
  const hosts = [
    [10, 0, 0, 1],
    [10, 0, 0, 2],
  ];
  if (back) hosts.reverse();
  const length = u16(20 + payload.length);
  return Uint8Array.from([
    ...[0x45, 0, ...length, 0, 0, 0x40, 0, 64, protocol, 0, 0],
    ...hosts.flat(),
    ...list(payload),
  ]);
}

/** IPv6 from fd00::1 to fd00::2; `payload` begins with the header that `next` announces. */
export function ipv6(next: number, payload: Octets): Uint8Array {
  const host = (number: number): number[] => [0xfd, ...new Array<number>(14).fill(0), number];
  return Uint8Array.from([
    ...[0x60, 0, 0, 0, ...u16(payload.length), next, 64],
    ...host(1),
    ...host(2),
    ...list(payload),
  ]);
}

/** An SCTP packet without checksum, its chunks one after the other. */
export function sctp(chunks: readonly Octets[], { tag = 0x01020304, port = 2905 } = {}): number[] {
  return [...u16(port), ...u16(port), ...u32(tag), 0, 0, 0, 0, ...chunks.flatMap(list)];
}

export interface DataChunk {
  readonly tsn: number;
  readonly octets: Octets;
  /** B and E as in RFC 9260 §3.3.1: 3 is a whole message, 2 its first, 1 its last part. */
  readonly flags?: number;
  readonly stream?: number;
  /** Payload protocol; default M3UA. */
  readonly payload?: number;
}

/** A DATA chunk. */
export function data({ tsn, octets, flags = 3, stream = 1, payload = 3 }: DataChunk): number[] {
  const length = 16 + octets.length;
  return padded([
    ...[0, flags, ...u16(length), ...u32(tsn), ...u16(stream), 0, 0, ...u32(payload)],
    ...list(octets),
  ]);
}

/** An I-DATA chunk (RFC 8260): number of the message, and of the part within it. */
export function interleavedData(
  chunk: DataChunk & { readonly message: number; readonly part: number },
): number[] {
  const { tsn, octets, flags = 3, stream = 1, payload = 3, message, part } = chunk;
  const last = (flags & 2) !== 0 ? payload : part;
  return padded([
    ...[64, flags, ...u16(20 + octets.length), ...u32(tsn), ...u16(stream), 0, 0],
    ...[...u32(message), ...u32(last), ...list(octets)],
  ]);
}

/** M3UA payload data; `before` are parameters ahead of the protocol data. */
export function m3ua(
  { opc, dpc, userData }: { opc: number; dpc: number; userData: Uint8Array },
  { before = [] as readonly number[], serviceIndicator = 3 } = {},
): number[] {
  const parameter = padded([
    ...[0x02, 0x10, ...u16(16 + userData.length), ...u32(opc), ...u32(dpc)],
    ...[serviceIndicator, 2, 0, 0, ...userData],
  ]);
  const length = 8 + before.length + parameter.length;
  return [1, 0, 1, 1, ...u32(length), ...before, ...parameter];
}

/** A TCP segment from the BSC to port 5000 of its MSC, without checksum. */
export function tcp(
  sequence: number,
  payload: Octets,
  { flags = 0x18, from = 40_000, to = 5000 } = {},
): number[] {
  return [
    ...[...u16(from), ...u16(to), ...u32(sequence), 0, 0, 0, 0],
    ...[0x50, flags, 0xff, 0xff, 0, 0, 0, 0],
    ...list(payload),
  ];
}

/** An IPA frame. */
export function ipa(userData: Octets, stream = 0xfd): number[] {
  return [...u16(userData.length), stream, ...list(userData)];
}

function padded(octets: number[]): number[] {
  return [...octets, ...new Array<number>(-octets.length & 3).fill(0)];
}
