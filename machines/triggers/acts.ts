// Which events show that a phone is used, and which only that it is on.
import type { SubscriberEventType } from "../../domain/subscriber-event.ts";

/** Calls, messages and services, either way: what a person does or takes part in. */
export const ACTS = [
  "call.setUp",
  "call.answered",
  "call.released",
  "message.sent",
  "message.received",
  "ussd.requested",
  "key.pressed",
  "forwarding.set",
] as const satisfies readonly SubscriberEventType[];

/** What the phone does by itself. */
export const SIGNS_OF_LIFE = [
  "power.turnedOn",
  "location.updated",
  "handset.seen",
] as const satisfies readonly SubscriberEventType[];

/** What a person does herself, or takes part in: a message that comes in is none. */
export const DEEDS = [
  "call.answered",
  "message.sent",
  "ussd.requested",
  "key.pressed",
  "forwarding.set",
] as const satisfies readonly SubscriberEventType[];
