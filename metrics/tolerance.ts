// How early and how late a trigger may be and still be about a moment; docs/scorecard.md shows them.
import { HOUR_MS, MINUTE_MS, SECOND_MS } from "../domain/time.ts";
import type { TriggerParameters } from "../domain/trigger.ts";

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
  /**
   * What feeds tell: late beside the longest latency of a feed, and the time for which somebody may
   * be out of reach. Acts of the phone end somewhat after they are meant to.
   */
  "feed.received": { earlyMs: MINUTE_MS, lateMs: HOUR_MS },
  "threshold.crossed": { lateMs: MINUTE_MS },
  "date.reached": { lateMs: MINUTE_MS },
  "list.loaded": { lateMs: MINUTE_MS },
  "roamed.out": { lateMs: MINUTE_MS },
  "roamed.home": { lateMs: MINUTE_MS },
  /**
   * Calls, messages and questions: what somebody means to do at a time, she may do when the phone is
   * free, and a menu takes a while.
   */
  "number.dialled": { earlyMs: MINUTE_MS, lateMs: 30 * MINUTE_MS },
  "called.by": { earlyMs: MINUTE_MS, lateMs: 10 * MINUTE_MS },
  "call.made": { earlyMs: MINUTE_MS, lateMs: 30 * MINUTE_MS },
  "call.missed": { earlyMs: MINUTE_MS, lateMs: 10 * MINUTE_MS },
  "message.sent": { earlyMs: MINUTE_MS, lateMs: 30 * MINUTE_MS },
  "messages.sentInBulk": { earlyMs: 10 * MINUTE_MS, lateMs: 10 * MINUTE_MS },
  "query.made": { earlyMs: MINUTE_MS, lateMs: 30 * MINUTE_MS },
  "keys.pressed": { earlyMs: MINUTE_MS, lateMs: 30 * MINUTE_MS },
  "forwarding.set": { earlyMs: MINUTE_MS, lateMs: 30 * MINUTE_MS },
  /** A quiet phone is seen when it next shows itself: by the periodic update at the latest. */
  "subscriber.idle": { earlyMs: 10 * MINUTE_MS, lateMs: 4 * HOUR_MS },
  "subscriber.silent": { earlyMs: 10 * MINUTE_MS, lateMs: 24 * HOUR_MS },
  /** As area.dwelled: late after she has left, or after a day's last moment. */
  "area.entered": { earlyMs: 10 * MINUTE_MS, lateMs: 10 * MINUTE_MS, openMs: 12 * HOUR_MS },
} as const;

/** Whether the world knows the moments of a definition: without that it has no precision or recall. */
export function hasTruth({ name, ...parameters }: TriggerParameters): boolean {
  // Carriers and cities that people dial are drawn as the event is made: no plan says them.
  const without = parameters["withoutPrefix"] as readonly string[] | undefined;
  const isDrawn = parameters["longDistance"] === true || (without?.length ?? 0) > 0;
  return Object.hasOwn(TOLERANCE, name) && !(name === "number.dialled" && isDrawn);
}
