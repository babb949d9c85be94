// call.missed: calls that did not reach somebody, by why they did not.
import { assign, emit, setup } from "xstate";
import type { EnrichedEvent } from "../../domain/directory.ts";
import { MISSED_WHY } from "../../domain/subscriber-event.ts";
import {
  COUNT_FIELDS,
  COUNTED_COLUMNS,
  type Counted,
  countedAfter,
  isEnough,
  NOTHING_COUNTED,
} from "./counting.ts";
import { defineTrigger, type Fields, once, type ParametersFrom } from "./define.ts";
import { fired, type Step, type TriggerFired } from "./fired.ts";

const fields = {
  why: {
    kind: "choiceList",
    of: MISSED_WHY,
    default: MISSED_WHY,
    describe:
      "Why: off (told by the caller's leg alone), noAnswer or rejected. Default: all three.",
  },
  ...COUNT_FIELDS,
} as const satisfies Fields;

type MissedParameters = ParametersFrom<"call.missed", typeof fields>;

type MissedFacts = {
  readonly name: "call.missed";
  /** Why the last one was. */
  readonly why: (typeof MISSED_WHY)[number];
  /** How many there were, this one included. */
  readonly calls: number;
};

type MissedStep = Step<Counted>;

function callMissed({ why, count, withinMs }: MissedParameters) {
  const rule = { count, withinMs };
  const isMeant = ({ event }: MissedStep): boolean =>
    event.type === "call.missed" && why.includes(event.why);
  return setup({
    types: { context: {} as Counted, events: {} as EnrichedEvent, emitted: {} as TriggerFired },
    guards: {
      isMeant,
      isLast: (step) => isMeant(step) && isEnough(step.context, step.event.timeMs, rule),
    },
    actions: {
      count: assign({
        earlierMs: ({ context, event }) => countedAfter(context, event.timeMs, rule),
      }),
      forget: assign(NOTHING_COUNTED),
      fire: emit(({ event }) => {
        const reason = event.type === "call.missed" ? event.why : "off";
        return fired({ name: "call.missed", why: reason, calls: count });
      }),
    },
  }).createMachine({
    id: "call.missed",
    context: NOTHING_COUNTED,
    on: {
      "call.missed": [
        { guard: "isLast", actions: ["fire", "forget"] },
        { guard: "isMeant", actions: "count" },
      ],
    },
  });
}

const REASONS = {
  off: { en: "while off", zh: "关机时" },
  noAnswer: { en: "unanswered", zh: "无应答" },
  rejected: { en: "rejected", zh: "拒接" },
} as const;

export const definition = defineTrigger({
  name: "call.missed",
  title: { en: "misses calls", zh: "漏接来电" },
  describe: "Calls to this person were missed: the phone was off, nobody answered, or refused.",
  fields,
  machine: (of) => ({ machine: callMissed(of), columns: COUNTED_COLUMNS }),
  sentence: ({ why, calls }: MissedFacts) => ({
    en:
      calls === 1
        ? `Missed a call, ${REASONS[why].en}`
        : `Missed ${calls} calls, the last ${REASONS[why].en}`,
    zh:
      calls === 1
        ? `漏接一个来电（${REASONS[why].zh}）`
        : `漏接 ${calls} 个来电，最近一个${REASONS[why].zh}`,
  }),
  product: () => "missedCallAlert",
  claims: (_facts, timeMs) => ({ callsMissed: once(timeMs) }),
});
