// The decision on one trigger: an offer, or the rule that held it back. Pure.
import { type Decision, RULES, type Rule } from "../domain/decision.ts";
import type { Profile } from "../domain/directory.ts";
import { KairosError } from "../domain/errors.ts";
import type { Trigger } from "../domain/trigger.ts";
import type { CampaignBook } from "./campaign.ts";
import {
  hasAccepted,
  hasComplained,
  isCapped,
  isQuiet,
  isRedListed,
  isSpared,
  isTooSoon,
  sinceContactMs,
} from "./contact-policy.ts";
import type { DailyOffers } from "./daily-offers.ts";
import { within } from "./hours.ts";
import type { ContactRecord } from "./ledger.ts";
import { inSegment } from "./segment.ts";

/** The subscriber whom a trigger concerns, as far as deciding may know. */
export interface Subject {
  /** Undefined when the subscriber is not in the master. */
  readonly profile: Profile | undefined;
  /** Of somebody in the control group: the contacts that were withheld. */
  readonly record: ContactRecord;
  /** Number of this decision among the subscriber's, from 0. */
  readonly sequence: number;
  readonly inControl: boolean;
}

/** What people share: which campaigns are paused, and which have made their offers of the day. */
export interface Shared extends Pick<DailyOffers, "usedUp"> {
  isPaused(campaign: number): boolean;
}

const NOTHING_SHARED: Shared = { isPaused: () => false, usedUp: () => false };

/** One campaign asking for one moment. */
interface Request {
  readonly campaign: number;
  readonly subject: Subject;
  readonly book: CampaignBook;
  readonly now: number;
  readonly shared: Shared;
}

/** When each rule holds a request back; asked in the order of RULES. */
const HOLDS: Partial<Record<Rule, (request: Request) => boolean>> = {
  "campaign.paused": ({ campaign, shared }) => shared.isPaused(campaign),
  "campaign.out-of-hours": ({ book, campaign, now }) =>
    !within(book.campaigns[campaign]!.whenAndWhere.hours, now),
  "segment.not-eligible": ({ book, campaign, subject }) =>
    !inSegment(book.campaigns[campaign]!.who, subject.profile),
  "contact-policy.red-list": ({ book, subject }) => isRedListed(book.policy, subject.profile),
  "contact-policy.do-not-disturb": ({ book, subject }) => isSpared(book.policy, subject.profile),
  "contact-policy.opted-out": ({ subject }) => subject.record.optedOut,
  "contact-policy.complained": ({ book, subject }) => hasComplained(book.policy, subject.record),
  "contact-policy.already-accepted": ({ book, campaign, subject }) =>
    hasAccepted(book.policy, subject.record, campaign),
  "contact-policy.quiet-hours": ({ book, now }) => isQuiet(book.policy, now),
  "contact-policy.minimum-gap": ({ book, subject, now }) =>
    isTooSoon(book.policy, subject.record, now),
  "contact-policy.cap": ({ book, subject, now }) => isCapped(book.policy, subject.record, now),
  "campaign.daily-limit": ({ campaign, now, shared }) => shared.usedUp(campaign, now),
  "experiment.control-group": ({ subject }) => subject.inControl,
};

/** Rules that earlier contacts make hold. */
const BOUND_BY_CONTACTS: ReadonlySet<Rule> = new Set([
  "contact-policy.minimum-gap",
  "contact-policy.cap",
]);

/**
 * Campaigns that wait for this trigger's definition compete in list order: the first that no rule
 * holds back makes the offer. When all are held back, the one that came furthest is reported, the
 * first of them on a tie. `now` is in ms since the scenario's start.
 *
 * Throws KairosError "scenario.invalid" when no campaign waits for the definition.
 */
export function decide(
  trigger: Trigger,
  subject: Subject,
  book: CampaignBook,
  now: number,
  shared: Shared = NOTHING_SHARED,
): Decision {
  let furthest = -1;
  let furthestRule = -1;
  for (let campaign = 0; campaign < book.campaigns.length; campaign++) {
    if (book.campaigns[campaign]!.whenAndWhere.definition !== trigger.definition) continue;
    const request = { campaign, subject, book, now, shared };
    const rule = RULES.findIndex((name) => HOLDS[name]?.(request) === true);
    if (rule < 0) return { ...headOf(trigger, subject, campaign), ...offer(subject) };
    if (rule > furthestRule) {
      furthest = campaign;
      furthestRule = rule;
    }
  }
  if (furthest < 0) throw unwanted(trigger);
  const rule = RULES[furthestRule]!;
  return {
    kind: "suppressed",
    ...headOf(trigger, subject, furthest),
    rule,
    sinceContactMs: rule === "contact-policy.minimum-gap" ? sinceContactMs(subject.record, now) : 0,
    ...(subject.inControl && BOUND_BY_CONTACTS.has(rule) ? { withheld: true } : {}),
  };
}

function headOf(trigger: Trigger, subject: Subject, campaign: number) {
  return {
    timeMs: trigger.timeMs,
    subscriber: trigger.subscriber,
    sequence: subject.sequence,
    campaign,
    trigger,
    cause: { trigger: trigger.sequence },
  };
}

function offer(subject: Subject) {
  return { kind: "offered", contactPressure: subject.record.pressure } as const;
}

function unwanted(trigger: Trigger): KairosError {
  return new KairosError("scenario.invalid", {
    place: `trigger ${trigger.facts.name} of definition ${trigger.definition}`,
    got: "a trigger that no campaign waits for",
    wanted: "a definition of the book",
    remedy: "Build the book with createBook, which keeps no other definitions.",
  });
}
