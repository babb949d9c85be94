// pcapng files (draft-ietf-opsawg-pcapng): sections of blocks, each with interfaces of its own.
import type { Chunks } from "./chunks.ts";
import { damaged, FRAME_OCTETS_MAX, truncated } from "./file-faults.ts";
import { type CaptureFile, Packet } from "./pcap.ts";

/** Block types, §4; 2 is the packet block that enhanced packets replaced. */
const BLOCK = {
  section: 0x0a0d0d0a,
  interface: 1,
  obsoletePacket: 2,
  simplePacket: 3,
  enhancedPacket: 6,
} as const;
/** Blocks that are read; all others are passed over, however long they are. */
const READ_BLOCKS: ReadonlySet<number> = new Set(Object.values(BLOCK));
const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
/** A section header up to its byte order magic; also the octets of a block without a body. */
const HEAD_OCTETS = 12;
/** Octets of a block before an interface's options and before a packet's octets; after them 4. */
const INTERFACE_HEAD_OCTETS = 16;
const PACKET_HEAD_OCTETS = 28;
const SIMPLE_PACKET_HEAD_OCTETS = 12;
const TAIL_OCTETS = 4;
/** Options of an interface block, §4.2: if_tsresol and if_tsoffset. */
const OPTION = { end: 0, timeResolution: 9, timeOffset: 14 } as const;
/** Interfaces of one section that are kept; packets of further ones have an unknown link. */
const INTERFACES_MAX = 65_536;

interface Interface {
  readonly linkType: number;
  readonly snapLength: number;
  readonly unitsPerSecond: number;
  readonly offsetSeconds: number;
}

const UNKNOWN: Interface = { linkType: -1, snapLength: 0, unitsPerSecond: 1e6, offsetSeconds: 0 };

export class PcapngFile implements CaptureFile {
  readonly #chunks: Chunks;
  readonly #place: string;
  #littleEndian = true;
  #interfaces: Interface[] = [];
  #frame = 0;
  #timeMicros = Number.NaN;
  /** The length of the block at which reading stands; 0 before its head has come. */
  #block = 0;

  constructor(chunks: Chunks, place: string) {
    this.#chunks = chunks;
    this.#place = place;
  }

  next(): Packet | undefined {
    for (;;) {
      const type = this.#open();
      if (type === undefined) return undefined;
      let packet: Packet | undefined;
      if (type === BLOCK.interface) this.#interface();
      else if (type === BLOCK.simplePacket) packet = this.#simplePacket();
      else if (type !== BLOCK.section) packet = this.#packet(type);
      this.#chunks.at += this.#block;
      if (packet !== undefined) return packet;
    }
  }

  end(): void {
    if (this.#chunks.remaining === 0 && !this.#chunks.owing) return;
    const wanted = this.#block === 0 ? "a block header" : `${this.#block} octets`;
    throw truncated(this.#place, this.#frame + 1, wanted);
  }

  /** The type of the next block that is of use here, once it has come whole. */
  #open(): number | undefined {
    const chunks = this.#chunks;
    for (;;) {
      if (chunks.owing) return undefined;
      this.#block = 0;
      if (!chunks.has(HEAD_OCTETS)) return undefined;
      if (chunks.u32(0, true) === BLOCK.section) this.#section();
      const type = chunks.u32(0, this.#littleEndian);
      this.#block = chunks.u32(4, this.#littleEndian);
      if (this.#block < HEAD_OCTETS) throw this.#damaged(this.#block);
      if (READ_BLOCKS.has(type)) {
        if (this.#block > FRAME_OCTETS_MAX) throw this.#damaged(this.#block);
        return chunks.has(this.#block) ? type : undefined;
      }
      chunks.skip(this.#block);
    }
  }

  #section(): void {
    this.#littleEndian = this.#chunks.u32(8, true) === BYTE_ORDER_MAGIC;
    if (!this.#littleEndian && this.#chunks.u32(8, false) !== BYTE_ORDER_MAGIC) {
      throw this.#damaged(this.#chunks.u32(4, false));
    }
    this.#interfaces = [];
  }

  #interface(): void {
    const littleEndian = this.#littleEndian;
    const chunks = this.#chunks;
    const end = this.#block - TAIL_OCTETS;
    if (end < INTERFACE_HEAD_OCTETS) throw this.#damaged(this.#block);
    if (this.#interfaces.length >= INTERFACES_MAX) return;
    let unitsPerSecond = 1e6;
    let offsetSeconds = 0;
    for (let at = INTERFACE_HEAD_OCTETS; at + 4 <= end; ) {
      const code = chunks.u16(at, littleEndian);
      const length = chunks.u16(at + 2, littleEndian);
      const value = at + 4;
      if (code === OPTION.end || value + length > end) break;
      if (code === OPTION.timeResolution && length >= 1) {
        const resolution = chunks.octets[chunks.at + value]!;
        unitsPerSecond = resolution < 0x80 ? 10 ** resolution : 2 ** (resolution & 0x7f);
      }
      if (code === OPTION.timeOffset && length >= 8) {
        const high = chunks.u32(littleEndian ? value + 4 : value, littleEndian) | 0;
        offsetSeconds = high * 2 ** 32 + chunks.u32(littleEndian ? value : value + 4, littleEndian);
      }
      at = value + length + (-length & 3);
    }
    this.#interfaces.push({
      linkType: chunks.u16(8, littleEndian),
      snapLength: chunks.u32(12, littleEndian),
      unitsPerSecond,
      offsetSeconds,
    });
  }

  /** An enhanced packet, or the packet that it replaced: only the interface's number differs. */
  #packet(type: number): Packet {
    const littleEndian = this.#littleEndian;
    const chunks = this.#chunks;
    const room = this.#block - TAIL_OCTETS - PACKET_HEAD_OCTETS;
    if (room < 0) throw this.#damaged(this.#block);
    const number =
      type === BLOCK.enhancedPacket ? chunks.u32(8, littleEndian) : chunks.u16(8, littleEndian);
    const from = this.#interfaces[number] ?? UNKNOWN;
    const length = chunks.u32(20, littleEndian);
    if (length > room) throw this.#damaged(length);
    const [high, low] = [chunks.u32(12, littleEndian), chunks.u32(16, littleEndian)];
    this.#timeMicros = from.offsetSeconds * 1e6 + microsOf(high, low, from.unitsPerSecond);
    return this.#framed(from.linkType, PACKET_HEAD_OCTETS, length);
  }

  /** A packet of the first interface, without a time. */
  #simplePacket(): Packet {
    const room = this.#block - TAIL_OCTETS - SIMPLE_PACKET_HEAD_OCTETS;
    if (room < 0) throw this.#damaged(this.#block);
    const { linkType, snapLength } = this.#interfaces[0] ?? UNKNOWN;
    // The block tells the length on the wire; the interface's limit may have cut it.
    const sent = this.#chunks.u32(8, this.#littleEndian);
    const length = Math.min(sent, snapLength === 0 ? sent : snapLength, room);
    return this.#framed(linkType, SIMPLE_PACKET_HEAD_OCTETS, length);
  }

  #framed(linkType: number, at: number, length: number): Packet {
    const head = { frame: ++this.#frame, timeMicros: this.#timeMicros, linkType };
    return new Packet(head, this.#chunks, at, length);
  }

  #damaged(length: number): Error {
    return damaged(this.#place, this.#frame + 1, length);
  }
}

/** Whole microseconds of a time of 64 bits, which is more than a float holds. */
function microsOf(high: number, low: number, unitsPerSecond: number): number {
  const unitsPerMicro = unitsPerSecond / 1e6;
  if (unitsPerMicro === 1) return high * 2 ** 32 + low;
  if (Number.isInteger(unitsPerMicro)) {
    const whole = Math.floor(high / unitsPerMicro);
    const rest = (high - whole * unitsPerMicro) * 2 ** 32 + low;
    return whole * 2 ** 32 + Math.floor(rest / unitsPerMicro);
  }
  const units = high * 2 ** 32 + low;
  const seconds = Math.floor(units / unitsPerSecond);
  return seconds * 1e6 + Math.floor(((units - seconds * unitsPerSecond) * 1e6) / unitsPerSecond);
}
