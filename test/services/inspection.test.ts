// What the inspector says of offers: sent when, or still waiting for an idle moment.
import { describe, expect, test } from "vitest";
import type { Offered } from "../../domain/decision.ts";
import { HOUR_MS, MINUTE_MS } from "../../domain/time.ts";
import type { Contact } from "../../services/batches.ts";
import { inspectionOf } from "../../services/inspection.ts";
import { messagesOf } from "../../viz/phone-messages.ts";
import { bookOf, POWERED_ON, triggerAt } from "../campaigns/samples.ts";

const NOON = 12 * HOUR_MS;
const DEADLINE = NOON + 6 * HOUR_MS;

const book = bookOf([
  {
    name: "tone",
    what: { deliver: { kind: "nextIdle", trigger: POWERED_ON }, holdMs: 6 * HOUR_MS },
    arms: [{ name: "later", share: 1, what: { deliver: { kind: "after", afterMs: HOUR_MS } } }],
  },
]);

const offer: Offered = {
  kind: "offered",
  timeMs: NOON,
  subscriber: 0,
  sequence: 0,
  campaign: 0,
  trigger: triggerAt(NOON),
  cause: {},
  deliverAtMs: DEADLINE,
};

function inspected(contact: Contact, timeMs = DEADLINE + HOUR_MS) {
  return inspectionOf(
    {
      subscriber: 0,
      name: "token-b74e19",
      belief: { timeMs, regions: [], events: [], sightings: [] },
      contacts: [contact],
      truth: { person: { en: "Ms Li", zh: "李女士" }, track: [], signals: [] },
      profile: undefined,
    },
    {
      campaigns: book.campaigns,
      directory: { zones: [] },
      siteOf: () => undefined,
    },
  );
}

describe("an offer that waits for an idle moment", () => {
  test("is no message and no contact yet, whatever the time: only its last time is known", () => {
    const inspection = inspected({ decision: offer });
    expect(inspection.offers[0]).toMatchObject({ idleUntilMs: DEADLINE });
    expect(inspection.offers[0]).not.toHaveProperty("deliverAtMs");
    expect(inspection.attention.contacts).toBe(0);
    expect(messagesOf(inspection)).toEqual([]);
  });

  test("is a message of the time at which it was delivered, before its last time", () => {
    const deliveredMs = NOON + 20 * MINUTE_MS;
    const contact = { decision: offer, outcome: "delivered", deliveredMs } as const;
    const inspection = inspected(contact, NOON + HOUR_MS);
    expect(inspection.offers[0]).toMatchObject({ deliverAtMs: deliveredMs });
    expect(inspection.offers[0]).not.toHaveProperty("idleUntilMs");
    expect(inspection.attention.contacts).toBe(1);
    expect(messagesOf(inspection)).toHaveLength(1);
  });

  test("never was a message once it has expired while it waited", () => {
    const inspection = inspected({ decision: offer, outcome: "expiredWhileHeld" });
    expect(inspection.offers[0]).not.toHaveProperty("deliverAtMs");
    expect(inspection.offers[0]).not.toHaveProperty("idleUntilMs");
    expect(messagesOf(inspection)).toEqual([]);
  });

  test("is another thing than an arm's offer for a time that is known", () => {
    const decision = { ...offer, arm: 0, deliverAtMs: NOON + HOUR_MS };
    const inspection = inspected({ decision });
    expect(inspection.offers[0]).toMatchObject({ deliverAtMs: NOON + HOUR_MS });
    expect(messagesOf(inspection)).toHaveLength(1);
  });
});
