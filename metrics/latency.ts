// Latencies as an HDR histogram: every value within 0.1 %, and parts that merge without loss.
import {
  build,
  decodeFromCompressedBase64,
  encodeIntoCompressedBase64,
  type Histogram,
} from "hdr-histogram-js";

/** Shares that are told of every distribution, per cent. */
export const PERCENTILES = [50, 90, 99, 99.9, 99.99] as const;
export type Percentile = `p${(typeof PERCENTILES)[number]}`;

/** Times in ms; undefined where nothing was recorded. */
export type Distribution = {
  readonly [Name in Percentile | "max" | "mean"]: number | undefined;
} & {
  readonly count: number;
};

/** Recorded in µs; what takes longer than this counts as this. */
const MICROS_MAX = 600_000_000;
const MICROS = 1_000;
const DIGITS = 3;
/** Of the histogram of one second among many. */
const DIGITS_COARSE = 2;
const WORD_BITS = 32;

export class Latencies {
  readonly #histogram: Histogram;

  constructor(histogram: Histogram = empty(DIGITS)) {
    this.#histogram = histogram;
  }

  /** Within 1 %, in a tenth of the memory. */
  static coarse(): Latencies {
    return new Latencies(empty(DIGITS_COARSE));
  }

  /**
   * What {@link encoded} has given.
   *
   * @throws Error for any other text
   */
  static decode(text: string): Latencies {
    return new Latencies(decodeFromCompressedBase64(text, WORD_BITS));
  }

  get count(): number {
    return this.#histogram.totalCount;
  }

  /** ms; below 0 counts as 0, above ten minutes as ten minutes. */
  record(ms: number): void {
    const micros = Math.round(ms * MICROS);
    this.#histogram.recordValue(Math.min(MICROS_MAX, Math.max(0, micros)));
  }

  merge(other: Latencies): void {
    if (other.count > 0) this.#histogram.add(other.#histogram);
  }

  /** ms that so many per cent do not exceed; undefined when nothing was recorded. */
  at(percent: number): number | undefined {
    if (this.count === 0) return undefined;
    return this.#histogram.getValueAtPercentile(percent) / MICROS;
  }

  get distribution(): Distribution {
    const { count } = this;
    const named = PERCENTILES.map((percent) => [`p${percent}`, this.at(percent)] as const);
    return {
      ...(Object.fromEntries(named) as Record<Percentile, number | undefined>),
      max: this.at(100),
      mean: count === 0 ? undefined : this.#histogram.mean / MICROS,
      count,
    };
  }

  /** The histogram as HDR tools read it: deflated, base64. */
  get encoded(): string {
    return encodeIntoCompressedBase64(this.#histogram);
  }
}

function empty(numberOfSignificantValueDigits: 2 | 3): Histogram {
  return build({
    bitBucketSize: WORD_BITS,
    lowestDiscernibleValue: 1,
    highestTrackableValue: MICROS_MAX,
    numberOfSignificantValueDigits,
  });
}
