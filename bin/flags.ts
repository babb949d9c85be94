// Parsers of flag values; what they refuse is a usage error (exit code 2).
import { InvalidArgumentError } from "commander";
import { DAY_MS, parseDuration, parseTimeOfDay } from "../domain/time.ts";

/** An integer within bounds, for commander's option(). */
export function integerBetween(minimum: number, maximum: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < minimum || value > maximum) {
      throw new InvalidArgumentError(`Give a whole number from ${minimum} to ${maximum}.`);
    }
    return value;
  };
}

/** A speed such as "60", "60x" or "60×", from 1 to 600. */
export function speed(text: string): number {
  const match = /^(\d+)[x×]?$/.exec(text);
  const value = Number(match?.[1]);
  if (match === null || value < 1 || value > 600) {
    throw new InvalidArgumentError("Give a speed from 1 to 600, such as 60.");
  }
  return value;
}

/** Any text that is not empty. */
export function seed(text: string): string {
  if (text.trim() === "") throw new InvalidArgumentError("Give a seed, any text.");
  return text;
}

/** A duration such as "90s", "15m" or "1h30m", above 0, in milliseconds. */
export function duration(text: string): number {
  const value = parseDuration(text) ?? 0;
  if (value <= 0) {
    throw new InvalidArgumentError("Give a duration with its unit, such as 15m, 1h30m or 2d.");
  }
  return value;
}

/**
 * A moment of a run in milliseconds after its start: "07:30" on the first day, "1d07:30" on the
 * second, or the time that has passed: "90m".
 */
export function moment(text: string): number {
  const match = /^(?:(\d{1,3})d)?(\d\d:.+)$/.exec(text);
  const clock = match === null ? undefined : parseTimeOfDay(match[2]!);
  const value =
    clock === undefined ? parseDuration(text) : Number(match?.[1] ?? 0) * DAY_MS + clock;
  if (value === undefined) {
    throw new InvalidArgumentError(
      "Give a time of day such as 07:30, 1d07:30 on the second day, or a duration such as 90m.",
    );
  }
  return value;
}
