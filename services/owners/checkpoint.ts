// How far apart the commits of a partition may be: what a takeover replays against what commits hold up.
import { KairosError } from "../../domain/errors.ts";
import { MINUTE_MS, parseDuration, SECOND_MS } from "../../domain/time.ts";

/** Of a node that is not told otherwise. */
export const CHECKPOINT_MS = 30 * SECOND_MS;
const MS_MIN = 2 * SECOND_MS;
/** A cluster's log of 4 GiB must hold what is behind the checkpoints, also at a million events a second. */
const MS_MAX = MINUTE_MS;

export const CHECKPOINT_WANTED = "a duration from 2s to 1m, such as 30s";

/** Milliseconds; undefined for a text that is no such duration. */
export function parseCheckpoint(text: string): number | undefined {
  const ms = parseDuration(text);
  return ms === undefined || ms < MS_MIN || ms > MS_MAX ? undefined : ms;
}

/** Of KAIROS_CHECKPOINT, in ms. @throws KairosError usage.invalid */
export function checkpointOf(text: string | undefined): number {
  if (text === undefined) return CHECKPOINT_MS;
  const ms = parseCheckpoint(text);
  if (ms !== undefined) return ms;
  throw new KairosError("usage.invalid", {
    place: "KAIROS_CHECKPOINT",
    got: `"${text}"`,
    wanted: CHECKPOINT_WANTED,
    remedy: "Unset it for 30s.",
  });
}
