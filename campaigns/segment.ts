// Who a campaign is for: a predicate over what customer records say, never over hidden truth.
import type { Profile } from "../domain/directory.ts";
import type { Segment } from "./campaign.ts";

const FLAGS = [
  "hasRingbackTone",
  "hasMissedCallAlert",
  "usesMms",
  "usesWap",
  "readsMobileNewspaper",
] as const satisfies readonly (keyof Segment & keyof Profile)[];

/**
 * Whether every given field of the segment matches. A subscriber without a profile (a roamer, a
 * capture without a subscriber master) belongs only to the segment of everybody.
 */
export function inSegment(segment: Segment, profile: Profile | undefined): boolean {
  if (profile === undefined) return Object.values(segment).every((field) => field === undefined);
  const { brands, valueTiers, ageBands, minimumTenureMonths } = segment;
  return (
    (brands === undefined || brands.includes(profile.brand)) &&
    (valueTiers === undefined || valueTiers.includes(profile.valueTier)) &&
    (ageBands === undefined || ageBands.includes(profile.ageBand)) &&
    (minimumTenureMonths === undefined || profile.tenureMonths >= minimumTenureMonths) &&
    FLAGS.every((flag) => segment[flag] === undefined || segment[flag] === profile[flag])
  );
}
