// The vocabulary that machines speak: what the tap and the feeds say that a subscriber did.
import type { Cause } from "./cause.ts";
import { FEED_EVENT_TYPES, type FeedEvent, type FeedEventType } from "./feed-events.ts";
import type { SubscriberIndex, Token } from "./identity.ts";
import type { OtherParty } from "./number-plan.ts";

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
  /** Token of the 14 digits that identify the handset: those of software versions left out. */
  readonly handset: Token;
}

/** SETUP, in either direction; the other party is the called or the calling number. */
export interface CallSetUp extends EventHead, OtherParty {
  readonly type: "call.setUp";
  readonly direction: CallDirection;
  /** Carrier prefix dialled before the called number, such as "12593"; "" for none. */
  readonly carrierPrefix: string;
}

/** PROGRESS or another message whose description says that an announcement plays (1 or 8). */
export interface AnnouncementHeard extends EventHead {
  readonly type: "announcement.heard";
  /** Progress description, 3GPP TS 24.008 §10.5.4.21, 0–127. */
  readonly description: number;
}

/** START DTMF. */
export interface KeyPressed extends EventHead {
  readonly type: "key.pressed";
  /** While the called phone rings, or after CONNECT. */
  readonly phase: "ringing" | "talking";
  /** The listed service number that the call is with; "" for every other. */
  readonly number: string;
  /** All keys of this call so far, as pressed, if that number's menu may pass; else "". */
  readonly path: string;
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

/** Why a call did not reach this subscriber (campaigns.md §5.3). */
export const MISSED_WHY = ["off", "noAnswer", "rejected"] as const;

/**
 * A call that this subscriber did not take; the other party is the caller. "off", and the others
 * for a subscriber whose own leg is not tapped, are known from the caller's leg alone.
 */
export interface CallMissed extends EventHead, OtherParty {
  readonly type: "call.missed";
  readonly why: (typeof MISSED_WHY)[number];
}

/** PAGING that no base station subsystem answered within 10 s of its last repeat. */
export interface PagingUnanswered extends EventHead {
  readonly type: "paging.unanswered";
}

/** How the text of a short message is coded (3GPP TS 23.038 §4). */
export const TEXT_CODINGS = ["gsm7", "octets", "ucs2"] as const;

/** What passes the door of a short message: never its text. */
export interface MessageShape {
  /** Token of the text; the same text has the same one. */
  readonly body: Token;
  /** Characters of the text, or octets of 8-bit data. */
  readonly length: number;
  readonly coding: (typeof TEXT_CODINGS)[number];
  /** Of a concatenated message: this part from 1, of so many; 1 of 1 otherwise. */
  readonly part: number;
  readonly parts: number;
}

/** SMS-SUBMIT acknowledged by the service centre (RP-ACK); the other party is TP-DA. */
export interface MessageSent extends EventHead, OtherParty, MessageShape {
  readonly type: "message.sent";
  /** Id of the keyword that the text is, if the number's keywords may pass; else "". */
  readonly keyword: string;
}

/** SMS-DELIVER acknowledged by the handset (RP-ACK); the other party is TP-OA. */
export interface MessageReceived extends EventHead, OtherParty, MessageShape {
  readonly type: "message.received";
}

/** What a WAP push announces, as its content type and MMS message type say. */
export const PUSH_CONTENTS = [
  "mmsNotification",
  "mmsDelivery",
  "serviceIndication",
  "serviceLoading",
  "other",
] as const;

/** SMS-DELIVER to the WAP push port 2948, acknowledged; not a message that a person reads. */
export interface PushReceived extends EventHead, OtherParty {
  readonly type: "push.received";
  readonly content: (typeof PUSH_CONTENTS)[number];
}

/** REGISTER with processUnstructuredSS-Request. */
export interface UssdRequested extends EventHead {
  readonly type: "ussd.requested";
  /** The string if the number plan lists it; else "". */
  readonly code: string;
}

/** Which calls are forwarded, by SS code (3GPP TS 29.002 §17.7.5): all, conditional, one kind. */
export const FORWARDING_CONDITIONS = [
  "all",
  "unconditional",
  "allConditional",
  "busy",
  "noReply",
  "notReachable",
] as const;

/** registerSS, activateSS, deactivateSS or eraseSS of call forwarding, confirmed by the network. */
export interface ForwardingSet extends EventHead, OtherParty {
  readonly type: "forwarding.set";
  readonly condition: (typeof FORWARDING_CONDITIONS)[number];
  /** Whether calls are forwarded from now on; the other party is then where to, if it was named. */
  readonly active: boolean;
}

/** HANDOVER PERFORMED, or HANDOVER COMPLETE of an inter-BSC handover; lac and ci are the new cell. */
export interface CallHandedOver extends EventHead {
  readonly type: "call.handedOver";
  readonly fromLac: number;
  readonly fromCi: number;
}

/** What the tap sees; a file of events may say it in its place. */
export type TapEvent =
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
  | CallHandedOver
  | AnnouncementHeard
  | KeyPressed
  | PagingUnanswered
  | PushReceived
  | ForwardingSet;

export type SubscriberEvent = TapEvent | FeedEvent;

export type TapEventType = TapEvent["type"];
export type SubscriberEventType = TapEventType | FeedEventType;

/** The types of {@link TapEvent}, in the order of their codes. */
export const TAP_EVENT_TYPES = [
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
  "announcement.heard",
  "key.pressed",
  "paging.unanswered",
  "push.received",
  "forwarding.set",
] as const satisfies readonly TapEventType[];

/** Every event type in the order of its code: position + 1 is the code in digests and packed batches. */
export const SUBSCRIBER_EVENT_TYPES: readonly SubscriberEventType[] = [
  ...TAP_EVENT_TYPES,
  ...FEED_EVENT_TYPES,
];

/** Compares by the total order (timeMs, subscriber, sequence), for sort(). */
export function byTotalOrder(
  a: Pick<EventHead, "timeMs" | "subscriber" | "sequence">,
  b: Pick<EventHead, "timeMs" | "subscriber" | "sequence">,
): number {
  return a.timeMs - b.timeMs || a.subscriber - b.subscriber || a.sequence - b.sequence;
}
