// Feed events from outside on their way into the flow: kept until the traffic has come to their time.
import { KairosError } from "../domain/errors.ts";
import { byTotalOrder, type SubscriberEvent } from "../domain/subscriber-event.ts";

/** Events that wait at most: a feed that is far ahead of the network's clock. */
const WAITING_MAX = 20_000_000;

/** Whatever comes is taken once, in the order of time; what comes late is told late. */
export class FeedInlet {
  #waiting: SubscriberEvent[] = [];
  /** Those from here on are in order. */
  #next = 0;
  #ordered = true;
  #reachedMs = 0;
  /** Where the network's own time begins, and what was heard before that was known. */
  #fromMs: number | undefined;
  #early: SubscriberEvent[] = [];

  /** @throws KairosError events.malformed when too many wait */
  offer(event: SubscriberEvent): void {
    if (this.#waiting.length - this.#next >= WAITING_MAX) {
      throw new KairosError("events.malformed", {
        place: "feeds",
        got: `more than ${WAITING_MAX / 1e6} million events that wait for their time`,
        wanted: "events near the network's own time",
        remedy: "Look at the feed's timeMs: ms since the start of the scenario's first day.",
      });
    }
    // Past its time it reaches the network now, though it says when it happened.
    const due = event.timeMs < this.#reachedMs ? { ...event, timeMs: this.#reachedMs } : event;
    const last = this.#waiting.at(-1);
    if (last !== undefined && byTotalOrder(due, last) < 0) this.#ordered = false;
    this.#waiting.push(due);
  }

  /** As {@link offer}, of what is told now: it has no place before {@link begin}'s time. */
  hear(event: SubscriberEvent): void {
    if (this.#fromMs === undefined) this.#early.push(event);
    else if (event.timeMs >= this.#fromMs) this.offer(event);
    else this.offer({ ...event, timeMs: this.#fromMs });
  }

  /** All that was before `fromMs` is in the log, of files too: these tell it once more. */
  begin(fromMs: number): void {
    this.#fromMs = fromMs;
    const early = this.#early;
    this.#early = [];
    for (const event of early) this.hear(event);
  }

  /** All that is due before `toMs`, in total order, to which the network's time goes now. */
  take(toMs: number): readonly SubscriberEvent[] {
    if (!this.#ordered) {
      this.#waiting = this.#waiting.slice(this.#next).sort(byTotalOrder);
      this.#next = 0;
      this.#ordered = true;
    }
    const first = this.#next;
    while (this.#next < this.#waiting.length && this.#waiting[this.#next]!.timeMs < toMs) {
      this.#next++;
    }
    this.#reachedMs = toMs;
    const due = this.#waiting.slice(first, this.#next);
    if (this.#next === this.#waiting.length) {
      this.#waiting = [];
      this.#next = 0;
    }
    return due;
  }
}
