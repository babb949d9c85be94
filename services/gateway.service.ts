// The gateway: what the other services tell goes onto the board that the web server shows.
import type { Context, ServiceSchema } from "moleculer";
import type { ClockCommand } from "../domain/map-frame.ts";
import type {
  Belief,
  Contact,
  PeopleMoved,
  SubscriberQuestion,
  Truth,
  TruthQuestion,
  WindowClosed,
} from "./batches.ts";
import type { Board } from "./board.ts";
import { inspectionOf, questionOf } from "./inspection.ts";
import type { ClockState } from "./pacer.ts";
import type { Progress } from "./progress.ts";
import type { Stage } from "./stage.ts";
import { ACTION, EVENT } from "./subjects.ts";

export function gatewayService(board: Board, stage: Stage): ServiceSchema {
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
      board.open({
        scene: stage.scene,
        atlas: stage.atlas,
        command: (command: ClockCommand) => broker.call(ACTION.trafficClock, command),
        async inspect(subscriber) {
          const [belief, contacts] = await Promise.all([
            broker.call<Belief, SubscriberQuestion>(ACTION.subscriberInspect, { subscriber }),
            broker.call<Contact[], SubscriberQuestion>(ACTION.campaignInspect, { subscriber }),
          ]);
          const question = questionOf(subscriber, belief, contacts);
          const truth = await broker.call<Truth, TruthQuestion>(ACTION.trafficPerson, question);
          const { directory } = stage.traffic;
          const [name, profile] = [directory.nameOf(subscriber), directory.profile(subscriber)];
          return inspectionOf({ subscriber, name, belief, contacts, truth, profile }, stage.atlas);
        },
      });
    },
  };
}
