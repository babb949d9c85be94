// powered.on: the phone is on again after a while, and calls have missed it meanwhile.
import { assign, emit, setup } from "xstate";
import type { EnrichedEvent } from "../../domain/directory.ts";
import { missedWhileOff, onEach, SIGHTINGS } from "../sightings.ts";
import { fired, type ParametersOf, type TriggerFired } from "./fired.ts";

interface PowerContext {
  readonly offForMs: number;
  readonly missedCallsMin: number;
  readonly offSinceMs: number;
  readonly missedCalls: number;
}

const powerSetup = setup({
  types: {
    context: {} as PowerContext,
    events: {} as EnrichedEvent,
    input: {} as ParametersOf<"powered.on">,
    emitted: {} as TriggerFired,
  },
  guards: {
    missedWhileOff,
    wasOffLongEnough: ({ context, event }) =>
      event.timeMs - context.offSinceMs >= context.offForMs &&
      context.missedCalls >= context.missedCallsMin,
  },
  actions: {
    startCounting: assign({ offSinceMs: ({ event }) => event.timeMs, missedCalls: 0 }),
    countMissedCall: assign({ missedCalls: ({ context }) => context.missedCalls + 1 }),
    fire: emit(({ context, event }) =>
      fired({
        name: "powered.on",
        offMs: event.timeMs - context.offSinceMs,
        missedCalls: context.missedCalls,
      }),
    ),
  },
});

/** Proof that an attach went unseen; an identity response is none, it comes just before one. */
const TRAFFIC = SIGHTINGS.filter((type) => type !== "power.turnedOn" && type !== "handset.seen");

/**
 * Fires at the attach. Off is what IMSI detach says: a phone that fell silent without one does not
 * count, nor one that was seen in use since.
 */
export const poweredOn = powerSetup.createMachine({
  id: "powered.on",
  context: ({ input }) => ({
    offForMs: input.offForMs,
    missedCallsMin: input.missedCalls,
    offSinceMs: 0,
    missedCalls: 0,
  }),
  initial: "on",
  states: {
    on: {
      on: { "power.turnedOff": { target: "off", actions: "startCounting" } },
    },
    off: {
      on: {
        ...onEach(TRAFFIC, "on"),
        "call.missed": { guard: "missedWhileOff", actions: "countMissedCall" },
        "power.turnedOff": { actions: "startCounting" },
        "power.turnedOn": [
          { guard: "wasOffLongEnough", target: "on", actions: "fire" },
          { target: "on" },
        ],
      },
    },
  },
});
