// Behind the subscriber service: what the owner of a partition believes of its subscribers.

import { ownerless } from "../asking.ts";
import type { Belief } from "../batches.ts";
import type { Durability } from "../log/event-log.ts";
import type { Owner } from "../owners/owner.ts";
import type { PartitionTwin } from "../owners/partition-twin.ts";
import { lastHeard } from "./heard.ts";

/** @throws MoleculerRetryableError while the subscriber's partition is not owned here */
export async function beliefOf(
  { log }: Pick<Durability, "log">,
  { owned }: Pick<Owner<PartitionTwin>, "owned">,
  subscriber: number,
): Promise<Belief> {
  const partition = subscriber % log.partitions;
  const twin = owned.get(partition);
  if (twin === undefined) throw ownerless(partition);
  const { timeMs } = twin;
  const regions = twin.regions(subscriber);
  return { timeMs, regions, ...(await lastHeard(log, subscriber, timeMs)) };
}

/** @throws MoleculerRetryableError while the partition is not owned here */
export function pausedIn(
  { owned }: Pick<Owner<PartitionTwin>, "owned">,
  partition: number,
): readonly string[] {
  const twin = owned.get(partition);
  if (twin === undefined) throw ownerless(partition);
  return twin.paused;
}
