// A run that is watched decides the same whatever the windows in which somebody looks at it.
import { expect, test } from "vitest";
import { HOUR_MS, MINUTE_MS } from "../../domain/time.ts";
import { scenarioNamed } from "../../services/named-scenarios.ts";
import { createWatchedRun } from "../../simulator/runs/watched-run.ts";

test("decisions and outcomes do not depend on the windows", async () => {
  const scenario = (await scenarioNamed("jiangsu/ring-back-tone-triggered"))!;
  const live = (stepMs: number): string => {
    const run = createWatchedRun(scenario, { seed: "watched", subscribers: 150 });
    const told: unknown[] = [];
    for (let toMs = stepMs; toMs <= 12 * HOUR_MS; toMs += stepMs) {
      const { decisions, outcomes } = run.advance(toMs);
      for (const { subscriber, kind, timeMs } of [...decisions, ...outcomes]) {
        told.push([timeMs, subscriber, kind]);
      }
    }
    return JSON.stringify(told.map(String).sort());
  };
  const hourly = live(HOUR_MS);
  expect(hourly.length).toBeGreaterThan(100);
  expect(live(20 * MINUTE_MS)).toBe(hourly);
});

test("a scenario comes by its name and by no path", async () => {
  expect(await scenarioNamed("jiangsu/no-such")).toBeUndefined();
  expect(await scenarioNamed("../package")).toBeUndefined();
  // What travels to the browser is JSON.
  const scenario = await scenarioNamed("jiangsu/ring-back-tone-blast");
  expect(JSON.parse(JSON.stringify(scenario))).toEqual(scenario);
});
