// The twin behind the subscriber service: batches of events in, batches of triggers out.
import { Digest, digestTrigger } from "../domain/digest.ts";
import type { Directory } from "../domain/directory.ts";
import type { SubscriberIndex } from "../domain/identity.ts";
import type { TriggerParameters } from "../domain/trigger.ts";
import { createTwin, type Twin } from "../machines/twin.ts";
import type { Belief, EventBatch, NoticedTrigger, TriggerBatch } from "./batches.ts";
import { Order } from "./order.ts";
import { Trail } from "./trail.ts";

export class Watch {
  readonly #twin: Twin;
  readonly #trail = new Trail();
  readonly #digest = new Digest();
  readonly #order = new Order("subscriber service");
  #noticed: NoticedTrigger[] = [];
  #timeMs = 0;

  constructor(directory: Directory, definitions: readonly TriggerParameters[]) {
    this.#twin = createTwin({
      directory,
      definitions,
      onTrigger: (trigger) => {
        digestTrigger(this.#digest, trigger);
        const event = this.#trail.event(trigger.subscriber, trigger.cause.event);
        this.#noticed.push({
          trigger,
          ...(event === undefined ? {} : { event }),
        });
      },
    });
  }

  /** Applies the events, then lets time pass to the batch's end. */
  apply(batch: EventBatch): TriggerBatch {
    this.#order.take(batch);
    this.#noticed = [];
    for (const event of batch.events) {
      this.#trail.remember(event);
      this.#twin.apply(event);
    }
    this.#timeMs = batch.toMs;
    this.#twin.advance(batch.toMs);
    return {
      number: batch.number,
      toMs: batch.toMs,
      events: batch.events.length,
      triggers: this.#noticed,
    };
  }

  belief(subscriber: SubscriberIndex): Belief {
    return {
      timeMs: this.#timeMs,
      regions: this.#twin.regions(subscriber),
      events: this.#trail.events(subscriber),
      sightings: this.#trail.sightings(subscriber),
    };
  }

  get digest(): string {
    return this.#digest.toString();
  }
}
