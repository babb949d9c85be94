// Machines for the colony's property set: every product machine, and one that uses the rest of
// XState's features.

import fc from "fast-check";
import {
  type AnyStateMachine,
  assign,
  cancel,
  type EventObject,
  emit,
  enqueueActions,
  raise,
  setup,
  stateIn,
} from "xstate";
import { MISSED_WHY, SUBSCRIBER_EVENT_TYPES } from "../../domain/subscriber-event.ts";
import type { TriggerParameters } from "../../domain/trigger.ts";
import type { ColumnType } from "../../machines/columnar/colony.ts";
import { offerMachine } from "../../machines/offer.ts";
import { subscriberMachine } from "../../machines/subscriber.ts";
import { createTriggerMachine } from "../../machines/triggers/catalogue.ts";
import { min, s, story } from "./stories.ts";

export interface MachineUnderTest {
  readonly name: string;
  readonly machine: AnyStateMachine;
  readonly columns?: Readonly<Record<string, ColumnType>>;
  /** A fixed input, or one for each row. */
  readonly input: fc.Arbitrary<unknown>;
  readonly event: fc.Arbitrary<EventObject>;
  /** Times between two steps, ms. */
  readonly pause: fc.Arbitrary<number>;
}

/** Few cells, zones and handsets, so that random events meet each other. */
const subscriberEvent: fc.Arbitrary<EventObject> = fc
  .record({
    type: fc.constantFrom(...SUBSCRIBER_EVENT_TYPES),
    cell: fc.constantFrom(0, 1, 2, 3, 4, 5),
    direction: fc.constantFrom("originated", "terminated"),
    why: fc.constantFrom(...MISSED_WHY),
    handset: fc.constantFrom(
      { tac: 0, handset: 0, capabilities: -1 },
      { tac: 11, handset: 1, capabilities: 0 },
      { tac: 22, handset: 1, capabilities: 2 },
      { tac: 33, handset: 2 ** 53 - 1, capabilities: 3 },
      { tac: 33, handset: 2 ** 53 - 2, capabilities: 3 },
      { tac: 44, handset: 1, capabilities: -1 },
    ),
    regular: fc.boolean(),
    peerHasRingbackTone: fc.boolean(),
    hasRingbackTone: fc.boolean(),
  })
  .map(({ type, cell, handset, direction, why, ...more }) => {
    const place = { lac: cell === 0 ? 0 : 1 + (cell >> 2), ci: cell };
    const zone = cell === 2 || cell === 3 ? cell : -1;
    const zoneKind = cell === 2 ? "station" : cell === 3 ? "mall" : "";
    const particulars: Partial<Record<typeof type, object>> = {
      "handset.seen": handset,
      "call.setUp": { direction },
      "call.missed": { why },
    };
    return story([0, type, { ...more, ...place, zone, zoneKind, ...particulars[type] }])[0]!;
  });

const pause = fc.constantFrom(
  0,
  0,
  1,
  s(1),
  s(30),
  min(1),
  min(2),
  min(5),
  min(9),
  min(10),
  min(15),
  min(60),
);

/** Every trigger at least once. */
export const PARAMETERS: readonly TriggerParameters[] = [
  { name: "handset.changed", gains: "mms", settleMs: min(10) },
  { name: "handset.changed", gains: "any", settleMs: 0 },
  { name: "powered.on", offForMs: min(5), missedCalls: 1 },
  {
    name: "area.dwelled",
    zone: "station",
    minimumStayMs: min(2),
    maximumGapMs: min(30),
    notRegular: true,
  },
  { name: "cells.changedRapidly", cells: 3, withinMs: min(15), andMessageWithinMs: 0 },
  { name: "cells.changedRapidly", cells: 2, withinMs: min(5), andMessageWithinMs: min(5) },
  { name: "ringback.heard", minimumRingMs: s(1) },
];

/** Where a custom action writes, to compare the order of actions. */
export type Journal = (row: unknown, entry: string) => void;

/**
 * Entry and exit order, emit after actions, raise, delayed raise with equal ids, cancel, always,
 * history, guards by name and by state, final regions, wildcards.
 */
export function createFeatureMachine(journal: Journal): AnyStateMachine {
  const note = (entry: string) => (step: { context: { row: unknown } }) =>
    journal(step.context.row, entry);
  return setup({
    types: {
      context: {} as { row: unknown; count: number; label: string; on: boolean },
      events: {} as { type: string },
      input: {} as { row: unknown },
      emitted: {} as { type: string; count: number },
    },
    delays: { short: 1000, counted: ({ context }) => 1000 * (context.count % 4) },
    guards: {
      even: ({ context }) => context.count % 2 === 0,
      inSecond: stateIn({ left: "second" }),
    },
    actions: {
      count: assign({ count: ({ context }) => context.count + 1 }),
      tell: emit(({ context }) => ({ type: "told", count: context.count })),
    },
  }).createMachine({
    id: "features",
    type: "parallel",
    context: ({ input }) => ({ row: input.row, count: 0, label: "new", on: false }),
    entry: [emit({ type: "started", count: 0 }), note("enter root")],
    states: {
      left: {
        initial: "first",
        entry: note("enter left"),
        states: {
          first: {
            entry: [note("enter first"), "tell"],
            exit: [note("exit first"), "count"],
            after: { short: { target: "second", actions: "tell" } },
            on: { go: "second", again: { target: "first", reenter: true }, "go.*": "second" },
          },
          second: {
            entry: raise({ type: "raised" }),
            always: { guard: ({ context }) => context.count % 5 === 4, target: "third" },
            on: { go: { guard: "even", target: "third" }, "*": { actions: note("any in second") } },
            after: { counted: "first" },
          },
          third: {
            initial: "one",
            onDone: "first",
            states: {
              one: { on: { go: "two", stop: "end" } },
              two: { on: { go: "end" }, after: { short: "one" } },
              end: { type: "final" },
            },
          },
        },
      },
      right: {
        initial: "idle",
        states: {
          idle: {
            on: {
              go: { target: "busy", actions: assign({ on: true }) },
              back: "busy.recent",
            },
          },
          busy: {
            initial: "slow",
            exit: [cancel("alarm"), "tell"],
            on: { stop: "idle", raised: { actions: ["count", "tell"] } },
            states: {
              slow: { on: { again: "fast" } },
              fast: { on: { again: "slow" } },
              recent: { type: "history" },
            },
          },
        },
      },
      timers: {
        on: {
          arm: { actions: raise({ type: "rang" }, { id: "alarm", delay: 1500 }) },
          "arm.late": { actions: raise({ type: "rang" }, { id: "alarm", delay: "counted" }) },
          disarm: { actions: cancel("alarm") },
          free: { actions: raise({ type: "again" }, { delay: 700 }) },
          rang: { actions: [note("rang"), "tell", "count"] },
          quiet: { actions: assign({ label: ({ context }) => `${context.label.slice(-3)}q` }) },
          choose: {
            actions: enqueueActions(({ enqueue, check }) => {
              if (check("inSecond")) enqueue.assign({ count: 0 });
              enqueue.emit({ type: "chosen", count: 1 });
              if (check("even")) enqueue.raise({ type: "again" });
              enqueue(note("chose"));
            }),
          },
        },
      },
    },
  }) as AnyStateMachine;
}

/**
 * Sibling states in three regions, built-in actions on exit, transition and entry: executors may
 * cut corners here.
 */
export function createFlatMachine({ eventless }: { eventless: boolean }): AnyStateMachine {
  const always = { guard: "third", target: "g", actions: "count" } as const;
  return setup({
    types: {
      context: {} as { row: unknown; count: number; trace: string },
      events: {} as { type: string },
      input: {} as { row: unknown },
      emitted: {} as { type: string; count: number; trace: string },
    },
    delays: { counted: ({ context }) => 1000 * (context.count % 3), short: 1000 },
    guards: {
      odd: ({ context }) => context.count % 2 === 1,
      third: ({ context }) => context.count % 3 === 2,
    },
    actions: {
      count: assign({ count: ({ context }) => context.count + 1 }),
      tell: emit(({ context: { count, trace } }) => ({ type: "told", count, trace })),
    },
  }).createMachine({
    id: "flat",
    type: "parallel",
    context: ({ input }) => ({ row: input.row, count: 0, trace: "" }),
    states: {
      upper: {
        initial: "a",
        states: {
          a: {
            entry: [mark("+a"), "tell"],
            exit: ["count", mark("-a"), "tell"],
            after: { counted: "b", short: { target: "b", guard: "odd" } },
            on: { go: { target: "b", actions: mark("/a") }, again: { target: "a", reenter: true } },
          },
          b: {
            entry: mark("+b"),
            exit: [mark("-b"), "tell"],
            on: { go: { target: "a", guard: "odd" }, again: { target: "b", actions: "tell" } },
          },
        },
        on: { stop: { target: ".b", actions: "count" } },
      },
      middle: {
        initial: "c",
        states: {
          c: {
            exit: [mark("-c"), cancel("alarm")],
            on: { go: { target: "d", actions: ["count", mark("/c"), "tell"] } },
          },
          d: {
            entry: [raise({ type: "rang" }, { id: "alarm", delay: "short" }), mark("+d")],
            after: { counted: "c" },
            on: { go: "c", again: { target: "d", reenter: true, actions: mark("/d") }, arm: "e" },
          },
          e: { entry: raise({ type: "raised" }), on: { go: "c", raised: { actions: "tell" } } },
        },
      },
      lower: {
        initial: "f",
        states: {
          f: {
            on: {
              again: { target: "g", actions: mark("/f") },
              rang: { target: "f", reenter: true },
            },
            exit: mark("-f"),
            ...(eventless ? { always } : {}),
          },
          g: {
            entry: [mark("+g"), "tell"],
            on: {
              again: {
                target: "f",
                actions: assign(({ context }) => ({ count: context.count + 2 })),
              },
              rang: { actions: [mark("/g"), "tell", "count"] },
              go: { guard: "odd" },
            },
          },
        },
      },
    },
  }) as AnyStateMachine;
}

/** Writes into the context, so that the order of actions is a part of it. */
function mark(text: string) {
  return assign<
    { row: unknown; count: number; trace: string },
    EventObject,
    undefined,
    EventObject,
    never
  >({
    trace: ({ context }) => `${context.trace}${text}${context.count}`.slice(-60),
  });
}

export const FEATURE_EVENTS = fc
  .constantFrom(
    ..."go go.far again stop back arm arm.late disarm free quiet choose raised unheard".split(" "),
  )
  .map((type) => ({ type }));

export const FEATURE_PAUSE = fc.constantFrom(0, 0, 1, 300, 700, 1000, 1500, 2000, 5000);

export const PRODUCT_MACHINES: readonly MachineUnderTest[] = [
  {
    name: "subscriber",
    machine: subscriberMachine,
    input: fc.constant(undefined),
    event: subscriberEvent,
    pause,
  },
  ...PARAMETERS.map((parameters) => ({
    name: JSON.stringify(parameters),
    ...createTriggerMachine(parameters),
    input: fc.constant(undefined),
    event: subscriberEvent,
    pause,
  })),
  {
    name: "offer",
    machine: offerMachine,
    input: fc.record({
      deliveredAfterMs: fc.constantFrom(0, s(1), min(5), min(60)),
      answer: fc.constantFrom("accepted", "declined", "complained", "none"),
      answeredAfterMs: fc.constantFrom(0, s(1), min(5), min(10), min(60)),
      expiresAfterMs: fc.constantFrom(s(1), min(10), min(60), min(61)),
    }),
    event: fc.constant({ type: "unheard" }),
    pause,
  },
];
