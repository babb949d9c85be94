// powered.on: the phone is on again after a while, and calls have missed it meanwhile.
import { assign, emit, setup } from "xstate";
import type { EnrichedEvent } from "../../domain/directory.ts";
import { DAY_MS, formatDuration } from "../../domain/time.ts";
import type { ColumnType } from "../columnar/colony.ts";
import { missedWhileOff, onEach, SIGHTINGS } from "../sightings.ts";
import { defineTrigger, type Fields, once, type ParametersFrom } from "./define.ts";
import { fired, type Step, type TriggerFired } from "./fired.ts";

const fields = {
  offFor: {
    kind: "duration",
    default: "10m",
    describe: "It was off for at least this long. Default 10m.",
  },
  missedCalls: {
    kind: "count",
    from: 0,
    to: 100,
    default: 0,
    describe: "At least this many calls were missed meanwhile, as callers' legs show. Default 0.",
  },
  offsIn30d: {
    kind: "count",
    from: 1,
    to: 1_000,
    optional: true,
    describe:
      "It was switched off at least this often in the last 30 days, this time included. Default: " +
      "however often.",
  },
} as const satisfies Fields;

type PowerParameters = ParametersFrom<"powered.on", typeof fields>;

type PowerFacts = {
  readonly name: "powered.on";
  readonly offMs: number;
  readonly missedCalls: number;
};

interface PowerContext {
  readonly offSinceMs: number;
  readonly missedCalls: number;
  /** When it went off the last times, as often as is asked for; absent when nobody asks. */
  readonly offsMs?: readonly number[];
}

type PowerStep = Step<PowerContext>;

const NO_OFFS: readonly number[] = [];
const OFTEN_WITHIN_MS = 30 * DAY_MS;

/** With the state 12 bytes a subscriber. */
const POWER_COLUMNS: Readonly<Record<"offSinceMs" | "missedCalls", ColumnType>> = {
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
function poweredOn({ offForMs, missedCalls, offsIn30d }: PowerParameters) {
  /** Only rows of those who ask for it have room for it. */
  const offs = (before: readonly number[] = [], timeMs: number): readonly number[] =>
    [...before, timeMs].slice(-(offsIn30d ?? 0));
  const isOften = (offsMs: readonly number[] = [], timeMs: number): boolean =>
    offsIn30d === undefined ||
    (offsMs.length >= offsIn30d && timeMs - offsMs[0]! <= OFTEN_WITHIN_MS);
  return setup({
    types: {
      context: {} as PowerContext,
      events: {} as EnrichedEvent,
      emitted: {} as TriggerFired,
    },
    guards: {
      missedWhileOff,
      wasOffLongEnough: ({ context, event }) =>
        event.timeMs - context.offSinceMs >= offForMs &&
        context.missedCalls >= missedCalls &&
        isOften(context.offsMs, event.timeMs),
    },
    actions: {
      startCounting: assign({
        offSinceMs: ({ event }) => event.timeMs,
        missedCalls: 0,
        ...(offsIn30d === undefined
          ? {}
          : { offsMs: ({ context, event }: PowerStep) => offs(context.offsMs, event.timeMs) }),
      }),
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
    context: {
      offSinceMs: 0,
      missedCalls: 0,
      ...(offsIn30d === undefined ? {} : { offsMs: NO_OFFS }),
    },
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

export const definition = defineTrigger({
  name: "powered.on",
  title: { en: "phone on again", zh: "开机" },
  describe: "The phone is on again after it was switched off.",
  fields,
  machine: (of) => ({ machine: poweredOn(of), columns: POWER_COLUMNS }),
  sentence: ({ offMs, missedCalls: calls }: PowerFacts) => ({
    en: `Phone on again after ${formatDuration(offMs, "en")}${calls === 0 ? "" : ` and ${calls} missed call${calls === 1 ? "" : "s"}`}`,
    zh: `关机 ${formatDuration(offMs, "zh")}${calls === 0 ? "后" : `、漏接 ${calls} 个电话后`}开机`,
  }),
  product: () => "missedCallAlert",
  claims: ({ missedCalls }, timeMs) => ({
    switchedOn: once(timeMs),
    ...(missedCalls > 0 ? { callsMissed: once(timeMs) } : {}),
  }),
});
