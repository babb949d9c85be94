// The calendar of a scenario: public holidays, as dates in the file and as days of the run after it.
import { z } from "zod";
import { DAY_MS, epochMs } from "../domain/time.ts";
import { type Path, valueAt } from "./positions.ts";
import type { Complaint } from "./refusals.ts";
import { isoDate, text } from "./scalars.ts";

const holiday = z.strictObject({
  from: isoDate().describe("The first free day."),
  to: isoDate().exactOptional().describe("The last free day. Default: the first one."),
  name: z
    .strictObject({
      en: text("the holiday's name in English").describe("In English."),
      zh: text("the holiday's name in Chinese").describe("In Chinese."),
    })
    .describe("The holiday's name, in English and in Chinese."),
});

export const calendar = z
  .strictObject({
    holidays: z
      .array(holiday)
      .max(200)
      .default([])
      .describe("Public holidays: nobody need go to work, and many travel. Default: none."),
  })
  .prefault({})
  .describe("What the calendar says beside the weekday.");

/** Public holidays by day of the run: both days included, either may lie outside of the run. */
export interface Calendar {
  readonly holidays: readonly {
    readonly fromDay: number;
    readonly toDay: number;
    readonly name: { readonly en: string; readonly zh: string };
  }[];
}

/** @param start the ISO date of day 0. */
export function assembleCalendar(block: z.output<typeof calendar>, start: string): Calendar {
  const dayOf = (date: string): number => (epochMs(date) - epochMs(start)) / DAY_MS;
  return {
    holidays: block.holidays.map(({ from, to, name }) => ({
      fromDay: dayOf(from),
      toDay: dayOf(to ?? from),
      name,
    })),
  };
}

/** Holidays that end before they begin; `root` may be wrong in any other way. */
export function backwardHolidays(root: unknown): readonly Complaint[] {
  const path: Path = ["calendar", "holidays"];
  const holidays = valueAt(root, path);
  if (!Array.isArray(holidays)) return [];
  return holidays.flatMap((entry, index) => {
    const from = valueAt(entry, ["from"]);
    const to = valueAt(entry, ["to"]);
    if (typeof from !== "string" || typeof to !== "string" || to >= from) return [];
    return [
      {
        path: [...path, index, "to"],
        got: to,
        wanted: `a date from ${from} on`,
        remedy: "Exchange the two dates.",
      },
    ];
  });
}
