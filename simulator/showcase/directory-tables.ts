// Numbers of the showcase that no generated person has, by what they are in a number plan.
import type { NumberPlan, SignalledNumber } from "../../domain/number-plan.ts";
import usual from "../../scenarios/base/usual-numbers.json" with { type: "json" };

/** Others' mobiles, a fixed line, long distance, abroad, a short code: as they are dialled. */
export const OUTSIDE_NUMBERS: readonly SignalledNumber[] = [
  { digits: "13012345678", typeOfNumber: 0 },
  { digits: "8618612345678", typeOfNumber: 1 },
  { digits: "87654321", typeOfNumber: 0 },
  { digits: "057187654321", typeOfNumber: 0 },
  { digits: "00442079460123", typeOfNumber: 0 },
  { digits: "442079460123", typeOfNumber: 1 },
  { digits: "61234", typeOfNumber: 0 },
];

/** Numbers that nobody has any more. */
export const CHANGED_NUMBERS: readonly SignalledNumber[] = [
  { digits: "13099990001", typeOfNumber: 0 },
  { digits: "8613099990002", typeOfNumber: 1 },
  { digits: "13099990003", typeOfNumber: 2 },
  { digits: "057199990004", typeOfNumber: 0 },
];

/** Where calls are forwarded to: another operator's mobile, a fixed line, abroad. */
export const FORWARDED_TO: readonly SignalledNumber[] = [
  { digits: "13055550001", typeOfNumber: 0 },
  { digits: "8618655550002", typeOfNumber: 1 },
  { digits: "057155550003", typeOfNumber: 0 },
  { digits: "442079460999", typeOfNumber: 1 },
];

/** Numbers that a plan lists, by what the scenes want of them; their usual digits when it does not. */
export interface ListedNumbers {
  readonly menu: string;
  /** Listed, and its menu stays hidden. */
  readonly partner: string;
  readonly rival: string;
  /** A longer number that begins with a listed one. */
  readonly service: string;
  readonly keyword: { readonly number: string; readonly text: string };
  readonly prefix: string;
  readonly code: string;
}

export function numbersOf(plan: NumberPlan): ListedNumbers {
  const ofClass = (name: string): string | undefined =>
    plan.services.find((service) => service.class === name && !service.menu)?.number;
  const prefixed = plan.services.find(({ prefix }) => prefix)?.number;
  const withKeywords = plan.services.find(({ keywords }) => Object.keys(keywords).length > 0);
  return {
    menu: plan.services.find(({ menu }) => menu)?.number ?? usual.menu,
    partner: ofClass("partner") ?? usual.partner,
    rival: ofClass("rival") ?? usual.rival,
    service: `${prefixed ?? usual.service}123`,
    keyword: {
      number: withKeywords?.number ?? usual.keyword.number,
      text: Object.keys(withKeywords?.keywords ?? {})[0] ?? usual.keyword.text,
    },
    prefix: plan.carrierPrefixes[0] ?? "",
    code: plan.codes[0] ?? usual.code,
  };
}
