// threshold.crossed: a quantity that a feed tells passes a level: data of a month, a balance, points.
import { assign, emit, setup } from "xstate";
import type { EnrichedEvent } from "../../domain/directory.ts";
import { KairosError } from "../../domain/errors.ts";
import { valueOfField } from "../../domain/event-values.ts";
import { FEED_EVENT_TYPES, feedShapeOf } from "../../domain/feed-events.ts";
import type { Named } from "../../domain/scene.ts";
import { DAY_MS } from "../../domain/time.ts";
import type { ColumnType } from "../columnar/colony.ts";
import { defineTrigger, type Fields, type ParametersFrom } from "./define.ts";
import { soldAfter } from "./feed-words.ts";
import { fired, type Step, type TriggerFired } from "./fired.ts";

/** Types that tell quantities. */
const TYPES = FEED_EVENT_TYPES.filter((type) =>
  Object.values(feedShapeOf(type).fields).some(({ kind }) => kind === "quantity"),
);
const U32 = 4_294_967_295;

const fields = {
  type: {
    kind: "choice",
    of: TYPES,
    default: "data.used",
    describe: "What tells the quantity. Default data.used.",
  },
  field: {
    kind: "text",
    form: "identifier",
    default: "monthKilobytes",
    describe: "Its field, in the unit of docs/feeds.md. Default monthKilobytes.",
  },
  levels: {
    kind: "numberList",
    from: -2_147_483_648,
    to: U32,
    describe: "The levels, from the lowest, in the field's unit: kB, 0.01 yuan, points.",
  },
  direction: {
    kind: "choice",
    of: ["rises", "falls"],
    default: "rises",
    describe: "rises: reaches a level or more; falls: below one. Default rises.",
  },
  fromDay: {
    kind: "count",
    from: 0,
    to: 366,
    default: 0,
    describe:
      "It tells nothing before this day of the run, from 0, and then at the next value what was passed before. Default 0.",
  },
} as const satisfies Fields;

type ThresholdParameters = ParametersFrom<"threshold.crossed", typeof fields>;

type ThresholdFacts = {
  readonly name: "threshold.crossed";
  readonly type: (typeof TYPES)[number];
  readonly field: string;
  readonly level: number;
  readonly value: number;
};

interface ThresholdContext {
  /** Levels told since the value was last back. */
  readonly passed: number;
}

/** With the state 2 bytes a subscriber. */
const THRESHOLD_COLUMNS: Readonly<Record<keyof ThresholdContext, ColumnType>> = { passed: "u8" };

type ThresholdStep = Step<ThresholdContext>;

/**
 * Fires once for the farthest level passed since the last value; a value that is back, as when a new
 * month begins, makes levels count anew.
 */
function thresholdCrossed(parameters: ThresholdParameters) {
  const { type, field, levels, direction, fromDay } = parameters;
  const name = valueOfField(type, field);
  const quantity = feedShapeOf(type).fields[field];
  if (name === undefined || quantity?.kind !== "quantity") {
    throw new KairosError("machine.failed", {
      place: `threshold.crossed of ${type}`,
      got: `the field ${field}`,
      wanted: "a field of it that is a quantity",
      remedy: "docs/feeds.md has the fields of each event.",
    });
  }
  const isSigned = quantity.from < 0;
  const quantityOf = (event: EnrichedEvent): number => (isSigned ? event[name] | 0 : event[name]);
  const rising = direction === "rises";
  const sorted = [...levels].sort((a, b) => (rising ? a - b : b - a));
  const passedBy = (event: EnrichedEvent): number => {
    const value = quantityOf(event);
    let passed = 0;
    for (const level of sorted) if (rising ? value >= level : value < level) passed++;
    return passed;
  };
  return setup({
    types: {
      context: {} as ThresholdContext,
      events: {} as EnrichedEvent,
      emitted: {} as TriggerFired,
    },
    guards: {
      isTooEarly: ({ event }: ThresholdStep) => event.timeMs < fromDay * DAY_MS,
      passesMore: ({ context, event }) => passedBy(event) > context.passed,
    },
    actions: {
      recordPassed: assign({ passed: ({ event }) => passedBy(event) }),
      fire: emit(({ event }) =>
        fired({
          name: "threshold.crossed",
          type,
          field,
          level: sorted[passedBy(event) - 1]!,
          value: quantityOf(event),
        }),
      ),
    },
  }).createMachine({
    id: "threshold.crossed",
    context: { passed: 0 },
    on: {
      [type]: [
        { guard: "isTooEarly" },
        { guard: "passesMore", actions: ["fire", "recordPassed"] },
        { actions: "recordPassed" },
      ],
    },
  });
}

const KILOBYTES_PER_MEGABYTE = 1024;

function amountOf({ field, level }: ThresholdFacts): Named {
  if (/[kK]ilobytes$/.test(field)) {
    const megabytes = Math.round((level / KILOBYTES_PER_MEGABYTE) * 10) / 10;
    return { en: `${megabytes} MB`, zh: `${megabytes} MB` };
  }
  if (field.endsWith("Fen")) return { en: `${level / 100} yuan`, zh: `${level / 100} 元` };
  return { en: `${level}`, zh: `${level}` };
}

const QUANTITIES: Partial<Record<string, Named>> = {
  monthKilobytes: { en: "Data of this month", zh: "本月流量" },
  balanceFen: { en: "The balance", zh: "余额" },
  balancePoints: { en: "Bonus points", zh: "积分" },
};

export const definition = defineTrigger({
  name: "threshold.crossed",
  title: { en: "passes a level", zh: "越过门限" },
  describe: "A quantity that a feed tells passes a level: data, a balance, points.",
  fields,
  feeds: ({ type }) => [feedShapeOf(type).feed],
  machine: (of) => ({ machine: thresholdCrossed(of), columns: THRESHOLD_COLUMNS }),
  sentence: (facts: ThresholdFacts) => {
    const what = QUANTITIES[facts.field] ?? { en: facts.field, zh: facts.field };
    const amount = amountOf(facts);
    return { en: `${what.en} passed ${amount.en}`, zh: `${what.zh}越过 ${amount.zh}` };
  },
  product: ({ type }) => soldAfter(type),
});
