// The life of an offer: one delivery at most, one end always, each at its time.
import fc from "fast-check";
import { expect, test } from "vitest";
import { createColony } from "../../machines/colony.ts";
import { decodeSlab } from "../../machines/columnar/slab-format.ts";
import { OFFER_COLUMNS, type OfferInput, offerMachine } from "../../machines/offer.ts";
import { min, s } from "./stories.ts";

/** What an offer decided at `atMs` emits, with times. */
function life(input: OfferInput, atMs = 0): [timeMs: number, type: string][] {
  const emitted: [number, string][] = [];
  const colony = createColony(offerMachine, {
    columns: OFFER_COLUMNS,
    onEmit: (_row, { type }, timeMs) => emitted.push([timeMs, type]),
  });
  colony.advance(atMs);
  const row = colony.allocate(input);
  colony.advance(atMs + min(10_000));
  expect(colony.snapshot(row).status).toBe("done");
  expect(colony.nextDueMs).toBe(Number.POSITIVE_INFINITY);
  return emitted;
}

const usual: OfferInput = {
  deliveredAfterMs: s(4),
  answer: "accepted",
  answeredAfterMs: min(3),
  expiresAfterMs: min(120),
};

test.each(["accepted", "declined", "complained"] as const)("an offer that is %s", (answer) => {
  expect(life({ ...usual, answer }, min(7))).toEqual([
    [min(7) + s(4), "offer.delivered"],
    [min(10), `offer.${answer}`],
  ]);
});

test("an offer that nobody answers expires, its time counted from the decision", () => {
  expect(life({ ...usual, answer: "none" })).toEqual([
    [s(4), "offer.delivered"],
    [min(120), "offer.expired"],
  ]);
});

test.each(["accepted", "none"] as const)(
  "the timers of an offer whose answer is %s stand in its record, on its way and delivered",
  (answer) => {
    const colony = createColony(offerMachine, { columns: OFFER_COLUMNS, onEmit: () => {} });
    const row = colony.allocate({ ...usual, answer });
    for (const timeMs of [0, s(5)]) {
      colony.advance(timeMs);
      expect(colony.timers(row)).toHaveLength(2);
      expect(decodeSlab(colony.slab(row, row + 1)).head.timers).toEqual([]);
    }
  },
);

test("an offer that cannot be delivered in time expires undelivered", () => {
  expect(life({ ...usual, deliveredAfterMs: min(121) })).toEqual([[min(120), "offer.expired"]]);
});

test("an answer after the end comes too late; at the end it is in time", () => {
  expect(life({ ...usual, answeredAfterMs: min(121) }).at(-1)).toEqual([min(120), "offer.expired"]);
  expect(life({ ...usual, answeredAfterMs: min(120) }).at(-1)).toEqual([
    min(120),
    "offer.accepted",
  ]);
});

test("an answer dated before the delivery comes with the delivery", () => {
  expect(life({ ...usual, answeredAfterMs: s(1) })).toEqual([
    [s(4), "offer.delivered"],
    [s(4), "offer.accepted"],
  ]);
});

test("every offer ends exactly once, and only delivered ones are answered", () => {
  const time = fc.integer({ min: 0, max: min(300) });
  fc.assert(
    fc.property(
      fc.record({
        deliveredAfterMs: time,
        answer: fc.constantFrom("accepted", "declined", "complained", "none"),
        answeredAfterMs: time,
        expiresAfterMs: time,
      }),
      (input) => {
        const types = life(input).map(([, type]) => type);
        const ends = types.filter((type) => type !== "offer.delivered");
        expect(ends).toHaveLength(1);
        if (ends[0] !== "offer.expired") expect(types[0]).toBe("offer.delivered");
        expect(types.length).toBeLessThanOrEqual(2);
      },
    ),
  );
});
