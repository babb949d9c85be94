// The offers behind the delivery service: new ones go out at their time, due outcomes come back.
import type { CampaignBook } from "../campaigns/campaign.ts";
import { createDelivery, type Delivery } from "../campaigns/delivery.ts";
import type { Outcome, ResponseModel } from "../domain/offer.ts";
import type { OfferBatch } from "./batches.ts";

export class Courier {
  readonly #delivery: Delivery;
  #outcomes: Outcome[] = [];

  constructor(book: CampaignBook, responses: ResponseModel) {
    this.#delivery = createDelivery({
      book,
      responses,
      onOutcome: (outcome) => this.#outcomes.push(outcome),
    });
  }

  /** Outcomes due by the batch's time, in order of time; each offer goes out at its own time. */
  advance({ toMs, offers }: OfferBatch): readonly Outcome[] {
    this.#outcomes = [];
    for (const offer of offers) this.#delivery.offer(offer);
    this.#delivery.advance(toMs);
    return this.#outcomes;
  }
}
