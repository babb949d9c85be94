// A set of u32 words without objects: which calls and messages of a day cannot take place.

/** Grows by doubling; at most half full, so that a look takes one or two steps. */
export class WordSet {
  declare size: number;
  #table: Uint32Array;
  #hasZero: boolean;

  constructor() {
    this.size = 0;
    this.#table = new Uint32Array(1024);
    this.#hasZero = false;
  }

  add(word: number): void {
    if (word === 0) {
      if (!this.#hasZero) this.size++;
      this.#hasZero = true;
      return;
    }
    if (2 * this.size >= this.#table.length) this.#grow();
    if (place(this.#table, word)) this.size++;
  }

  has(word: number): boolean {
    if (word === 0) return this.#hasZero;
    const table = this.#table;
    const mask = table.length - 1;
    for (let slot = slotOf(word, mask); ; slot = (slot + 1) & mask) {
      const there = table[slot]!;
      if (there === 0) return false;
      if (there === word) return true;
    }
  }

  #grow(): void {
    const before = this.#table;
    this.#table = new Uint32Array(before.length * 2);
    for (const word of before) if (word !== 0) place(this.#table, word);
  }
}

/** Whether the word was new; 0 stands for a free slot. */
function place(table: Uint32Array, word: number): boolean {
  const mask = table.length - 1;
  for (let slot = slotOf(word, mask); ; slot = (slot + 1) & mask) {
    const there = table[slot]!;
    if (there === word) return false;
    if (there !== 0) continue;
    table[slot] = word;
    return true;
  }
}

/** Ids are hashes already; the multiplication serves words that are not. */
function slotOf(word: number, mask: number): number {
  return (Math.imul(word, 0x9e3779b1) >>> 7) & mask;
}
