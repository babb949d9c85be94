// How people answer: the equations of the response model, recovered from its answers.
import { describe, expect, test } from "vitest";
import type { Offered } from "../../domain/decision.ts";
import { HOUR_MS, MINUTE_MS } from "../../domain/time.ts";
import type { TriggerFacts, TriggerParameters } from "../../domain/trigger.ts";
import { createResponses } from "../../simulator/days/response.ts";
import { claimedBy, NEEDS, worthOf } from "../../simulator/needs.ts";
import { runKey } from "../../simulator/random.ts";
import { bookOf, POWERED_ON, PROFILE, RINGBACK, triggerAt } from "../campaigns/samples.ts";

const PEOPLE = 40_000;
const RATES = { accept: 0.1, unprompted: 0.04, complain: 0.02 };
const BOOK = bookOf([{ name: "tone", response: RATES }]);
const MODEL = createResponses(BOOK, runKey("answers"));

function offerTo(subscriber: number, contactPressure = 0, timeMs = 9 * HOUR_MS): Offered {
  return {
    kind: "offered",
    timeMs,
    subscriber,
    sequence: 0,
    campaign: 0,
    trigger: triggerAt(timeMs, subscriber),
    cause: {},
    contactPressure,
  };
}

/** What is left of the need when a message comes so late. */
function worthAfter(delayMs: number, timeMs = 9 * HOUR_MS): number {
  const moments = claimedBy(offerTo(0).trigger.facts, timeMs);
  return worthOf("ringbackTone", { timeMs, moments }, { timeMs: timeMs + delayMs, moments });
}

const everybody = (contactPressure = 0) =>
  Array.from({ length: PEOPLE }, (_, subscriber) =>
    MODEL.react(offerTo(subscriber, contactPressure)),
  );

const share = (flags: readonly boolean[]) => flags.filter(Boolean).length / flags.length;

/** Five standard deviations of a share of PEOPLE. */
const margin = (rate: number) => 5 * Math.sqrt((rate * (1 - rate)) / PEOPLE);

describe("people's answers", () => {
  const answers = everybody();
  const rate = (answer: string) => share(answers.map((reaction) => reaction.answer === answer));

  test("show the campaign's rates: accept but for the delivery's delay, unprompted, complain", () => {
    const delays = answers.map(({ deliveredAfterMs }) => worthAfter(deliveredAfterMs));
    const worth = delays.reduce((sum, value) => sum + value, 0) / PEOPLE;
    expect(worth).toBeGreaterThan(0.99);
    const expected = RATES.unprompted + (RATES.accept - RATES.unprompted) * worth;
    expect(Math.abs(rate("accepted") - expected)).toBeLessThan(margin(expected));
    expect(Math.abs(rate("complained") - RATES.complain)).toBeLessThan(margin(RATES.complain));
    const unprompted = share(
      answers.map((_, subscriber) => MODEL.convertsUnprompted({ subscriber, campaign: 0 })),
    );
    expect(Math.abs(unprompted - RATES.unprompted)).toBeLessThan(margin(RATES.unprompted));
  });

  test("of people in an arm are to what it sells, at its rates, also without any message", () => {
    const arms = [
      { name: "all", share: 1, what: { product: "wap", response: { ...RATES, unprompted: 0.09 } } },
    ] as const;
    const ofArm = createResponses(
      bookOf([{ name: "tone", what: { product: "ringbackTone" }, response: RATES, arms }]),
      runKey("answers"),
    );
    const alone = createResponses(
      bookOf([
        { name: "tone", what: { product: "wap" }, response: { ...RATES, unprompted: 0.09 } },
      ]),
      runKey("answers"),
    );
    const timeMs = 9 * HOUR_MS;
    let unprompted = 0;
    for (let subscriber = 0; subscriber < 1_000; subscriber++) {
      const person = { subscriber, campaign: 0, timeMs };
      expect(ofArm.needOf(person)).toBe(alone.needOf(person));
      expect(ofArm.convertsUnprompted(person)).toBe(alone.convertsUnprompted(person));
      if (ofArm.convertsUnprompted(person)) unprompted++;
    }
    expect(unprompted).toBeGreaterThan(0);
  });

  test("come from those who need most: whoever accepts needs more than all who do not", () => {
    const timeMs = 9 * HOUR_MS;
    const needs = answers.map((_, subscriber) => MODEL.needOf({ subscriber, campaign: 0, timeMs }));
    let least = 1;
    let most = 0;
    for (const [subscriber, need] of needs.entries()) {
      expect(need > 0 && need <= 1).toBe(true);
      if (answers[subscriber]!.answer === "accepted") least = Math.min(least, need);
      else most = Math.max(most, need);
    }
    // A delivery of seconds to a minute moves the line by less than 3 % of those who accept.
    expect(least).toBeGreaterThan(most * (1 - 0.03 * RATES.accept));
  });

  test("are fewer where the claimed moment is not true, by the need's base", () => {
    const deceived = createResponses(BOOK, runKey("answers"), {
      known: ["toneHeard"],
      of: () => ({}),
    });
    const wrong = answers.map((_, subscriber) => deceived.react(offerTo(subscriber)).answer);
    const accepted = share(wrong.map((answer) => answer === "accepted"));
    const expected = RATES.unprompted + (RATES.accept - RATES.unprompted) * NEEDS.ringbackTone.base;
    expect(Math.abs(accepted - expected)).toBeLessThan(margin(expected));
  });

  test("are as many as the scenario says where the claimed moment is true", () => {
    const informed = createResponses(BOOK, runKey("answers"), {
      known: ["toneHeard"],
      of: () => ({ toneHeard: { sinceMs: 9 * HOUR_MS, untilMs: 9 * HOUR_MS } }),
    });
    for (let subscriber = 0; subscriber < 2_000; subscriber++) {
      expect(informed.react(offerTo(subscriber))).toEqual(answers[subscriber]);
    }
  });

  test("are refusals of a quarter of those who neither accept nor complain", () => {
    const rest = 1 - rate("accepted") - rate("complained");
    expect(Math.abs(rate("declined") / rest - 0.25)).toBeLessThan(2 * margin(0.25));
  });

  test("are acceptances by all who would convert unprompted: nobody is put off", () => {
    const putOff = answers.filter(
      ({ answer }, subscriber) =>
        MODEL.convertsUnprompted({ subscriber, campaign: 0 }) && answer !== "accepted",
    );
    expect(putOff).toEqual([]);
  });

  test("tire: earlier contacts weaken the wish and multiply complaints", () => {
    const tired = everybody(3);
    const accepted = share(tired.map(({ answer }) => answer === "accepted"));
    const wish = RATES.unprompted + 0.06 * Math.exp(-0.36);
    expect(Math.abs(accepted - wish)).toBeLessThan(margin(wish) + 0.001);
    const complained = share(tired.map(({ answer }) => answer === "complained"));
    const expected = RATES.complain * Math.exp(1.05);
    expect(Math.abs(complained - expected)).toBeLessThan(margin(expected));
  });

  test("come after the delivery: 90 % are read in three minutes, so half answer within six", () => {
    const afterMs = answers
      .map((reaction) => reaction.answeredAfterMs - reaction.deliveredAfterMs)
      .sort((a, b) => a - b);
    expect(afterMs[0]).toBeGreaterThanOrEqual(0);
    expect(afterMs[PEOPLE / 2]).toBeGreaterThan(2 * MINUTE_MS);
    expect(afterMs[PEOPLE / 2]).toBeLessThan(6 * MINUTE_MS);
    const delays = answers.map((reaction) => reaction.deliveredAfterMs).sort((a, b) => a - b);
    expect(delays[0]).toBeGreaterThan(0);
    expect(Math.abs(delays[PEOPLE / 2]! - 6_000)).toBeLessThan(100);
  });

  test("are the same for the same arguments, and stay when another campaign comes before", () => {
    const longer = createResponses(
      bookOf([{ name: "new" }, { name: "tone", response: RATES }]),
      runKey("answers"),
    );
    for (let subscriber = 0; subscriber < 500; subscriber++) {
      const reaction = answers[subscriber]!;
      expect(MODEL.react(offerTo(subscriber))).toEqual(reaction);
      expect(longer.react({ ...offerTo(subscriber), campaign: 1 })).toEqual(reaction);
    }
  });

  test("differ with the seed", () => {
    const other = createResponses(BOOK, runKey("other"));
    const same = answers
      .slice(0, 500)
      .filter(
        ({ deliveredAfterMs }, subscriber) =>
          other.react(offerTo(subscriber)).deliveredAfterMs === deliveredAfterMs,
      );
    expect(same.length).toBeLessThan(10);
  });
});

describe("people who want no more", () => {
  const leaving = createResponses(
    bookOf([{ name: "tone", response: { ...RATES, optOut: 0.1 } }]),
    runKey("answers"),
  );

  test("are as many as the campaign says, more after earlier contacts, and were silent otherwise", () => {
    let silent = 0;
    const count = (pressure: number): number => {
      let gone = 0;
      for (let subscriber = 0; subscriber < PEOPLE; subscriber++) {
        const { answer } = leaving.react(offerTo(subscriber, pressure));
        if (answer !== "optedOut") continue;
        gone++;
        if (MODEL.react(offerTo(subscriber, pressure)).answer === "none") silent++;
      }
      return gone;
    };
    const fresh = count(0);
    expect(Math.abs(fresh / PEOPLE - 0.1)).toBeLessThan(margin(0.1));
    // All but the few whom the default rate takes as well.
    expect(silent / fresh).toBeGreaterThan(0.98);
    const tired = count(1);
    expect(Math.abs(tired / PEOPLE - 0.1 * Math.exp(0.35))).toBeLessThan(margin(0.15));
  });
});

describe("rates at the peak", () => {
  const peak = { ...RATES, at: "peak" as const };
  const onTone = bookOf([{ name: "tone", response: peak }]);
  const onPower = bookOf([{ name: "tone", trigger: POWERED_ON, response: peak }]);
  const sold = {
    ...onPower,
    campaigns: onPower.campaigns.map((campaign) => ({
      ...campaign,
      what: { ...campaign.what, product: "ringbackTone" as const },
    })),
  };
  const powered: TriggerFacts = { name: "powered.on", offMs: HOUR_MS, missedCalls: 0 };
  const answersOf = (book: typeof BOOK, facts?: TriggerFacts) => {
    const model = createResponses(book, runKey("answers"));
    return Array.from({ length: PEOPLE }, (_, subscriber) => {
      const offer = offerTo(subscriber);
      const trigger = { ...offer.trigger, ...(facts && { facts }) };
      return model.react({ ...offer, trigger }).answer;
    });
  };
  const rate = (all: readonly string[], answer: string) => share(all.map((one) => one === answer));

  test("are met by a trigger on the product's moment", () => {
    const all = answersOf(onTone);
    expect(Math.abs(rate(all, "accepted") - RATES.accept)).toBeLessThan(
      margin(RATES.accept) + 0.001,
    );
    expect(Math.abs(rate(all, "complained") - RATES.complain)).toBeLessThan(
      margin(RATES.complain) + 0.001,
    );
  });

  test("are missed at any other time: base of the acceptance, ten times the complaints", () => {
    const all = answersOf(sold, powered);
    const accepted = RATES.unprompted + (RATES.accept - RATES.unprompted) * NEEDS.ringbackTone.base;
    expect(Math.abs(rate(all, "accepted") - accepted)).toBeLessThan(margin(accepted));
    expect(Math.abs(rate(all, "complained") - 10 * RATES.complain)).toBeLessThan(margin(0.2));
  });

  test("are lower for VIPs, and for those who like another channel better", () => {
    const offer = offerTo(0);
    const model = (profile: Partial<typeof PROFILE>) =>
      createResponses(onTone, runKey("answers"), undefined, {
        profile: () => ({ ...PROFILE, ...profile }),
      });
    const accepts = (profile: Partial<typeof PROFILE>): number => {
      const people = model({ valueTier: "C", preferredChannel: "sms", ...profile });
      const answers = Array.from(
        { length: PEOPLE },
        (_, subscriber) => people.react({ ...offer, subscriber }).answer,
      );
      return rate(answers, "accepted");
    };
    const best = accepts({});
    expect(accepts({ valueTier: "A1" })).toBeLessThan(best);
    expect(accepts({ preferredChannel: "call" })).toBeLessThan(best);
  });
});

describe("the worth of a message", () => {
  test("is 1 at once, and b + (1 − b)·g of that after a quarter of an hour and after a day", () => {
    const { base } = NEEDS.ringbackTone;
    expect(worthAfter(0)).toBe(1);
    expect(worthAfter(15 * MINUTE_MS)).toBeCloseTo(base + (1 - base) * 0.617, 3);
    expect(worthAfter(24 * HOUR_MS)).toBeCloseTo(base + (1 - base) * 0.147, 3);
  });
});

describe("an offer that comes at once", () => {
  const claims: readonly (readonly [TriggerParameters, TriggerFacts])[] = [
    [
      { name: "handset.changed", gains: "mms", settleMs: HOUR_MS },
      { name: "handset.changed", fromTac: 1, tac: 2, gained: 1, sinceMs: HOUR_MS },
    ],
    [POWERED_ON, { name: "powered.on", offMs: HOUR_MS, missedCalls: 1 }],
    [
      {
        name: "area.dwelled",
        zone: "station",
        minimumStayMs: 1_200_000,
        maximumGapMs: HOUR_MS,
        notRegular: true,
      },
      { name: "area.dwelled", zone: 1, stayMs: 1_200_000 },
    ],
    [
      { name: "cells.changedRapidly", cells: 3, withinMs: 900_000, andMessageWithinMs: 0 },
      { name: "cells.changedRapidly", cells: 3, withinMs: 600_000, messageSent: false },
    ],
    [RINGBACK, { name: "ringback.heard", ringMs: 9_000 }],
  ];
  const cases = claims.flatMap(([trigger, facts]) =>
    [8, 13, 20].map((hour) => [trigger.name, hour, trigger, facts] as const),
  );

  test.each(cases)(
    "on %s at %d o'clock is accepted at the scenario's rate, and converts unprompted at its own",
    (_name, hour, trigger, facts) => {
      const model = createResponses(
        bookOf([{ name: "any", trigger, response: RATES }]),
        runKey(`at once ${hour}`),
      );
      const timeMs = hour * HOUR_MS;
      let accepted = 0;
      let unprompted = 0;
      for (let subscriber = 0; subscriber < PEOPLE; subscriber++) {
        const offer = offerTo(subscriber, 0, timeMs);
        const { answer } = model.react({ ...offer, trigger: { ...offer.trigger, facts } });
        if (answer === "accepted") accepted++;
        if (model.convertsUnprompted({ subscriber, campaign: 0 })) unprompted++;
      }
      // The delivery of some seconds costs less than 1 % of the uplift.
      expect(Math.abs(accepted / PEOPLE - RATES.accept)).toBeLessThan(
        margin(RATES.accept) + 0.0006,
      );
      expect(Math.abs(unprompted / PEOPLE - RATES.unprompted)).toBeLessThan(
        margin(RATES.unprompted),
      );
    },
  );
});
