// Delays counted in buckets of about one per cent; parts that are merged lose nothing.

/** Buckets from one power of two to the next; below 2 × this many ms each has its own. */
const STEPS = 64;
const STEP_BITS = 6;

/** Histogram of delays of 0 or more ms, with fixed buckets: the sum of two is that of all delays. */
export class DelayHistogram {
  #counts = new Uint32Array(2 * STEPS);
  #total = 0;

  /** A histogram with these counts: what {@link DelayHistogram.counts} has given. */
  static of(counts: readonly number[]): DelayHistogram {
    const histogram = new DelayHistogram();
    histogram.merge(counts);
    return histogram;
  }

  get total(): number {
    return this.#total;
  }

  /** Counts of all buckets up to the last one that is not empty. */
  get counts(): readonly number[] {
    let length = this.#counts.length;
    while (length > 0 && this.#counts[length - 1] === 0) length--;
    return Array.from(this.#counts.subarray(0, length));
  }

  /** Delays below 0 count as 0. */
  add(delayMs: number): void {
    this.#reach(bucketOf(delayMs));
    this.#counts[bucketOf(delayMs)]!++;
    this.#total++;
  }

  merge(counts: readonly number[]): void {
    if (counts.length > 0) this.#reach(counts.length - 1);
    for (let bucket = 0; bucket < counts.length; bucket++) {
      this.#counts[bucket]! += counts[bucket]!;
      this.#total += counts[bucket]!;
    }
  }

  /** The delay that a share, above 0 and up to 1, does not exceed: the least of its bucket. */
  quantile(share: number): number | undefined {
    if (this.#total === 0) return undefined;
    const wanted = Math.max(1, Math.ceil(share * this.#total));
    let seen = 0;
    for (let bucket = 0; ; bucket++) {
      seen += this.#counts[bucket]!;
      if (seen >= wanted) return leastOf(bucket);
    }
  }

  #reach(bucket: number): void {
    if (bucket < this.#counts.length) return;
    const more = new Uint32Array(Math.max(bucket + 1, 2 * this.#counts.length));
    more.set(this.#counts);
    this.#counts = more;
  }
}

function bucketOf(delayMs: number): number {
  const ms = Math.max(0, Math.round(delayMs));
  if (ms < 2 * STEPS) return ms;
  const power = Math.floor(Math.log2(ms)) - STEP_BITS;
  return power * STEPS + Math.floor(ms / 2 ** power);
}

/** Least delay of a bucket, ms. */
function leastOf(bucket: number): number {
  if (bucket < 2 * STEPS) return bucket;
  const power = Math.floor(bucket / STEPS) - 1;
  return (bucket - power * STEPS) * 2 ** power;
}
