// Delivers offers: each is a row of the offer machine, and each step of its life is an outcome.
import type { Offered } from "../domain/decision.ts";
import type { Outcome, OutcomeKind, ResponseModel } from "../domain/offer.ts";
import { createColony } from "../machines/colony.ts";
import type { Row } from "../machines/columnar/colony.ts";
import { OFFER_COLUMNS, type OfferInput, offerMachine } from "../machines/offer.ts";
import type { CampaignBook } from "./campaign.ts";
import { untilWithin } from "./hours.ts";

export interface Delivery {
  /**
   * Sends an offer on its way, from its decision's own time; people's answer is settled here. What
   * would have happened before the delivery's time happens at once. A message that is still on its
   * way when quiet hours begin is called back: its offer expires undelivered.
   */
  offer(decision: Offered): void;
  /**
   * Lets everything happen that is due ≤ toMs (ms since the scenario's start), in order of time.
   */
  advance(toMs: number): void;
  /** Offers that have not ended. */
  readonly pending: number;
}

type DeliveryBook = Pick<CampaignBook, "campaigns" | "policy">;

/** A delivery for a book; `onOutcome` is called in the order of time. */
export function createDelivery({
  book,
  responses,
  onOutcome,
}: {
  readonly book: DeliveryBook;
  readonly responses: Pick<ResponseModel, "react">;
  onOutcome(outcome: Outcome): void;
}): Delivery {
  /** Of a decision only what its outcomes say: the rest need not be kept until they come. */
  const underWay = new Map<Row, Pick<Offered, "subscriber" | "sequence" | "campaign">>();
  let now = 0;
  const colony = createColony(offerMachine, {
    columns: OFFER_COLUMNS,
    onEmit(row, emitted, timeMs) {
      const decision = underWay.get(row)!;
      const kind = emitted.type.slice("offer.".length) as OutcomeKind;
      if (kind !== "delivered") {
        underWay.delete(row);
        colony.release(row);
      }
      onOutcome(outcomeOf(decision, kind, timeMs));
    },
  });
  const advance = (toMs: number): void => {
    now = Math.max(now, toMs);
    colony.advance(now);
  };
  return {
    offer(decision) {
      advance(decision.timeMs);
      const input = inputOf(decision, book, responses);
      const { subscriber, sequence, campaign } = decision;
      const row = colony.allocate(sooner(input, now - decision.timeMs));
      underWay.set(row, { subscriber, sequence, campaign });
    },
    advance,
    get pending() {
      return underWay.size;
    },
  };
}

function outcomeOf(
  decision: Pick<Offered, "subscriber" | "sequence" | "campaign">,
  kind: OutcomeKind,
  timeMs: number,
): Outcome {
  return {
    timeMs,
    subscriber: decision.subscriber,
    decision: decision.sequence,
    campaign: decision.campaign,
    kind,
    cause: { decision: decision.sequence },
  };
}

function inputOf(
  decision: Offered,
  book: DeliveryBook,
  responses: Pick<ResponseModel, "react">,
): OfferInput {
  const { expiresAfterMs } = book.campaigns[decision.campaign]!.what;
  const reaction = responses.react(decision);
  // As the validity period of a short message does it (TP-VP, 3GPP TS 23.040 §9.2.3.12).
  const quietAfterMs = untilWithin(book.policy.quietHours, decision.timeMs);
  return reaction.deliveredAfterMs < quietAfterMs
    ? { ...reaction, expiresAfterMs }
    : {
        ...reaction,
        expiresAfterMs: Math.min(expiresAfterMs, quietAfterMs),
        deliveredAfterMs: Math.max(reaction.deliveredAfterMs, quietAfterMs + 1),
      };
}

/** The same times, counted from a start that is `lateMs` after the decision. */
function sooner(input: OfferInput, lateMs: number): OfferInput {
  const expiresAfterMs = Math.max(0, input.expiresAfterMs - lateMs);
  // What lapses before its delivery must still do so when both times are past.
  const neverArrives = input.deliveredAfterMs > input.expiresAfterMs;
  return {
    answer: input.answer,
    deliveredAfterMs: Math.max(
      neverArrives ? expiresAfterMs + 1 : 0,
      input.deliveredAfterMs - lateMs,
    ),
    answeredAfterMs: Math.max(0, input.answeredAfterMs - lateMs),
    expiresAfterMs,
  };
}
