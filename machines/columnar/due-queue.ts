// A priority queue of many entries, most of which turn out to be of no use before they are due.

const CHILDREN = 4;

/** Whoever knows what an entry stands for. */
export interface EntryOwner {
  /** Its due if it is of use; a later time to see it again at; Infinity if it is of no use. */
  review(dueMs: number, key: number): number;
  /** Marks what the entry stands for; false if it was marked before. */
  mark(key: number): boolean;
  unmark(key: number): void;
}

/**
 * Entries are (due, key), in this order, key in [0, 2^32): a heap in typed arrays with four
 * children a node. A new entry is mostly due after all others, and stays where it is put. When the
 * heap is full, entries of no use go first; it grows only if the others fill more than half of it.
 */
export class DueQueue {
  /** Of the first entry; Infinity when there is none. */
  declare headDueMs: number;
  declare headKey: number;
  readonly #owner: EntryOwner;
  #dues: Float64Array;
  #keys: Uint32Array;
  #size = 0;

  constructor(owner: EntryOwner, capacity: number) {
    this.headDueMs = Number.POSITIVE_INFINITY;
    this.headKey = 0;
    this.#owner = owner;
    this.#dues = new Float64Array(capacity);
    this.#keys = new Uint32Array(capacity);
  }

  get size(): number {
    return this.#size;
  }

  get bytes(): number {
    return this.#dues.byteLength + this.#keys.byteLength;
  }

  push(dueMs: number, key: number): void {
    if (this.#size === this.#keys.length) this.#makeRoom();
    const dues = this.#dues;
    const keys = this.#keys;
    let place = this.#size++;
    while (place > 0) {
      const parent = ((place - 1) / CHILDREN) >>> 0;
      const parentDueMs = dues[parent]!;
      if (parentDueMs < dueMs || (parentDueMs === dueMs && keys[parent]! <= key)) break;
      dues[place] = parentDueMs;
      keys[place] = keys[parent]!;
      place = parent;
    }
    dues[place] = dueMs;
    keys[place] = key;
    if (place === 0) this.#findHead();
  }

  /** Takes the first entry away, with all that are equal to it; there must be one. */
  drop(): void {
    const { headDueMs, headKey } = this;
    while (this.#size > 0 && this.#dues[0] === headDueMs && this.#keys[0] === headKey) {
      const last = --this.#size;
      if (last > 0) this.#sink(0, this.#dues[last]!, this.#keys[last]!);
    }
    this.#findHead();
  }

  #findHead(): void {
    this.headDueMs = this.#size > 0 ? this.#dues[0]! : Number.POSITIVE_INFINITY;
    this.headKey = this.#keys[0] ?? 0;
  }

  #sink(from: number, dueMs: number, key: number): void {
    const dues = this.#dues;
    const keys = this.#keys;
    const size = this.#size;
    let place = from;
    for (;;) {
      const first = CHILDREN * place + 1;
      if (first >= size) break;
      const end = first + CHILDREN < size ? first + CHILDREN : size;
      let least = first;
      let leastDueMs = dues[first]!;
      for (let child = first + 1; child < end; child++) {
        const childDueMs = dues[child]!;
        if (childDueMs > leastDueMs) continue;
        if (childDueMs === leastDueMs && keys[child]! > keys[least]!) continue;
        least = child;
        leastDueMs = childDueMs;
      }
      if (leastDueMs > dueMs || (leastDueMs === dueMs && keys[least]! >= key)) break;
      dues[place] = leastDueMs;
      keys[place] = keys[least]!;
      place = least;
    }
    dues[place] = dueMs;
    keys[place] = key;
  }

  #makeRoom(): void {
    this.#sweep();
    const capacity = this.#keys.length;
    if (this.#size * 2 <= capacity && capacity > 0) return;
    const dues = new Float64Array(Math.max(1, capacity * 2));
    const keys = new Uint32Array(Math.max(1, capacity * 2));
    dues.set(this.#dues);
    keys.set(this.#keys);
    this.#dues = dues;
    this.#keys = keys;
  }

  /** Leaves one entry for each thing of which an entry is of use. */
  #sweep(): void {
    const owner = this.#owner;
    let kept = 0;
    for (let place = 0; place < this.#size; place++) {
      const key = this.#keys[place]!;
      const reviewedMs = owner.review(this.#dues[place]!, key);
      if (reviewedMs === Number.POSITIVE_INFINITY || !owner.mark(key)) continue;
      this.#dues[kept] = reviewedMs;
      this.#keys[kept++] = key;
    }
    this.#size = kept;
    for (let place = 0; place < kept; place++) owner.unmark(this.#keys[place]!);
    for (let place = ((kept - 2) / CHILDREN) | 0; place >= 0; place--) {
      this.#sink(place, this.#dues[place]!, this.#keys[place]!);
    }
    this.#findHead();
  }
}
