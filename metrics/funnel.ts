// The funnel of a campaign: from its moments to its orders, and what each stage lost by which rule.
import type { Rule } from "../domain/decision.ts";
import type { CampaignSummary } from "./summary.ts";

/**
 * moments: triggers that were decided for this campaign, and those that a rival won. eligible: of a
 * person and at an hour that the campaign is for. allowed: within the contact policy. offered: given
 * a place, budget and the moment itself, outside the control group. Then what came of the offers.
 */
export const STAGES = [
  "moments",
  "eligible",
  "allowed",
  "offered",
  "delivered",
  "accepted",
] as const;
export type Stage = (typeof STAGES)[number];

/** Something that kept moments from the stage at which it stands. */
export interface Loss {
  /** A rule, or "on the way", "undelivered", "expired while held", "no answer", … */
  readonly why: string;
  readonly count: number;
}

export interface FunnelStep {
  readonly stage: Stage;
  readonly count: number;
  /** Largest first; they add up to the count of the stage before, less this one. */
  readonly lost: readonly Loss[];
}

/** Rules that say whom and when a campaign is for. */
const ELIGIBILITY = [
  "segment.",
  "moment.",
  "product.",
  "campaign.paused",
  "campaign.out-of-hours",
  "campaign.pilot",
];
/** Rules that protect people. */
const POLICY = ["contact-policy.", "consent.", "attention."];
/** A limit that all people share, although its name begins like an eligibility rule's. */
const SHARED_LIMIT = /daily-limit$/;

/** The stage that a rule keeps moments from. */
export function stageOf(rule: Rule): "eligible" | "allowed" | "offered" {
  const name: string = rule;
  const begins = (heads: readonly string[]): boolean => heads.some((head) => name.startsWith(head));
  if (SHARED_LIMIT.test(name)) return "offered";
  if (begins(ELIGIBILITY)) return "eligible";
  return begins(POLICY) ? "allowed" : "offered";
}

/** Every moment is lost at one stage, by one rule, or accepted: the steps add up. */
export function funnelOf(campaign: CampaignSummary): readonly FunnelStep[] {
  const { triggers, lostArbitration, offered, delivered, accepted } = campaign;
  const rules = Object.entries(campaign.suppressedByRule) as [Rule, number][];
  const byRule = (stage: Stage): Loss[] =>
    rules.filter(([rule]) => stageOf(rule) === stage).map(([why, count]) => ({ why, count }));
  const moments = triggers + lostArbitration;
  const notEligible = byRule("eligible");
  const notAllowed = byRule("allowed");
  const notOffered = [...byRule("offered"), { why: "a rival won", count: lostArbitration }];
  const { expiredWhileHeld = 0, declined, complained, optedOut = 0 } = campaign;
  const eligible = moments - sum(notEligible);
  const neverSent = offered - delivered - expiredWhileHeld;
  return [
    step("moments", moments, []),
    step("eligible", eligible, notEligible),
    step("allowed", eligible - sum(notAllowed), notAllowed),
    step("offered", offered, notOffered),
    step("delivered", delivered, [
      { why: "expired while held", count: expiredWhileHeld },
      { why: "not delivered", count: neverSent },
    ]),
    step("accepted", accepted, [
      { why: "no answer", count: delivered - accepted - declined - complained - optedOut },
      { why: "declined", count: declined },
      { why: "complained", count: complained },
      { why: "wants no more", count: optedOut },
    ]),
  ];
}

function step(stage: Stage, count: number, lost: readonly Loss[]): FunnelStep {
  const some = lost.filter(({ count }) => count > 0);
  return { stage, count, lost: some.toSorted((a, b) => b.count - a.count) };
}

function sum(losses: readonly Loss[]): number {
  return losses.reduce((all, { count }) => all + count, 0);
}
