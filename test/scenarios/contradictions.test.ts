// What does not go together in a scenario: every contradiction with its line, and all at once.
import { describe, expect, test } from "vitest";
import { readScenario } from "../../scenarios/parse.ts";

function errorsOf(text: string): readonly string[] {
  const reading = readScenario(text, "x.yaml");
  return "errors" in reading ? reading.errors.map(({ message }) => message) : [];
}

/** Ten mistakes, each of another kind; their lines are those of the expectations below. */
const TEN = `name: ten
title: { en: Ten, zh: 十 }
start: 2008-06-10
subscribers: 100
products:
  - { id: tone, title: { en: Tone, zh: 彩铃 }, need: ringbackTone, excludes: [tone] }
  - { id: club, title: { en: Club, zh: 俱乐部 }, need: other, prerequisites: [tones] }
lists:
  - { name: candidates, who: {}, day: 3 }
channels:
  sms: { perSecond: 0 }
  call: { seats: 5, cost: 2 }
expectation: { order: [[by-phone, tone-ofer]] }
goals: ["lift.tones > 1%"]
campaigns:
  - name: tone-offer
    title: { en: Tone, zh: 彩铃 }
    who: { handsetCannot: [mms] }
    arms:
      - { name: a, share: 60%, what: {} }
      - { name: b, share: 50%, what: {} }
    what:
      product: tone
      text: { en: Try it., zh: 试试。 }
      channels: [mms]
      response: { accept: 2%, unprompted: 1%, complain: 0% }
    whenAndWhere: { trigger: { name: powered.on } }
  - name: by-phone
    title: { en: By phone, zh: 外呼 }
    what:
      product: club
      text: { en: Hello, zh: 您好 }
      channel: call
      budget: 1.5
      hold: 2d
      response: { accept: 2%, unprompted: 1%, complain: 0% }
    whenAndWhere: { trigger: { name: powered.on } }
`;

test("ten different mistakes are told in ten errors, with their lines and remedies", () => {
  expect(errorsOf(TEN)).toEqual([
    "x.yaml:6: products[0].excludes[0]: got the product itself, expected products that it excludes. Remove it.",
    expect.stringMatching(
      /^x\.yaml:7: products\[1\]\.prerequisites\[0\]: got "tones", expected an id of products or a class of need: tone, club, .*\. Did you mean tone\?$/,
    ),
    'x.yaml:9: lists[0].day: got "3" in a run of 1 day, expected a day from 0 to 0. Load it earlier, or let the run be longer.',
    'x.yaml:11: channels.sms.perSecond: got "0", with which nothing can be sent, expected a capacity above 0. Leave the line out for no limit, or take the channel out of the campaigns.',
    'x.yaml:13: expectation.order[0][1]: got "tone-ofer", expected a campaign of this file: tone-offer, by-phone. Did you mean tone-offer?',
    expect.stringMatching(
      /^x\.yaml:14: goals\[0\]: got "lift\.tones > 1%", expected lift\. and a campaign's name: tone-offer, by-phone\. /,
    ),
    "x.yaml:19: campaigns[0].arms: got shares of 110 % together, expected at most 100 %. Lower some; who is in no arm gets the campaign's own offer.",
    "x.yaml:25: campaigns[0].what.channels: got mms to people whose handset cannot take it, expected a channel that these people can take. Add sms to channels, or change who.handsetCannot.",
    'x.yaml:34: campaigns[1].what.budget: got "1.5", expected at least the 2 yuan of one contact. Raise it, or leave it out for no limit.',
    expect.stringMatching(
      /^x\.yaml:35: campaigns\[1\]\.what\.hold: got "2d", expected no more than the offer's .* \(expiresAfter\)\. Shorten it/,
    ),
  ]);
});

const campaign = (what: string, { when = "trigger: { name: powered.on }", rest = "" } = {}) =>
  `  - name: one
    title: { en: One, zh: 一 }
    ${rest}
    what:
      offer: { en: an offer, zh: 优惠 }
      text: { en: Take it., zh: 来吧。 }
      response: { accept: 1%, unprompted: 0%, complain: 0% }
      ${what}
    whenAndWhere: { ${when} }
`;

const withBlocks = (blocks: string, campaigns: string): string => `name: small
title: { en: Small, zh: 小 }
start: 2008-06-10
subscribers: 100
${blocks}
campaigns:
${campaigns}`;

describe("refused is", () => {
  test.each([
    [
      "a product of no table",
      "",
      campaign("product: toness"),
      '.product: got "toness", expected an id',
    ],
    [
      "a class of need misspelt",
      "",
      campaign("product: ringbacktone"),
      "Did you mean ringbackTone?",
    ],
    [
      "an arm's product of no table",
      "",
      campaign("", { rest: "arms: [{ name: a, share: 10%, what: { product: toness } }]" }),
      'campaigns[0].arms[0].what.product: got "toness"',
    ],
    [
      "products that need each other",
      "products: [{ id: a, title: { en: A, zh: 甲 }, need: mms, prerequisites: [b] }, { id: b, title: { en: B, zh: 乙 }, need: wap, prerequisites: [a] }]",
      campaign(""),
      'products[0].prerequisites: got "b", which needs "a"',
    ],
    [
      "a product that needs and excludes the same",
      "products: [{ id: a, title: { en: A, zh: 甲 }, need: mms, prerequisites: [wap], excludes: [wap] }]",
      campaign(""),
      'products[0].excludes[0]: got "wap", which is one of its prerequisites',
    ],
    [
      "a channel beside channels",
      "",
      campaign("channel: mms\n      channels: [sms, call]"),
      'what.channel: got "mms", which is none of channels',
    ],
    [
      "a product for handsets that cannot",
      "products: [{ id: a, title: { en: A, zh: 甲 }, need: mms, handset: [mms] }]",
      campaign("product: a", { rest: "who: { handsetCannot: [mms] }" }),
      'what.product: got "a" for people whose handset cannot do mms',
    ],
    [
      "a reminder after the end",
      "",
      campaign(
        "followUps: [{ after: 20h, text: { en: A, zh: 甲 } }, { after: 5h, text: { en: B, zh: 乙 } }]",
      ),
      "what.followUps[1].after: got a reminder",
    ],
    [
      "a pilot of nobody",
      "",
      campaign("", { rest: "pilot: { share: 0% }" }),
      'pilot.share: got "0%", which is nobody',
    ],
    [
      "arms of one name",
      "",
      campaign("", {
        rest: "arms: [{ name: a, share: 1%, what: {} }, { name: a, share: 1%, what: {} }]",
      }),
      'arms[1].name: got "a" again',
    ],
    [
      "an arm's channel that the campaign's budget cannot pay",
      "channels: { call: { cost: 2 } }",
      campaign("budget: 1.5", {
        rest: "arms: [{ name: a, share: 1%, what: { channel: call } }]",
      }),
      "campaigns[0].arms[0].what.channel: got call, of which one contact costs 2 yuan",
    ],
    [
      "an arm's hold for longer than its campaign's offers live",
      "",
      campaign("", { rest: "arms: [{ name: a, share: 1%, what: { hold: 2d } }]" }),
      'campaigns[0].arms[0].what.hold: got "2d", expected no more than the offer\'s 24 h',
    ],
    [
      "an arm whose offers end before its campaign's hold and reminder",
      "",
      campaign("hold: 5h\n      followUps: [{ after: 6h, text: { en: A, zh: 甲 } }]", {
        rest: "arms: [{ name: a, share: 1%, what: { hold: 1h, expiresAfter: 4h } }]",
      }),
      "campaigns[0].arms[0].what.expiresAfter: got a reminder 6 h after the first message",
    ],
    [
      "an arm's fixed time in quiet hours",
      "",
      campaign("", {
        rest: 'arms: [{ name: a, share: 1%, what: { deliver: { at: "22:30" } } }]',
      }),
      'campaigns[0].arms[0].what.deliver.at: got "22:30", which is quiet',
    ],
    [
      "a fixed time in quiet hours",
      "",
      campaign('deliver: { at: "22:30" }'),
      'what.deliver.at: got "22:30", which is quiet or outside',
    ],
    [
      "hours that are wholly quiet",
      "",
      campaign("", {
        when: 'trigger: { name: powered.on }, hours: { from: "22:00", to: "23:00" }',
      }),
      "all of it in policy.quietHours",
    ],
    [
      "a zone in a real network without zones",
      "network: { cells: cells.csv }",
      campaign("", { when: "trigger: { name: area.dwelled, zone: airport, minimumStay: 1h }" }),
      "trigger.zone: got a kind of place in a network without any",
    ],
    [
      "a trigger whose feed is switched off, by the feed's name",
      "feeds: { mmsc: { coverage: 0% } }",
      campaign("", { when: "trigger: { name: feed.received, type: mms.sent }" }),
      "trigger.name: got feed.received, which needs the feed mmsc: its coverage is 0%, expected a",
    ],
    [
      "a field that events of a feed do not have",
      "",
      campaign("", {
        when: "trigger: { name: feed.received, type: mms.sent, where: { colour: red } }",
      }),
      "whenAndWhere.trigger: got the field colour, expected",
    ],
    [
      "a second moment whose feed is switched off",
      "feeds: { bi: { coverage: 0% } }\nlists: [{ name: a, who: {} }]",
      campaign("", {
        when: "trigger: { name: powered.on }, and: { trigger: { name: list.loaded, list: a }, within: 1h }",
      }),
      "whenAndWhere.and.trigger.name: got list.loaded, which needs the feed bi",
    ],
    [
      "a list that nobody loads",
      "lists: [{ name: candidates, who: {} }]",
      campaign("", { when: "trigger: { name: list.loaded, list: candidate }" }),
      'trigger.list: got "candidate", expected one of lists: candidates. Did you mean candidates?',
    ],
    [
      "a list after the run",
      "days: 3\nlists: [{ name: a, who: {}, day: 3 }]",
      campaign(""),
      'lists[0].day: got "3" in a run of 3 days, expected a day from 0 to 2',
    ],
    [
      "a number that passes no tap",
      "numbers: { services: [{ number: '1259', prefix: true }] }",
      campaign("", { when: "trigger: { name: number.dialled, numbers: ['12590', '10086'] }" }),
      'trigger.numbers[1]: got "10086", which numbers.services does not have',
    ],
    [
      "a class of which no number is",
      "numbers: { services: [{ number: '10086' }] }",
      campaign("", { when: "trigger: { name: number.dialled, class: partner }" }),
      'trigger.class: got "partner", which no number of numbers.services is of',
    ],
    [
      "a keyword that no number knows",
      "numbers: { services: [{ number: '10086', class: operator, keywords: { YE: balance } }] }",
      campaign("", { when: "trigger: { name: query.made, keywords: [balanse] }" }),
      'trigger.keywords[0]: got "balanse", which passes no tap',
    ],
    [
      "a word of withdrawal that no number knows",
      "policy: { optOutKeywords: [withdraw] }",
      campaign(""),
      'policy.optOutKeywords[0]: got "withdraw", which passes no tap',
    ],
    [
      "a silence longer than the run",
      "days: 3",
      campaign("", { when: "trigger: { name: subscriber.silent, for: 14d }" }),
      "trigger.for: got a silence of",
    ],
    [
      "a goal that is none",
      'goals: ["be better"]',
      campaign(""),
      'goals[0]: got "be better", expected a line such as',
    ],
    [
      "a lift without a control group",
      'control: { share: 0% }\ngoals: ["lift.one > 1%"]',
      campaign(""),
      'goals[0]: got "lift.one > 1%" with no control group, expected control.share above 0%',
    ],
    [
      "an order of campaigns that are not there",
      "expectation: { order: [[one, two]] }",
      campaign(""),
      'expectation.order[0][1]: got "two", expected a campaign of this file: one',
    ],
    [
      "a person out of the small rehearsal",
      "expectation: { subscribers: 50, firesFor: [3, 70] }",
      campaign(""),
      'expectation.firesFor: got "70" among 50 people',
    ],
    [
      "a person for whom it fires and does not",
      "expectation: { firesFor: 3, notFor: [3] }",
      campaign(""),
      'expectation.notFor: got "3", who is in firesFor too',
    ],
    [
      "a band that nothing is in",
      "expectation: { offered: { min: 5, max: 2 }, recall: { min: 90%, max: 0.5 } }",
      campaign(""),
      'expectation.offered.min: got "5", above the maximum of 2',
    ],
    [
      "a rule that is none",
      "expectation: { suppressed: { contact-policy.minimumgap: { min: 1 } } }",
      campaign(""),
      "Did you mean contact-policy.minimum-gap?",
    ],
    [
      "a moment of delivery in words",
      "",
      campaign("deliver: soon"),
      'what.deliver: got "soon", expected now, nextIdle, { after: 5s }',
    ],
  ])("%s", (_, blocks, campaigns, message) => {
    const errors = errorsOf(withBlocks(blocks, campaigns));
    expect(errors.join("\n")).toContain(message);
  });
});

describe("what is said in the new blocks", () => {
  const scenarioOf = (text: string) => {
    const reading = readScenario(text, "x.yaml");
    if ("errors" in reading) throw new AggregateError(reading.errors, reading.errors.join("\n"));
    return reading.scenario;
  };
  const DAY_MS = 86_400_000;

  test("w2 and w3 are the published policies, and each line of history beats them", () => {
    const historyOf = (policy: string) =>
      scenarioOf(withBlocks(`policy: ${policy}`, campaign(""))).policy.history;
    expect(historyOf("{ preset: w2 }")).toEqual({
      cancelledMs: 90 * DAY_MS,
      telemarketedMs: 60 * DAY_MS,
    });
    expect(
      historyOf("{ preset: w3, history: { ordered: false, contacted: 30d, tried: 0s } }"),
    ).toEqual({
      batchUnsubscribedMs: 180 * DAY_MS,
      selfUnsubscribedMs: 365 * DAY_MS,
      complainedAbout: true,
      contactedMs: 30 * DAY_MS,
    });
    expect(historyOf("{}")).toBeUndefined();
  });

  test("the first cap of all channels is the cap, unless the file says one", () => {
    const policyOf = (policy: string) =>
      scenarioOf(withBlocks(`policy: ${policy}`, campaign(""))).policy;
    const caps = "caps: [{ channel: call, offers: 1, within: 60d }, { offers: 6, within: 30d }]";
    expect(policyOf(`{ ${caps} }`)).toMatchObject({
      cap: { offers: 6, withinMs: 30 * DAY_MS },
      caps: [{ channel: "call", offers: 1, withinMs: 60 * DAY_MS }],
    });
    expect(policyOf(`{ cap: { offers: 1, within: 1d }, ${caps} }`).caps).toHaveLength(2);
    expect(policyOf("{}")).toMatchObject({ cap: { offers: 2, withinMs: 7 * DAY_MS } });
  });

  test("a product gives a campaign its need, its words and its script for the channel", () => {
    const { campaigns, products } = scenarioOf(`name: small
title: { en: Small, zh: 小 }
start: 2008-06-10
subscribers: 100
products:
  - id: rbt
    title: { en: trial tone, zh: 彩铃体验 }
    need: ringbackTone
    price: 5
    scripts: { call: { en: Good day, zh: 您好 } }
campaigns:
  - name: one
    title: { en: One, zh: 一 }
    what:
      product: rbt
      channels: [call, sms]
      hold: 12h
      deliver: { after: 5s }
      response: { accept: 1%, unprompted: 0%, complain: 0% }
    arms: [{ name: cheap, share: 50%, what: { product: other, channel: sms } }]
    pilot: { share: 5% }
    whenAndWhere:
      trigger: { name: ringback.heard }
      and: { trigger: { name: powered.on }, within: 2h }
`);
    expect(products).toEqual([
      expect.objectContaining({ id: "rbt", need: "ringbackTone", price: 5 }),
    ]);
    expect(campaigns[0]).toMatchObject({
      pilot: { share: 0.05 },
      arms: [{ name: "cheap", share: 0.5, what: { product: "other", channel: "sms" } }],
      what: {
        product: "ringbackTone",
        productId: "rbt",
        offer: { en: "trial tone", zh: "彩铃体验" },
        text: { en: "Good day", zh: "您好" },
        channel: "call",
        channels: ["call", "sms"],
        holdMs: 12 * 3_600_000,
        deliver: { kind: "after", afterMs: 5_000 },
        expiresAfterMs: DAY_MS,
      },
      whenAndWhere: { definition: 0, and: { definition: 1, withinMs: 2 * 3_600_000 } },
    });
  });

  test("an arm is told only of what it says itself, and of no line that goes with its own", () => {
    const rest =
      "arms: [{ name: a, share: 1%, what: {} }, { name: b, share: 1%, what: { channel: sms } }]";
    const late = campaign("channels: [call]\n      budget: 1.5\n      hold: 2d", { rest });
    expect(errorsOf(withBlocks("channels: { call: { cost: 2 } }", late))).toEqual([
      expect.stringContaining("campaigns[0].what.budget: "),
      expect.stringContaining("campaigns[0].what.hold: "),
    ]);
  });

  test("an offer for the next idle moment waits for that trigger", () => {
    const { campaigns, definitions } = scenarioOf(withBlocks("", campaign("deliver: nextIdle")));
    expect(campaigns[0]!.what.deliver).toEqual({ kind: "nextIdle", definition: 1 });
    expect(definitions[1]).toMatchObject({ name: "subscriber.idle", quietForMs: 30 * 60_000 });
  });

  test("channels, lists, goals and what is expected come through, units in their names", () => {
    const scenario = scenarioOf(
      withBlocks(
        `channels: { sms: { perSecond: 5, cost: 0.05 }, call: { seats: 2 }, counter: { counters: 3 } }
lists: [{ name: a, who: { brands: [mzone] } }]
goals: ["complaints.rate < 0.0001", "lift.one > 0.5%"]
arbitration: { by: score }
kind: statistics
source: { system: s0, row: A14 }
expectation: { firesFor: 3, recall: { min: 80% }, suppressed: { contact-policy.cap: { min: 1 } } }`,
        campaign(""),
      ),
    );
    expect(scenario).toMatchObject({
      channels: {
        sms: { perSecond: 5, cost: 0.05 },
        call: { seats: 2, handlingMs: 180_000 },
        counter: { counters: 3, serviceMs: 480_000, queueBelow: 3 },
      },
      lists: [{ name: "a", who: { brands: ["mzone"] }, day: 0, atMs: 9 * 3_600_000, share: 1 }],
      goals: ["complaints.rate < 0.0001", "lift.one > 0.5%"],
      arbitration: { by: "score", refusalWeight: 0.5 },
      kind: "statistics",
      source: { system: "s0", row: "A14" },
      expectation: { firesFor: [3], recall: { min: 0.8 } },
    });
  });
});
