// Who a campaign is for: a predicate over what customer records say, never over hidden truth.
import {
  CAPABILITY,
  type Capability,
  type ProductScores,
  type Profile,
} from "../domain/directory.ts";
import type { Product } from "../domain/product.ts";
import type { ProductScore, ProductsWithin, Segment } from "./campaign.ts";

const FLAGS = [
  "hasRingbackTone",
  "hasMissedCallAlert",
  "usesMms",
  "usesWap",
  "readsMobileNewspaper",
  "usesMobileData",
] as const satisfies readonly (keyof Segment & keyof Profile)[];

/** Fields that list words, and what of the profile must be one of them. */
const CHOICES = {
  brands: "brand",
  tariffs: "tariff",
  valueTiers: "valueTier",
  ageBands: "ageBand",
  preferredChannels: "preferredChannel",
  ringbackTone: "ringbackTone",
  stars: "star",
  planFits: "planFit",
  simGenerations: "simGeneration",
  homeCities: "homeCity",
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
      const wanted: readonly (string | number)[] | undefined = segment[name];
      return wanted === undefined || wanted.includes(profile[CHOICES[name]]);
    }) &&
    FLAGS.every((flag) => segment[flag] === undefined || segment[flag] === profile[flag]) &&
    withinLimits(segment, profile) &&
    withHandset(segment, profile) &&
    withAccount(segment, profile) &&
    withHistory(segment, profile) &&
    withScores(segment, profile)
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

function withAccount(segment: Segment, profile: Profile): boolean {
  const { joinedWithinMonths, minimumMonthlySpend, maximumMonthlySpend } = segment;
  const { consents, homeCitiesExcept } = segment;
  const yuan = profile.monthlySpendFen / 100;
  return (
    (joinedWithinMonths === undefined || profile.tenureMonths <= joinedWithinMonths) &&
    (minimumMonthlySpend === undefined || yuan >= minimumMonthlySpend) &&
    (maximumMonthlySpend === undefined || yuan <= maximumMonthlySpend) &&
    (consents === undefined || consents.every((purpose) => profile.consent[purpose])) &&
    (homeCitiesExcept === undefined || !homeCitiesExcept.includes(profile.homeCity))
  );
}

/** The lines that ask for a history; it is made only for them. */
function withHistory(segment: Segment, profile: Profile): boolean {
  const { hasProducts, lacksProducts, triedWithin, notTriedWithin, hasCancelled } = segment;
  const { hasComplained, notContactedWithinDays } = segment;
  const { contactedDaysAgo } = profile;
  const has = (product: Product): boolean => profile.history[product]?.ordered === true;
  const tried = ({ products, days }: ProductsWithin): boolean =>
    products.some((product) => {
      const ago = profile.history[product]?.triedDaysAgo;
      return ago !== undefined && ago <= days;
    });
  const cancelled = (product: Product): boolean =>
    profile.history[product]?.cancelledDaysAgo !== undefined;
  return (
    (hasProducts === undefined || hasProducts.some(has)) &&
    (lacksProducts === undefined || !lacksProducts.some(has)) &&
    (triedWithin === undefined || tried(triedWithin)) &&
    (notTriedWithin === undefined || !tried(notTriedWithin)) &&
    (hasCancelled === undefined || hasCancelled.some(cancelled)) &&
    (hasComplained === undefined || hasComplained === complained(profile)) &&
    (notContactedWithinDays === undefined ||
      contactedDaysAgo < 0 ||
      contactedDaysAgo > notContactedWithinDays)
  );
}

function complained({ history }: Profile): boolean {
  return Object.values(history).some(({ complainedAbout }) => complainedAbout);
}

function withScores(segment: Segment, profile: Profile): boolean {
  const { needScoreAtLeast, refusalScoreBelow, fitScoreAtLeast } = segment;
  const reaches = (kind: keyof ProductScores, least: ProductScore | undefined): boolean =>
    least === undefined || profile.scores[least.product][kind] >= least.score;
  return (
    reaches("need", needScoreAtLeast) &&
    reaches("fit", fitScoreAtLeast) &&
    (refusalScoreBelow === undefined || !reaches("refusal", refusalScoreBelow))
  );
}
