// Decisions one by one: which rule answers, which campaign speaks, and who lost the moment.
import { describe, expect, test } from "vitest";
import type { CampaignBook, ContactPolicy } from "../../campaigns/campaign.ts";
import { Decider } from "../../campaigns/decide.ts";
import { type ContactRecord, NO_CONTACTS } from "../../campaigns/ledger-row.ts";
import { NOTHING_SHARED, type Shared, type Subject } from "../../campaigns/request.ts";
import { armOf, createRulebook, inPilot } from "../../campaigns/rulebook.ts";
import { type Decision, RULES, type Rule } from "../../domain/decision.ts";
import type { Profile } from "../../domain/directory.ts";
import { KairosError } from "../../domain/errors.ts";
import { DAY_MS, HOUR_MS } from "../../domain/time.ts";
import type { Trigger } from "../../domain/trigger.ts";
import { bookOf, type CampaignSample, POWERED_ON, PROFILE, triggerAt } from "./samples.ts";

const NOON = 12 * HOUR_MS;
/** Noon of day 20. */
const AT = 20 * DAY_MS + NOON;

interface Case {
  readonly profile?: Partial<Profile>;
  /** Of the product that is sold. */
  readonly history?: Profile["history"]["ringbackTone"];
  readonly record?: Partial<Omit<ContactRecord, "capMs">>;
  /** Times of the contacts that the first and the second cap look at. */
  readonly caps?: readonly number[];
  readonly inControl?: boolean;
  readonly campaign?: Partial<CampaignSample>;
  readonly product?: object;
  readonly policy?: Partial<ContactPolicy>;
  readonly shared?: Partial<Shared>;
}

const HISTORY = 90 * DAY_MS;
const NEVER = Number.NEGATIVE_INFINITY;
type Decided = Exclude<Rule, "arbitration.lost">;

/** For each rule, what makes it and it alone hold an offer back at noon of day 20. */
const CAUSES: Record<Decided, Case> = {
  "campaign.paused": { shared: { isPaused: () => true } },
  "campaign.out-of-hours": {
    campaign: { hours: { fromMs: 8 * HOUR_MS, toMs: 11 * HOUR_MS } },
  },
  "moment.not-together": { campaign: { and: { trigger: POWERED_ON, withinMs: HOUR_MS } } },
  "segment.not-eligible": { profile: { usesMms: true } },
  "product.prerequisite": { product: { prerequisites: ["mobileNewspaper"] } },
  "product.excluded": { product: { excludes: ["wap"] } },
  "product.handset": { product: { handset: ["mms"] } },
  "contact-policy.red-list": { profile: { redListed: true } },
  "contact-policy.do-not-disturb": { profile: { doNotDisturb: true } },
  "consent.missing": {
    profile: { consent: { marketing: true, location: false, profiling: true } },
    policy: { consent: ["marketing", "location"] },
  },
  "contact-policy.opted-out": { record: { optedOut: true } },
  "contact-policy.complained": { record: { complained: true } },
  "contact-policy.already-accepted": {
    record: { hasAccepted: (campaign) => campaign === 0 },
  },
  "contact-policy.history-ordered": {
    history: { ordered: true },
    policy: { history: { ordered: true } },
  },
  "contact-policy.history-tried": {
    history: { triedDaysAgo: 69 },
    policy: { history: { triedMs: HISTORY } },
  },
  "contact-policy.history-cancelled": {
    history: { cancelledDaysAgo: 69 },
    policy: { history: { cancelledMs: HISTORY } },
  },
  "contact-policy.history-batch-unsubscribed": {
    history: { unsubscribedDaysAgo: 69, unsubscribedBy: "batch" },
    policy: { history: { batchUnsubscribedMs: HISTORY } },
  },
  "contact-policy.history-self-unsubscribed": {
    history: { unsubscribedDaysAgo: 69, unsubscribedBy: "self" },
    policy: { history: { selfUnsubscribedMs: HISTORY } },
  },
  "contact-policy.history-complained-about": {
    history: { complainedAbout: true },
    policy: { history: { complainedAbout: true } },
  },
  "contact-policy.history-contacted": {
    profile: { contactedDaysAgo: 69 },
    policy: { history: { contactedMs: HISTORY } },
  },
  "contact-policy.history-telemarketed": {
    profile: { telemarketedDaysAgo: 69 },
    policy: { history: { telemarketedMs: HISTORY } },
  },
  "campaign.pilot": { campaign: { pilot: { share: 0 } } },
  "contact-policy.quiet-hours": {
    policy: { quietHours: { fromMs: 11 * HOUR_MS, toMs: 13 * HOUR_MS } },
  },
  "contact-policy.minimum-gap": { record: { lastMs: AT - HOUR_MS } },
  "contact-policy.cap": { caps: [AT - 6 * DAY_MS, NEVER] },
  "contact-policy.channel-cap": {
    caps: [NEVER, AT - DAY_MS],
    policy: { caps: [{ channel: "sms", offers: 1, withinMs: 2 * DAY_MS }] },
  },
  "attention.budget": { record: { damage: 9_500 }, policy: { attention: { perPerson: 10 } } },
  "campaign.daily-limit": { shared: { usedUp: () => true } },
  "product.daily-limit": {
    product: { pushesPerDay: 5 },
    shared: { productUsedUp: () => true },
  },
  "campaign.budget": {
    campaign: { what: { budget: 1, productId: "tone" } },
    shared: { overBudget: () => true },
  },
  "channel.capacity": { shared: { hasRoom: () => false } },
  "experiment.control-group": { inControl: true },
};

/** What these make together; of caps the latest contact counts. */
function decided(rules: readonly Decided[], about: Trigger = triggerAt(AT)): Decision {
  const cases = rules.map((rule) => CAUSES[rule]);
  const all = <K extends keyof Case>(key: K): Case[K] =>
    Object.assign({}, ...cases.map((one) => one[key]));
  const tone = { id: "tone", title: { en: "tone", zh: "彩铃" }, need: "ringbackTone" } as const;
  const campaign = { name: "tone", who: { usesMms: false }, what: { productId: "tone" } };
  const policies = cases.map(({ policy }) => policy ?? {});
  const history = Object.assign({}, ...policies.map((policy) => policy.history));
  const book = bookOf(
    [{ ...campaign, ...all("campaign") }],
    {
      caps: [{ channel: "sms", offers: 100, withinMs: 1 }],
      ...Object.assign({}, ...policies),
      history,
    },
    undefined,
    { products: [{ ...tone, ...all("product") }], channels: { sms: { perSecond: 1 } } },
  );
  const caps = [0, 1].map((cap) =>
    Math.max(NEVER, ...cases.map((one) => one.caps?.[cap] ?? NEVER)),
  );
  const subject: Subject = {
    ...SUBJECT,
    profile: {
      ...PROFILE,
      contactedDaysAgo: -1,
      ...all("profile"),
      history: { ...PROFILE.history, ringbackTone: all("history")! },
    },
    record: { ...NO_CONTACTS, ...all("record"), capMs: (cap) => caps[cap]! },
    inControl: cases.some(({ inControl }) => inControl === true),
  };
  return deciding(book)(about, subject, { ...NOTHING_SHARED, ...all("shared") });
}

const SUBJECT: Subject = {
  subscriber: 0,
  profile: PROFILE,
  record: NO_CONTACTS,
  sequence: 4,
  inControl: false,
};

function deciding(book: CampaignBook) {
  const decider = new Decider(createRulebook(book));
  return (trigger: Trigger, subject: Partial<Subject> = {}, shared?: Shared): Decision =>
    decider.decide(trigger, { ...SUBJECT, subscriber: trigger.subscriber, ...subject }, shared);
}

const DECIDED = RULES.filter((rule) => rule !== "arbitration.lost") as readonly Decided[];

describe("a decision", () => {
  test("is an offer when no rule holds it back, at the trigger's time, with its cause", () => {
    const trigger = triggerAt(NOON, 7, 3);
    expect(deciding(bookOf([{ name: "tone" }]))(trigger)).toEqual({
      kind: "offered",
      timeMs: NOON,
      subscriber: 7,
      sequence: 4,
      campaign: 0,
      trigger,
      cause: { trigger: 3 },
      contactPressure: 0,
    });
    expect(decided([]).kind).toBe("offered");
  });

  test.each(DECIDED)("names the rule %s when that one holds it back", (rule) => {
    expect(decided([rule])).toMatchObject({ kind: "suppressed", rule });
  });

  // One product is given up by oneself or in a batch, never by both.
  const PAIRS = DECIDED.slice(1)
    .map((rule, index) => [DECIDED[index]!, rule] as const)
    .filter((pair) => !pair.every((rule) => rule.endsWith("unsubscribed")));
  test.each(PAIRS)("names %s rather than %s, in the order of RULES", (earlier, later) => {
    expect(decided([earlier, later])).toMatchObject({ kind: "suppressed", rule: earlier });
  });

  test("tells the time since the latest contact when the minimum gap holds it back", () => {
    const rule = "contact-policy.minimum-gap";
    expect(decided([rule])).toMatchObject({ rule, sinceContactMs: HOUR_MS });
  });

  test("lets a contact happen exactly at the end of the gap, of the cap's window, of quiet hours", () => {
    const decide = deciding(bookOf([{ name: "tone" }]));
    const gap = { ...NO_CONTACTS, lastMs: AT - 2 * DAY_MS };
    expect(decide(triggerAt(AT), { record: gap }).kind).toBe("offered");
    const cap = { ...NO_CONTACTS, capMs: () => AT - 7 * DAY_MS };
    expect(decide(triggerAt(AT), { record: cap }).kind).toBe("offered");
    const eight = 8 * HOUR_MS;
    expect(decide(triggerAt(eight)).kind).toBe("offered");
    expect(decide(triggerAt(eight - 1)).kind).toBe("suppressed");
  });

  test("counts days of the records from the run's first day: history grows old in the run", () => {
    const policy = { history: { triedMs: 90 * DAY_MS } };
    const decide = deciding(bookOf([{ name: "tone" }], policy));
    const profile = { ...PROFILE, history: { ringbackTone: { triedDaysAgo: 80 } } };
    const rule = "contact-policy.history-tried";
    expect(decide(triggerAt(9 * DAY_MS + NOON), { profile })).toMatchObject({ rule });
    expect(decide(triggerAt(10 * DAY_MS + NOON), { profile }).kind).toBe("offered");
  });

  test("about somebody without a profile is an offer only when the campaign is for everybody", () => {
    const stranger = { profile: undefined };
    const asked = (campaign: Partial<CampaignSample>) =>
      deciding(bookOf([{ name: "tone", ...campaign }]))(triggerAt(NOON), stranger);
    expect(asked({}).kind).toBe("offered");
    expect(asked({ who: { usesMms: false } })).toMatchObject({ rule: "segment.not-eligible" });
    expect(asked({ what: { channel: "mms" } })).toMatchObject({ rule: "product.handset" });
  });

  test("takes the first channel that handset, caps and room allow", () => {
    const channels = ["mms", "wapPush", "sms"] as const;
    const decide = deciding(
      bookOf([{ name: "tone", what: { channels } }], {}, undefined, { channels: { sms: {} } }),
    );
    expect(decide(triggerAt(NOON))).toMatchObject({ channel: "wapPush" });
    const full = { ...NOTHING_SHARED, hasRoom: (channel: string) => channel === "sms" };
    expect(decide(triggerAt(NOON), {}, full)).not.toHaveProperty("channel");
  });

  test("carries the arm of the person, the same for good, in the arms' shares", () => {
    const arms = [
      { name: "a", share: 0.25, what: { expiresAfterMs: 1 } },
      { name: "b", share: 0.5, what: {} },
    ];
    const decide = deciding(bookOf([{ name: "tone", arms, pilot: { share: 0.5 } }]));
    const people = Array.from({ length: 4_000 }, (_, subscriber) => subscriber);
    const counts = new Map<number | undefined, number>();
    for (const subscriber of people) {
      const { arm, kind } = decide(triggerAt(NOON, subscriber));
      expect(decide(triggerAt(AT, subscriber)).arm).toBe(arm);
      if (kind === "offered") counts.set(arm, (counts.get(arm) ?? 0) + 1);
    }
    const share = (arm?: number) => (counts.get(arm) ?? 0) / people.length;
    expect(share(0)).toBeCloseTo(0.125, 1);
    expect(share(1)).toBeCloseTo(0.25, 1);
    expect(share()).toBeCloseTo(0.125, 1);
    const pilot = people.filter((one) => inPilot({ name: "tone", pilot: { share: 0.5 } }, one));
    expect(pilot).toHaveLength([...counts.values()].reduce((sum, count) => sum + count));
  });
});

describe("an arm", () => {
  const TONES = [
    { id: "tone", title: { en: "tone", zh: "彩铃" }, need: "ringbackTone" },
    { id: "push", title: { en: "push", zh: "推送" }, need: "wap", prerequisites: ["tone"] },
  ] as const;
  const offerOf = (base: CampaignSample["what"], arm: CampaignSample["what"]) => {
    const arms = [{ name: "all", share: 1, what: arm! }];
    const campaign = { name: "tone", what: base!, arms };
    const book = bookOf([campaign], {}, undefined, { products: TONES });
    return { book, candidate: createRulebook(book).candidates[0]![1]! };
  };

  test("that names its channel is sent through no channel of its campaign's list", () => {
    const { book, candidate } = offerOf({ channels: ["wapPush", "mms"] }, { channel: "sms" });
    expect(candidate.channels).toEqual(["sms"]);
    expect(deciding(book)(triggerAt(NOON))).not.toHaveProperty("channel");
    const { channels } = offerOf({ channel: "call" }, { channels: ["web", "sms"] }).candidate;
    expect(channels).toEqual(["web", "sms"]);
    const other = offerOf({ channels: ["wapPush", "mms"] }, { expiresAfterMs: 1 }).candidate;
    expect(other.channels).toEqual(["wapPush", "mms"]);
  });

  test("that sells a need of no product record sells nothing of its campaign's record", () => {
    const base = { product: "ringbackTone", productId: "tone" } as const;
    const { candidate } = offerOf(base, { product: "wap" });
    expect(candidate).toMatchObject({ need: "wap", product: -1, value: 1 });
    expect(offerOf(base, {}).candidate).toMatchObject({ need: "ringbackTone", product: 0 });
  });

  test("settles what those who accepted its campaign have", () => {
    const arms = [{ name: "half", share: 0.5, what: { productId: "tone" } }];
    const book = bookOf(
      [
        { name: "either", what: { productId: "push" }, arms },
        { name: "push", what: { productId: "push" } },
      ],
      { excludeAccepted: false },
      undefined,
      { products: TONES },
    );
    const record = { ...NO_CONTACTS, hasAccepted: (campaign: number) => campaign === 0 };
    const hasTone = (subscriber: number) => armOf(book.campaigns[0]!, subscriber) === 0;
    const { candidates } = createRulebook(book);
    const sellers = candidates[1]![0]!.prerequisites[0]!.sellers;
    expect(sellers.map(({ campaign }) => campaign)).toEqual([0]);
    const people = Array.from({ length: 100 }, (_, subscriber) => subscriber);
    expect(people.filter(hasTone).length).toBeGreaterThan(20);
    expect(people.filter(hasTone).length).toBeLessThan(80);
    const isPaused = (campaign: number): boolean => campaign === 0;
    const decide = deciding(book);
    for (const subscriber of people) {
      expect(sellers[0]!.sellsTo(subscriber)).toBe(hasTone(subscriber));
      const { kind } = decide(
        triggerAt(NOON, subscriber),
        { record },
        { ...NOTHING_SHARED, isPaused },
      );
      expect(kind).toBe(hasTone(subscriber) ? "offered" : "suppressed");
    }
  });
});

describe("several campaigns on one trigger definition", () => {
  const mzone = { name: "mzone", who: { brands: ["mzone"] } } as const;
  const others = { name: "others", who: { brands: ["gotone", "easyown"] } } as const;
  const everyone = { name: "everyone" } as const;

  test("share that definition, and only the ones of it compete", () => {
    const book = bookOf([{ name: "power", trigger: POWERED_ON }, mzone, others]);
    expect(book.definitions.map(({ name }) => name)).toEqual(["powered.on", "ringback.heard"]);
    const decision = deciding(book)(triggerAt(NOON, 0, 0, 1));
    expect(decision).toMatchObject({ kind: "offered", campaign: 1 });
  });

  test("are asked in list order, so the first that may speak does; the others have lost", () => {
    expect(deciding(bookOf([others, everyone, mzone]))(triggerAt(NOON))).toMatchObject({
      campaign: 1,
      losers: [
        { campaign: 0, rule: "segment.not-eligible" },
        { campaign: 2, rule: "arbitration.lost" },
      ],
    });
  });

  test("by score are won by fit × need × price less what refusal weighs, the first on a tie", () => {
    const products = [
      { id: "tone", title: TITLE, need: "ringbackTone", price: 5 },
      { id: "wap", title: TITLE, need: "wap", price: 10 },
    ] as const;
    const campaigns = [
      { name: "tone", what: { productId: "tone" } },
      { name: "wap", what: { productId: "wap" } },
      { name: "wap too", what: { productId: "wap" } },
    ];
    const decidedBy = (refusalWeight: number) =>
      deciding(
        bookOf(campaigns, {}, undefined, { products, arbitration: { by: "score", refusalWeight } }),
      )(triggerAt(NOON));
    // 0.8 × 0.7 × 5 = 2.8 against 0.7 × 0.8 × 10 = 5.6; refusal 0.1 and 0.2.
    expect(decidedBy(0)).toMatchObject({
      campaign: 1,
      score: expect.closeTo(5.6, 6),
      losers: [
        { campaign: 0, rule: "arbitration.lost", score: expect.closeTo(2.8, 6) },
        { campaign: 2, rule: "arbitration.lost" },
      ],
    });
    expect(decidedBy(30)).toMatchObject({ campaign: 0, score: expect.closeTo(-0.2, 6) });
  });

  test.each(["order", "score"] as const)(
    "by %s too are won by the product of the greatest priority that may speak",
    (by) => {
      const products = [
        { id: "tone", title: TITLE, need: "ringbackTone", price: 5, priority: 9 },
        { id: "dear", title: TITLE, need: "wap", price: 100 },
        { id: "cheap", title: TITLE, need: "wap", price: 1, priority: 3 },
      ] as const;
      const campaigns = [
        { name: "dear", what: { productId: "dear" } },
        { name: "cheap", what: { productId: "cheap" } },
        { name: "tone", who: { brands: ["gotone"] }, what: { productId: "tone" } },
        { name: "cheap too", what: { productId: "cheap" } },
      ] as const;
      const arbitration = { by, refusalWeight: 0 };
      expect(
        deciding(bookOf(campaigns, {}, undefined, { products, arbitration }))(triggerAt(NOON)),
      ).toMatchObject({
        campaign: 1,
        losers: [
          { campaign: 0, rule: "arbitration.lost" },
          { campaign: 2, rule: "segment.not-eligible" },
          { campaign: 3, rule: "arbitration.lost" },
        ],
      });
    },
  );

  test("report the rule of the campaign that came furthest, the first of them on a tie", () => {
    const book = bookOf([others, mzone, everyone]);
    expect(deciding(book)(triggerAt(NOON), { inControl: true })).toMatchObject({
      rule: "experiment.control-group",
      campaign: 1,
    });
  });

  test("and a trigger of a definition that nobody waits for is an error that says so", () => {
    const act = () => deciding(bookOf([mzone]))(triggerAt(NOON, 0, 0, 5));
    expect(act).toThrow(KairosError);
    expect(act).toThrow("definition 5: got a trigger that no campaign waits for");
  });
});

const TITLE = { en: "product", zh: "业务" };
