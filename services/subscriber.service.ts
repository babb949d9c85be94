// The subscribers: their machines take events in and notice the moments that campaigns wait for.
import type { Context, ServiceSchema } from "moleculer";
import type { Belief, EventBatch, SubscriberQuestion, TriggerBatch } from "./batches.ts";
import { wayTo } from "./next.ts";
import type { Stage } from "./stage.ts";
import { ACTION } from "./subjects.ts";
import { Watch } from "./watch.ts";

export function subscriberService({ scenario, traffic }: Stage): ServiceSchema {
  const watch = new Watch(traffic.directory, scenario.definitions);
  const decide = wayTo<void, TriggerBatch>("campaign", ACTION.campaignDecide);
  return {
    name: "subscriber",
    settings: { $noServiceNamePrefix: true },
    actions: {
      [ACTION.subscriberApply]: {
        params: { number: "number", toMs: "number", events: "array" },
        async handler(ctx: Context<EventBatch>): Promise<void> {
          await decide(ctx, watch.apply(ctx.params));
        },
      },
      [ACTION.subscriberInspect]: {
        params: { subscriber: "number|integer|min:0" },
        handler: (ctx: Context<SubscriberQuestion>): Belief => watch.belief(ctx.params.subscriber),
      },
      [ACTION.subscriberDigest]: () => watch.digest,
    },
  };
}
