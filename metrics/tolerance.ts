// How early and how late a trigger may be and still be about a moment; docs/scorecard.md shows them.
import { HOUR_MS, MINUTE_MS, SECOND_MS } from "../domain/time.ts";

/**
 * All ASSUMED: wide enough that a late notice of the same thing counts as late and not as wrong,
 * too narrow for one about something else.
 */
export const TOLERANCE = {
  "handset.changed": { earlyMs: MINUTE_MS, lateMs: 24 * HOUR_MS },
  "powered.on": { earlyMs: MINUTE_MS, lateMs: 10 * MINUTE_MS },
  /** Late: after she has left; and `openMs` after the moment when her stay outlasts the day. */
  "area.dwelled": { earlyMs: 10 * MINUTE_MS, lateMs: 10 * MINUTE_MS, openMs: 4 * HOUR_MS },
  /** From her departure until so long after her arrival, and the time that a message may take. */
  "cells.changedRapidly": { lateMs: MINUTE_MS },
  /** Early: before the moment; late: after the ringing has ended. */
  "ringback.heard": { earlyMs: SECOND_MS, lateMs: 5 * SECOND_MS },
} as const;
