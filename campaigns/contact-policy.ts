// The contact policy as predicates: each says whether a contact must not happen now.
import type { Profile } from "../domain/directory.ts";
import type { ContactPolicy } from "./campaign.ts";
import { within } from "./hours.ts";
import type { ContactRecord } from "./ledger.ts";

export function isQuiet(policy: ContactPolicy, nowMs: number): boolean {
  return within(policy.quietHours, nowMs);
}

/** Whether the latest contact is less than the minimum gap ago. */
export function isTooSoon(policy: ContactPolicy, record: ContactRecord, nowMs: number): boolean {
  return sinceContactMs(record, nowMs) < policy.minimumGapMs;
}

/** Whether one more contact would exceed the cap in the window (now − within, now]. */
export function isCapped(policy: ContactPolicy, record: ContactRecord, nowMs: number): boolean {
  const { offers, withinMs } = policy.cap;
  const oldest = record.contactsMs[offers - 1];
  return oldest !== undefined && nowMs - oldest < withinMs;
}

export function isSpared(policy: ContactPolicy, profile: Profile | undefined): boolean {
  return policy.respectDoNotDisturb && profile?.doNotDisturb === true;
}

export function isRedListed(policy: ContactPolicy, profile: Profile | undefined): boolean {
  return policy.excludeRedList && profile?.redListed === true;
}

export function hasComplained(policy: ContactPolicy, record: ContactRecord): boolean {
  return policy.excludeComplained && record.complained;
}

export function hasAccepted(
  policy: ContactPolicy,
  record: ContactRecord,
  campaign: number,
): boolean {
  return policy.excludeAccepted && record.accepted.includes(campaign);
}

/** Time since the latest contact, ms; Infinity when there was none. */
export function sinceContactMs(record: ContactRecord, nowMs: number): number {
  const latest = record.contactsMs[0];
  return latest === undefined ? Number.POSITIVE_INFINITY : nowMs - latest;
}
