// Whom a trigger means by numbers, prefix and class: parameters of the scenario, compared as codes.
import type { EventValues } from "../../domain/event-values.ts";
import { NUMBER_CLASSES, type NumberClass } from "../../domain/number-plan.ts";
import { classCode, classOf, textCode } from "../../domain/tap-values.ts";

/** Fields of triggers about another party: listed numbers and classes, all of them optional. */
export const PARTY_FIELDS = {
  numbers: {
    kind: "textList",
    form: "serviceNumber",
    default: [],
    describe: "Listed numbers (numbers.services): one of them. Default: any number.",
  },
  prefix: {
    kind: "servicePrefix",
    optional: true,
    describe: "Or any listed number that begins so. Default: none.",
  },
  class: {
    kind: "choice",
    of: NUMBER_CLASSES,
    optional: true,
    describe: "What kind of number it is, such as partner or rival. Default: any.",
  },
} as const;

export interface PartyParameters {
  readonly numbers: readonly string[];
  readonly prefix?: readonly string[];
  readonly class?: NumberClass;
}

/** Compares the values of call.setUp, call.missed, message.sent and forwarding.set. */
export interface Parties {
  /** Listed numbers, in the order of their places; empty: any party. */
  readonly numbers: readonly string[];
  isMeant(event: EventValues): boolean;
  /** 1 + the place of the event's number among those meant, 0 for none of them. */
  placeOf(event: EventValues): number;
}

export function partiesOf({ numbers, prefix, class: numberClass }: PartyParameters): Parties {
  const listed = [...numbers, ...(prefix ?? [])];
  const codes = listed.map(textCode);
  const isAnyNumber = numbers.length === 0 && prefix === undefined;
  const wanted = numberClass === undefined ? -1 : classCode(numberClass);
  return {
    numbers: listed,
    isMeant: (event) =>
      (isAnyNumber || codes.includes(event.firstValue)) &&
      (wanted < 0 || classOf(event) === wanted),
    placeOf: ({ firstValue }) => 1 + codes.indexOf(firstValue),
  };
}

const PEOPLE: readonly NumberClass[] = ["onNet", "offNet", "longDistance", "international"];
const PERSON_CODES = PEOPLE.map(classCode);

/** Whether the other party has a number as people have. */
export function isPerson(event: EventValues): boolean {
  return PERSON_CODES.includes(classOf(event));
}
