// Memory that captures of colonies borrow one after the other: asking for so much of it anew each time
// would take longer than copying, and would have the engine collect garbage.

/** Pieces that nobody has, least recently used first. */
const SPARE: Uint8Array<ArrayBuffer>[] = [];
/** Octets that are kept at most: a few captures of all colonies of a large partition. */
const SPARE_MAX = 64 * 1024 * 1024;
/** Lengths are multiples of it, so that a colony that grows finds what it has given back. */
const PIECE = 65_536;

/** So many octets, whatever is in them; larger than asked for. */
export function borrow(octets: number): Uint8Array<ArrayBuffer> {
  const length = Math.ceil(octets / PIECE) * PIECE;
  const place = SPARE.findIndex((piece) => piece.length === length);
  return place < 0 ? new Uint8Array(length) : SPARE.splice(place, 1)[0]!;
}

/** Of whoever borrowed it, and looks at it no more. What is not given back is garbage some day. */
export function giveBack(piece: Uint8Array<ArrayBuffer>): void {
  SPARE.push(piece);
  let octets = SPARE.reduce((sum, { length }) => sum + length, 0);
  while (octets > SPARE_MAX) octets -= SPARE.shift()!.length;
}
