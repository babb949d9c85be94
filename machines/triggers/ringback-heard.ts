// ringback.heard: a caller who has no ring-back tone listens to a friend's while it rings.
import { assign, emit, setup } from "xstate";
import type { EnrichedEvent } from "../../domain/directory.ts";
import type { ColumnType } from "../columnar/colony.ts";
import { fired, type ParametersOf, type TriggerFired } from "./fired.ts";

interface RingContext {
  readonly ringingSinceMs: number;
}

/** With the state 8 bytes a subscriber. */
export const RING_COLUMNS: Readonly<Record<keyof RingContext, ColumnType>> = {
  ringingSinceMs: "u40",
};

const newCall = [
  { guard: "calledFriendWithTone", target: "dialling" },
  { guard: "originatedCall", target: "idle" },
] as const;

const ringEnds = [{ guard: "rangLongEnough", target: "idle", actions: "fire" }, "idle"] as const;

/**
 * Fires at CONNECT or release; the ring lasts from ALERTING. A second call that comes in changes
 * nothing.
 */
export function ringbackHeard({ minimumRingMs }: ParametersOf<"ringback.heard">) {
  return setup({
    types: {
      context: {} as RingContext,
      events: {} as EnrichedEvent,
      emitted: {} as TriggerFired,
    },
    guards: {
      originatedCall,
      /** The tone itself never crosses the A interface: the directory says who has one. */
      calledFriendWithTone: ({ event }) =>
        originatedCall({ event }) && event.peerHasRingbackTone && !event.hasRingbackTone,
      rangLongEnough: ({ context, event }) =>
        event.timeMs - context.ringingSinceMs >= minimumRingMs,
    },
    actions: {
      startListening: assign({ ringingSinceMs: ({ event }) => event.timeMs }),
      fire: emit(({ context, event }) =>
        fired({ name: "ringback.heard", ringMs: event.timeMs - context.ringingSinceMs }),
      ),
    },
  }).createMachine({
    id: "ringback.heard",
    context: { ringingSinceMs: 0 },
    initial: "idle",
    states: {
      idle: {
        on: { "call.setUp": { guard: "calledFriendWithTone", target: "dialling" } },
      },
      dialling: {
        on: {
          "call.alerted": { target: "ringing", actions: "startListening" },
          "call.answered": "idle",
          "call.released": "idle",
          "call.setUp": newCall,
          "power.turnedOff": "idle",
        },
      },
      ringing: {
        on: {
          "call.answered": ringEnds,
          "call.released": ringEnds,
          "call.setUp": newCall,
          "power.turnedOff": "idle",
        },
      },
    },
  });
}

function originatedCall({ event }: { readonly event: EnrichedEvent }): boolean {
  return event.type === "call.setUp" && event.direction === "originated";
}
