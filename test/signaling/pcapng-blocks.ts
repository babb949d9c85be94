// pcapng files made by hand, in both byte orders, for tests of their reader.

const BYTE_ORDER_MAGIC = 0x1a2b3c4d;

/** Writes blocks in one byte order. */
export class PcapngBlocks {
  readonly #littleEndian: boolean;

  constructor(littleEndian: boolean) {
    this.#littleEndian = littleEndian;
  }

  section(magic = BYTE_ORDER_MAGIC): Uint8Array {
    return this.block(0x0a0d0d0a, [
      this.u32(magic),
      this.u16(1),
      this.u16(0),
      new Array(8).fill(255),
    ]);
  }

  /** Options as pairs of code and value. */
  interface(
    linkType: number,
    options: readonly (readonly [number, readonly number[]])[] = [],
    snapLength = 0,
  ): Uint8Array {
    return this.block(1, [
      ...[this.u16(linkType), this.u16(0), this.u32(snapLength)],
      ...options.map(([code, value]) => [
        ...[...this.u16(code), ...this.u16(value.length), ...value],
        ...new Array<number>(-value.length & 3).fill(0),
      ]),
      [0, 0, 0, 0],
    ]);
  }

  /** An enhanced packet; `units` of the interface's resolution. */
  packet(octets: Uint8Array, units: bigint, number = 0): Uint8Array {
    const times = [this.u32(Number(units >> 32n)), this.u32(Number(units & 0xffffffffn))];
    const lengths = [this.u32(octets.length), this.u32(octets.length)];
    return this.block(6, [this.u32(number), ...times, ...lengths, octets]);
  }

  obsoletePacket(octets: Uint8Array, units: bigint, number = 0): Uint8Array {
    const times = [this.u32(Number(units >> 32n)), this.u32(Number(units & 0xffffffffn))];
    const lengths = [this.u32(octets.length), this.u32(octets.length)];
    return this.block(2, [this.u16(number), this.u16(3), ...times, ...lengths, octets]);
  }

  /** A simple packet that had `sent` octets on the wire. */
  simplePacket(octets: Uint8Array, sent = octets.length): Uint8Array {
    return this.block(3, [this.u32(sent), octets]);
  }

  block(type: number, parts: readonly ArrayLike<number>[]): Uint8Array {
    const body = parts.flatMap((part) => Array.from(part));
    const length = this.u32(12 + Math.ceil(body.length / 4) * 4);
    const padding = new Array<number>(-body.length & 3).fill(0);
    return Uint8Array.from([...this.u32(type), ...length, ...body, ...padding, ...length]);
  }

  u16(value: number): number[] {
    return this.#ordered([value >>> 8, value & 0xff]);
  }

  u32(value: number): number[] {
    const octets = [value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff];
    return this.#ordered(octets);
  }

  u64(value: bigint): number[] {
    const octets = Array.from({ length: 8 }, (_, index) =>
      Number((value >> BigInt(56 - 8 * index)) & 0xffn),
    );
    return this.#ordered(octets);
  }

  #ordered(octets: number[]): number[] {
    return this.#littleEndian ? octets.reverse() : octets;
  }
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}
