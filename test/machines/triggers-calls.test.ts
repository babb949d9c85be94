// Triggers about calls, messages and queries against stories in which they must fire, or must not.
import { describe, expect, test } from "vitest";
import type { TriggerParameters } from "../../domain/trigger.ts";
import { firings, parametersWritten } from "./firings.ts";
import { type Line, min, s } from "./stories.ts";

const of = parametersWritten;

type Case = readonly [
  title: string,
  parameters: TriggerParameters,
  lines: readonly Line[],
  expected: readonly unknown[],
];

const operator = { peer: 5, numberClass: "operator", number: "10086" };
const partner = { peer: 6, numberClass: "partner", number: "95588" };
const weather = { peer: 7, numberClass: "service", number: "12121" };
const far = { peer: 8, numberClass: "longDistance", number: "" };
const incoming = { direction: "terminated" };

/** SETUP, ALERTING, CONNECT after 10 s, release after so long. */
const call = (fromMs: number, party: Readonly<Record<string, unknown>>, talkMs: number): Line[] => [
  [fromMs, "call.setUp", party],
  [fromMs + s(2), "call.alerted"],
  [fromMs + s(10), "call.answered"],
  [fromMs + s(10) + talkMs, "call.released"],
];
const unanswered = (
  fromMs: number,
  party: Readonly<Record<string, unknown>>,
  cause24008: number,
): Line[] => [
  [fromMs, "call.setUp", party],
  [fromMs + s(4), "call.released", { cause24008 }],
];
const dialled = (number: string, talkMs = 0) => ({ name: "number.dialled", number, talkMs });
const hotline = { numbers: ["10086"] };
const hungUp = { ...hotline, phase: "released", minimumTalk: "10s" };

describe("number.dialled", () => {
  test.each<Case>([
    [
      "fires at the set-up",
      of("number.dialled", hotline),
      call(0, operator, s(30)),
      [[0, dialled("10086")]],
    ],
    ["not at another number", of("number.dialled", hotline), call(0, weather, s(30)), []],
    [
      "not at a call from it",
      of("number.dialled", hotline),
      call(0, { ...operator, ...incoming }, s(30)),
      [],
    ],
    [
      "at the answer",
      of("number.dialled", { ...hotline, phase: "answered" }),
      call(0, operator, s(30)),
      [[s(10), dialled("10086")]],
    ],
    [
      "at the hang-up of a talk as long",
      of("number.dialled", hungUp),
      call(0, operator, s(10)),
      [[s(20), dialled("10086", s(10))]],
    ],
    [
      "not when it was a moment shorter",
      of("number.dialled", hungUp),
      call(0, operator, s(10) - 1),
      [],
    ],
    ["not when nobody answered", of("number.dialled", hungUp), unanswered(0, operator, 17), []],
    [
      "unanswered too without a least talk",
      of("number.dialled", { ...hotline, phase: "released" }),
      unanswered(0, operator, 17),
      [[s(4), dialled("10086")]],
    ],
    [
      "by class",
      of("number.dialled", { class: "partner" }),
      [...call(0, operator, 0), ...call(min(5), partner, 0)],
      [[min(5), dialled("")]],
    ],
    [
      "by the beginning of listed numbers",
      of("number.dialled", { prefix: "125" }),
      call(0, { ...weather, number: "12590" }, 0),
      [[0, dialled("12590")]],
    ],
    [
      "a further call takes the place of the first",
      of("number.dialled", hungUp),
      [...call(0, operator, s(60)).slice(0, 3), ...call(s(30), weather, s(30))],
      [],
    ],
    [
      "a call that comes in meanwhile changes nothing",
      of("number.dialled", hungUp),
      [
        ...call(0, operator, s(60)).slice(0, 3),
        [s(30), "call.setUp", incoming],
        [s(40), "call.released"],
      ],
      [[s(40), dialled("10086", s(30))]],
    ],
    [
      "long distance without a carrier's prefix",
      of("number.dialled", { longDistance: true, withoutPrefix: ["12593"] }),
      [
        ...call(0, { ...far, carrierPrefix: "12593" }, 0),
        ...call(min(5), far, 0),
        ...call(min(9), operator, 0),
      ],
      [[min(5), dialled("")]],
    ],
  ])("%s", (_title, parameters, lines, expected) => {
    expect(firings(parameters, lines)).toEqual(expected);
  });

  const vacant = of("number.dialled", { numbers: ["12121"], outcome: "vacant" });
  test.each<Case>([
    ["an unassigned number", vacant, unanswered(0, weather, 1), [[s(4), dialled("12121")]]],
    [
      "an announcement, then an ordinary cause",
      vacant,
      [
        [0, "call.setUp", weather],
        [s(1), "announcement.heard"],
        [s(4), "call.released", { cause24008: 18 }],
      ],
      [[s(4), dialled("12121")]],
    ],
    [
      "a number that is named does not respond",
      vacant,
      unanswered(0, weather, 18),
      [[s(4), dialled("12121")]],
    ],
    [
      "any other may be out of reach",
      of("number.dialled", { outcome: "vacant" }),
      unanswered(0, weather, 18),
      [],
    ],
    ["busy is not vacant", vacant, unanswered(0, weather, 17), []],
    ["an ordinary cause without announcement is not", vacant, unanswered(0, weather, 16), []],
    [
      "a phone that rang is there",
      vacant,
      [
        [0, "call.setUp", weather],
        [s(1), "call.alerted"],
        [s(4), "call.released", { cause24008: 1 }],
      ],
      [],
    ],
  ])("vacant: %s", (_title, parameters, lines, expected) => {
    expect(firings(parameters, lines)).toEqual(expected);
  });
});

describe("called.by", () => {
  const parameters = of("called.by", { class: "partner", minimumTalk: "30s" });
  const from = { ...partner, ...incoming };
  test.each<Case>([
    [
      "fires when the talk is over",
      parameters,
      call(0, from, s(30)),
      [[s(40), { name: "called.by", number: "", talkMs: s(30) }]],
    ],
    ["not for a short one", parameters, call(0, from, s(29)), []],
    ["not for a call to the partner", parameters, call(0, partner, s(60)), []],
    [
      "not when the phone went off in between",
      parameters,
      [...call(0, from, s(60)).slice(0, 3), [s(20), "power.turnedOff"], [s(90), "call.released"]],
      [],
    ],
  ])("%s", (_title, parameters, lines, expected) => {
    expect(firings(parameters, lines)).toEqual(expected);
  });
});

describe("query.made", () => {
  const asked = (by: string, queries = 1) => ({ name: "query.made", by, queries });
  const bill = { ...operator, keyword: "bill" };
  const twice = of("query.made", { count: 2, within: "1h" });
  const key = (path: string) => ({ number: "10086", path });
  test.each<Case>([
    ["a keyword", of("query.made"), [[0, "message.sent", bill]], [[0, asked("sms")]]],
    [
      "another keyword does not",
      of("query.made", { keywords: ["balance"] }),
      [[0, "message.sent", bill]],
      [],
    ],
    [
      "an ordinary text to the operator does not",
      of("query.made"),
      [[0, "message.sent", operator]],
      [],
    ],
    ["a bare call does not", of("query.made"), call(0, operator, s(30)), []],
    [
      "the first key of a call, once",
      of("query.made"),
      [
        [0, "call.setUp", operator],
        [s(9), "key.pressed", key("1")],
        [s(11), "key.pressed", key("12")],
      ],
      [[s(9), asked("ivr")]],
    ],
    [
      "keys to a number that no menu is listed for do not",
      of("query.made"),
      [[0, "key.pressed", { number: "", path: "" }]],
      [],
    ],
    [
      "the path that is meant",
      of("query.made", { paths: ["12"] }),
      [
        [s(9), "key.pressed", key("1")],
        [s(11), "key.pressed", key("12")],
      ],
      [[s(11), asked("ivr")]],
    ],
    [
      "a USSD string",
      of("query.made", { codes: ["*100#"] }),
      [
        [0, "ussd.requested", { code: "*101#" }],
        [1, "ussd.requested", { code: "*100#" }],
      ],
      [[1, asked("ussd")]],
    ],
    [
      "ways that are not meant do not count",
      of("query.made", { by: ["ussd"] }),
      [[0, "message.sent", bill]],
      [],
    ],
    [
      "two at most an hour apart, by any way",
      twice,
      [
        [0, "message.sent", bill],
        [min(60), "ussd.requested"],
      ],
      [[min(60), asked("ussd", 2)]],
    ],
    [
      "not a moment later",
      twice,
      [
        [0, "message.sent", bill],
        [min(60) + 1, "ussd.requested"],
      ],
      [],
    ],
    [
      "then it counts anew",
      twice,
      [
        [0, "message.sent", bill],
        [1, "message.sent", bill],
        [2, "message.sent", bill],
        [3, "message.sent", bill],
      ],
      [
        [1, asked("sms", 2)],
        [3, asked("sms", 2)],
      ],
    ],
  ])("%s", (_title, parameters, lines, expected) => {
    expect(firings(parameters, lines)).toEqual(expected);
  });
});

describe("message.sent", () => {
  const sent = { name: "message.sent", number: "" };
  test.each<Case>([
    [
      "to a person",
      of("message.sent", { to: "person" }),
      [
        [0, "message.sent"],
        [1, "message.sent", operator],
      ],
      [[0, sent]],
    ],
    [
      "to anybody",
      of("message.sent"),
      [
        [0, "message.sent"],
        [1, "message.sent", operator],
      ],
      [
        [0, sent],
        [1, sent],
      ],
    ],
    [
      "to a listed number",
      of("message.sent", hotline),
      [
        [0, "message.sent"],
        [1, "message.sent", operator],
      ],
      [[1, { ...sent, number: "10086" }]],
    ],
    [
      "a keyword",
      of("message.sent", { keyword: "bill" }),
      [
        [0, "message.sent", operator],
        [1, "message.sent", { ...operator, keyword: "bill" }],
      ],
      [[1, sent]],
    ],
    [
      "of a long message the first part",
      of("message.sent"),
      [
        [0, "message.sent", { parts: 2 }],
        [1, "message.sent", { part: 2, parts: 2 }],
      ],
      [[0, sent]],
    ],
  ])("%s", (_title, parameters, lines, expected) => {
    expect(firings(parameters, lines)).toEqual(expected);
  });
});

describe("messages.sentInBulk", () => {
  const parameters = of("messages.sentInBulk");
  const to = (peer: number, more = {}) => ({ peer, ...more });
  const bulk = (recipients: number, spanMs: number) => ({
    name: "messages.sentInBulk",
    recipients,
    spanMs,
  });
  test.each<Case>([
    [
      "three people within ten minutes",
      parameters,
      [
        [0, "message.sent", to(1)],
        [s(5), "message.sent", to(2)],
        [min(10), "message.sent", to(3)],
      ],
      [[min(10), bulk(3, min(10))]],
    ],
    [
      "not when the first is longer ago",
      parameters,
      [
        [0, "message.sent", to(1)],
        [s(5), "message.sent", to(2)],
        [min(10) + 1, "message.sent", to(3)],
      ],
      [],
    ],
    [
      "not one person three times",
      parameters,
      [
        [0, "message.sent", to(1)],
        [1, "message.sent", to(1)],
        [2, "message.sent", to(1)],
      ],
      [],
    ],
    [
      "not different texts",
      parameters,
      [
        [0, "message.sent", to(1)],
        [1, "message.sent", to(2, { body: 78 })],
        [2, "message.sent", to(3, { length: 21 })],
      ],
      [],
    ],
    [
      "parts of one message are none of their own",
      parameters,
      [
        [0, "message.sent", to(1)],
        [1, "message.sent", to(2, { part: 2, parts: 2 })],
        [2, "message.sent", to(3)],
      ],
      [],
    ],
    [
      "other texts in between do not matter",
      parameters,
      [
        [0, "message.sent", to(1)],
        [1, "message.sent", to(9, { body: 78 })],
        [2, "message.sent", to(2)],
        [3, "message.sent", to(3)],
      ],
      [[3, bulk(3, 3)]],
    ],
    [
      "once for the same text, until it rests",
      parameters,
      [1, 2, 3, 4, 5].map((peer): Line => [peer, "message.sent", to(peer)]),
      [[3, bulk(3, 2)]],
    ],
    [
      "numbers of services are no people",
      parameters,
      [1, 2, 3].map((peer): Line => [peer, "message.sent", { ...operator, peer }]),
      [],
    ],
  ])("%s", (_title, parameters, lines, expected) => {
    expect(firings(parameters, lines)).toEqual(expected);
  });
});
