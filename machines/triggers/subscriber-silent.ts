// subscriber.silent: a phone that is on and is not used, by its own signs of life.
import { assign, emit, setup } from "xstate";
import type { EnrichedEvent } from "../../domain/directory.ts";
import { formatDuration } from "../../domain/time.ts";
import type { ColumnType } from "../columnar/colony.ts";
import { onEach } from "../sightings.ts";
import { ACTS, SIGNS_OF_LIFE } from "./acts.ts";
import { defineTrigger, type Fields, type ParametersFrom } from "./define.ts";
import { fired, type TriggerFired } from "./fired.ts";

const fields = {
  for: {
    kind: "duration",
    minimum: "1h",
    maximum: "365d",
    default: "14d",
    describe:
      "No call and no message for at least this long, either way; before the run nothing is known. " +
      "Default 14d.",
  },
} as const satisfies Fields;

type SilentParameters = ParametersFrom<"subscriber.silent", typeof fields>;

type SilentFacts = { readonly name: "subscriber.silent"; readonly silentMs: number };

interface SilentContext {
  /** The last call or message. */
  readonly usedMs: number;
}

const SILENT_COLUMNS: Readonly<Record<keyof SilentContext, ColumnType>> = { usedMs: "u40" };

/**
 * Fires at the first sign of life after so long, once until the phone is used again: no timer, and
 * whoever hears of it can be reached.
 */
function subscriberSilent({ forMs }: SilentParameters) {
  return setup({
    types: {
      context: {} as SilentContext,
      events: {} as EnrichedEvent,
      emitted: {} as TriggerFired,
    },
    guards: {
      isSilent: ({ context, event }) => event.timeMs - context.usedMs >= forMs,
    },
    actions: {
      recordUse: assign({ usedMs: ({ event }) => event.timeMs }),
      fire: emit(({ context, event }) =>
        fired({ name: "subscriber.silent", silentMs: event.timeMs - context.usedMs }),
      ),
    },
  }).createMachine({
    id: "subscriber.silent",
    context: { usedMs: 0 },
    initial: "listening",
    states: {
      listening: {
        on: {
          ...onEach(ACTS, { actions: "recordUse" }),
          ...onEach(SIGNS_OF_LIFE, { guard: "isSilent", target: "told", actions: "fire" }),
        },
      },
      told: { on: onEach(ACTS, { target: "listening", actions: "recordUse" }) },
    },
  });
}

export const definition = defineTrigger({
  name: "subscriber.silent",
  title: { en: "phone unused", zh: "沉默" },
  describe: "The phone is on, but has not been used for a long time.",
  fields,
  machine: (of) => ({ machine: subscriberSilent(of), columns: SILENT_COLUMNS }),
  sentence: ({ silentMs }: SilentFacts) => ({
    en: `No call and no SMS for ${formatDuration(silentMs, "en")}`,
    zh: `${formatDuration(silentMs, "zh")}无通话无短信`,
  }),
  product: () => "other",
});
