// Event objects as columns: joined with the directory, their digest words made.
import { ownWords, type Shard } from "../domain/digest.ts";
import { type Directory, enrich, RINGBACK_STATES } from "../domain/directory.ts";
import { type EventColumns, roomForEvents } from "../domain/event-columns.ts";
import { VALUE_NAMES } from "../domain/event-values.ts";
import type { SubscriberIndex } from "../domain/identity.ts";
import {
  MISSED_WHY,
  SUBSCRIBER_EVENT_TYPES,
  type SubscriberEvent,
  type SubscriberEventType,
} from "../domain/subscriber-event.ts";

const CODE_OF: ReadonlyMap<SubscriberEventType, number> = new Map(
  SUBSCRIBER_EVENT_TYPES.map((type, code) => [type, code]),
);
const WORDS = new Uint32Array(2);

/**
 * The same events, each subscriber's together and in the order in which they were; the subscribers
 * in the order of their first events.
 */
export function bySubscriber(events: readonly SubscriberEvent[]): readonly SubscriberEvent[] {
  const groups = new Map<SubscriberIndex, SubscriberEvent[]>();
  for (const event of events) {
    const group = groups.get(event.subscriber);
    if (group === undefined) groups.set(event.subscriber, [event]);
    else group.push(event);
  }
  return [...groups.values()].flat();
}

/**
 * Columns of a shard's events, position by position those of {@link bySubscriber}. Each subscriber's
 * events must come in the order of (timeMs, sequence).
 */
export function columnsOf(
  events: readonly SubscriberEvent[],
  directory: Directory,
  { index, of }: Shard,
): EventColumns {
  const columns = roomForEvents(events.length);
  columns.size = events.length;
  for (const [place, event] of bySubscriber(events).entries()) {
    columns.subscriber[place] = (event.subscriber - index) / of;
    columns.sequence[place] = event.sequence;
    columns.timeMs[place] = event.timeMs;
    columns.type[place] = CODE_OF.get(event.type)!;
    columns.lac[place] = event.lac;
    columns.ci[place] = event.ci;
    const joined = enrich(event, directory);
    columns.zone[place] = joined.zone;
    columns.regular[place] = joined.regular ? 1 : 0;
    columns.capabilities[place] = joined.capabilities;
    columns.hasRingbackTone[place] = RINGBACK_STATES.indexOf(joined.ringbackTone);
    columns.peerHasRingbackTone[place] = joined.peerHasRingbackTone ? 1 : 0;
    if (event.type === "handset.seen") {
      columns.tac[place] = event.tac;
      columns.handset[place] = event.handset;
    } else if (event.type === "call.setUp") {
      columns.direction[place] = event.direction === "originated" ? 0 : 1;
    } else if (event.type === "call.missed") {
      columns.why[place] = MISSED_WHY.indexOf(event.why);
    }
    columns.happenedMs[place] = joined.happenedMs;
    for (const name of VALUE_NAMES) columns[name][place] = joined[name];
    ownWords(event, WORDS, 0);
    columns.firstWord[place] = WORDS[0]!;
    columns.secondWord[place] = WORDS[1]!;
  }
  return columns;
}
