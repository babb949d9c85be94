// Decisions about each subscriber and how their offers stand, for the inspector.
import type { Contact } from "../batches.ts";
import type { MergedWindow } from "./windows.ts";

/** Contacts kept per subscriber. */
const CONTACTS_MAX = 20;
/** Contacts kept in all, of those decided about last; each takes some 1.5 kB. */
const ALL_MAX = 20_000;

export class Contacts {
  readonly #allMax: number;
  readonly #bySubscriber = new Map<number, readonly Contact[]>();
  #count = 0;

  /** `allMax` only for tests. */
  constructor(allMax: number = ALL_MAX) {
    this.#allMax = allMax;
  }

  /** Contacts that are kept. */
  get count(): number {
    return this.#count;
  }

  add({ decisions, outcomes, causes }: MergedWindow): void {
    for (const decision of decisions) {
      const { subscriber, trigger } = decision;
      const event = causes.find(
        (cause) => cause.subscriber === subscriber && cause.sequence === trigger.cause.event,
      );
      const contact = { decision, ...(event === undefined ? {} : { event }) };
      const known = this.of(subscriber);
      const contacts = [contact, ...known].slice(0, CONTACTS_MAX);
      this.#count += contacts.length - known.length;
      // Taken out first, so that those decided about last are the last ones to go.
      this.#bySubscriber.delete(subscriber);
      this.#bySubscriber.set(subscriber, contacts);
    }
    for (const { subscriber, decision, kind, timeMs } of outcomes) {
      const contacts = this.of(subscriber).map((contact) => {
        if (contact.decision.sequence !== decision) return contact;
        const isFirst = kind === "delivered" && contact.deliveredMs === undefined;
        return { ...contact, outcome: kind, ...(isFirst && { deliveredMs: timeMs }) };
      });
      if (contacts.length > 0) this.#bySubscriber.set(subscriber, contacts);
    }
    for (const [oldest, contacts] of this.#bySubscriber) {
      if (this.#count <= this.#allMax) break;
      this.#bySubscriber.delete(oldest);
      this.#count -= contacts.length;
    }
  }

  /** Newest first. */
  of(subscriber: number): readonly Contact[] {
    return this.#bySubscriber.get(subscriber) ?? [];
  }
}
