// Which transmission sequence numbers of a sender were seen: a window of bits below the highest.

/** Numbers remembered, a power of two; one that is older starts the count anew. */
const NUMBERS = 1024;

export class TsnWindow {
  /** The highest number so far, as a signed integer. */
  #newest = 0;
  #empty = true;
  /** A bit for each number of the window, at the number modulo its size. */
  readonly #bits = new Int32Array(NUMBERS / 32);

  /** Whether the number (32 bits, in serial arithmetic, RFC 1982) comes for the first time. */
  take(tsn: number): boolean {
    const ahead = (tsn - this.#newest) | 0;
    if (this.#empty || ahead >= NUMBERS || ahead <= -NUMBERS) {
      // The first number, one after a long loss, or one of a sender that started anew.
      this.#empty = false;
      this.#bits.fill(0);
      this.#newest = tsn | 0;
    } else if (ahead > 0) {
      for (let step = 1; step <= ahead; step++) {
        const number = this.#newest + step;
        this.#bits[(number >>> 5) & (NUMBERS / 32 - 1)]! &= ~(1 << (number & 31));
      }
      this.#newest = tsn | 0;
    }
    const word = (tsn >>> 5) & (NUMBERS / 32 - 1);
    const bit = 1 << (tsn & 31);
    if ((this.#bits[word]! & bit) !== 0) return false;
    this.#bits[word]! |= bit;
    return true;
  }
}
