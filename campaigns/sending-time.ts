// When a decided offer is sent: at once, later by its own wish, or held until it may be.
import { DAY_MS, timeOfDay } from "../domain/time.ts";
import type { ContactPolicy } from "./campaign.ts";
import { untilWithin, within } from "./hours.ts";
import type { Candidate } from "./rulebook.ts";

/** Of an offer that waits for another trigger and says no longest time itself. ASSUMED. */
const IDLE_WAIT_MS = DAY_MS;

export interface SendingTime {
  /** When it is to be sent; for one that waits for another trigger, the moment itself. */
  readonly timeMs: number;
  /** Later than this it is not sent any more. */
  readonly deadlineMs: number;
  /** Whether it waits for the next allowed hour. */
  readonly isHeld: boolean;
  /** Definition of the trigger that it waits for; absent: none. */
  readonly idle?: number;
}

/** When an offer for a moment at `momentMs` is to be sent, by what is known then. */
export function sendingTime(
  { what, of }: Pick<Candidate, "what" | "of">,
  policy: Pick<ContactPolicy, "quietHours">,
  momentMs: number,
): SendingTime {
  const { deliver, holdMs } = what;
  if (deliver?.kind === "nextIdle") {
    const deadlineMs = momentMs + (holdMs ?? IDLE_WAIT_MS);
    return { timeMs: momentMs, deadlineMs, isHeld: false, idle: deliver.definition };
  }
  const wishedMs = momentMs + wait(what, momentMs);
  const deadlineMs = wishedMs + (holdMs ?? 0);
  const allowedMs = holdMs === undefined ? wishedMs : nextAllowed({ of }, policy, wishedMs);
  return allowedMs > deadlineMs
    ? { timeMs: wishedMs, deadlineMs, isHeld: false }
    : { timeMs: allowedMs, deadlineMs, isHeld: allowedMs > wishedMs };
}

/** The next time from `timeMs` on in the campaign's hours and out of quiet hours; Infinity: never. */
export function nextAllowed(
  { of }: Pick<Candidate, "of">,
  { quietHours }: Pick<ContactPolicy, "quietHours">,
  timeMs: number,
): number {
  const { hours } = of.whenAndWhere;
  let atMs = timeMs;
  // Two spans of the day: after three steps each has been left or entered, or it never works.
  for (let step = 0; step < 3; step++) {
    const quietMs = within(quietHours, atMs) ? lengthUntil(quietHours.toMs, atMs) : 0;
    atMs += quietMs;
    const closedMs = untilWithin(hours, atMs);
    atMs += closedMs;
    if (quietMs === 0 && closedMs === 0) return atMs;
    if (atMs === Number.POSITIVE_INFINITY) break;
  }
  const isAllowed = within(hours, atMs) && !within(quietHours, atMs);
  return isAllowed ? atMs : Number.POSITIVE_INFINITY;
}

function wait({ deliver }: Candidate["what"], momentMs: number): number {
  if (deliver?.kind === "after") return deliver.afterMs;
  return deliver?.kind === "at" ? timeOfDay(deliver.timeOfDayMs - momentMs) : 0;
}

/** Time from a moment to the next such time of day; a whole day when it is now. */
function lengthUntil(endMs: number, timeMs: number): number {
  return timeOfDay(endMs - timeMs) || DAY_MS;
}
