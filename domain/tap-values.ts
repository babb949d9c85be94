// What of the tap's events machines compare, as numbers: who the other party is, what was said.
import { partyWord, textWord, tokenWord } from "./digest.ts";
import type { EventValues } from "./event-values.ts";
import { hashWords } from "./hash.ts";
import { NUMBER_CLASSES, type NumberClass, type OtherParty } from "./number-plan.ts";
import {
  FORWARDING_CONDITIONS,
  type MessageShape,
  type SubscriberEvent,
  TEXT_CODINGS,
} from "./subscriber-event.ts";

type Values = Pick<EventValues, "firstValue" | "secondValue" | "thirdValue" | "fourthValue">;

/** The four values of an event of the tap; each type has its own, 0 for what it lacks. */
export function tapValuesOf(event: SubscriberEvent): Values {
  switch (event.type) {
    case "call.setUp":
      return partyValues(event, textCode(event.carrierPrefix));
    case "call.missed":
      return partyValues(event, 0);
    case "message.sent": {
      const values = partyValues(event, saidCode(event, event.keyword));
      return { ...values, secondValue: values.secondValue + shapeBits(event, event.keyword) };
    }
    case "call.released":
      return { ...NO_VALUES, firstValue: event.cause24008 };
    case "ussd.requested":
      return { ...NO_VALUES, firstValue: textCode(event.code) };
    case "key.pressed": {
      const firstValue = textCode(event.number);
      const secondValue = event.phase === "ringing" ? 1 : 2;
      return { ...NO_VALUES, firstValue, secondValue, thirdValue: textCode(event.path) };
    }
    case "forwarding.set":
      return partyValues(event, forwardingCode(event.condition, event.active));
    default:
      return NO_VALUES;
  }
}

const NO_VALUES: Values = { firstValue: 0, secondValue: 0, thirdValue: 0, fourthValue: 0 };

/** First: the listed number; second: the class; third: who it is. */
function partyValues(party: OtherParty, fourthValue: number): Values {
  return {
    firstValue: textCode(party.number),
    secondValue: classCode(party.numberClass),
    thirdValue: peerCode(party),
    fourthValue,
  };
}

/** Of a listed number, a keyword, a path, a code: 0 for none. */
export function textCode(text: string): number {
  return textWord(text);
}

export function classCode(numberClass: NumberClass): number {
  return NUMBER_CLASSES.indexOf(numberClass);
}

/** The same for the same party, and others for others but for one pair in 2³². */
export function peerCode(party: OtherParty): number {
  return partyWord(party);
}

/** Of a message: the keyword that it is, or the fingerprint of its text. */
export function saidCode(shape: MessageShape, keyword: string): number {
  if (keyword !== "") return textCode(keyword);
  return hashWords(tokenWord(shape.body), shape.length, TEXT_CODINGS.indexOf(shape.coding));
}

const CLASS_BITS = 0xff;
const LATER_PART = 0x100;
const KEYWORD = 0x200;

/** Bits beside the class: whether it is a later part of a long message, whether a keyword. */
export function shapeBits({ part }: MessageShape, keyword: string): number {
  return (part > 1 ? LATER_PART : 0) + (keyword === "" ? 0 : KEYWORD);
}

export function forwardingCode(
  condition: (typeof FORWARDING_CONDITIONS)[number],
  active: boolean,
): number {
  return FORWARDING_CONDITIONS.indexOf(condition) * 2 + (active ? 1 : 0);
}

/** Reads the values again: call.setUp, call.missed, message.sent and forwarding.set. */
export function classOf({ secondValue }: Pick<EventValues, "secondValue">): number {
  return secondValue & CLASS_BITS;
}

/** message.sent: whether it begins a message. */
export function isFirstPart({ secondValue }: Pick<EventValues, "secondValue">): boolean {
  return (secondValue & LATER_PART) === 0;
}

/** message.sent: the code of the keyword that it is, 0 for any other text. */
export function keywordOf(values: Pick<EventValues, "secondValue" | "fourthValue">): number {
  return (values.secondValue & KEYWORD) === 0 ? 0 : values.fourthValue;
}
