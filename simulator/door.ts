// The door as the typed path passes it: tokens of the generated people's own, each made once.
import type { Token, Tokenise } from "../domain/identity.ts";
import { type NumberPlan, type OtherParty, otherParty, WITHHELD } from "../domain/number-plan.ts";
import type { KeyPressed, MessageShape } from "../domain/subscriber-event.ts";
import { NOBODY, SERVICE_PARTY } from "./days/act-columns.ts";
import { sendersOf } from "./days/services-in-use.ts";
import type { PeopleDirectory } from "./directory.ts";
import { pathAt } from "./feed-names.ts";
import { HANDSETS, MESSAGE_TEXTS } from "./people-tables.ts";
import { handsetMarket, handsetModel, handsetSerial } from "./population.ts";
import type { RunKey } from "./random.ts";

/** Handsets of one person that are looked through for an IMEI; nobody replaces so many. */
const REPLACEMENTS_MAX = 255;

export interface Door {
  /** A generated person as the other party. */
  personOf(subscriber: number): OtherParty;
  /** Who called in vain; a phone that is off was shown no number: her own connection tells. */
  missedOf(subscriber: number, off: boolean): OtherParty;
  /** The sender at this place of the plan's senders. */
  senderOf(sender: number): OtherParty;
  /** The service at this place of the number plan. */
  serviceOf(place: number): OtherParty;
  /** A party by its code: a person's number, SERVICE_PARTY + a service's place, or NOBODY. */
  partyOf(code: number): OtherParty;
  /** The text that an event's word chooses. */
  shapeOf(word: number): MessageShape;
  /** A message to a service that is one of its keywords, by its place. */
  keywordOf(party: number, keyword: number): MessageShape & { readonly keyword: string };
  /** The text of a keyword message, by what passed of it; undefined for any other. */
  textBehind(event: OtherParty & MessageShape): string | undefined;
  /** A key pressed in a call to a service, as {@link ErrandRuns} codes it. */
  keysOf(party: number, code: number): Pick<KeyPressed, "phase" | "number" | "path">;
  /** The USSD string at this place of the number plan. */
  codeOf(place: number): string;
  handsetOf(subscriber: number, tac: number, serial: number): Token;
  /** The digits of a service's or a service sender's token, "" for any other. */
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
  const people = new People(directory, options);
  const partyOf = (digits: string): OtherParty => otherParty(numbers, tokenise, { digits });
  const senderDigits = sendersOf(numbers);
  const senders = senderDigits.map(partyOf);
  const services = numbers.services.map(({ number }) => partyOf(number));
  const shapeOfText = (text: string): MessageShape => ({
    body: tokenise("body", text),
    length: text.length,
    coding: "gsm7",
    part: 1,
    parts: 1,
  });
  const shapes = MESSAGE_TEXTS.map(shapeOfText);
  const keywords = numbers.services.map(({ keywords: texts }) =>
    Object.entries(texts).map(([text, keyword]) => ({ ...shapeOfText(text), keyword, text })),
  );
  // The handset that each person was last seen with: serial + 1, and its token.
  const serials = new Uint32Array(directory.subscribers);
  const handsets = new Float64Array(directory.subscribers);
  const tokenOf = (tac: number, serial: number): Token => tokenise("imei", imeiOf(tac, serial));
  const personOf = (subscriber: number): OtherParty => people.partyOf(subscriber);
  return {
    personOf,
    missedOf: (subscriber, off) =>
      off
        ? { peer: directory.numberOf(subscriber), numberClass: "onNet", number: "" }
        : personOf(subscriber),
    serviceOf: (place) => services[place]!,
    partyOf(code) {
      if (code === NOBODY) return WITHHELD;
      return code >= SERVICE_PARTY ? services[code - SERVICE_PARTY]! : personOf(code);
    },
    keywordOf(party, place) {
      const { text: _text, ...shape } = keywords[party - SERVICE_PARTY]![place]!;
      return shape;
    },
    textBehind({ number, body }) {
      const service = numbers.services.findIndex((listed) => listed.number === number);
      return keywords[service]?.find((keyword) => keyword.body === body)?.text;
    },
    keysOf(party, code) {
      const service = numbers.services[party - SERVICE_PARTY]!;
      const path = service.menu ? pathAt(service, (code >> 8) - 1) : "";
      const phase = (code & 1) === 1 ? "talking" : "ringing";
      return { phase, number: service.number, path: path.slice(0, (code >> 1) & 0x7f) };
    },
    senderOf: (sender) => senders[sender]!,
    shapeOf: (word) => shapes[word % shapes.length]!,
    codeOf: (place) => numbers.codes[place] ?? "",
    handsetOf(subscriber, tac, serial) {
      if (serials[subscriber] !== serial + 1) {
        serials[subscriber] = serial + 1;
        handsets[subscriber] = tokenOf(tac, serial);
      }
      return handsets[subscriber]!;
    },
    senderBehind: (peer) =>
      senderDigits[senders.findIndex((party) => party.peer === peer)] ??
      numbers.services[services.findIndex((party) => party.peer === peer)]?.number ??
      "",
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

/** The generated people as other parties; of each, one octet is kept beside the master's token. */
class People {
  readonly #directory: PeopleDirectory;
  readonly #numbers: NumberPlan;
  readonly #tokenise: Tokenise;
  /** 1 + the place of a person's number class and listed number in `#kinds`; 0 for unknown. */
  readonly #kindOf: Uint8Array;
  readonly #kinds: Pick<OtherParty, "numberClass" | "number">[] = [];

  constructor(
    directory: PeopleDirectory,
    { numbers, tokenise }: { readonly numbers: NumberPlan; readonly tokenise: Tokenise },
  ) {
    this.#directory = directory;
    this.#numbers = numbers;
    this.#tokenise = tokenise;
    this.#kindOf = new Uint8Array(directory.subscribers);
  }

  partyOf(subscriber: number): OtherParty {
    const known = this.#kindOf[subscriber]!;
    if (known > 0) {
      const { numberClass, number } = this.#kinds[known - 1]!;
      return { peer: this.#directory.numberOf(subscriber), numberClass, number };
    }
    const digits = this.#directory.digitsOf(subscriber);
    const party = otherParty(this.#numbers, this.#tokenise, { digits });
    this.#kindOf[subscriber] = 1 + this.#kindAt(party);
    return party;
  }

  /** Where a kind stands; 255 kinds are the number plan's to exceed, and then nothing is kept. */
  #kindAt({ numberClass, number }: OtherParty): number {
    const found = this.#kinds.findIndex(
      (kind) => kind.numberClass === numberClass && kind.number === number,
    );
    if (found >= 0) return found;
    if (this.#kinds.length === KINDS_MAX) return -1;
    return this.#kinds.push({ numberClass, number }) - 1;
  }
}

const KINDS_MAX = 255;

function imeiOf(tac: number, serial: number): string {
  return String(tac).padStart(8, "0") + String(serial).padStart(6, "0");
}
