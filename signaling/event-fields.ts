// The fields of each event in a line of text, and the door that every one of them passes.
import { KairosError } from "../domain/errors.ts";
import {
  FEEDS,
  type FeedField,
  feedShapeOf,
  isFeedEventType,
  isFeedName,
  isFeedNameValue,
} from "../domain/feed-events.ts";
import {
  type Introduction,
  NO_TOKEN,
  parseToken,
  type Token,
  type Tokenise,
  type TokenKind,
} from "../domain/identity.ts";
import {
  NUMBER_CLASSES,
  type NumberPlan,
  type OtherParty,
  otherParty,
  serviceOf,
} from "../domain/number-plan.ts";
import {
  FORWARDING_CONDITIONS,
  MISSED_WHY,
  PUSH_CONTENTS,
  type SubscriberEventType,
  type TapEventType,
  TEXT_CODINGS,
} from "../domain/subscriber-event.ts";
import { introductionOf, isImsi } from "./tracking/introduction.ts";

/** A line as JSON gives it. */
export type LineRecord = Record<string, unknown>;

/** What turns digits and texts of a line into tokens, and says which of them may pass. */
export interface LineDoor {
  readonly tokenise: Tokenise;
  readonly numbers: NumberPlan;
}

/** Value of a field, the record that it stands in, the door, and the field's place for messages. */
type Reader = (value: unknown, record: LineRecord, door: LineDoor, place: string) => unknown;

/** ITU-T E.164 allows 15 digits; with prefixes and "+", and 3GPP TS 23.040 11 letters. */
const NUMBER_LENGTH_MAX = 40;
const SUBSCRIBER_LENGTH_MAX = 64;

const u16: Reader = (value, _record, _door, place) => integer(value ?? 0, 65_535, place);
const u32: Reader = (value, _record, _door, place) => integer(value ?? 0, 4_294_967_295, place);
const flag: Reader = (value, _record, _door, place) => choice(value, [true, false], place);
const oneOf =
  (choices: readonly string[], otherwise?: string): Reader =>
  (value, _record, _door, place) =>
    choice(value ?? otherwise, choices, place);
/** Text that passes only if the plan lists it. */
const listed =
  (passes: (text: string, numbers: NumberPlan, record: LineRecord) => boolean): Reader =>
  (value, record, { numbers }, place) => {
    const said = text(value ?? "", place);
    return said !== "" && passes(said, numbers, record) ? said : "";
  };

const isService = (number: string, numbers: NumberPlan): boolean =>
  serviceOf(numbers, number)?.number === number;

/** Fields of the other party are read together, by {@link partyOf}. */
const PARTY = "party";
const SHAPE: Readonly<Record<string, Reader>> = {
  body: (value, _record, door, place) => tokenIn(value ?? "", "body", door, place),
  length: u32,
  coding: oneOf(TEXT_CODINGS, "gsm7"),
  part: (value, _record, _door, place) => integer(value ?? 1, 255, place),
  parts: (value, _record, _door, place) => integer(value ?? 1, 255, place),
};

type Readers = Readonly<Record<string, Reader | typeof PARTY>>;

const serviceNumber = listed(isService);
/** Keys to the number of the same line, if its menu may pass. */
const menuPath = listed((_said, numbers, { number }) => {
  return typeof number === "string" && serviceOf(numbers, number)?.menu === true;
});

/** The fields of each event of the tap beside its head. */
const TAP_FIELDS: Record<TapEventType, Readers> = {
  "power.turnedOn": { fromLac: u16 },
  "power.turnedOff": {},
  "location.updated": { updatingType: oneOf(["normal", "periodic"]), fromLac: u16 },
  "handset.seen": {
    tac: (value, _record, _door, place) => integer(value, 99_999_999, place),
    handset: handsetOf,
  },
  "call.setUp": {
    direction: oneOf(["originated", "terminated"]),
    party: PARTY,
    carrierPrefix: listed((said, numbers) => numbers.carrierPrefixes.includes(said)),
  },
  "call.alerted": {},
  "call.answered": {},
  "call.released": { cause24008: u16 },
  "call.missed": { why: oneOf(MISSED_WHY), party: PARTY },
  "message.sent": {
    party: PARTY,
    ...SHAPE,
    keyword: listed((said, { services }) =>
      services.some(({ keywords }) => Object.values(keywords).includes(said)),
    ),
  },
  "message.received": { party: PARTY, ...SHAPE },
  "ussd.requested": { code: listed((said, { codes }) => codes.includes(said)) },
  "call.handedOver": { fromLac: u16, fromCi: u16 },
  "announcement.heard": {
    description: (value, _record, _door, place) => integer(value, 127, place),
  },
  "key.pressed": {
    phase: oneOf(["ringing", "talking"]),
    number: serviceNumber,
    path: menuPath,
  },
  "paging.unanswered": {},
  "push.received": { party: PARTY, content: oneOf(PUSH_CONTENTS) },
  "forwarding.set": { condition: oneOf(FORWARDING_CONDITIONS), active: flag, party: PARTY },
};

/** When something happened of which the line tells: not after the line itself; default: then. */
const happenedMs: Reader = (value, record, _door, place) => {
  const timeMs = record["timeMs"];
  const latest = typeof timeMs === "number" ? timeMs : Number.MAX_SAFE_INTEGER;
  return whole(value ?? latest, -Number.MAX_SAFE_INTEGER, latest, place);
};

function readerOf(field: FeedField): Reader {
  switch (field.kind) {
    case "choice":
      return oneOf(field.choices);
    case "quantity":
      return (value, _record, _door, place) => whole(value, field.from, field.to, place);
    case "name":
      return (value, _record, _door, place) => {
        const said = text(value ?? "", place);
        if (isFeedNameValue(said)) return said;
        throw malformed(place, show(said), "a name: letters, digits and hyphens, no long number");
      };
    case "serviceNumber":
      return serviceNumber;
    case "menuPath":
      return menuPath;
  }
}

/** The same of an event that a feed tells, from the table of the vocabulary. */
const readersOf = remembered((type: SubscriberEventType): Readers => {
  if (!isFeedEventType(type)) return TAP_FIELDS[type];
  const { feed, party, fields } = feedShapeOf(type);
  const told: Reader = (value, _record, _door, place) => {
    if (value === undefined || value === feed) return feed;
    const wanted = isFeedName(value)
      ? `"${feed}", which tells of ${type}`
      : `one of ${FEEDS.join(", ")}`;
    throw malformed(place, show(value), wanted);
  };
  const own = Object.entries(fields).map(([name, field]) => [name, readerOf(field)] as const);
  return { feed: told, happenedMs, ...(party ? { party: PARTY } : {}), ...Object.fromEntries(own) };
});

function remembered<K, V>(make: (key: K) => V): (key: K) => V {
  const made = new Map<K, V>();
  return (key) => {
    let value = made.get(key);
    if (value === undefined) {
      value = make(key);
      made.set(key, value);
    }
    return value;
  };
}

const PARTY_FIELDS = ["peer", "numberClass", "number"] as const;

/** Names of the fields that an event of this type has beside its head. */
export function fieldNamesOf(type: SubscriberEventType): readonly string[] {
  return Object.keys(readersOf(type)).flatMap((name) => (name === PARTY ? PARTY_FIELDS : [name]));
}

/**
 * The fields that an event of this type has beside its head.
 *
 * @param place  of the line, for messages
 * @throws KairosError `events.malformed`
 */
export function particularsOf(
  type: SubscriberEventType,
  record: LineRecord,
  door: LineDoor,
  place: string,
): Record<string, unknown> {
  const particulars: Record<string, unknown> = {};
  for (const [name, reader] of Object.entries(readersOf(type))) {
    if (reader === PARTY) Object.assign(particulars, partyOf(record, door, place));
    else particulars[name] = reader(record[name], record, door, `${place}: ${name}`);
  }
  return particulars;
}

/**
 * Who the line is about: a token as it stands; an IMSI or another name through the door.
 *
 * @throws KairosError `events.malformed`
 */
export function subscriberIn(
  record: LineRecord,
  tokenise: Tokenise,
  place: string,
): { readonly token: Token; readonly introduce?: () => Introduction } {
  const value = record["subscriber"];
  const name = typeof value === "number" && Number.isSafeInteger(value) ? String(value) : value;
  if (typeof name !== "string" || name === "" || name.length > SUBSCRIBER_LENGTH_MAX) {
    throw malformed(`${place}: subscriber`, show(value), "an IMSI or token as text");
  }
  const token = parseToken(name);
  if (token !== undefined) return { token };
  const imsi = tokenise("imsi", name);
  if (!isImsi(name)) return { token: imsi };
  return { token: imsi, introduce: () => introductionOf(name, undefined, tokenise) };
}

/** A token with its class, or digits (older lines: `number`), which become both here. */
function partyOf(record: LineRecord, door: LineDoor, place: string): OtherParty {
  const { peer, number, numberClass } = record;
  const said = text(peer ?? number, `${place}: ${peer === undefined ? "number" : "peer"}`);
  const token = peer !== undefined && said === "" ? NO_TOKEN : parseToken(said);
  if (token === undefined) {
    if (said.length > NUMBER_LENGTH_MAX) {
      throw malformed(`${place}: number`, show(said), `up to ${NUMBER_LENGTH_MAX} characters`);
    }
    return otherParty(door.numbers, door.tokenise, signalled(said));
  }
  const otherwise = token === NO_TOKEN ? "withheld" : undefined;
  return {
    peer: token,
    numberClass: choice(numberClass ?? otherwise, NUMBER_CLASSES, `${place}: numberClass`),
    number: serviceNumber(number, record, door, `${place}: number`) as string,
  };
}

/** Digits as people write them; a name is an alphanumeric sender (3GPP TS 24.008 §10.5.4.7). */
function signalled(said: string): { readonly digits: string; readonly typeOfNumber?: number } {
  if (/^\+\d+$/.test(said)) return { digits: said.slice(1), typeOfNumber: 1 };
  return /^[\d*#]*$/.test(said) ? { digits: said } : { digits: said, typeOfNumber: 5 };
}

/** Token or digits of the handset; older lines have its serial number beside the TAC. */
function handsetOf(value: unknown, record: LineRecord, door: LineDoor, place: string): Token {
  if (value !== undefined) return tokenIn(value, "imei", door, place);
  const digits = (field: string, length: number): string =>
    String(integer(record[field], 10 ** length - 1, `${place}, ${field}`)).padStart(length, "0");
  return door.tokenise("imei", digits("tac", 8) + digits("serial", 6));
}

function tokenIn(value: unknown, kind: TokenKind, door: LineDoor, place: string): Token {
  const said = text(value, place);
  if (said === "") return NO_TOKEN;
  return parseToken(said) ?? door.tokenise(kind, kind === "imei" ? said.slice(0, 14) : said);
}

function text(value: unknown, place: string): string {
  if (typeof value === "string") return value;
  throw malformed(place, show(value), "text");
}

function choice<T>(value: unknown, choices: readonly T[], place: string): T {
  if (choices.includes(value as T)) return value as T;
  throw malformed(place, show(value), choices.map((one) => JSON.stringify(one)).join(" or "));
}

/** An integer from 0 to `maximum`. @throws KairosError `events.malformed` */
export function integer(value: unknown, maximum: number, place: string): number {
  return whole(value, 0, maximum, place);
}

function whole(value: unknown, from: number, to: number, place: string): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= from && value <= to) {
    return value;
  }
  throw malformed(place, show(value), `an integer from ${from} to ${to}`);
}

/** A value for a message, which is printed where digits of people may not be. */
export function show(value: unknown): string {
  if (value === undefined) return "nothing";
  const said = JSON.stringify(value);
  return said.length > 40 || /\d{5}/.test(said) ? `a ${typeof value} that is kept back` : said;
}

/** The error of a field: its place, what stands there, and what may. */
export function malformed(place: string, got: string, wanted: string): KairosError {
  return new KairosError("events.malformed", {
    place,
    got,
    wanted,
    remedy: "See docs/events.md for the vocabulary.",
  });
}
