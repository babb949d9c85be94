// A binary heap of (due, key) in typed arrays: where timers wait that are due soon.

const CAPACITY_FIRST = 64;

/** Ordered by (due, key). */
export class EntryHeap {
  #dues = new Float64Array(CAPACITY_FIRST);
  #keys = new Uint32Array(CAPACITY_FIRST);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get isFull(): boolean {
    return this.#size === this.#keys.length;
  }

  get bytes(): number {
    return this.#dues.byteLength + this.#keys.byteLength;
  }

  /** Of the first entry; there must be one. */
  get dueMs(): number {
    return this.#dues[0]!;
  }

  /** Of the first entry; there must be one. */
  get key(): number {
    return this.#keys[0]!;
  }

  /** There must be room. */
  push(dueMs: number, key: number): void {
    const dues = this.#dues;
    const keys = this.#keys;
    let place = this.#size++;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const parentDueMs = dues[parent]!;
      if (parentDueMs < dueMs || (parentDueMs === dueMs && keys[parent]! <= key)) break;
      dues[place] = parentDueMs;
      keys[place] = keys[parent]!;
      place = parent;
    }
    dues[place] = dueMs;
    keys[place] = key;
  }

  /** Takes the first entry away; there must be one. */
  drop(): void {
    const last = --this.#size;
    if (last > 0) this.#sink(0, this.#dues[last]!, this.#keys[last]!);
  }

  /** Leaves the entries that are to be kept; makes room for more if they fill more than half. */
  retain(isKept: (dueMs: number, key: number) => boolean): void {
    let kept = 0;
    for (let place = 0; place < this.#size; place++) {
      const dueMs = this.#dues[place]!;
      const key = this.#keys[place]!;
      if (!isKept(dueMs, key)) continue;
      this.#dues[kept] = dueMs;
      this.#keys[kept++] = key;
    }
    this.#size = kept;
    for (let place = (kept - 2) >> 1; place >= 0; place--) {
      this.#sink(place, this.#dues[place]!, this.#keys[place]!);
    }
    const capacity = this.#keys.length;
    if (kept * 2 <= capacity) return;
    const dues = new Float64Array(capacity * 2);
    const keys = new Uint32Array(capacity * 2);
    dues.set(this.#dues);
    keys.set(this.#keys);
    this.#dues = dues;
    this.#keys = keys;
  }

  forEachKey(visit: (key: number) => void): void {
    for (let place = 0; place < this.#size; place++) visit(this.#keys[place]!);
  }

  #sink(from: number, dueMs: number, key: number): void {
    const dues = this.#dues;
    const keys = this.#keys;
    const size = this.#size;
    let place = from;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= size) break;
      if (child + 1 < size) {
        const left = dues[child]!;
        const right = dues[child + 1]!;
        if (right < left || (right === left && keys[child + 1]! < keys[child]!)) child++;
      }
      const childDueMs = dues[child]!;
      if (childDueMs > dueMs || (childDueMs === dueMs && keys[child]! >= key)) break;
      dues[place] = childDueMs;
      keys[place] = keys[child]!;
      place = child;
    }
    dues[place] = dueMs;
    keys[place] = key;
  }
}
