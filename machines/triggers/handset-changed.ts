// handset.changed: the SIM is in another handset, and stays there long enough to be no loan.
import { assign, emit, setup } from "xstate";
import { CAPABILITY, type EnrichedEvent } from "../../domain/directory.ts";
import { NO_TOKEN, type Token } from "../../domain/identity.ts";
import type { ColumnType } from "../columnar/colony.ts";
import { fired, type ParametersOf, type TriggerFired } from "./fired.ts";

/**
 * A handset is its token: that of the first 14 digits, as the last two of an IMEISV change with
 * software.
 */
interface HandsetContext {
  readonly tac: number;
  readonly handset: Token;
  readonly capabilities: number;
  /** The handset that is about to take its place. */
  readonly newTac: number;
  readonly newHandset: Token;
  readonly newCapabilities: number;
  /** The event that first showed it: sequence, and frame (0 for none). */
  readonly newEvent: number;
  readonly newFrame: number;
}

/** With the state and the timer 48 bytes a subscriber. */
export const HANDSET_COLUMNS: Readonly<Record<keyof HandsetContext, ColumnType>> = {
  tac: "u32",
  handset: "f64",
  capabilities: "u8",
  newTac: "u32",
  newHandset: "f64",
  newCapabilities: "u8",
  newEvent: "u32",
  newFrame: "u32",
};

/**
 * Fires `settleMs` after the first sighting of the new handset, unless the old one comes back
 * before.
 */
export function handsetChanged({ gains, settleMs }: ParametersOf<"handset.changed">) {
  /** Capability bit that must be gained; 0 for any change. */
  const wanted = gains === "any" ? 0 : CAPABILITY[gains];
  return setup({
    types: {
      context: {} as HandsetContext,
      events: {} as EnrichedEvent,
      emitted: {} as TriggerFired,
    },
    delays: { settle: settleMs },
    guards: {
      /** Null IMEIs and types that the TAC table lacks say nothing about what was gained. */
      handsetIsRecognised: ({ event }) => tacOf(event) !== 0 && event.capabilities >= 0,
      imeiIsNull: ({ event }) => tacOf(event) === 0,
      handsetIsKnown: ({ context, event }) =>
        tacOf(event) === context.tac && handsetOf(event) === context.handset,
      handsetIsConsidered: ({ context, event }) =>
        tacOf(event) === context.newTac && handsetOf(event) === context.newHandset,
      gainsEnough: ({ context }) => wanted === 0 || (gained(context) & wanted) !== 0,
    },
    actions: {
      rememberHandset: assign({
        tac: ({ event }) => tacOf(event),
        handset: ({ event }) => handsetOf(event),
        capabilities: ({ event }) => event.capabilities,
      }),
      considerHandset: assign({
        newTac: ({ event }) => tacOf(event),
        newHandset: ({ event }) => handsetOf(event),
        newCapabilities: ({ event }) => event.capabilities,
        newEvent: ({ event }) => event.sequence,
        newFrame: ({ event }) => event.cause.frame ?? 0,
      }),
      adoptHandset: assign({
        tac: ({ context }) => context.newTac,
        handset: ({ context }) => context.newHandset,
        capabilities: ({ context }) => context.newCapabilities,
      }),
      fire: emit(({ context }) =>
        fired(
          {
            name: "handset.changed",
            fromTac: context.tac,
            tac: context.newTac,
            gained: gained(context),
            sinceMs: settleMs,
          },
          context.newFrame === 0
            ? { event: context.newEvent }
            : { event: context.newEvent, frame: context.newFrame },
        ),
      ),
    },
  }).createMachine({
    id: "handset.changed",
    context: {
      tac: 0,
      handset: NO_TOKEN,
      capabilities: 0,
      newTac: 0,
      newHandset: NO_TOKEN,
      newCapabilities: 0,
      newEvent: 0,
      newFrame: 0,
    },
    initial: "unknown",
    states: {
      unknown: {
        on: {
          "handset.seen": {
            guard: "handsetIsRecognised",
            target: "settled",
            actions: "rememberHandset",
          },
        },
      },
      settled: {
        on: {
          "handset.seen": [
            { guard: "handsetIsKnown" },
            { guard: "handsetIsRecognised", target: "settling", actions: "considerHandset" },
          ],
        },
      },
      settling: {
        after: {
          settle: [
            { guard: "gainsEnough", target: "settled", actions: ["fire", "adoptHandset"] },
            { target: "settled", actions: "adoptHandset" },
          ],
        },
        on: {
          "handset.seen": [
            { guard: "imeiIsNull" },
            { guard: "handsetIsConsidered" },
            { guard: "handsetIsKnown", target: "settled" },
            {
              guard: "handsetIsRecognised",
              target: "settling",
              reenter: true,
              actions: "considerHandset",
            },
            { target: "settled" },
          ],
        },
      },
    },
  });
}

function tacOf(event: EnrichedEvent): number {
  return event.type === "handset.seen" ? event.tac : 0;
}

function handsetOf(event: EnrichedEvent): Token {
  return event.type === "handset.seen" ? event.handset : NO_TOKEN;
}

/** Capability bits that the new handset has beyond those of the old one. */
function gained(context: HandsetContext): number {
  return context.newCapabilities & ~context.capabilities;
}
