// The funnel adds up: every moment is counted once, whatever rule held it back.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RULES } from "../../domain/decision.ts";
import type { CampaignCount } from "../../domain/map-frame.ts";
import { OUTCOME_KINDS, type OutcomeKind } from "../../domain/offer.ts";
import { STAGES, stageOf } from "../../metrics/funnel.ts";
import { funnelOf } from "../../viz/funnel-steps.ts";

const outcomes = (some: Partial<Record<OutcomeKind, number>> = {}): CampaignCount["outcomes"] => ({
  ...(Object.fromEntries(OUTCOME_KINDS.map((kind) => [kind, 0])) as Record<OutcomeKind, number>),
  ...some,
});

describe("the funnel", () => {
  test("goes from moments to orders, with each loss under the step that it did not reach", () => {
    const { steps, control } = funnelOf([
      {
        offered: 10,
        byRule: {
          "segment.not-eligible": 50,
          "contact-policy.minimum-gap": 7,
          "arbitration.lost": 3,
          "experiment.control-group": 4,
        },
        outcomes: outcomes({ delivered: 9, accepted: 2, declined: 1 }),
      },
    ]);
    expect(steps.map(({ stage, count }) => [stage, count])).toEqual([
      ["moments", 70],
      ["eligible", 20],
      ["allowed", 13],
      ["offered", 10],
      ["delivered", 9],
      ["accepted", 2],
    ]);
    expect(steps[3]!.losses).toEqual([{ name: "arbitration.lost", count: 3 }]);
    expect(steps[5]!.losses).toEqual([
      { name: "declined", count: 1 },
      { name: "expired", count: 6 },
    ]);
    expect(control).toBe(4);
  });

  test("loses at each step exactly what its rules hold back, for any counts", () => {
    const count = fc.nat(1_000);
    const one = fc.record({
      offered: fc.integer({ min: 400, max: 900 }),
      byRule: fc.dictionary(fc.constantFrom(...RULES), count),
      delivered: fc.integer({ min: 100, max: 400 }),
      accepted: fc.nat(50),
      declined: fc.nat(25),
      complained: fc.nat(25),
    });
    fc.assert(
      fc.property(fc.array(one, { minLength: 1, maxLength: 4 }), (campaigns) => {
        const { steps, control } = funnelOf(
          campaigns.map(({ offered, byRule, ...some }) => ({
            offered,
            byRule,
            outcomes: outcomes(some),
          })),
        );
        steps.slice(1).forEach(({ count: now, losses }, index) => {
          const lost = losses.reduce((sum, loss) => sum + loss.count, 0);
          expect(steps[index]!.count - lost).toBe(now);
        });
        const decisions = campaigns.reduce(
          (sum, { offered, byRule }) =>
            sum + offered + Object.values(byRule).reduce((held, rule) => held + rule, 0),
          0,
        );
        expect(steps[0]!.count + control).toBe(decisions);
      }),
    );
  });

  test("knows a step for every rule but the control group's, which stands apart", () => {
    for (const rule of RULES) expect(STAGES).toContain(stageOf(rule));
    expect(stageOf("consent.missing")).toBe("allowed");
    expect(stageOf("channel.capacity")).toBe("offered");
  });
});
