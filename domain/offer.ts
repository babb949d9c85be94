// What happened to an offer after it was decided, and who answers it.
import type { Cause } from "./cause.ts";
import type { Offered } from "./decision.ts";
import type { SubscriberIndex } from "./identity.ts";

export const OUTCOME_KINDS = [
  "delivered",
  "accepted",
  "declined",
  "expired",
  "complained",
  /** Waits for the next allowed hour. */
  "held",
  /** A second message was sent to somebody who had not answered. */
  "reminded",
  /** Never sent: while it waited, its time ran out or a rule came to hold. */
  "expiredWhileHeld",
  /** Answered with a wish for no more offers. */
  "optedOut",
] as const;
export type OutcomeKind = (typeof OUTCOME_KINDS)[number];

/** One step in the life of an offer; every offer ends in exactly one of accepted, declined, expired, complained, optedOut, expiredWhileHeld. */
export interface Outcome {
  readonly timeMs: number;
  readonly subscriber: SubscriberIndex;
  /** Sequence of the decision that made the offer. */
  readonly decision: number;
  readonly campaign: number;
  readonly kind: OutcomeKind;
  readonly cause: Cause;
}

/**
 * What the person will do with an offer, settled when it is sent. Times in ms after it was sent: at
 * `deliverAtMs` of the offer, or at once, at its `timeMs`.
 */
export interface Reaction {
  readonly deliveredAfterMs: number;
  /** "none" leaves the offer to expire. */
  readonly answer: "accepted" | "declined" | "complained" | "optedOut" | "none";
  readonly answeredAfterMs: number;
}

/** The one who answers: the simulator's people, or nobody in a replay. Pure in its arguments. */
export interface ResponseModel {
  react(offer: Offered): Reaction;
  /** Whether this person would have converted without any message (for the control group). */
  convertsUnprompted(offer: {
    readonly subscriber: SubscriberIndex;
    readonly campaign: number;
  }): boolean;
}
