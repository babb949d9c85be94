// Calls with a party that somebody waits for, in one direction: what the triggers of both share.
import type { CallMoment } from "./call-phases.ts";
import type { Parties } from "./parties.ts";

export const TALK_FIELD = {
  minimumTalk: {
    kind: "duration",
    maximum: "1d",
    default: "0s",
    describe:
      "For the phase released: answered, and over after at least this long; 0s: answered or not. " +
      "Default 0s.",
  },
} as const;

export type PartyCallFacts<Name> = {
  readonly name: Name;
  /** The number of the trigger's own list, "" for any other. */
  readonly number: string;
  /** From answer to release, 0 before. */
  readonly talkMs: number;
};

/** Each call with one of the parties, told with its number. */
export function partyCalls(
  name: PartyCallFacts<"called.by" | "number.dialled">["name"],
  parties: Parties,
): Pick<CallMoment, "rule" | "isMeant" | "placeOf" | "factsOf"> {
  return {
    rule: { count: 1, withinMs: 0 },
    isMeant: (event) => parties.isMeant(event),
    placeOf: (event) => parties.placeOf(event),
    factsOf: ({ place, talkMs }) => ({ name, number: parties.numbers[place - 1] ?? "", talkMs }),
  };
}
