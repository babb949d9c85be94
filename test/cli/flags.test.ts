// Values of flags: what they mean, and what is refused in words.
import { describe, expect, test } from "vitest";
import { duration, moment } from "../../bin/flags.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../domain/time.ts";

describe("a moment of a run", () => {
  test.each([
    ["07:30", 7.5 * HOUR_MS],
    ["00:00", 0],
    ["07:30:15", 7.5 * HOUR_MS + 15_000],
    ["1d07:30", DAY_MS + 7.5 * HOUR_MS],
    ["12d00:00", 12 * DAY_MS],
    ["90m", 90 * MINUTE_MS],
    ["1d2h", 26 * HOUR_MS],
    ["0s", 0],
  ])("%j is %d ms after its start", (text, ms) => {
    expect(moment(text)).toBe(ms);
  });

  test.each(["", "7:30", "24:01", "07:60", "1d7:30", "d07:30", "1h07:30", "-1h", "8", "noon"])(
    "%j is none",
    (text) => {
      expect(() => moment(text)).toThrow("07:30");
    },
  );
});

describe("a duration", () => {
  test.each([
    ["15m", 15 * MINUTE_MS],
    ["1h30m", 90 * MINUTE_MS],
    ["1.5h", 90 * MINUTE_MS],
  ])("%j is %d ms", (text, ms) => {
    expect(duration(text)).toBe(ms);
  });

  test.each(["0m", "15", "", "m", "-5m"])("%j is none", (text) => {
    expect(() => duration(text)).toThrow("unit");
  });
});
