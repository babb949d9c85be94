// At what hours people call and write, by habit.
import { describe, expect, test } from "vitest";
import { HOUR_MS } from "../../domain/time.ts";
import { DAY_FACTORS, HABITS, HOURS, SHAPE, sessionMs } from "../../simulator/days/rhythm.ts";

const DRAWS = 20_000;
const words = Array.from({ length: DRAWS }, (_, index) =>
  Math.floor(((index + 0.5) / DRAWS) * 2 ** 32),
);

function hoursOf(shape: number, habit: number): number[] {
  const hours = new Array<number>(24).fill(0);
  for (const word of words)
    hours[Math.floor(sessionMs(shape, habit, word) / HOUR_MS)]! += 1 / DRAWS;
  return hours;
}

describe("sessions", () => {
  test.each([
    [SHAPE.calls, HOURS.callsOnWorkdays],
    [SHAPE.calls + 1, HOURS.callsOnRestDays],
    [SHAPE.messages, HOURS.messagesOnWorkdays],
    [SHAPE.messages + 1, HOURS.messagesOnRestDays],
  ])("of all habits together follow shape %i", (shape, configured) => {
    const all = new Array<number>(24).fill(0);
    for (let habit = 0; habit < HABITS; habit++) {
      for (const [hour, share] of hoursOf(shape, habit).entries()) all[hour]! += share / HABITS;
    }
    const sum = configured.reduce((a, b) => a + b, 0);
    for (const [hour, share] of all.entries()) {
      expect(share).toBeCloseTo(configured[hour]! / sum, 3);
    }
  });

  test("of one habit keep to it: no two habits are the same", () => {
    const seen = new Set<string>();
    for (let habit = 0; habit < HABITS; habit++) {
      seen.add(
        hoursOf(SHAPE.calls, habit)
          .map((share) => share.toFixed(3))
          .join(),
      );
    }
    expect(seen.size).toBe(HABITS);
  });

  test("begin between midnight and midnight, later for a larger word", () => {
    for (const habit of [0, 7, HABITS - 1]) {
      let before = 0;
      for (const word of [0, 1, ...words, 2 ** 32 - 1]) {
        const ms = sessionMs(SHAPE.calls, habit, word);
        expect(Number.isInteger(ms)).toBe(true);
        expect(ms).toBeGreaterThanOrEqual(before);
        expect(ms).toBeLessThan(24 * HOUR_MS);
        before = ms;
      }
    }
  });

  test("of five workdays and two rest days make an ordinary week", () => {
    for (const [workday, restDay] of Object.values(DAY_FACTORS)) {
      expect((5 * workday + 2 * restDay) / 7).toBeCloseTo(1, 2);
    }
  });
});
