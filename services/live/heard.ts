// The last that was heard of one subscriber, read from the tail of its partition's log.
import type { SubscriberEvent } from "../../domain/subscriber-event.ts";
import type { Sighting } from "../batches.ts";
import type { EventLog } from "../log/event-log.ts";
import type { EventBlock } from "../log/log-record.ts";
import { ENTRIES_KEPT } from "../owners/host.ts";
import { backwards, blockIn } from "./backwards.ts";

/** Entries that are looked through at most: the log keeps these behind its checkpoints. */
const ENTRIES_LOOKED_AT_MAX = ENTRIES_KEPT;
/** Events and cells that are told. */
const EVENTS_MAX = 12;
const SIGHTINGS_MAX = 32;

export interface Heard {
  /** Oldest first. */
  readonly events: readonly SubscriberEvent[];
  /** Cells in which the network saw the subscriber, at the first sight there, oldest first. */
  readonly sightings: readonly Sighting[];
}

/** What the log has of a subscriber before `beforeMs`, as far as it is looked through. */
export async function lastHeard(
  log: EventLog,
  subscriber: number,
  beforeMs: number,
): Promise<Heard> {
  const events: SubscriberEvent[] = [];
  /** Newest first; of a stay in one cell the first sight is what is left. */
  const sightings: Sighting[] = [];
  const partition = subscriber % log.partitions;
  const row = Math.floor(subscriber / log.partitions);
  for await (const entry of backwards(log, partition, ENTRIES_LOOKED_AT_MAX)) {
    if (events.length >= EVENTS_MAX && sightings.length > SIGHTINGS_MAX) break;
    const block = blockIn(entry);
    if (block === undefined) continue;
    const { columns } = block;
    for (let place = columns.size - 1; place >= 0; place--) {
      const timeMs = columns.timeMs[place]!;
      if (columns.subscriber[place] !== row || timeMs >= beforeMs) continue;
      const event = events.length < EVENTS_MAX ? eventAt(block, place) : undefined;
      if (event !== undefined) events.push(event);
      remember(sightings, { timeMs, lac: columns.lac[place]!, ci: columns.ci[place]! });
    }
  }
  return { events: events.reverse(), sightings: sightings.slice(0, SIGHTINGS_MAX).reverse() };
}

function remember(sightings: Sighting[], seen: Sighting): void {
  if (seen.lac === 0 && seen.ci === 0) return;
  const later = sightings.at(-1);
  if (later?.lac === seen.lac && later.ci === seen.ci) sightings.pop();
  sightings.push(seen);
}

/** Undefined where the block has no object, or none that can be read. */
function eventAt(block: EventBlock, place: number): SubscriberEvent | undefined {
  try {
    return block.eventAt?.(place);
  } catch {
    return undefined;
  }
}
