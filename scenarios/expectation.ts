// What a scenario is expected to do at small scale: checked by tests and `kairos validate --rehearse`.
import { z } from "zod";
import { RULES, type Rule } from "../domain/decision.ts";
import { fraction, seedText, slug, subscriberNumbers, wholeNumber } from "./scalars.ts";

const count = () => wholeNumber({ from: 0, to: 1_000_000_000 });

const band = (what: string) =>
  z
    .strictObject({
      min: count().exactOptional().describe("At least so many."),
      max: count().exactOptional().describe("At most so many."),
    })
    .exactOptional()
    .describe(what);

const quality = (what: string) =>
  z
    .strictObject({
      min: fraction().exactOptional().describe("At least this, such as 90% or 0.9."),
      max: fraction().exactOptional().describe("At most this."),
    })
    .exactOptional()
    .describe(what);

const people = (what: string) =>
  subscriberNumbers()
    .exactOptional()
    .describe(`${what} A subscriber's number from 0, or a list of them.`);

export const expectation = z
  .strictObject({
    subscribers: wholeNumber({ from: 2, to: 100_000 })
      .exactOptional()
      .describe("People of the small rehearsal. Default: the scenario's, at most 2,000."),
    days: wholeNumber({ from: 1, to: 366 })
      .exactOptional()
      .describe("Its length. Default: the scenario's, at most 1."),
    seed: seedText().exactOptional().describe("Its seed. Default: the scenario's."),
    triggers: band("Moments noticed, of all kinds together."),
    offered: band("Offers made, of all campaigns together."),
    firesFor: people("For whom a moment is noticed."),
    notFor: people("For whom none is."),
    precision: quality("Of each trigger: moments noticed that were there, among those noticed."),
    recall: quality("Of each trigger: moments noticed among those that were there."),
    suppressed: z
      .strictObject(
        Object.fromEntries(
          RULES.map((rule) => [rule, band("Moments that this rule held back.")]),
        ) as Record<Rule, ReturnType<typeof band>>,
      )
      .exactOptional()
      .describe("Moments held back, by rule."),
    campaigns: z
      .record(
        slug(),
        z.strictObject({
          triggers: band("Moments that were this campaign's."),
          offered: band("Its offers."),
          suppressed: band("Its moments that were held back."),
        }),
      )
      .exactOptional()
      .describe("The same, by campaign."),
    order: z
      .array(z.array(slug()).min(2).max(20))
      .max(20)
      .exactOptional()
      .describe("Campaigns by their share of accepted offers, the greatest first."),
  })
  .exactOptional()
  .describe("What a small rehearsal of this file is expected to show.");

export type ExpectationBlock = NonNullable<z.output<typeof expectation>>;
