// Changes octets as faulty links, odd equipment and malice do: in place, in one buffer used again.
import type { Draws } from "./draws.ts";

/** Octets of a mutated string; what would grow beyond is left as it is. */
export const CAPACITY = 8192;

/** Octets at which lengths, counts, signs and tags change their meaning. */
const BOUNDARIES = Uint8Array.of(
  ...[0, 1, 2, 3, 4, 7, 8, 15, 16, 30, 31, 32, 63, 64, 126, 127, 128, 129, 130, 131],
  ...[139, 140, 141, 159, 160, 161, 191, 192, 224, 240, 253, 254, 255],
);
/** Tags of BER, of BSSMAP, of call control, of user data headers, and names of SCCP parameters. */
const TAGS = Uint8Array.of(
  ...[0x30, 0xa1, 0xa2, 0xa3, 0xa4, 0x02, 0x04, 0x05, 0x80, 0x81, 0x82, 0x83, 0x84],
  ...[0x05, 0x08, 0x09, 0x0a, 0x0b, 0x17, 0x1a, 0x20, 0x7c, 0x7d, 0x7f, 0x49, 0x1b],
  ...[0x1c, 0x1e, 0x34, 0x5c, 0x5e, 0x7e, 0x2c, 0x00, 0x24, 0x25, 0x0f, 0x10, 0x12],
);
const NESTINGS_MAX = 48;
const INSERTED_MAX = 24;
const CHANGES_MAX = 6;

type Change = (mutator: Mutator, other: Uint8Array) => void;

/** Octets under change: {@link Mutator.begin}, then {@link Mutator.change}, then read the view. */
export class Mutator {
  declare readonly octets: Uint8Array;
  declare length: number;
  declare draws: Draws;

  constructor(draws: Draws) {
    this.octets = new Uint8Array(CAPACITY);
    this.length = 0;
    this.draws = draws;
  }

  begin(seed: Uint8Array): void {
    this.length = Math.min(seed.length, CAPACITY);
    this.octets.set(seed.length > CAPACITY ? seed.subarray(0, CAPACITY) : seed);
  }

  /** One to six changes; half of the time one. `others` lend their octets. */
  change(others: readonly Uint8Array[]): void {
    let left = CHANGES_MAX;
    do CHANGES[this.draws.below(CHANGES.length)]!(this, this.draws.from(others));
    while (--left > 0 && this.draws.oneIn(2));
  }

  /** Holds until the next {@link begin}. */
  view(): Uint8Array {
    return this.octets.subarray(0, this.length);
  }

  position(): number {
    return this.length === 0 ? 0 : this.draws.below(this.length);
  }

  /** Makes room for `count` octets; false when there is none. */
  open(at: number, count: number): boolean {
    if (this.length + count > CAPACITY) return false;
    this.octets.copyWithin(at + count, at, this.length);
    this.length += count;
    this.mend(at, count);
    return true;
  }

  remove(at: number, count: number): void {
    this.octets.copyWithin(at, at + count, this.length);
    this.length -= count;
    this.mend(at, -count);
  }

  /**
   * Three times of four the octets before a place where `by` octets were put in that look like the
   * length of something around it are corrected, so that the change is not refused for that alone.
   */
  private mend(at: number, by: number): void {
    const { draws, octets } = this;
    if (draws.oneIn(4)) return;
    const before = this.length - by;
    for (let index = Math.max(0, at - 255); index < at; index++) {
      const end = index + 1 + octets[index]!;
      if (end < at || end > before) continue;
      if (end === before || draws.oneIn(2)) octets[index] = octets[index]! + by;
    }
  }
}

const CHANGES: readonly Change[] = [
  flipBit,
  flipBit,
  setBoundary,
  setBoundary,
  setAny,
  setTag,
  addOne,
  lieAboutLength,
  lieAboutLength,
  truncate,
  removeSlice,
  duplicateSlice,
  insert,
  swapOctets,
  swapSlices,
  splice,
  nest,
];

function flipBit(mutator: Mutator): void {
  if (mutator.length > 0) mutator.octets[mutator.position()]! ^= 1 << mutator.draws.below(8);
}

function setBoundary(mutator: Mutator): void {
  if (mutator.length > 0) mutator.octets[mutator.position()] = mutator.draws.from(BOUNDARIES);
}

function setAny(mutator: Mutator): void {
  if (mutator.length > 0) mutator.octets[mutator.position()] = mutator.draws.below(256);
}

function setTag(mutator: Mutator): void {
  if (mutator.length > 0) mutator.octets[mutator.position()] = mutator.draws.from(TAGS);
}

function addOne(mutator: Mutator): void {
  if (mutator.length === 0) return;
  const at = mutator.position();
  mutator.octets[at] = mutator.octets[at]! + (mutator.draws.oneIn(2) ? 1 : -1);
}

/** An octet says that what follows is as long as the rest, in octets or septets, or nearly so. */
function lieAboutLength(mutator: Mutator): void {
  if (mutator.length === 0) return;
  const at = mutator.position();
  const rest = mutator.length - at - 1;
  const septets = mutator.draws.oneIn(4);
  const length = septets ? Math.floor((rest * 8) / 7) : rest;
  mutator.octets[at] = length + mutator.draws.below(3) - 1;
}

function truncate(mutator: Mutator): void {
  mutator.length = mutator.position();
}

function removeSlice(mutator: Mutator): void {
  const at = mutator.position();
  mutator.remove(at, mutator.draws.below(Math.min(16, mutator.length - at) + 1));
}

function duplicateSlice(mutator: Mutator): void {
  const at = mutator.position();
  const count = mutator.draws.below(Math.min(64, mutator.length - at) + 1);
  // The copy stands behind the slice, which is what was moved there.
  mutator.open(at, count);
}

function insert(mutator: Mutator): void {
  const { draws, octets } = mutator;
  const at = draws.below(mutator.length + 1);
  const count = 1 + draws.below(INSERTED_MAX);
  if (!mutator.open(at, count)) return;
  for (let index = at; index < at + count; index++) {
    octets[index] = draws.oneIn(2) ? draws.from(BOUNDARIES) : draws.below(256);
  }
}

function swapOctets(mutator: Mutator): void {
  if (mutator.length === 0) return;
  const { octets } = mutator;
  const [first, second] = [mutator.position(), mutator.position()];
  [octets[first], octets[second]] = [octets[second]!, octets[first]!];
}

/** Two neighbours of up to 16 octets each change places: elements out of order. */
function swapSlices(mutator: Mutator): void {
  const at = mutator.position();
  const room = mutator.length - at;
  const first = mutator.draws.below(Math.min(16, room) + 1);
  const second = mutator.draws.below(Math.min(16, room - first) + 1);
  const moved = mutator.octets.slice(at, at + first);
  mutator.octets.copyWithin(at, at + first, at + first + second);
  mutator.octets.set(moved, at + second);
}

/** From some place on the octets of another message, from some place of it. */
function splice(mutator: Mutator, other: Uint8Array): void {
  const at = mutator.position();
  const from = mutator.draws.below(other.length + 1);
  const count = Math.min(other.length - from, CAPACITY - at);
  mutator.octets.set(other.subarray(from, from + count), at);
  mutator.length = at + count;
}

/** A slice gets into elements within elements, each with a tag and a length. */
function nest(mutator: Mutator): void {
  const { draws } = mutator;
  const at = mutator.position();
  let length = draws.below(mutator.length - at + 1);
  const heads: number[] = [];
  const depth = 1 + draws.below(draws.oneIn(4) ? NESTINGS_MAX : 3);
  for (let level = 0; level < depth && length < 0xffff; level++) {
    const head = berHead(draws, length);
    heads.unshift(...head);
    length += head.length;
  }
  if (mutator.open(at, heads.length)) mutator.octets.set(heads, at);
}

function berHead(draws: Draws, length: number): number[] {
  const tag = draws.from(TAGS);
  if (length < 0x80 && !draws.oneIn(8)) return [tag, length];
  if (length < 0x100) return [tag, 0x81, length];
  return [tag, 0x82, length >>> 8, length & 0xff];
}
