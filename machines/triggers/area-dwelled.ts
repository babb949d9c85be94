// area.dwelled: somebody who is no regular waits in a place of some kind (campaigns.md 5.3
// "Dwell").
import { assign, emit, setup } from "xstate";
import type { EnrichedEvent } from "../../domain/directory.ts";
import { ZONE_KINDS, type ZoneIndex } from "../../domain/location.ts";
import { formatDuration } from "../../domain/time.ts";
import type { ColumnType } from "../columnar/colony.ts";
import { onEach, SIGHTINGS, showsCell } from "../sightings.ts";
import { defineTrigger, type Fields, goingOn, type ParametersFrom } from "./define.ts";
import { fired, type Step, type TriggerFired } from "./fired.ts";
import { isWithin } from "./spans.ts";

const fields = {
  zone: { kind: "choice", of: ZONE_KINDS, describe: "The kind of place." },
  minimumStay: {
    kind: "duration",
    minimum: "1m",
    maximum: "7d",
    describe:
      "Least time from the first sighting in the zone to the last, with none elsewhere between.",
  },
  maximumGap: {
    kind: "duration",
    minimum: "1m",
    maximum: "7d",
    default: { periodicUpdates: 1.1 },
    describe:
      "Two sightings further apart than this prove no stay between them. " +
      "Default: network.periodicUpdate (T3212) and a tenth more.",
  },
  notRegular: {
    kind: "flag",
    default: true,
    describe: "Ignore people found there on three of fourteen days: staff, residents, students.",
  },
  during: {
    kind: "hours",
    optional: true,
    describe: "The stay must be proved between these times of day. Default: all day.",
  },
  places: {
    kind: "textList",
    optional: true,
    describe: "Names of zones in English: only these of the kind. Default: all.",
  },
} as const satisfies Fields;

type DwellParameters = ParametersFrom<"area.dwelled", typeof fields>;

type DwellFacts = {
  readonly name: "area.dwelled";
  readonly zone: ZoneIndex;
  /** First to last sighting. */
  readonly stayMs: number;
};

/** Of the present stay or the last one; zone 0 before the first. */
interface DwellContext {
  readonly zone: number;
  /** Its first and last sighting. */
  readonly firstMs: number;
  readonly lastMs: number;
}

/** With the state 16 bytes a subscriber. */
const DWELL_COLUMNS: Readonly<Record<keyof DwellContext, ColumnType>> = {
  zone: "u16",
  firstMs: "u40",
  lastMs: "u40",
};

type DwellStep = Step<DwellContext>;

/**
 * Fires at the sighting that proves the stay, once per stay. A sighting elsewhere, a gap or a
 * detach ends a stay; the detach itself never fires: an offer would meet a phone that is off.
 */
function areaDwelled(parameters: DwellParameters) {
  const { zone: zoneKind, minimumStayMs, maximumGapMs, notRegular, during, places } = parameters;
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
      zoneCounts: ({ event }) =>
        event.zoneKind === zoneKind &&
        !(notRegular && event.regular) &&
        (places === undefined || places.includes(event.zoneName)),
      stillThere,
      stayProved: (step) =>
        stillThere(step) &&
        step.event.timeMs - step.context.firstMs >= minimumStayMs &&
        (during === undefined || isWithin(step.event.timeMs, during)),
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

export const definition = defineTrigger({
  name: "area.dwelled",
  title: { en: "waits somewhere", zh: "停留" },
  describe: "The phone has stayed in a zone for a while.",
  fields,
  machine: (of) => ({ machine: areaDwelled(of), columns: DWELL_COLUMNS }),
  sentence: ({ zone, stayMs }: DwellFacts, directory) => {
    const place = directory?.zones[zone]?.name ?? { en: "one place", zh: "同一地点" };
    return {
      en: `${formatDuration(stayMs, "en")} at ${place.en}`,
      zh: `在${place.zh}停留 ${formatDuration(stayMs, "zh")}`,
    };
  },
  product: () => "mobileNewspaper",
  claims: ({ stayMs }, timeMs) => ({ waiting: goingOn(timeMs - stayMs) }),
});
