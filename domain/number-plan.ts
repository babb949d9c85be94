// What the operator knows of numbers, and what of a dialled number may pass the door.
import { NO_TOKEN, type Token, type Tokenise } from "./identity.ts";

/** Classes of listed numbers: the operator's own, others' services, partners, competitors. */
export const SERVICE_CLASSES = ["operator", "service", "partner", "rival"] as const;
export type ServiceClass = (typeof SERVICE_CLASSES)[number];

/** What the generated people use a listed number for. */
export const SERVICE_ROLES = [
  "hotline",
  "directory",
  "ringbackTones",
  "voiceService",
  "weather",
  "clock",
  "retired",
  "bank",
  "rival",
  "mmsCentre",
  "newspaper",
] as const;
export type ServiceRole = (typeof SERVICE_ROLES)[number];

/** What kind of number the other party has, in the order of its code in digests. */
export const NUMBER_CLASSES = [
  "withheld",
  "onNet",
  "offNet",
  "fixed",
  "longDistance",
  "international",
  "short",
  "alphanumeric",
  ...SERVICE_CLASSES,
] as const;
export type NumberClass = (typeof NUMBER_CLASSES)[number];

/** A number that may pass the door as it is. */
export interface ServiceNumber {
  /** Digits as dialled nationally, or an alphanumeric sender. */
  readonly number: string;
  /** Whether longer numbers that begin so count as this one. */
  readonly prefix: boolean;
  readonly class: ServiceClass;
  /** Texts that people send to it, upper case, each with the id that passes in its place. */
  readonly keywords: Readonly<Record<string, string>>;
  /** Whether keys pressed in a call to it pass, as a menu path. */
  readonly menu: boolean;
  /** What generated people use it for; absent: nothing. */
  readonly role?: ServiceRole;
  /** Keys that lead through its menu, each with the id of what they lead to: what people press. */
  readonly paths?: Readonly<Record<string, string>>;
}

/** A number plan; every list may be empty. Data of the scenario, never of the code. */
export interface NumberPlan {
  /** "86" */
  readonly countryCode: string;
  /** Dialled before a number to choose a carrier: "12593", "17951". */
  readonly carrierPrefixes: readonly string[];
  /** First digits of mobile numbers, national: "13", "15"; those of this operator: "138". */
  readonly mobilePrefixes: readonly string[];
  readonly onNetPrefixes: readonly string[];
  readonly services: readonly ServiceNumber[];
  /** USSD strings that pass as they are: "*100#". */
  readonly codes: readonly string[];
  /** Senders of the generated service messages, digits; absent: the usual ones (simulator). */
  readonly senders?: readonly string[];
}

/** The plan of nobody: every number is a token, no text passes. */
export const EMPTY_PLAN: NumberPlan = {
  countryCode: "",
  carrierPrefixes: [],
  mobilePrefixes: [],
  onNetPrefixes: [],
  services: [],
  codes: [],
};

/** The other party of a call or message as it passes the door. */
export interface OtherParty {
  /** Token of the normalised number, the subscriber master's own; {@link NO_TOKEN} if withheld. */
  readonly peer: Token;
  readonly numberClass: NumberClass;
  /** The listed service number; "" for all others. */
  readonly number: string;
}

/** Nobody: the number was not shown. */
export const WITHHELD: OtherParty = { peer: NO_TOKEN, numberClass: "withheld", number: "" };

/** A number as signalled. */
export interface SignalledNumber {
  /** Digits (with "*", "#"), or the text of an alphanumeric address; "" when withheld. */
  readonly digits: string;
  /** 3GPP TS 24.008 §10.5.4.7: 0 unknown, 1 international, 2 national, 5 alphanumeric. */
  readonly typeOfNumber?: number;
}

const INTERNATIONAL = 1;
const ALPHANUMERIC = 5;
const INTERNATIONAL_PREFIX = "00";
const TRUNK_PREFIX = "0";
/** Shortest number behind a carrier prefix, and longest number that is a short code. */
const SUBSCRIBER_DIGITS_MIN = 7;
const SHORT_DIGITS_MAX = 6;

/** The door for numbers: what of a signalled number passes, given the plan and the tokeniser. */
export function otherParty(
  plan: NumberPlan,
  tokenise: Tokenise,
  signalled: SignalledNumber,
): OtherParty {
  if (signalled.digits === "") return WITHHELD;
  const { digits, numberClass } = normalise(plan, signalled);
  const service = serviceOf(plan, digits);
  return {
    peer: tokenise("number", digits),
    numberClass: service?.class ?? numberClass,
    number: service?.number ?? "",
  };
}

/** The carrier prefix that was dialled before a number, "" for none. */
export function carrierPrefixOf(plan: NumberPlan, digits: string): string {
  const isPrefix = (prefix: string): boolean =>
    digits.startsWith(prefix) && digits.length >= prefix.length + SUBSCRIBER_DIGITS_MIN;
  return plan.carrierPrefixes.find(isPrefix) ?? "";
}

/** The listed service number that these national digits are, or begin with. */
export function serviceOf(plan: NumberPlan, digits: string): ServiceNumber | undefined {
  let found: ServiceNumber | undefined;
  for (const service of plan.services) {
    const is = service.prefix ? digits.startsWith(service.number) : digits === service.number;
    if (is && service.number.length > (found?.number.length ?? 0)) found = service;
  }
  return found;
}

/**
 * The one form of a number however it is dialled: without carrier prefix, country code and trunk
 * prefix; an international number of another country keeps its "+".
 */
export function normalise(
  plan: NumberPlan,
  { digits: signalled, typeOfNumber }: SignalledNumber,
): { readonly digits: string; readonly numberClass: NumberClass } {
  if (typeOfNumber === ALPHANUMERIC) return { digits: signalled, numberClass: "alphanumeric" };
  let digits = signalled.slice(carrierPrefixOf(plan, signalled).length);
  const prefixed = digits.startsWith(INTERNATIONAL_PREFIX);
  if (prefixed) digits = digits.slice(INTERNATIONAL_PREFIX.length);
  if (prefixed || typeOfNumber === INTERNATIONAL) {
    const own = plan.countryCode !== "" && digits.startsWith(plan.countryCode);
    if (!own) return { digits: `+${digits}`, numberClass: "international" };
    digits = digits.slice(plan.countryCode.length);
  }
  const begins = (prefixes: readonly string[]): boolean =>
    prefixes.some((prefix) => digits.startsWith(prefix));
  const trunk = digits.startsWith(TRUNK_PREFIX) && digits.length > SHORT_DIGITS_MAX;
  if (trunk) digits = digits.slice(TRUNK_PREFIX.length);
  if (trunk) return { digits, numberClass: "longDistance" };
  if (digits.length <= SHORT_DIGITS_MAX) return { digits, numberClass: "short" };
  if (begins(plan.onNetPrefixes)) return { digits, numberClass: "onNet" };
  return { digits, numberClass: begins(plan.mobilePrefixes) ? "offNet" : "fixed" };
}
