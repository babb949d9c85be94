// The life of one offer: on its way, read, and answered or forgotten.
import { emit, setup } from "xstate";
import type { OutcomeKind, Reaction } from "../domain/offer.ts";
import type { ColumnType } from "./columnar/colony.ts";

/** What the person will do with it, and when it lapses; all times after the decision, in ms. */
export interface OfferInput extends Reaction {
  readonly expiresAfterMs: number;
}

/**
 * One step of an offer's life; every offer emits exactly one of accepted, declined, complained,
 * optedOut, expired.
 */
export type OfferEmitted = {
  readonly [K in OutcomeKind]: { readonly type: `offer.${K}` };
}[OutcomeKind];

type OfferContext = OfferInput;

/**
 * An answer that nobody gives is due so long after the lapse, which comes first and ends the offer: a
 * record holds timers of different dues only, and one timer elsewhere makes slabs of all offers slow.
 */
const BEHIND_LAPSE_MS = 1;

export const OFFER_COLUMNS: Readonly<Record<keyof OfferContext, ColumnType>> = {
  deliveredAfterMs: "f64",
  answer: "string",
  answeredAfterMs: "f64",
  expiresAfterMs: "f64",
};

/**
 * sending → delivered → accepted | declined | complained | optedOut | expired; undelivered offers expire too.
 */
export const offerMachine = setup({
  types: {
    context: {} as OfferContext,
    input: {} as OfferInput,
    emitted: {} as OfferEmitted,
  },
  delays: {
    delivery: ({ context }) => context.deliveredAfterMs,
    lapse: ({ context }) => context.expiresAfterMs,
    answer: ({ context }) =>
      context.answer === "none" ? remaining(context) + BEHIND_LAPSE_MS : thinking(context),
    lapseOnceDelivered: ({ context }) => remaining(context),
  },
  guards: {
    accepts: ({ context }) => context.answer === "accepted",
    declines: ({ context }) => context.answer === "declined",
    complains: ({ context }) => context.answer === "complained",
    optsOut: ({ context }) => context.answer === "optedOut",
  },
  actions: {
    announceDelivery: emit({ type: "offer.delivered" }),
    announceAcceptance: emit({ type: "offer.accepted" }),
    announceRefusal: emit({ type: "offer.declined" }),
    announceComplaint: emit({ type: "offer.complained" }),
    announceExpiry: emit({ type: "offer.expired" }),
    announceOptOut: emit({ type: "offer.optedOut" }),
  },
}).createMachine({
  id: "offer",
  context: ({ input }) => ({
    deliveredAfterMs: input.deliveredAfterMs,
    answer: input.answer,
    answeredAfterMs: input.answeredAfterMs,
    expiresAfterMs: input.expiresAfterMs,
  }),
  initial: "sending",
  states: {
    sending: {
      after: { delivery: "delivered", lapse: "expired" },
    },
    delivered: {
      entry: "announceDelivery",
      after: {
        answer: [
          { guard: "accepts", target: "accepted" },
          { guard: "declines", target: "declined" },
          { guard: "complains", target: "complained" },
          { guard: "optsOut", target: "optedOut" },
        ],
        lapseOnceDelivered: "expired",
      },
    },
    accepted: { type: "final", entry: "announceAcceptance" },
    declined: { type: "final", entry: "announceRefusal" },
    complained: { type: "final", entry: "announceComplaint" },
    expired: { type: "final", entry: "announceExpiry" },
    optedOut: { type: "final", entry: "announceOptOut" },
  },
});

/** From delivery to the answer; an answer dated before the delivery comes with it. */
function thinking(context: OfferContext): number {
  return Math.max(0, context.answeredAfterMs - context.deliveredAfterMs);
}

function remaining(context: OfferContext): number {
  return Math.max(0, context.expiresAfterMs - context.deliveredAfterMs);
}
