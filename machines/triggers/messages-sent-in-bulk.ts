// messages.sentInBulk: the same words to several people in a short time, as before a holiday.
import { assign, emit, setup } from "xstate";
import type { EnrichedEvent } from "../../domain/directory.ts";
import { isFirstPart } from "../../domain/tap-values.ts";
import { formatDuration } from "../../domain/time.ts";
import type { ColumnType } from "../columnar/colony.ts";
import { defineTrigger, type Fields, type ParametersFrom } from "./define.ts";
import { fired, type Step, type TriggerFired } from "./fired.ts";
import { isPerson } from "./parties.ts";

const fields = {
  recipients: {
    kind: "count",
    from: 2,
    to: 100,
    default: 3,
    describe: "Different people who get the same text, at least. Default 3.",
  },
  within: {
    kind: "duration",
    minimum: "1m",
    maximum: "1d",
    default: "10m",
    describe: "All of them within this time. Default 10m.",
  },
} as const satisfies Fields;

type BulkParameters = ParametersFrom<"messages.sentInBulk", typeof fields>;

type BulkFacts = {
  readonly name: "messages.sentInBulk";
  readonly recipients: number;
  /** From the first of the messages to the last. */
  readonly spanMs: number;
};

interface BulkContext {
  /** Messages within the time: text, recipient, time of each, flat, oldest first; 0 as recipient: fired. */
  readonly sent: readonly number[];
}

const NOTHING_SENT: readonly number[] = [];
const BULK_COLUMNS: Readonly<Record<keyof BulkContext, ColumnType>> = { sent: "any" };
/** Messages remembered of one person, beyond the recipients that are wanted. */
const SPARE_MAX = 60;

type BulkStep = Step<BulkContext>;

/** Once for each text until it has been silent for `within`. */
function messagesSentInBulk({ recipients, withinMs }: BulkParameters) {
  const recent = ({ context, event }: BulkStep): readonly number[] => {
    const { sent } = context;
    let first = 0;
    while (first < sent.length && event.timeMs - sent[first + 2]! > withinMs) first += 3;
    return first === 0 ? sent : sent.slice(first);
  };
  const remembered = (step: BulkStep, recipient: number): readonly number[] =>
    [...recent(step), step.event.fourthValue, recipient, step.event.timeMs].slice(
      -3 * (recipients + SPARE_MAX),
    );
  /** Of this text: different recipients with the present one, the first time, whether it has fired. */
  const bulkOf = (step: BulkStep) => {
    const { fourthValue: text, thirdValue: recipient, timeMs } = step.event;
    const sent = recent(step);
    const people = new Set([recipient]);
    let firstMs = timeMs;
    for (let at = sent.length - 3; at >= 0; at -= 3) {
      if (sent[at] !== text) continue;
      people.add(sent[at + 1]!);
      firstMs = sent[at + 2]!;
    }
    return { people: people.size, firstMs, fired: people.has(0) };
  };
  const counts = ({ event }: BulkStep): boolean => isFirstPart(event) && isPerson(event);
  return setup({
    types: {
      context: {} as BulkContext,
      events: {} as EnrichedEvent,
      emitted: {} as TriggerFired,
    },
    guards: {
      counts,
      isBulk: (step) => {
        if (!counts(step)) return false;
        const bulk = bulkOf(step);
        return bulk.fired || bulk.people >= recipients;
      },
      isNew: (step) => {
        if (!counts(step)) return false;
        const bulk = bulkOf(step);
        return !bulk.fired && bulk.people >= recipients;
      },
    },
    actions: {
      remember: assign({ sent: (step) => remembered(step, step.event.thirdValue) }),
      rememberBulk: assign({ sent: (step) => remembered(step, 0) }),
      fire: emit((step) => {
        const { people, firstMs } = bulkOf(step);
        const spanMs = step.event.timeMs - firstMs;
        return fired({ name: "messages.sentInBulk", recipients: people, spanMs });
      }),
    },
  }).createMachine({
    id: "messages.sentInBulk",
    context: { sent: NOTHING_SENT },
    on: {
      "message.sent": [
        { guard: "isNew", actions: ["fire", "rememberBulk"] },
        { guard: "isBulk", actions: "rememberBulk" },
        { guard: "counts", actions: "remember" },
      ],
    },
  });
}

export const definition = defineTrigger({
  name: "messages.sentInBulk",
  title: { en: "sends to several people", zh: "群发短信" },
  describe: "The same text goes to several people in a short time.",
  fields,
  machine: (of) => ({ machine: messagesSentInBulk(of), columns: BULK_COLUMNS }),
  sentence: ({ recipients, spanMs }: BulkFacts) => ({
    en: `Same SMS to ${recipients} people in ${formatDuration(spanMs, "en")}`,
    zh: `${formatDuration(spanMs, "zh")}内向 ${recipients} 人群发短信`,
  }),
  product: () => "other",
});
