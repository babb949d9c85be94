// powered.on: the phone is on again after a while, and calls have missed it meanwhile.
import { assign, emit, setup } from "xstate";
import type { EnrichedEvent } from "../../domain/directory.ts";
import type { ColumnType } from "../columnar/colony.ts";
import { missedWhileOff, onEach, SIGHTINGS } from "../sightings.ts";
import { fired, type ParametersOf, type TriggerFired } from "./fired.ts";

interface PowerContext {
  readonly offSinceMs: number;
  readonly missedCalls: number;
}

/** With the state 12 bytes a subscriber. */
export const POWER_COLUMNS: Readonly<Record<keyof PowerContext, ColumnType>> = {
  offSinceMs: "u40",
  missedCalls: "u16",
};

/** More calls than this are counted as so many: what the column holds. */
const MISSED_CALLS_MAX = 65_535;

/** Proof that an attach went unseen; an identity response is none, it comes just before one. */
const TRAFFIC = SIGHTINGS.filter((type) => type !== "power.turnedOn" && type !== "handset.seen");

/**
 * Fires at the attach. Off is what IMSI detach says: a phone that fell silent without one does not
 * count, nor one that was seen in use since.
 */
export function poweredOn({ offForMs, missedCalls }: ParametersOf<"powered.on">) {
  return setup({
    types: {
      context: {} as PowerContext,
      events: {} as EnrichedEvent,
      emitted: {} as TriggerFired,
    },
    guards: {
      missedWhileOff,
      wasOffLongEnough: ({ context, event }) =>
        event.timeMs - context.offSinceMs >= offForMs && context.missedCalls >= missedCalls,
    },
    actions: {
      startCounting: assign({ offSinceMs: ({ event }) => event.timeMs, missedCalls: 0 }),
      countMissedCall: assign({
        missedCalls: ({ context }) => Math.min(context.missedCalls + 1, MISSED_CALLS_MAX),
      }),
      fire: emit(({ context, event }) =>
        fired({
          name: "powered.on",
          offMs: event.timeMs - context.offSinceMs,
          missedCalls: context.missedCalls,
        }),
      ),
    },
  }).createMachine({
    id: "powered.on",
    context: { offSinceMs: 0, missedCalls: 0 },
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
}
