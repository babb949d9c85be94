// One process as a node for rehearsals: a broker of its own, in which nodes of all scenarios meet.
import { availableParallelism } from "node:os";
import { ServiceBroker } from "moleculer";
import { brokerOptions } from "../../moleculer.config.ts";
import { guardActions } from "../access/action-roles.ts";
import { shardService } from "../shard.service.ts";
import { stopBroker } from "../transport.ts";
import { HostedRuns } from "./hosted-runs.ts";
import { SHARD_NAMESPACE } from "./letters.ts";

export interface ShardNode {
  /** Moleculer's name of this node. */
  readonly id: string;
  /** Ends all shards that are hosted here, and leaves the cluster. */
  stop(): Promise<void>;
}

export interface ShardNodeOptions {
  /** nats://host:port */
  readonly transporter: string;
  /** Shards that it wants at a time; default: one for each core. */
  readonly threads?: number;
}

/** Joins the cluster's shard nodes; resolves when it can be asked. */
export async function startShardNode({
  transporter,
  threads = availableParallelism(),
}: ShardNodeOptions): Promise<ShardNode> {
  const broker = new ServiceBroker({
    ...brokerOptions({ transporter, namespace: SHARD_NAMESPACE }),
    middlewares: [guardActions()],
  });
  broker.createService(shardService(new HostedRuns(), { threads }));
  await broker.start();
  return { id: broker.nodeID, stop: () => stopBroker(broker) };
}
