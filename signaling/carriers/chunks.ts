// Octets that arrive in chunks, read as records that lie in one piece: a chunk may cut anywhere.

const NOTHING = new Uint8Array();
/** Room that a record gets first when it spans chunks; doubled until it is whole. */
const PIECE_OCTETS_MIN = 4_096;

/**
 * What was pushed and not yet read: `octets` from `at` to `end`. Records inside a chunk are read in
 * place; only one that spans chunks is copied, once and into memory of its own, so that a view of it
 * stays as it is. Push the next chunk when {@link Chunks.has} has said no.
 */
export class Chunks {
  declare octets: Uint8Array;
  declare at: number;
  declare end: number;
  declare private next: Uint8Array;
  declare private nextAt: number;
  /** Octets still to come that nobody reads. */
  declare private skipping: number;

  constructor() {
    this.octets = NOTHING;
    this.at = 0;
    this.end = 0;
    this.next = NOTHING;
    this.nextAt = 0;
    this.skipping = 0;
  }

  /** Octets pushed and not read, nor skipped. */
  get remaining(): number {
    return this.end - this.at + this.next.length - this.nextAt;
  }

  /** Whether more octets were to be skipped than came. */
  get owing(): boolean {
    return this.skipping > 0;
  }

  push(chunk: Uint8Array): void {
    this.next = chunk;
    this.nextAt = 0;
    if (this.skipping > 0) this.skip(0);
    if (this.at === this.end) this.turn();
  }

  /** Whether `count` octets lie in one piece at `at`; makes them so if as many were pushed. */
  has(count: number): boolean {
    return this.end - this.at >= count || this.gather(count);
  }

  /** The number of four octets that begins `ahead` octets from here; {@link has} said they came. */
  u32(ahead: number, littleEndian: boolean): number {
    const { octets } = this;
    const at = this.at + ahead;
    const [a, b, c, d] = [octets[at]!, octets[at + 1]!, octets[at + 2]!, octets[at + 3]!];
    return littleEndian
      ? (a | (b << 8) | (c << 16) | (d << 24)) >>> 0
      : ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
  }

  u16(ahead: number, littleEndian: boolean): number {
    const at = this.at + ahead;
    const [a, b] = [this.octets[at]!, this.octets[at + 1]!];
    return littleEndian ? a | (b << 8) : (a << 8) | b;
  }

  /** Octets from here on as a view. */
  view(ahead: number, count: number): Uint8Array {
    const start = this.at + ahead;
    return this.octets.subarray(start, start + count);
  }

  /** Passes over octets, also such that are still to come. */
  skip(count: number): void {
    let left = this.skipping + count;
    for (;;) {
      const here = Math.min(left, this.end - this.at);
      this.at += here;
      left -= here;
      if (left === 0 || this.nextAt === this.next.length) break;
      this.turn();
    }
    this.skipping = left;
  }

  /** Forgets everything that was pushed. */
  clear(): void {
    this.octets = NOTHING;
    this.next = NOTHING;
    this.at = this.end = this.nextAt = this.skipping = 0;
  }

  /** Goes on to the chunk that was pushed last. */
  private turn(): void {
    this.octets = this.next;
    this.at = this.nextAt;
    this.end = this.next.length;
    this.next = NOTHING;
    this.nextAt = 0;
  }

  private gather(count: number): boolean {
    if (this.end === this.at) {
      this.turn();
      if (this.end - this.at >= count) return true;
      if (this.at === this.end) return false;
      return this.gather(count);
    }
    while (this.end - this.at < count) {
      // A piece that was begun for this record goes on in place; a chunk is never written to.
      if (this.at > 0 || this.end === this.octets.length) this.copy(count);
      const taken = Math.min(
        count - this.end,
        this.octets.length - this.end,
        this.next.length - this.nextAt,
      );
      if (taken === 0) return false;
      this.octets.set(this.next.subarray(this.nextAt, this.nextAt + taken), this.end);
      this.end += taken;
      this.nextAt += taken;
    }
    return true;
  }

  /** Moves the beginning of a record of `count` octets into a piece with room for more of it. */
  private copy(count: number): void {
    const left = this.end - this.at;
    // A length that lies must not cost memory: the piece grows with what really comes.
    const piece = new Uint8Array(Math.min(count, Math.max(PIECE_OCTETS_MIN, 2 * left)));
    piece.set(this.octets.subarray(this.at, this.end));
    this.octets = piece;
    this.at = 0;
    this.end = left;
  }
}
