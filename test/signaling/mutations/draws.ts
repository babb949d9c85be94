// Small random numbers for mutations: fast, and the same for the same two seeds everywhere.

/** Draws of one stream of one seed (mulberry32). */
export class Draws {
  declare private state: number;

  constructor(seed: number, stream: number) {
    this.state = (Math.imul(seed, 0x9e3779b1) ^ Math.imul(stream + 1, 0x85ebca6b)) | 0;
    this.below(2);
  }

  /** A whole number, 0 ≤ it < `limit` ≤ 2³². */
  below(limit: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * limit);
  }

  /** True once in `count` draws. */
  oneIn(count: number): boolean {
    return this.below(count) === 0;
  }

  from<T>(choices: ArrayLike<T>): T {
    return choices[this.below(choices.length)]!;
  }
}
