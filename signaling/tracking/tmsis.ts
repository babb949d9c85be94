// Which subscriber a TMSI means: learnt from what passes (3GPP TS 23.003 §2.4, TS 24.008 §4.3.1).
import type { SubscriberIndex } from "../../domain/identity.ts";
import { type ExchangeIndex, type LocalTmsi, NO_TMSI } from "./exchanges.ts";
import { ABSENT, KeyTable } from "./key-table.ts";

/** TMSIs remembered; beyond, those not used lately are forgotten. */
export const TMSIS_MAX = 10_000_000;
const SUBSCRIBERS = 4_294_967_296;

/** TMSI → subscriber. A subscriber's old TMSI stays valid until the new one is acknowledged. */
export class TmsiMap {
  readonly #subscribers: KeyTable;
  /** Exchange and subscriber → the TMSI that the subscriber acknowledged or used last there. */
  readonly #current: KeyTable;

  constructor(max = TMSIS_MAX) {
    this.#subscribers = new KeyTable({ max, numbers: "u32" });
    this.#current = new KeyTable({ max, numbers: "u53" });
  }

  get size(): number {
    return this.#subscribers.size;
  }

  /** −1 when this TMSI is not known. */
  subscriberOf(tmsi: LocalTmsi): SubscriberIndex {
    return tmsi === NO_TMSI ? -1 : this.#subscribers.get(tmsi);
  }

  /** Notes that a TMSI means this subscriber, whoever had it before. */
  learn(tmsi: LocalTmsi, subscriber: SubscriberIndex): void {
    if (tmsi !== NO_TMSI) this.#subscribers.set(tmsi, subscriber);
  }

  /** Notes that the subscriber uses this TMSI from now on: the one before is free. */
  settle(tmsi: LocalTmsi, exchange: ExchangeIndex, subscriber: SubscriberIndex): void {
    if (tmsi === NO_TMSI) return;
    this.learn(tmsi, subscriber);
    const key = exchange * SUBSCRIBERS + subscriber;
    const before = this.#current.get(key);
    if (before === tmsi) return;
    this.#free(before, subscriber);
    this.#current.set(key, tmsi);
  }

  /** The subscriber has no TMSI here any more. */
  forget(exchange: ExchangeIndex, subscriber: SubscriberIndex): void {
    const key = exchange * SUBSCRIBERS + subscriber;
    this.#free(this.#current.get(key), subscriber);
    this.#current.delete(key);
  }

  /** The TMSI was given to somebody whose IMSI is not known yet: it means nobody else now. */
  void(tmsi: LocalTmsi): void {
    if (tmsi !== NO_TMSI) this.#subscribers.delete(tmsi);
  }

  #free(tmsi: LocalTmsi, subscriber: SubscriberIndex): void {
    if (tmsi === ABSENT) return;
    if (this.#subscribers.get(tmsi) === subscriber) this.#subscribers.delete(tmsi);
  }
}
