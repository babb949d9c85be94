// ringback.heard: a caller, mostly one without a ring-back tone, listens to a friend's while it rings.
import { assign, emit, setup } from "xstate";
import { type EnrichedEvent, RINGBACK_STATES, type RingbackState } from "../../domain/directory.ts";
import { formatDuration } from "../../domain/time.ts";
import type { ColumnType } from "../columnar/colony.ts";
import { defineTrigger, type Fields, once, type ParametersFrom } from "./define.ts";
import { fired, type TriggerFired } from "./fired.ts";

const fields = {
  minimumRing: {
    kind: "duration",
    minimum: "1s",
    maximum: "5m",
    default: "6s",
    describe: "The friend's phone rang at least this long. Default 6s.",
  },
  caller: {
    kind: "choice",
    of: RINGBACK_STATES,
    optional: true,
    describe:
      "The caller's own tone, as the platform says: none, active, or dormant. Default: none in use.",
  },
  callee: {
    kind: "choice",
    of: ["active"],
    optional: true,
    describe: "The friend's tone: only an active one is heard. Default active.",
  },
} as const satisfies Fields;

type RingParameters = ParametersFrom<"ringback.heard", typeof fields>;

type RingFacts = {
  readonly name: "ringback.heard";
  /** The caller's own tone, where the trigger asks for one. */
  readonly caller?: RingbackState;
  /** From ALERTING to answer or release. */
  readonly ringMs: number;
};

interface RingContext {
  readonly ringingSinceMs: number;
}

/** With the state 8 bytes a subscriber. */
const RING_COLUMNS: Readonly<Record<keyof RingContext, ColumnType>> = {
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
function ringbackHeard({ minimumRingMs, caller }: RingParameters) {
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
        originatedCall({ event }) &&
        event.peerHasRingbackTone &&
        (caller === undefined ? !event.hasRingbackTone : event.ringbackTone === caller),
      rangLongEnough: ({ context, event }) =>
        event.timeMs - context.ringingSinceMs >= minimumRingMs,
    },
    actions: {
      startListening: assign({ ringingSinceMs: ({ event }) => event.timeMs }),
      fire: emit(({ context, event }) =>
        fired({
          name: "ringback.heard",
          ringMs: event.timeMs - context.ringingSinceMs,
          ...(caller !== undefined && { caller }),
        }),
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

const OWN_TONE = {
  none: { en: "has none", zh: "自己没有" },
  active: { en: "has one too", zh: "自己也有" },
  dormant: { en: "own one unused", zh: "自己的未使用" },
} as const;

export const definition = defineTrigger({
  name: "ringback.heard",
  title: { en: "hears a ring-back tone", zh: "听到彩铃" },
  describe: "A caller without a ring-back tone hears a friend's.",
  fields,
  machine: (of) => ({ machine: ringbackHeard(of), columns: RING_COLUMNS }),
  sentence: ({ ringMs, caller = "none" }: RingFacts) => ({
    en: `Heard a friend’s ring-back tone for ${formatDuration(ringMs, "en")}, ${OWN_TONE[caller].en}`,
    zh: `听了好友彩铃 ${formatDuration(ringMs, "zh")}、${OWN_TONE[caller].zh}`,
  }),
  product: () => "ringbackTone",
  claims: (_facts, timeMs) => ({ toneHeard: once(timeMs) }),
});
