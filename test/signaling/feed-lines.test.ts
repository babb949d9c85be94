// Feeds as NDJSON and CSV: typed, through the door, refused with file and line, and without digits.
import { describe, expect, test } from "vitest";
import { KairosError } from "../../domain/errors.ts";
import { fictionalTokens } from "../../domain/fictional-tokens.ts";
import { formatToken } from "../../domain/identity.ts";
import { InterningRegistry } from "../../domain/interning-registry.ts";
import { EMPTY_PLAN, type NumberPlan } from "../../domain/number-plan.ts";
import type { SubscriberEvent } from "../../domain/subscriber-event.ts";
import { FeedLines, type FeedLinesOptions } from "../../signaling/feed-lines.ts";

const PLAN: NumberPlan = {
  ...EMPTY_PLAN,
  countryCode: "86",
  onNetPrefixes: ["138"],
  services: [
    { number: "10086", prefix: false, class: "operator", keywords: {}, menu: true },
    { number: "12580", prefix: false, class: "operator", keywords: {}, menu: false },
  ],
};
const NUMBER = "13800000002";

/** Knows one number, and takes everybody by IMSI. */
function registry(): FeedLinesOptions["registry"] {
  const open = new InterningRegistry();
  return {
    ofImsi: (imsi, introduce) => open.ofImsi(imsi, introduce),
    ofNumber: (number) => (number === fictionalTokens("number", NUMBER) ? 7 : -1),
    numberOf: () => 0,
    nameOf: (subscriber) => open.nameOf(subscriber),
  };
}

function reader(options: Partial<FeedLinesOptions> = {}): FeedLines {
  return new FeedLines({
    registry: registry(),
    tokenise: fictionalTokens,
    numbers: PLAN,
    place: "x",
    format: "ndjson",
    start: "2008-06-10",
    ...options,
  });
}

function read(lines: readonly string[], options: Partial<FeedLinesOptions> = {}) {
  const feed = reader(options);
  const events = lines.map((line) => feed.read(line));
  return {
    events: events.filter((event): event is SubscriberEvent => event !== undefined),
    counts: feed.counts,
  };
}

describe("a feed in CSV", () => {
  test("has its columns named in the first line, in any order", () => {
    const { events } = read(
      [
        "name,timeMs,msisdn,reason,amountFen,balanceFen",
        `balance.changed,1000,${NUMBER},charged,120,-30`,
        `balance.changed,1000,+86${NUMBER},recharged,5000,4970\r`,
        "",
        `balance.changed,2000,${formatToken(fictionalTokens("number", NUMBER))},corrected,1,2`,
      ],
      { format: "csv" },
    );
    expect(events).toMatchObject([
      { type: "balance.changed", subscriber: 7, timeMs: 1000, balanceFen: -30, feed: "balance" },
      { subscriber: 7, amountFen: 5000, happenedMs: 1000, source: "feed", lac: 0, ci: 0 },
      { subscriber: 7, timeMs: 2000, reason: "corrected" },
    ]);
  });

  test("may be of one event, with dates, quotes and empty cells", () => {
    const { events } = read(
      [
        "time,happened,subscriber,product,action",
        '2008-06-10T08:30:00,2008-06-09 23:00,460000000000001,"data-pack",ordered',
        '2008-06-10T00:31:00Z,,"460000000000001",,cancelled',
      ],
      { format: "csv", event: "order.recorded" },
    );
    expect(events).toMatchObject([
      { timeMs: 30_600_000, happenedMs: -3_600_000, product: "data-pack", subscriber: 0 },
      { timeMs: 30_660_000, happenedMs: 30_660_000, product: "", action: "cancelled" },
    ]);
  });

  test("about people whom nobody knows is counted and passed over", () => {
    const { events, counts } = read(
      [
        "timeMs,msisdn,occasion,years,daysBefore",
        "0,13911111111,birthday,30,0",
        `0,${NUMBER},birthday,30,0`,
      ],
      { format: "csv", event: "date.reached" },
    );
    expect(events).toHaveLength(1);
    expect(counts).toEqual({ read: 2, unknown: 1 });
  });

  test.each([
    [["timeMs,subsriber"], 'x:1: column: got "subsriber", expected names of fields: msisdn, time'],
    [["timeMs,timeMs"], "x:1: column: got timeMs again"],
    [["timeMs,subscriber", "1"], "x:2: got 1 cells, expected 2"],
    [["timeMs,subscriber", '"1,a'], "x:2: got a quote that does not close"],
    [["timeMs,subscriber", "one,a"], 'x:2: timeMs: got "one", expected an integer from 0'],
    [
      ["timeMs,subscriber", "5,a", "4,a"],
      "x:3: timeMs: got 4, expected 5 or later: lines stand in the order of time",
    ],
    [["time,subscriber", "yesterday,a"], 'x:2: time: got "yesterday", expected a date and time'],
    [["timeMs,msisdn", "1,nobody"], 'x:2: msisdn: got "nobody", expected a number or its token'],
  ])("%j is refused", (lines, message) => {
    const of = { format: "csv", event: "roamed.home" } as const;
    expect(() => read(lines, of)).toThrow(KairosError);
    expect(() => read(lines, of)).toThrow(message);
  });
});

describe("a feed in NDJSON", () => {
  const line = (fields: object): string =>
    JSON.stringify({ timeMs: 5, subscriber: "460000000000001", ...fields });

  test("passes listed numbers and menus, and no other", () => {
    const chosen = { name: "menu.chosen", path: "12", label: "bill", result: "served" };
    const { events } = read(
      ["10086", "12580", "95588"].map((number) => line({ ...chosen, number })),
    );
    expect(events).toMatchObject([
      { number: "10086", path: "12" },
      { number: "12580", path: "" },
      { number: "", path: "" },
    ]);
  });

  test("turns the other party's digits into a token", () => {
    const { events } = read([line({ name: "mms.sent", peer: NUMBER, kilobytes: 30 })]);
    expect(events[0]).toMatchObject({
      peer: fictionalTokens("number", NUMBER),
      numberClass: "onNet",
    });
    expect(JSON.stringify(events)).not.toContain(NUMBER);
  });

  test("passes lines of other kinds over", () => {
    expect(read(['{"kind":"summary"}', "", line({ name: "roamed.home" })]).events).toHaveLength(1);
  });

  test.each([
    [line({ name: "message.sent" }), 'x:1: name: got "message.sent", expected one of order.rec'],
    [line({ name: "eaten" }), 'x:1: name: got "eaten", expected one of'],
    [line({ name: "roamed.home", feed: "hrl" }), 'x:1: feed: got "hrl", expected one of boss'],
    [line({ name: "mms.sent", peer: NUMBER }), "x:1: kilobytes: got nothing, expected an integer"],
    ["{", "x:1: got a line of 1 characters"],
  ])("%j is refused", (text, message) => {
    expect(() => read([text])).toThrow(message);
  });

  test("out of order is refused in a file, and taken from a subject", () => {
    const late = [line({ name: "roamed.home" }), line({ name: "roamed.home", timeMs: 4 })];
    expect(() => read(late)).toThrow("x:2: timeMs: got 4, expected 5 or later");
    expect(read(late, { ordered: false }).events).toHaveLength(2);
  });

  test("of an event that no feed tells is refused at once", () => {
    expect(() => reader({ event: "order.eaten" })).toThrow('x: got the event "order.eaten"');
  });

  test("never quotes digits in a complaint", () => {
    const wrong = line({ name: "order.recorded", action: "ordered", product: NUMBER });
    expect(() => read([wrong])).toThrow("product: got a string that is kept back");
    expect(() => read([line({ name: NUMBER })])).toThrow("name: got a string that is kept back");
  });

  test("with a date but without a scenario is told what would do", () => {
    const { start: _start, ...without } = { start: "" };
    const feed = new FeedLines({
      registry: registry(),
      tokenise: fictionalTokens,
      place: "x",
      format: "ndjson",
      ...without,
    });
    const dated = JSON.stringify({
      time: "2008-06-10T00:00",
      subscriber: "a",
      name: "roamed.home",
    });
    expect(() => feed.read(dated)).toThrow("timeMs: only a scenario has dates");
  });
});
