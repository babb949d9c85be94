// The last that was heard of each subscriber, for the inspector: events and cells.
import type { SubscriberIndex } from "../domain/identity.ts";
import type { SubscriberEvent } from "../domain/subscriber-event.ts";
import type { Sighting } from "./batches.ts";

/** Events and cells kept per subscriber. */
const EVENTS_MAX = 12;
const SIGHTINGS_MAX = 32;

interface Footprint {
  readonly events: SubscriberEvent[];
  readonly sightings: Sighting[];
}

export class Trail {
  readonly #footprints: (Footprint | undefined)[] = [];

  remember(event: SubscriberEvent): void {
    while (this.#footprints.length <= event.subscriber) this.#footprints.push(undefined);
    this.#footprints[event.subscriber] ??= { events: [], sightings: [] };
    const { events, sightings } = this.#footprints[event.subscriber]!;
    if (events.push(event) > EVENTS_MAX) events.shift();
    const { timeMs, lac, ci } = event;
    const last = sightings.at(-1);
    if ((lac === 0 && ci === 0) || (last?.lac === lac && last.ci === ci)) return;
    if (sightings.push({ timeMs, lac, ci }) > SIGHTINGS_MAX) sightings.shift();
  }

  /** Oldest first. */
  events(subscriber: SubscriberIndex): readonly SubscriberEvent[] {
    return this.#footprints[subscriber]?.events ?? [];
  }

  /** The subscriber's event of this sequence number, as long as it is kept. */
  event(subscriber: SubscriberIndex, sequence: number | undefined): SubscriberEvent | undefined {
    return this.events(subscriber).find((event) => event.sequence === sequence);
  }

  /** Oldest first. */
  sightings(subscriber: SubscriberIndex): readonly Sighting[] {
    return this.#footprints[subscriber]?.sightings ?? [];
  }
}
