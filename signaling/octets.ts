// One bounds-checked reader and one growing writer of octets; every decoder and encoder uses these.
import { KairosError } from "../domain/errors.ts";

/**
 * Reads octets in order, big-endian unless the name says otherwise. It never reads past `limit`,
 * the end of the innermost element: {@link OctetReader.narrow} and {@link OctetReader.widen}.
 *
 * @throws KairosError `octets.out-of-bounds` from every reading method.
 */
export class OctetReader {
  declare octets: Uint8Array;
  /** What the octets are, for error messages. */
  declare place: string;
  declare offset: number;
  declare limit: number;
  /** From where error messages count; 0 unless {@link OctetReader.within} said otherwise. */
  declare private start: number;
  /**
   * Cleared by a decoder that leaves out what an encoder would not write again, such as spare bits
   * that are set: elements.ts then keeps the octets beside the values.
   */
  declare exact: boolean;

  constructor(octets: Uint8Array, place: string) {
    this.octets = octets;
    this.place = place;
    this.offset = 0;
    this.limit = octets.length;
    this.exact = true;
    this.start = 0;
  }

  /** Goes on to other octets, from `start` to `end` of a longer piece; a reader can be used again. */
  within(octets: Uint8Array, start: number, end: number): void {
    this.octets = octets;
    this.offset = start;
    this.limit = end;
    this.start = start;
  }

  get remaining(): number {
    return this.limit - this.offset;
  }

  u8(): number {
    if (this.offset >= this.limit) throw this.outOfBounds(1);
    return this.octets[this.offset++]!;
  }

  /** The next octet without consuming it; −1 at the end. */
  peek(): number {
    return this.offset < this.limit ? this.octets[this.offset]! : -1;
  }

  u16(): number {
    const at = this.advance(2);
    return (this.octets[at]! << 8) | this.octets[at + 1]!;
  }

  u32(): number {
    const at = this.advance(4);
    const octets = this.octets;
    return (
      ((octets[at]! << 24) | (octets[at + 1]! << 16) | (octets[at + 2]! << 8) | octets[at + 3]!) >>>
      0
    );
  }

  u16LittleEndian(): number {
    const at = this.advance(2);
    return this.octets[at]! | (this.octets[at + 1]! << 8);
  }

  u24LittleEndian(): number {
    const at = this.advance(3);
    return this.octets[at]! | (this.octets[at + 1]! << 8) | (this.octets[at + 2]! << 16);
  }

  u32LittleEndian(): number {
    const at = this.advance(4);
    const octets = this.octets;
    return (
      (octets[at]! | (octets[at + 1]! << 8) | (octets[at + 2]! << 16) | (octets[at + 3]! << 24)) >>>
      0
    );
  }

  /** The next `count` octets as a view, not a copy. */
  take(count: number): Uint8Array {
    const at = this.advance(count);
    return this.octets.subarray(at, at + count);
  }

  /** Everything up to the limit, as a view. */
  rest(): Uint8Array {
    return this.take(this.limit - this.offset);
  }

  skip(count: number): void {
    this.advance(count);
  }

  /** Restricts reading to the next `length` octets and returns what {@link widen} wants back. */
  narrow(length: number): number {
    if (length < 0 || length > this.limit - this.offset) throw this.outOfBounds(length);
    const outer = this.limit;
    this.limit = this.offset + length;
    return outer;
  }

  /** Ends an element: what its decoder left unread is skipped, the outer limit holds again. */
  widen(outer: number): void {
    this.offset = this.limit;
    this.limit = outer;
  }

  /** An error about the octet before the current offset, for decoders that dislike its value. */
  malformed(got: string, wanted: string): KairosError {
    return new KairosError("octets.malformed", {
      place: `${this.place}, octet ${this.offset - this.start}`,
      got,
      wanted,
      remedy: "The frame is skipped; check how it was captured",
    });
  }

  private advance(count: number): number {
    const at = this.offset;
    if (count < 0 || count > this.limit - at) throw this.outOfBounds(count);
    this.offset = at + count;
    return at;
  }

  private outOfBounds(count: number): KairosError {
    return new KairosError("octets.out-of-bounds", {
      place: `${this.place}, octet ${this.offset - this.start + 1}`,
      got: `${this.limit - this.offset} octets to the end`,
      wanted: `${count} more`,
      remedy: "The frame is skipped; check whether the capture cuts frames short",
    });
  }
}

/** An error of an encoder whose input does not fit the format: a fault of the caller. */
export function notEncodable(place: string, got: string, wanted: string): KairosError {
  return new KairosError("message.not-encodable", {
    place,
    got,
    wanted,
    remedy: "Correct the message object",
  });
}

/**
 * The value, when it is a whole number from 0 to `maximum`, which is 2ⁿ − 1.
 *
 * @throws KairosError `message.not-encodable`
 */
export function inRange(place: string, value: number, maximum: number): number {
  if (value !== (value & maximum)) throw notEncodable(place, String(value), `0–${maximum}`);
  return value;
}

/** Up to here a loop is faster than `set`. */
const FEW_OCTETS = 24;

/** Writes octets into a buffer that grows; `u8` to `u32LittleEndian` refuse what does not fit. */
export class OctetWriter {
  declare length: number;
  declare private buffer: Uint8Array;

  constructor(capacity = 256) {
    this.buffer = new Uint8Array(capacity);
    this.length = 0;
  }

  u8(value: number): void {
    if (value !== (value & 0xff)) throw notEncodable("octet", String(value), "0–255");
    const at = this.reserve(1);
    this.buffer[at] = value;
  }

  u16(value: number): void {
    if (value !== (value & 0xffff)) throw notEncodable("two octets", String(value), "0–65535");
    const at = this.reserve(2);
    this.buffer[at] = value >>> 8;
    this.buffer[at + 1] = value & 0xff;
  }

  u32(value: number): void {
    if (value !== value >>> 0) throw notEncodable("four octets", String(value), "0–4294967295");
    const at = this.reserve(4);
    this.buffer[at] = value >>> 24;
    this.buffer[at + 1] = (value >>> 16) & 0xff;
    this.buffer[at + 2] = (value >>> 8) & 0xff;
    this.buffer[at + 3] = value & 0xff;
  }

  u16LittleEndian(value: number): void {
    inRange("two octets", value, 0xffff);
    this.u8(value & 0xff);
    this.u8(value >>> 8);
  }

  u24LittleEndian(value: number): void {
    inRange("three octets", value, 0xffffff);
    this.u16LittleEndian(value & 0xffff);
    this.u8(value >>> 16);
  }

  u32LittleEndian(value: number): void {
    if (value !== value >>> 0) throw notEncodable("four octets", String(value), "0–4294967295");
    this.u16LittleEndian(value & 0xffff);
    this.u16LittleEndian(value >>> 16);
  }

  put(octets: Uint8Array): void {
    const count = octets.length;
    const at = this.reserve(count);
    if (count > FEW_OCTETS) this.buffer.set(octets, at);
    else for (let index = 0; index < count; index++) this.buffer[at + index] = octets[index]!;
  }

  /** Leaves room for a length octet and returns its position for {@link closeLength}. */
  openLength(): number {
    return this.reserve(1);
  }

  /** Fills the length octet that was opened at `at` with the count of octets since. */
  closeLength(at: number): void {
    const length = this.length - at - 1;
    if (length > 0xff) throw notEncodable("length octet", String(length), "up to 255 octets");
    this.buffer[at] = length;
  }

  /** As {@link openLength}, for a length of two octets. */
  openLongLength(): number {
    return this.reserve(2);
  }

  /** Fills the two length octets that were opened at `at`. */
  closeLongLength(at: number): void {
    const length = this.length - at - 2;
    if (length > 0xffff) throw notEncodable("length octets", String(length), "up to 65535 octets");
    this.buffer[at] = length >>> 8;
    this.buffer[at + 1] = length & 0xff;
  }

  /** Writes a pointer octet of 0, "nothing there", and returns its position. */
  openPointer(): number {
    const at = this.reserve(1);
    this.buffer[at] = 0;
    return at;
  }

  /** Makes the pointer at `at` point to `target`, or to what is written next (ITU-T Q.713 §2.3). */
  closePointer(at: number, target = this.length): void {
    const distance = target - at;
    if (distance > 0xff) throw notEncodable("pointer", String(distance), "up to 255 octets ahead");
    this.buffer[at] = distance;
  }

  /** Overwrites the octet at `at`. @throws KairosError `message.not-encodable` beyond 255 */
  setU8(at: number, value: number): void {
    this.buffer[at] = inRange("octet", value, 0xff);
  }

  /** Overwrites two octets at `at`. */
  setU16(at: number, value: number): void {
    this.buffer[at] = value >>> 8;
    this.buffer[at + 1] = value & 0xff;
  }

  /** Overwrites four octets at `at`, the lowest first; `value` may be a signed integer. */
  setU32LittleEndian(at: number, value: number): void {
    this.buffer[at] = value & 0xff;
    this.buffer[at + 1] = (value >>> 8) & 0xff;
    this.buffer[at + 2] = (value >>> 16) & 0xff;
    this.buffer[at + 3] = value >>> 24;
  }

  /** What was written from `start` to `end`, as a view that holds until the next writing. */
  view(start = 0, end = this.length): Uint8Array {
    return this.buffer.subarray(start, end);
  }

  /** A copy of what was written. */
  finish(): Uint8Array {
    return this.buffer.slice(0, this.length);
  }

  private reserve(count: number): number {
    const at = this.length;
    const wanted = at + count;
    if (wanted > this.buffer.length) {
      const grown = new Uint8Array(Math.max(wanted, this.buffer.length * 2));
      grown.set(this.buffer);
      this.buffer = grown;
    }
    this.length = wanted;
    return at;
  }
}

/** Whether two octet strings are the same. */
export function sameOctets(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index++) if (a[index] !== b[index]) return false;
  return true;
}

/** "57 05 08": octets as people read them. */
export function formatOctets(octets: Uint8Array): string {
  return Array.from(octets, (octet) => octet.toString(16).padStart(2, "0")).join(" ");
}
