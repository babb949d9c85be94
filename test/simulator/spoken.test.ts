// What the generated people say behind their tokens: the door makes the events' tokens of it again.
import { describe, expect, test } from "vitest";
import { fictionalTokens } from "../../domain/fictional-tokens.ts";
import { formatToken, type Tokenise, tokenOf } from "../../domain/identity.ts";
import { EMPTY_PLAN, otherParty } from "../../domain/number-plan.ts";
import type { SubscriberEvent } from "../../domain/subscriber-event.ts";
import { DAY_MS } from "../../domain/time.ts";
import { MESSAGE_TEXTS } from "../../simulator/people-tables.ts";
import { createTraffic, type Traffic } from "../../simulator/traffic.ts";
import { exampleScenario } from "./example-scenario.ts";

const scenario = exampleScenario({ handsetChangesPerYear: 100 });
const COUNT = 400;

function dayOf(options: { tokenise?: Tokenise; plan?: Traffic["numbers"] } = {}): {
  traffic: Traffic;
  events: readonly SubscriberEvent[];
} {
  const { tokenise, plan = scenario.numbers } = options;
  const traffic = createTraffic(
    { ...scenario, numbers: plan },
    { seed: "spoken", subscribers: COUNT, ...(tokenise && { tokenise }) },
  );
  return { traffic, events: traffic.events(0, DAY_MS) };
}

const { traffic, events } = dayOf();
const { spoken, directory } = traffic;
const every = <T extends SubscriberEvent["type"]>(type: T) =>
  events.filter((event): event is Extract<SubscriberEvent, { type: T }> => event.type === type);

const keywordsOf = (number: string): Readonly<Record<string, string>> =>
  scenario.numbers.services.find((listed) => listed.number === number)?.keywords ?? {};

describe("what people say and show", () => {
  test("passes the door as their events' other parties", () => {
    const parties = events.filter((event) => "peer" in event);
    expect(parties.length).toBeGreaterThan(15 * COUNT);
    for (const event of parties) {
      const { peer, numberClass, number } = event;
      const signalled = spoken.numberOf(event);
      expect(signalled.digits).toMatch(/^\d+$/);
      expect(otherParty(scenario.numbers, fictionalTokens, signalled)).toEqual({
        peer,
        numberClass,
        number,
      });
    }
  });

  test("is a person's own number to others, or the sender of a service", () => {
    for (const event of every("message.received")) {
      const sender = directory.ofNumber(event.peer);
      const { digits } = spoken.numberOf(event);
      if (sender >= 0) expect(digits).toBe(directory.digitsOf(sender));
      else expect([...scenario.numbers.senders!, "12530"]).toContain(digits);
    }
  });

  test("has service senders by their listed numbers, and everybody else without", () => {
    const listed = every("message.received").filter(({ number }) => number !== "");
    const names = ["10086", "1062", "10657", "10658", "12530", "12580"];
    expect([...new Set(listed.map(({ number }) => number))].sort()).toEqual(names);
    for (const { number, numberClass } of listed) {
      expect(numberClass).toBe(/^(10086|12580)$/.test(number) ? "operator" : "service");
    }
    const classOf = new Map(
      scenario.numbers.services.map((listed) => [listed.number, listed.class]),
    );
    const called = new Set<string>();
    for (const { number, numberClass } of every("call.setUp")) {
      expect(numberClass).toBe(number === "" ? "onNet" : classOf.get(number));
      called.add(number);
    }
    expect([...called]).toEqual(expect.arrayContaining(["", "10086", "12530"]));
  });

  test("has the texts that messages are tokens of", () => {
    const texts = [...every("message.sent"), ...every("message.received")].map((event) => {
      const text = spoken.textOf(event);
      expect(event).toMatchObject({ length: text.length, coding: "gsm7", part: 1, parts: 1 });
      expect(event.body).toBe(fictionalTokens("body", text as string));
      return text;
    });
    const keywords = scenario.numbers.services.flatMap((listed) => Object.keys(listed.keywords));
    const others = texts.filter((text) => !keywords.includes(text as string));
    expect(new Set(others)).toEqual(new Set(MESSAGE_TEXTS));
    const queries = every("message.sent").filter(({ keyword }) => keyword !== "");
    expect(queries.length).toBeGreaterThan(5);
    for (const event of queries) {
      expect(keywordsOf(event.number)[spoken.textOf(event) as string]).toBe(event.keyword);
    }
  });

  test("has the IMEI behind every handset's token, also of handsets since replaced", () => {
    const handsets = Map.groupBy(every("handset.seen"), ({ subscriber }) => subscriber);
    expect(handsets.size).toBeGreaterThan(0.5 * COUNT);
    let replaced = 0;
    for (const seen of handsets.values()) {
      if (new Set(seen.map(({ handset }) => handset)).size > 1) replaced++;
      for (const event of seen) {
        const imei = spoken.imeiOf(event);
        expect(imei).toMatch(/^\d{14}$/);
        expect(Number(imei.slice(0, 8))).toBe(event.tac);
        expect(fictionalTokens("imei", imei)).toBe(event.handset);
      }
    }
    expect(replaced).toBeGreaterThan(5);
  });

  test("has USSD strings that the plan lists, so that they pass as they are", () => {
    expect(every("ussd.requested").length).toBeGreaterThan(1);
    for (const event of every("ussd.requested")) {
      expect(scenario.numbers.codes).toContain(event.code);
      expect(spoken.codeOf(event)).toBe(event.code);
    }
  });
});

describe("the same day", () => {
  test("under an empty plan has the same tokens, no number, and nobody who calls a service", () => {
    const bare = dayOf({ plan: EMPTY_PLAN });
    const senders = (list: readonly SubscriberEvent[]): number[] =>
      [...new Set(list.filter(({ type }) => type === "mms.sent").map((e) => e.subscriber))].sort();
    expect(senders(bare.events)).toEqual(senders(events));
    const known = new Set(events.flatMap((event) => ("peer" in event ? [event.peer] : [])));
    for (const event of bare.events) {
      expect(event.type).not.toMatch(/^(ussd|push|key|announcement|menu)\./);
      if (!("peer" in event)) continue;
      expect(event.number).toBe("");
      if (event.type === "call.setUp") expect(known.has(event.peer)).toBe(true);
    }
  });

  test("has service messages from the senders that the plan names, and from no others", () => {
    const sendersIn = (plan: Traffic["numbers"]): ReadonlySet<string> => {
      const { traffic, events } = dayOf({ plan });
      const digits = events.flatMap((event) =>
        event.type === "message.received" && traffic.directory.ofNumber(event.peer) < 0
          ? [traffic.spoken.numberOf(event).digits]
          : [],
      );
      return new Set(digits);
    };
    // What people are sent by a service that they wrote to or called.
    const answering = ["10086", "12530"];
    const { senders: _named, ...unnamed } = scenario.numbers;
    expect(sendersIn({ ...unnamed, senders: ["61234", "61235"] })).toEqual(
      new Set(["61234", "61235", ...answering]),
    );
    expect(sendersIn({ ...unnamed, senders: [] })).toEqual(new Set(answering));
    expect(sendersIn(unnamed)).toEqual(sendersIn(scenario.numbers));
  });

  test("under another key has other tokens and nothing else", () => {
    const shifted: Tokenise = (kind, text) => tokenOf(3, fictionalTokens(kind, text));
    const other = dayOf({ tokenise: shifted });
    const back = (token: number): number => token - tokenOf(3, 0) + 1;
    for (const [index, event] of other.events.entries()) {
      const plain = { ...event };
      for (const field of ["peer", "body", "handset"] as const) {
        if (field in plain) Object.assign(plain, { [field]: back(Reflect.get(plain, field)) });
      }
      expect(plain).toEqual(events[index]);
    }
    expect(other.traffic.directory.nameOf(0)).toBe(
      formatToken(shifted("imsi", directory.imsiOf(0))),
    );
  });
});
