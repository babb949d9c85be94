// handset.changed: the SIM is in another handset, and stays there long enough to be no loan.
import { setup } from "xstate";
import { CAPABILITY, type EnrichedEvent } from "../../domain/directory.ts";
import { fired, type ParametersOf, type Step, type TriggerFired } from "./fired.ts";

/**
 * A handset is its TAC and serial: the first 14 digits, as the last two of an IMEISV change with
 * software.
 */
interface HandsetContext {
  /** Capability bit that must be gained; 0 for any change. */
  readonly gains: number;
  readonly settleMs: number;
  readonly tac: number;
  readonly serial: number;
  readonly capabilities: number;
  /** The handset that is about to take its place. */
  readonly newTac: number;
  readonly newSerial: number;
  readonly newCapabilities: number;
  /** The event that first showed it: sequence, and frame (0 for none). */
  readonly newEvent: number;
  readonly newFrame: number;
}

/** Null IMEIs and types that the TAC table lacks say nothing about what was gained. */
const recognised = ({ event }: Step<HandsetContext>): boolean =>
  event.type === "handset.seen" && event.tac !== 0 && event.capabilities >= 0;

const isNull = ({ event }: Step<HandsetContext>): boolean =>
  event.type === "handset.seen" && event.tac === 0;

const isKnown = ({ context, event }: Step<HandsetContext>): boolean =>
  event.type === "handset.seen" && event.tac === context.tac && event.serial === context.serial;

const isNew = ({ context, event }: Step<HandsetContext>): boolean =>
  event.type === "handset.seen" &&
  event.tac === context.newTac &&
  event.serial === context.newSerial;

const gained = (context: HandsetContext): number => context.newCapabilities & ~context.capabilities;

const gainsEnough = ({ context }: { readonly context: HandsetContext }): boolean =>
  context.gains === 0 || (gained(context) & context.gains) !== 0;

const tacOf = (event: EnrichedEvent): number => (event.type === "handset.seen" ? event.tac : 0);
const serialOf = (event: EnrichedEvent): number =>
  event.type === "handset.seen" ? event.serial : 0;

const handsetSetup = setup({
  types: {
    context: {} as HandsetContext,
    events: {} as EnrichedEvent,
    input: {} as ParametersOf<"handset.changed">,
    emitted: {} as TriggerFired,
  },
  delays: { settle: ({ context }) => context.settleMs },
});

const remember = handsetSetup.assign({
  tac: ({ event }) => tacOf(event),
  serial: ({ event }) => serialOf(event),
  capabilities: ({ event }) => event.capabilities,
});

const consider = handsetSetup.assign({
  newTac: ({ event }) => tacOf(event),
  newSerial: ({ event }) => serialOf(event),
  newCapabilities: ({ event }) => event.capabilities,
  newEvent: ({ event }) => event.sequence,
  newFrame: ({ event }) => event.cause.frame ?? 0,
});

const adopt = handsetSetup.assign({
  tac: ({ context }) => context.newTac,
  serial: ({ context }) => context.newSerial,
  capabilities: ({ context }) => context.newCapabilities,
});

const fire = handsetSetup.emit(({ context }) =>
  fired(
    {
      name: "handset.changed",
      fromTac: context.tac,
      tac: context.newTac,
      gained: gained(context),
      sinceMs: context.settleMs,
    },
    context.newFrame === 0
      ? { event: context.newEvent }
      : { event: context.newEvent, frame: context.newFrame },
  ),
);

/**
 * Fires `settleMs` after the first sighting of the new handset, unless the old one comes back
 * before.
 */
export const handsetChanged = handsetSetup.createMachine({
  id: "handset.changed",
  context: ({ input }) => ({
    gains: input.gains === "any" ? 0 : CAPABILITY[input.gains],
    settleMs: input.settleMs,
    tac: 0,
    serial: 0,
    capabilities: 0,
    newTac: 0,
    newSerial: 0,
    newCapabilities: 0,
    newEvent: 0,
    newFrame: 0,
  }),
  initial: "unknown",
  states: {
    unknown: {
      on: { "handset.seen": { guard: recognised, target: "settled", actions: remember } },
    },
    settled: {
      on: {
        "handset.seen": [
          { guard: isKnown },
          { guard: recognised, target: "settling", actions: consider },
        ],
      },
    },
    settling: {
      after: {
        settle: [
          { guard: gainsEnough, target: "settled", actions: [fire, adopt] },
          { target: "settled", actions: adopt },
        ],
      },
      on: {
        "handset.seen": [
          { guard: isNull },
          { guard: isNew },
          { guard: isKnown, target: "settled" },
          { guard: recognised, target: "settling", reenter: true, actions: consider },
          { target: "settled" },
        ],
      },
    },
  },
});
