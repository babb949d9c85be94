// The traffic: generated events enter the flow here, at the pace that the map commands.
import type { Context, ServiceSchema } from "moleculer";
import type { ClockCommand } from "../domain/map-frame.ts";
import type { Generated, Truth, TruthQuestion } from "./batches.ts";
import type { Conductor } from "./conductor.ts";
import { ACTION } from "./subjects.ts";

export function trafficService(conductor: Conductor): ServiceSchema {
  return {
    name: "traffic",
    settings: { $noServiceNamePrefix: true },
    actions: {
      [ACTION.trafficClock]: {
        params: {
          paused: { type: "boolean", optional: true },
          speed: { type: "number", optional: true },
        },
        handler: (ctx: Context<ClockCommand>): void => conductor.command(ctx.params),
      },
      [ACTION.trafficPerson]: {
        params: { subscriber: "number|integer|min:0", events: "array" },
        handler: (ctx: Context<TruthQuestion>): Truth => conductor.truth(ctx.params),
      },
      [ACTION.trafficDigest]: (): Generated => conductor.generated,
    },
  };
}
