// Octets of a record, read from the front; what would lie behind their end is an error.

/** Throws a RangeError for all that is not there. */
export class Octets {
  readonly #octets: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  /** Octets that lie aligned to 8. */
  constructor(octets: Uint8Array) {
    this.#octets = octets;
    this.#view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength);
  }

  u32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }

  f64(): number {
    return this.#view.getFloat64(this.#take(8), true);
  }

  /** A view of so many values; the next one begins at the next multiple of 8. */
  array<T>(Of: ArrayOf<T>, count: number): T {
    const from = this.#take(Math.ceil((count * Of.BYTES_PER_ELEMENT) / 8) * 8);
    return new Of(this.#octets.buffer, this.#octets.byteOffset + from, count);
  }

  /** All that is left. */
  rest(): Uint8Array {
    return this.#octets.subarray(this.#at);
  }

  #take(octets: number): number {
    const from = this.#at;
    if (!(from + octets <= this.#octets.length)) {
      throw new RangeError(`${this.#octets.length} octets, where ${from + octets} were announced`);
    }
    this.#at = from + octets;
    return from;
  }
}

export interface ArrayOf<T> {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBufferLike, from: number, count: number): T;
  new (count: number): T;
}
