// The tap: octets or subscriber events enter the twin's side here, counted and in order.
import type { Context, ServiceSchema } from "moleculer";
import { Digest, digestEvent } from "../domain/digest.ts";
import type { EventBatch, FrameBatch } from "./batches.ts";
import { wayTo } from "./next.ts";
import { Order } from "./order.ts";
import { Probe } from "./probe.ts";
import type { Stage } from "./stage.ts";
import { ACTION } from "./subjects.ts";

export function tapService({ traffic }: Stage): ServiceSchema {
  const order = new Order("tap service");
  const digest = new Digest();
  const apply = wayTo<void, EventBatch>("subscriber", ACTION.subscriberApply);
  let probe: Probe;
  const pass = async (ctx: Context, batch: EventBatch): Promise<void> => {
    order.take(batch);
    for (const event of batch.events) digestEvent(digest, event);
    await apply(ctx, batch);
  };
  return {
    name: "tap",
    settings: { $noServiceNamePrefix: true },
    actions: {
      [ACTION.tapEvents]: {
        params: { number: "number", toMs: "number", events: "array" },
        handler: (ctx: Context<EventBatch>): Promise<void> => pass(ctx, ctx.params),
      },
      [ACTION.tapFrames]: {
        params: {
          number: "number",
          toMs: "number",
          frames: "array",
          feeds: { type: "array", optional: true },
        },
        handler: (ctx: Context<FrameBatch>): Promise<void> => pass(ctx, probe.read(ctx.params)),
      },
      [ACTION.tapDigest]: () => digest.toString(),
    },
    created() {
      probe = new Probe({
        registry: traffic.directory,
        numbers: traffic.numbers,
        tokenise: traffic.tokenise,
        onSkip: (frame, reason) => this.logger.warn(`Frame ${frame} is skipped: ${reason}`),
      });
    },
  };
}
