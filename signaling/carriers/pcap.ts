// Capture files: pcap and pcapng read in both byte orders and resolutions, pcap written.
import { KairosError } from "../../domain/errors.ts";
import { OctetWriter } from "../octets.ts";

/** One captured frame. */
export interface Packet {
  /** Number from 1, as tshark counts. */
  readonly frame: number;
  /** Microseconds since 1970, as a float: exact to the microsecond until the year 2255. */
  readonly timeMicros: number;
  readonly linkType: number;
  readonly octets: Uint8Array;
}

/** Link types (LINKTYPE_ and DLT_ numbers of libpcap). */
export const LINK_TYPE = {
  ethernet: 1,
  rawIp: 101,
  linuxCooked: 113,
  mtp2: 140,
  mtp3: 141,
  sccp: 142,
  linuxCooked2: 276,
} as const;

const PCAP_HEADER_OCTETS = 24;
const RECORD_HEADER_OCTETS = 16;
const PCAP_MAGIC = { micros: 0xa1b2c3d4, nanos: 0xa1b23c4d } as const;
/** pcapng block types (draft-ietf-opsawg-pcapng). */
const BLOCK = { section: 0x0a0d0d0a, interface: 1, simplePacket: 3, enhancedPacket: 6 } as const;
const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
const OPTION_TIME_RESOLUTION = 9;
/** Longest frame or block that is believed. */
const FRAME_OCTETS_MAX = 16 * 1024 * 1024;

/**
 * Opens a capture file and returns its frames, in order, read as they are asked for.
 *
 * @throws KairosError `capture.unknown-format` at once for an empty file or one that is no capture;
 * the iteration throws `capture.truncated` after the last whole frame of a file that is cut.
 */
export function readPackets(octets: Uint8Array, place: string): Iterable<Packet> {
  const view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength);
  if (octets.length >= 4) {
    const magic = view.getUint32(0);
    for (const littleEndian of [false, true]) {
      const ordered = littleEndian ? view.getUint32(0, true) : magic;
      if (ordered === PCAP_MAGIC.micros || ordered === PCAP_MAGIC.nanos) {
        return readPcap({ octets, view, place, littleEndian }, ordered === PCAP_MAGIC.nanos);
      }
    }
    if (magic === BLOCK.section) return readPcapng({ octets, view, place, littleEndian: true });
  }
  throw new KairosError("capture.unknown-format", {
    place,
    got: describeContent(octets),
    wanted: "a pcap or pcapng capture file",
    remedy: "Capture with tcpdump, dumpcap or Wireshark, or convert with editcap -F pcap",
  });
}

interface Source {
  readonly octets: Uint8Array;
  readonly view: DataView;
  readonly place: string;
  readonly littleEndian: boolean;
}

function* readPcap(source: Source, nanos: boolean): Generator<Packet> {
  const { octets, view, littleEndian } = source;
  if (octets.length < PCAP_HEADER_OCTETS) throw truncated(source, 0, "its file header");
  const linkType = view.getUint32(20, littleEndian) & 0x0fffffff;
  let at = PCAP_HEADER_OCTETS;
  for (let frame = 1; at < octets.length; frame++) {
    if (octets.length - at < RECORD_HEADER_OCTETS) throw truncated(source, frame, "its header");
    const seconds = view.getUint32(at, littleEndian);
    const fraction = view.getUint32(at + 4, littleEndian);
    const length = view.getUint32(at + 8, littleEndian);
    at += RECORD_HEADER_OCTETS;
    checkLength(source, frame, length);
    if (octets.length - at < length) throw truncated(source, frame, `${length} octets`);
    const timeMicros = seconds * 1e6 + (nanos ? fraction / 1e3 : fraction);
    yield { frame, timeMicros, linkType, octets: octets.subarray(at, at + length) };
    at += length;
  }
}

interface Interface {
  readonly linkType: number;
  /** Timestamp units per microsecond. */
  readonly unitsPerMicro: number;
}

function* readPcapng(opened: Source): Generator<Packet> {
  const { octets, view } = opened;
  let source = opened;
  let interfaces: Interface[] = [];
  let frame = 0;
  for (let at = 0; at < octets.length; ) {
    if (octets.length - at < 12) throw truncated(source, frame + 1, "a block header");
    if (view.getUint32(at) === BLOCK.section) {
      source = { ...source, littleEndian: view.getUint32(at + 8, true) === BYTE_ORDER_MAGIC };
      interfaces = [];
    }
    const type = view.getUint32(at, source.littleEndian);
    const length = view.getUint32(at + 4, source.littleEndian);
    checkLength(source, frame + 1, length);
    if (length < 12) throw malformedBlock(source, frame + 1, length);
    if (octets.length - at < length) throw truncated(source, frame + 1, `${length} octets`);
    const body = { at: at + 8, end: at + length - 4 };
    if (type === BLOCK.interface) interfaces.push(readInterface(source, body));
    else if (type === BLOCK.enhancedPacket || type === BLOCK.simplePacket) {
      frame++;
      yield readPacketBlock(source, body, { type, frame, interfaces });
    }
    at += length;
  }
}

interface Extent {
  readonly at: number;
  readonly end: number;
}

function readInterface(source: Source, { at, end }: Extent): Interface {
  const { view, littleEndian } = source;
  const linkType = view.getUint16(at, littleEndian);
  let unitsPerMicro = 1;
  for (let option = at + 8; option + 4 <= end; ) {
    const code = view.getUint16(option, littleEndian);
    const length = view.getUint16(option + 2, littleEndian);
    if (code === 0 || option + 4 + length > end) break;
    if (code === OPTION_TIME_RESOLUTION && length >= 1) {
      const resolution = view.getUint8(option + 4);
      const units = resolution < 0x80 ? 10 ** resolution : 2 ** (resolution & 0x7f);
      unitsPerMicro = units / 1e6;
    }
    option += 4 + length + (-length & 3);
  }
  return { linkType, unitsPerMicro };
}

function readPacketBlock(
  source: Source,
  { at, end }: Extent,
  block: { type: number; frame: number; interfaces: readonly Interface[] },
): Packet {
  const { view, littleEndian, octets } = source;
  const simple = block.type === BLOCK.simplePacket;
  const start = at + (simple ? 4 : 20);
  if (start > end) throw malformedBlock(source, block.frame, end - at);
  const number = simple ? 0 : view.getUint32(at, littleEndian);
  const { linkType, unitsPerMicro } = block.interfaces[number] ?? {
    linkType: -1,
    unitsPerMicro: 1,
  };
  const units = simple
    ? 0
    : view.getUint32(at + 4, littleEndian) * 2 ** 32 + view.getUint32(at + 8, littleEndian);
  const length = view.getUint32(simple ? at : at + 12, littleEndian);
  const stop = simple ? Math.min(start + length, end) : start + length;
  if (stop > end) throw malformedBlock(source, block.frame, length);
  return {
    frame: block.frame,
    timeMicros: units / unitsPerMicro,
    linkType,
    octets: octets.subarray(start, stop),
  };
}

function checkLength(source: Source, frame: number, length: number): void {
  if (length > FRAME_OCTETS_MAX) throw malformedBlock(source, frame, length);
}

function malformedBlock(source: Source, frame: number, length: number): KairosError {
  return new KairosError("capture.truncated", {
    place: `${source.place}, frame ${frame}`,
    got: `a length of ${length} octets`,
    wanted: "a length that fits",
    remedy: "The file is damaged here; what stands before it was read",
  });
}

function truncated(source: Source, frame: number, wanted: string): KairosError {
  return new KairosError("capture.truncated", {
    place: frame === 0 ? source.place : `${source.place}, frame ${frame}`,
    got: "the end of the file",
    wanted,
    remedy: "The capture was cut; what stands before it was read. Capture or copy it again",
  });
}

function describeContent(octets: Uint8Array): string {
  if (octets.length === 0) return "an empty file";
  const head = octets.subarray(0, 24);
  const printable = head.every(
    (octet) => octet === 10 || octet === 13 || octet === 9 || octet >= 32,
  );
  if (printable && octets.length >= 4) {
    return `text that begins "${String.fromCharCode(...head).split(/[\r\n]/)[0]}"`;
  }
  const hex = Array.from(head.subarray(0, 4), (octet) => octet.toString(16).padStart(2, "0"));
  return `a file that begins with octets ${hex.join(" ")}`;
}

/** A pcap file, little-endian, microseconds. Times in milliseconds, not before 1970. */
export function writePcap(
  linkType: number,
  packets: Iterable<{ readonly timeMs: number; readonly octets: Uint8Array }>,
): Uint8Array {
  const writer = new OctetWriter(65_536);
  writer.u32LittleEndian(PCAP_MAGIC.micros);
  writer.u16LittleEndian(2);
  writer.u16LittleEndian(4);
  writer.u32LittleEndian(0);
  writer.u32LittleEndian(0);
  writer.u32LittleEndian(262_144);
  writer.u32LittleEndian(linkType);
  for (const { timeMs, octets } of packets) {
    const seconds = Math.floor(timeMs / 1000);
    writer.u32LittleEndian(seconds);
    writer.u32LittleEndian(Math.round((timeMs - seconds * 1000) * 1000));
    writer.u32LittleEndian(octets.length);
    writer.u32LittleEndian(octets.length);
    writer.put(octets);
  }
  return writer.finish();
}
