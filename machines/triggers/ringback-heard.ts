// ringback.heard: a caller who has no ring-back tone listens to a friend's while it rings.
import { setup } from "xstate";
import type { EnrichedEvent } from "../../domain/directory.ts";
import { fired, type ParametersOf, type Step, type TriggerFired } from "./fired.ts";

interface RingContext {
  readonly minimumRingMs: number;
  readonly ringingSinceMs: number;
}

const ownCall = ({ event }: Step<RingContext>): boolean =>
  event.type === "call.setUp" && event.direction === "originated";

/** The tone itself never crosses the A interface: the directory says who has one. */
const toFriendWithTone = (step: Step<RingContext>): boolean =>
  ownCall(step) && step.event.peerHasRingbackTone && !step.event.hasRingbackTone;

const rangLongEnough = ({ context, event }: Step<RingContext>): boolean =>
  event.timeMs - context.ringingSinceMs >= context.minimumRingMs;

const ringSetup = setup({
  types: {
    context: {} as RingContext,
    events: {} as EnrichedEvent,
    input: {} as ParametersOf<"ringback.heard">,
    emitted: {} as TriggerFired,
  },
});

const startListening = ringSetup.assign({ ringingSinceMs: ({ event }) => event.timeMs });

const fire = ringSetup.emit(({ context, event }) =>
  fired({ name: "ringback.heard", ringMs: event.timeMs - context.ringingSinceMs }),
);

const newCall = [
  { guard: toFriendWithTone, target: "dialling" },
  { guard: ownCall, target: "idle" },
] as const;

/**
 * Fires at CONNECT or release; the ring lasts from ALERTING. A second call that comes in changes
 * nothing.
 */
export const ringbackHeard = ringSetup.createMachine({
  id: "ringback.heard",
  context: ({ input }) => ({ minimumRingMs: input.minimumRingMs, ringingSinceMs: 0 }),
  initial: "idle",
  states: {
    idle: {
      on: { "call.setUp": { guard: toFriendWithTone, target: "dialling" } },
    },
    dialling: {
      on: {
        "call.alerted": { target: "ringing", actions: startListening },
        "call.answered": "idle",
        "call.released": "idle",
        "call.setUp": newCall,
        "power.turnedOff": "idle",
      },
    },
    ringing: {
      on: {
        "call.answered": [
          { guard: rangLongEnough, target: "idle", actions: fire },
          { target: "idle" },
        ],
        "call.released": [
          { guard: rangLongEnough, target: "idle", actions: fire },
          { target: "idle" },
        ],
        "call.setUp": newCall,
        "power.turnedOff": "idle",
      },
    },
  },
});
