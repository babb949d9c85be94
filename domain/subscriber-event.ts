// The vocabulary that machines speak: what the tap and the feeds say that a subscriber did.
import type { Cause } from "./cause.ts";
import type { SubscriberIndex } from "./identity.ts";

/** What every event has. Total order: (timeMs, subscriber, sequence). */
export interface EventHead {
  /** Integer milliseconds since the scenario's (or capture's) start. */
  readonly timeMs: number;
  readonly subscriber: SubscriberIndex;
  /** Counts this subscriber's events from 0. */
  readonly sequence: number;
  readonly source: "tap" | "feed";
  readonly cause: Cause;
  /** Cell in which the network saw the subscriber; both 0 when this event shows none. */
  readonly lac: number;
  readonly ci: number;
}

export type CallDirection = "originated" | "terminated";

/** IMSI attach completed: LOCATION UPDATING ACCEPT after a request of type 2, or the first update after a detach. */
export interface PowerTurnedOn extends EventHead {
  readonly type: "power.turnedOn";
  /** LAC of the old location area in the request, 0 when it had none. */
  readonly fromLac: number;
}

/** IMSI DETACH INDICATION. */
export interface PowerTurnedOff extends EventHead {
  readonly type: "power.turnedOff";
}

/** LOCATION UPDATING ACCEPT after a normal or periodic request. */
export interface LocationUpdated extends EventHead {
  readonly type: "location.updated";
  /** Location updating type, 3GPP TS 24.008 §10.5.3.5. */
  readonly updatingType: "normal" | "periodic";
  readonly fromLac: number;
}

/** IMEI or IMEISV shown to the network. */
export interface HandsetSeen extends EventHead {
  readonly type: "handset.seen";
  /** Type allocation code, 8 digits, as an integer. */
  readonly tac: number;
  /** Serial number, 6 digits, as an integer; with the TAC the 14 digits that identify the handset. */
  readonly serial: number;
}

/** SETUP, in either direction. */
export interface CallSetUp extends EventHead {
  readonly type: "call.setUp";
  readonly direction: CallDirection;
  /** The other party as signalled: called number (originated) or calling number (terminated), "" when withheld. */
  readonly number: string;
}

/** ALERTING: the called phone rings; the caller hears the ring-back tone. */
export interface CallAlerted extends EventHead {
  readonly type: "call.alerted";
}

/** CONNECT. */
export interface CallAnswered extends EventHead {
  readonly type: "call.answered";
}

/** First of DISCONNECT, RELEASE, RELEASE COMPLETE. */
export interface CallReleased extends EventHead {
  readonly type: "call.released";
  /** Cause value, 3GPP TS 24.008 §10.5.4.11, 0–127. */
  readonly cause24008: number;
}

/** A call that never reached this subscriber, known from the caller's leg alone. */
export interface CallMissed extends EventHead {
  readonly type: "call.missed";
  readonly why: "off";
  /** The caller's number. */
  readonly number: string;
}

/** SMS-SUBMIT acknowledged by the service centre (RP-ACK). */
export interface MessageSent extends EventHead {
  readonly type: "message.sent";
  /** TP-DA. */
  readonly number: string;
}

/** SMS-DELIVER acknowledged by the handset (RP-ACK). */
export interface MessageReceived extends EventHead {
  readonly type: "message.received";
  /** TP-OA, digits or alphanumeric. */
  readonly number: string;
}

/** REGISTER with processUnstructuredSS-Request. */
export interface UssdRequested extends EventHead {
  readonly type: "ussd.requested";
  readonly code: string;
}

/** HANDOVER PERFORMED, or HANDOVER COMPLETE of an inter-BSC handover; lac and ci are the new cell. */
export interface CallHandedOver extends EventHead {
  readonly type: "call.handedOver";
  readonly fromLac: number;
  readonly fromCi: number;
}

export type SubscriberEvent =
  | PowerTurnedOn
  | PowerTurnedOff
  | LocationUpdated
  | HandsetSeen
  | CallSetUp
  | CallAlerted
  | CallAnswered
  | CallReleased
  | CallMissed
  | MessageSent
  | MessageReceived
  | UssdRequested
  | CallHandedOver;

export type SubscriberEventType = SubscriberEvent["type"];

/** Every event type in the order of its code: position + 1 is the code in digests and packed batches. */
export const SUBSCRIBER_EVENT_TYPES = [
  "power.turnedOn",
  "power.turnedOff",
  "location.updated",
  "handset.seen",
  "call.setUp",
  "call.alerted",
  "call.answered",
  "call.released",
  "call.missed",
  "message.sent",
  "message.received",
  "ussd.requested",
  "call.handedOver",
] as const satisfies readonly SubscriberEventType[];

/** Compares by the total order (timeMs, subscriber, sequence), for sort(). */
export function byTotalOrder(
  a: Pick<EventHead, "timeMs" | "subscriber" | "sequence">,
  b: Pick<EventHead, "timeMs" | "subscriber" | "sequence">,
): number {
  return a.timeMs - b.timeMs || a.subscriber - b.subscriber || a.sequence - b.sequence;
}
