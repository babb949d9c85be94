// The ledger against a plain list of contacts, and its growth.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Ledger, NO_CONTACTS } from "../../campaigns/ledger.ts";
import { DAY_MS } from "../../domain/time.ts";

describe("the ledger", () => {
  test("knows nothing of somebody who was never contacted", () => {
    const ledger = new Ledger({ contactsKept: 2, campaigns: 3 });
    expect(ledger.view(0, 0)).toEqual(NO_CONTACTS);
    expect(ledger.view(4_000_000, 0)).toEqual(NO_CONTACTS);
  });

  test("keeps the latest contacts, latest first, for any number of subscribers and contacts", () => {
    const contact = fc.record({
      subscriber: fc.integer({ min: 0, max: 300 }),
      afterMs: fc.integer({ min: 0, max: DAY_MS }),
    });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.array(contact, { maxLength: 400, size: "max" }),
        (kept, contacts) => {
          const ledger = new Ledger({ contactsKept: kept, campaigns: 1 });
          const plain = new Map<number, number[]>();
          let now = 0;
          for (const { subscriber, afterMs } of contacts) {
            now += afterMs;
            ledger.recordContact(subscriber, now);
            plain.set(subscriber, [now, ...(plain.get(subscriber) ?? [])]);
          }
          for (const [subscriber, times] of plain) {
            expect(ledger.view(subscriber, now).contactsMs).toEqual(times.slice(0, kept));
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  test("remembers acceptances by campaign and complaints, also beyond 32 campaigns", () => {
    const ledger = new Ledger({ contactsKept: 1, campaigns: 40 });
    for (let subscriber = 0; subscriber < 200; subscriber++) ledger.recordContact(subscriber, 5);
    ledger.recordAccepted(170, 39);
    ledger.recordAccepted(170, 0);
    ledger.recordComplaint(171);
    expect(ledger.view(170, 5)).toMatchObject({ accepted: [0, 39], complained: false });
    expect(ledger.view(171, 5)).toMatchObject({ accepted: [], complained: true });
    expect(ledger.view(169, 5)).toMatchObject({ accepted: [], complained: false });
  });

  test("counts contact pressure that fades with a time constant of seven days", () => {
    const ledger = new Ledger({ contactsKept: 1, campaigns: 1 });
    ledger.recordContact(0, 0);
    expect(ledger.view(0, 0).pressure).toBe(1);
    expect(ledger.view(0, 7 * DAY_MS).pressure).toBeCloseTo(Math.exp(-1), 6);
    ledger.recordContact(0, 7 * DAY_MS);
    expect(ledger.view(0, 7 * DAY_MS).pressure).toBeCloseTo(1 + Math.exp(-1), 6);
  });
});
