// Millions of keys with a number each, in typed arrays, bounded: what is not used is forgotten first.

/** What a table answers for a key that it does not hold; no number of a table is negative. */
export const ABSENT = -1;

/** Slots at first; always a power of two. */
const SLOTS_MIN = 64;
/** The table doubles when more than this share of its slots is taken. */
const LOAD_MAX = 0.7;
/** Keys are not negative. */
const EMPTY = -1;

export interface KeyTableOptions {
  /** Keys held at once; beyond it one that was not used lately makes room. */
  readonly max: number;
  /** Numbers are u32 (13 octets a slot), or any integers from 0 to 2⁵³ − 1 (17 octets a slot). */
  readonly numbers: "u32" | "u53";
}

/**
 * Keys, integers from 0 to 2⁵³ − 1, with a number each: open addressing with linear probing, and
 * deletion by moving back what was pushed aside, so that no tombstones pile up.
 *
 * Full, it forgets by second chance: a hand goes round the slots and takes the first key that was
 * neither set nor asked for since it came by last.
 *
 * `domain/token-table.ts` is the simpler one, for keys that are hashes already and stay for good.
 */
export class KeyTable {
  declare readonly max: number;
  declare private readonly wide: boolean;
  declare private keys: Float64Array;
  declare private numbers: Uint32Array | Float64Array;
  declare private used: Uint8Array;
  declare private mask: number;
  declare private count: number;
  declare private hand: number;

  constructor({ max, numbers }: KeyTableOptions) {
    this.max = max;
    this.wide = numbers === "u53";
    this.count = 0;
    this.hand = 0;
    this.keys = new Float64Array(0);
    this.numbers = this.keys;
    this.used = new Uint8Array(0);
    this.mask = -1;
    this.allocate(SLOTS_MIN);
  }

  get size(): number {
    return this.count;
  }

  /** Octets of the arrays. */
  get octets(): number {
    return this.keys.byteLength + this.numbers.byteLength + this.used.byteLength;
  }

  /** The key's number, {@link ABSENT} when it has none; the key counts as used. */
  get(key: number): number {
    const slot = this.slotOf(key);
    if (this.keys[slot] === EMPTY) return ABSENT;
    this.used[slot] = 1;
    return this.numbers[slot]!;
  }

  /** Gives a key its number; the one that it had before is forgotten. */
  set(key: number, number: number): void {
    let slot = this.slotOf(key);
    if (this.keys[slot] === EMPTY) {
      if (this.count >= this.max) {
        this.forgetOne();
        slot = this.slotOf(key);
      } else if (this.count >= this.keys.length * LOAD_MAX) {
        this.grow();
        slot = this.slotOf(key);
      }
      this.keys[slot] = key;
      this.count++;
    }
    this.numbers[slot] = number;
    this.used[slot] = 1;
  }

  /** Whether the key was there. */
  delete(key: number): boolean {
    const slot = this.slotOf(key);
    if (this.keys[slot] === EMPTY) return false;
    this.free(slot);
    return true;
  }

  private forgetOne(): void {
    for (;;) {
      const slot = this.hand;
      this.hand = (slot + 1) & this.mask;
      if (this.keys[slot] === EMPTY) continue;
      if (this.used[slot] === 0) {
        this.free(slot);
        return;
      }
      this.used[slot] = 0;
    }
  }

  /** Empties a slot and moves back the keys behind it that would no longer be found. */
  private free(slot: number): void {
    const { keys, numbers, used, mask } = this;
    let hole = slot;
    for (let next = (hole + 1) & mask; keys[next] !== EMPTY; next = (next + 1) & mask) {
      const distance = (next - homeOf(keys[next]!, mask)) & mask;
      if (distance < ((next - hole) & mask)) continue;
      keys[hole] = keys[next]!;
      numbers[hole] = numbers[next]!;
      used[hole] = used[next]!;
      hole = next;
    }
    keys[hole] = EMPTY;
    this.count--;
  }

  /** The slot that holds the key, or the free one where it belongs. */
  private slotOf(key: number): number {
    const { keys, mask } = this;
    let slot = homeOf(key, mask);
    while (keys[slot] !== key && keys[slot] !== EMPTY) slot = (slot + 1) & mask;
    return slot;
  }

  private allocate(slots: number): void {
    this.keys = new Float64Array(slots).fill(EMPTY);
    this.numbers = this.wide ? new Float64Array(slots) : new Uint32Array(slots);
    this.used = new Uint8Array(slots);
    this.mask = slots - 1;
    this.hand = 0;
  }

  private grow(): void {
    const { keys, numbers, used } = this;
    this.allocate(keys.length * 2);
    for (let index = 0; index < keys.length; index++) {
      if (keys[index] === EMPTY) continue;
      const slot = this.slotOf(keys[index]!);
      this.keys[slot] = keys[index]!;
      this.numbers[slot] = numbers[index]!;
      this.used[slot] = used[index]!;
    }
  }
}

/** Both halves of the key take part, so that neighbours in either are far apart. */
function homeOf(key: number, mask: number): number {
  const low = key >>> 0;
  const high = (key - low) / 4294967296;
  let hash = Math.imul(low ^ Math.imul(high, 0x9e3779b1), 0x85ebca6b);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0xc2b2ae35);
  return (hash ^ (hash >>> 13)) & mask;
}
