// A person's acts of a day as columns, filled by acts.ts and its parts.

/** A party from here on is a service of the number plan, at this place. */
export const SERVICE_PARTY = 0x8000_0000;
/** No party. */
export const NOBODY = 0xffff_ffff;
/** More acts of one day are not done: far beyond the heaviest habits. */
export const ACTS_MAX = 128;

/** A person's acts of a day, in no order; reused from person to person. */
export class Acts {
  size = 0;
  /** {@link ACT}. */
  readonly kind = new Uint8Array(ACTS_MAX);
  /** ms of the day, when it is done or begun at the earliest. */
  readonly atMs = new Uint32Array(ACTS_MAX);
  readonly party = new Uint32Array(ACTS_MAX);
  readonly a = new Int32Array(ACTS_MAX);
  readonly b = new Int32Array(ACTS_MAX);

  push(kind: number, atMs: number, party: number = NOBODY, a = 0, b = 0): void {
    if (this.size === ACTS_MAX) return;
    const at = this.size++;
    this.kind[at] = kind;
    this.atMs[at] = atMs;
    this.party[at] = party;
    this.a[at] = a;
    this.b[at] = b;
  }
}

/** An integer from least to most, by 24 bits of a word. */
export function between(
  [least, most]: readonly [least: number, most: number],
  word: number,
): number {
  return least + ((word & 0xff_ffff) % (most - least + 1));
}
