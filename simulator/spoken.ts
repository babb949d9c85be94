// What stands behind the tokens of events: truth that ladders signal and the tap never passes on.
import { hashWords } from "../domain/hash.ts";
import { NO_TOKEN } from "../domain/identity.ts";
import type { OtherParty, SignalledNumber } from "../domain/number-plan.ts";
import type {
  EventHead,
  HandsetSeen,
  KeyPressed,
  MessageReceived,
  MessageSent,
  SubscriberEvent,
  UssdRequested,
} from "../domain/subscriber-event.ts";
import { DAY_MS } from "../domain/time.ts";
import type { PeopleDirectory } from "./directory.ts";
import type { Door } from "./door.ts";
import { MESSAGE_TEXTS } from "./people-tables.ts";

/** An event that names another party. */
export type PartyEvent = Extract<SubscriberEvent, OtherParty>;

export interface Spoken {
  /**
   * What is dialled or shown: digits, with the carrier prefix that the event names, or an
   * alphanumeric sender; "" withheld.
   */
  numberOf(event: PartyEvent): SignalledNumber;
  /** The text of a message event, of its part; octets for 8-bit data. */
  textOf(event: MessageSent | MessageReceived): string | Uint8Array;
  /** 14 digits, without check digit or software version. */
  imeiOf(event: HandsetSeen): string;
  /** "*100#" */
  codeOf(event: UssdRequested): string;
  /** The key of a key.pressed event: "0"–"9", "*", "#". */
  keyOf(event: KeyPressed): string;
}

const KEYS = "0123456789*#";

/** A u32 that is an event's own: what its text, code and challenges are drawn by. */
export function wordOf({
  subscriber,
  sequence,
  timeMs,
}: Pick<EventHead, "subscriber" | "sequence" | "timeMs">): number {
  return hashWords(subscriber, sequence, timeMs % DAY_MS);
}

/** What the generated people say and show. */
export function spokenByPeople(directory: PeopleDirectory, door: Door): Spoken {
  return {
    numberOf(event) {
      const prefix = event.type === "call.setUp" ? event.carrierPrefix : "";
      const digits = event.peer === NO_TOKEN ? "" : digitsBehind(directory, door, event);
      return { digits: digits === "" ? "" : prefix + digits, typeOfNumber: 0 };
    },
    textOf(event) {
      const keyword =
        "keyword" in event && event.keyword !== "" ? door.textBehind(event) : undefined;
      return keyword ?? MESSAGE_TEXTS[wordOf(event) % MESSAGE_TEXTS.length]!;
    },
    imeiOf: ({ subscriber, handset }) => door.imeiBehind(subscriber, handset),
    codeOf: ({ code }) => code,
    keyOf: (event) => event.path.at(-1) ?? KEYS[wordOf(event) % KEYS.length]!,
  };
}

function digitsBehind(directory: PeopleDirectory, door: Door, { peer }: OtherParty): string {
  const subscriber = directory.ofNumber(peer);
  return subscriber >= 0 ? directory.digitsOf(subscriber) : door.senderBehind(peer);
}
