// cells.changedRapidly: a ride, known by different cells in a short time, and perhaps a message on
// the way.
import { assign, emit, setup } from "xstate";
import type { EnrichedEvent } from "../../domain/directory.ts";
import { cellKey } from "../../domain/location.ts";
import { onEach, SIGHTINGS, showsCell } from "../sightings.ts";
import { fired, type ParametersOf, type Step, type TriggerFired } from "./fired.ts";

/** Cells remembered of one ride beyond those that prove it. */
const CELLS_SPARE_MAX = 15;

interface RideContext {
  readonly cellsMin: number;
  readonly withinMs: number;
  /** 0 when no message is needed. */
  readonly andMessageWithinMs: number;
  /** The present cell as a cell key, 0 for none, and its last sighting. */
  readonly cell: number;
  readonly seenMs: number;
  /**
   * Different cells left behind, oldest first: cell key and last sighting of each, flat. Never
   * changed in place.
   */
  readonly behind: readonly number[];
  /** The last proof of a ride: its cells, and the time from the first to the last of them. */
  readonly rideCells: number;
  readonly rideMs: number;
}

type RideStep = Step<RideContext>;

const NOTHING_BEHIND: readonly number[] = [];

const rideSetup = setup({
  types: {
    context: {} as RideContext,
    events: {} as EnrichedEvent,
    input: {} as ParametersOf<"cells.changedRapidly">,
    emitted: {} as TriggerFired,
  },
  delays: {
    messageOverdue: ({ context }) => context.andMessageWithinMs,
    quiet: ({ context }) => context.withinMs,
  },
  guards: {
    cellUnknown: ({ event }) => !showsCell(event),
    sameCell: ({ context, event }) => cellKey(event.lac, event.ci) === context.cell,
    rideProved,
    rideSuffices: (step) => step.context.andMessageWithinMs === 0 && rideProved(step),
    sentMessage,
    provedBySentMessage: (step) => sentMessage(step) && rideProved(step),
  },
  actions: {
    recordSighting: assign({ seenMs: ({ event }) => event.timeMs }),
    recordCell: assign({
      behind: behindAfter,
      cell: ({ event }) => cellKey(event.lac, event.ci),
      seenMs: ({ event }) => event.timeMs,
    }),
    /** Before `recordCell`: the ride as it will be with the event's cell. */
    measureRide: assign({
      rideCells: cellsAfter,
      rideMs: (step) => step.event.timeMs - (behindAfter(step)[1] ?? step.event.timeMs),
    }),
    forgetRide: assign({ behind: NOTHING_BEHIND, cell: 0, seenMs: 0 }),
    fire: emit(({ context }) =>
      fired({
        name: "cells.changedRapidly",
        cells: context.rideCells,
        withinMs: context.rideMs,
        messageSent: context.andMessageWithinMs > 0,
      }),
    ),
  },
});

/**
 * watching → (riding, while a message is awaited) → fired → watching after `withinMs` without
 * further proof. The time for the message starts anew with each further proof of the ride.
 */
export const cellsChangedRapidly = rideSetup.createMachine({
  id: "cells.changedRapidly",
  context: ({ input }) => ({
    cellsMin: input.cells,
    withinMs: input.withinMs,
    andMessageWithinMs: input.andMessageWithinMs,
    cell: 0,
    seenMs: 0,
    behind: NOTHING_BEHIND,
    rideCells: 0,
    rideMs: 0,
  }),
  initial: "watching",
  states: {
    watching: {
      on: {
        ...onEach(SIGHTINGS, [
          { guard: "cellUnknown" },
          { guard: "sameCell", actions: "recordSighting" },
          {
            guard: "rideSuffices",
            target: "fired",
            actions: ["measureRide", "recordCell", "fire"],
          },
          {
            guard: "provedBySentMessage",
            target: "fired",
            actions: ["measureRide", "recordCell", "fire"],
          },
          { guard: "rideProved", target: "riding", actions: ["measureRide", "recordCell"] },
          { actions: "recordCell" },
        ]),
        "power.turnedOff": { actions: "forgetRide" },
      },
    },
    riding: {
      after: { messageOverdue: "watching" },
      on: {
        ...onEach(SIGHTINGS, [
          { guard: "sentMessage", target: "fired", actions: "fire" },
          { guard: "cellUnknown" },
          { guard: "sameCell", actions: "recordSighting" },
          {
            guard: "rideProved",
            target: "riding",
            reenter: true,
            actions: ["measureRide", "recordCell"],
          },
          { actions: "recordCell" },
        ]),
        "power.turnedOff": { target: "watching", actions: "forgetRide" },
      },
    },
    fired: {
      after: { quiet: "watching" },
      on: {
        ...onEach(SIGHTINGS, [
          { guard: "cellUnknown" },
          { guard: "sameCell", actions: "recordSighting" },
          { guard: "rideProved", target: "fired", reenter: true, actions: "recordCell" },
          { actions: "recordCell" },
        ]),
        "power.turnedOff": { target: "watching", actions: "forgetRide" },
      },
    },
  },
});

function sentMessage({ event }: RideStep): boolean {
  return event.type === "message.sent";
}

function rideProved(step: RideStep): boolean {
  return cellsAfter(step) >= step.context.cellsMin;
}

/** Different cells of the ride, the event's included. */
function cellsAfter(step: RideStep): number {
  return behindAfter(step).length / 2 + 1;
}

/**
 * The cells left behind once the event's cell is the present one. A return drops all that was seen
 * since: A-B-A is the radio changing its mind, not travel.
 */
function behindAfter({ context, event }: RideStep): readonly number[] {
  if (context.cell === 0) return NOTHING_BEHIND;
  const cell = cellKey(event.lac, event.ci);
  const oldestMs = event.timeMs - context.withinMs;
  const behind: number[] = [];
  for (let index = 0; index < context.behind.length; index += 2) {
    if (context.behind[index] === cell) return behind;
    if (context.behind[index + 1]! < oldestMs) continue;
    behind.push(context.behind[index]!, context.behind[index + 1]!);
  }
  if (context.seenMs >= oldestMs) behind.push(context.cell, context.seenMs);
  return behind.length > 2 * (context.cellsMin + CELLS_SPARE_MAX) ? behind.slice(2) : behind;
}
