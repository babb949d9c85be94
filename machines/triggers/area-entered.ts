// area.entered: somebody is seen in a place of some kind, for the first time of the day.
import { assign, emit, setup } from "xstate";
import type { EnrichedEvent } from "../../domain/directory.ts";
import { ZONE_KINDS, type ZoneIndex } from "../../domain/location.ts";
import { dayOf } from "../../domain/time.ts";
import type { ColumnType } from "../columnar/colony.ts";
import { onEach, SIGHTINGS } from "../sightings.ts";
import { defineTrigger, type Fields, type ParametersFrom } from "./define.ts";
import { fired, type Step, type TriggerFired } from "./fired.ts";

const fields = {
  zone: { kind: "choice", of: ZONE_KINDS, describe: "The kind of place." },
  notRegular: {
    kind: "flag",
    default: true,
    describe: "Ignore people found there on three of fourteen days: staff, residents, students.",
  },
  places: {
    kind: "textList",
    optional: true,
    describe: "Names of zones in English: only these of the kind. Default: all.",
  },
} as const satisfies Fields;

type EntryParameters = ParametersFrom<"area.entered", typeof fields>;

type EntryFacts = { readonly name: "area.entered"; readonly zone: ZoneIndex };

interface EntryContext {
  /** The last day on which something was entered, and what on that day. */
  readonly day: number;
  readonly zones: readonly ZoneIndex[];
}

const NOWHERE: readonly ZoneIndex[] = [];
const ENTRY_COLUMNS: Readonly<Record<keyof EntryContext, ColumnType>> = {
  day: "u16",
  zones: "any",
};

type EntryStep = Step<EntryContext>;

function areaEntered({ zone: zoneKind, notRegular, places }: EntryParameters) {
  const isNewToday = ({ context, event }: EntryStep): boolean =>
    dayOf(event.timeMs) !== context.day || !context.zones.includes(event.zone);
  return setup({
    types: {
      context: {} as EntryContext,
      events: {} as EnrichedEvent,
      emitted: {} as TriggerFired,
    },
    guards: {
      entersFirst: (step) =>
        step.event.zoneKind === zoneKind &&
        !(notRegular && step.event.regular) &&
        (places === undefined || places.includes(step.event.zoneName)) &&
        isNewToday(step),
    },
    actions: {
      recordEntry: assign({
        zones: ({ context, event }) =>
          dayOf(event.timeMs) === context.day ? [...context.zones, event.zone] : [event.zone],
        day: ({ event }) => dayOf(event.timeMs),
      }),
      fire: emit(({ event }) => fired({ name: "area.entered", zone: event.zone })),
    },
  }).createMachine({
    id: "area.entered",
    context: { day: 0, zones: NOWHERE },
    on: onEach(SIGHTINGS, { guard: "entersFirst", actions: ["recordEntry", "fire"] }),
  });
}

export const definition = defineTrigger({
  name: "area.entered",
  title: { en: "comes to a place", zh: "进入区域" },
  describe: "The phone is seen in a zone for the first time of the day.",
  fields,
  machine: (of) => ({ machine: areaEntered(of), columns: ENTRY_COLUMNS }),
  sentence: ({ zone }: EntryFacts, directory) => {
    const place = directory?.zones[zone]?.name ?? { en: "one place", zh: "一个地点" };
    return { en: `Came to ${place.en}`, zh: `来到${place.zh}` };
  },
  product: () => "other",
});
