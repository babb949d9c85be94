// The one clock of both halves: it waits for both, keeps its speed, and stops where it was told.
import { describe, expect, test } from "vitest";
import { DAY_MS, HOUR_MS } from "../../domain/time.ts";
import { PairClock } from "../../viz/split/pair-clock.ts";

/** A clock whose wall time passes only while it waits. */
function clockOf(options: { readonly speed: number; readonly endMs?: number }) {
  const reached: number[] = [];
  const stop = new AbortController();
  let nowMs = 0;
  const clock = new PairClock(
    {
      advance: async (toMs) => void reached.push(toMs),
      onStep: ({ paused }) => {
        if (paused || reached.length >= 50) stop.abort();
      },
      now: () => nowMs,
      wait: async (ms) => {
        nowMs += ms;
      },
    },
    { endMs: options.endMs ?? DAY_MS, speed: options.speed },
  );
  return { clock, reached, run: () => clock.run(stop.signal) };
}

describe("the clock of the split", () => {
  test("passes as many network seconds as it was asked for", async () => {
    const { clock, reached, run } = clockOf({ speed: 600 });
    await run();
    expect(reached.slice(0, 3)).toEqual([72_000, 144_000, 216_000]);
    expect(Math.round(clock.state.realSpeed)).toBe(600);
  });

  test("goes to a time at full speed and stands still there", async () => {
    const { clock, reached, run } = clockOf({ speed: 1 });
    clock.runTo(HOUR_MS + 1);
    await run();
    expect(reached.at(-1)).toBe(HOUR_MS + 1);
    expect(clock.state.paused).toBe(true);
  });

  test("ends with the scenario's last day", async () => {
    const { clock, reached, run } = clockOf({ speed: 600, endMs: 100_000 });
    await run();
    expect(reached).toEqual([72_000, 100_000]);
    expect(clock.state).toMatchObject({ timeMs: 100_000, paused: true });
  });
});
