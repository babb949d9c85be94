// What of a scenario is an experiment: control group, arms' shares, pilots, arbitration and goals.
import { z } from "zod";
import { quantity, seedText, share, text } from "./scalars.ts";

export const control = z
  .strictObject({
    share: share({ below100: true }).describe(
      "Part of all people who get no offer at all, at random.",
    ),
    salt: seedText()
      .exactOptional()
      .describe("Another salt draws another control group. Default: the scenario's name."),
  })
  .prefault({ share: "10%" })
  .describe("The control group, drawn by a stable hash. Default 10 %; 0% switches it off.");

export const pilot = z
  .strictObject({
    share: share().describe("This part of all people, always the same by a stable hash."),
  })
  .exactOptional()
  .describe("The campaign speaks to a part of all people only. Default: to everybody.");

export const arbitration = z
  .strictObject({
    by: z
      .enum(["order", "score"])
      .default("order")
      .describe(
        "order: the first campaign of the list that may speak does. score: the one with the " +
          "highest fit × need × price − refusalWeight × refusal, by the scores of the records. " +
          "Default order.",
      ),
    refusalWeight: quantity({ from: 0, to: 100 })
      .prefault(0.5)
      .describe("How much a point of the refusal score costs. Default 0.5. ASSUMED."),
  })
  .exactOptional()
  .describe(
    "Who wins a moment that several campaigns want, when their products have one `priority`. " +
      "Default: by order.",
  );

export const goals = z
  .array(text('a goal such as "complaints.rate < 0.0001"'))
  .max(50)
  .default([])
  .describe(
    "What the run must reach, such as “complaints.rate < 0.0001”, “offers.acceptance > 1%” or " +
      "“lift.<campaign> > 0.5%”; exit code 99 when one is missed. Default: none.",
  );
