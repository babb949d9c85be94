// Blocks of event objects, as a source of such events appends them to the log.
import type { Shard } from "../../domain/digest.ts";
import type { Directory } from "../../domain/directory.ts";
import type { SubscriberEvent } from "../../domain/subscriber-event.ts";
import { bySubscriber, columnsOf } from "../../machines/columns-of.ts";
import type { EventBlock } from "./log-record.ts";

/** Events by partition, in their order. */
export function byPartition(
  events: readonly SubscriberEvent[],
  partitions: number,
): readonly (readonly SubscriberEvent[])[] {
  const dealt: SubscriberEvent[][] = Array.from({ length: partitions }, () => []);
  for (const event of events) dealt[event.subscriber % partitions]!.push(event);
  return dealt;
}

/** The block of a partition's events, with the objects in the order of its columns. */
export function blockOf(
  events: readonly SubscriberEvent[],
  window: Pick<EventBlock, "fromMs" | "toMs">,
  { directory, shard }: { readonly directory: Directory; readonly shard: Shard },
): EventBlock {
  const ordered = bySubscriber(events);
  const columns = columnsOf(ordered, directory, shard);
  return { kind: "events", ...window, columns, events: () => ordered };
}
