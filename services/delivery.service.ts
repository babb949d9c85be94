// The delivery: offers go out to people, and how each of them ends comes back.
import type { Context, ServiceSchema } from "moleculer";
import type { Outcome } from "../domain/offer.ts";
import type { OfferBatch } from "./batches.ts";
import { Courier } from "./courier.ts";
import type { Stage } from "./stage.ts";
import { ACTION } from "./subjects.ts";

export function deliveryService({ scenario, traffic }: Stage): ServiceSchema {
  const courier = new Courier(scenario, traffic.responses);
  return {
    name: "delivery",
    settings: { $noServiceNamePrefix: true },
    actions: {
      [ACTION.deliveryAdvance]: {
        params: { toMs: "number", offers: "array" },
        handler: (ctx: Context<OfferBatch>): readonly Outcome[] => courier.advance(ctx.params),
      },
    },
  };
}
