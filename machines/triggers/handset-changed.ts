// handset.changed: the SIM is in another handset, and stays there long enough to be no loan.
import { assign, emit, setup } from "xstate";
import type { Cause } from "../../domain/cause.ts";
import { CAPABILITY, type EnrichedEvent } from "../../domain/directory.ts";
import { NO_TOKEN, type Token } from "../../domain/identity.ts";
import { formatDuration } from "../../domain/time.ts";
import type { ColumnType } from "../columnar/colony.ts";
import { defineTrigger, type Fields, once, type ParametersFrom } from "./define.ts";
import { fired, type TriggerFired } from "./fired.ts";

const fields = {
  gains: {
    kind: "choice",
    of: ["mms", "wap", "threeG", "fourG", "any"],
    default: "any",
    describe: "What the new handset can do and the old one could not; any: every change counts.",
  },
  settle: {
    kind: "duration",
    default: "2h",
    describe:
      "The new handset must still be in use this long after it was first seen, so that a card " +
      "lent for a moment does not count. Default 2h.",
  },
} as const satisfies Fields;

type HandsetParameters = ParametersFrom<"handset.changed", typeof fields>;

type HandsetFacts = {
  readonly name: "handset.changed";
  /** TAC before (0 when none was known) and now. */
  readonly fromTac: number;
  readonly tac: number;
  /** Capability bits that the new handset has and the old one had not. */
  readonly gained: number;
  /** Time since the new handset was first seen. */
  readonly sinceMs: number;
};

/**
 * A handset is its token: that of the first 14 digits, as the last two of an IMEISV change with
 * software.
 */
interface Handset {
  readonly tac: number;
  readonly handset: Token;
  readonly capabilities: number;
}

interface HandsetContext extends Handset {
  /** The handset that is about to take its place, or the last that was. Seldom there is one. */
  readonly next: NextHandset | null;
}

interface NextHandset extends Handset {
  /** The event that first showed it. */
  readonly cause: Cause;
}

/** With the state and the timer 24 bytes a subscriber, and 8 for what is seldom there. */
const HANDSET_COLUMNS: Readonly<Record<keyof HandsetContext, ColumnType>> = {
  tac: "u32",
  handset: "f64",
  capabilities: "u8",
  next: "any",
};

/**
 * Fires `settleMs` after the first sighting of the new handset, unless the old one comes back
 * before.
 */
function handsetChanged({ gains, settleMs }: HandsetParameters) {
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
        tacOf(event) === context.next?.tac && handsetOf(event) === context.next.handset,
      gainsEnough: ({ context }) => wanted === 0 || (gained(context) & wanted) !== 0,
    },
    actions: {
      rememberHandset: assign({
        tac: ({ event }) => tacOf(event),
        handset: ({ event }) => handsetOf(event),
        capabilities: ({ event }) => event.capabilities,
      }),
      considerHandset: assign({ next: ({ event }) => nextHandset(event) }),
      adoptHandset: assign({
        tac: ({ context }) => context.next?.tac ?? context.tac,
        handset: ({ context }) => context.next?.handset ?? context.handset,
        capabilities: ({ context }) => context.next?.capabilities ?? context.capabilities,
        next: null,
      }),
      fire: emit(({ context }) =>
        fired(
          {
            name: "handset.changed",
            fromTac: context.tac,
            tac: context.next?.tac ?? context.tac,
            gained: gained(context),
            sinceMs: settleMs,
          },
          context.next?.cause,
        ),
      ),
    },
  }).createMachine({
    id: "handset.changed",
    context: {
      tac: 0,
      handset: NO_TOKEN,
      capabilities: 0,
      next: null,
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

function nextHandset(event: EnrichedEvent): NextHandset {
  const { sequence, capabilities } = event;
  const { frame } = event.cause;
  const cause = frame === undefined ? { event: sequence } : { event: sequence, frame };
  return { tac: tacOf(event), handset: handsetOf(event), capabilities, cause };
}

/** Capability bits that the next handset has beyond those of the present one. */
function gained({ next, capabilities }: HandsetContext): number {
  return (next?.capabilities ?? 0) & ~capabilities;
}

/** What the new one can do in words, the first that fits. */
const KINDS = [
  { bit: CAPABILITY.mms, en: "an MMS handset", zh: "彩信手机" },
  { bit: CAPABILITY.wap, en: "a WAP handset", zh: "WAP 手机" },
  { bit: CAPABILITY.fourG, en: "a 4G handset", zh: " 4G 手机" },
  { bit: CAPABILITY.threeG, en: "a 3G handset", zh: " 3G 手机" },
] as const;
const PRODUCT_OF: Readonly<Record<string, string>> = {
  wap: "wap",
  threeG: "other",
  fourG: "other",
};
const ANOTHER = { en: "another handset", zh: "手机" } as const;

export const definition = defineTrigger({
  name: "handset.changed",
  title: { en: "new handset", zh: "换机" },
  describe: "Another handset (IMEI) shows up under this IMSI.",
  fields,
  machine: (of) => ({ machine: handsetChanged(of), columns: HANDSET_COLUMNS }),
  sentence: ({ gained, sinceMs }: HandsetFacts) => {
    const kind = KINDS.find(({ bit }) => (gained & bit) !== 0) ?? ANOTHER;
    return {
      en: `Switched to ${kind.en} ${formatDuration(sinceMs, "en")} ago`,
      zh: `${formatDuration(sinceMs, "zh")}前换了${kind.zh}`,
    };
  },
  product: ({ gains }) => PRODUCT_OF[gains] ?? "mms",
  claims: ({ sinceMs }, timeMs) => ({ newHandset: once(timeMs - sinceMs) }),
});
