// Frames that could not be decoded: counted and named on stderr, never silently lost.
import type { SkippedFrame } from "../signaling/capture.ts";

/** More than this many are counted, but not named one by one. */
const NAMED_MAX = 20;

/** Prints how many frames were skipped, and why; nothing when there were none. */
export function reportSkipped(skipped: readonly SkippedFrame[], count: number): void {
  if (count === 0) return;
  console.error(`${count} frame${count === 1 ? "" : "s"} could not be decoded:`);
  for (const { frame, reason } of skipped.slice(0, NAMED_MAX)) {
    console.error(`  frame ${frame}: ${reason}`);
  }
  if (count > NAMED_MAX) console.error(`  and ${count - NAMED_MAX} more`);
}
