// The delivery: what the partitions' owners say becomes windows, told to all in order.
import type { Context, ServiceSchema } from "moleculer";
import type { Contact, Digests, Reached, Standing, SubscriberQuestion } from "./batches.ts";
import { Closing } from "./live/closing.ts";
import type { EventLog } from "./log/event-log.ts";
import { WALL } from "./pacer.ts";
import type { Stage } from "./stage.ts";
import { ACTION, EVENT } from "./subjects.ts";

export function deliveryService({ atlas }: Stage, log: EventLog): ServiceSchema {
  let closing: Closing;
  let running: Promise<void>;
  return {
    name: "delivery",
    settings: { $noServiceNamePrefix: true },
    actions: {
      [ACTION.deliveryReached]: {
        params: { toMs: "number" },
        handler: async (ctx: Context<Reached>): Promise<Reached> => ({
          toMs: await closing.reached(ctx.params.toMs),
        }),
      },
      [ACTION.deliveryStanding]: (): Standing => closing.standing,
      [ACTION.deliveryContacts]: {
        params: { subscriber: "number|integer|min:0" },
        handler: (ctx: Context<SubscriberQuestion>): readonly Contact[] =>
          closing.contacts(ctx.params.subscriber),
      },
      [ACTION.deliveryDigests]: (): Digests => closing.digests,
    },
    created() {
      const { broker, logger } = this;
      closing = new Closing({
        log,
        atlas,
        wall: WALL,
        onClosed: (window) => void broker.broadcast(EVENT.windowClosed, window),
        onFailure: ({ message }) => logger.warn(`The outputs cannot be read: ${message}`),
      });
    },
    async started() {
      running = closing.run();
    },
    async stopped() {
      closing.stop();
      await running;
    },
  };
}
