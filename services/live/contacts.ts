// Decisions about each subscriber and how their offers stand, for the inspector.
import type { Contact } from "../batches.ts";
import type { MergedWindow } from "./windows.ts";

/** Contacts kept per subscriber, and subscribers kept: those decided about last. */
const CONTACTS_MAX = 20;
const SUBSCRIBERS_MAX = 50_000;

export class Contacts {
  readonly #bySubscriber = new Map<number, readonly Contact[]>();

  add({ decisions, outcomes, causes }: MergedWindow): void {
    for (const decision of decisions) {
      const { subscriber, trigger } = decision;
      const event = causes.find(
        (cause) => cause.subscriber === subscriber && cause.sequence === trigger.cause.event,
      );
      const contact = { decision, ...(event === undefined ? {} : { event }) };
      const contacts = [contact, ...this.of(subscriber)].slice(0, CONTACTS_MAX);
      // Taken out first, so that those decided about last are the last ones to go.
      this.#bySubscriber.delete(subscriber);
      this.#bySubscriber.set(subscriber, contacts);
    }
    for (const { subscriber, decision, kind } of outcomes) {
      const contacts = this.of(subscriber).map((contact) =>
        contact.decision.sequence === decision ? { ...contact, outcome: kind } : contact,
      );
      if (contacts.length > 0) this.#bySubscriber.set(subscriber, contacts);
    }
    for (const oldest of this.#bySubscriber.keys()) {
      if (this.#bySubscriber.size <= SUBSCRIBERS_MAX) break;
      this.#bySubscriber.delete(oldest);
    }
  }

  /** Newest first. */
  of(subscriber: number): readonly Contact[] {
    return this.#bySubscriber.get(subscriber) ?? [];
  }
}
