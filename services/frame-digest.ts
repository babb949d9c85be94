// What octets a link carried, and when, as a digest: whoever listens, the frames are the same.
import type { Digest } from "../domain/digest.ts";
import { hashText } from "../domain/hash.ts";
import type { TappedFrame } from "./batches.ts";

const SCRATCH = new Uint32Array(8);

/** Adds a frame as it travels, octets in base64. */
export function digestFrame(digest: Digest, { timeMs, octets }: TappedFrame): void {
  SCRATCH[0] = timeMs % 4294967296;
  SCRATCH[1] = Math.floor(timeMs / 4294967296);
  SCRATCH[2] = octets.length;
  SCRATCH[3] = hashText(octets);
  SCRATCH[4] = hashText(octets.slice(octets.length >> 1));
  digest.add(SCRATCH);
}
