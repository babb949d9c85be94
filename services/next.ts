// The way from one service of the flow to the next, which may start later or in another process.
import type { Context } from "moleculer";
import type { ServiceName } from "./subjects.ts";

/**
 * A call of the next service's action. The first one waits until this process knows where that
 * service is: processes learn of each other at their own times.
 */
export function wayTo<TAnswer, TBatch>(
  service: ServiceName,
  action: string,
): (ctx: Context, batch: TBatch) => Promise<TAnswer> {
  let known: Promise<unknown> | undefined;
  return async (ctx, batch) => {
    known ??= ctx.broker.waitForServices(service);
    await known;
    return await ctx.call<TAnswer, TBatch>(action, batch);
  };
}
