// Tap and feeds are two doors to one stream: their events in one total order, numbered anew.
import type { SubscriberIndex } from "./identity.ts";
import type { SubscriberEvent } from "./subscriber-event.ts";

/** Merges windows of events one after the other, and counts each subscriber's from 0. */
export class TwoDoors {
  readonly #sequences = new Map<SubscriberIndex, number>();

  /**
   * Events of one window in the total order (timeMs, subscriber, sequence). Of one subscriber and
   * moment those of the tap come first; each door's own keep their order.
   *
   * @param tap, feed  each in the total order of its own numbers
   */
  merge(tap: readonly SubscriberEvent[], feed: readonly SubscriberEvent[]): SubscriberEvent[] {
    const events: SubscriberEvent[] = [];
    let told = 0;
    for (const event of tap) {
      for (; told < feed.length && comesBefore(feed[told]!, event); told++) {
        events.push(this.#numbered(feed[told]!));
      }
      events.push(this.#numbered(event));
    }
    for (; told < feed.length; told++) events.push(this.#numbered(feed[told]!));
    return events;
  }

  #numbered(event: SubscriberEvent): SubscriberEvent {
    const { subscriber } = event;
    const sequence = this.#sequences.get(subscriber) ?? 0;
    this.#sequences.set(subscriber, sequence + 1);
    return sequence === event.sequence ? event : { ...event, sequence };
  }
}

function comesBefore(feed: SubscriberEvent, tap: SubscriberEvent): boolean {
  if (feed.timeMs !== tap.timeMs) return feed.timeMs < tap.timeMs;
  return feed.subscriber < tap.subscriber;
}
