// The checksums of IP and TCP (RFC 1071) and of SCTP (CRC32c, RFC 9260 Appendix A).

/** The polynomial of CRC32c, 0x1EDC6F41, lowest bit first. */
const POLYNOMIAL = 0x82f63b78;
/** Octets taken at once ("slicing by 8"), with a table for each. */
const SLICE = 8;
const TABLES = crcTables();

/** CRC32c as a signed integer; SCTP sends it lowest octet first. */
export function crc32c(octets: Uint8Array): number {
  const t = TABLES;
  const end = octets.length;
  let crc = -1;
  let at = 0;
  for (; at + SLICE <= end; at += SLICE) {
    const low =
      crc ^
      (octets[at]! | (octets[at + 1]! << 8) | (octets[at + 2]! << 16) | (octets[at + 3]! << 24));
    crc =
      t[0x700 | (low & 0xff)]! ^
      t[0x600 | ((low >>> 8) & 0xff)]! ^
      t[0x500 | ((low >>> 16) & 0xff)]! ^
      t[0x400 | (low >>> 24)]! ^
      t[0x300 | octets[at + 4]!]! ^
      t[0x200 | octets[at + 5]!]! ^
      t[0x100 | octets[at + 6]!]! ^
      t[octets[at + 7]!]!;
  }
  for (; at < end; at++) crc = t[(crc ^ octets[at]!) & 0xff]! ^ (crc >>> 8);
  return ~crc;
}

function crcTables(): Int32Array {
  const tables = new Int32Array(SLICE * 256);
  for (let octet = 0; octet < 256; octet++) {
    let crc = octet;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ ((crc & 1) === 0 ? 0 : POLYNOMIAL);
    tables[octet] = crc;
  }
  for (let index = 256; index < tables.length; index++) {
    const before = tables[index - 256]!;
    tables[index] = (before >>> 8) ^ tables[before & 0xff]!;
  }
  return tables;
}

/** The sum of 16-bit words, an odd octet at the end counting as the upper half of one. */
export function sumOfWords(octets: Uint8Array): number {
  let sum = 0;
  const even = octets.length & ~1;
  for (let at = 0; at < even; at += 2) sum += (octets[at]! << 8) | octets[at + 1]!;
  return even === octets.length ? sum : sum + (octets[even]! << 8);
}

/** The checksum of what has this sum: the complement of the sum with the carries added. */
export function internetChecksum(sum: number): number {
  let folded = sum;
  while (folded > 0xffff) folded = (folded & 0xffff) + Math.floor(folded / 0x10000);
  return ~folded & 0xffff;
}
