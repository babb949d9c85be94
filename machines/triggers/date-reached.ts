// date.reached: a birthday, an anniversary, the end of a contract or a trial, a holiday, a season.
import { textWord } from "../../domain/digest.ts";
import type { EnrichedEvent } from "../../domain/directory.ts";
import { FEED_EVENTS } from "../../domain/feed-events.ts";
import type { Named } from "../../domain/scene.ts";
import { DAY_MS } from "../../domain/time.ts";
import { defineTrigger, type Fields, type ParametersFrom } from "./define.ts";
import { REACHABLE_FIELDS, toldMachine } from "./told-machine.ts";

const { choices: OCCASIONS } = FEED_EVENTS["date.reached"].fields.occasion;
type Occasion = (typeof OCCASIONS)[number];

/** Occasions whose subject says which of several it is: without one any is meant. */
const SEVERAL: readonly Occasion[] = ["holiday", "season"];

const fields = {
  occasion: { kind: "choice", of: OCCASIONS, describe: "What the date is." },
  subject: {
    kind: "text",
    optional: true,
    describe:
      "Which one, as the calendar names it: a holiday or season, annual-plan or bundle for contractEnd, family for a birthday in the family. Default: her own birthday, any contract, any holiday.",
  },
  daysBefore: {
    kind: "count",
    from: 0,
    to: 60,
    default: 0,
    describe: "So many days before the date. Default 0: on the day.",
  },
  leastYears: {
    kind: "count",
    from: 0,
    to: 200,
    default: 0,
    describe: "Of birthday and tenure: at least so many years. Default 0.",
  },
  mostYears: {
    kind: "count",
    from: 0,
    to: 200,
    default: 200,
    describe: "Of birthday and tenure: at most so many years. Default 200.",
  },
  at: {
    kind: "timeOfDay",
    default: "08:30",
    describe:
      "The time of that day at which it is told, or later with the calendar. Default 08:30.",
  },
  ...REACHABLE_FIELDS,
} as const satisfies Fields;

type DateParameters = ParametersFrom<"date.reached", typeof fields>;

type DateFacts = {
  readonly name: "date.reached";
  readonly occasion: Occasion;
  readonly daysBefore: number;
};

function dateReached(parameters: DateParameters) {
  const { occasion, subject, daysBefore, leastYears, mostYears, atMs } = parameters;
  const place = OCCASIONS.indexOf(occasion);
  const isAny = subject === undefined && daysBefore === 0 && SEVERAL.includes(occasion);
  const wanted = textWord(subject ?? "");
  return toldMachine("date.reached", {
    type: "date.reached",
    rule: { count: 1, withinMs: 0 },
    reachable: parameters.reachable,
    expiresMs: parameters.expiresMs,
    isMeant: (event: EnrichedEvent) =>
      event.firstValue === place &&
      event.secondValue >= leastYears &&
      event.secondValue <= mostYears &&
      (isAny || event.thirdValue === wanted) &&
      event.fourthValue === daysBefore,
    dueMsOf: ({ happenedMs }) => Math.floor(happenedMs / DAY_MS) * DAY_MS + atMs,
    factsOf: () => ({ name: "date.reached", occasion, daysBefore }),
  });
}

const OCCASION_WORDS: Readonly<Record<Occasion, Named>> = {
  birthday: { en: "Birthday", zh: "生日" },
  tenure: { en: "Anniversary as a customer", zh: "入网周年" },
  contractEnd: { en: "The contract ends", zh: "合约到期" },
  trialEnd: { en: "The trial ends", zh: "体验到期" },
  holiday: { en: "A holiday begins", zh: "节日开始" },
  season: { en: "A season begins", zh: "换季" },
};

export const definition = defineTrigger({
  name: "date.reached",
  title: { en: "reaches a date", zh: "日期已到" },
  describe: "A date of the calendar is reached, or comes near.",
  fields,
  feeds: () => ["calendar"],
  machine: dateReached,
  sentence: ({ occasion, daysBefore }: DateFacts) => {
    const { en, zh } = OCCASION_WORDS[occasion];
    if (daysBefore === 0) return { en, zh };
    return { en: `${en} in ${daysBefore} days`, zh: `${daysBefore} 天后${zh}` };
  },
  product: () => "other",
});
