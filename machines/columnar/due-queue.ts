// A priority queue of many entries, most of which turn out to be of no use before they are due.
import { EntryHeap } from "./entry-heap.ts";

/** Entries of one window are sorted at a time. */
const WINDOW_MS = 256;
/** Each level has 2^8 buckets, the next level's 2^8 times wider. Four levels reach 2^40 ms. */
const LEVEL_BITS = 8;
const LEVELS = 4;
const BUCKETS = LEVELS << LEVEL_BITS;
const BLOCK_ENTRIES = 16;
/** More entries of one millisecond than this are sorted by the platform. */
const INSERTION_MAX = 24;
/** A run of up to so many entries is never made smaller. */
const RUN_KEPT = 4096;
const NONE = -1;

/** Whoever knows what an entry stands for. */
export interface EntryOwner {
  /** About how many entries are of no use; the queue sets it to 0 when it has looked. */
  uselessCount: number;
  /** Its due if it is of use; a later time to see it again at; Infinity if it is of no use. */
  review(dueMs: number, key: number): number;
  /** Marks what the entry stands for; false if it was marked before. */
  mark(key: number): boolean;
  unmark(key: number): void;
}

/**
 * Entries are (due, key), in this order: due an integer in [0, 2^40), key in [0, 2^32). Of equal
 * entries a single one may remain. A hierarchical timing wheel: what is due after the open window
 * stands unsorted in a bucket for that window, or for the 256, 65,536 or 2^24 windows around it. A
 * window's bucket is reviewed and sorted by counting when it opens; a heap takes what comes later
 * for that window or an earlier one. So nearly every entry costs a fixed time, memory is read in
 * order, and the owner is asked about many entries at once: their records come in parallel.
 */
export class DueQueue {
  /** No entry is due earlier; Infinity when there is none. */
  declare headDueMs: number;
  /** Key of the first entry while {@link isOpen}. */
  declare headKey: number;
  /** Whether the first entry is known: {@link open} makes it so. */
  declare isOpen: boolean;
  readonly #owner: EntryOwner;
  /** What is due before the end of this window is in the heap or in the run. */
  #window = 0;
  readonly #heap = new EntryHeap();
  /** The open window's entries from `runNext` on, in order: time since its start, and key. */
  #runOffsets = new Uint8Array(0);
  #runKeys = new Uint32Array(0);
  #runNext = 0;
  #runEnd = 0;
  /** A bucket is a list of blocks, of which only the first may have room: its fill. */
  readonly #heads = new Int32Array(BUCKETS).fill(NONE);
  readonly #fills = new Uint8Array(BUCKETS);
  /** A bit for each bucket that is not empty, and one for each word of those. */
  readonly #occupied = new Uint32Array(BUCKETS / 32);
  #occupiedWords = 0;
  #inBuckets = 0;
  #dues = new Float64Array(0);
  #keys = new Uint32Array(0);
  #nextBlock = new Int32Array(0);
  #freeBlock = NONE;
  #freeBlocks = 0;
  readonly #counts = new Uint32Array(WINDOW_MS);
  readonly #sweptDues = new Float64Array(BLOCK_ENTRIES);
  readonly #sweptKeys = new Uint32Array(BLOCK_ENTRIES);

  constructor(owner: EntryOwner, capacity: number) {
    this.headDueMs = Number.POSITIVE_INFINITY;
    this.headKey = 0;
    this.isOpen = false;
    this.#owner = owner;
    this.#growBlocks(Math.ceil(capacity / BLOCK_ENTRIES));
  }

  get size(): number {
    return this.#heap.size + this.#runEnd - this.#runNext + this.#inBuckets;
  }

  get bytes(): number {
    const blocks = this.#dues.byteLength + this.#keys.byteLength + this.#nextBlock.byteLength;
    const buckets = this.#heads.byteLength + this.#fills.byteLength + this.#occupied.byteLength;
    return (
      blocks + buckets + this.#runOffsets.byteLength + this.#runKeys.byteLength + this.#heap.bytes
    );
  }

  push(dueMs: number, key: number): void {
    const window = (dueMs / WINDOW_MS) >>> 0;
    if (window > this.#window) {
      this.#put(this.#bucketOf(window), dueMs, key);
      if (dueMs < this.headDueMs) this.headDueMs = dueMs;
      return;
    }
    if (this.#heap.isFull) this.#sweepHeap();
    this.#heap.push(dueMs, key);
    if (this.isOpen && dueMs > this.headDueMs) return;
    if (this.isOpen && dueMs === this.headDueMs && key > this.headKey) return;
    this.isOpen = true;
    this.headDueMs = dueMs;
    this.headKey = key;
  }

  /** Takes the first entry away while {@link isOpen}. */
  drop(): void {
    const heap = this.#heap;
    const { headDueMs, headKey } = this;
    while (heap.size > 0 && heap.dueMs === headDueMs && heap.key === headKey) heap.drop();
    const offset = headDueMs - this.#window * WINDOW_MS;
    while (
      this.#runNext < this.#runEnd &&
      this.#runKeys[this.#runNext] === headKey &&
      this.#runOffsets[this.#runNext] === offset
    ) {
      this.#runNext++;
    }
    this.#findHead();
  }

  /** Makes the first entry known, if any entry is of use. */
  open(): void {
    while (!this.isOpen && this.#occupiedWords !== 0) {
      const bucket = this.#firstBucket();
      this.#window = this.#startOf(bucket);
      const head = this.#take(bucket);
      if (bucket >= 1 << LEVEL_BITS) this.#spread(head, this.#fills[bucket]!);
      else if (this.#nextBlock[head] === NONE) this.#openBlock(head, this.#fills[bucket]!);
      else this.#openBlocks(head, this.#fills[bucket]!);
      this.#findHead();
    }
  }

  #findHead(): void {
    const heap = this.#heap;
    const inRun = this.#runNext < this.#runEnd;
    this.isOpen = inRun || heap.size > 0;
    if (inRun) {
      this.headDueMs = this.#window * WINDOW_MS + this.#runOffsets[this.#runNext]!;
      this.headKey = this.#runKeys[this.#runNext]!;
      if (heap.size === 0 || heap.dueMs > this.headDueMs) return;
      if (heap.dueMs === this.headDueMs && heap.key > this.headKey) return;
    }
    if (heap.size > 0) {
      this.headDueMs = heap.dueMs;
      this.headKey = heap.key;
    } else if (this.#occupiedWords === 0) {
      this.headDueMs = Number.POSITIVE_INFINITY;
    } else {
      this.headDueMs = this.#startOf(this.#firstBucket()) * WINDOW_MS;
    }
  }

  /** For a window not before the open one: its level is that of the highest digit that differs. */
  #bucketOf(window: number): number {
    const level = (31 - Math.clz32((window ^ this.#window) | 1)) >>> 3;
    return (level << LEVEL_BITS) | ((window >>> (level << 3)) & 255);
  }

  /** The first window of a bucket. */
  #startOf(bucket: number): number {
    const width = 2 ** (LEVEL_BITS * (bucket >>> LEVEL_BITS));
    const around = width * 2 ** LEVEL_BITS;
    return Math.floor(this.#window / around) * around + (bucket & 255) * width;
  }

  /** Buckets of a lower level come before those of a higher one. There must be one in use. */
  #firstBucket(): number {
    const word = 31 - Math.clz32(this.#occupiedWords & -this.#occupiedWords);
    const bits = this.#occupied[word]!;
    return (word << 5) | (31 - Math.clz32(bits & -bits));
  }

  #put(bucket: number, dueMs: number, key: number): void {
    let fill = this.#fills[bucket]!;
    if (this.#heads[bucket] === NONE || fill === BLOCK_ENTRIES) {
      if (this.#freeBlock === NONE) {
        this.#makeBlocks();
        this.#put(bucket, dueMs, key);
        return;
      }
      const block = this.#freeBlock;
      this.#freeBlock = this.#nextBlock[block]!;
      this.#freeBlocks--;
      this.#nextBlock[block] = this.#heads[bucket]!;
      this.#heads[bucket] = block;
      this.#occupied[bucket >>> 5]! |= 1 << (bucket & 31);
      this.#occupiedWords |= 1 << (bucket >>> 5);
      fill = 0;
    }
    const place = this.#heads[bucket]! * BLOCK_ENTRIES + fill;
    this.#dues[place] = dueMs;
    this.#keys[place] = key;
    this.#fills[bucket] = fill + 1;
    this.#inBuckets++;
  }

  /** Empties a bucket: its blocks are the caller's, who frees them. */
  #take(bucket: number): number {
    const head = this.#heads[bucket]!;
    this.#heads[bucket] = NONE;
    this.#occupied[bucket >>> 5]! &= ~(1 << (bucket & 31));
    if (this.#occupied[bucket >>> 5] === 0) this.#occupiedWords &= ~(1 << (bucket >>> 5));
    return head;
  }

  /** Frees a block and gives the next of its list. */
  #free(block: number): number {
    const next = this.#nextBlock[block]!;
    this.#nextBlock[block] = this.#freeBlock;
    this.#freeBlock = block;
    this.#freeBlocks++;
    return next;
  }

  /** Puts the entries of a list of blocks into buckets of lower levels. */
  #spread(head: number, headFill: number): void {
    let fill = headFill;
    for (let block = head; block !== NONE; fill = BLOCK_ENTRIES) {
      this.#inBuckets -= fill;
      for (let place = block * BLOCK_ENTRIES; place < block * BLOCK_ENTRIES + fill; place++) {
        const dueMs = this.#dues[place]!;
        this.#put(this.#bucketOf((dueMs / WINDOW_MS) >>> 0), dueMs, this.#keys[place]!);
      }
      block = this.#free(block);
    }
  }

  /** Puts the useful entries of the only block of the open window into the heap. */
  #openBlock(block: number, fill: number): void {
    this.#inBuckets -= fill;
    for (let place = block * BLOCK_ENTRIES; place < block * BLOCK_ENTRIES + fill; place++) {
      const key = this.#keys[place]!;
      const reviewedMs = this.#owner.review(this.#dues[place]!, key);
      if (reviewedMs < Number.POSITIVE_INFINITY) this.push(reviewedMs, key);
    }
    this.#free(block);
  }

  /** Sorts the useful entries of the open window into the run. */
  #openBlocks(head: number, headFill: number): void {
    const startMs = this.#window * WINDOW_MS;
    this.#counts.fill(0);
    let kept = 0;
    let fill = headFill;
    for (let block = head; block !== NONE; fill = BLOCK_ENTRIES) {
      this.#inBuckets -= fill;
      for (let place = block * BLOCK_ENTRIES; place < block * BLOCK_ENTRIES + fill; place++) {
        const dueMs = this.#dues[place]!;
        const key = this.#keys[place]!;
        const reviewedMs = this.#owner.review(dueMs, key);
        if (reviewedMs === dueMs) {
          this.#counts[dueMs - startMs]!++;
          kept++;
        } else {
          if (reviewedMs < Number.POSITIVE_INFINITY) this.push(reviewedMs, key);
          this.#dues[place] = NONE;
        }
      }
      block = this.#nextBlock[block]!;
    }
    this.#makeRun(kept);
    this.#fillRun(head, headFill);
    for (let offset = 0, start = 0; offset < WINDOW_MS; start = this.#counts[offset++]!) {
      sortKeys(this.#runKeys, start, this.#counts[offset]!);
    }
  }

  #makeRun(size: number): void {
    this.#runNext = 0;
    this.#runEnd = size;
    const before = this.#runKeys.length;
    if (size <= before && (before <= RUN_KEPT || size * 16 > before)) return;
    const capacity = 2 ** Math.ceil(Math.log2(size + 1));
    this.#runOffsets = new Uint8Array(capacity);
    this.#runKeys = new Uint32Array(capacity);
  }

  /** Sorts by counting; the counts become the ends of each millisecond's entries. */
  #fillRun(head: number, headFill: number): void {
    const ends = this.#counts;
    for (let offset = 0, start = 0; offset < WINDOW_MS; offset++) {
      const count = ends[offset]!;
      ends[offset] = start;
      start += count;
    }
    const startMs = this.#window * WINDOW_MS;
    let fill = headFill;
    for (let block = head; block !== NONE; fill = BLOCK_ENTRIES) {
      for (let place = block * BLOCK_ENTRIES; place < block * BLOCK_ENTRIES + fill; place++) {
        if (this.#dues[place] === NONE) continue;
        const offset = this.#dues[place]! - startMs;
        const position = ends[offset]++;
        this.#runOffsets[position] = offset;
        this.#runKeys[position] = this.#keys[place]!;
      }
      block = this.#free(block);
    }
  }

  /** Whether the entry is the first useful one of what it stands for. */
  #isKept(dueMs: number, key: number): boolean {
    const isUseful = this.#owner.review(dueMs, key) < Number.POSITIVE_INFINITY;
    return isUseful && this.#owner.mark(key);
  }

  #sweepHeap(): void {
    this.#heap.retain((dueMs, key) => this.#isKept(dueMs, key));
    this.#heap.forEachKey((key) => this.#owner.unmark(key));
    this.#findHead();
  }

  /** More of them, unless half the entries seem to be of no use and can go instead. */
  #makeBlocks(): void {
    if (this.#owner.uselessCount * 2 >= this.#inBuckets) this.#sweepBuckets();
    const blocks = this.#nextBlock.length;
    if (this.#freeBlocks * 2 < blocks || blocks === 0) this.#growBlocks(Math.max(1, blocks));
  }

  #sweepBuckets(): void {
    this.#owner.uselessCount = 0;
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      if (this.#heads[bucket] !== NONE) this.#sweepBucket(bucket);
    }
    for (let bucket = 0; bucket < BUCKETS; bucket++) this.#unmarkBucket(bucket);
  }

  #sweepBucket(bucket: number): void {
    let fill = this.#fills[bucket]!;
    for (let block = this.#take(bucket); block !== NONE; fill = BLOCK_ENTRIES) {
      this.#inBuckets -= fill;
      const start = block * BLOCK_ENTRIES;
      this.#sweptDues.set(this.#dues.subarray(start, start + fill));
      this.#sweptKeys.set(this.#keys.subarray(start, start + fill));
      // Free before its entries are put back, so that no other block is needed for them.
      block = this.#free(block);
      for (let place = 0; place < fill; place++) {
        const dueMs = this.#sweptDues[place]!;
        const key = this.#sweptKeys[place]!;
        if (this.#isKept(dueMs, key)) this.#put(bucket, dueMs, key);
      }
    }
  }

  #unmarkBucket(bucket: number): void {
    let fill = this.#fills[bucket]!;
    for (let block = this.#heads[bucket]!; block !== NONE; fill = BLOCK_ENTRIES) {
      for (let place = block * BLOCK_ENTRIES; place < block * BLOCK_ENTRIES + fill; place++) {
        this.#owner.unmark(this.#keys[place]!);
      }
      block = this.#nextBlock[block]!;
    }
  }

  #growBlocks(count: number): void {
    const before = this.#nextBlock.length;
    const capacity = before + count;
    this.#dues = widened(this.#dues, new Float64Array(capacity * BLOCK_ENTRIES));
    this.#keys = widened(this.#keys, new Uint32Array(capacity * BLOCK_ENTRIES));
    this.#nextBlock = widened(this.#nextBlock, new Int32Array(capacity));
    for (let block = capacity - 1; block >= before; block--) this.#free(block);
  }
}

function sortKeys(keys: Uint32Array, start: number, end: number): void {
  if (end - start > INSERTION_MAX) {
    keys.subarray(start, end).sort();
    return;
  }
  for (let next = start + 1; next < end; next++) {
    const key = keys[next]!;
    let place = next;
    for (; place > start && keys[place - 1]! > key; place--) keys[place] = keys[place - 1]!;
    keys[place] = key;
  }
}

function widened<T extends Float64Array | Uint32Array | Int32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
