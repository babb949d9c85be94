// The tap: octets or subscriber events enter the twin's side here, and go into the log.
import type { Context, ServiceSchema } from "moleculer";
import type { ErrorCode } from "../domain/errors.ts";
import type { EventBatch, FrameBatch, Reached } from "./batches.ts";
import { Intake } from "./live/intake.ts";
import type { EventLog } from "./log/event-log.ts";
import { Probe } from "./probe.ts";
import type { Stage } from "./stage.ts";
import { ACTION } from "./subjects.ts";

const WINDOW = { fromMs: "number", toMs: "number" };

export interface TapOptions {
  /** As the probe has it. */
  readonly joins?: boolean;
  /** Told the kind of every fault in a frame, for metrics. */
  rejected?(code: ErrorCode): void;
}

export function tapService(
  { traffic }: Stage,
  log: EventLog,
  { joins = false, rejected }: TapOptions = {},
): ServiceSchema {
  const intake = new Intake({ log, directory: traffic.directory });
  let probe: Probe;
  return {
    name: "tap",
    settings: { $noServiceNamePrefix: true },
    actions: {
      [ACTION.tapEvents]: {
        params: { ...WINDOW, events: "array" },
        handler: (ctx: Context<EventBatch>): Promise<void> => intake.append(ctx.params),
      },
      [ACTION.tapFrames]: {
        params: { ...WINDOW, frames: "array", feeds: { type: "array", optional: true } },
        handler: (ctx: Context<FrameBatch>): Promise<void> => intake.append(probe.read(ctx.params)),
      },
      [ACTION.tapReached]: async (): Promise<Reached> => ({ toMs: await intake.reachedMs() }),
    },
    created() {
      probe = new Probe({
        registry: traffic.directory,
        numbers: traffic.numbers,
        tokenise: traffic.tokenise,
        joins,
        onSkip: (frame, reason, code) => {
          rejected?.(code);
          this.logger.warn(`Frame ${frame} is skipped: ${reason}`);
        },
      });
    },
  };
}
