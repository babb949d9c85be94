// What trackers of the random world get: its people as the master knows them, and its number plan.
import { fictionalTokens } from "../../../domain/fictional-tokens.ts";
import type { SubscriberRegistry, Token } from "../../../domain/identity.ts";
import { EMPTY_PLAN, type NumberPlan } from "../../../domain/number-plan.ts";
import { imsiOf, numberOf } from "./random-traffic.ts";

export const PLAN: NumberPlan = {
  ...EMPTY_PLAN,
  onNetPrefixes: ["138"],
  services: [{ number: "10086", prefix: false, class: "operator", keywords: {}, menu: true }],
  codes: ["*139#"],
};

/** Everybody of a world, as a subscriber master knows them; an index is a person. */
export function closedRegistry(people: number): SubscriberRegistry {
  const rows = (kind: "imsi" | "number", digits: (person: number) => string): Map<Token, number> =>
    new Map(
      Array.from({ length: people }, (_, person) => [
        fictionalTokens(kind, digits(person)),
        person,
      ]),
    );
  const byImsi = rows("imsi", imsiOf);
  const byNumber = rows("number", numberOf);
  return {
    ofImsi: (imsi) => byImsi.get(imsi) ?? -1,
    ofNumber: (number) => byNumber.get(number) ?? -1,
    numberOf: (person) => fictionalTokens("number", numberOf(person)),
    nameOf: String,
  };
}

export const partsOf = (people: number) => ({
  registry: closedRegistry(people),
  tokenise: fictionalTokens,
  numbers: PLAN,
});
