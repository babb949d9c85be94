// How long people and alerts wait, as tables of experiments say it.
import { formatDuration, SECOND_MS } from "../../../domain/time.ts";

/** To the second. */
export function inSeconds(ms: number): string {
  return formatDuration(SECOND_MS * Math.round(ms / SECOND_MS));
}
