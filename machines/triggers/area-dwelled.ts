// area.dwelled: somebody who is no regular waits in a place of some kind (campaigns.md 5.3
// "Dwell").
import { assign, emit, setup } from "xstate";
import type { EnrichedEvent } from "../../domain/directory.ts";
import { onEach, SIGHTINGS, showsCell } from "../sightings.ts";
import { fired, type ParametersOf, type Step, type TriggerFired } from "./fired.ts";

interface DwellContext {
  readonly zoneKind: string;
  readonly minimumStayMs: number;
  readonly maximumGapMs: number;
  readonly notRegular: boolean;
  /** Zone of the stay, −1 for none; its first and last sighting. */
  readonly zone: number;
  readonly firstMs: number;
  readonly lastMs: number;
}

const dwellSetup = setup({
  types: {
    context: {} as DwellContext,
    events: {} as EnrichedEvent,
    input: {} as ParametersOf<"area.dwelled">,
    emitted: {} as TriggerFired,
  },
  guards: {
    cellUnknown: ({ event }) => !showsCell(event),
    zoneCounts: ({ context, event }) =>
      event.zoneKind === context.zoneKind && !(context.notRegular && event.regular),
    stillThere,
    stayProved: (step) =>
      stillThere(step) && step.event.timeMs - step.context.firstMs >= step.context.minimumStayMs,
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
});

/**
 * Fires at the sighting that proves the stay, once per stay. A sighting elsewhere, a gap or a
 * detach ends a stay; the detach itself never fires: an offer would meet a phone that is off.
 */
export const areaDwelled = dwellSetup.createMachine({
  id: "area.dwelled",
  context: ({ input }) => ({
    zoneKind: input.zone,
    minimumStayMs: input.minimumStayMs,
    maximumGapMs: input.maximumGapMs,
    notRegular: input.notRegular,
    zone: -1,
    firstMs: 0,
    lastMs: 0,
  }),
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

/** In the same zone, and the last sighting there is recent enough to prove that she never left. */
function stillThere({ context, event }: Step<DwellContext>): boolean {
  return event.zone === context.zone && event.timeMs - context.lastMs <= context.maximumGapMs;
}
