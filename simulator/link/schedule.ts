// What is to be sent, by time: each second's items are sorted when their second comes.

export interface Timed {
  readonly timeMs: number;
  /** Breaks ties: the same for no two items, rising as they are added. */
  readonly order: number;
  readonly subscriber: number;
}

const BUCKET_MS = 1_000;

/**
 * Items go in at any time that has not been taken, and come out in order of time. What is sent may
 * lead to more in the same second: while the items that {@link Schedule.take} gave are gone through,
 * it is put among them.
 */
export class Schedule<T extends Timed> {
  readonly #buckets = new Map<number, T[]>();
  #size = 0;
  /** Everything before it is out. */
  #takenMs = Number.NEGATIVE_INFINITY;
  #firstBucket = Number.POSITIVE_INFINITY;
  /** The items that came out last, and the time before which they were due. */
  #out: T[] = [];
  #outMs = Number.NEGATIVE_INFINITY;

  get size(): number {
    return this.#size;
  }

  add(item: T): void {
    if (item.timeMs < this.#outMs) {
      const after = this.#out.findLastIndex((other) => inOrder(other, item) < 0);
      this.#out.splice(after + 1, 0, item);
      return;
    }
    const bucket = Math.floor(Math.max(item.timeMs, this.#takenMs) / BUCKET_MS);
    const items = this.#buckets.get(bucket);
    if (items === undefined) this.#buckets.set(bucket, [item]);
    else items.push(item);
    this.#firstBucket = Math.min(this.#firstBucket, bucket);
    this.#size++;
  }

  /**
   * Takes out the next of what is due before `untilMs`, a second's worth or less, in order of time,
   * then subscriber, then addition; undefined when nothing more is due.
   */
  take(untilMs: number): readonly T[] | undefined {
    while (this.#size > 0 && this.#firstBucket * BUCKET_MS < untilMs) {
      const bucket = this.#firstBucket;
      const items = this.#buckets.get(bucket);
      const whole = (bucket + 1) * BUCKET_MS <= untilMs;
      const due = whole ? items : items?.filter(({ timeMs }) => timeMs < untilMs);
      if (whole) {
        this.#buckets.delete(bucket);
        this.#firstBucket = bucket + 1;
      } else if (due !== undefined && due.length > 0) {
        this.#buckets.set(
          bucket,
          items!.filter(({ timeMs }) => timeMs >= untilMs),
        );
      }
      if (due !== undefined && due.length > 0) {
        this.#size -= due.length;
        this.#out = due.sort(inOrder);
        this.#outMs = Math.min(untilMs, (bucket + 1) * BUCKET_MS);
        return this.#out;
      }
      if (!whole) break;
    }
    this.#takenMs = Math.max(this.#takenMs, untilMs);
    return undefined;
  }
}

function inOrder(a: Timed, b: Timed): number {
  return a.timeMs - b.timeMs || a.subscriber - b.subscriber || a.order - b.order;
}
