// Parsers of flag values; what they refuse is a usage error (exit code 2).
import { InvalidArgumentError } from "commander";

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
