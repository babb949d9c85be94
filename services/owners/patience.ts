// Waiting for something that may never come, without a long timer that outlives it.
import type { Wall } from "../pacer.ts";

/** Looks in the time that is waited at most: a timer that is left behind is so much shorter. */
const LOOKS = 20;

/** Resolves when the promise has settled, whichever way, or after `ms`. */
export async function settledWithin(
  wall: Wall,
  ms: number,
  promise: Promise<unknown>,
): Promise<void> {
  let settled = false;
  const settling = promise
    .catch(() => undefined)
    .then(() => {
      settled = true;
    });
  const untilMs = wall.now() + ms;
  while (!settled && wall.now() < untilMs) await Promise.race([settling, wall.wait(ms / LOOKS)]);
}
