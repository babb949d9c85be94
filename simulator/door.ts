// The door as the typed path passes it: tokens of the generated people's own, each made once.
import type { Token, Tokenise } from "../domain/identity.ts";
import { type NumberPlan, type OtherParty, otherParty } from "../domain/number-plan.ts";
import type { MessageShape } from "../domain/subscriber-event.ts";
import type { PeopleDirectory } from "./directory.ts";
import { HANDSETS, MESSAGE_TEXTS, SERVICE_CODES, SERVICE_SENDERS } from "./people-tables.ts";
import { handsetMarket, handsetModel, handsetSerial } from "./population.ts";
import type { RunKey } from "./random.ts";

/** Handsets of one person that are looked through for an IMEI; nobody replaces so many. */
const REPLACEMENTS_MAX = 255;

export interface Door {
  /** A generated person as the other party. */
  personOf(subscriber: number): OtherParty;
  /** The sender at this place of SERVICE_SENDERS. */
  senderOf(sender: number): OtherParty;
  /** The text that an event's word chooses. */
  shapeOf(word: number): MessageShape;
  /** The USSD string that an event's word chooses, "" when it may not pass. */
  codeOf(word: number): string;
  handsetOf(subscriber: number, tac: number, serial: number): Token;
  /** The digits of a service sender's token, "" for any other. */
  senderBehind(peer: Token): string;
  /** The 14 digits of a person's handset, by its token. */
  imeiBehind(subscriber: number, handset: Token): string;
}

export function createDoor(
  key: RunKey,
  directory: PeopleDirectory,
  options: { readonly numbers: NumberPlan; readonly start: string; readonly tokenise: Tokenise },
): Door {
  const { numbers, tokenise } = options;
  const market = handsetMarket(options.start);
  const people = new Array<OtherParty | undefined>(directory.subscribers);
  const partyOf = (digits: string): OtherParty => otherParty(numbers, tokenise, { digits });
  const senders = SERVICE_SENDERS.map(partyOf);
  const shapes = MESSAGE_TEXTS.map(
    (text): MessageShape => ({
      body: tokenise("body", text),
      length: text.length,
      coding: "gsm7",
      part: 1,
      parts: 1,
    }),
  );
  const codes = SERVICE_CODES.map((code) => (numbers.codes.includes(code) ? code : ""));
  // The handset that each person was last seen with: serial + 1, and its token.
  const serials = new Uint32Array(directory.subscribers);
  const handsets = new Float64Array(directory.subscribers);
  const tokenOf = (tac: number, serial: number): Token => tokenise("imei", imeiOf(tac, serial));
  return {
    personOf(subscriber) {
      people[subscriber] ??= partyOf(directory.digitsOf(subscriber));
      return people[subscriber];
    },
    senderOf: (sender) => senders[sender]!,
    shapeOf: (word) => shapes[word % shapes.length]!,
    codeOf: (word) => codes[word % codes.length]!,
    handsetOf(subscriber, tac, serial) {
      if (serials[subscriber] !== serial + 1) {
        serials[subscriber] = serial + 1;
        handsets[subscriber] = tokenOf(tac, serial);
      }
      return handsets[subscriber]!;
    },
    senderBehind: (peer) =>
      SERVICE_SENDERS[senders.findIndex((party) => party.peer === peer)] ?? "",
    imeiBehind(subscriber, handset) {
      for (let replacements = 0; replacements <= REPLACEMENTS_MAX; replacements++) {
        const { tac } = HANDSETS[handsetModel(key, subscriber, replacements, market)]!;
        const serial = handsetSerial(key, subscriber, replacements);
        if (tokenOf(tac, serial) === handset) return imeiOf(tac, serial);
      }
      return imeiOf(0, 0);
    },
  };
}

function imeiOf(tac: number, serial: number): string {
  return String(tac).padStart(8, "0") + String(serial).padStart(6, "0");
}
