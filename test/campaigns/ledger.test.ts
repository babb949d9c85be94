// The ledger against a plain list of contacts, and its growth.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Ledger } from "../../campaigns/ledger.ts";
import { NO_CONTACTS } from "../../campaigns/ledger-row.ts";
import type { LedgerShape } from "../../campaigns/ledger-shape.ts";
import { CONTACT_CHANNELS, type ContactChannel } from "../../campaigns/terms.ts";
import { DAY_MS } from "../../domain/time.ts";

const SMALL: LedgerShape = {
  rings: [{ kept: 1 }],
  caps: [{ ring: 0, offers: 1 }],
  calls: -1,
  campaigns: 40,
  moments: [],
};

describe("the ledger", () => {
  test("knows nothing of somebody who was never contacted", () => {
    const ledger = new Ledger(SMALL);
    expect(ledger.view(0)).toEqual(NO_CONTACTS);
    expect(ledger.view(4_000_000)).toEqual(NO_CONTACTS);
  });

  test("keeps the latest contacts of all and of each channel, for any number of people", () => {
    const contact = fc.record({
      subscriber: fc.integer({ min: 0, max: 300 }),
      afterMs: fc.integer({ min: 0, max: DAY_MS }),
      channel: fc.constantFrom<ContactChannel[]>("sms", "call"),
    });
    const offers = fc.integer({ min: 1, max: 50 });
    fc.assert(
      fc.property(
        offers,
        offers,
        fc.array(contact, { maxLength: 400, size: "max" }),
        (inAll, inCalls, contacts) => {
          const ledger = new Ledger({
            ...SMALL,
            rings: [{ kept: inAll }, { channel: "call", kept: inCalls }],
            caps: [
              { ring: 0, offers: inAll },
              { ring: 1, offers: inCalls },
            ],
            calls: 1,
          });
          const plain = new Map<number, { timeMs: number; channel: string }[]>();
          let timeMs = 0;
          for (const { subscriber, afterMs, channel } of contacts) {
            timeMs += afterMs;
            ledger.recordContact(subscriber, timeMs, channel);
            plain.set(subscriber, [{ timeMs, channel }, ...(plain.get(subscriber) ?? [])]);
          }
          for (const [subscriber, all] of plain) {
            const calls = all.filter(({ channel }) => channel === "call");
            const view = ledger.view(subscriber);
            const never = Number.NEGATIVE_INFINITY;
            expect(view.lastMs).toBe(all[0]!.timeMs);
            expect(view.lastCallMs).toBe(calls[0]?.timeMs ?? never);
            expect(view.capMs(0)).toBe(all[inAll - 1]?.timeMs ?? never);
            expect(view.capMs(1)).toBe(calls[inCalls - 1]?.timeMs ?? never);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  test("remembers when definitions fired, of those that somebody asks for", () => {
    const ledger = new Ledger({ ...SMALL, moments: [1, 4] });
    ledger.recordMoment(7, 4, 0);
    ledger.recordMoment(7, 4, 50);
    ledger.recordMoment(8, 2, 50);
    expect(ledger.view(7).momentMs(4)).toBe(50);
    expect(ledger.view(7).momentMs(1)).toBe(Number.NEGATIVE_INFINITY);
    expect(ledger.view(8)).toBe(NO_CONTACTS);
  });

  test("adds up what contacts and complaints cost a person's patience", () => {
    const ledger = new Ledger(SMALL);
    for (const channel of CONTACT_CHANNELS) ledger.recordContact(3, 0, channel);
    expect(ledger.view(3).damage).toBe(8_200);
    ledger.recordComplaint(3);
    expect(ledger.view(3).damage).toBe(28_200);
  });

  test("goes on from its slabs, and refuses those of other rules", () => {
    const shape = { ...SMALL, moments: [0], rings: [{ kept: 3 }] };
    const ledger = new Ledger(shape);
    for (const timeMs of [1, 2, 3, 4]) ledger.recordContact(2, timeMs);
    ledger.recordMoment(2, 0, 9);
    ledger.recordAccepted(2, 33);
    ledger.nextDecision(5);
    const [captured] = ledger.capture([{ from: 0, to: ledger.people }]);
    // What comes after the capture is not in its slab.
    ledger.recordContact(2, 5);
    ledger.recordContact(4, 5);
    const slab = captured!();
    expect(captured).toThrow("made a second time");
    const again = new Ledger(shape);
    again.load(slab, 0);
    expect(again.view(4)).toBe(NO_CONTACTS);
    const view = again.view(2);
    expect([view.lastMs, view.momentMs(0), view.hasAccepted(33)]).toEqual([4, 9, true]);
    expect(again.nextDecision(5)).toBe(1);
    const others: LedgerShape[] = [
      { ...shape, moments: [1] },
      { ...shape, rings: [{ kept: 3, channel: "call" }] },
      { ...shape, caps: [{ ring: 0, offers: 2 }] },
      { ...shape, calls: 0 },
    ];
    for (const other of others) {
      expect(() => new Ledger(other).load(slab, 0)).toThrow("the form");
    }
  });

  test("remembers acceptances by campaign and complaints, also beyond 32 campaigns", () => {
    const ledger = new Ledger(SMALL);
    for (let subscriber = 0; subscriber < 200; subscriber++) ledger.recordContact(subscriber, 5);
    ledger.recordAccepted(170, 39);
    ledger.recordAccepted(170, 0);
    ledger.recordComplaint(171);
    const accepted = (subscriber: number): number[] => {
      const view = ledger.view(subscriber);
      return [...Array(40).keys()].filter((campaign) => view.hasAccepted(campaign));
    };
    const complained = [169, 170, 171].filter((one) => ledger.view(one).complained);
    expect([169, 170, 171].map(accepted)).toEqual([[], [0, 39], []]);
    expect(complained).toEqual([171]);
  });

  test("counts contact pressure that fades with a time constant of seven days", () => {
    const ledger = new Ledger(SMALL);
    ledger.recordContact(0, 0);
    expect(ledger.view(0).pressureAt(0)).toBe(1);
    expect(ledger.view(0).pressureAt(7 * DAY_MS)).toBeCloseTo(Math.exp(-1), 6);
    ledger.recordContact(0, 7 * DAY_MS);
    expect(ledger.view(0).pressureAt(7 * DAY_MS)).toBeCloseTo(1 + Math.exp(-1), 6);
  });
});
