// The numbers of a run: identities between them, and two groups that can be compared.
import { describe, expect, test } from "vitest";
import type { Decision, Rule } from "../../domain/decision.ts";
import type { OutcomeKind } from "../../domain/offer.ts";
import { reportOf } from "../../metrics/report.ts";
import { Summary } from "../../metrics/summary.ts";
import { triggerAt } from "../campaigns/samples.ts";

const RUN = { scenario: "small", seed: "1", subscribers: 9, simulatedMs: 86_400_000 };

function head(subscriber: number, campaign: number, sequence: number) {
  const trigger = triggerAt(0, subscriber, sequence);
  return { timeMs: 0, subscriber, sequence, campaign, trigger, cause: {} };
}

function offered(subscriber: number, campaign = 0, sequence = 0): Decision {
  return { kind: "offered", ...head(subscriber, campaign, sequence) };
}

function held(rule: Rule, subscriber: number, campaign = 0, sequence = 0): Decision {
  return { kind: "suppressed", rule, sinceContactMs: 0, ...head(subscriber, campaign, sequence) };
}

const PRICES = {
  contactYuan: { sms: 0.1, call: 3 },
  campaigns: [{ priceYuan: 5, costYuan: 1, arms: [{ name: "dear", priceYuan: 9 }] }, {}],
  damage: { contact: { sms: 1, call: 5 }, complaint: 20 },
};

const reportFrom = (...summaries: Summary[]) =>
  reportOf(
    summaries.map((summary) => summary.part()),
    ["first", "second"],
    { ...RUN, prices: PRICES, goals: ["people.reached >= 2"] },
  );

function summaryOf(
  decisions: readonly Decision[],
  outcomes: readonly (readonly [subscriber: number, campaign: number, kind: OutcomeKind])[] = [],
) {
  // People with an even index convert without any message.
  const summary = new Summary(["first", "second"], (subscriber) => subscriber % 2 === 0);
  for (const decision of decisions) summary.decision(decision);
  for (const [subscriber, campaign, kind] of outcomes) {
    summary.outcome({ timeMs: 1, subscriber, decision: 0, campaign, kind, cause: {} });
  }
  return summary;
}

describe("a summary", () => {
  test("counts offers without an end as open, delivered or not", () => {
    const counted = summaryOf(
      [offered(0), offered(1), offered(2), offered(3), offered(4, 1)],
      [
        [0, 0, "delivered"],
        [0, 0, "accepted"],
        [1, 0, "delivered"],
        [2, 0, "expired"],
        [4, 1, "delivered"],
        [4, 1, "complained"],
      ],
    );
    const { offers, byCampaign } = reportFrom(counted);
    expect(byCampaign["first"]).toMatchObject({ offered: 4, delivered: 2, open: 2 });
    expect(byCampaign["second"]).toMatchObject({ offered: 1, delivered: 1, open: 0 });
    expect(offers).toEqual({
      delivered: 3,
      accepted: 1,
      declined: 0,
      expired: 1,
      complained: 1,
      held: 0,
      reminded: 0,
      expiredWhileHeld: 0,
      optedOut: 0,
      open: 2,
    });
  });

  test("counts a person once whom several campaigns reach, and none whom only offers are made", () => {
    const counted = summaryOf(
      [offered(0), offered(0, 1), offered(1), offered(2)],
      [
        [0, 0, "delivered"],
        [0, 1, "delivered"],
        [1, 0, "delivered"],
        [2, 0, "expiredWhileHeld"],
      ],
    );
    const { reached, goals } = reportFrom(counted);
    expect(reached).toBe(2);
    expect(goals).toEqual([{ goal: "people.reached >= 2", value: 2, met: true }]);
  });

  test("costs each message by the channel that it took, a reminder too, and none that waits", () => {
    const counted = summaryOf(
      [offered(0), offered(1), offered(2), offered(4)],
      [
        [0, 0, "reminded"],
        [0, 0, "accepted"],
        [2, 0, "held"],
      ],
    );
    counted.sent({ campaign: 0, channel: "call" });
    counted.sent({ campaign: 0 });
    counted.sent({ campaign: 0 });
    const { costYuan, revenueYuan, attention } = reportFrom(counted).byCampaign["first"]!;
    // One call and two messages, and the cost of one order.
    expect(costYuan).toBeCloseTo(3 + 2 * 0.1 + 1, 9);
    expect(revenueYuan).toBe(5);
    expect(attention).toEqual({ contacts: 3, complaints: 0, damage: 5 + 2 });
  });

  test("prices an arm's orders by what the arm sells", () => {
    const inArm = [1, 2, 3].map((person) => ({ ...offered(person), arm: 0 }));
    const counted = summaryOf(
      [...inArm, offered(4), offered(5)],
      [
        [1, 0, "accepted"],
        [2, 0, "accepted"],
        [4, 0, "accepted"],
      ],
    );
    const { costYuan, revenueYuan, arms } = reportFrom(counted).byCampaign["first"]!;
    expect(arms).toEqual({ dear: { offered: 3, orders: 2, people: 3, converted: 2 } });
    expect(revenueYuan).toBe(2 * 9 + 5);
    expect(costYuan).toBe(1);
  });

  test("lets those convert by themselves whose offer was never sent, as the control group does", () => {
    const unsent = summaryOf(
      [offered(0), offered(1), held("experiment.control-group", 2)],
      [
        [0, 0, "expiredWhileHeld"],
        [1, 0, "expiredWhileHeld"],
      ],
    );
    const { treated, control } = reportFrom(unsent).byCampaign["first"]!;
    expect(treated).toEqual({ people: 2, converted: 1 });
    expect(control).toEqual({ people: 1, converted: 1 });
  });

  test("counts both groups of the experiment in people, per campaign, each person once", () => {
    const control = "experiment.control-group";
    const counted = summaryOf(
      [
        offered(1),
        offered(1, 0, 1),
        offered(3),
        held(control, 2),
        held(control, 2, 0, 1),
        held(control, 5),
        held(control, 2, 1, 2),
        held("contact-policy.quiet-hours", 4),
      ],
      [[1, 0, "accepted"]],
    );
    const { byCampaign, decisions } = reportFrom(counted);
    expect(byCampaign["first"]).toMatchObject({
      triggers: 7,
      offered: 3,
      suppressed: 4,
      treated: { people: 2, converted: 1 },
      control: { people: 2, converted: 1 },
    });
    expect(byCampaign["second"]!.control).toEqual({ people: 1, converted: 1 });
    const byRule = { "contact-policy.quiet-hours": 1, [control]: 4 };
    expect(decisions).toEqual({ offered: 3, suppressed: { total: 5, byRule } });
  });

  test("gives a report that later counting does not change", () => {
    const summary = summaryOf([offered(1)]);
    const before = reportFrom(summary);
    const copy = structuredClone(before);
    summary.decision(offered(3));
    expect(before).toEqual(copy);
  });

  test("of some of the people and one of the others add up to that of all", () => {
    const control = "experiment.control-group";
    const of = (wanted: (subscriber: number) => boolean) =>
      summaryOf(
        [offered(1), offered(2, 1), held(control, 3), held(control, 4), offered(5)].filter(
          ({ subscriber }) => wanted(subscriber),
        ),
        (
          [
            [1, 0, "accepted"],
            [2, 1, "complained"],
            [5, 0, "expired"],
          ] as const
        ).filter(([subscriber]) => wanted(subscriber)),
      );
    const whole = reportFrom(of(() => true));
    expect(
      reportFrom(
        of((one) => one % 2 === 0),
        of((one) => one % 2 === 1),
      ),
    ).toEqual(whole);
    expect(whole.decisions).toMatchObject({ offered: 3, suppressed: { total: 2 } });
  });
});
