// Basic encoding rules as supplementary services use them: definite lengths, single-octet tags.
import { notEncodable, type OctetReader } from "../octets.ts";

/** Universal tags, ITU-T X.690 §8; operations of 3GPP TS 24.080 use no others. */
export const UNIVERSAL = { integer: 0x02, octetString: 0x04, null: 0x05, sequence: 0x30 } as const;
const LONG_LENGTH_1 = 0x81;
const LONG_LENGTH_2 = 0x82;

/** The length that follows, in one to three octets; −1 when it is indefinite, longer, or cut. */
function readLength(reader: OctetReader): number {
  const octets = reader.octets;
  const at = reader.offset;
  const room = reader.limit - at;
  if (room < 1) return -1;
  const first = octets[at]!;
  if (first < 0x80) {
    reader.offset = at + 1;
    return first;
  }
  if (first === LONG_LENGTH_1 && room >= 2) {
    reader.offset = at + 2;
    return octets[at + 1]!;
  }
  if (first === LONG_LENGTH_2 && room >= 3) {
    reader.offset = at + 3;
    return (octets[at + 1]! << 8) | octets[at + 2]!;
  }
  return -1;
}

/**
 * Enters the value of the next element when it has this tag: what `widen` wants back, or −1, and
 * then the reader stands where it stood.
 */
export function enter(reader: OctetReader, tag: number): number {
  const start = reader.offset;
  if (reader.peek() !== tag) return -1;
  reader.offset = start + 1;
  const length = readLength(reader);
  if (length < 0 || length > reader.limit - reader.offset) {
    reader.offset = start;
    return -1;
  }
  return reader.narrow(length);
}

/** The value of the next element as octets; undefined when it has another tag or is cut. */
export function readString(reader: OctetReader, tag: number): Uint8Array | undefined {
  const outer = enter(reader, tag);
  if (outer < 0) return undefined;
  const octets = reader.rest();
  reader.widen(outer);
  return octets;
}

/** The next element's value when that is one octet; −1 otherwise, and the reader did not move. */
export function readOctet(reader: OctetReader, tag: number): number {
  const start = reader.offset;
  const outer = enter(reader, tag);
  if (outer < 0) return -1;
  const single = reader.remaining === 1;
  const value = single ? reader.u8() : -1;
  reader.widen(outer);
  if (!single) reader.offset = start;
  return value;
}

/** Facility holds up to 255 octets (3GPP TS 24.007 §11.2.1.1.4); a little more for the check. */
const CAPACITY = 512;

/**
 * Writes elements from the last to the first, so that a length is known when it is written. Each
 * method puts its octets in front of what is there.
 */
export class BerWriter {
  declare private readonly octets: Uint8Array;
  declare private at: number;

  constructor() {
    this.octets = new Uint8Array(CAPACITY);
    this.at = CAPACITY;
  }

  clear(): void {
    this.at = CAPACITY;
  }

  /** What was written, as a view that holds until the next {@link clear}. */
  get view(): Uint8Array {
    return this.octets.subarray(this.at);
  }

  get length(): number {
    return CAPACITY - this.at;
  }

  put(octets: Uint8Array): void {
    this.at -= octets.length;
    if (this.at < 0) throw notEncodable("Facility", "more octets", `up to ${CAPACITY}`);
    this.octets.set(octets, this.at);
  }

  u8(value: number): void {
    if (value !== (value & 0xff)) throw notEncodable("Facility", String(value), "0–255");
    this.at--;
    if (this.at < 0) throw notEncodable("Facility", "more octets", `up to ${CAPACITY}`);
    this.octets[this.at] = value;
  }

  /** Tag and length of everything since the writer had `length` octets. */
  close(tag: number, length: number): void {
    const size = this.length - length;
    this.u8(size & 0xff);
    if (size > 0xff) {
      this.u8(size >>> 8);
      this.u8(LONG_LENGTH_2);
    } else if (size >= 0x80) {
      this.u8(LONG_LENGTH_1);
    }
    this.u8(tag);
  }

  string(tag: number, octets: Uint8Array): void {
    const length = this.length;
    this.put(octets);
    this.close(tag, length);
  }

  octet(tag: number, value: number): void {
    this.u8(value);
    this.u8(1);
    this.u8(tag);
  }
}
