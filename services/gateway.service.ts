// The gateway: what the other services tell goes onto the board that the web server shows.
import type { Context, ServiceSchema } from "moleculer";
import { as, askAny } from "./asking.ts";
import type { PeopleMoved, WindowClosed } from "./batches.ts";
import type { Board } from "./board.ts";
import { inspectionFor } from "./inspecting.ts";
import type { Leases } from "./log/event-log.ts";
import type { ClockState } from "./pacer.ts";
import type { Progress } from "./progress.ts";
import type { Stage } from "./stage.ts";
import { ACTION, EVENT } from "./subjects.ts";

/** `leases` of the log that the network's events go through; undefined when nobody taps it. */
export function gatewayService(
  board: Board,
  stage: Stage,
  leases: Pick<Leases, "owner"> | undefined,
  partitions: number,
): ServiceSchema {
  return {
    name: "gateway",
    events: {
      [EVENT.windowClosed]: (ctx: Context<WindowClosed>) => board.windowClosed(ctx.params),
      [EVENT.peopleMoved]: (ctx: Context<PeopleMoved>) => board.peopleMoved(ctx.params),
      [EVENT.clockTicked]: (ctx: Context<ClockState>) => board.clockTicked(ctx.params),
      [EVENT.warmedUp]: (ctx: Context<Progress>) => board.warmedUp(ctx.params),
    },
    created() {
      const { broker } = this;
      const owners = { broker, leases, partitions };
      board.open({
        scene: stage.scene,
        atlas: stage.atlas,
        standing: () => broker.call(ACTION.deliveryStanding, {}, as("system")),
        inspect: (subscriber, role) => inspectionFor(subscriber, role, stage, owners),
        command: (command, role) => broker.call(ACTION.trafficClock, command, as(role)),
        campaigns: (role) => askAny(broker, ACTION.campaignList, { params: {}, role }),
        changeCampaign: (campaign, { paused }, role) =>
          askAny(broker, ACTION.campaignChange, { params: { campaign, paused }, role }),
        optOut: (subscriber, role) =>
          askAny(broker, ACTION.subscriberOptOut, { params: { subscriber }, role }),
        rehearse: (rehearsal, role) => broker.call(ACTION.rehearsalRun, rehearsal, as(role)),
      });
    },
  };
}
