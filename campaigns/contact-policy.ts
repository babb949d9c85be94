// All rules as predicates: each says whether a contact must not happen.
import type { Rule } from "../domain/decision.ts";
import type { ProductHistory } from "../domain/directory.ts";
import { DAY_MS } from "../domain/time.ts";
import type { CampaignBook } from "./campaign.ts";
import { within } from "./hours.ts";
import type { Request } from "./request.ts";
import { type Candidate, inPilot, NEVER_TOGETHER, NONE, type Ownership } from "./rulebook.ts";
import { inSegment } from "./segment.ts";

/** When each rule holds a request back; asked in the order of RULES. */
export const HOLDS: Readonly<Record<Rule, (request: Request) => boolean>> = {
  "campaign.paused": ({ candidate, shared }) => shared.isPaused(candidate.campaign),
  "campaign.out-of-hours": ({ candidate, timeMs }) =>
    !within(candidate.of.whenAndWhere.hours, timeMs),
  "moment.not-together": isApart,
  "segment.not-eligible": ({ candidate, subject }) => !inSegment(candidate.of.who, subject.profile),
  "product.prerequisite": (request) => request.candidate.prerequisites.some(lackedBy(request)),
  "product.excluded": (request) => request.candidate.excludes.some(ownedBy(request)),
  "product.handset": (request) => !request.canTake || lacksCapability(request),
  "contact-policy.red-list": ({ policy, subject }) =>
    policy.excludeRedList && subject.profile?.redListed === true,
  "contact-policy.do-not-disturb": ({ policy, subject }) =>
    policy.respectDoNotDisturb && subject.profile?.doNotDisturb === true,
  "consent.missing": ({ policy, subject }) =>
    policy.consent?.some((purpose) => subject.profile?.consent[purpose] !== true) === true,
  "contact-policy.opted-out": ({ subject }) => subject.record.optedOut,
  "contact-policy.complained": ({ policy, subject }) =>
    policy.excludeComplained && subject.record.complained,
  "contact-policy.already-accepted": ({ policy, subject, candidate }) =>
    policy.excludeAccepted && subject.record.hasAccepted(candidate.campaign),
  "contact-policy.history-ordered": (request) =>
    request.policy.history?.ordered === true && ownedBy(request)(request.candidate.same),
  "contact-policy.history-tried": (request) =>
    isRecent(request, historyOf(request)?.triedDaysAgo, request.policy.history?.triedMs),
  "contact-policy.history-cancelled": (request) =>
    isRecent(request, historyOf(request)?.cancelledDaysAgo, request.policy.history?.cancelledMs),
  "contact-policy.history-batch-unsubscribed": (request) =>
    wasUnsubscribed(request, "batch", request.policy.history?.batchUnsubscribedMs),
  "contact-policy.history-self-unsubscribed": (request) =>
    wasUnsubscribed(request, "self", request.policy.history?.selfUnsubscribedMs),
  "contact-policy.history-complained-about": (request) =>
    request.policy.history?.complainedAbout === true &&
    historyOf(request)?.complainedAbout === true,
  "contact-policy.history-contacted": (request) => {
    const { subject, policy, timeMs } = request;
    const windowMs = policy.history?.contactedMs;
    if (windowMs === undefined) return false;
    if (timeMs - subject.record.lastMs < windowMs) return true;
    return isRecent(request, subject.profile?.contactedDaysAgo, windowMs);
  },
  "contact-policy.history-telemarketed": (request) => {
    const { subject, policy, timeMs } = request;
    const windowMs = policy.history?.telemarketedMs;
    if (windowMs === undefined) return false;
    if (timeMs - subject.record.lastCallMs < windowMs) return true;
    return isRecent(request, subject.profile?.telemarketedDaysAgo, windowMs);
  },
  "campaign.pilot": ({ candidate, subject }) => !inPilot(candidate.of, subject.subscriber),
  "contact-policy.quiet-hours": ({ policy, timeMs }) => within(policy.quietHours, timeMs),
  "contact-policy.minimum-gap": ({ policy, subject, timeMs }) =>
    timeMs - subject.record.lastMs < policy.minimumGapMs,
  "contact-policy.cap": (request) => request.isCapped,
  "contact-policy.channel-cap": (request) => !request.isUnderChannelCaps,
  "attention.budget": (request) => request.isOverAttention,
  "campaign.daily-limit": ({ candidate, timeMs, shared }) =>
    shared.usedUp(candidate.campaign, timeMs),
  "product.daily-limit": ({ candidate, timeMs, shared }) =>
    shared.productUsedUp(candidate.product, timeMs),
  "campaign.budget": (request) =>
    request.shared.overBudget(request.candidate.campaign, request.channel),
  "channel.capacity": (request) => !request.hasRoom,
  // Arbitration itself says it: no request is held back by others before all have been asked.
  "arbitration.lost": () => false,
  "experiment.control-group": ({ subject }) => subject.inControl,
};

/** Rules that look at the clock alone: an offer that may wait can outlast them. */
export const OF_THE_HOUR: ReadonlySet<Rule> = new Set([
  "campaign.out-of-hours",
  "contact-policy.quiet-hours",
]);

/** Rules that earlier contacts make hold. */
export const BOUND_BY_CONTACTS: ReadonlySet<Rule> = new Set([
  "contact-policy.minimum-gap",
  "contact-policy.cap",
  "contact-policy.channel-cap",
  "attention.budget",
]);

/** Rules that can hold a candidate back in this book; the others need not be asked. */
export function canHold({ policy, channels = {}, products = [] }: CampaignBook) {
  const history = policy.history ?? {};
  const caps = policy.caps ?? [];
  const limited = (on: boolean) => () => on;
  const possible: Partial<Record<Rule, (candidate: Candidate) => boolean>> = {
    "campaign.out-of-hours": ({ of }) =>
      of.whenAndWhere.hours.fromMs !== 0 || of.whenAndWhere.hours.toMs !== DAY_MS,
    "segment.not-eligible": ({ of }) => Object.values(of.who).some((wish) => wish !== undefined),
    "product.prerequisite": ({ prerequisites }) => prerequisites.length > 0,
    "product.excluded": ({ excludes }) => excludes.length > 0,
    "product.handset": ({ handset, channels }) =>
      handset !== 0 || channels.every((channel) => channel === "mms" || channel === "wapPush"),
    "consent.missing": limited(policy.consent !== undefined),
    "contact-policy.history-ordered": limited(history.ordered === true),
    "contact-policy.history-tried": limited(history.triedMs !== undefined),
    "contact-policy.history-cancelled": limited(history.cancelledMs !== undefined),
    "contact-policy.history-batch-unsubscribed": limited(history.batchUnsubscribedMs !== undefined),
    "contact-policy.history-self-unsubscribed": limited(history.selfUnsubscribedMs !== undefined),
    "contact-policy.history-complained-about": limited(history.complainedAbout === true),
    "contact-policy.history-contacted": limited(history.contactedMs !== undefined),
    "contact-policy.history-telemarketed": limited(history.telemarketedMs !== undefined),
    "campaign.pilot": ({ of }) => of.pilot !== undefined,
    "contact-policy.channel-cap": limited(caps.some(({ channel }) => channel !== undefined)),
    "attention.budget": limited(policy.attention !== undefined),
    "product.daily-limit": ({ product }) => products[product]?.pushesPerDay !== undefined,
    "campaign.budget": ({ of }) => of.what.budget !== undefined,
    "channel.capacity": limited(Object.keys(channels).length > 0),
    "arbitration.lost": limited(false),
  };
  return (rule: Rule, candidate: Candidate): boolean => possible[rule]?.(candidate) ?? true;
}

function isApart({ candidate, other, subject, momentMs }: Request): boolean {
  if (other === NONE) return false;
  if (other === NEVER_TOGETHER) return true;
  const { and } = candidate.of.whenAndWhere;
  return momentMs - subject.record.momentMs(other) > and!.withinMs;
}

function historyOf({ subject, candidate }: Request): ProductHistory | undefined {
  return subject.profile?.history[candidate.need];
}

function wasUnsubscribed(
  request: Request,
  by: "self" | "batch",
  windowMs: number | undefined,
): boolean {
  const history = historyOf(request);
  if (history?.unsubscribedBy !== by) return false;
  return isRecent(request, history.unsubscribedDaysAgo, windowMs);
}

/** Whether something so many days before the run's first day lies inside a window; −1: it never was. */
function isRecent(
  { timeMs }: Request,
  daysAgo: number | undefined,
  windowMs: number | undefined,
): boolean {
  if (daysAgo === undefined || daysAgo < 0 || windowMs === undefined) return false;
  return daysAgo * DAY_MS + timeMs < windowMs;
}

function lacksCapability({ candidate, subject }: Request): boolean {
  const able = subject.profile?.capabilities ?? 0;
  return (able & candidate.handset) !== candidate.handset;
}

const ownedBy =
  ({ subject }: Request) =>
  ({ need, sellers }: Ownership): boolean =>
    (need !== undefined && subject.profile?.history[need]?.ordered === true) ||
    sellers.some(
      ({ campaign, sellsTo }) =>
        subject.record.hasAccepted(campaign) && sellsTo(subject.subscriber),
    );

const lackedBy = (request: Request) => {
  const owned = ownedBy(request);
  return (ownership: Ownership): boolean => !owned(ownership);
};
