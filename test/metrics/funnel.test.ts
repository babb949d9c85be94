// Funnels and goals: what a planner reads must add up, and a missed goal must be missed.
import { describe, expect, test } from "vitest";
import { RULES, type Rule } from "../../domain/decision.ts";
import { funnelOf, STAGES, stageOf } from "../../metrics/funnel.ts";
import { GOAL_METRICS, judgeGoals, parseGoal } from "../../metrics/goals.ts";
import type { CampaignSummary } from "../../metrics/summary.ts";

const suppressedByRule: Partial<Record<Rule, number>> = {
  "segment.not-eligible": 40,
  "contact-policy.quiet-hours": 25,
  "contact-policy.minimum-gap": 30,
  "campaign.daily-limit": 3,
  "experiment.control-group": 12,
};
const suppressed = Object.values(suppressedByRule).reduce((sum, count) => sum + count, 0);

const CAMPAIGN: CampaignSummary = {
  triggers: suppressed + 50,
  offered: 50,
  suppressed,
  suppressedByRule,
  lostArbitration: 7,
  delivered: 44,
  accepted: 4,
  declined: 10,
  expired: 20,
  complained: 1,
  optedOut: 2,
  held: 6,
  reminded: 0,
  expiredWhileHeld: 2,
  open: 11,
  costYuan: 2.5,
  revenueYuan: 20,
  attention: { contacts: 48, complaints: 1, damage: 68 },
  treated: { people: 50, converted: 4 },
  control: { people: 12, converted: 0 },
};

const REPORT = {
  byCampaign: { mzone: CAMPAIGN, "never-fires": { ...CAMPAIGN, ...nothing() } },
  attention: CAMPAIGN.attention,
  reached: 41,
};

function nothing(): Partial<CampaignSummary> {
  const none = { people: 0, converted: 0 };
  return { offered: 0, delivered: 0, accepted: 0, complained: 0, treated: none, control: none };
}

describe("a funnel", () => {
  test("adds up: each stage is the one before, less what it lost", () => {
    const steps = funnelOf(CAMPAIGN);
    expect(steps.map(({ stage }) => stage)).toEqual(STAGES);
    for (const [place, { count, lost }] of steps.entries()) {
      const before = place === 0 ? count : steps[place - 1]!.count;
      const all = lost.reduce((sum, loss) => sum + loss.count, 0);
      expect(before - all, STAGES[place]).toBe(count);
    }
    expect(steps.map(({ count }) => count)).toEqual([167, 127, 72, 50, 44, 4]);
  });

  test("counts each rule at one stage alone", () => {
    const all = funnelOf(CAMPAIGN).flatMap(({ lost }) => lost.map(({ why }) => why));
    expect(new Set(all).size).toBe(all.length);
    expect(all).toEqual(expect.arrayContaining(Object.keys(suppressedByRule)));
    const stages = new Set(RULES.map(stageOf));
    expect(stages).toEqual(new Set(["eligible", "allowed", "offered"]));
  });

  test("tells the greatest loss first", () => {
    const [, , allowed] = funnelOf(CAMPAIGN);
    expect(allowed!.lost[0]).toEqual({ why: "contact-policy.minimum-gap", count: 30 });
  });
});

describe("goals", () => {
  test.each([
    ["complaints.rate < 0.0001", 1 / 44, false],
    ["offers.acceptance > 5%", 4 / 44, true],
    ["lift.mzone > 5%", 4 / 50, true],
    ["accepted.mzone >= 4", 4, true],
    ["money.cost <= 2.5", 2.5, true],
    ["attention.damage < 68", 68, false],
    ["people.reached >= 41", 41, true],
  ])("%s: measured and judged", (goal, value, met) => {
    const only = { ...REPORT, byCampaign: { mzone: CAMPAIGN } };
    const [verdict] = judgeGoals([goal], only);
    expect(verdict!.value).toBeCloseTo(value, 12);
    expect(verdict).toMatchObject({ goal, met });
  });

  test("what could not be measured is missed", () => {
    expect(judgeGoals(["acceptance.never-fires > 0"], REPORT)).toEqual([
      { goal: "acceptance.never-fires > 0", value: null, met: false },
    ]);
  });

  test.each(["complaints < 1", "lift.nobody > 1%", "complaints.rate", "speed.mzone > 1"])(
    "%s is none, and the answer says what would be",
    (text) => {
      const wanted = parseGoal(text, ["mzone"]);
      expect(typeof wanted).toBe("string");
    },
  );

  test("each metric that is told can be written", () => {
    for (const metric of GOAL_METRICS) {
      const text = `${metric.replace("<campaign>", "mzone")} >= 0`;
      expect(parseGoal(text, ["mzone"]), metric).toMatchObject({ operator: ">=", limit: 0 });
    }
  });
});
