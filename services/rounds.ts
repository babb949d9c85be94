// One batch of triggers through desk and delivery, exact wherever the delivery service runs.
//
// An outcome may bind the next decision on the same person (accepted, complained), and only on the
// same person. So before deciding on somebody who has an open offer, the round asks the delivery
// to go on to that trigger's time and records what comes back; all other outcomes can wait for the
// end of the batch. Decisions are those of the bare loop, with one or two messages per batch.
import type { Desk } from "../campaigns/desk.ts";
import type { Decision, Offered } from "../domain/decision.ts";
import type { SubscriberIndex } from "../domain/identity.ts";
import type { Outcome } from "../domain/offer.ts";
import type { Contact, NoticedTrigger, OfferBatch, TriggerBatch, WindowClosed } from "./batches.ts";

/** Hands new offers over and answers with every outcome due by `toMs`, in order of time. */
export type Deliver = (batch: OfferBatch) => Promise<readonly Outcome[]>;

/** Contacts kept per subscriber for the inspector. */
const CONTACTS_MAX = 20;

export class Rounds {
  readonly #desk: Desk;
  /** Offers without an end yet, by subscriber. */
  readonly #open = new Map<SubscriberIndex, number>();
  readonly #contacts = new Map<SubscriberIndex, Contact[]>();
  #made: Offered[] = [];

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  /** Decides a batch; resolves when all outcomes up to its end are recorded. */
  async close(batch: TriggerBatch, deliver: Deliver): Promise<WindowClosed> {
    const decisions: Decision[] = [];
    const outcomes: Outcome[] = [];
    for (const noticed of batch.triggers) {
      if (this.#open.has(noticed.trigger.subscriber)) {
        outcomes.push(...(await this.#advance(noticed.trigger.timeMs, deliver)));
      }
      decisions.push(this.#decide(noticed));
    }
    outcomes.push(...(await this.#advance(batch.toMs, deliver)));
    return { toMs: batch.toMs, events: batch.events, decisions, outcomes };
  }

  /** Newest first. */
  contacts(subscriber: SubscriberIndex): readonly Contact[] {
    return this.#contacts.get(subscriber) ?? [];
  }

  #decide({ trigger, event }: NoticedTrigger): Decision {
    const decision = this.#desk.decide(trigger);
    const contacts = this.#contacts.get(decision.subscriber) ?? [];
    contacts.unshift({ decision, ...(event === undefined ? {} : { event }) });
    this.#contacts.set(decision.subscriber, contacts.slice(0, CONTACTS_MAX));
    if (decision.kind === "offered") {
      this.#made.push(decision);
      this.#open.set(decision.subscriber, (this.#open.get(decision.subscriber) ?? 0) + 1);
    }
    return decision;
  }

  async #advance(toMs: number, deliver: Deliver): Promise<readonly Outcome[]> {
    const offers = this.#made;
    this.#made = [];
    const outcomes = await deliver({ toMs, offers });
    for (const outcome of outcomes) this.#record(outcome);
    return outcomes;
  }

  #record(outcome: Outcome): void {
    const { subscriber, decision, kind } = outcome;
    this.#desk.record(outcome);
    if (kind !== "delivered") {
      const open = this.#open.get(subscriber)! - 1;
      if (open === 0) this.#open.delete(subscriber);
      else this.#open.set(subscriber, open);
    }
    const contacts = this.#contacts.get(subscriber)!;
    const index = contacts.findIndex((contact) => contact.decision.sequence === decision);
    if (index >= 0) contacts[index] = { ...contacts[index]!, outcome: kind };
  }
}
