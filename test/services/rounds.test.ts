// Rounds of desk and delivery: cut into batches in any way, they decide as the bare loop does.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createDelivery } from "../../campaigns/delivery.ts";
import { createDesk } from "../../campaigns/desk.ts";
import type { Decision } from "../../domain/decision.ts";
import { hashWords } from "../../domain/hash.ts";
import type { Outcome, ResponseModel } from "../../domain/offer.ts";
import { MINUTE_MS, SECOND_MS } from "../../domain/time.ts";
import type { Trigger } from "../../domain/trigger.ts";
import type { NoticedTrigger, TriggerBatch } from "../../services/batches.ts";
import { Courier } from "../../services/courier.ts";
import { Rounds } from "../../services/rounds.ts";
import { bookOf, PROFILE, triggerAt } from "../campaigns/samples.ts";

/** No gap and no cap, so that only outcomes (accepted, complained) bind later decisions. */
const BOOK = bookOf([{ name: "tone", expiresAfterMs: 2 * MINUTE_MS }], {
  quietHours: { fromMs: 0, toMs: 0 },
  minimumGapMs: 0,
  cap: { offers: 100, withinMs: 1 },
  excludeAccepted: true,
  excludeComplained: true,
});
const DIRECTORY = { profile: () => PROFILE };
const END_MS = 20 * MINUTE_MS;

/** Quick answers of every kind, so that many fall between two triggers of one person. */
const RESPONSES: ResponseModel = {
  react({ timeMs, subscriber }) {
    const hash = hashWords(timeMs, subscriber);
    return {
      deliveredAfterMs: hash % (20 * SECOND_MS),
      answer: (["accepted", "declined", "complained", "none", "none"] as const)[hash % 5]!,
      answeredAfterMs: (hash % (60 * SECOND_MS)) + 1,
    };
  },
  convertsUnprompted: () => false,
};

interface Course {
  readonly decisions: Decision[];
  readonly outcomes: Outcome[];
}

/** The loop without any batch: an outcome is recorded before whatever is decided at its time. */
function bareLoop(triggers: readonly Trigger[]): Course {
  const decisions: Decision[] = [];
  const outcomes: Outcome[] = [];
  const desk = createDesk({ book: BOOK, directory: DIRECTORY });
  const delivery = createDelivery({
    book: BOOK,
    responses: RESPONSES,
    onOutcome(outcome) {
      outcomes.push(outcome);
      desk.record(outcome);
    },
  });
  for (const trigger of triggers) {
    delivery.advance(trigger.timeMs);
    const decision = desk.decide(trigger);
    decisions.push(decision);
    if (decision.kind === "offered") delivery.offer(decision);
  }
  delivery.advance(END_MS);
  return { decisions, outcomes };
}

async function inRounds(batches: readonly TriggerBatch[]): Promise<Course & { calls: number }> {
  const decisions: Decision[] = [];
  const outcomes: Outcome[] = [];
  let calls = 0;
  const courier = new Courier(BOOK, RESPONSES);
  const rounds = new Rounds(createDesk({ book: BOOK, directory: DIRECTORY }));
  for (const batch of batches) {
    const closed = await rounds.close(batch, async (offers) => {
      calls++;
      // As if from another process.
      return JSON.parse(JSON.stringify(courier.advance(JSON.parse(JSON.stringify(offers)))));
    });
    expect(closed.toMs).toBe(batch.toMs);
    decisions.push(...closed.decisions);
    outcomes.push(...closed.outcomes);
  }
  return { decisions, outcomes, calls };
}

function batchesOf(triggers: readonly Trigger[], ends: readonly number[]): TriggerBatch[] {
  let fromMs = -1;
  return [...new Set([...ends, END_MS])]
    .sort((a, b) => a - b)
    .map((toMs, number) => {
      const inside = triggers.filter(({ timeMs }) => timeMs > fromMs && timeMs <= toMs);
      fromMs = toMs;
      const noticed = inside.map((trigger): NoticedTrigger => ({ trigger }));
      return { number, toMs, events: 0, triggers: noticed };
    });
}

const ordered = (outcomes: readonly Outcome[]): Outcome[] =>
  [...outcomes].sort(
    (a, b) => a.timeMs - b.timeMs || a.subscriber - b.subscriber || a.decision - b.decision,
  );

const triggersArbitrary = fc
  .array(fc.tuple(fc.nat(15 * 60), fc.nat(3)), { maxLength: 80 })
  .map((list) => {
    const sequences = [0, 0, 0, 0];
    return list
      .sort((a, b) => a[0] - b[0] || a[1] - b[1])
      .map(([second, who]) => triggerAt(second * SECOND_MS, who, sequences[who]!++));
  });

describe("rounds of desk and delivery", () => {
  test("cut into batches in any way, they decide as the bare loop does", async () => {
    let bound = 0;
    await fc.assert(
      fc.asyncProperty(
        triggersArbitrary,
        fc.array(fc.nat(END_MS), { maxLength: 10 }),
        async (triggers, ends) => {
          const bare = bareLoop(triggers);
          const rounds = await inRounds(batchesOf(triggers, ends));
          expect(rounds.decisions).toEqual(bare.decisions);
          expect(ordered(rounds.outcomes)).toEqual(ordered(bare.outcomes));
          bound += bare.decisions.filter(({ kind }) => kind === "suppressed").length;
        },
      ),
      { numRuns: 200 },
    );
    // Outcomes did bind decisions, so the property is about something.
    expect(bound).toBeGreaterThan(100);
  });

  test("a batch of triggers on different people costs one message to the delivery", async () => {
    const triggers = Array.from({ length: 50 }, (_, who) => triggerAt(who * SECOND_MS, who));
    const { decisions, calls } = await inRounds(batchesOf(triggers, []));
    expect(decisions).toHaveLength(50);
    expect(calls).toBe(1);
  });

  test("contacts are kept newest first, with the outcome of each", async () => {
    const courier = new Courier(BOOK, {
      ...RESPONSES,
      react: () => ({ deliveredAfterMs: 1, answer: "declined", answeredAfterMs: 2 }),
    });
    const rounds = new Rounds(createDesk({ book: BOOK, directory: DIRECTORY }));
    const triggers = [triggerAt(SECOND_MS, 2, 0), triggerAt(2 * SECOND_MS, 2, 1)];
    for (const batch of batchesOf(triggers, [])) {
      await rounds.close(batch, async (offers) => courier.advance(offers));
    }
    expect(rounds.contacts(2).map(({ decision, outcome }) => [decision.timeMs, outcome])).toEqual([
      [2 * SECOND_MS, "declined"],
      [SECOND_MS, "declined"],
    ]);
    expect(rounds.contacts(3)).toEqual([]);
  });
});
