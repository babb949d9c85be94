// Integer hashes: everything random or stable in Kairos goes through these few lines.

/** A 32-bit finaliser with good avalanche (constants: lowbias32 by C. Wellons, improved by T. Skeeto's search). */
export function mix32(value: number): number {
  let h = value | 0;
  h ^= h >>> 16;
  h = Math.imul(h, 0x21f0aaad);
  h ^= h >>> 15;
  h = Math.imul(h, 0x735a2d97);
  h ^= h >>> 15;
  return h >>> 0;
}

/** Hash of up to four words, u32 in and out; the order of the words matters. */
export function hashWords(a: number, b = 0, c = 0, d = 0): number {
  let h = mix32(a + 0x9e3779b9);
  h = mix32(h ^ (b + 0x85ebca6b));
  h = mix32(h ^ (c + 0xc2b2ae35));
  return mix32(h ^ (d + 0x27d4eb2f));
}

/** FNV-1a over UTF-16 code units, u32; the same as NATS' partition hash for ASCII text. */
export function hashText(text: string): number {
  let h = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    h = Math.imul(h ^ text.charCodeAt(index), 0x01000193);
  }
  return h >>> 0;
}

/** A u32 as a fraction, 0 ≤ fraction < 1. */
export function fraction(word: number): number {
  return (word >>> 0) / 4294967296;
}
