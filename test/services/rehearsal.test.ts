// Rehearsals on request: in a thread of their own, with the numbers of a run.
import { readFileSync } from "node:fs";
import { ServiceBroker } from "moleculer";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Report } from "../../metrics/summary.ts";
import { brokerOptions } from "../../moleculer.config.ts";
import { rehearsalService } from "../../services/rehearsal.service.ts";
import { ACTION } from "../../services/subjects.ts";
import { tokeniserOfSeed } from "../../services/tokens.ts";
import { run } from "../../simulator/runs/simulation.ts";
import { QUICKSTART, readScenarioFile } from "../scenarios/scenario-file.ts";

const broker = new ServiceBroker(brokerOptions({ namespace: "rehearsal-test" }));
const small = { seed: "7", subscribers: 100, days: 1 };
const ask = (rehearsal: object): Promise<Report> => broker.call(ACTION.rehearsalRun, rehearsal);

beforeAll(async () => {
  broker.createService(rehearsalService());
  await broker.start();
});
afterAll(() => broker.stop());

describe("a rehearsal", () => {
  test("by name or by text has the numbers of a run", async () => {
    const tokenise = tokeniserOfSeed(small.seed);
    const wanted = await run(readScenarioFile(QUICKSTART), { ...small, tokenise });
    expect(await ask({ name: "quickstart", ...small })).toEqual(wanted);
    expect(await ask({ text: readFileSync(QUICKSTART, "utf8"), ...small })).toEqual(wanted);
  });

  test.each([
    [{ name: "../package" }, "Parameters validation error"],
    [{ name: "no-such-scenario" }, "no such file"],
    [{}, "neither text nor name"],
    [{ text: "name: x", name: "quickstart" }, "both text and name"],
    [{ text: "name: [" }, "scenario:1"],
    [{ name: "quickstart", subscribers: 0 }, "Parameters validation error"],
  ])("%o is refused with its reason", async (rehearsal, reason) => {
    await expect(ask(rehearsal)).rejects.toThrow(reason);
  });
});
