// Offers on their way: each ends once, at its own time, whatever the times of the calls.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createDelivery } from "../../campaigns/delivery.ts";
import type { Offered } from "../../domain/decision.ts";
import type { Outcome, Reaction } from "../../domain/offer.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from "../../domain/time.ts";
import { packArrays, unpackArrays } from "../../machines/packed-arrays.ts";
import { bookOf, triggerAt } from "./samples.ts";

const EXPIRES = 10 * MINUTE_MS;
const NEVER_QUIET = { quietHours: { fromMs: 0, toMs: 0 } };
const BOOK = bookOf([{ name: "tone", expiresAfterMs: EXPIRES }], NEVER_QUIET);

function offered(timeMs: number, subscriber = 0): Offered {
  return {
    kind: "offered",
    timeMs,
    subscriber,
    sequence: 3,
    campaign: 0,
    trigger: triggerAt(timeMs, subscriber),
    cause: { trigger: 0 },
  };
}

function deliveryWith(react: (offer: Offered) => Reaction, book = BOOK) {
  const outcomes: Outcome[] = [];
  const delivery = createDelivery({
    book,
    responses: { react },
    onOutcome: (outcome) => outcomes.push(outcome),
  });
  return { delivery, outcomes, steps: () => outcomes.map(({ kind, timeMs }) => [kind, timeMs]) };
}

const SOON: Reaction = {
  deliveredAfterMs: 6 * SECOND_MS,
  answer: "accepted",
  answeredAfterMs: 2 * MINUTE_MS,
};

describe("an offer", () => {
  test.each(["accepted", "declined", "complained"] as const)(
    "that is %s is first delivered and then ends, each at its time",
    (answer) => {
      const { delivery, outcomes } = deliveryWith(() => ({ ...SOON, answer }));
      delivery.offer(offered(1_000, 8));
      expect(delivery.pending).toBe(1);
      delivery.advance(7_000);
      delivery.advance(EXPIRES * 2);
      const rest = { subscriber: 8, decision: 3, campaign: 0, cause: { decision: 3 } };
      expect(outcomes).toEqual([
        { kind: "delivered", timeMs: 7_000, ...rest },
        { kind: answer, timeMs: 121_000, ...rest },
      ]);
      expect(delivery.pending).toBe(0);
    },
  );

  test("that nobody answers expires at the end of its time", () => {
    const { delivery, steps } = deliveryWith(() => ({ ...SOON, answer: "none" }));
    delivery.offer(offered(0));
    delivery.advance(EXPIRES);
    expect(steps()).toEqual([
      ["delivered", 6_000],
      ["expired", EXPIRES],
    ]);
  });

  test("that is answered too late, or never arrives in time, has expired", () => {
    const late = deliveryWith(() => ({ ...SOON, answeredAfterMs: EXPIRES + 1 }));
    late.delivery.offer(offered(0));
    late.delivery.advance(EXPIRES * 3);
    expect(late.steps()).toEqual([
      ["delivered", 6_000],
      ["expired", EXPIRES],
    ]);
    const lost = deliveryWith(() => ({ ...SOON, deliveredAfterMs: EXPIRES + 1 }));
    lost.delivery.offer(offered(0));
    lost.delivery.advance(EXPIRES * 3);
    expect(lost.steps()).toEqual([["expired", EXPIRES]]);
  });

  test("decided before the delivery's own time keeps the times of its decision", () => {
    const { delivery, steps } = deliveryWith(() => SOON);
    delivery.advance(4_000);
    delivery.offer(offered(1_000));
    delivery.advance(EXPIRES);
    expect(steps()).toEqual([
      ["delivered", 7_000],
      ["accepted", 121_000],
    ]);
  });
});

describe("an offer shortly before quiet hours", () => {
  const NINE_PM = 21 * HOUR_MS;
  const book = bookOf([{ name: "tone", expiresAfterMs: EXPIRES }]);

  test("is answered as always when it arrives before them, by answers in them too", () => {
    const { delivery, steps } = deliveryWith(() => SOON, book);
    delivery.offer(offered(NINE_PM - 6_001));
    delivery.advance(NINE_PM + EXPIRES);
    expect(steps()).toEqual([
      ["delivered", NINE_PM - 1],
      ["accepted", NINE_PM - 6_001 + 2 * MINUTE_MS],
    ]);
  });

  test.each([0, 1, 5_999])("is called back, %d ms on its way, when they begin", (onItsWayMs) => {
    const { delivery, steps } = deliveryWith(() => ({ ...SOON, deliveredAfterMs: 6_000 }), book);
    delivery.offer(offered(NINE_PM - 6_000 + onItsWayMs));
    delivery.advance(NINE_PM + EXPIRES);
    expect(steps()).toEqual([["expired", NINE_PM]]);
  });

  test("never arrives in quiet hours, whatever they are and however late it is sent", () => {
    const timeOfDay = fc.nat(DAY_MS - 1);
    fc.assert(
      fc.property(
        fc.record({ fromMs: timeOfDay, toMs: timeOfDay }),
        fc.integer({ min: -2 * MINUTE_MS, max: 2 * MINUTE_MS }),
        fc.nat(3 * MINUTE_MS),
        fc.nat(3 * MINUTE_MS),
        (quietHours, decidedMs, deliveredAfterMs, lateMs) => {
          const { delivery, outcomes } = deliveryWith(
            () => ({ ...SOON, deliveredAfterMs }),
            bookOf([{ name: "tone", expiresAfterMs: EXPIRES }], { quietHours }),
          );
          const timeMs = DAY_MS + quietHours.fromMs + decidedMs;
          delivery.advance(timeMs + lateMs);
          delivery.offer(offered(timeMs));
          delivery.advance(timeMs + lateMs + EXPIRES);
          const { fromMs, toMs } = quietHours;
          // Later than the first begin of quiet hours, counted from the decision.
          const lengthMs = (toMs - fromMs + DAY_MS) % DAY_MS;
          const arrivesMs = timeMs + deliveredAfterMs;
          const sinceMs = (arrivesMs - fromMs + 2 * DAY_MS) % DAY_MS;
          if (sinceMs < lengthMs) expect(outcomes.map(({ kind }) => kind)).toEqual(["expired"]);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

describe("a delivery", () => {
  const reaction = fc.record({
    deliveredAfterMs: fc.nat(EXPIRES * 2),
    answer: fc.constantFrom("accepted", "declined", "complained", "none"),
    answeredAfterMs: fc.nat(EXPIRES * 2),
  }) as fc.Arbitrary<Reaction>;

  test("ends every offer exactly once, in order of time, however often it is advanced", () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ afterMs: fc.nat(MINUTE_MS), reaction }), { maxLength: 40 }),
        fc.array(fc.nat(EXPIRES), { maxLength: 20 }),
        (offers, stops) => {
          const reactions = offers.map((offer) => offer.reaction);
          const react = ({ subscriber }: Offered) => reactions[subscriber]!;
          const runs = [[], stops].map((pauses) => {
            const { delivery, outcomes } = deliveryWith(react);
            let timeMs = 0;
            for (const [subscriber, { afterMs }] of offers.entries()) {
              const from = timeMs;
              timeMs += afterMs;
              for (const pause of pauses) {
                if (pause >= from && pause < timeMs) delivery.advance(pause);
              }
              delivery.offer(offered(timeMs, subscriber));
            }
            delivery.advance(timeMs + EXPIRES);
            expect(delivery.pending).toBe(0);
            return outcomes;
          });
          expect(runs[1]).toEqual(runs[0]);
          const ends = runs[0]!.filter(({ kind }) => kind !== "delivered");
          expect(ends.map(({ subscriber }) => subscriber).sort((a, b) => a - b)).toEqual(
            offers.map((_, index) => index),
          );
          const times = runs[0]!.map(({ timeMs }) => timeMs);
          expect(times).toEqual([...times].sort((a, b) => a - b));
        },
      ),
      { numRuns: 150 },
    );
  });

  test("uses its rows again: a thousand offers one after another leave none pending", () => {
    const { delivery, outcomes } = deliveryWith(() => SOON);
    for (let index = 0; index < 1_000; index++) {
      delivery.offer(offered(index * EXPIRES, index));
      delivery.advance((index + 1) * EXPIRES);
    }
    expect(delivery.pending).toBe(0);
    expect(outcomes).toHaveLength(2_000);
  });
});

describe("slabs of a delivery", () => {
  const text = { en: "Still there?", zh: "还在吗？" };
  const followed = bookOf(
    [
      { name: "tone", expiresAfterMs: EXPIRES },
      {
        name: "reminded",
        expiresAfterMs: EXPIRES,
        what: { followUps: [{ afterMs: DAY_MS, text }] },
      },
    ],
    NEVER_QUIET,
  );
  // Every third answers; the others' messages lapse.
  const react = ({ subscriber }: Offered): Reaction =>
    subscriber % 3 === 0 ? SOON : { ...SOON, answer: "none" };
  const fresh = () => deliveryWith(react, followed);
  const offer = (subscriber: number): Offered => ({
    ...offered(subscriber * 40 * SECOND_MS, subscriber),
    sequence: 100 - subscriber,
    campaign: subscriber % 2,
  });
  // Some have ended since the last one began.
  const UNTIL = 30 * 40 * SECOND_MS + 90 * SECOND_MS;

  /** Of a delivery with offers under way, rows without one between them, and lapsed messages. */
  function slab(): Uint8Array {
    const { delivery } = fresh();
    for (let subscriber = 0; subscriber <= 30; subscriber++) delivery.offer(offer(subscriber));
    delivery.advance(UNTIL);
    return delivery.changed().get("offers")!();
  }

  /** As version 2 had them: offers under way with their rows, in the order of these. */
  function sparse(octets: Uint8Array): Uint8Array {
    const [rows, colony, ...columns] = unpackArrays(octets, { place: "test", version: 3 });
    const [subscribers, sequences, campaigns, ...open] = columns;
    const taken = [...subscribers!.keys()].filter((row) => subscribers![row]! > 0);
    const underWay = [
      Uint32Array.from(taken),
      Uint32Array.from(taken, (row) => subscribers![row]! - 1),
      Uint32Array.from(taken, (row) => sequences![row]!),
      Uint32Array.from(taken, (row) => campaigns![row]!),
    ];
    return packArrays(2, [rows!, colony!, ...underWay, ...open]);
  }

  test("of version 2 are gone on from as those of version 3", () => {
    const written = slab();
    const arrays = unpackArrays(written, { place: "test", version: 3 });
    expect([...arrays[2]!], "a row without an offer").toContain(0);
    expect([...arrays[5]!], "a message that has lapsed").toContain(0);
    const [now, before] = [written, sparse(written)].map((octets) => {
      const { delivery, outcomes } = fresh();
      delivery.load(new Map([["offers", octets]]), UNTIL);
      const { pending } = delivery;
      delivery.offer({ ...offer(31), timeMs: UNTIL });
      delivery.remind({ ...offer(7), timeMs: UNTIL + MINUTE_MS });
      const again = sparse(delivery.changed().get("offers")!());
      delivery.giveUp(offer(5), UNTIL + MINUTE_MS);
      delivery.advance(UNTIL + DAY_MS);
      return { pending, again, outcomes, left: delivery.pending };
    });
    expect(before).toEqual(now);
    const kinds = new Set(now!.outcomes.map(({ kind }) => kind));
    expect([...kinds].sort()).toEqual(["accepted", "delivered", "expired", "reminded"]);
  });

  test("of another version are refused", () => {
    const { delivery } = fresh();
    const slabs = new Map([["offers", packArrays(1, [Uint32Array.of(0)])]]);
    expect(() => delivery.load(slabs, 0)).toThrow(
      "got version 1, expected arrays of version 3 or 2",
    );
  });
});
