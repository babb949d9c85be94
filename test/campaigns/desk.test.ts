// A desk and its ledger: the control group, the order of triggers, growth. What it never does: invariants.test.ts.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CampaignBook } from "../../campaigns/campaign.ts";
import { createDesk } from "../../campaigns/desk.ts";
import { inControlGroup } from "../../campaigns/experiment.ts";
import type { Decision, Offered } from "../../domain/decision.ts";
import type { Profile } from "../../domain/directory.ts";
import type { OutcomeKind } from "../../domain/offer.ts";
import { DAY_MS, HOUR_MS } from "../../domain/time.ts";
import { ALL_DAY, bookOf, POWERED_ON, PROFILE, RINGBACK, triggerAt } from "./samples.ts";

const SUBSCRIBERS = 6;

interface Run {
  readonly book: CampaignBook;
  readonly profiles: readonly Profile[];
  readonly moments: readonly {
    readonly afterMs: number;
    readonly subscriber: number;
    readonly definition: number;
    /** How the offer ends, if one is made. */
    readonly ending: OutcomeKind;
  }[];
}

const hours = fc
  .tuple(fc.integer({ min: 0, max: 47 }), fc.integer({ min: 0, max: 47 }))
  .map(([from, to]) => ({ fromMs: (from * HOUR_MS) / 2, toMs: (to * HOUR_MS) / 2 }));

const campaign = fc.record({
  who: fc.constantFrom({}, { usesMms: false }, { usesMms: true }),
  hours: fc.oneof(fc.constant(ALL_DAY), hours),
  trigger: fc.constantFrom(RINGBACK, POWERED_ON),
});

const policy = fc.record({
  quietHours: hours,
  minimumGapMs: fc.constantFrom(0, HOUR_MS, DAY_MS, 3 * DAY_MS),
  cap: fc.record({
    offers: fc.integer({ min: 1, max: 4 }),
    withinMs: fc.constantFrom(HOUR_MS, DAY_MS, 7 * DAY_MS),
  }),
  respectDoNotDisturb: fc.boolean(),
  excludeRedList: fc.boolean(),
  excludeComplained: fc.boolean(),
  excludeAccepted: fc.boolean(),
});

const run: fc.Arbitrary<Run> = fc.record({
  book: fc
    .tuple(
      fc.array(campaign, { minLength: 1, maxLength: 4 }),
      policy,
      fc.record({ share: fc.constantFrom(0, 0.3), salt: fc.nat() }),
    )
    .map(([campaigns, contactPolicy, control]) =>
      bookOf(
        campaigns.map((sample, index) => ({ name: `campaign-${index}`, ...sample })),
        contactPolicy,
        control,
      ),
    ),
  profiles: fc.array(
    fc
      .record({
        usesMms: fc.boolean(),
        doNotDisturb: fc.boolean(),
        redListed: fc.boolean(),
      })
      .map((flags) => ({ ...PROFILE, ...flags })),
    { minLength: SUBSCRIBERS, maxLength: SUBSCRIBERS },
  ),
  moments: fc.array(
    fc.record({
      afterMs: fc.oneof(fc.constant(0), fc.nat(10 * 60_000), fc.nat(12 * HOUR_MS)),
      subscriber: fc.nat(SUBSCRIBERS - 1),
      definition: fc.nat(1),
      ending: fc.constantFrom("accepted", "declined", "complained", "expired"),
    }),
    { minLength: 1, maxLength: 120, size: "max" },
  ),
});

/** Decides the run's moments at a desk with this book; outcomes come in at once. */
function decisionsOf({ profiles, moments }: Run, book: CampaignBook): Past[] {
  const desk = createDesk({ book, directory: { profile: (index) => profiles[index] } });
  const past: Past[] = [];
  let timeMs = 0;
  for (const [sequence, { afterMs, subscriber, definition, ending }] of moments.entries()) {
    timeMs += afterMs;
    if (definition >= book.definitions.length) continue;
    const decision = desk.decide(triggerAt(timeMs, subscriber, sequence, definition));
    past.push({ decision, ending });
    if (decision.kind === "suppressed") continue;
    const { campaign } = decision;
    const cause = { decision: decision.sequence };
    desk.record({ timeMs, subscriber, decision: cause.decision, campaign, kind: ending, cause });
  }
  return past;
}

interface Past {
  readonly decision: Decision;
  readonly ending: OutcomeKind;
}

function withPolicy(book: CampaignBook, change: Partial<CampaignBook["policy"]>): CampaignBook {
  return { ...book, policy: { ...book.policy, ...change } };
}

describe("a desk", () => {
  test("withholds from the control group exactly what it offers when nobody is in it", () => {
    let withheld = 0;
    fc.assert(
      fc.property(run, (one) => {
        // Nobody can accept or complain about what was withheld, so these two must not bind.
        const book = withPolicy(one.book, { excludeAccepted: false, excludeComplained: false });
        const all = decisionsOf(one, { ...book, control: { share: 0, salt: 0 } });
        for (const [index, { decision }] of decisionsOf(one, book).entries()) {
          const { cause, trigger, timeMs, contactPressure, ...rest } = all[index]!
            .decision as Offered;
          if (rest.kind === "offered" && inControlGroup(book.control, rest.subscriber)) {
            withheld++;
            const rule = "experiment.control-group";
            expect(decision).toMatchObject({ ...rest, kind: "suppressed", rule });
          } else {
            expect(decision).toMatchObject(rest);
          }
        }
      }),
      { numRuns: 500 },
    );
    expect(withheld).toBeGreaterThan(100);
  });

  test("says of a gap or a cap that withheld contacts make that they were withheld", () => {
    const share = { share: 0.999_999, salt: 1 };
    const policy = { quietHours: { fromMs: 0, toMs: 0 }, minimumGapMs: HOUR_MS };
    const desk = createDesk({
      book: bookOf([{ name: "tone" }], policy, share),
      directory: { profile: () => PROFILE },
    });
    const told = [0, 1, HOUR_MS, 2 * HOUR_MS].map((timeMs) => desk.decide(triggerAt(timeMs)));
    expect(told).toMatchObject([
      { rule: "experiment.control-group" },
      { rule: "contact-policy.minimum-gap", sinceContactMs: 1, withheld: true },
      { rule: "experiment.control-group" },
      { rule: "contact-policy.cap", withheld: true },
    ]);
    expect(told.map((decision) => "withheld" in decision)).toEqual([false, true, false, true]);
  });

  test("answers every trigger with one decision, numbered per subscriber from 0", () => {
    fc.assert(
      fc.property(run, (one) => {
        const next = new Map<number, number>();
        for (const { decision } of decisionsOf(one, one.book)) {
          const expected = next.get(decision.subscriber) ?? 0;
          expect(decision.sequence).toBe(expected);
          next.set(decision.subscriber, expected + 1);
        }
      }),
      { numRuns: 100 },
    );
  });

  test("binds the second of two triggers of one millisecond by the first one's offer", () => {
    const desk = createDesk({
      book: bookOf([{ name: "tone" }], { quietHours: { fromMs: 0, toMs: 0 } }),
      directory: { profile: () => PROFILE },
    });
    expect(desk.decide(triggerAt(5, 0, 0)).kind).toBe("offered");
    expect(desk.decide(triggerAt(5, 0, 1))).toMatchObject({
      rule: "contact-policy.minimum-gap",
      sinceContactMs: 0,
    });
  });

  test("grows with subscribers that it has not seen before", () => {
    const desk = createDesk({
      book: bookOf([{ name: "tone" }], { quietHours: { fromMs: 0, toMs: 0 } }),
      directory: { profile: () => undefined },
    });
    for (const subscriber of [3, 70_000, 1_000_000]) {
      expect(desk.decide(triggerAt(1, subscriber))).toMatchObject({ kind: "offered", sequence: 0 });
      expect(desk.decide(triggerAt(2, subscriber))).toMatchObject({ sequence: 1 });
    }
  });
});
