// The subscriber machine's vocabulary: what the names in the regions' files stand for, grouped by
// region.
import { assign, setup } from "xstate";
import { CAPABILITY, type EnrichedEvent } from "../domain/directory.ts";
import { MINUTE_MS } from "../domain/time.ts";
import { missedWhileOff, showsCell } from "./sightings.ts";
import type { SubscriberContext } from "./subscriber-context.ts";

/**
 * Three cells within this time are a journey; fewer, or a return, may be the radio changing its
 * mind.
 */
const JOURNEY_MS = 15 * MINUTE_MS;

/** The times after which a state fades by itself. All *assumed*. */
const FADES = {
  /** No further cell for so long: no longer moving. */
  journeyEnds: 10 * MINUTE_MS,
  /** No further message for so long: no longer texting. */
  textingEnds: 2 * MINUTE_MS,
} as const;

/** The best that a handset can do, by the TAC table. */
export type HandsetClass = "unknown" | "plain" | "wap" | "mms";

/**
 * The regions' files use these names; the type checker refuses a guard or action that is not here.
 */
export const subscriberSetup = setup({
  types: { context: {} as SubscriberContext, events: {} as EnrichedEvent },
  delays: FADES,
  guards: {
    // power
    missedWhileOff,
    // mobility
    cellUnknown: ({ event }) => !showsCell(event),
    sameCell: ({ context, event }) => event.ci === context.ci && event.lac === context.lac,
    returnedToCellBefore: ({ context, event }) =>
      event.ci === context.beforeCi && event.lac === context.beforeLac,
    /** The third different cell: the one before the last was left a short time ago. */
    reachedThirdCell: ({ context, event }) =>
      (context.beforeLac !== 0 || context.beforeCi !== 0) &&
      event.timeMs - context.leftMs <= JOURNEY_MS,
    // calling
    originatedCall: ({ event }) => event.type === "call.setUp" && event.direction === "originated",
    // handset
    showsHandset: ({ event }, expected: HandsetClass) => classOf(event.capabilities) === expected,
  },
  actions: {
    // power
    recordPowerChange: assign({ powerSinceMs: ({ event }) => event.timeMs }),
    // mobility
    /** Seen where it was before. */
    recordSighting: assign({ seenMs: ({ event }) => event.timeMs }),
    recordCellChange: assign({
      lac: ({ event }) => event.lac,
      ci: ({ event }) => event.ci,
      seenMs: ({ event }) => event.timeMs,
      beforeLac: ({ context }) => context.lac,
      beforeCi: ({ context }) => context.ci,
      leftMs: ({ context }) => context.seenMs,
    }),
    /** Not done on a return to the cell before: as often the radio as the person (ping-pong). */
    recordArrival: assign({ arrivedMs: ({ event }) => event.timeMs }),
    recordDeparture: assign({ mobilitySinceMs: ({ event }) => event.timeMs }),
    /** Entered by delay: the journey's last new cell was entered so long ago. */
    recordJourneyEnd: assign({
      mobilitySinceMs: ({ context }) => context.arrivedMs + FADES.journeyEnds,
    }),
    // calling
    recordCallChange: assign({ callingSinceMs: ({ event }) => event.timeMs }),
    // messaging
    recordMessage: assign({ messagingSinceMs: ({ event }) => event.timeMs }),
    /** Entered by delay: the last message was sent so long ago. */
    recordSilence: assign({
      messagingSinceMs: ({ context }) => context.messagingSinceMs + FADES.textingEnds,
    }),
    // handset
    recordHandsetChange: assign({ handsetSinceMs: ({ event }) => event.timeMs }),
  },
});

function classOf(capabilities: number): HandsetClass {
  if (capabilities < 0) return "unknown";
  if ((capabilities & CAPABILITY.mms) !== 0) return "mms";
  return (capabilities & CAPABILITY.wap) !== 0 ? "wap" : "plain";
}
