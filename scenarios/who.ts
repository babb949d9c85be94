// The block "who" of a campaign: lines that say what customer records must hold.
import { z } from "zod";
import {
  BRANDS,
  CAPABILITY,
  CHANNELS,
  RINGBACK_STATES,
  TARIFFS,
  VALUE_TIERS,
} from "../domain/directory.ts";
import { quantity, wholeNumber } from "./scalars.ts";

const capabilities = Object.keys(CAPABILITY) as [keyof typeof CAPABILITY];

const anyOf = <const T extends readonly [string, ...string[]]>(words: T) =>
  z.array(z.enum(words)).min(1).exactOptional();

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
    minimumTenureMonths: wholeNumber({ from: 0, to: 1200 })
      .exactOptional()
      .describe("Customer for at least so many months."),
    minimumPoints: wholeNumber({ from: 0, to: 10_000_000 })
      .exactOptional()
      .describe("Has at least so many bonus points."),
    balanceBelow: quantity({ from: 0, to: 100_000 })
      .exactOptional()
      .describe("The balance is below so many yuan, as the records have it when the run begins."),
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
  })
  .prefault({})
  .describe("Who is meant: what customer records say. All lines must match; none: everybody.");
