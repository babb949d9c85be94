// The events of a replay, instant by instant: what the tap concluded, and what feeds told, in one order.
import { byTotalOrder, type SubscriberEvent } from "../domain/subscriber-event.ts";
import { TwoDoors } from "../domain/two-doors.ts";

/** Keeps the events of an instant until it is over, and lets them out in the total order. */
export class Instants {
  readonly #tell: (event: SubscriberEvent) => void;
  readonly #feeds: readonly SubscriberEvent[];
  readonly #doors = new TwoDoors();
  #held: SubscriberEvent[] = [];
  #told = 0;

  /** @param feeds  in total order */
  constructor(tell: (event: SubscriberEvent) => void, feeds: readonly SubscriberEvent[]) {
    this.#tell = tell;
    this.#feeds = feeds;
  }

  add(event: SubscriberEvent): void {
    this.reach(event.timeMs);
    this.#held.push(event);
  }

  /** Time has come to `timeMs`: what was before it is complete. */
  reach(timeMs: number): void {
    const first = this.#told;
    while (this.#told < this.#feeds.length && this.#feeds[this.#told]!.timeMs < timeMs) {
      this.#told++;
    }
    const over = this.#held.length > 0 && this.#held[0]!.timeMs < timeMs;
    if (!over && first === this.#told) return;
    const events = over ? this.#held.sort(byTotalOrder) : [];
    if (over) this.#held = [];
    const feeds = first === this.#told ? [] : this.#feeds.slice(first, this.#told);
    for (const event of this.#doors.merge(events, feeds)) this.#tell(event);
  }
}
