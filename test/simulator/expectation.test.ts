// Expectations of scenarios: each line against a small rehearsal, the same on every machine.
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import type { Scenario } from "../../scenarios/scenario.ts";
import {
  type CheckedExpectation,
  checkExpectation,
  findingsOf,
  smallRunOf,
} from "../../simulator/experiments/expectation.ts";
import { readScenarioFile } from "../scenarios/scenario-file.ts";

const QUICKSTART = fileURLToPath(new URL("../../scenarios/quickstart.yaml", import.meta.url));

let scenario: Scenario;
let checked: CheckedExpectation;

beforeAll(async () => {
  const quickstart = readScenarioFile(QUICKSTART);
  scenario = {
    ...quickstart,
    network: { ...quickstart.network, size: { widthKm: 60, heightKm: 40 } },
    expectation: { subscribers: 400, triggers: { min: 50 } },
  };
  checked = await checkExpectation(scenario);
});

describe("a small rehearsal", () => {
  test("has the people that the expectation says, else 2,000 for a day, never more than there are", () => {
    expect(checked.observation).toMatchObject({ subscribers: 400, days: 1 });
    const { expectation: _, ...silent } = scenario;
    expect(smallRunOf(silent)).toMatchObject({ subscribers: 2_000, days: 1, seed: "42" });
    expect(smallRunOf({ ...silent, subscribers: 300 })).toMatchObject({ subscribers: 300 });
  });

  test("knows for whom moments were noticed and when each offer was sent", () => {
    const { noticed, sends, report } = checked.observation;
    const triggers = Object.values(report.triggers).reduce((sum, count) => sum + count, 0);
    expect(noticed.size).toBeGreaterThan(0);
    expect(noticed.size).toBeLessThanOrEqual(triggers);
    expect(sends).toHaveLength(report.decisions.offered);
    expect(new Set(sends.map(({ channel }) => channel))).toEqual(new Set(["sms"]));
  });

  test("finds what the file expects", () => {
    expect(checked.findings).toEqual([
      { what: "triggers", wanted: "at least 50", got: expect.stringMatching(/^\d+$/), met: true },
    ]);
  });
});

describe("an expectation", () => {
  const found = (expectation: Parameters<typeof findingsOf>[0]) =>
    findingsOf(expectation, checked.observation);
  const somebody = () => [...checked.observation.noticed][0]!;
  const nobody = () =>
    Array.from({ length: 400 }, (_, person) => person).find(
      (person) => !checked.observation.noticed.has(person),
    )!;

  test("of a person is met by a moment of hers, or by none", () => {
    const firesFor = [somebody(), nobody()];
    expect(found({ firesFor }).map(({ met }) => met)).toEqual([true, false]);
    expect(found({ notFor: firesFor }).map(({ met }) => met)).toEqual([false, true]);
    expect(found({ notFor: [somebody()] })[0]).toMatchObject({
      what: `notFor ${somebody()}`,
      wanted: "none",
      got: "a moment",
    });
  });

  test("of precision and recall is of all triggers together, and missed when nothing is there", () => {
    const [recall] = found({ recall: { min: 0, max: 1 } });
    expect(recall).toMatchObject({ met: true, wanted: "at least 0%, at most 100%" });
    expect(recall!.got).toMatch(/^[\d.]+% \(\d+ of \d+\)$/);
    const scorecard = checked.observation.report.scorecard.map((score) => ({
      ...score,
      ...{ moments: 0, triggers: 0, matched: 0 },
    }));
    const report = { ...checked.observation.report, scorecard };
    expect(findingsOf({ recall: { min: 0 } }, { ...checked.observation, report })[0]).toMatchObject(
      { got: "nothing to measure it on", met: false },
    );
  });

  test("of a rule or a campaign counts its own alone", () => {
    const { report } = checked.observation;
    const gap = report.decisions.suppressed.byRule["contact-policy.minimum-gap"] ?? 0;
    const name = "friends-ring-back-tone";
    const { offered } = report.byCampaign[name]!;
    expect(
      found({
        suppressed: { "contact-policy.minimum-gap": { min: gap, max: gap } },
        campaigns: { [name]: { offered: { min: offered + 1 } } },
      }),
    ).toEqual([
      {
        what: "suppressed contact-policy.minimum-gap",
        wanted: String(gap),
        got: String(gap),
        met: true,
      },
      {
        what: `${name} offered`,
        wanted: `at least ${offered + 1}`,
        got: String(offered),
        met: false,
      },
    ]);
  });

  test("of an order wants each share above the next, and none where nothing was delivered", () => {
    const { report } = checked.observation;
    const with_ = (counts: Readonly<Record<string, readonly [number, number]>>) => ({
      ...checked.observation,
      report: {
        ...report,
        byCampaign: Object.fromEntries(
          Object.entries(counts).map(([name, [accepted, delivered]]) => [
            name,
            { ...report.byCampaign["friends-ring-back-tone"]!, accepted, delivered },
          ]),
        ),
      },
    });
    const order = [["a", "b"]];
    const inOrder = (counts: Parameters<typeof with_>[0]) =>
      findingsOf({ order }, with_(counts))[0]!;
    expect(inOrder({ a: [3, 100], b: [1, 100] })).toEqual({
      what: "order",
      wanted: "a above b",
      got: "a 3% (3 of 100), b 1% (1 of 100)",
      met: true,
    });
    expect(inOrder({ a: [1, 100], b: [1, 100] }).met).toBe(false);
    expect(inOrder({ a: [1, 100], b: [0, 0] })).toMatchObject({ met: false });
  });
});
