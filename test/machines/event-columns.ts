// Event objects as columns, subscriber after subscriber, as generated windows have them.
import { type Directory, type EnrichedEvent, enrich } from "../../domain/directory.ts";
import type { EventColumns } from "../../domain/event-columns.ts";
import {
  MISSED_WHY,
  SUBSCRIBER_EVENT_TYPES,
  type SubscriberEvent,
} from "../../domain/subscriber-event.ts";

/** Subscribers stand in the order in which `orderOf` puts them, each with her events in theirs. */
export function columnsOf(
  events: readonly SubscriberEvent[],
  directory: Directory,
  { orderOf, of = 1 }: { orderOf(subscriber: number): number; of?: number },
): EventColumns {
  const rows = events
    .toSorted((a, b) => orderOf(a.subscriber) - orderOf(b.subscriber) || a.sequence - b.sequence)
    .map((event) => enrich(event, directory));
  const numbers = <T>(array: { from(values: number[]): T }, of: (event: EnrichedEvent) => number) =>
    array.from(rows.map(of));
  const flag = (of: (event: EnrichedEvent) => boolean) =>
    numbers(Uint8Array, (event) => (of(event) ? 1 : 0));
  const none = () => 0;
  return {
    size: rows.length,
    subscriber: numbers(Uint32Array, ({ subscriber }) => Math.floor(subscriber / of)),
    sequence: numbers(Uint32Array, ({ sequence }) => sequence),
    timeMs: numbers(Float64Array, ({ timeMs }) => timeMs),
    type: numbers(Uint8Array, ({ type }) => SUBSCRIBER_EVENT_TYPES.indexOf(type)),
    lac: numbers(Uint16Array, ({ lac }) => lac),
    ci: numbers(Uint16Array, ({ ci }) => ci),
    zone: numbers(Int16Array, ({ zone }) => zone),
    regular: flag(({ regular }) => regular),
    capabilities: numbers(Int8Array, ({ capabilities }) => capabilities),
    tac: numbers(Uint32Array, (event) => (event.type === "handset.seen" ? event.tac : 0)),
    handset: numbers(Float64Array, (event) => (event.type === "handset.seen" ? event.handset : 0)),
    direction: flag((event) => event.type === "call.setUp" && event.direction === "terminated"),
    why: numbers(Uint8Array, (event) =>
      event.type === "call.missed" ? MISSED_WHY.indexOf(event.why) : 0,
    ),
    hasRingbackTone: flag(({ hasRingbackTone }) => hasRingbackTone),
    peerHasRingbackTone: flag(({ peerHasRingbackTone }) => peerHasRingbackTone),
    firstWord: numbers(Uint32Array, none),
    secondWord: numbers(Uint32Array, none),
  };
}
