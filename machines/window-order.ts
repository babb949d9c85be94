// Triggers of a window, noticed subscriber after subscriber, in the order in which events and timers
// of all subscribers would have fired them.
import type { Cause } from "../domain/cause.ts";
import type { EventColumns } from "../domain/event-columns.ts";
import { SUBSCRIBER_EVENT_TYPES } from "../domain/subscriber-event.ts";
import type { TriggerFacts } from "../domain/trigger.ts";
import { accepting } from "./columnar/definition.ts";
import { PLACES } from "./sightings.ts";

/** A trigger as its machine noticed it. */
export interface Firing {
  readonly definition: number;
  readonly row: number;
  readonly timeMs: number;
  readonly facts: TriggerFacts;
  /** Given when it is due to an earlier event than the one under way. */
  readonly cause: Cause | undefined;
  /** As {@link ColumnarColony.place}: of the event, or −1 − n for a timer after event n − 1. */
  readonly place: number;
}

export interface PlacedFiring extends Firing {
  readonly isTimer: boolean;
  /**
   * Place of the event after which it comes; −1 for a timer that was due before any event of its
   * time. (A delay of 0 makes a timer that comes after an event of its time.)
   */
  readonly after: number;
  /** Place of the subscriber's last event until then, −1 for none in this window. */
  readonly last: number;
}

/** Types of which a machine takes events, by their codes. */
export type Accepted = Uint8Array;

export function acceptedOf(accepts: ReadonlySet<string>): Accepted {
  return Uint8Array.from(SUBSCRIBER_EVENT_TYPES, (type) => (accepting(accepts, type) ? 1 : 0));
}

/** Where a firing of a walked part stands among the part's events. */
export function placed(
  firing: Firing,
  columns: EventColumns,
  accepted: readonly Accepted[],
): PlacedFiring {
  if (firing.place >= 0) {
    return { ...firing, isTimer: false, after: firing.place, last: firing.place };
  }
  const accepts = accepted[firing.definition]!;
  return { ...firing, isTimer: true, ...beforeTimer(firing, -1 - firing.place, columns, accepts) };
}

/** A timer of a subscriber who has no events in the window. */
export function placedAlone(firing: Firing): PlacedFiring {
  return { ...firing, isTimer: true, after: -1, last: -1 };
}

/** The order of time; timers before events; subscriber; event; definition. */
export function byOrder(a: PlacedFiring, b: PlacedFiring): number {
  return (
    a.timeMs - b.timeMs ||
    Number(a.after >= 0) - Number(b.after >= 0) ||
    a.row - b.row ||
    a.after - b.after ||
    Number(a.isTimer) - Number(b.isTimer) ||
    a.definition - b.definition
  );
}

/** The subscriber's last event until `last` that shows where she is, −1 for none in this window. */
export function lastPlaceOf({ row, last }: PlacedFiring, columns: EventColumns): number {
  const { subscriber, type, lac, ci } = columns;
  for (let place = last; place >= 0 && subscriber[place] === row; place--) {
    if (SHOWS_PLACE[type[place]!] === 1 && (lac[place] !== 0 || ci[place] !== 0)) return place;
  }
  return -1;
}

const SHOWS_PLACE = Uint8Array.from(SUBSCRIBER_EVENT_TYPES, (type) =>
  (PLACES as readonly string[]).includes(type) ? 1 : 0,
);

/** What came before a timer of a subscriber whose events before `end` had come. */
function beforeTimer(
  { row, timeMs }: Firing,
  end: number,
  { subscriber, timeMs: timesMs, type }: EventColumns,
  accepts: Accepted,
): Pick<PlacedFiring, "after" | "last"> {
  const isOwn = (place: number): boolean => place >= 0 && subscriber[place] === row;
  let place = end - 1;
  while (isOwn(place) && timesMs[place]! > timeMs) place--;
  while (isOwn(place) && timesMs[place] === timeMs) {
    // Had the timer been armed before this event, it would have fired before it.
    if (accepts[type[place]!] === 1) return { after: place, last: place };
    place--;
  }
  return { after: -1, last: isOwn(place) ? place : -1 };
}
