// Frames that could not be decoded: counted and named on stderr, never silently lost.

export interface SkippedFrame {
  readonly frame: number;
  readonly reason: string;
}

/** More than this many are counted, but not named one by one. */
const NAMED_MAX = 20;

/** Prints how many frames were skipped, and why; nothing when there were none. */
export function reportSkipped(skipped: readonly SkippedFrame[]): void {
  if (skipped.length === 0) return;
  console.error(`${skipped.length} frame${skipped.length === 1 ? "" : "s"} could not be decoded:`);
  for (const { frame, reason } of skipped.slice(0, NAMED_MAX)) {
    console.error(`  frame ${frame}: ${reason}`);
  }
  if (skipped.length > NAMED_MAX) console.error(`  and ${skipped.length - NAMED_MAX} more`);
}
