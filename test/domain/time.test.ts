// Durations, clocks and calendar days, as people write and read them.
import { describe, expect, test } from "vitest";
import {
  civilDate,
  DAY_MS,
  epochMs,
  formatClock,
  formatDuration,
  parseDuration,
  parseTimeOfDay,
} from "../../domain/time.ts";

describe("time", () => {
  test.each([
    ["40s", 40_000],
    ["5m", 300_000],
    ["1h30m", 5_400_000],
    ["2d", 2 * DAY_MS],
    ["1.5h", 5_400_000],
    ["5", undefined],
    ["m5", undefined],
    ["", undefined],
    ["-5m", undefined],
  ])("the duration %j is %s ms", (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  test.each([
    ["07:30", 27_000_000],
    ["24:00", DAY_MS],
    ["24:01", undefined],
    ["7:30", undefined],
    ["07:60", undefined],
  ])("the time of day %j is %s ms after midnight", (text, ms) => {
    expect(parseTimeOfDay(text)).toBe(ms);
  });

  test.each([
    [40_000, "40 s", "40 秒"],
    [540_000, "9 min", "9 分钟"],
    [3 * 3_600_000, "3 h", "3 小时"],
    [3 * 3_600_000 + 300_000, "3 h 5 min", "3 小时 5 分钟"],
    [12 * 3_600_000 + 300_000, "12 h", "12 小时"],
    [3 * DAY_MS, "3 days", "3 天"],
  ])("%d ms reads %s and %s", (ms, en, zh) => {
    expect(formatDuration(ms, "en")).toBe(en);
    expect(formatDuration(ms, "zh")).toBe(zh);
  });

  test("the clock shows the time of day on any day", () => {
    expect(formatClock(14 * 3_600_000 + 32 * 60_000 + 7_000)).toBe("14:32:07");
    expect(formatClock(3 * DAY_MS + 1_000)).toBe("00:00:01");
  });

  test("10 June 2008 was a Tuesday, and 19 days later a Sunday", () => {
    expect(civilDate("2008-06-10")).toEqual({ year: 2008, month: 6, day: 10, weekday: 2 });
    expect(civilDate("2008-06-10", 19)).toEqual({ year: 2008, month: 6, day: 29, weekday: 0 });
  });

  test("midnight of a scenario's first day is 16:00 UTC of the day before", () => {
    for (const start of ["1970-01-01", "2008-06-10", "2008-02-29", "2000-12-31"]) {
      expect(epochMs(start)).toBe(Date.parse(`${start}T00:00:00+08:00`));
    }
  });

  test("calendar days agree with the platform's calendar over two hundred years", () => {
    for (let days = -36_500; days <= 36_500; days += 97) {
      const date = new Date(Date.UTC(2000, 1, 29) + days * DAY_MS);
      expect(civilDate("2000-02-29", days)).toEqual({
        year: date.getUTCFullYear(),
        month: date.getUTCMonth() + 1,
        day: date.getUTCDate(),
        weekday: date.getUTCDay(),
      });
    }
  });

  test.each(["2008-02-30", "2008-13-01", "today", "2008-6-1"])("%s is no date", (text) => {
    expect(civilDate(text)).toBeUndefined();
  });
});
