// The two ways in which a twin takes events, for tests that hold them equal.
import { hashWords } from "../../domain/hash.ts";
import type { SubscriberEvent } from "../../domain/subscriber-event.ts";
import type { Trigger } from "../../domain/trigger.ts";
import { columnsOf } from "../../machines/columns-of.ts";
import { createTwin, type TwinOptions } from "../../machines/twin.ts";

export type Told = Pick<TwinOptions, "directory" | "definitions">;

export const ALL = { index: 0, of: 1 };

export interface Windowed {
  readonly events: readonly SubscriberEvent[];
  readonly toMs: number;
}

export function oneByOne(options: Told, windows: readonly Windowed[]): Trigger[] {
  const triggers: Trigger[] = [];
  const twin = createTwin({ ...options, onTrigger: (trigger) => triggers.push(trigger) });
  for (const { events, toMs } of windows) {
    for (const event of events) twin.apply(event);
    twin.advance(toMs);
  }
  return triggers;
}

/** Subscribers in other parts and another order in each window. */
export function inWindows(options: Told, windows: readonly Windowed[]): Trigger[] {
  const twin = createTwin(options);
  return windows.flatMap(({ events, toMs }) => {
    const orderOf = (subscriber: number): number => hashWords(subscriber, toMs);
    for (const part of [0, 1, 2]) {
      const own = events
        .filter(({ subscriber }) => hashWords(subscriber, toMs, 1) % 3 === part)
        .sort((a, b) => orderOf(a.subscriber) - orderOf(b.subscriber) || a.sequence - b.sequence);
      twin.walk(columnsOf(own, options.directory, ALL), toMs);
    }
    return twin.endWindow(toMs);
  });
}

export function windowsOf(events: readonly SubscriberEvent[], untilMs: number, windowMs: number) {
  const windows: Windowed[] = [];
  for (let fromMs = 0; fromMs < untilMs; fromMs += windowMs) {
    const toMs = fromMs + windowMs;
    windows.push({
      toMs,
      events: events.filter(({ timeMs }) => timeMs >= fromMs && timeMs < toMs),
    });
  }
  return windows;
}
