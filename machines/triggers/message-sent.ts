// message.sent: an SMS to a person, to a listed number, or a keyword to one.
import { emit, setup } from "xstate";
import type { EnrichedEvent } from "../../domain/directory.ts";
import { isFirstPart, keywordOf, textCode } from "../../domain/tap-values.ts";
import { defineTrigger, type Fields, type ParametersFrom } from "./define.ts";
import { fired, type TriggerFired } from "./fired.ts";
import { isPerson } from "./parties.ts";

const fields = {
  to: {
    kind: "choice",
    of: ["person", "any"],
    default: "any",
    describe: "person: only to a number as people have. Default any.",
  },
  numbers: {
    kind: "textList",
    form: "serviceNumber",
    default: [],
    describe: "Listed numbers: one of them. Default: any number.",
  },
  keyword: {
    kind: "text",
    form: "identifier",
    optional: true,
    describe: "The id of the keyword that the text must be. Default: any text.",
  },
} as const satisfies Fields;

type SentParameters = ParametersFrom<"message.sent", typeof fields>;

type SentFacts = {
  readonly name: "message.sent";
  /** The number of the trigger's own list, "" for any other. */
  readonly number: string;
};

/** One that is carried in several parts counts once. */
function messageSent({ to, numbers, keyword }: SentParameters) {
  const codes = numbers.map(textCode);
  const wanted = keyword === undefined ? 0 : textCode(keyword);
  return setup({
    types: { context: {} as object, events: {} as EnrichedEvent, emitted: {} as TriggerFired },
    guards: {
      isMeant: ({ event }) =>
        isFirstPart(event) &&
        (to === "any" || isPerson(event)) &&
        (codes.length === 0 || codes.includes(event.firstValue)) &&
        (wanted === 0 || keywordOf(event) === wanted),
    },
    actions: {
      fire: emit(({ event }) =>
        fired({ name: "message.sent", number: numbers[codes.indexOf(event.firstValue)] ?? "" }),
      ),
    },
  }).createMachine({
    id: "message.sent",
    context: {},
    on: { "message.sent": { guard: "isMeant", actions: "fire" } },
  });
}

export const definition = defineTrigger({
  name: "message.sent",
  title: { en: "sends an SMS", zh: "发短信" },
  describe: "An SMS is sent: to a person, to a listed number, or a keyword.",
  fields,
  machine: (of) => ({ machine: messageSent(of), columns: {} }),
  sentence: ({ number }: SentFacts) => ({
    en: number === "" ? "Sent an SMS" : `Sent an SMS to ${number}`,
    zh: number === "" ? "发送了短信" : `向 ${number} 发送了短信`,
  }),
  product: () => "other",
});
