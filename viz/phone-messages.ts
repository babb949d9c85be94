// Which of the offers to a person are messages on the phone, and when they came.
import type { Inspection } from "../domain/map-frame.ts";
import { dayOf } from "../domain/time.ts";

type Offer = Inspection["offers"][number];

/** Offers that are no message on a phone yet, or never were one. */
const UNSENT: ReadonlySet<string> = new Set(["held", "expiredWhileHeld"]);
/** Channels that leave something on the phone. */
const WRITTEN: ReadonlySet<string> = new Set(["sms", "mms", "wapPush"]);

/** Oldest first, of the day on which the person now is. */
export function messagesOf({ offers, timeMs }: Inspection): Offer[] {
  return offers
    .filter(({ kind, text }) => kind === "offered" && text !== undefined)
    .filter(({ idleUntilMs }) => idleUntilMs === undefined)
    .filter(
      ({ outcome = "delivered", channel = "sms" }) => !UNSENT.has(outcome) && WRITTEN.has(channel),
    )
    .filter((offer) => dayOf(sentMs(offer)) === dayOf(timeMs) && sentMs(offer) <= timeMs)
    .toSorted((a, b) => sentMs(a) - sentMs(b));
}

export function sentMs({ deliverAtMs, timeMs }: Offer): number {
  return deliverAtMs ?? timeMs;
}
