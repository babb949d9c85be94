// What feeds tell, as moments: at once, at a time of the day, or when the person can be reached.
import { type AnyStateMachine, assign, emit, setup } from "xstate";
import type { EnrichedEvent } from "../../domain/directory.ts";
import type { FeedEventType } from "../../domain/feed-events.ts";
import { HOUR_MS } from "../../domain/time.ts";
import type { TriggerFacts } from "../../domain/trigger.ts";
import type { ColumnType } from "../columnar/colony.ts";
import { onEach, SIGHTINGS } from "../sightings.ts";
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

/** Who was seen so long ago at most counts as there (campaigns.md 5.4, the gate `reachable`). */
const SEEN_WITHIN_MS = 2 * HOUR_MS;

/** What one field of the gate says, of all triggers that have it. */
export const REACHABLE_FIELDS = {
  reachable: {
    kind: "flag",
    default: false,
    describe:
      "Only when she can be reached: on, in this network, seen in the last 2 hours and in no call; else it waits for the next such moment. Default false.",
  },
  expires: {
    kind: "duration",
    minimum: "1m",
    maximum: "60d",
    default: "3d",
    describe: "It waits no longer than this to reach her. Default 3d.",
  },
} as const;

export interface ToldMoment {
  readonly type: FeedEventType;
  readonly rule: Rule;
  readonly reachable: boolean;
  readonly expiresMs: number;
  /** Of events of this type. */
  isMeant(event: EnrichedEvent): boolean;
  /** When it is to be told, for an event that arrives before; absent: at once. */
  readonly dueMsOf?: (event: EnrichedEvent) => number;
  factsOf(told: { readonly happenedMs: number; readonly timeMs: number }): TriggerFacts;
}

interface ToldContext extends Counted {
  /** The event that waits: when it happened, when it is due, its sequence. */
  readonly happenedMs: number;
  readonly dueMs: number;
  readonly told: number;
  readonly seenMs: number;
  /** Known to be off, in a call, or in another network. */
  readonly isOff: boolean;
  readonly isTalking: boolean;
  readonly isAway: boolean;
}

/** With the state 29 bytes a subscriber, and 8 for what is seldom there. */
const TOLD_COLUMNS: Readonly<Record<keyof ToldContext, ColumnType>> = {
  ...COUNTED_COLUMNS,
  happenedMs: "f64",
  dueMs: "u40",
  told: "u32",
  seenMs: "u40",
  isOff: "boolean",
  isTalking: "boolean",
  isAway: "boolean",
};

type ToldStep = Step<ToldContext>;

const NOTHING_TOLD: ToldContext = {
  ...NOTHING_COUNTED,
  happenedMs: 0,
  dueMs: 0,
  told: 0,
  seenMs: 0,
  isOff: false,
  isTalking: false,
  isAway: false,
};

/** Events that end a call, or come after one whose end was not seen. */
const FREE = ["call.released", "location.updated", "power.turnedOn"] as const;
const ON_SIGHT = SIGHTINGS.filter(
  (type) => type !== "call.setUp" && !(FREE as readonly string[]).includes(type),
);

/** One that waits is replaced by a later one. */
export function toldMachine(id: string, moment: ToldMoment): TriggerMachine {
  const { type, reachable, dueMsOf } = moment;
  const machine = machineOf(moment);
  const told = (rest: object = {}) => ({
    [type]: [
      ...(dueMsOf ? [{ guard: "isLastLater", target: ".due", actions: ["record", "forget"] }] : []),
      ...(reachable
        ? [{ guard: "isLastOutOfReach", target: ".gated", actions: ["record", "forget"] }]
        : []),
      { guard: "isLast", actions: ["fireAtOnce", "forget"] },
      { guard: "isMeant", actions: "count" },
    ],
    ...rest,
  });
  if (!reachable && dueMsOf === undefined) {
    const counting = machine.createMachine({ id, context: NOTHING_TOLD, on: told() as never });
    return { machine: counting, columns: TOLD_COLUMNS };
  }
  const followed = {
    ...onEach(ON_SIGHT, { actions: "noteSeen" }),
    ...onEach(FREE, { actions: "noteFree" }),
    "call.setUp": { actions: "noteCall" },
    "power.turnedOff": { actions: "noteOff" },
    "roamed.out": { actions: "noteAway" },
    "roamed.home": { actions: "noteHome" },
  };
  const tellDue = { target: "idle", actions: "fireDue" };
  const gatedOn = {
    ...onEach(ON_SIGHT, [
      { guard: "isNotTalking", target: "idle", actions: ["noteSeen", "fireSeen"] },
      { actions: "noteSeen" },
    ] as const),
    ...onEach(FREE, { target: "idle", actions: ["noteFree", "fireSeen"] } as const),
  };
  const states = {
    idle: {},
    ...(dueMsOf && {
      due: {
        after: {
          untilDue: reachable
            ? [{ guard: "isOutOfReachWhenDue", target: "gated" }, tellDue]
            : tellDue,
        },
      },
    }),
    ...(reachable && { gated: { after: { expires: "idle" }, on: gatedOn } }),
  };
  const on = told(reachable ? followed : {});
  const waiting = machine.createMachine({
    id,
    context: NOTHING_TOLD,
    initial: "idle",
    on: on as never,
    states: states as never,
  });
  return { machine: waiting as unknown as AnyStateMachine, columns: TOLD_COLUMNS };
}

function isReachable({ isOff, isTalking, isAway, seenMs }: ToldContext, timeMs: number): boolean {
  return !isOff && !isTalking && !isAway && seenMs > 0 && timeMs - seenMs <= SEEN_WITHIN_MS;
}

function machineOf({ rule, expiresMs, isMeant, dueMsOf, factsOf }: ToldMoment) {
  const isLast = ({ context, event }: ToldStep): boolean =>
    isMeant(event) && isEnough(context, event.timeMs, rule);
  const causeOf = ({ told }: ToldContext) => ({ event: told });
  return setup({
    types: {
      context: {} as ToldContext,
      events: {} as EnrichedEvent,
      emitted: {} as TriggerFired,
    },
    delays: {
      untilDue: ({ context, event }) => context.dueMs - event.timeMs,
      expires: expiresMs,
    },
    guards: {
      isMeant: ({ event }) => isMeant(event),
      isLast,
      isLastLater: (step) => isLast(step) && (dueMsOf?.(step.event) ?? 0) > step.event.timeMs,
      isLastOutOfReach: (step) => isLast(step) && !isReachable(step.context, step.event.timeMs),
      isOutOfReachWhenDue: ({ context }) => !isReachable(context, context.dueMs),
      isNotTalking: ({ context }) => !context.isTalking,
    },
    actions: {
      count: assign({
        earlierMs: ({ context, event }) => countedAfter(context, event.timeMs, rule),
      }),
      forget: assign(NOTHING_COUNTED),
      record: assign({
        happenedMs: ({ event }) => event.happenedMs,
        dueMs: ({ event }) => dueMsOf?.(event) ?? event.timeMs,
        told: ({ event }) => event.sequence,
      }),
      noteSeen: assign({ seenMs: ({ event }) => event.timeMs, isOff: false, isAway: false }),
      noteFree: assign({
        seenMs: ({ event }) => event.timeMs,
        isOff: false,
        isTalking: false,
        isAway: false,
      }),
      noteCall: assign({
        seenMs: ({ event }) => event.timeMs,
        isOff: false,
        isTalking: true,
        isAway: false,
      }),
      noteOff: assign({ isOff: true, isTalking: false }),
      noteAway: assign({ isAway: true }),
      noteHome: assign({ isAway: false }),
      fireAtOnce: emit(({ event }) => fired(factsOf(event))),
      fireDue: emit(({ context }) =>
        fired(factsOf({ happenedMs: context.happenedMs, timeMs: context.dueMs }), causeOf(context)),
      ),
      fireSeen: emit(({ context, event }) =>
        fired(factsOf({ happenedMs: context.happenedMs, timeMs: event.timeMs }), causeOf(context)),
      ),
    },
  });
}
