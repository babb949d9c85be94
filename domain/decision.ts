// What became of a trigger: one offer, or the rule that held it back. A decision is never only "no".
import type { Cause } from "./cause.ts";
import type { SubscriberIndex } from "./identity.ts";
import type { Trigger } from "./trigger.ts";

/**
 * Every rule that can hold an offer back, in the order in which they are asked. The control group
 * comes last, so that it holds back exactly what would have been sent
 * (docs/decisions/0005-control-group.md).
 */
export const RULES = [
  "campaign.paused",
  "campaign.out-of-hours",
  "segment.not-eligible",
  "contact-policy.red-list",
  "contact-policy.do-not-disturb",
  "contact-policy.opted-out",
  "contact-policy.complained",
  "contact-policy.already-accepted",
  "contact-policy.quiet-hours",
  "contact-policy.minimum-gap",
  "contact-policy.cap",
  "campaign.daily-limit",
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
}

export interface Offered extends DecisionHead {
  readonly kind: "offered";
  /**
   * Earlier contacts of this person, each fading by half in about five days (campaigns/ledger.ts);
   * absent or 0 for the first contact. Feeds the people's fatigue.
   */
  readonly contactPressure?: number;
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
