// Memory that captures of colonies borrow one after the other: asking for so much of it anew each time
// would take longer than copying, and would have the engine collect garbage.

/** A typed array of any kind, as far as copies need it. */
interface TypedArray {
  readonly length: number;
  readonly byteLength: number;
  set(other: this): void;
}

/** Octets at whose multiples every typed array may begin. */
const ALIGNED = 8;

/** Pieces that nobody has, least recently used first. */
const SPARE: Uint8Array<ArrayBuffer>[] = [];
/** Octets that are kept at most: a few captures of all colonies of a large partition. */
const SPARE_MAX = 64 * 1024 * 1024;
/**
 * Lengths are multiples of it, and of a quarter of the power of two below them, so that what grows
 * finds what it has given back until it outgrows such a step.
 */
const PIECE = 65_536;
/** A piece that is so many times too long is left for others. */
const WASTE_MAX = 2;

/** So many octets at least, whatever is in them. */
export function borrow(octets: number): Uint8Array<ArrayBuffer> {
  const length = lengthFor(octets);
  return spareOf(length) ?? new Uint8Array(length);
}

function spareOf(length: number): Uint8Array<ArrayBuffer> | undefined {
  let best = -1;
  for (const [place, piece] of SPARE.entries()) {
    if (piece.length < length || piece.length > WASTE_MAX * length) continue;
    if (best < 0 || piece.length < SPARE[best]!.length) best = place;
  }
  return best < 0 ? undefined : SPARE.splice(best, 1)[0];
}

function lengthFor(octets: number): number {
  const quarter = 2 ** Math.floor(Math.log2(Math.max(1, octets))) / 4;
  const step = Math.max(PIECE, quarter);
  return Math.ceil(octets / step) * step;
}

/**
 * Has pieces of so many octets ready, to be borrowed in this order, but for those that would not be
 * kept with the others. The system looks for a page when it is first written to, which takes many
 * times as long as copying: not in the middle of a capture.
 */
export function prepare(sizes: readonly number[]): void {
  let octets = 0;
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  for (const length of sizes.map(lengthFor)) {
    if (octets + length > SPARE_MAX) continue;
    const piece = spareOf(length) ?? new Uint8Array(length).fill(0);
    octets += piece.length;
    pieces.push(piece);
  }
  for (const piece of pieces) giveBack(piece);
}

/** Copies of typed arrays in borrowed memory, one behind the other, and that memory to give back. */
export function borrowedCopies<A extends TypedArray>(
  arrays: readonly A[],
): { readonly copies: readonly A[]; readonly memory: Uint8Array<ArrayBuffer> } {
  const sizes = arrays.map(({ byteLength }) => Math.ceil(byteLength / ALIGNED) * ALIGNED);
  const memory = borrow(sizes.reduce((sum, size) => sum + size, 0));
  let at = memory.byteOffset;
  const copies = arrays.map((array, place) => {
    const Of = array.constructor as new (buffer: ArrayBuffer, at: number, length: number) => A;
    const copy = new Of(memory.buffer, at, array.length);
    copy.set(array);
    at += sizes[place]!;
    return copy;
  });
  return { copies, memory };
}

/** Of whoever borrowed it, and looks at it no more. What is not given back is garbage some day. */
export function giveBack(piece: Uint8Array<ArrayBuffer>): void {
  // It would push out all others, and then itself.
  if (piece.length > SPARE_MAX) return;
  SPARE.push(piece);
  let octets = SPARE.reduce((sum, { length }) => sum + length, 0);
  while (octets > SPARE_MAX) octets -= SPARE.shift()!.length;
}
