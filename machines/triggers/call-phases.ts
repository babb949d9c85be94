// Calls from SETUP to hang-up: what triggers about calls to or from somebody have in common.
import { assign, emit, setup } from "xstate";
import type { EnrichedEvent } from "../../domain/directory.ts";
import type { CallDirection } from "../../domain/subscriber-event.ts";
import type { TriggerFacts } from "../../domain/trigger.ts";
import type { ColumnType } from "../columnar/colony.ts";
import {
  COUNTED_COLUMNS,
  type Counted,
  countedAfter,
  isEnough,
  NOTHING_COUNTED,
  type Rule,
} from "./counting.ts";
import type { TriggerMachine } from "./define.ts";
import { fired, type Step, type TriggerFired } from "./fired.ts";

/** Where in a call a trigger fires. */
export const PHASES = ["setup", "answered", "released"] as const;
export type Phase = (typeof PHASES)[number];

export interface CallMoment {
  readonly direction: CallDirection;
  readonly phase: Phase;
  /** Least time from CONNECT to release; 0: answered or not. Only for the phase released. */
  readonly minimumTalkMs: number;
  /**
   * Causes by which a call that never rang shows that nobody has the number; others do so after an
   * announcement. Given, only such calls are meant.
   */
  readonly vacantCauses?: readonly number[];
  readonly rule: Rule;
  /** Of call.setUp in this direction. */
  isMeant(event: EnrichedEvent): boolean;
  /** A small number that the facts want to know, from the set-up. */
  placeOf(event: EnrichedEvent): number;
  factsOf(seen: { readonly place: number; readonly talkMs: number }): TriggerFacts;
}

interface CallContext extends Counted {
  readonly place: number;
  readonly answeredMs: number;
  /** Whether an announcement played. */
  readonly announced: boolean;
}

/** With the state 12 bytes a subscriber, and 8 for what is seldom there. */
const CALL_COLUMNS: Readonly<Record<keyof CallContext, ColumnType>> = {
  ...COUNTED_COLUMNS,
  place: "u8",
  answeredMs: "u40",
  announced: "boolean",
};

/** 3GPP TS 24.008 §10.5.4.11: unassigned, no route, changed, incomplete number. */
export const VACANT_CAUSES: readonly number[] = [1, 3, 22, 28];
/** Causes with which a vacant number ends after an announcement (campaigns.md 5.3). */
const ANNOUNCED_CAUSES: readonly number[] = [16, 18, 31];

type CallStep = Step<CallContext>;

/**
 * One call at a time: a further one in the same direction takes its place, one in the other changes
 * nothing.
 */
export function callMachine(id: string, moment: CallMoment): TriggerMachine {
  const { direction, phase, minimumTalkMs, vacantCauses, rule } = moment;
  const vacant = vacantCauses !== undefined;
  const inDirection = ({ event }: CallStep): boolean =>
    event.type === "call.setUp" && event.direction === direction;
  const isMeant = (step: CallStep): boolean => inDirection(step) && moment.isMeant(step.event);
  const isEnoughNow = ({ context, event }: CallStep): boolean =>
    isEnough(context, event.timeMs, rule);
  const talkedEnough = ({ context, event }: CallStep): boolean =>
    !vacant && event.timeMs - context.answeredMs >= minimumTalkMs;
  const endsUnanswered = (): boolean => !vacant && minimumTalkMs === 0;
  const endsVacant = ({ context, event }: CallStep): boolean => {
    const cause = event.firstValue;
    if (vacantCauses?.includes(cause) === true) return true;
    return context.announced && ANNOUNCED_CAUSES.includes(cause);
  };
  const endsUnalerted = (step: CallStep): boolean => (vacant ? endsVacant(step) : endsUnanswered());
  const factsOf = (place: number, talkMs: number): TriggerFired =>
    fired(moment.factsOf({ place, talkMs }));
  const machine = setup({
    types: {
      context: {} as CallContext,
      events: {} as EnrichedEvent,
      emitted: {} as TriggerFired,
    },
    guards: {
      inDirection,
      isMeant,
      isLastMeant: (step) => isMeant(step) && isEnoughNow(step),
      isEnoughNow,
      endsUnanswered,
      isLastUnanswered: (step) => endsUnanswered() && isEnoughNow(step),
      endsUnalerted,
      isLastUnalerted: (step) => endsUnalerted(step) && isEnoughNow(step),
      talkedEnough,
      isLastTalk: (step) => talkedEnough(step) && isEnoughNow(step),
    },
    actions: {
      begin: assign({
        place: ({ event }) => moment.placeOf(event),
        announced: false,
      }),
      recordAnnouncement: assign({ announced: true }),
      recordAnswer: assign({ answeredMs: ({ event }) => event.timeMs }),
      count: assign({
        earlierMs: ({ context, event }) => countedAfter(context, event.timeMs, rule),
      }),
      forget: assign(NOTHING_COUNTED),
      fireAtOnce: emit(({ event }) => factsOf(moment.placeOf(event), 0)),
      fireUnanswered: emit(({ context }) => factsOf(context.place, 0)),
      fireTalked: emit(({ context, event }) =>
        factsOf(context.place, event.timeMs - context.answeredMs),
      ),
    },
  });
  const context = { ...NOTHING_COUNTED, place: 0, answeredMs: 0, announced: false };
  if (phase === "setup") {
    const heard = [
      { guard: "isLastMeant", actions: ["fireAtOnce", "forget"] },
      { guard: "isMeant", actions: "count" },
    ] as const;
    const atOnce = machine.createMachine({ id, context, on: { "call.setUp": heard } });
    return { machine: atOnce, columns: CALL_COLUMNS };
  }
  const newCall = [
    { guard: "isMeant", target: "dialled", actions: "begin" },
    { guard: "inDirection", target: "idle" },
  ] as const;
  const answered =
    phase === "answered"
      ? ([
          {
            guard: "isEnoughNow",
            target: "idle",
            actions: ["fireUnanswered", "forget"],
          },
          { target: "idle", actions: "count" },
        ] as const)
      : ({ target: "talking", actions: "recordAnswer" } as const);
  const released = phase === "released";
  const ended = <const L, const M, const F>(isLast: L, isMeantSo: M, fire: F) =>
    [
      { guard: isLast, target: "idle", actions: [fire, "forget"] },
      { guard: isMeantSo, target: "idle", actions: "count" },
      { target: "idle" },
    ] as const;
  const lines = machine.createMachine({
    id,
    context,
    initial: "idle",
    states: {
      idle: { on: { "call.setUp": { guard: "isMeant", target: "dialled", actions: "begin" } } },
      dialled: {
        on: {
          "call.setUp": newCall,
          "call.alerted": "alerting",
          "call.answered": answered,
          "announcement.heard": { actions: "recordAnnouncement" },
          "call.released": released
            ? ended("isLastUnalerted", "endsUnalerted", "fireUnanswered")
            : "idle",
          "power.turnedOff": "idle",
        },
      },
      alerting: {
        on: {
          "call.setUp": newCall,
          "call.answered": answered,
          "call.released": released
            ? ended("isLastUnanswered", "endsUnanswered", "fireUnanswered")
            : "idle",
          "power.turnedOff": "idle",
        },
      },
      talking: {
        on: {
          "call.setUp": newCall,
          "call.released": ended("isLastTalk", "talkedEnough", "fireTalked"),
          "power.turnedOff": "idle",
        },
      },
    },
  });
  return { machine: lines, columns: CALL_COLUMNS };
}
