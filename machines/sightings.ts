// Which events show a subscriber's cell, and how a machine names them all in one place.
import type { EnrichedEvent } from "../domain/directory.ts";
import type { SubscriberEventType } from "../domain/subscriber-event.ts";

/** Events of a phone that is on and was just seen in a cell: proof of life and of place. */
export const SIGHTINGS = [
  "power.turnedOn",
  "location.updated",
  "handset.seen",
  "call.setUp",
  "call.alerted",
  "call.answered",
  "call.released",
  "message.sent",
  "message.received",
  "ussd.requested",
  "call.handedOver",
  "announcement.heard",
  "key.pressed",
  "push.received",
  "forwarding.set",
] as const satisfies readonly SubscriberEventType[];

/** Events that show where a phone is: a detach shows the cell too, though the phone is off afterwards. */
export const PLACES = [...SIGHTINGS, "power.turnedOff"] as const;
export type Sighting = (typeof SIGHTINGS)[number];

/** One transition (or list of candidates) for each of these event types, as an `on` object. */
export function onEach<TType extends SubscriberEventType, const TTransition>(
  types: readonly TType[],
  transition: TTransition,
): Record<TType, TTransition> {
  return Object.fromEntries(types.map((type) => [type, transition])) as Record<TType, TTransition>;
}

/** Whether a caller's leg shows that this phone is detached; it says nothing of where. */
export function missedWhileOff({ event }: { readonly event: EnrichedEvent }): boolean {
  return event.type === "call.missed" && event.why === "off";
}

/** Whether the event names a cell at all: a file of events may leave it out. */
export function showsCell(event: EnrichedEvent): boolean {
  return event.lac !== 0 || event.ci !== 0;
}
