// Order-free digests of the three streams: shards add up, no ordering pass is needed.
import type { Decision } from "./decision.ts";
import { RULES } from "./decision.ts";
import type { EventColumns } from "./event-columns.ts";
import { feedWords } from "./feed-digest.ts";
import { hashText, hashWords, mix32 } from "./hash.ts";
import type { Token } from "./identity.ts";
import { cellKey } from "./location.ts";
import { NUMBER_CLASSES, type OtherParty } from "./number-plan.ts";
import {
  FORWARDING_CONDITIONS,
  type MessageShape,
  MISSED_WHY,
  PUSH_CONTENTS,
  SUBSCRIBER_EVENT_TYPES,
  type SubscriberEvent,
  TAP_EVENT_TYPES,
  TEXT_CODINGS,
} from "./subscriber-event.ts";
import { type Trigger, triggerWord } from "./trigger.ts";

/** Sum modulo 2³² of mixed records in four lanes, with the record count. */
export class Digest {
  readonly #lanes = new Uint32Array(4);
  #count = 0;

  /** Adds one record of eight u32 words. */
  add(words: Uint32Array): void {
    let a = 0x243f6a88;
    let b = 0x85a308d3;
    for (let index = 0; index < 8; index++) {
      a = mix32(a ^ words[index]!);
      b = mix32(b + a);
    }
    this.#lanes[0]! += a;
    this.#lanes[1]! += b;
    this.#lanes[2]! += mix32(a ^ 0x13198a2e);
    this.#lanes[3]! += mix32(b ^ 0x03707344);
    this.#count++;
  }

  /** Adds another shard's digest. */
  merge(other: Digest): void {
    for (let lane = 0; lane < 4; lane++) this.#lanes[lane]! += other.#lanes[lane]!;
    this.#count += other.#count;
  }

  get count(): number {
    return this.#count;
  }

  /**
   * The digest that {@link toString} has printed.
   *
   * @throws RangeError for any other text
   */
  static parse(text: string): Digest {
    const found = /^([0-9a-f]{32})-(\d+)$/.exec(text);
    if (found === null) throw new RangeError(`"${text}" is no digest`);
    const digest = new Digest();
    for (let lane = 0; lane < 4; lane++) {
      digest.#lanes[lane] = Number.parseInt(found[1]!.slice(lane * 8, lane * 8 + 8), 16);
    }
    digest.#count = Number(found[2]);
    return digest;
  }

  /** 32 hex digits, a dash, the record count. */
  toString(): string {
    const hex = [...this.#lanes].map((lane) => lane.toString(16).padStart(8, "0")).join("");
    return `${hex}-${this.#count}`;
  }
}

const SCRATCH = new Uint32Array(8);

function head(item: { timeMs: number; subscriber: number; sequence: number }): void {
  SCRATCH[0] = item.timeMs % 4294967296;
  SCRATCH[1] = Math.floor(item.timeMs / 4294967296);
  SCRATCH[2] = item.subscriber;
  SCRATCH[3] = item.sequence;
}

/** Adds a subscriber event; its cause is left out, so that typed and wire feeds agree. */
export function digestEvent(digest: Digest, event: SubscriberEvent): void {
  head(event);
  SCRATCH[4] = SUBSCRIBER_EVENT_TYPES.indexOf(event.type) + 1 + (event.source === "feed" ? 256 : 0);
  SCRATCH[5] = cellKey(event.lac, event.ci);
  ownWords(event, SCRATCH, 6);
  digest.add(SCRATCH);
}

/** Writes the two words that stand for the fields of the event's own type to `words[at]` and behind. */
export function ownWords(event: SubscriberEvent, words: Uint32Array, at: number): void {
  words[at] = 0;
  words[at + 1] = 0;
  switch (event.type) {
    case "power.turnedOn":
      words[at] = event.fromLac;
      break;
    case "location.updated":
      words[at] = event.fromLac;
      words[at + 1] = event.updatingType === "periodic" ? 1 : 0;
      break;
    case "handset.seen":
      words[at] = event.tac;
      words[at + 1] = tokenWord(event.handset);
      break;
    case "call.setUp":
      words[at] = partyWord(event);
      words[at + 1] = hashWords(
        event.direction === "originated" ? 1 : 2,
        textWord(event.carrierPrefix),
      );
      break;
    case "call.released":
      words[at] = event.cause24008;
      break;
    case "call.missed":
      words[at] = partyWord(event);
      words[at + 1] = MISSED_WHY.indexOf(event.why);
      break;
    case "message.sent":
      words[at] = partyWord(event);
      words[at + 1] = hashWords(shapeWord(event), textWord(event.keyword));
      break;
    case "message.received":
      words[at] = partyWord(event);
      words[at + 1] = shapeWord(event);
      break;
    case "push.received":
      words[at] = partyWord(event);
      words[at + 1] = PUSH_CONTENTS.indexOf(event.content);
      break;
    case "ussd.requested":
      words[at] = textWord(event.code);
      break;
    case "call.handedOver":
      words[at] = cellKey(event.fromLac, event.fromCi);
      break;
    case "announcement.heard":
      words[at] = event.description;
      break;
    case "key.pressed":
      words[at] = textWord(event.path);
      words[at + 1] = hashWords(event.phase === "ringing" ? 1 : 2, textWord(event.number));
      break;
    case "forwarding.set":
      words[at] = partyWord(event);
      words[at + 1] = FORWARDING_CONDITIONS.indexOf(event.condition) * 2 + (event.active ? 1 : 0);
      break;
    case "power.turnedOff":
    case "call.alerted":
    case "call.answered":
    case "paging.unanswered":
      break;
    default:
      [words[at], words[at + 1]] = feedWords(event, "peer" in event ? partyWord(event) : 0);
  }
}

/** Whose events the columns are: subscriber = place · of + index. */
export interface Shard {
  readonly index: number;
  readonly of: number;
}

/** Adds the events of columns, as {@link digestEvent} adds them one by one. */
export function digestColumns(digest: Digest, columns: EventColumns, { index, of }: Shard): void {
  const { size, timeMs, subscriber, sequence, type, lac, ci, firstWord, secondWord } = columns;
  for (let event = 0; event < size; event++) {
    const time = timeMs[event]!;
    SCRATCH[0] = time % 4294967296;
    SCRATCH[1] = Math.floor(time / 4294967296);
    SCRATCH[2] = subscriber[event]! * of + index;
    SCRATCH[3] = sequence[event]!;
    SCRATCH[4] = type[event]! + 1 + (type[event]! < TAP_EVENT_TYPES.length ? 0 : 256);
    SCRATCH[5] = cellKey(lac[event]!, ci[event]!);
    SCRATCH[6] = firstWord[event]!;
    SCRATCH[7] = secondWord[event]!;
    digest.add(SCRATCH);
  }
}

/** The word for a token. */
export function tokenWord(token: Token): number {
  return hashWords(token % 4294967296, Math.floor(token / 4294967296));
}

/** The word for a text; most texts are empty. */
export function textWord(text: string): number {
  return text === "" ? 0 : hashText(text);
}

/** The word for another party. */
export function partyWord({ peer, numberClass, number }: OtherParty): number {
  const high = Math.floor(peer / 4294967296);
  const code = NUMBER_CLASSES.indexOf(numberClass);
  return hashWords(peer % 4294967296, high, code, textWord(number));
}

/** The word for the shape of a message. */
export function shapeWord({ body, length, coding, part, parts }: MessageShape): number {
  return hashWords(tokenWord(body), length, TEXT_CODINGS.indexOf(coding), part * 256 + parts);
}

/** Adds a trigger with all its facts. */
export function digestTrigger(digest: Digest, trigger: Trigger): void {
  head(trigger);
  SCRATCH[4] = triggerWord(trigger.facts.name);
  SCRATCH[5] = trigger.definition;
  SCRATCH[6] = cellKey(trigger.lac, trigger.ci);
  SCRATCH[7] = hashText(JSON.stringify(trigger.facts));
  digest.add(SCRATCH);
}

/** Adds a decision: who, when, which campaign, offered or which rule. */
export function digestDecision(digest: Digest, decision: Decision): void {
  head(decision);
  SCRATCH[4] = decision.campaign;
  SCRATCH[5] = decision.kind === "offered" ? 0 : RULES.indexOf(decision.rule) + 1;
  SCRATCH[6] = decision.trigger.sequence;
  SCRATCH[7] = decision.trigger.definition;
  digest.add(SCRATCH);
}
