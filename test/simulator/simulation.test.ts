// A whole rehearsal: reports that repeat, octets that change nothing, triggers that fire.
import { describe, expect, test } from "vitest";
import { EMPTY_PLAN } from "../../domain/number-plan.ts";
import { threads } from "../../services/threads.ts";
import { tokeniserOfSeed } from "../../services/tokens.ts";
import { type Progress, run } from "../../simulator/runs/simulation.ts";
import { exampleScenario } from "./example-scenario.ts";

const scenario = exampleScenario();
const SMALL = { seed: "rehearsal", subscribers: 150, days: 1 };

describe("a rehearsal", () => {
  test("through octets yields the events of the typed feed, and all that follows", async () => {
    const typed = await run(scenario, { subscribers: 600 });
    const wired = await run(scenario, { subscribers: 600, wire: true });
    expect(wired).toEqual(typed);
    expect(typed.events).toBeGreaterThan(40 * 600);
  });

  test("over midnight is the same through octets", async () => {
    const options = { ...SMALL, days: 2 };
    expect(await run(scenario, { ...options, wire: true })).toEqual(await run(scenario, options));
  });

  test("of a network without a number plan is the same through octets too", async () => {
    const bare = { ...scenario, numbers: EMPTY_PLAN };
    expect(await run(bare, { ...SMALL, wire: true })).toEqual(await run(bare, SMALL));
  });

  test("repeats itself, and another seed gives other digests", async () => {
    const first = await run(scenario, SMALL);
    expect(await run(scenario, SMALL)).toEqual(first);
    const { digests } = await run(scenario, { ...SMALL, seed: "another" });
    expect(digests.events).not.toBe(first.digests.events);
  });

  test("is the same on any number of shards, whoever is visited first, and on threads", async () => {
    const options = { ...SMALL, subscribers: 601, days: 2 };
    const whole = await run(scenario, options);
    for (const shards of [2, 3, 7]) {
      expect(await run(scenario, { ...options, shards })).toEqual(whole);
    }
    expect(await run(scenario, { ...options, reversed: true })).toEqual(whole);
    const tokenise = tokeniserOfSeed(options.seed);
    const threaded = await run(scenario, { ...options, shards: 2, host: threads() });
    expect(threaded).toEqual(await run(scenario, { ...options, tokenise }));
    expect(threaded.decisions).toEqual(whole.decisions);
    expect(whole.decisions.offered).toBeGreaterThan(20);
    for (const { trigger, moments } of whole.scorecard) {
      expect(moments, trigger).toBeGreaterThan(0);
    }
  });

  test("with more shards than people leaves some shards empty", async () => {
    const options = { ...SMALL, subscribers: 5 };
    expect(await run(scenario, { ...options, shards: 9 })).toEqual(await run(scenario, options));
  });

  test("on a thread that fails ends with the thread's own error", async () => {
    const network = { ...scenario.network, locationAreas: 1_000_000 };
    const broken = run({ ...scenario, network }, { ...SMALL, shards: 2, host: threads() });
    await expect(broken).rejects.toThrow(/locationAreas/);
  });

  test("fires all five triggers, delivers, and holds back by at least three rules", async () => {
    const report = await run(scenario, { subscribers: 6000 });
    for (const name of scenario.definitions.map((definition) => definition.name))
      expect([name, (report.triggers[name] ?? 0) > 0]).toEqual([name, true]);
    expect(report.offers.delivered).toBeGreaterThan(100);
    expect(Object.keys(report.decisions.suppressed.byRule).length).toBeGreaterThanOrEqual(3);
  });

  test("tells how far it has come", async () => {
    const told: Progress[] = [];
    const report = await run(scenario, {
      ...SMALL,
      subscribers: 50,
      onProgress: (progress) => told.push(progress),
    });
    expect(told[0]).toMatchObject({ phase: "making the world", share: 0, events: 0 });
    expect(told.at(-1)).toMatchObject({ share: 1, events: report.events });
    expect(told.map(({ share }) => share)).toEqual(told.map(({ share }) => share).toSorted());
  });

  test("stops between two windows when it is told to", async () => {
    const controller = new AbortController();
    const stopped = run(scenario, {
      ...SMALL,
      subscribers: 50,
      signal: controller.signal,
      onProgress: ({ share }) => share > 0.3 && controller.abort(),
    });
    await expect(stopped).rejects.toMatchObject({ name: "AbortError" });
  });
});
