// Decisions one by one: which rule answers, which campaign speaks.
import { describe, expect, test } from "vitest";
import { decide, type Subject } from "../../campaigns/decide.ts";
import { NO_CONTACTS } from "../../campaigns/ledger.ts";
import type { Rule } from "../../domain/decision.ts";
import { RULES } from "../../domain/decision.ts";
import { KairosError } from "../../domain/errors.ts";
import { DAY_MS, HOUR_MS } from "../../domain/time.ts";
import { bookOf, POWERED_ON, PROFILE, triggerAt } from "./samples.ts";

const NOON = 12 * HOUR_MS;
const SUBJECT: Subject = { profile: PROFILE, record: NO_CONTACTS, sequence: 4, inControl: false };
const MORNING = { fromMs: 8 * HOUR_MS, toMs: 11 * HOUR_MS };

/** For each rule, what makes it and it alone hold an offer back at noon of day 20. */
const AT = 20 * DAY_MS + NOON;
const CAUSES: Record<Rule, (subject: Subject) => Subject> = {
  "campaign.paused": (subject) => subject,
  "campaign.out-of-hours": (subject) => subject,
  "segment.not-eligible": (subject) => withProfile(subject, { usesMms: true }),
  "contact-policy.red-list": (subject) => withProfile(subject, { redListed: true }),
  "contact-policy.do-not-disturb": (subject) => withProfile(subject, { doNotDisturb: true }),
  "contact-policy.opted-out": (subject) => withRecord(subject, { optedOut: true }),
  "contact-policy.complained": (subject) => withRecord(subject, { complained: true }),
  "contact-policy.already-accepted": (subject) => withRecord(subject, { accepted: [0] }),
  "campaign.daily-limit": (subject) => subject,
  "experiment.control-group": (subject) => ({ ...subject, inControl: true }),
  "contact-policy.quiet-hours": (subject) => subject,
  "contact-policy.minimum-gap": (subject) =>
    withRecord(subject, { contactsMs: [AT - HOUR_MS, ...subject.record.contactsMs.slice(1)] }),
  "contact-policy.cap": (subject) =>
    withRecord(subject, { contactsMs: [AT - 3 * DAY_MS, AT - 6 * DAY_MS] }),
};

function withProfile(subject: Subject, change: object): Subject {
  return { ...subject, profile: { ...subject.profile!, ...change } };
}

function withRecord(subject: Subject, change: object): Subject {
  return { ...subject, record: { ...subject.record, ...change } };
}

function bookFor(rules: readonly Rule[]) {
  const hours = rules.includes("campaign.out-of-hours") ? { hours: MORNING } : {};
  const quiet = { fromMs: 11 * HOUR_MS, toMs: 13 * HOUR_MS };
  return bookOf(
    [{ name: "tone", who: { usesMms: false }, ...hours }],
    rules.includes("contact-policy.quiet-hours") ? { quietHours: quiet } : {},
  );
}

function subjectFor(rules: readonly Rule[]): Subject {
  // Cap first: the gap's contact goes on top of the cap's.
  return [...rules].reverse().reduce((subject, rule) => CAUSES[rule](subject), SUBJECT);
}

function sharedFor(rules: readonly Rule[]) {
  return {
    isPaused: () => rules.includes("campaign.paused"),
    usedUp: () => rules.includes("campaign.daily-limit"),
  };
}

describe("a decision", () => {
  test("is an offer when no rule holds it back, at the trigger's time, with its cause", () => {
    const trigger = triggerAt(NOON, 7, 3);
    expect(decide(trigger, SUBJECT, bookFor([]), NOON)).toEqual({
      kind: "offered",
      timeMs: NOON,
      subscriber: 7,
      sequence: 4,
      campaign: 0,
      trigger,
      cause: { trigger: 3 },
      contactPressure: 0,
    });
  });

  test.each(RULES)("names the rule %s when that one holds it back", (rule) => {
    const rules = [rule];
    const [subject, book, shared] = [subjectFor(rules), bookFor(rules), sharedFor(rules)];
    const decision = decide(triggerAt(AT), subject, book, AT, shared);
    expect(decision).toMatchObject({ kind: "suppressed", rule });
  });

  const PAIRS = RULES.slice(1).map((rule, index) => [RULES[index]!, rule] as const);
  test.each(PAIRS)("names %s rather than %s, in the order of RULES", (earlier, later) => {
    const rules = [earlier, later];
    const [subject, book, shared] = [subjectFor(rules), bookFor(rules), sharedFor(rules)];
    const decision = decide(triggerAt(AT), subject, book, AT, shared);
    expect(decision).toMatchObject({ kind: "suppressed", rule: earlier });
  });

  test("tells the time since the latest contact when the minimum gap holds it back", () => {
    const rule = "contact-policy.minimum-gap";
    const decision = decide(triggerAt(AT), subjectFor([rule]), bookFor([rule]), AT);
    expect(decision).toMatchObject({ rule, sinceContactMs: HOUR_MS });
  });

  test("lets a contact happen exactly at the end of the gap, of the cap's window, of quiet hours", () => {
    const book = bookFor([]);
    const gap = withRecord(SUBJECT, { contactsMs: [AT - 2 * DAY_MS] });
    expect(decide(triggerAt(AT), gap, book, AT).kind).toBe("offered");
    const cap = withRecord(SUBJECT, { contactsMs: [AT - 3 * DAY_MS, AT - 7 * DAY_MS] });
    expect(decide(triggerAt(AT), cap, book, AT).kind).toBe("offered");
    const eight = 8 * HOUR_MS;
    expect(decide(triggerAt(eight), SUBJECT, book, eight).kind).toBe("offered");
    expect(decide(triggerAt(eight - 1), SUBJECT, book, eight - 1).kind).toBe("suppressed");
  });

  test("about somebody without a profile is an offer only when the campaign is for everybody", () => {
    const stranger = { ...SUBJECT, profile: undefined };
    const everybody = bookOf([{ name: "tone" }]);
    expect(decide(triggerAt(NOON), stranger, everybody, NOON).kind).toBe("offered");
    expect(decide(triggerAt(NOON), stranger, bookFor([]), NOON)).toMatchObject({
      rule: "segment.not-eligible",
    });
  });
});

describe("several campaigns on one trigger definition", () => {
  const mzone = { name: "mzone", who: { brands: ["mzone"] } } as const;
  const others = { name: "others", who: { brands: ["gotone", "easyown"] } } as const;
  const everyone = { name: "everyone" } as const;

  test("share that definition, and only the ones of it compete", () => {
    const book = bookOf([{ name: "power", trigger: POWERED_ON }, mzone, others]);
    expect(book.definitions.map(({ name }) => name)).toEqual(["powered.on", "ringback.heard"]);
    const decision = decide(triggerAt(NOON, 0, 0, 1), SUBJECT, book, NOON);
    expect(decision).toMatchObject({ kind: "offered", campaign: 1 });
  });

  test("are asked in list order, so the first that may speak does", () => {
    const book = bookOf([others, everyone, mzone]);
    expect(decide(triggerAt(NOON), SUBJECT, book, NOON)).toMatchObject({ campaign: 1 });
  });

  test("report the rule of the campaign that came furthest, the first of them on a tie", () => {
    const control = { ...SUBJECT, inControl: true };
    const book = bookOf([others, mzone, everyone]);
    expect(decide(triggerAt(NOON), control, book, NOON)).toMatchObject({
      rule: "experiment.control-group",
      campaign: 1,
    });
  });

  test("and a trigger of a definition that nobody waits for is an error that says so", () => {
    const act = () => decide(triggerAt(NOON, 0, 0, 5), SUBJECT, bookOf([mzone]), NOON);
    expect(act).toThrow(KairosError);
    expect(act).toThrow("definition 5: got a trigger that no campaign waits for");
  });
});
