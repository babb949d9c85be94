// What the operator's records hold of a generated person's time before the run, and what mining made
// of it; each a pure function, nothing stored.
import { planFitOf } from "../campaigns/models/plan-fit.ts";
import {
  CAPABILITY,
  type Consent,
  type PlanFit,
  type ProductHistory,
  type ProductScores,
  type Profile,
  SIM_GENERATIONS,
  type SimGeneration,
  STARS_MAX,
} from "../domain/directory.ts";
import { PRODUCTS, type Product } from "../domain/product.ts";
import {
  monthlyRate,
  monthlySpendFen,
  type People,
  tariffOf,
  tenureMonths,
  valueTierOf,
} from "./account.ts";
import { dispositionOf } from "./needs.ts";
import { HABIT_BY_AGE, HANDSETS, TARIFF_TABLE } from "./people-tables.ts";
import { FLAG, handsetModel } from "./population.ts";
import {
  exponential,
  lognormal,
  normal,
  normalOf,
  PURPOSE,
  pickWeighted,
  uniform,
} from "./random.ts";
import {
  CANCELLED,
  COMPLAINED_SHARE,
  CONSENT_SHARES,
  CONTACTED,
  DATA_ON_BILL_MEGABYTES,
  FIT,
  NEW_CARD_MONTHS,
  PLAN_LEAST_FEN,
  REFUSAL_OF_HISTORY,
  SCORE_CORRELATION,
  SCORE_STEPS,
  SIM_SHARES,
  STAR_MOVES,
  STAR_OF_TIER,
  TELEMARKETED,
  TRIED,
  UNSUBSCRIBED,
  USE_PER_SPENDING,
} from "./records-tables.ts";

/** Facts of one product: counters of purpose `record`, beside 16 × product. Never reuse a number. */
const FACT = {
  tried: 0,
  triedDays: 1,
  cancelled: 2,
  cancelledDays: 3,
  unsubscribed: 4,
  complained: 5,
} as const;
const FACTS = 16;
/** Facts of a person: counters from here on. */
const OWN = 4_096;
const OWN_FACT = {
  contacted: OWN,
  contactedDays: OWN + 1,
  telemarketed: OWN + 2,
  telemarketedDays: OWN + 3,
  marketing: OWN + 4,
  location: OWN + 5,
  profiling: OWN + 6,
  star: OWN + 7,
  planFit: OWN + 8,
  sim: OWN + 9,
} as const;
/** What never happened. */
const NEVER = -1;
const DAYS_PER_MONTH = 30;
const U32_MAX = 4_294_967_295;
/** Scores of one product: counters of purpose `score`, beside 4 × product. */
const SCORE = { need: 0, refusal: 1, fit: 2 } as const;
const SCORES = 4;

/** What somebody has now is no history but a service in use: its flag, 0 for none. */
const FLAG_OF_PRODUCT: Readonly<Record<Product, number>> = {
  mms: FLAG.usesMms,
  wap: FLAG.usesWap,
  missedCallAlert: FLAG.missedCallAlert,
  mobileNewspaper: FLAG.newspaper,
  ringbackTone: FLAG.ringbackTone,
  other: 0,
};

/** What a handset must do for a product; 0 for any. */
const NEEDED: Readonly<Record<Product, number>> = {
  mms: CAPABILITY.mms,
  wap: CAPABILITY.wap,
  missedCallAlert: 0,
  mobileNewspaper: CAPABILITY.mms,
  ringbackTone: 0,
  other: 0,
};

/** One fact of a product: who has it, by a share. */
function happened({ key }: People, subscriber: number, counter: number, share: number): boolean {
  return uniform(key, subscriber, PURPOSE.record, counter) < share;
}

/** Whole days before the run, exponential, 0 to `mostDays`. */
function daysAgo(
  { key }: People,
  subscriber: number,
  counter: number,
  { meanDays, mostDays }: { readonly meanDays: number; readonly mostDays: number },
): number {
  const days = exponential(meanDays, key, subscriber, PURPOSE.record, counter);
  return Math.min(mostDays, Math.floor(days));
}

/** What somebody has had to do with each product; nothing happened before she was a customer. */
export function historiesOf(people: People, subscriber: number): Profile["history"] {
  const histories: Partial<Record<Product, ProductHistory>> = {};
  const customerDays = DAYS_PER_MONTH * tenureMonths(people, subscriber);
  for (const product of PRODUCTS) {
    const history = historyOf(people, subscriber, product, customerDays);
    if (Object.keys(history).length > 0) histories[product] = history;
  }
  return histories;
}

function historyOf(
  people: People,
  subscriber: number,
  product: Product,
  customerDays: number,
): ProductHistory {
  const first = FACTS * PRODUCTS.indexOf(product);
  const has = (population: number): boolean => (population & FLAG_OF_PRODUCT[product]) !== 0;
  const complained = happened(people, subscriber, first + FACT.complained, COMPLAINED_SHARE);
  const complaint = complained ? ({ complainedAbout: true } as const) : {};
  if (has(people.population.flags[subscriber]!)) return { ordered: true, ...complaint };
  const days = (counter: number, law: typeof TRIED | typeof CANCELLED): number =>
    Math.min(customerDays, daysAgo(people, subscriber, first + counter, law));
  if (happened(people, subscriber, first + FACT.cancelled, CANCELLED.share)) {
    const cancelledDaysAgo = days(FACT.cancelledDays, CANCELLED);
    return {
      cancelledDaysAgo,
      ...unsubscription(people, subscriber, first, cancelledDaysAgo),
      ...complaint,
    };
  }
  if (happened(people, subscriber, first + FACT.tried, TRIED.share)) {
    return { triedDaysAgo: days(FACT.triedDays, TRIED), ...complaint };
  }
  return complaint;
}

function unsubscription(
  { key }: People,
  subscriber: number,
  first: number,
  unsubscribedDaysAgo: number,
): ProductHistory {
  const drawn = uniform(key, subscriber, PURPOSE.record, first + FACT.unsubscribed);
  if (drawn < UNSUBSCRIBED.self) return { unsubscribedDaysAgo, unsubscribedBy: "self" };
  if (drawn >= UNSUBSCRIBED.self + UNSUBSCRIBED.batch) return {};
  return { unsubscribedDaysAgo, unsubscribedBy: "batch" };
}

/** Days since the last contact of a kind, −1 for none; telemarketing is a contact, too. */
export function lastContacts(
  people: People,
  subscriber: number,
): Pick<Profile, "contactedDaysAgo" | "telemarketedDaysAgo"> {
  const last = (fact: number, law: typeof CONTACTED | typeof TELEMARKETED): number =>
    happened(people, subscriber, fact, law.share)
      ? daysAgo(people, subscriber, fact + 1, law)
      : NEVER;
  const telemarketedDaysAgo = last(OWN_FACT.telemarketed, TELEMARKETED);
  const otherwise = last(OWN_FACT.contacted, CONTACTED);
  const known = [telemarketedDaysAgo, otherwise].filter((days) => days !== NEVER);
  return { contactedDaysAgo: known.length === 0 ? NEVER : Math.min(...known), telemarketedDaysAgo };
}

/** Who is in the register of people not to be disturbed has agreed to no marketing. */
export function consentOf(people: People, subscriber: number): Consent {
  const agrees = (name: keyof Consent): boolean =>
    happened(people, subscriber, OWN_FACT[name], CONSENT_SHARES[name]);
  const spared = (people.population.flags[subscriber]! & FLAG.doNotDisturb) !== 0;
  return {
    marketing: !spared && agrees("marketing"),
    location: agrees("location"),
    profiling: agrees("profiling"),
  };
}

/** 0 to 5 by value, one more or less for some (campaigns.md K3). */
export function starOf(people: People, subscriber: number): number {
  const drawn = uniform(people.key, subscriber, PURPOSE.record, OWN_FACT.star);
  const { up, down } = STAR_MOVES;
  const move = drawn < up ? 1 : drawn >= 1 - down ? -1 : 0;
  const star = STAR_OF_TIER[valueTierOf(people, subscriber)] + move;
  return Math.max(0, Math.min(STARS_MAX, star));
}

/** What the last months' use is worth, beside what the plan holds (campaigns.md K6). */
export function fitOfPlan(people: People, subscriber: number): PlanFit {
  const { key } = people;
  const use = lognormal(USE_PER_SPENDING, key, subscriber, PURPOSE.record, OWN_FACT.planFit);
  const { monthlyFeeFen } = TARIFF_TABLE[tariffOf(people, subscriber)];
  const used = use * monthlySpendFen(people, subscriber);
  return planFitOf([{ included: Math.max(PLAN_LEAST_FEN, monthlyFeeFen), used }]);
}

/** Whether data of any account stands on the bills. */
export function usesMobileData(people: People, subscriber: number): boolean {
  return monthlyRate(people, subscriber, "dataMegabytes") >= DATA_ON_BILL_MEGABYTES;
}

export function simGenerationOf(people: People, market: 0 | 1, subscriber: number): SimGeneration {
  const { in2008, newIn2014, oldIn2014 } = SIM_SHARES;
  const old = tenureMonths(people, subscriber) > NEW_CARD_MONTHS;
  const shares = market === 0 ? in2008 : old ? oldIn2014 : newIn2014;
  return SIM_GENERATIONS[
    pickWeighted(shares, people.key, subscriber, PURPOSE.record, OWN_FACT.sim)
  ]!;
}

/**
 * Scores of all products. Need and refusal go with the hidden disposition by
 * {@link SCORE_CORRELATION}, but for "other" products: nothing is known of those before they are
 * sold. They are noise to everybody who wants more than that.
 */
export function scoresOf(people: People, market: 0 | 1, subscriber: number): Profile["scores"] {
  const histories = historiesOf(people, subscriber);
  const { capabilities } = HANDSETS[handsetModel(people.key, subscriber, 0, market)]!;
  const scores = PRODUCTS.map((product, place): [Product, ProductScores] => {
    const noise = (score: number): number =>
      normal(people.key, subscriber, PURPOSE.score, SCORES * place + score);
    const hidden = dispositionDeviate(people, subscriber, product);
    const { refusal } = SCORE_CORRELATION;
    const refuses = mixed(-hidden, refusal, noise(SCORE.refusal)) + refusalOf(histories[product]);
    return [
      product,
      {
        need: needScoreOf(people, subscriber, product),
        refusal: stepped(normalShare(refuses)),
        fit: stepped(fitOf(people, subscriber, product, capabilities)),
      },
    ];
  });
  return Object.fromEntries(scores) as Record<Product, ProductScores>;
}

/** The score of need alone: what {@link scoresOf} gives, for lists of many people. */
export function needScoreOf(people: People, subscriber: number, product: Product): number {
  const counter = SCORES * PRODUCTS.indexOf(product) + SCORE.need;
  const noise = normal(people.key, subscriber, PURPOSE.score, counter);
  const hidden = dispositionDeviate(people, subscriber, product);
  return stepped(normalShare(mixed(hidden, SCORE_CORRELATION.need, noise)));
}

/** The hidden disposition as a normal deviate; 0 for products of which nothing is known. */
function dispositionDeviate({ key }: People, subscriber: number, product: Product): number {
  if (product === "other") return 0;
  const share = dispositionOf(key, subscriber, { product, campaign: "" });
  return normalOf(Math.min(U32_MAX, Math.floor(share * (U32_MAX + 1))));
}

function mixed(known: number, correlation: number, noise: number): number {
  return known === 0 ? noise : correlation * known + Math.sqrt(1 - correlation ** 2) * noise;
}

function refusalOf(history: ProductHistory | undefined): number {
  if (history === undefined) return 0;
  const { complainedAbout, cancelled, tried } = REFUSAL_OF_HISTORY;
  return (
    (history.complainedAbout ? complainedAbout : 0) +
    (history.cancelledDaysAgo === undefined ? 0 : cancelled) +
    (history.triedDaysAgo === undefined ? 0 : tried)
  );
}

/** By handset and age: 0 for who cannot use it. */
function fitOf(
  { key, population }: People,
  subscriber: number,
  product: Product,
  capabilities: number,
): number {
  const needed = NEEDED[product];
  if ((capabilities & needed) !== needed) return 0;
  const age = HABIT_BY_AGE[population.ageBand[subscriber]!]! / Math.max(...HABIT_BY_AGE);
  const counter = SCORES * PRODUCTS.indexOf(product) + SCORE.fit;
  const noise = uniform(key, subscriber, PURPOSE.score, counter);
  return FIT.base + FIT.byAge * age + FIT.noise * noise;
}

function stepped(share: number): number {
  return Math.round(share * SCORE_STEPS) / SCORE_STEPS;
}

/** Share of standard normal deviates below this one (Abramowitz and Stegun 26.2.17; 7.5e-8). */
function normalShare(deviate: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(deviate));
  const density = Math.exp((-deviate * deviate) / 2) / Math.sqrt(2 * Math.PI);
  const polynomial =
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const above = density * polynomial;
  return deviate > 0 ? 1 - above : above;
}
