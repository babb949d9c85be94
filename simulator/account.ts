// What the operator's systems hold about a generated person; each a pure function, nothing stored.

import {
  BRANDS,
  type Brand,
  CHANNELS,
  type Channel,
  type RingbackState,
  TARIFFS,
  type Tariff,
  VALUE_TIERS,
  type ValueTier,
} from "../domain/directory.ts";
import { UNRECORDED } from "../domain/imported-network.ts";
import {
  BALANCE_PER_SPENDING,
  BRAND_SHARES,
  CHANNEL_TENURE_MONTHS,
  CHANNEL_WEIGHTS,
  CONTRACT_DAYS,
  DORMANT_MONTHS,
  HABIT_BY_AGE,
  HABITS,
  type Habit,
  POINTS,
  PREFERRED_FACTOR,
  SHARES,
  SPENDING,
  TARIFF_CHOICE,
  TARIFF_TABLE,
  TENURE_MONTHS,
  TENURE_MONTHS_MAX,
  TIER_SCORES,
  TONES,
  VALUE_WEIGHTS,
} from "./people-tables.ts";
import { FLAG, type Population, TRAIT } from "./population.ts";
import {
  bernoulli,
  exponential,
  integerBelow,
  lognormal,
  normal,
  PURPOSE,
  pickWeighted,
  type RunKey,
  uniform,
} from "./random.ts";

/** The people of a run, for whoever asks about one of them. */
export interface People {
  readonly key: RunKey;
  readonly population: Population;
}

export function brandOf({ key, population }: People, subscriber: number): Brand {
  const recorded = population.records?.brand[subscriber] ?? UNRECORDED.word;
  if (recorded !== UNRECORDED.word) return BRANDS[recorded]!;
  const shares = BRAND_SHARES[population.ageBand[subscriber]!]!;
  return BRANDS[pickWeighted(shares, key, subscriber, PURPOSE.personTrait, TRAIT.brand)]!;
}

/** Months since the subscription began, 1 to 120. */
export function tenureMonths(people: People, subscriber: number): number {
  const { key, population } = people;
  const recorded = population.records?.tenureMonths[subscriber] ?? UNRECORDED.months;
  if (recorded !== UNRECORDED.months) return Math.max(1, recorded);
  const mean = TENURE_MONTHS[brandOf(people, subscriber)];
  const months = exponential(mean, key, subscriber, PURPOSE.personTrait, TRAIT.tenure);
  return Math.min(TENURE_MONTHS_MAX[population.ageBand[subscriber]!]!, 1 + Math.floor(months));
}

/** Mean of the last three bills, 0.01 yuan. */
export function monthlySpendFen(people: People, subscriber: number): number {
  const { medianYuan, activityExponent, tenureExponent, sigma } = SPENDING;
  const { key, population } = people;
  const yuan =
    medianYuan[brandOf(people, subscriber)] *
    population.activity[subscriber]! ** activityExponent *
    (tenureMonths(people, subscriber) / 24) ** tenureExponent *
    lognormal({ mu: 0, sigma }, key, subscriber, PURPOSE.personTrait, TRAIT.spending);
  return Math.round(100 * yuan);
}

/** Value tier by what a customer pays and how long he has stayed (campaigns.md K2). */
export function valueTierOf(people: People, subscriber: number): ValueTier {
  const recorded = people.population.records?.valueTier[subscriber] ?? UNRECORDED.word;
  if (recorded !== UNRECORDED.word) return VALUE_TIERS[recorded]!;
  const spending = Math.log(monthlySpendFen(people, subscriber) / 100);
  const tenure = Math.log(tenureMonths(people, subscriber));
  const score = VALUE_WEIGHTS.spending * spending + VALUE_WEIGHTS.tenure * tenure;
  const tier = TIER_SCORES.findIndex((least) => score >= least);
  return VALUE_TIERS[tier < 0 ? TIER_SCORES.length : tier]!;
}

/** The dearest of the brand's tariffs that this customer means to pay, else its cheapest. */
export function tariffOf(people: People, subscriber: number): Tariff {
  const brand = brandOf(people, subscriber);
  const most =
    monthlySpendFen(people, subscriber) *
    lognormal(TARIFF_CHOICE, people.key, subscriber, PURPOSE.personTrait, TRAIT.tariff);
  // The tariffs of a brand stand from the cheapest to the dearest.
  const own = TARIFFS.filter((tariff) => TARIFF_TABLE[tariff].brand === brand);
  return own.findLast((tariff) => TARIFF_TABLE[tariff].monthlyFeeFen <= most) ?? own[0]!;
}

/** Balance when the run begins, 0.01 yuan, 0 or more. */
export function balanceFen(people: People, subscriber: number): number {
  const mean = BALANCE_PER_SPENDING * monthlySpendFen(people, subscriber);
  return Math.round(exponential(mean, people.key, subscriber, PURPOSE.personTrait, TRAIT.balance));
}

/** Bonus points when the run begins; 0 for Easyown. */
export function pointsOf(people: People, subscriber: number): number {
  if (brandOf(people, subscriber) === "easyown") return 0;
  const { perYuan, monthsKept, leastKept } = POINTS;
  const months = Math.min(monthsKept, tenureMonths(people, subscriber));
  const earned = (perYuan * months * monthlySpendFen(people, subscriber)) / 100;
  const kept = uniform(people.key, subscriber, PURPOSE.personTrait, TRAIT.points);
  return Math.round(earned * (leastKept + (1 - leastKept) * kept));
}

const DAYS_OF_MONTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Any day of a year but 29 February, all alike. */
export function birthdayOf({ key }: Pick<People, "key">, subscriber: number) {
  let day = integerBelow(365, key, subscriber, PURPOSE.personTrait, TRAIT.birthday);
  let month = 0;
  while (day >= DAYS_OF_MONTHS[month]!) day -= DAYS_OF_MONTHS[month++]!;
  return { month: month + 1, day: day + 1 };
}

/** Days from the run's first day to the end of the contract, −1 without one. */
export function contractEndsInDays({ key }: Pick<People, "key">, subscriber: number): number {
  const { share } = SHARES.hasContract;
  if (!bernoulli(share, key, subscriber, PURPOSE.personTrait, TRAIT.contract)) return -1;
  return integerBelow(CONTRACT_DAYS, key, subscriber, PURPOSE.personTrait, TRAIT.contractDays);
}

/** How this customer likes to deal with the operator (campaigns.md K4). */
export function preferredChannel(people: People, subscriber: number): Channel {
  const ageBand = people.population.ageBand[subscriber]!;
  const lean = 1 + tenureMonths(people, subscriber) / CHANNEL_TENURE_MONTHS;
  const weights = CHANNELS.map((channel) => {
    const weight = CHANNEL_WEIGHTS[channel][ageBand]!;
    return channel === "call" ? weight * lean : channel === "sms" ? weight / lean : weight;
  });
  const { key } = people;
  return CHANNELS[pickWeighted(weights, key, subscriber, PURPOSE.personTrait, TRAIT.channel)]!;
}

export function ringbackStateOf(population: Population, subscriber: number): RingbackState {
  const flags = population.flags[subscriber]!;
  if (flags & FLAG.ringbackTone) return "active";
  return flags & FLAG.ringbackDormant ? "dormant" : "none";
}

/** Months since a dormant tone was last used or renewed, 3 or more; 0 for the other states. */
export function dormantMonths({ key, population }: People, subscriber: number): number {
  if (!(population.flags[subscriber]! & FLAG.ringbackDormant)) return 0;
  const { least, mean, most } = DORMANT_MONTHS;
  const more = exponential(mean, key, subscriber, PURPOSE.personTrait, TRAIT.dormantMonths);
  return Math.min(most, least + Math.floor(more));
}

/**
 * The tone that callers hear after so many changes: its place in the charts, 1 to {@link TONES}.
 * The k-th in proportion to ln(1 + 1/k), which is 1/k but for the first few.
 */
export function toneOf({ key }: Pick<People, "key">, subscriber: number, changes = 0): number {
  const share = uniform(key, subscriber, PURPOSE.tone, changes);
  return Math.min(TONES, Math.floor((TONES + 1) ** share));
}

const HABIT_NAMES = Object.keys(HABITS) as readonly Habit[];
const TRAIT_OF_HABIT = Object.fromEntries(
  HABIT_NAMES.map((habit, index) => [habit, TRAIT.habit + index]),
) as Readonly<Record<Habit, number>>;

/** Flag without which nobody has this habit; 0 when all can have it. */
const FLAG_OF_HABIT: Readonly<Record<Habit, number>> = {
  mms: FLAG.usesMms,
  wap: FLAG.usesWap,
  dataMegabytes: FLAG.usesWap,
  query: 0,
  toneChange: FLAG.ringbackTone,
  hotline: 0,
  voiceService: 0,
  counterVisit: 0,
  redemption: 0,
  complaint: 0,
};

const CHANNEL_OF_HABIT: Partial<Record<Habit, Channel>> = {
  hotline: "call",
  counterVisit: "counter",
};

/** How often in a month (of 30 days) this person does it on average; 0 for never. */
export function monthlyRate(people: People, subscriber: number, habit: Habit): number {
  const { key, population } = people;
  const needed = FLAG_OF_HABIT[habit];
  if (needed !== 0 && !(population.flags[subscriber]! & needed)) return 0;
  if (habit === "redemption" && brandOf(people, subscriber) === "easyown") return 0;
  const { perMonth, sigma, activityExponent, byAge } = HABITS[habit];
  const trait = TRAIT_OF_HABIT[habit];
  let rate = perMonth * Math.exp(sigma * normal(key, subscriber, PURPOSE.personTrait, trait));
  if (activityExponent > 0) rate *= population.activity[subscriber]! ** activityExponent;
  if (byAge) rate *= HABIT_BY_AGE[population.ageBand[subscriber]!]!;
  const channel = CHANNEL_OF_HABIT[habit];
  if (channel !== undefined && preferredChannel(people, subscriber) === channel) {
    rate *= PREFERRED_FACTOR;
  }
  return rate;
}
