// query.made: somebody asks the operator something, by a keyword, a menu or a USSD string.
import { assign, emit, setup } from "xstate";
import type { EnrichedEvent } from "../../domain/directory.ts";
import { keywordOf, textCode } from "../../domain/tap-values.ts";
import type { ColumnType } from "../columnar/colony.ts";
import {
  COUNT_FIELDS,
  COUNTED_COLUMNS,
  type Counted,
  countedAfter,
  isEnough,
  NOTHING_COUNTED,
} from "./counting.ts";
import { defineTrigger, type Fields, type ParametersFrom } from "./define.ts";
import { fired, type Step, type TriggerFired } from "./fired.ts";

const fields = {
  by: {
    kind: "choiceList",
    of: ["sms", "ivr", "ussd"],
    default: ["sms", "ivr", "ussd"],
    describe: "Ways that count. A bare call is no query: ivr counts keys. Default: all three.",
  },
  numbers: {
    kind: "textList",
    form: "serviceNumber",
    default: [],
    describe:
      "By sms and ivr: to these listed numbers. Default: to any that lists keywords or a menu.",
  },
  keywords: {
    kind: "textList",
    form: "identifier",
    default: [],
    describe: "Ids of keywords that count. Default: every listed keyword.",
  },
  paths: {
    kind: "textList",
    form: "keys",
    default: [],
    describe: "Keys that count, from the first on. Default: the first key of a call.",
  },
  codes: {
    kind: "textList",
    form: "serviceCode",
    default: [],
    describe: "USSD strings that count. Default: every listed one.",
  },
  ...COUNT_FIELDS,
} as const satisfies Fields;

type QueryParameters = ParametersFrom<"query.made", typeof fields>;

const WAYS = ["sms", "ivr", "ussd"] as const;

type QueryFacts = {
  readonly name: "query.made";
  readonly by: (typeof WAYS)[number];
  /** How many there were, this one included. */
  readonly queries: number;
};

interface QueryContext extends Counted {
  /** Whether a key of the present call has counted. */
  readonly keyCounted: boolean;
}

const QUERY_COLUMNS: Readonly<Record<keyof QueryContext, ColumnType>> = {
  ...COUNTED_COLUMNS,
  keyCounted: "boolean",
};

type QueryStep = Step<QueryContext>;

function queryMade({ by, numbers, keywords, paths, codes, count, withinMs }: QueryParameters) {
  const rule = { count, withinMs };
  const numberCodes = numbers.map(textCode);
  const isOf = (list: readonly number[], code: number): boolean =>
    code !== 0 && (list.length === 0 || list.includes(code));
  const keywordCodes = keywords.map(textCode);
  const pathCodes = paths.map(textCode);
  const ussdCodes = codes.map(textCode);
  const asksByMessage = ({ event }: QueryStep): boolean =>
    isOf(numberCodes, event.firstValue) && isOf(keywordCodes, keywordOf(event));
  const asksByKey = ({ context, event }: QueryStep): boolean =>
    isOf(numberCodes, event.firstValue) &&
    isOf(pathCodes, event.thirdValue) &&
    !(context.keyCounted && pathCodes.length === 0);
  const asksByCode = ({ event }: QueryStep): boolean => isOf(ussdCodes, event.firstValue);
  const isEnoughNow = ({ context, event }: QueryStep): boolean =>
    isEnough(context, event.timeMs, rule);
  const tell = (way: QueryFacts["by"]) =>
    emit<QueryContext, EnrichedEvent, undefined, EnrichedEvent, TriggerFired>(() =>
      fired({ name: "query.made", by: way, queries: count }),
    );
  return setup({
    types: {
      context: {} as QueryContext,
      events: {} as EnrichedEvent,
      emitted: {} as TriggerFired,
    },
    guards: {
      asksByMessage,
      asksByKey,
      asksByCode,
      lastByMessage: (step) => asksByMessage(step) && isEnoughNow(step),
      lastByKey: (step) => asksByKey(step) && isEnoughNow(step),
      lastByCode: (step) => asksByCode(step) && isEnoughNow(step),
    },
    actions: {
      count: assign({
        earlierMs: ({ context, event }) => countedAfter(context, event.timeMs, rule),
      }),
      forget: assign(NOTHING_COUNTED),
      noteKey: assign({ keyCounted: true }),
      noteCall: assign({ keyCounted: false }),
      fireBySms: tell("sms"),
      fireByKey: tell("ivr"),
      fireByCode: tell("ussd"),
    },
  }).createMachine({
    id: "query.made",
    context: { ...NOTHING_COUNTED, keyCounted: false },
    on: {
      ...(by.includes("sms")
        ? {
            "message.sent": [
              { guard: "lastByMessage", actions: ["fireBySms", "forget"] },
              { guard: "asksByMessage", actions: "count" },
            ],
          }
        : {}),
      ...(by.includes("ivr")
        ? {
            "call.setUp": { actions: "noteCall" },
            "key.pressed": [
              { guard: "lastByKey", actions: ["fireByKey", "forget", "noteKey"] },
              { guard: "asksByKey", actions: ["count", "noteKey"] },
            ],
          }
        : {}),
      ...(by.includes("ussd")
        ? {
            "ussd.requested": [
              { guard: "lastByCode", actions: ["fireByCode", "forget"] },
              { guard: "asksByCode", actions: "count" },
            ],
          }
        : {}),
    },
  });
}

const WAY_WORDS = {
  sms: { en: "by SMS", zh: "短信" },
  ivr: { en: "by menu", zh: "语音菜单" },
  ussd: { en: "by USSD", zh: "USSD " },
} as const;

export const definition = defineTrigger({
  name: "query.made",
  title: { en: "asks the operator", zh: "查询" },
  describe: "A query to the operator: a keyword by SMS, keys in a menu, a USSD string.",
  fields,
  machine: (of) => ({ machine: queryMade(of), columns: QUERY_COLUMNS }),
  sentence: ({ by, queries }: QueryFacts) => ({
    en:
      queries === 1
        ? `Asked ${WAY_WORDS[by].en}`
        : `Asked ${queries} times, now ${WAY_WORDS[by].en}`,
    zh: queries === 1 ? `${WAY_WORDS[by].zh}查询` : `第 ${queries} 次查询，${WAY_WORDS[by].zh}`,
  }),
  product: () => "other",
});
