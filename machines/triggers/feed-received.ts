// feed.received: one of the operator's systems tells something, once or several times.
import type { EnrichedEvent } from "../../domain/directory.ts";
import { KairosError } from "../../domain/errors.ts";
import { type ValueName, valueOfField } from "../../domain/event-values.ts";
import { feedValueCode } from "../../domain/feed-digest.ts";
import { FEED_EVENT_TYPES, type FeedEventType, feedShapeOf } from "../../domain/feed-events.ts";
import { COUNT_FIELDS } from "./counting.ts";
import { defineTrigger, type Fields, type ParametersFrom } from "./define.ts";
import { soldAfter, TOLD_WORDS } from "./feed-words.ts";
import { REACHABLE_FIELDS, toldMachine } from "./told-machine.ts";

const fields = {
  type: {
    kind: "choice",
    of: FEED_EVENT_TYPES,
    describe: "What is told: a type of docs/feeds.md, such as counter.closed.",
  },
  where: {
    kind: "mapping",
    default: {},
    describe: "Fields of it that must have these values, such as action: changed. Default: none.",
  },
  ...COUNT_FIELDS,
  ...REACHABLE_FIELDS,
} as const satisfies Fields;

type ReceivedParameters = ParametersFrom<"feed.received", typeof fields>;

type ReceivedFacts = {
  readonly name: "feed.received";
  readonly type: FeedEventType;
  /** How many there were, this one included. */
  readonly times: number;
  /** From what happened to this moment. */
  readonly agoMs: number;
};

type Condition = readonly [value: ValueName, code: number];

/** @throws KairosError machine.failed for a field that the events lack, or a value it never has. */
export function conditionsOf(type: FeedEventType, where: ReceivedParameters["where"]): Condition[] {
  const shape = feedShapeOf(type).fields;
  return Object.entries(where).map(([name, value]): Condition => {
    const place = valueOfField(type, name);
    const field = shape[name];
    if (place === undefined || field === undefined) {
      const known = Object.keys(shape).join(", ");
      throw badCondition(type, `the field ${name}`, known === "" ? "no field" : `one of ${known}`);
    }
    if (field.kind === "choice" && !field.choices.includes(String(value))) {
      throw badCondition(type, `${name}: ${value}`, `one of ${field.choices.join(", ")}`);
    }
    const isNumber = field.kind === "quantity";
    return [place, feedValueCode(field, isNumber ? Number(value) : String(value))];
  });
}

function badCondition(type: string, got: string, wanted: string): KairosError {
  return new KairosError("machine.failed", {
    place: `feed.received of ${type}, where`,
    got,
    wanted,
    remedy: "docs/feeds.md has the fields of each event.",
  });
}

function feedReceived({ type, where, count, withinMs, reachable, expiresMs }: ReceivedParameters) {
  const conditions = conditionsOf(type, where);
  return toldMachine("feed.received", {
    type,
    rule: { count, withinMs },
    reachable,
    expiresMs,
    isMeant: (event: EnrichedEvent) => conditions.every(([name, code]) => event[name] === code),
    factsOf: ({ happenedMs, timeMs }) => ({
      name: "feed.received",
      type,
      times: count,
      agoMs: timeMs - happenedMs,
    }),
  });
}

export const definition = defineTrigger({
  name: "feed.received",
  title: { en: "told by a feed", zh: "系统通知" },
  describe: "One of the operator's systems tells something, once or several times.",
  fields,
  feeds: ({ type }) => [feedShapeOf(type).feed],
  machine: feedReceived,
  sentence: ({ type, times }: ReceivedFacts) => {
    const { en, zh } = TOLD_WORDS[type];
    return times === 1 ? { en, zh } : { en: `${en}, ${times} times`, zh: `${zh}，共 ${times} 次` };
  },
  product: ({ type }) => soldAfter(type),
});
