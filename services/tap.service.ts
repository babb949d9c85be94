// The tap: subscriber events enter the twin's side here, counted and in order.
import type { Context, ServiceSchema } from "moleculer";
import { Digest, digestEvent } from "../domain/digest.ts";
import type { EventBatch } from "./batches.ts";
import { wayTo } from "./next.ts";
import { Order } from "./order.ts";
import { ACTION } from "./subjects.ts";

export function tapService(): ServiceSchema {
  const order = new Order("tap service");
  const digest = new Digest();
  const apply = wayTo<void, EventBatch>("subscriber", ACTION.subscriberApply);
  return {
    name: "tap",
    settings: { $noServiceNamePrefix: true },
    actions: {
      [ACTION.tapEvents]: {
        params: { number: "number", toMs: "number", events: "array" },
        async handler(ctx: Context<EventBatch>): Promise<void> {
          order.take(ctx.params);
          for (const event of ctx.params.events) digestEvent(digest, event);
          await apply(ctx, ctx.params);
        },
      },
      [ACTION.tapDigest]: () => digest.toString(),
    },
  };
}
