// The lists that the operator's analysts load: who is on them, and when they come.
import { z } from "zod";
import { share, slug, timeOfDay, wholeNumber } from "./scalars.ts";
import { who } from "./who.ts";

export const lists = z
  .array(
    z.strictObject({
      name: slug().describe("The list's name, for triggers of kind list.loaded."),
      who,
      day: wholeNumber({ from: 0, to: 365 })
        .prefault(0)
        .describe("The day of the run on which it is loaded, from 0. Default 0."),
      at: timeOfDay().prefault("09:00").describe("The time of day. Default 09:00."),
      share: share()
        .prefault("100%")
        .describe("This part of the people who match, by a stable hash. Default 100%."),
    }),
  )
  .max(100)
  .default([])
  .describe("Lists that the analysts' feed (bi) loads. Default: none.");
