// Small blocks that many others are made of: words in both languages, and hours of the day.
import { z } from "zod";
import { text, timeOfDay } from "./scalars.ts";

export const words = (what: string) =>
  z
    .strictObject({
      en: text(`${what} in English`).describe("In English."),
      zh: text(`${what} in Chinese`).describe("In Chinese."),
    })
    .describe(`${what[0]!.toUpperCase()}${what.slice(1)}, in English and in Chinese.`);

export const ALL_DAY = { from: "00:00", to: "24:00" };
export const DEFAULT_QUIET_HOURS = { from: "21:00", to: "08:00" };

export const hours = () =>
  z.strictObject({
    from: timeOfDay().describe("The begin, a time of day in quotes."),
    to: timeOfDay().describe("The end, itself outside; earlier than the begin: on the next day."),
  });
