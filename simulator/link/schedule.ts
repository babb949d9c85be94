// What is to be sent, by time: each second's items are sorted when their second comes.

export interface Timed {
  readonly timeMs: number;
  /** Breaks ties: the same for no two items, rising as they are added. */
  readonly order: number;
  readonly subscriber: number;
}

const BUCKET_MS = 1_000;

/** Items go in at any time that has not been taken, and come out in order of time. */
export class Schedule<T extends Timed> {
  readonly #buckets = new Map<number, T[]>();
  #size = 0;
  /** Everything before it is out. */
  #takenMs = Number.NEGATIVE_INFINITY;
  #firstBucket = Number.POSITIVE_INFINITY;

  get size(): number {
    return this.#size;
  }

  add(item: T): void {
    const bucket = Math.floor(Math.max(item.timeMs, this.#takenMs) / BUCKET_MS);
    const items = this.#buckets.get(bucket);
    if (items === undefined) this.#buckets.set(bucket, [item]);
    else items.push(item);
    this.#firstBucket = Math.min(this.#firstBucket, bucket);
    this.#size++;
  }

  /** Takes out what is due before `untilMs`, in order of time, then subscriber, then addition. */
  *take(untilMs: number): Generator<T> {
    while (this.#size > 0 && this.#firstBucket * BUCKET_MS < untilMs) {
      const bucket = this.#firstBucket;
      const items = this.#buckets.get(bucket) ?? [];
      const due = items.filter(({ timeMs }) => timeMs < untilMs);
      if (due.length < items.length) {
        this.#buckets.set(
          bucket,
          items.filter(({ timeMs }) => timeMs >= untilMs),
        );
      } else {
        this.#buckets.delete(bucket);
        this.#firstBucket = bucket + 1;
      }
      this.#size -= due.length;
      due.sort((a, b) => a.timeMs - b.timeMs || a.subscriber - b.subscriber || a.order - b.order);
      yield* due;
      if (due.length < items.length) break;
    }
    this.#takenMs = Math.max(this.#takenMs, untilMs);
  }
}
