// A real XState actor per subscriber, all on one discrete-event clock that costs next to nothing.
import { type ActorRefFrom, createActor } from "xstate";
import type { EnrichedEvent } from "../domain/directory.ts";
import { subscriberMachine } from "../machines/subscriber.ts";
import { readSnapshot } from "./hand-written.ts";

interface Timeout {
  readonly dueMs: number;
  /** Counts timeouts as they were set: the order of those due at one time. */
  readonly order: number;
  /** Undefined once cleared. */
  callback: (() => void) | undefined;
}

/** A queue forgets its past whenever that is so long. */
const TIDIED = 100_000;

/** Timeouts of one delay become due in the order in which they were set. */
class Queue {
  readonly timeouts: Timeout[] = [];
  head = 0;

  /** The first that was not cleared. */
  first(): Timeout | undefined {
    while (this.timeouts[this.head]?.callback === undefined) {
      if (this.head === this.timeouts.length) return undefined;
      this.head++;
    }
    if (this.head > TIDIED) {
      this.timeouts.splice(0, this.head);
      this.head = 0;
    }
    return this.timeouts[this.head];
  }
}

/** A machine has few different delays: a queue for each makes all steps O(1). */
export class EventClock {
  readonly #queues = new Map<number, Queue>();
  #now = 0;
  #order = 0;

  now(): number {
    return this.#now;
  }

  setTimeout(callback: () => void, delayMs: number): Timeout {
    let queue = this.#queues.get(delayMs);
    if (queue === undefined) {
      queue = new Queue();
      this.#queues.set(delayMs, queue);
    }
    const timeout = { dueMs: this.#now + delayMs, order: this.#order++, callback };
    queue.timeouts.push(timeout);
    return timeout;
  }

  clearTimeout(timeout: Timeout): void {
    timeout.callback = undefined;
  }

  /** Calls back whatever is due, one after the other, each at its own time. */
  advance(toMs: number): void {
    for (;;) {
      let next: Timeout | undefined;
      for (const queue of this.#queues.values()) {
        const first = queue.first();
        if (first !== undefined && (next === undefined || isBefore(first, next))) next = first;
      }
      if (next === undefined || next.dueMs > toMs) break;
      this.#now = next.dueMs;
      const { callback } = next;
      next.callback = undefined;
      callback?.();
    }
    this.#now = Math.max(this.#now, toMs);
  }
}

function isBefore(a: Timeout, b: Timeout): boolean {
  return a.dueMs < b.dueMs || (a.dueMs === b.dueMs && a.order < b.order);
}

/** Row = index of the actor. */
export class SubscriberActors {
  readonly #clock = new EventClock();
  readonly #actors: ActorRefFrom<typeof subscriberMachine>[] = [];

  constructor(rows: number) {
    for (let row = 0; row < rows; row++) {
      this.#actors.push(createActor(subscriberMachine, { clock: this.#clock }).start());
    }
  }

  send(rows: Uint32Array, events: readonly EnrichedEvent[]): void {
    for (let i = 0; i < events.length; i++) {
      const event = events[i]!;
      this.#clock.advance(event.timeMs);
      this.#actors[rows[i]!]!.send(event);
    }
  }

  advance(toMs: number): void {
    this.#clock.advance(toMs);
  }

  read(row: number, into: Float64Array): void {
    readSnapshot(this.#actors[row]!.getSnapshot(), into);
  }
}
