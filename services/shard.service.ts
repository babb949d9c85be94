// The shards of others' rehearsals: this node does their steps when it is asked.
import type { Context, ServiceSchema } from "moleculer";
import type { HostedRuns } from "./cluster-rehearsal/hosted-runs.ts";
import type { EndOf, Letter, Reply, RestOf } from "./cluster-rehearsal/letters.ts";
import { ACTION, CLUSTER } from "./subjects.ts";

/** What a node says of itself to whoever looks for nodes. */
export interface ShardPlace {
  /** Shards that it wants at a time. */
  readonly threads: number;
}

/** What Moleculer tells of a node that has gone. */
interface NodeLeft {
  readonly node: { readonly id: string };
}

const LETTER = {
  run: "string",
  id: "string",
  part: "number|integer|min:0",
  parts: "number|integer|min:1",
  text: "string",
};

export function shardService(runs: HostedRuns, place: ShardPlace): ServiceSchema {
  return {
    name: "shard",
    settings: { $noServiceNamePrefix: true },
    metadata: { ...place },
    actions: {
      [ACTION.shardAsk]: {
        params: LETTER,
        handler: (ctx: Context<Letter>): Promise<Reply> => runs.ask(ctx.params, ctx.nodeID!),
      },
      [ACTION.shardRest]: {
        params: { run: "string", id: "string", part: "number|integer|min:1" },
        handler: (ctx: Context<RestOf>): Promise<string> => runs.rest(ctx.params),
      },
      [ACTION.shardEnd]: {
        params: { run: "string" },
        handler: (ctx: Context<EndOf>): Promise<void> => runs.end(ctx.params),
      },
    },
    events: {
      [CLUSTER.nodeLeft]: (ctx: Context<NodeLeft>): Promise<void> => runs.left(ctx.params.node.id),
    },
    stopped: (): Promise<void> => runs.stop(),
  };
}
