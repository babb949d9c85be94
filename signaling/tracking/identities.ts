// Which subscriber a TMSI means: learnt from what passes, per location area (3GPP TS 23.003 §2.4).
import type { SubscriberIndex } from "../../domain/identity.ts";

/** A TMSI in the location area where it is valid, as one number. */
export type LocalTmsi = number;

/** TMSIs remembered; the one learnt longest ago is forgotten first. */
const TMSIS_MAX = 4_000_000;

export function localTmsi(lac: number, tmsi: number): LocalTmsi {
  return lac * 2 ** 32 + tmsi;
}

/** TMSI → subscriber. A subscriber's old TMSI stays valid until the new one is acknowledged. */
export class TmsiMap {
  readonly #subscribers = new Map<LocalTmsi, SubscriberIndex>();
  /** The TMSI that each subscriber acknowledged or used last. */
  readonly #current = new Map<SubscriberIndex, LocalTmsi>();

  /** −1 when this TMSI is not known. */
  subscriberOf(tmsi: LocalTmsi): SubscriberIndex {
    return this.#subscribers.get(tmsi) ?? -1;
  }

  /** Notes that a TMSI means this subscriber, whoever had it before. */
  learn(tmsi: LocalTmsi, subscriber: SubscriberIndex): void {
    const before = this.#subscribers.get(tmsi);
    if (before === subscriber) return;
    if (before !== undefined && this.#current.get(before) === tmsi) this.#current.delete(before);
    if (before === undefined && this.#subscribers.size >= TMSIS_MAX) {
      const [oldest, owner] = this.#subscribers.entries().next().value!;
      this.#subscribers.delete(oldest);
      if (this.#current.get(owner) === oldest) this.#current.delete(owner);
    }
    this.#subscribers.set(tmsi, subscriber);
  }

  /** Notes that the subscriber uses this TMSI from now on: the one before is free. */
  settle(tmsi: LocalTmsi, subscriber: SubscriberIndex): void {
    this.learn(tmsi, subscriber);
    const before = this.#current.get(subscriber);
    if (before !== tmsi) this.#remove(before, subscriber);
    this.#current.set(subscriber, tmsi);
  }

  /** The subscriber has no TMSI any more. */
  forget(subscriber: SubscriberIndex): void {
    this.#remove(this.#current.get(subscriber), subscriber);
    this.#current.delete(subscriber);
  }

  #remove(tmsi: LocalTmsi | undefined, subscriber: SubscriberIndex): void {
    if (tmsi !== undefined && this.#subscribers.get(tmsi) === subscriber) {
      this.#subscribers.delete(tmsi);
    }
  }
}
