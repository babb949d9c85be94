// subscriber.idle: somebody has nothing to do with her phone just now, at home perhaps.
import { assign, emit, setup } from "xstate";
import type { EnrichedEvent } from "../../domain/directory.ts";
import { cellKey } from "../../domain/location.ts";
import { dayOf, formatDuration, HOUR_MS } from "../../domain/time.ts";
import type { ColumnType } from "../columnar/colony.ts";
import { onEach, showsCell } from "../sightings.ts";
import { DEEDS, SIGNS_OF_LIFE } from "./acts.ts";
import { defineTrigger, type Fields, type ParametersFrom, type Span } from "./define.ts";
import { fired, type Step, type TriggerFired } from "./fired.ts";
import { isWithin } from "./spans.ts";

const fields = {
  hours: {
    kind: "hours",
    default: { from: "00:00", to: "24:00" },
    describe: "Times of day between which it may fire, once a day. Default: all day.",
  },
  at: {
    kind: "choice",
    of: ["home", "any"],
    default: "any",
    describe: "home: in a cell where the phone was last seen at night. Default any.",
  },
  quietFor: {
    kind: "duration",
    minimum: "1m",
    maximum: "1d",
    default: "30m",
    describe:
      "No call and no message of her own for this long. Who uses data alone looks idle. Default 30m.",
  },
} as const satisfies Fields;

type IdleParameters = ParametersFrom<"subscriber.idle", typeof fields>;

type IdleFacts = {
  readonly name: "subscriber.idle";
  readonly quietMs: number;
  readonly atHome: boolean;
};

/** Cells as cell keys, 0 for none. */
interface IdleContext {
  readonly cell: number;
  /** The last two cells seen at night. */
  readonly home: number;
  readonly secondHome: number;
  /** The last deed. */
  readonly actedMs: number;
  /** 1 + the day on which it fired last. */
  readonly toldDay: number;
}

/** With the state and the timer 32 bytes a subscriber. */
const IDLE_COLUMNS: Readonly<Record<keyof IdleContext, ColumnType>> = {
  cell: "u32",
  home: "u32",
  secondHome: "u32",
  actedMs: "u40",
  toldDay: "u16",
};

/** When people are where they live. ASSUMED. */
const NIGHT: Span = { fromMs: 23 * HOUR_MS, toMs: 6 * HOUR_MS };

type IdleStep = Step<IdleContext>;

/**
 * Fires when the quiet has lasted so long; when it is then too early in the day, or elsewhere, at the
 * first sign of life that meets hours and place. Nobody is idle in a call, or with the phone off.
 */
function subscriberIdle({ hours, at, quietForMs }: IdleParameters) {
  const suits = (context: IdleContext, cell: number, timeMs: number): boolean =>
    context.toldDay !== 1 + dayOf(timeMs) &&
    isWithin(timeMs, hours) &&
    (at === "any" || isHome(context, cell));
  const cellOf = ({ context, event }: IdleStep): number =>
    showsCell(event) ? cellKey(event.lac, event.ci) : context.cell;
  const isNewNightCell = (step: IdleStep): boolean =>
    isWithin(step.event.timeMs, NIGHT) && cellOf(step) !== step.context.home;
  return setup({
    types: { context: {} as IdleContext, events: {} as EnrichedEvent, emitted: {} as TriggerFired },
    delays: { quiet: quietForMs },
    guards: {
      suitsAfterQuiet: ({ context }) => suits(context, context.cell, context.actedMs + quietForMs),
      suitsNow: (step) => suits(step.context, cellOf(step), step.event.timeMs),
    },
    actions: {
      recordPlace: assign({
        secondHome: (step) => (isNewNightCell(step) ? step.context.home : step.context.secondHome),
        home: (step) => (isNewNightCell(step) ? cellOf(step) : step.context.home),
        cell: cellOf,
      }),
      recordDeed: assign({ actedMs: ({ event }) => event.timeMs }),
      recordQuietDay: assign({ toldDay: ({ context }) => 1 + dayOf(context.actedMs + quietForMs) }),
      recordDay: assign({ toldDay: ({ event }) => 1 + dayOf(event.timeMs) }),
      fireAfterQuiet: emit(({ context }) => tell(context, context.cell, quietForMs)),
      fireNow: emit((step) =>
        tell(step.context, cellOf(step), step.event.timeMs - step.context.actedMs),
      ),
    },
  }).createMachine({
    id: "subscriber.idle",
    context: { cell: 0, home: 0, secondHome: 0, actedMs: 0, toldDay: 0 },
    initial: "off",
    states: {
      off: {
        on: {
          ...onEach([...SIGNS_OF_LIFE, ...DEEDS], {
            target: "acting",
            actions: ["recordPlace", "recordDeed"],
          }),
          "call.setUp": { target: "calling", actions: "recordPlace" },
        },
      },
      acting: {
        after: {
          quiet: [
            {
              guard: "suitsAfterQuiet",
              target: "quiet",
              actions: ["fireAfterQuiet", "recordQuietDay"],
            },
            { target: "quiet" },
          ],
        },
        on: {
          ...onEach(SIGNS_OF_LIFE, { actions: "recordPlace" }),
          ...onEach(DEEDS, {
            target: "acting",
            reenter: true,
            actions: ["recordPlace", "recordDeed"],
          }),
          "call.setUp": { target: "calling", actions: "recordPlace" },
          "power.turnedOff": "off",
        },
      },
      calling: {
        on: {
          "call.released": { target: "acting", actions: ["recordPlace", "recordDeed"] },
          // Only an idle phone updates its location: the end of the call went unseen.
          "location.updated": { target: "acting", actions: ["recordPlace", "recordDeed"] },
          "power.turnedOff": "off",
        },
      },
      quiet: {
        on: {
          ...onEach(SIGNS_OF_LIFE, [
            { guard: "suitsNow", actions: ["fireNow", "recordPlace", "recordDay"] },
            { actions: "recordPlace" },
          ]),
          ...onEach(DEEDS, { target: "acting", actions: ["recordPlace", "recordDeed"] }),
          "call.setUp": { target: "calling", actions: "recordPlace" },
          "power.turnedOff": "off",
        },
      },
    },
  });
}

function isHome({ home, secondHome }: IdleContext, cell: number): boolean {
  return cell !== 0 && (cell === home || cell === secondHome);
}

function tell(context: IdleContext, cell: number, quietMs: number): TriggerFired {
  return fired({ name: "subscriber.idle", quietMs, atHome: isHome(context, cell) });
}

export const definition = defineTrigger({
  name: "subscriber.idle",
  title: { en: "idle", zh: "闲暇" },
  describe: "Nothing is done with the phone, which is on, for a while.",
  fields,
  machine: (of) => ({ machine: subscriberIdle(of), columns: IDLE_COLUMNS }),
  sentence: ({ quietMs, atHome }: IdleFacts) => ({
    en: `Idle${atHome ? " at home" : ""} for ${formatDuration(quietMs, "en")}`,
    zh: `${atHome ? "在家" : ""}空闲 ${formatDuration(quietMs, "zh")}`,
  }),
  product: () => "other",
});
