// Millions of tokens with a number each, in typed arrays: 12 octets a slot, nothing allocated to look.
import { NO_TOKEN, type Token } from "./identity.ts";

/** Slots at first; always a power of two. */
const SLOTS_MIN = 16;
/** The table doubles when more than this share of its slots is taken. */
const LOAD_MAX = 0.6;

/**
 * Tokens → numbers, 0 to 2³² − 1, by open addressing; a token is its own hash. Nothing is deleted.
 * `signaling/tracking/key-table.ts` also forgets, which takes more memory, and mixes its keys.
 */
export class TokenTable {
  #tokens: Float64Array;
  #numbers: Uint32Array;
  #mask: number;
  #size = 0;

  /** `expected` tokens fit in without growing. */
  constructor(expected = 0) {
    let slots = SLOTS_MIN;
    while (slots * LOAD_MAX < expected) slots *= 2;
    this.#tokens = new Float64Array(slots).fill(NO_TOKEN);
    this.#numbers = new Uint32Array(slots);
    this.#mask = slots - 1;
  }

  get size(): number {
    return this.#size;
  }

  /** The number of a token, −1 when it has none; {@link NO_TOKEN} never has one. */
  get(token: Token): number {
    if (token === NO_TOKEN) return -1;
    const slot = this.#slotOf(token);
    return this.#tokens[slot] === NO_TOKEN ? -1 : this.#numbers[slot]!;
  }

  /** Gives a token, not {@link NO_TOKEN}, its number; one that it had before is forgotten. */
  set(token: Token, number: number): void {
    const slot = this.#slotOf(token);
    this.#numbers[slot] = number;
    if (this.#tokens[slot] !== NO_TOKEN) return;
    this.#tokens[slot] = token;
    this.#size++;
    if (this.#size > this.#tokens.length * LOAD_MAX) this.#grow();
  }

  /** The slot that holds the token, or the free one where it belongs. */
  #slotOf(token: Token): number {
    let slot = (token >>> 0) & this.#mask;
    while (this.#tokens[slot] !== token && this.#tokens[slot] !== NO_TOKEN) {
      slot = (slot + 1) & this.#mask;
    }
    return slot;
  }

  #grow(): void {
    const [tokens, numbers] = [this.#tokens, this.#numbers];
    const slots = tokens.length * 2;
    this.#tokens = new Float64Array(slots).fill(NO_TOKEN);
    this.#numbers = new Uint32Array(slots);
    this.#mask = slots - 1;
    for (let index = 0; index < tokens.length; index++) {
      if (tokens[index] === NO_TOKEN) continue;
      const slot = this.#slotOf(tokens[index]!);
      this.#tokens[slot] = tokens[index]!;
      this.#numbers[slot] = numbers[index]!;
    }
  }
}
