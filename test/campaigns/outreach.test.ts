// Offers that wait: held, planned, let go by another trigger, reminded; and what binds them when they go.
import { describe, expect, test } from "vitest";
import type { CampaignBook } from "../../campaigns/campaign.ts";
import { createOutreach } from "../../campaigns/outreach.ts";
import type { Offered } from "../../domain/decision.ts";
import type { Outcome, Reaction } from "../../domain/offer.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from "../../domain/time.ts";
import { notesOf } from "./invariants/run.ts";
import { worldOf } from "./invariants/world.ts";
import { bookOf, type CampaignSample, POWERED_ON, PROFILE, triggerAt } from "./samples.ts";

const TEN_PM = 22 * HOUR_MS;
const EIGHT = DAY_MS + 8 * HOUR_MS;
const NOON = 12 * HOUR_MS;
const SILENT: Reaction = { deliveredAfterMs: 1_000, answer: "none", answeredAfterMs: 2_000 };

function outreachOf(book: CampaignBook, react: (offer: Offered) => Reaction = () => SILENT) {
  const outcomes: Outcome[] = [];
  const sent: Offered[] = [];
  const outreach = createOutreach({
    book,
    directory: { profile: () => PROFILE },
    responses: { react },
    onOutcome: (outcome) => outcomes.push(outcome),
    onSent: (offer) => sent.push(offer),
  });
  const steps = () => outcomes.map(({ kind, timeMs }) => [kind, timeMs]);
  return { outreach, outcomes, sent, steps };
}

const tone = (what: CampaignSample["what"], more: Partial<CampaignSample> = {}) =>
  ({ name: "tone", expiresAfterMs: HOUR_MS, what, ...more }) as CampaignSample;

describe("an offer whose moment lies in quiet hours", () => {
  test("is held back where it may not wait so long, and sent at their end where it may", () => {
    const short = outreachOf(bookOf([tone({ holdMs: 9 * HOUR_MS })]));
    expect(short.outreach.decide(triggerAt(TEN_PM))).toMatchObject({
      rule: "contact-policy.quiet-hours",
    });
    const { outreach, steps, sent } = outreachOf(bookOf([tone({ holdMs: 10 * HOUR_MS })]));
    expect(outreach.decide(triggerAt(TEN_PM))).toMatchObject({
      kind: "offered",
      deliverAtMs: EIGHT,
    });
    outreach.advance(EIGHT - 1);
    expect([outreach.pending, sent.length]).toEqual([1, 0]);
    outreach.advance(EIGHT + DAY_MS);
    expect(steps()).toEqual([
      ["held", TEN_PM],
      ["delivered", EIGHT + 1_000],
      ["expired", EIGHT + HOUR_MS],
    ]);
    expect(sent).toMatchObject([{ timeMs: TEN_PM, deliverAtMs: EIGHT }]);
  });

  test("waits for the campaign's own hours too", () => {
    const hours = { fromMs: 9 * HOUR_MS, toMs: 18 * HOUR_MS };
    const { outreach } = outreachOf(bookOf([tone({ holdMs: DAY_MS }, { hours })]));
    expect(outreach.decide(triggerAt(TEN_PM))).toMatchObject({ deliverAtMs: EIGHT + HOUR_MS });
  });

  test("is decided again when it goes: who opted out while it waited never gets it", () => {
    const { outreach, steps } = outreachOf(bookOf([tone({ holdMs: DAY_MS })]));
    outreach.decide(triggerAt(TEN_PM));
    outreach.optOut(0);
    outreach.advance(EIGHT);
    expect(steps()).toEqual([
      ["held", TEN_PM],
      ["expiredWhileHeld", EIGHT],
    ]);
    expect(outreach.pending).toBe(0);
  });

  test("is the only one of its night: the gap binds the second at eight", () => {
    const { outreach, steps } = outreachOf(bookOf([tone({ holdMs: DAY_MS })]));
    outreach.decide(triggerAt(TEN_PM, 0, 0));
    outreach.decide(triggerAt(TEN_PM + 1, 0, 1));
    outreach.advance(EIGHT);
    expect(steps().map(([kind]) => kind)).toEqual(["held", "held", "expiredWhileHeld"]);
  });

  test("goes before what has waited longer when its product has the greater priority", () => {
    const title = { en: "product", zh: "业务" };
    const products = [
      { id: "tone", title, need: "ringbackTone" },
      { id: "urgent", title, need: "wap", priority: 1 },
    ] as const;
    const first = tone({ holdMs: DAY_MS, productId: "tone" });
    const urgent = { ...tone({ holdMs: DAY_MS, productId: "urgent" }), trigger: POWERED_ON };
    const book = bookOf([first, { ...urgent, name: "urgent" }], {}, undefined, { products });
    const { outreach, sent } = outreachOf(book);
    outreach.decide(triggerAt(TEN_PM, 0, 0));
    outreach.decide(triggerAt(TEN_PM + 1, 0, 1, 1));
    outreach.advance(EIGHT);
    expect(sent.map(({ campaign }) => campaign)).toEqual([1]);
  });

  test("goes as fast as the channel takes it, the next second after the last", () => {
    const channels = { sms: { perSecond: 2 } };
    const book = bookOf([tone({ holdMs: DAY_MS })], {}, undefined, { channels });
    const { outreach, sent } = outreachOf(book);
    for (let person = 0; person < 8; person++) outreach.decide(triggerAt(TEN_PM, person));
    outreach.advance(EIGHT + MINUTE_MS);
    const times = sent.map(({ deliverAtMs }) => deliverAtMs! - EIGHT);
    expect(times).toEqual([0, 0, 500, 1_000, 1_500, 2_000, 2_500, 3_000]);
    expect(sent.map(({ subscriber }) => subscriber)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  test("of the control group waits as well, is told nobody, and binds its later moments alike", () => {
    const book = bookOf([tone({ holdMs: DAY_MS })], {}, { share: 0.999_999, salt: 1 });
    const { outreach, outcomes, sent } = outreachOf(book);
    const rule = "experiment.control-group";
    expect(outreach.decide(triggerAt(TEN_PM, 0, 0))).toMatchObject({ rule });
    expect(outreach.decide(triggerAt(EIGHT + HOUR_MS, 0, 1))).toMatchObject({
      rule: "contact-policy.minimum-gap",
      sinceContactMs: HOUR_MS,
      withheld: true,
    });
    expect([outcomes, sent]).toEqual([[], []]);
  });
});

describe("an offer with a moment of its own", () => {
  test("is sent some time after the trigger", () => {
    const deliver = { kind: "after", afterMs: 5 * SECOND_MS } as const;
    const { outreach, steps } = outreachOf(bookOf([tone({ deliver })]));
    outreach.decide(triggerAt(NOON));
    outreach.advance(NOON + MINUTE_MS);
    expect(steps()).toEqual([["delivered", NOON + 6 * SECOND_MS]]);
  });

  test("is sent at the next such time of day", () => {
    const deliver = { kind: "at", timeOfDayMs: 8.5 * HOUR_MS } as const;
    const { outreach } = outreachOf(bookOf([tone({ deliver })]));
    const deliverAtMs = EIGHT + HOUR_MS / 2;
    expect(outreach.decide(triggerAt(NOON))).toMatchObject({ deliverAtMs });
  });

  test("is let go by the next other trigger of the same person, or never", () => {
    const deliver = { kind: "nextIdle", trigger: POWERED_ON } as const;
    const { outreach, steps, sent } = outreachOf(bookOf([tone({ deliver, holdMs: HOUR_MS })]));
    for (const person of [0, 1]) outreach.decide(triggerAt(NOON, person));
    const idle = triggerAt(NOON + MINUTE_MS, 1, 1, 1);
    expect(outreach.decide(idle)).toMatchObject({ rule: "moment.not-together" });
    outreach.advance(NOON + DAY_MS);
    expect(sent).toMatchObject([{ subscriber: 1, deliverAtMs: NOON + MINUTE_MS }]);
    expect(steps()).toEqual([
      ["delivered", NOON + MINUTE_MS + 1_000],
      ["expiredWhileHeld", NOON + HOUR_MS],
      ["expired", NOON + MINUTE_MS + HOUR_MS],
    ]);
  });
});

describe("two moments together", () => {
  const and = { trigger: POWERED_ON, withinMs: HOUR_MS };

  test.each([
    [0, 1],
    [1, 0],
  ])("make an offer in any order: definition %i, then %i", (first, second) => {
    const { outreach } = outreachOf(bookOf([tone({}, { and })]));
    const decided = (timeMs: number, sequence: number, definition: number) =>
      outreach.decide(triggerAt(timeMs, 0, sequence, definition));
    const rule = "moment.not-together";
    expect(decided(NOON, 0, first)).toMatchObject({ rule });
    expect(decided(NOON, 1, first)).toMatchObject({ rule });
    expect(decided(NOON + HOUR_MS + 1, 2, second)).toMatchObject({ rule });
    expect(decided(NOON + HOUR_MS + 2, 3, first)?.kind).toBe("offered");
  });
});

describe("a reminder", () => {
  const text = { en: "Still there?", zh: "还在吗？" };
  const followUps = [{ afterMs: 3 * DAY_MS, text }];

  test("comes to somebody who has not answered, and her answer counts", () => {
    const { outreach, steps, sent } = outreachOf(
      bookOf([tone({ followUps })]),
      ({ reminder = 0 }) => (reminder === 0 ? SILENT : { ...SILENT, answer: "accepted" }),
    );
    outreach.decide(triggerAt(NOON));
    outreach.advance(NOON + 5 * DAY_MS);
    expect(steps()).toEqual([
      ["delivered", NOON + 1_000],
      ["reminded", NOON + 3 * DAY_MS],
      ["delivered", NOON + 3 * DAY_MS + 1_000],
      ["accepted", NOON + 3 * DAY_MS + 2_000],
    ]);
    expect(sent.map(({ reminder = 0 }) => reminder)).toEqual([0, 1]);
  });

  test("is not sent to somebody who has answered, nor against a rule: then the offer expires", () => {
    const declines = { ...SILENT, answer: "declined" } as const;
    const answered = outreachOf(bookOf([tone({ followUps })]), () => declines);
    answered.outreach.decide(triggerAt(NOON));
    answered.outreach.advance(NOON + 5 * DAY_MS);
    expect(answered.steps().map(([kind]) => kind)).toEqual(["delivered", "declined"]);
    const refused = outreachOf(bookOf([tone({ followUps })]));
    refused.outreach.decide(triggerAt(NOON));
    refused.outreach.optOut(0);
    refused.outreach.advance(NOON + 5 * DAY_MS);
    expect(refused.steps()).toEqual([
      ["delivered", NOON + 1_000],
      ["expired", NOON + 3 * DAY_MS],
    ]);
    expect(refused.outreach.pending).toBe(0);
  });
});

describe("a keyword by which people withdraw", () => {
  const book = bookOf([tone({ holdMs: 10 * HOUR_MS })], { optOutKeywords: ["withdraw"] });
  const [withdrawal] = book.withdrawals!;

  test("takes effect at once, for what is held too, and is no decision", () => {
    const { outreach, steps, sent } = outreachOf(book);
    outreach.decide(triggerAt(TEN_PM));
    expect(outreach.decide(triggerAt(TEN_PM + 1, 0, 1, withdrawal))).toBeUndefined();
    expect(outreach.decide(triggerAt(TEN_PM + 2, 0, 2))).toMatchObject({
      rule: "contact-policy.opted-out",
    });
    outreach.advance(EIGHT + DAY_MS);
    expect(steps().map(([kind]) => kind)).toEqual(["held", "expiredWhileHeld"]);
    expect(sent).toEqual([]);
  });

  test("binds nobody else", () => {
    const { outreach } = outreachOf(book);
    outreach.decide(triggerAt(NOON, 1, 0, withdrawal));
    expect(outreach.decide(triggerAt(NOON + 1, 2))).toMatchObject({ kind: "offered" });
  });
});

describe("an outreach", () => {
  test("contacts nobody whom the budget does not reach", () => {
    const channels = { sms: { cost: 0.05 } };
    const book = bookOf([tone({ budget: 0.1 })], {}, undefined, { channels });
    const { outreach, sent } = outreachOf(book);
    const kinds = [0, 1, 2].map((person) => outreach.decide(triggerAt(NOON, person))?.kind);
    expect(kinds).toEqual(["offered", "offered", "suppressed"]);
    expect(sent).toHaveLength(2);
  });

  test("goes on from its slabs as if it had never stopped, whatever waits in them", () => {
    for (let seed = 1; seed <= 60; seed++) {
      const world = worldOf(seed, 150);
      const whole = notesOf(world);
      expect(notesOf(world, { restartAt: 40 + (seed % 70) }), `seed ${seed}`).toEqual(whole);
    }
  });
});

test("those whose turn would come too late take nobody's turn of the next day", () => {
  const book = bookOf(
    [tone({ holdMs: 13 * HOUR_MS })],
    { quietHours: { fromMs: 22 * HOUR_MS, toMs: 8 * HOUR_MS } },
    undefined,
    { channels: { sms: { perSecond: 1 / 3_600 } } },
  );
  const { outreach, sent } = outreachOf(book);
  // Each night thirty begin to wait for a channel that sends one an hour, until eleven at most.
  const sentOf = [0, 1].map((night) => {
    const before = sent.length;
    for (let person = 0; person < 30; person++) {
      outreach.decide(triggerAt(TEN_PM + night * DAY_MS, 100 * night + person));
    }
    outreach.advance(EIGHT + night * DAY_MS + 6 * HOUR_MS);
    return sent.length - before;
  });
  expect(sentOf[0]).toBeGreaterThan(2);
  expect(sentOf[1]).toBe(sentOf[0]);
});
