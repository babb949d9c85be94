// Spans of the day, as campaigns and quiet hours use them.
import { timeOfDay } from "../domain/time.ts";

/** A span of the day in ms after midnight; from > to wraps midnight, equal is empty. */
export interface Hours {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Time from a moment to the next begin of the span, 0 inside it; Infinity when it is empty. */
export function untilWithin(hours: Hours, timeMs: number): number {
  if (within(hours, timeMs)) return 0;
  // 24:00 to 00:00 is empty too.
  const isEmpty = timeOfDay(hours.fromMs) === timeOfDay(hours.toMs);
  return isEmpty ? Number.POSITIVE_INFINITY : timeOfDay(hours.fromMs - timeMs);
}

/** Whether a moment lies in the span; its begin belongs to it, its end does not. */
export function within(hours: Hours, timeMs: number): boolean {
  const time = timeOfDay(timeMs);
  return hours.fromMs <= hours.toMs
    ? time >= hours.fromMs && time < hours.toMs
    : time >= hours.fromMs || time < hours.toMs;
}
