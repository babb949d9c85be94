// What became of a trigger: one offer, or the rule that held it back. A decision is never only "no".
import type { Cause } from "./cause.ts";
import type { SubscriberIndex } from "./identity.ts";
import type { Trigger } from "./trigger.ts";

/** Ways in which an offer reaches a person. */
export const CONTACT_CHANNELS = ["sms", "mms", "wapPush", "call", "web", "counter"] as const;
export type ContactChannel = (typeof CONTACT_CHANNELS)[number];

/**
 * Every rule that can hold an offer back, in the order in which they are asked. The control group
 * comes last, so that it holds back exactly what would have been sent
 * (docs/decisions/0005-control-group.md).
 */
export const RULES = [
  "campaign.paused",
  "campaign.out-of-hours",
  "moment.not-together",
  "segment.not-eligible",
  "product.prerequisite",
  "product.excluded",
  "product.handset",
  "contact-policy.red-list",
  "contact-policy.do-not-disturb",
  "consent.missing",
  "contact-policy.opted-out",
  "contact-policy.complained",
  "contact-policy.already-accepted",
  "contact-policy.history-ordered",
  "contact-policy.history-tried",
  "contact-policy.history-cancelled",
  "contact-policy.history-batch-unsubscribed",
  "contact-policy.history-self-unsubscribed",
  "contact-policy.history-complained-about",
  "contact-policy.history-contacted",
  "contact-policy.history-telemarketed",
  "campaign.pilot",
  "contact-policy.quiet-hours",
  "contact-policy.minimum-gap",
  "contact-policy.cap",
  "contact-policy.channel-cap",
  "attention.budget",
  "campaign.daily-limit",
  "product.daily-limit",
  "campaign.budget",
  "channel.capacity",
  "arbitration.lost",
  "experiment.control-group",
] as const;
export type Rule = (typeof RULES)[number];

interface DecisionHead {
  readonly timeMs: number;
  readonly subscriber: SubscriberIndex;
  /** Counts this subscriber's decisions from 0. */
  readonly sequence: number;
  /** Index of the campaign in the scenario: the winner, or the one that came furthest. */
  readonly campaign: number;
  readonly trigger: Trigger;
  readonly cause: Cause;
  /** Index of the campaign's arm that this person belongs to; absent: the campaign's own offer. */
  readonly arm?: number;
  /** Other campaigns that wanted the moment, in their order; absent when there was none. */
  readonly losers?: readonly Loser[];
  /** Of the winner, where arbitration is by score. */
  readonly score?: number;
}

/** A campaign that did not get a moment. */
export interface Loser {
  readonly campaign: number;
  /** What held it back; arbitration.lost when only the winner did. */
  readonly rule: Rule;
  /** Where arbitration is by score. */
  readonly score?: number;
}

export interface Offered extends DecisionHead {
  readonly kind: "offered";
  /**
   * Earlier contacts of this person, each fading by half in about five days (campaigns/ledger.ts);
   * absent or 0 for the first contact. Feeds the people's fatigue.
   */
  readonly contactPressure?: number;
  /** Absent: sms. */
  readonly channel?: ContactChannel;
  /**
   * Not sent at once: when it is to be sent and decided again, later than `timeMs`; of one whose
   * `deliver` waits for another trigger, the time after which it is not sent any more, so that when,
   * and whether, is not known yet. Once it is on its way, to a response model too: when it was sent.
   */
  readonly deliverAtMs?: number;
  /** Number of the reminder that is answered, from 1, when a response model is asked about one. */
  readonly reminder?: number;
}

export interface Suppressed extends DecisionHead {
  readonly kind: "suppressed";
  readonly rule: Rule;
  /** minimum-gap: time since the last contact, sent or withheld; 0 for other rules. */
  readonly sinceContactMs: number;
  /** minimum-gap and cap: present when the contacts that bind were withheld by the control group. */
  readonly withheld?: true;
}

export type Decision = Offered | Suppressed;
