// What a desk never does, whatever campaigns, policies and triggers come; and that the check would notice.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CampaignBook } from "../../campaigns/campaign.ts";
import { createDesk } from "../../campaigns/desk.ts";
import { inControlGroup } from "../../campaigns/experiment.ts";
import type { Decision, Offered, Rule } from "../../domain/decision.ts";
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

/** Rules that these decisions break under the book; written without any of the code under test. */
function breaches({ book, profiles }: Run, past: readonly Past[]): Set<Rule> {
  const broken = new Set<Rule>();
  const offers = past.filter(
    (item): item is { decision: Offered; ending: OutcomeKind } => item.decision.kind === "offered",
  );
  for (const [index, { decision }] of offers.entries()) {
    const earlier = offers
      .slice(0, index)
      .filter((other) => other.decision.subscriber === decision.subscriber);
    const profile = profiles[decision.subscriber]!;
    const asked = book.campaigns[decision.campaign]!;
    const age = (other: { decision: Offered }) => decision.timeMs - other.decision.timeMs;
    const check = (rule: Rule, holds: boolean) => {
      if (!holds) broken.add(rule);
    };
    check("campaign.out-of-hours", isInside(asked.whenAndWhere.hours, decision.timeMs));
    check(
      "segment.not-eligible",
      asked.who.usesMms === undefined || asked.who.usesMms === profile.usesMms,
    );
    check("contact-policy.red-list", !(book.policy.excludeRedList && profile.redListed));
    check(
      "contact-policy.do-not-disturb",
      !(book.policy.respectDoNotDisturb && profile.doNotDisturb),
    );
    check(
      "contact-policy.complained",
      !book.policy.excludeComplained || earlier.every(({ ending }) => ending !== "complained"),
    );
    check(
      "contact-policy.already-accepted",
      !book.policy.excludeAccepted ||
        earlier.every(
          (other) => other.ending !== "accepted" || other.decision.campaign !== decision.campaign,
        ),
    );
    check("experiment.control-group", !inControlGroup(book.control, decision.subscriber));
    check("contact-policy.quiet-hours", !isInside(book.policy.quietHours, decision.timeMs));
    check(
      "contact-policy.minimum-gap",
      earlier.every((other) => age(other) >= book.policy.minimumGapMs),
    );
    check(
      "contact-policy.cap",
      earlier.filter((other) => age(other) < book.policy.cap.withinMs).length <
        book.policy.cap.offers,
    );
  }
  return broken;
}

/** By walking the clock in half-hours, as the arbitrary makes them. */
function isInside({ fromMs, toMs }: { fromMs: number; toMs: number }, timeMs: number): boolean {
  const slot = Math.floor((timeMs % DAY_MS) / (HOUR_MS / 2));
  if (fromMs === 0 && toMs === DAY_MS) return true;
  for (let at = fromMs / (HOUR_MS / 2); at !== toMs / (HOUR_MS / 2); at = (at + 1) % 48) {
    if (at === slot) return true;
  }
  return false;
}

/** Rules that the book alone does not make hold. */
type Unbooked = "campaign.paused" | "campaign.daily-limit" | "contact-policy.opted-out";

/** The book with one rule taken away. */
const WITHOUT: Record<Exclude<Rule, Unbooked>, (book: CampaignBook) => CampaignBook> = {
  "campaign.out-of-hours": (book) => ({
    ...book,
    campaigns: book.campaigns.map((item) => ({
      ...item,
      whenAndWhere: { ...item.whenAndWhere, hours: ALL_DAY },
    })),
  }),
  "segment.not-eligible": (book) => ({
    ...book,
    campaigns: book.campaigns.map((item) => ({ ...item, who: {} })),
  }),
  "contact-policy.red-list": (book) => withPolicy(book, { excludeRedList: false }),
  "contact-policy.do-not-disturb": (book) => withPolicy(book, { respectDoNotDisturb: false }),
  "contact-policy.complained": (book) => withPolicy(book, { excludeComplained: false }),
  "contact-policy.already-accepted": (book) => withPolicy(book, { excludeAccepted: false }),
  "experiment.control-group": (book) => ({ ...book, control: { share: 0, salt: 0 } }),
  "contact-policy.quiet-hours": (book) => withPolicy(book, { quietHours: { fromMs: 0, toMs: 0 } }),
  "contact-policy.minimum-gap": (book) => withPolicy(book, { minimumGapMs: 0 }),
  "contact-policy.cap": (book) => withPolicy(book, { cap: { offers: 50, withinMs: 1 } }),
};

function withPolicy(book: CampaignBook, change: Partial<CampaignBook["policy"]>): CampaignBook {
  return { ...book, policy: { ...book.policy, ...change } };
}

describe("a desk", () => {
  test("never breaks a rule, whatever campaigns, policies, people and triggers come", () => {
    let offers = 0;
    fc.assert(
      fc.property(run, (one) => {
        const past = decisionsOf(one, one.book);
        offers += past.filter(({ decision }) => decision.kind === "offered").length;
        expect([...breaches(one, past)]).toEqual([]);
      }),
      { numRuns: 1_500 },
    );
    expect(offers).toBeGreaterThan(1_000);
  });

  test.each(Object.keys(WITHOUT) as (keyof typeof WITHOUT)[])(
    "is caught breaking %s once that rule is taken away",
    (rule) => {
      const result = fc.check(
        fc.property(run, (one) => {
          const past = decisionsOf(one, WITHOUT[rule](one.book));
          return !breaches(one, past).has(rule);
        }),
        { numRuns: 3_000, endOnFailure: true },
      );
      expect(result.failed).toBe(true);
    },
  );

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
