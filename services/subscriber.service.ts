// The subscribers: this node's share of the partitions, and what it believes of the people in them.
import type { Context, ServiceSchema } from "moleculer";
import type { Belief, SubscriberQuestion } from "./batches.ts";
import { optOut } from "./live/controls.ts";
import { beliefOf, pausedIn } from "./live/watching.ts";
import type { Durability } from "./log/event-log.ts";
import type { Owner } from "./owners/owner.ts";
import type { PartitionTwin } from "./owners/partition-twin.ts";
import { ACTION } from "./subjects.ts";

export function subscriberService(
  durability: Durability,
  owner: Owner<PartitionTwin>,
): ServiceSchema {
  const { log } = durability;
  return {
    name: "subscriber",
    settings: { $noServiceNamePrefix: true },
    actions: {
      [ACTION.subscriberInspect]: {
        params: { subscriber: "number|integer|min:0" },
        handler: (ctx: Context<SubscriberQuestion>): Promise<Belief> =>
          beliefOf(durability, owner, ctx.params.subscriber),
      },
      [ACTION.subscriberPaused]: {
        params: { partition: "number|integer|min:0" },
        handler: (ctx: Context<{ partition: number }>): readonly string[] =>
          pausedIn(owner, ctx.params.partition),
      },
      [ACTION.subscriberOptOut]: {
        params: { subscriber: "number|integer|min:0" },
        handler: (ctx: Context<SubscriberQuestion>): Promise<void> =>
          optOut(log, ctx.params.subscriber),
      },
    },
    async started() {
      owner.start();
    },
    async stopped() {
      await owner.stop();
    },
  };
}
