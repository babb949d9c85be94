// A keyed shuffle of 0 … size−1 that needs no storage and can be walked both ways.
import { mix32 } from "../domain/hash.ts";

const ROUNDS = 4;

/**
 * A pseudo-random bijection of the integers 0 ≤ n < size: a four-round Feistel network on the next
 * power of two, walked until it lands inside (Black and Rogaway 2002, "cycle walking").
 * `size` is 1 to 2³⁰; `key` any integer.
 */
export class Permutation {
  declare readonly size: number;
  readonly #keys: Uint32Array;
  readonly #lowBits: number;
  readonly #lowMask: number;
  readonly #highMask: number;

  constructor(size: number, key: number) {
    const bits = Math.max(2, 32 - Math.clz32(Math.max(1, size - 1)));
    this.size = size;
    this.#lowBits = bits >> 1;
    this.#lowMask = 2 ** this.#lowBits - 1;
    this.#highMask = 2 ** (bits - this.#lowBits) - 1;
    this.#keys = Uint32Array.from({ length: ROUNDS }, (_, round) =>
      mix32(key + round * 0x9e3779b9),
    );
  }

  /** Where `index` goes. */
  forward(index: number): number {
    let place = index;
    do {
      let low = place & this.#lowMask;
      let high = place >>> this.#lowBits;
      for (let round = 0; round < ROUNDS; round += 2) {
        high ^= mix32(low + this.#keys[round]!) & this.#highMask;
        low ^= mix32(high + this.#keys[round + 1]!) & this.#lowMask;
      }
      place = high * (this.#lowMask + 1) + low;
    } while (place >= this.size);
    return place;
  }

  /** What `forward` takes to `place`. */
  backward(place: number): number {
    let index = place;
    do {
      let low = index & this.#lowMask;
      let high = index >>> this.#lowBits;
      for (let round = ROUNDS - 2; round >= 0; round -= 2) {
        low ^= mix32(high + this.#keys[round + 1]!) & this.#lowMask;
        high ^= mix32(low + this.#keys[round]!) & this.#highMask;
      }
      index = high * (this.#lowMask + 1) + low;
    } while (index >= this.size);
    return index;
  }
}
