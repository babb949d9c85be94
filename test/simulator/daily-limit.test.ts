// A limit that all people share binds the same, however the people are dealt out to shards.
import { describe, expect, test } from "vitest";
import { threads } from "../../services/threads.ts";
import { tokeniserOfSeed } from "../../services/tokens.ts";
import { run } from "../../simulator/runs/simulation.ts";
import { exampleScenario, limited } from "./example-scenario.ts";

const scenario = limited(exampleScenario(), 3);
const OPTIONS = { seed: "limits", subscribers: 601, days: 2 };

describe("a daily limit of offers", () => {
  test("gives one report on any number of shards, on threads, and through octets", async () => {
    const options = { ...OPTIONS, days: 1 };
    const whole = await run(scenario, options);
    expect(await run(scenario, { ...options, shards: 3 })).toEqual(whole);
    expect(await run(scenario, { ...options, wire: true })).toEqual(whole);
    const tokenise = tokeniserOfSeed(options.seed);
    const threaded = await run(scenario, { ...options, shards: 2, host: threads() });
    expect(threaded).toEqual(await run(scenario, { ...options, tokenise }));
  });

  test("is never exceeded, is reached, and then holds back", async () => {
    const { byCampaign, decisions, triggers } = await run(scenario, OPTIONS);
    const offered = Object.values(byCampaign).map((campaign) => campaign.offered);
    expect(Math.max(...offered)).toBe(3 * OPTIONS.days);
    expect(decisions.suppressed.byRule["campaign.daily-limit"]).toBeGreaterThan(10);
    const decided = decisions.offered + decisions.suppressed.total;
    expect(decided).toBe(Object.values(triggers).reduce((sum, count) => sum + count));
  });

  test("that is never reached changes nothing", async () => {
    const free = await run(exampleScenario(), OPTIONS);
    const roomy = await run(limited(exampleScenario(), 1_000), { ...OPTIONS, shards: 3 });
    expect(roomy).toEqual(free);
  });
});
