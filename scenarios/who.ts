// The block "who" of a campaign: lines that say what customer records must hold.
import { z } from "zod";
import {
  BRANDS,
  CAPABILITY,
  CHANNELS,
  CONSENTS,
  PLAN_FITS,
  RINGBACK_STATES,
  SIM_GENERATIONS,
  STARS_MAX,
  TARIFFS,
  VALUE_TIERS,
} from "../domain/directory.ts";
import { PRODUCTS } from "../domain/product.ts";
import { quantity, wholeNumber } from "./scalars.ts";

const capabilities = Object.keys(CAPABILITY) as [keyof typeof CAPABILITY];

const anyOf = <const T extends readonly [string, ...string[]]>(words: T) =>
  z.array(z.enum(words)).min(1).exactOptional();

const cities = z.array(z.string().min(1)).min(1).exactOptional();

const days = wholeNumber({ from: 0, to: 3660 });
const productsWithin = z
  .strictObject({
    products: z.array(z.enum(PRODUCTS)).min(1).describe("Any of these products."),
    days: days.describe("So many days before the run, at most."),
  })
  .exactOptional();

const productScore = z
  .strictObject({
    product: z.enum(PRODUCTS).describe("The product."),
    score: quantity({ from: 0, to: 1 }).describe("The score, 0 to 1."),
  })
  .exactOptional();

const months = wholeNumber({ from: 0, to: 1200 }).exactOptional();
const yuan = quantity({ from: 0, to: 100_000 }).exactOptional();

export const who = z
  .strictObject({
    brands: anyOf(BRANDS).describe("Any of these brands."),
    tariffs: anyOf(TARIFFS).describe("Any of these tariffs."),
    valueTiers: anyOf(VALUE_TIERS).describe("Any of these value tiers; A1 is best."),
    ageBands: anyOf(["under18", "18-24", "25-34", "35-49", "50plus"]).describe(
      "Any of these ages.",
    ),
    preferredChannels: anyOf(CHANNELS).describe(
      "Any of these ways to deal with the operator is the customer's usual one.",
    ),
    minimumTenureMonths: months.describe("Customer for at least so many months."),
    minimumPoints: wholeNumber({ from: 0, to: 10_000_000 })
      .exactOptional()
      .describe("Has at least so many bonus points."),
    balanceBelow: yuan.describe(
      "The balance is below so many yuan, as the records have it when the run begins.",
    ),
    birthMonths: z
      .array(wholeNumber({ from: 1, to: 12 }))
      .min(1)
      .exactOptional()
      .describe("Born in any of these months, 1 to 12."),
    contractEndsWithinDays: wholeNumber({ from: 0, to: 3660 })
      .exactOptional()
      .describe("Has a contract that ends at most so many days after the first day of the run."),
    handsetCan: anyOf(capabilities).describe(
      "The handset in the records can do all of these: mms, wap, threeG, fourG.",
    ),
    handsetCannot: anyOf(capabilities).describe("The handset in the records can do none of these."),
    ringbackTone: anyOf(RINGBACK_STATES).describe(
      "Any of these states of the ring-back tone; dormant: unused or not renewed for 3 months.",
    ),
    hasRingbackTone: z
      .boolean()
      .exactOptional()
      .describe("Has a ring-back tone (RBT) that callers hear: its state is active."),
    hasMissedCallAlert: z.boolean().exactOptional().describe("Has the missed-call alert."),
    usesMms: z.boolean().exactOptional().describe("Sent an MMS in the last three months."),
    usesWap: z.boolean().exactOptional().describe("Used WAP in the last month."),
    readsMobileNewspaper: z.boolean().exactOptional().describe("Takes the mobile newspaper."),
    joinedWithinMonths: months.describe("Customer for at most so many months."),
    stars: z
      .array(wholeNumber({ from: 0, to: STARS_MAX }))
      .min(1)
      .exactOptional()
      .describe("Any of these numbers of stars, 0 to 5."),
    planFits: anyOf(PLAN_FITS).describe(
      "What is used beside the plan is any of these: A far below it, B below, C about it, D far above.",
    ),
    simGenerations: z
      .array(z.literal(SIM_GENERATIONS))
      .min(1)
      .exactOptional()
      .describe("The card is of any of these generations: 2, 3, 4."),
    usesMobileData: z.boolean().exactOptional().describe("Data of any account is on the bills."),
    consents: anyOf(CONSENTS).describe(
      "Has agreed to all of these purposes: marketing, location, profiling.",
    ),
    homeCities: cities.describe("The number belongs to any of these towns, by its English name."),
    homeCitiesExcept: cities.describe("The number belongs to none of these towns: visitors there."),
    minimumMonthlySpend: yuan.describe("Pays at least so many yuan a month (last three bills)."),
    maximumMonthlySpend: yuan.describe("Pays at most so many yuan a month."),
    hasProducts: anyOf(PRODUCTS).describe("Has any of these products."),
    lacksProducts: anyOf(PRODUCTS).describe("Has none of these products."),
    triedWithin: productsWithin.describe(
      "Had a trial of any of these products so few days before the run, and did not order it.",
    ),
    notTriedWithin: productsWithin.describe(
      "Had no trial of any of these products so few days before the run, but what was ordered.",
    ),
    hasCancelled: anyOf(PRODUCTS).describe("Had any of these products and gave it up."),
    hasComplained: z.boolean().exactOptional().describe("Has complained about any product."),
    notContactedWithinDays: days
      .exactOptional()
      .describe("Was not contacted, in any channel, in so many days before the run."),
    needScoreAtLeast: productScore.describe(
      "The mined score of need for a product is at least this, 0 to 1; half of all have 0.5.",
    ),
    refusalScoreBelow: productScore.describe(
      "The mined score of refusal of a product is below this, 0 to 1.",
    ),
    fitScoreAtLeast: productScore.describe(
      "The score of how well a product fits is at least this, 0 to 1; 0: the handset cannot.",
    ),
  })
  .prefault({})
  .describe("Who is meant: what customer records say. All lines must match; none: everybody.");
