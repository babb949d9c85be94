// The cluster's log, snapshots and leases as the processes of the fault tests open them.
import { openCluster } from "../../services/log/cluster.ts";
import type { Durability } from "../../services/log/event-log.ts";

export interface BackEnd {
  readonly nats: string;
  readonly redis: string;
  readonly namespace: string;
  readonly partitions: number;
}

export function openFleetDurability({
  nats,
  redis,
  namespace,
  partitions,
}: BackEnd): Promise<Durability> {
  return openCluster({ nats, redis, namespace, partitions });
}
