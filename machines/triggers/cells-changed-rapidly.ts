// cells.changedRapidly: a ride, known by different cells in a short time, and perhaps a message on
// the way.
import { assign, emit, setup } from "xstate";
import type { EnrichedEvent } from "../../domain/directory.ts";
import { cellKey } from "../../domain/location.ts";
import { formatDuration } from "../../domain/time.ts";
import type { ColumnType } from "../columnar/colony.ts";
import { onEach, SIGHTINGS, showsCell } from "../sightings.ts";
import {
  areBehind,
  BEHIND_COLUMNS,
  type CellsBehind,
  countAfter,
  earlierAfter,
  leftCellAfter,
  leftMsAfter,
  type Memory,
  NOTHING_BEHIND,
  sinceAfter,
} from "./cells-behind.ts";
import { defineTrigger, type Fields, goingOn, type ParametersFrom } from "./define.ts";
import { fired, type Step, type TriggerFired } from "./fired.ts";

const fields = {
  cells: {
    kind: "count",
    from: 2,
    to: 100,
    default: 3,
    describe: "Distinct cells; to and fro between two neighbours does not count. Default 3.",
  },
  within: {
    kind: "duration",
    minimum: "1m",
    maximum: "1d",
    default: "15m",
    describe: "All of them seen within this time. Default 15m.",
  },
  andMessageWithin: {
    kind: "duration",
    maximum: "1d",
    default: "0s",
    describe: "An SMS must be sent within this time after that; 0s: none is needed. Default 0s.",
  },
} as const satisfies Fields;

type RideParameters = ParametersFrom<"cells.changedRapidly", typeof fields>;

type RideFacts = {
  readonly name: "cells.changedRapidly";
  /** Distinct cells seen, without counting a return to the cell before the last. */
  readonly cells: number;
  /** First to last of those sightings. */
  readonly withinMs: number;
  readonly messageSent: boolean;
};

/** Cells remembered of one ride beyond those that prove it. */
const CELLS_SPARE_MAX = 15;

interface RideContext extends CellsBehind {
  /** The last proof of a ride: its cells, and the time from the first to the last of them. */
  readonly rideCells: number;
  readonly rideMs: number;
}

/** With the state and two timers 40 bytes a subscriber, and 8 for what is seldom there. */
const RIDE_COLUMNS: Readonly<Record<keyof RideContext, ColumnType>> = {
  ...BEHIND_COLUMNS,
  rideCells: "u16",
  rideMs: "u40",
};

type RideStep = Step<RideContext>;

/**
 * watching → (riding, while a message is awaited) → fired → watching after `withinMs` without
 * further proof. The time for the message starts anew with each further proof of the ride.
 */
function cellsChangedRapidly(parameters: RideParameters) {
  const { cells: cellsMin, withinMs, andMessageWithinMs } = parameters;
  const memory: Memory = { withinMs, cellsMax: cellsMin + CELLS_SPARE_MAX };
  /** Different cells of the ride, the event's included. */
  const cellsAfter = ({ context, event }: RideStep): number =>
    countAfter(context, event, memory) + 1;
  const rideProved = ({ context, event }: RideStep): boolean =>
    areBehind(context, event, memory, cellsMin - 1);
  return setup({
    types: {
      context: {} as RideContext,
      events: {} as EnrichedEvent,
      emitted: {} as TriggerFired,
    },
    delays: { messageOverdue: andMessageWithinMs, quiet: withinMs },
    guards: {
      cellUnknown: ({ event }) => !showsCell(event),
      sameCell: ({ context, event }) => cellKey(event.lac, event.ci) === context.cell,
      rideProved,
      rideSuffices: (step) => andMessageWithinMs === 0 && rideProved(step),
      sentMessage,
      provedBySentMessage: (step) => sentMessage(step) && rideProved(step),
    },
    actions: {
      recordSighting: assign({ seenMs: ({ event }) => event.timeMs }),
      recordCell: assign({
        leftCell: ({ context, event }) => leftCellAfter(context, event, memory),
        leftMs: ({ context, event }) => leftMsAfter(context, event, memory),
        earlier: ({ context, event }) => earlierAfter(context, event, memory),
        cell: ({ event }) => cellKey(event.lac, event.ci),
        seenMs: ({ event }) => event.timeMs,
      }),
      /** Before `recordCell`: the ride as it will be with the event's cell. */
      measureRide: assign({
        rideCells: cellsAfter,
        rideMs: ({ context, event }) =>
          Math.max(0, event.timeMs - sinceAfter(context, event, memory)),
      }),
      forgetRide: assign(NOTHING_BEHIND),
      fire: emit(({ context }) =>
        fired({
          name: "cells.changedRapidly",
          cells: context.rideCells,
          withinMs: context.rideMs,
          messageSent: andMessageWithinMs > 0,
        }),
      ),
    },
  }).createMachine({
    id: "cells.changedRapidly",
    context: { ...NOTHING_BEHIND, rideCells: 0, rideMs: 0 },
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
}

function sentMessage({ event }: RideStep): boolean {
  return event.type === "message.sent";
}

export const definition = defineTrigger({
  name: "cells.changedRapidly",
  title: { en: "travels", zh: "快速移动" },
  describe: "Cell after cell in a short time: travelling.",
  fields,
  machine: (of) => ({ machine: cellsChangedRapidly(of), columns: RIDE_COLUMNS }),
  sentence: ({ cells, withinMs, messageSent }: RideFacts) => ({
    en: `${cells} cells in ${formatDuration(withinMs, "en")}${messageSent ? ", then an SMS" : ""}`,
    zh: `${formatDuration(withinMs, "zh")}过 ${cells} 个小区${messageSent ? "并发了短信" : ""}`,
  }),
  product: () => "wap",
  claims: ({ withinMs }, timeMs) => ({ travelling: goingOn(timeMs - withinMs) }),
});
