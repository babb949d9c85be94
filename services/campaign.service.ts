// The campaigns: every trigger is decided, and what was decided is told when its batch is closed.
import type { Context, ServiceSchema } from "moleculer";
import { createDesk } from "../campaigns/desk.ts";
import { Digest, digestDecision } from "../domain/digest.ts";
import type { Outcome } from "../domain/offer.ts";
import type { Contact, OfferBatch, SubscriberQuestion, TriggerBatch } from "./batches.ts";
import { wayTo } from "./next.ts";
import { Order } from "./order.ts";
import { Rounds } from "./rounds.ts";
import type { Stage } from "./stage.ts";
import { ACTION, EVENT } from "./subjects.ts";

export function campaignService({ scenario, traffic }: Stage): ServiceSchema {
  const order = new Order("campaign service");
  const digest = new Digest();
  const rounds = new Rounds(createDesk({ book: scenario, directory: traffic.directory }));
  const deliver = wayTo<Outcome[], OfferBatch>("delivery", ACTION.deliveryAdvance);
  return {
    name: "campaign",
    settings: { $noServiceNamePrefix: true },
    actions: {
      [ACTION.campaignDecide]: {
        params: { number: "number", toMs: "number", events: "number", triggers: "array" },
        async handler(ctx: Context<TriggerBatch>): Promise<void> {
          order.take(ctx.params);
          const closed = await rounds.close(ctx.params, (offers) => deliver(ctx, offers));
          for (const decision of closed.decisions) digestDecision(digest, decision);
          await ctx.broadcast(EVENT.windowClosed, closed);
        },
      },
      [ACTION.campaignInspect]: {
        params: { subscriber: "number|integer|min:0" },
        handler: (ctx: Context<SubscriberQuestion>): readonly Contact[] =>
          rounds.contacts(ctx.params.subscriber),
      },
      [ACTION.campaignDigest]: () => digest.toString(),
    },
  };
}
