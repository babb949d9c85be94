// The drivers' Buffers are views of the same octets, and their slice() does not copy: they stay inside.

/** The same octets, not copied, as every back end gives them. */
export function plain(octets: Uint8Array): Uint8Array {
  return new Uint8Array(octets.buffer, octets.byteOffset, octets.byteLength);
}

/** The same octets, not copied, as ioredis wants them: it makes text of anything else. */
export function asBuffer(octets: Uint8Array): Buffer {
  return Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength);
}
