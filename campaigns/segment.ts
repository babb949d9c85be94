// Who a campaign is for: a predicate over what customer records say, never over hidden truth.
import { CAPABILITY, type Capability, type Profile } from "../domain/directory.ts";
import type { Segment } from "./campaign.ts";

const FLAGS = [
  "hasRingbackTone",
  "hasMissedCallAlert",
  "usesMms",
  "usesWap",
  "readsMobileNewspaper",
] as const satisfies readonly (keyof Segment & keyof Profile)[];

/** Fields that list words, and what of the profile must be one of them. */
const CHOICES = {
  brands: "brand",
  tariffs: "tariff",
  valueTiers: "valueTier",
  ageBands: "ageBand",
  preferredChannels: "preferredChannel",
  ringbackTone: "ringbackTone",
} as const satisfies Partial<Record<keyof Segment, keyof Profile>>;
const CHOICE_NAMES = Object.keys(CHOICES) as readonly (keyof typeof CHOICES)[];

/**
 * Whether every given field of the segment matches. A subscriber without a profile (a roamer, a
 * capture without a subscriber master) belongs only to the segment of everybody.
 */
export function inSegment(segment: Segment, profile: Profile | undefined): boolean {
  if (profile === undefined) return Object.values(segment).every((field) => field === undefined);
  return (
    CHOICE_NAMES.every((name) => {
      const wanted: readonly string[] | undefined = segment[name];
      return wanted === undefined || wanted.includes(profile[CHOICES[name]]);
    }) &&
    FLAGS.every((flag) => segment[flag] === undefined || segment[flag] === profile[flag]) &&
    withinLimits(segment, profile) &&
    withHandset(segment, profile)
  );
}

function withinLimits(segment: Segment, profile: Profile): boolean {
  const { minimumTenureMonths, minimumPoints, balanceBelow, birthMonths } = segment;
  const { contractEndsWithinDays } = segment;
  const { contractEndsInDays } = profile;
  return (
    (minimumTenureMonths === undefined || profile.tenureMonths >= minimumTenureMonths) &&
    (minimumPoints === undefined || profile.points >= minimumPoints) &&
    (balanceBelow === undefined || profile.balanceFen < balanceBelow * 100) &&
    (birthMonths === undefined || birthMonths.includes(profile.birthday.month)) &&
    (contractEndsWithinDays === undefined ||
      (contractEndsInDays >= 0 && contractEndsInDays <= contractEndsWithinDays))
  );
}

function withHandset({ handsetCan, handsetCannot }: Segment, { capabilities }: Profile): boolean {
  const can = (capability: Capability): boolean => (capabilities & CAPABILITY[capability]) !== 0;
  return (
    (handsetCan === undefined || handsetCan.every(can)) &&
    (handsetCannot === undefined || !handsetCannot.some(can))
  );
}
