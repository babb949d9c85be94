// Capture files: pcap and pcapng read as they arrive, in both byte orders and resolutions; pcap written.
import { KairosError } from "../../domain/errors.ts";
import { OctetWriter } from "../octets.ts";
import { Chunks } from "./chunks.ts";
import { damaged, describeContent, FRAME_OCTETS_MAX, truncated } from "./file-faults.ts";
import { PcapngFile } from "./pcapng.ts";

/** Where and when a frame was captured. */
export interface PacketHead {
  /** Number from 1, as tshark counts. */
  readonly frame: number;
  /**
   * Microseconds since 1970, as a float: exact to the microsecond until the year 2255. A frame
   * without a time (a simple packet of pcapng) has that of the frame before it, or NaN.
   */
  readonly timeMicros: number;
  readonly linkType: number;
}

/** One captured frame: in a piece of the file, from `start` to `end`. */
export class Packet implements PacketHead {
  readonly frame: number;
  readonly timeMicros: number;
  readonly linkType: number;
  readonly piece: Uint8Array;
  readonly start: number;
  readonly end: number;

  /** @param at  how far ahead of where `chunks` is read the frame begins */
  constructor(head: PacketHead, chunks: Chunks, at: number, length: number) {
    this.frame = head.frame;
    this.timeMicros = head.timeMicros;
    this.linkType = head.linkType;
    this.piece = chunks.octets;
    this.start = chunks.at + at;
    this.end = this.start + length;
  }

  /** The frame's octets, a view. */
  get octets(): Uint8Array {
    return this.piece.subarray(this.start, this.end);
  }
}

/** Link types (LINKTYPE_ numbers of libpcap). */
export const LINK_TYPE = {
  bsdNull: 0,
  ethernet: 1,
  rawIp: 101,
  bsdLoop: 108,
  linuxCooked: 113,
  mtp2WithPseudoHeader: 139,
  mtp2: 140,
  mtp3: 141,
  sccp: 142,
  ipv4: 228,
  ipv6: 229,
  linuxCooked2: 276,
} as const;

const PCAP_HEADER_OCTETS = 24;
const RECORD_HEADER_OCTETS = 16;
const PCAP_MAGIC = { micros: 0xa1b2c3d4, nanos: 0xa1b23c4d } as const;
/** First block of a pcapng file, the same in both byte orders. */
const PCAPNG_MAGIC = 0x0a0d0d0a;
/** Octets that tell the format. */
const MAGIC_OCTETS = 4;
/** Longest frame that is announced in files that are written here. */
const SNAP_LENGTH = 262_144;

/** A file of one format while it is read. */
export interface CaptureFile {
  /** The next frame that has come whole; undefined when more octets are needed. */
  next(): Packet | undefined;
  /** @throws KairosError `capture.truncated` when the octets so far end inside a record */
  end(): void;
}

/**
 * Reads a capture that arrives in chunks: {@link PacketReader.push} one, then take frames by
 * {@link PacketReader.next} until there is none.
 */
export class PacketReader {
  readonly #place: string;
  readonly #chunks = new Chunks();
  #file: CaptureFile | undefined;

  /** @param place  the file's name, for messages */
  constructor(place: string) {
    this.#place = place;
  }

  /**
   * Octets of a frame are views of its chunk, which must not be written to while they are used.
   *
   * @throws KairosError `capture.unknown-format` when the file begins as no capture does
   */
  push(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
    if (this.#file === undefined && this.#chunks.has(MAGIC_OCTETS)) {
      this.#file = fileOf(this.#chunks, this.#place);
    }
  }

  /** @throws KairosError `capture.truncated` where the file is damaged */
  next(): Packet | undefined {
    return this.#file?.next();
  }

  /** @throws KairosError `capture.truncated` when the file is cut, `capture.unknown-format` */
  end(): void {
    if (this.#file === undefined) throw unknownFormat(this.#chunks, this.#place);
    this.#file.end();
  }
}

/**
 * The frames of a whole capture file, in order, read as they are asked for.
 *
 * @throws KairosError `capture.unknown-format` at once for an empty file or one that is no capture;
 * the iteration throws `capture.truncated` after the last whole frame of a file that is cut.
 */
export function readPackets(octets: Uint8Array, place: string): Iterable<Packet> {
  const reader = new PacketReader(place);
  reader.push(octets);
  if (octets.length < MAGIC_OCTETS) reader.end();
  return packetsOf(reader);
}

function* packetsOf(reader: PacketReader): Generator<Packet> {
  for (let packet = reader.next(); packet !== undefined; packet = reader.next()) yield packet;
  reader.end();
}

function fileOf(chunks: Chunks, place: string): CaptureFile {
  const { octets, at } = chunks;
  const view = new DataView(octets.buffer, octets.byteOffset + at, MAGIC_OCTETS);
  for (const littleEndian of [true, false]) {
    const magic = view.getUint32(0, littleEndian);
    if (magic === PCAP_MAGIC.micros || magic === PCAP_MAGIC.nanos) {
      return new PcapFile(chunks, place, { littleEndian, nanos: magic === PCAP_MAGIC.nanos });
    }
  }
  if (view.getUint32(0) === PCAPNG_MAGIC) return new PcapngFile(chunks, place);
  throw unknownFormat(chunks, place);
}

function unknownFormat({ octets, at, end }: Chunks, place: string): KairosError {
  return new KairosError("capture.unknown-format", {
    place,
    got: describeContent(octets.subarray(at, end)),
    wanted: "a pcap or pcapng capture file",
    remedy: "Capture with tcpdump, dumpcap or Wireshark, or convert with editcap -F pcap",
  });
}

/** pcap: a header, then records of a header and a frame. */
class PcapFile implements CaptureFile {
  readonly #chunks: Chunks;
  readonly #place: string;
  readonly #littleEndian: boolean;
  readonly #nanos: boolean;
  #linkType = -1;
  #frame = 0;
  /** The length of the record that was asked for last, with its header. */
  #record = RECORD_HEADER_OCTETS;

  constructor(chunks: Chunks, place: string, form: { littleEndian: boolean; nanos: boolean }) {
    this.#chunks = chunks;
    this.#place = place;
    this.#littleEndian = form.littleEndian;
    this.#nanos = form.nanos;
  }

  next(): Packet | undefined {
    const chunks = this.#chunks;
    const littleEndian = this.#littleEndian;
    if (this.#linkType < 0) {
      if (!chunks.has(PCAP_HEADER_OCTETS)) return undefined;
      this.#linkType = chunks.u32(20, littleEndian) & 0x0fffffff;
      chunks.at += PCAP_HEADER_OCTETS;
    }
    this.#record = RECORD_HEADER_OCTETS;
    if (!chunks.has(RECORD_HEADER_OCTETS)) return undefined;
    const length = chunks.u32(8, littleEndian);
    if (length > FRAME_OCTETS_MAX) throw damaged(this.#place, this.#frame + 1, length);
    this.#record += length;
    if (!chunks.has(this.#record)) return undefined;
    const fraction = chunks.u32(4, littleEndian);
    const timeMicros =
      chunks.u32(0, littleEndian) * 1e6 + (this.#nanos ? Math.floor(fraction / 1e3) : fraction);
    const head = { frame: ++this.#frame, timeMicros, linkType: this.#linkType };
    const packet = new Packet(head, chunks, RECORD_HEADER_OCTETS, length);
    chunks.at += this.#record;
    return packet;
  }

  end(): void {
    if (this.#linkType < 0) throw truncated(this.#place, 0, "its file header");
    if (this.#chunks.remaining === 0) return;
    const length = this.#record - RECORD_HEADER_OCTETS;
    const wanted = length === 0 ? "its header" : `${length} octets`;
    throw truncated(this.#place, this.#frame + 1, wanted);
  }
}

/** Writes the records of a pcap file, little-endian, microseconds; take its octets when you like. */
export class PcapWriter {
  readonly octets = new OctetWriter(4096);
  #frames = 0;
  #recordAt = 0;

  /** Frames so far. */
  get frames(): number {
    return this.#frames;
  }

  /** The file's header. */
  header(linkType: number): void {
    const writer = this.octets;
    writer.u32LittleEndian(PCAP_MAGIC.micros);
    writer.u16LittleEndian(2);
    writer.u16LittleEndian(4);
    writer.u32LittleEndian(0);
    writer.u32LittleEndian(0);
    writer.u32LittleEndian(SNAP_LENGTH);
    writer.u32LittleEndian(linkType);
  }

  /** Begins a record, at a time in ms since 1970, to the microsecond; write the frame, then close. */
  open(timeMs: number): void {
    const micros = Math.round(timeMs * 1000);
    const seconds = Math.floor(micros / 1e6);
    this.#recordAt = this.octets.length;
    this.octets.u32LittleEndian(seconds);
    this.octets.u32LittleEndian(micros - seconds * 1e6);
    this.octets.u32(0);
    this.octets.u32(0);
  }

  close(): void {
    const length = this.octets.length - this.#recordAt - RECORD_HEADER_OCTETS;
    this.octets.setU32LittleEndian(this.#recordAt + 8, length);
    this.octets.setU32LittleEndian(this.#recordAt + 12, length);
    this.#frames++;
  }
}

/** A pcap file of one link type. Times in milliseconds, not before 1970. */
export function writePcap(
  linkType: number,
  packets: Iterable<{ readonly timeMs: number; readonly octets: Uint8Array }>,
): Uint8Array {
  const pcap = new PcapWriter();
  pcap.header(linkType);
  for (const { timeMs, octets } of packets) {
    pcap.open(timeMs);
    pcap.octets.put(octets);
    pcap.close();
  }
  return pcap.octets.finish();
}
