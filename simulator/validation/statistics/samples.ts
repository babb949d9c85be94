// Small stores that measures keep: values with their owners, and histograms on a logarithmic scale.

/** Values with the person that each belongs to, 12 octets a value; grouped by person at the end. */
export class OwnedValues {
  #owners = new Uint32Array(1024);
  #values = new Float64Array(1024);
  #count = 0;

  push(owner: number, value: number): void {
    if (this.#count === this.#owners.length) this.#grow();
    this.#owners[this.#count] = owner;
    this.#values[this.#count++] = value;
  }

  get count(): number {
    return this.#count;
  }

  /** Each person's values in the order in which they came; `owners` people. */
  grouped(owners: number): readonly Float64Array[] {
    const length = new Uint32Array(owners);
    for (let row = 0; row < this.#count; row++) length[this.#owners[row]!]!++;
    const groups = Array.from(length, (size) => new Float64Array(size));
    length.fill(0);
    for (let row = 0; row < this.#count; row++) {
      const owner = this.#owners[row]!;
      groups[owner]![length[owner]!++] = this.#values[row]!;
    }
    return groups;
  }

  #grow(): void {
    const owners = new Uint32Array(this.#count * 2);
    owners.set(this.#owners);
    this.#owners = owners;
    const values = new Float64Array(this.#count * 2);
    values.set(this.#values);
    this.#values = values;
  }
}

/** Counts of positive values in bins that are evenly spaced in log₁₀; the ends take what is beyond. */
export class LogHistogram {
  readonly from: number;
  readonly perDecade: number;
  readonly bins: Float64Array;
  count = 0;

  constructor(options: { readonly from: number; readonly to: number; readonly perDecade: number }) {
    this.from = options.from;
    this.perDecade = options.perDecade;
    const decades = Math.log10(options.to / options.from);
    this.bins = new Float64Array(Math.ceil(decades * options.perDecade));
  }

  add(value: number): void {
    const bin = Math.floor(Math.log10(value / this.from) * this.perDecade);
    this.bins[Math.min(this.bins.length - 1, Math.max(0, bin))]!++;
    this.count++;
  }

  /** Lower edge of a bin; of the bin behind the last, the upper end. */
  edge(bin: number): number {
    return this.from * 10 ** (bin / this.perDecade);
  }

  /** [middle, probability density] of each bin that holds something. */
  density(): readonly (readonly [number, number])[] {
    const points: (readonly [number, number])[] = [];
    this.bins.forEach((count, bin) => {
      const width = this.edge(bin + 1) - this.edge(bin);
      if (count > 0) points.push([this.edge(bin + 0.5), count / this.count / width]);
    });
    return points;
  }

  /** The value below which this share lies, within the width of a bin. */
  quantile(share: number): number {
    let rest = share * this.count;
    for (let bin = 0; bin < this.bins.length; bin++) {
      const count = this.bins[bin]!;
      if (rest <= count && count > 0) return this.edge(bin + rest / count);
      rest -= count;
    }
    return this.edge(this.bins.length);
  }
}

/** The value at a share, 0 to 1, of values in ascending order; NaN of none. */
export function quantileOf(sorted: ArrayLike<number>, share: number): number {
  if (sorted.length === 0) return Number.NaN;
  const place = share * (sorted.length - 1);
  const low = Math.floor(place);
  const high = Math.min(sorted.length - 1, low + 1);
  return sorted[low]! + (place - low) * (sorted[high]! - sorted[low]!);
}

/** Mean of values, NaN of none. */
export function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < values.length; index++) sum += values[index]!;
  return sum / values.length;
}

/** Ascending copy. */
export function sortedOf(values: Iterable<number>): Float64Array {
  return Float64Array.from(values).sort();
}
