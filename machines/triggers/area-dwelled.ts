// area.dwelled: somebody who is no regular waits in a place of some kind (campaigns.md 5.3
// "Dwell").
import { assign, emit, setup } from "xstate";
import type { EnrichedEvent } from "../../domain/directory.ts";
import type { ColumnType } from "../columnar/colony.ts";
import { onEach, SIGHTINGS, showsCell } from "../sightings.ts";
import { fired, type ParametersOf, type Step, type TriggerFired } from "./fired.ts";

/** Of the present stay or the last one; zone 0 before the first. */
interface DwellContext {
  readonly zone: number;
  /** Its first and last sighting. */
  readonly firstMs: number;
  readonly lastMs: number;
}

/** With the state 16 bytes a subscriber. */
export const DWELL_COLUMNS: Readonly<Record<keyof DwellContext, ColumnType>> = {
  zone: "u16",
  firstMs: "u40",
  lastMs: "u40",
};

type DwellStep = Step<DwellContext>;

/**
 * Fires at the sighting that proves the stay, once per stay. A sighting elsewhere, a gap or a
 * detach ends a stay; the detach itself never fires: an offer would meet a phone that is off.
 */
export function areaDwelled(parameters: ParametersOf<"area.dwelled">) {
  const { zone: zoneKind, minimumStayMs, maximumGapMs, notRegular } = parameters;
  /** In the same zone, and the last sighting there is recent enough to prove that she never left. */
  const stillThere = ({ context, event }: DwellStep): boolean =>
    event.zone === context.zone && event.timeMs - context.lastMs <= maximumGapMs;
  return setup({
    types: {
      context: {} as DwellContext,
      events: {} as EnrichedEvent,
      emitted: {} as TriggerFired,
    },
    guards: {
      cellUnknown: ({ event }) => !showsCell(event),
      zoneCounts: ({ event }) => event.zoneKind === zoneKind && !(notRegular && event.regular),
      stillThere,
      stayProved: (step) =>
        stillThere(step) && step.event.timeMs - step.context.firstMs >= minimumStayMs,
    },
    actions: {
      enterZone: assign({
        zone: ({ event }) => event.zone,
        firstMs: ({ event }) => event.timeMs,
        lastMs: ({ event }) => event.timeMs,
      }),
      recordSighting: assign({ lastMs: ({ event }) => event.timeMs }),
      fire: emit(({ context, event }) =>
        fired({
          name: "area.dwelled",
          zone: context.zone,
          stayMs: event.timeMs - context.firstMs,
        }),
      ),
    },
  }).createMachine({
    id: "area.dwelled",
    context: { zone: 0, firstMs: 0, lastMs: 0 },
    initial: "elsewhere",
    states: {
      elsewhere: {
        on: onEach(SIGHTINGS, { guard: "zoneCounts", target: "waiting", actions: "enterZone" }),
      },
      waiting: {
        on: {
          ...onEach(SIGHTINGS, [
            { guard: "cellUnknown" },
            { guard: "stayProved", target: "proved", actions: ["fire", "recordSighting"] },
            { guard: "stillThere", actions: "recordSighting" },
            { guard: "zoneCounts", actions: "enterZone" },
            { target: "elsewhere" },
          ]),
          "power.turnedOff": "elsewhere",
        },
      },
      proved: {
        on: {
          ...onEach(SIGHTINGS, [
            { guard: "cellUnknown" },
            { guard: "stillThere", actions: "recordSighting" },
            { guard: "zoneCounts", target: "waiting", actions: "enterZone" },
            { target: "elsewhere" },
          ]),
          "power.turnedOff": "elsewhere",
        },
      },
    },
  });
}
