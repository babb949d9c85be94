// Typed arrays as one slab of octets, for state that is no colony's.
import { KairosError } from "../domain/errors.ts";
import { crc32 } from "./columnar/checksum.ts";

const KINDS = [Uint8Array, Uint32Array, Float32Array, Float64Array] as const;
export type PackedArray = Uint8Array | Uint32Array | Float32Array | Float64Array;

/** "ROWS" in the order of the octets. */
const MAGIC = 0x53574f52;
/** Magic, version, number of arrays, CRC-32 of what follows: u32, little-endian. */
const HEAD = 16;
/** For each array its kind and its length, u32; then the arrays, each filled up to 8 octets. */
const ENTRY = 8;

/** The arrays, for {@link unpackArrays}. */
export function packArrays(version: number, arrays: readonly PackedArray[]): Uint8Array {
  let at = HEAD + arrays.length * ENTRY;
  const places = arrays.map(({ byteLength }) => {
    const place = at;
    at += Math.ceil(byteLength / 8) * 8;
    return place;
  });
  const octets = new Uint8Array(at);
  const view = new DataView(octets.buffer);
  for (const [index, array] of arrays.entries()) {
    const kind = KINDS.findIndex((Of) => array instanceof Of);
    view.setUint32(HEAD + index * ENTRY, kind, true);
    view.setUint32(HEAD + index * ENTRY + 4, array.length, true);
    octets.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), places[index]);
  }
  const words = [MAGIC, version, arrays.length, crc32(octets.subarray(HEAD))];
  for (const [index, word] of words.entries()) view.setUint32(index * 4, word, true);
  return octets;
}

/**
 * Copies of the arrays.
 *
 * @throws KairosError colony.snapshot-refused for what {@link packArrays} has not made of `version`.
 */
export function unpackArrays(
  octets: Uint8Array,
  { place, version }: { readonly place: string; readonly version: number },
): readonly PackedArray[] {
  return unpackVersions(octets, { place, versions: [version] }).arrays;
}

/**
 * The same of any of these versions, and which one it is.
 *
 * @throws KairosError colony.snapshot-refused for what {@link packArrays} has not made of one of them.
 */
export function unpackVersions(
  octets: Uint8Array,
  { place, versions }: { readonly place: string; readonly versions: readonly number[] },
): { readonly version: number; readonly arrays: readonly PackedArray[] } {
  const refuse = (got: string): Error =>
    new KairosError("colony.snapshot-refused", {
      place,
      got,
      wanted: `arrays of version ${versions.join(" or ")}`,
      remedy:
        "Take it from a sound copy, and read it with the version that wrote it or a later one.",
    });
  if (octets.length < HEAD) throw refuse(`${octets.length} octets`);
  const copy = new Uint8Array(octets);
  const view = new DataView(copy.buffer);
  const words = [0, 4, 8, 12].map((at) => view.getUint32(at, true));
  const [magic, version, count, crc] = words as [number, number, number, number];
  if (magic !== MAGIC) throw refuse("octets that do not begin as such a slab does");
  if (!versions.includes(version)) throw refuse(`version ${version}`);
  const found = crc32(copy.subarray(HEAD));
  if (found !== crc) throw refuse(`a checksum of ${found}, where the slab itself says ${crc}`);
  let at = HEAD + count * ENTRY;
  const arrays = Array.from({ length: count }, (_, index) => {
    const Of = KINDS[view.getUint32(HEAD + index * ENTRY, true)]!;
    const array = new Of(copy.buffer, at, view.getUint32(HEAD + index * ENTRY + 4, true));
    at += Math.ceil(array.byteLength / 8) * 8;
    return array;
  });
  return { version, arrays };
}
