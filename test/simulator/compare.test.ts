// Two scenarios on the same people: differences with intervals, and what the pairing saves.
import { describe, expect, test } from "vitest";
import { widthOf } from "../../metrics/statistics.ts";
import type { Scenario } from "../../scenarios/scenario.ts";
import {
  type ComparedRun,
  checkSamePeople,
  compare,
  compareRuns,
} from "../../simulator/experiments/compare.ts";
import type { Recording } from "../../simulator/runs/recording.ts";
import { exampleScenario } from "./example-scenario.ts";

const PEOPLE = 400;

/** One campaign of ring-back tones at the rates of its best moment, after this trigger. */
function tones(name: string, trigger: Scenario["definitions"][number]): Scenario {
  const scenario = exampleScenario({ ringbackToneShare: 0.5 });
  const first = scenario.campaigns[0]!;
  return {
    ...scenario,
    name,
    days: 1,
    subscribers: PEOPLE,
    network: { ...scenario.network, size: { widthKm: 20, heightKm: 15 } },
    definitions: [trigger],
    control: { share: 0.2, salt: 7 },
    products: [
      { id: "tone", title: { en: "tone", zh: "彩铃" }, need: "ringbackTone", price: 5, cost: 1 },
    ],
    campaigns: [
      {
        ...first,
        name: "tone",
        who: { hasRingbackTone: false },
        what: {
          ...first.what,
          product: "ringbackTone",
          productId: "tone",
          response: { accept: 0.5, unprompted: 0.1, complain: 0.01, at: "peak" },
        },
        whenAndWhere: { definition: 0, hours: { fromMs: 0, toMs: 86_400_000 } },
      },
    ],
  };
}

const BLAST = tones("blast", { name: "powered.on", offForMs: 600_000, missedCalls: 0 });
const TRIGGERED = tones("triggered", { name: "ringback.heard", minimumRingMs: 6_000 });

function recorded(parts: Partial<Recording["campaigns"][number]>): Recording {
  const nobody = { contacted: [], accepted: [], complained: [], unprompted: [] };
  const acceptedMs = (parts.accepted ?? []).map(() => 0);
  return { campaigns: [{ ...nobody, acceptedMs, ...parts }], moments: [], sends: [] };
}

const ARMS = { treated: { people: 40, converted: 8 }, control: { people: 20, converted: 1 } };

function runOf(scenario: Scenario, recording: Recording): ComparedRun {
  const report = {
    seed: "x",
    subscribers: PEOPLE,
    byCampaign: { tone: ARMS },
    digests: { events: "", triggers: "", decisions: "" },
  } as unknown as ComparedRun["report"];
  return { scenario, recording, report };
}

const upTo = (count: number, from = 0): number[] =>
  Array.from({ length: count }, (_, place) => from + place);

describe("what is compared", () => {
  const a = runOf(
    BLAST,
    recorded({ contacted: upTo(100), accepted: upTo(5), unprompted: upTo(40) }),
  );
  const b = runOf(
    TRIGGERED,
    recorded({
      contacted: [...upTo(50), ...upTo(10)],
      accepted: upTo(20, 30),
      unprompted: upTo(40),
      complained: [3, 3],
    }),
  );
  const comparison = compareRuns(a, b, 1);
  const measure = (name: string) => comparison.all.find((one) => one.measure === name)!;

  test("is contacts, people who converted, whether asked or not, complaints, and revenue", () => {
    expect(comparison.all.map(({ measure: name, a, b }) => [name, a, b])).toEqual([
      ["contacts", 100, 60],
      ["conversions", 40, 50],
      ["complaints", 0, 1],
      ["revenueYuan", 200, 250],
    ]);
    expect(measure("conversions").paired.estimate).toBeCloseTo(10, 9);
  });

  test("counts a product once for a person who orders it in two campaigns", () => {
    const [campaign] = BLAST.campaigns;
    const twice = { ...BLAST, campaigns: [campaign!, { ...campaign!, name: "again" }] };
    const [first] = recorded({ accepted: upTo(5) }).campaigns;
    const [second] = recorded({ accepted: upTo(5, 3) }).campaigns;
    const recording = { ...recorded({}), campaigns: [first!, second!] };
    const { all, byCampaign } = compareRuns(runOf(twice, recording), runOf(twice, recording), 1);
    const revenue = all.find(({ measure }) => measure === "revenueYuan");
    expect(revenue).toMatchObject({ a: 8 * 5, b: 8 * 5 });
    expect(byCampaign["again"]!.find(({ measure }) => measure === "revenueYuan")!.a).toBe(5 * 5);
  });

  test("has narrower intervals in pairs, and says by how much", () => {
    const { paired, unpaired, narrowedBy, peopleSaved, p } = measure("conversions");
    expect(narrowedBy).toBeCloseTo(1 - widthOf(paired) / widthOf(unpaired), 12);
    expect(narrowedBy).toBeGreaterThan(0.4);
    expect(peopleSaved).toBeCloseTo((1 - narrowedBy!) ** -2, 9);
    expect(p).toBeLessThan(0.01);
    expect(paired.low).toBeGreaterThan(0);
    expect(unpaired.low).toBeLessThan(0);
  });

  test("stands beside each campaign's lift against its own control group", () => {
    const { difference, ratio } = comparison.a.lift["tone"]!;
    expect(difference.estimate).toBeCloseTo(0.15, 12);
    expect(ratio.estimate).toBeCloseTo(4, 12);
    expect(difference.low).toBeLessThan(difference.estimate);
    expect(Object.keys(comparison.byCampaign)).toEqual(["tone"]);
  });

  test("says how the orders came about, and how many are kept for three months", () => {
    const { orders } = comparison.b;
    expect(orders.byMode).toEqual({ sms: { orders: 20, kept: orders.kept } });
    expect(orders.kept).toBeGreaterThan(10);
    expect(orders.kept).toBeLessThanOrEqual(20);
    expect(orders.ofFriends).toBeGreaterThan(0);
  });
});

describe("two runs", () => {
  test("of a blast and a trigger show the same whatever the number of shards", async () => {
    const [one, two] = [
      await compare(BLAST, TRIGGERED, { seed: "pairs" }),
      await compare(BLAST, TRIGGERED, { seed: "pairs", shards: 2 }),
    ];
    expect(two).toEqual(one);
    expect(one.a.digests.events).toBe(one.b.digests.events);
    const conversions = one.all.find(({ measure }) => measure === "conversions")!;
    expect(conversions.b).toBeGreaterThan(conversions.a);
    expect(conversions.narrowedBy).toBeGreaterThan(0.05);
    // A trigger meets the need that a blast misses.
    expect(one.b.timing.needMet).toBeGreaterThan(0.9);
    expect(one.a.timing.needMet).toBeLessThan(0.7);
  });

  test("of one scenario do not differ at all", async () => {
    const { all } = await compare(TRIGGERED, TRIGGERED, { subscribers: 150 });
    for (const { a, b, paired, unpaired } of all) {
      expect(b).toBe(a);
      expect(widthOf(paired)).toBeLessThanOrEqual(widthOf(unpaired));
    }
  });
});

describe("scenarios with different people", () => {
  test.each([
    ["people", { ...TRIGGERED, people: { ...TRIGGERED.people, callsPerDay: 1 } }],
    ["start", { ...TRIGGERED, start: "2009-01-01" }],
    ["subscribers", { ...TRIGGERED, subscribers: 7 }],
    ["days", { ...TRIGGERED, days: 3 }],
  ])("are refused: %s", (block, other) => {
    expect(() => checkSamePeople(BLAST, other)).toThrow(new RegExp(`different ${block}`));
  });

  test("may have sizes that the options make equal", () => {
    const other = { ...TRIGGERED, subscribers: 7, days: 3 };
    expect(() => checkSamePeople(BLAST, other, { subscribers: 5, days: 1 })).not.toThrow();
  });
});
