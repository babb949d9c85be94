// Event rows as the columns that machines read: joined with the directory, digest words made.

import { partyWord, type Shard, shapeWord, textWord, tokenWord } from "../../domain/digest.ts";
import { type EventColumns, roomForEvents } from "../../domain/event-columns.ts";
import { hashWords } from "../../domain/hash.ts";
import { cellKey } from "../../domain/location.ts";
import { classCode, saidCode, shapeBits } from "../../domain/tap-values.ts";
import type { Door } from "../door.ts";
import { FeedNames } from "../feed-names.ts";
import { HANDSETS } from "../people-tables.ts";
import { FLAG } from "../population.ts";
import { wordOf } from "../spoken.ts";
import { SERVICE_PARTY } from "./act-columns.ts";
import { type EventRows, NO_CELL, TYPE, WHY } from "./event-rows.ts";
import { type FeedWords, FIRST_FEED_TYPE, feedRowValues, feedRowWord } from "./feed-rows.ts";
import { TEXT_OF_MANY } from "./many-messages.ts";
import type { Setting } from "./setting.ts";

const CAPABILITIES = new Map(HANDSETS.map(({ tac, capabilities }) => [tac, capabilities]));
const COLUMNS_FIRST = 4096;
/** Digest words of the two directions of a call, as {@link digestEvent} makes them. */
const DIRECTIONS = [hashWords(1, textWord("")), hashWords(2, textWord(""))] as const;

/** Place of a person's tone in RINGBACK_STATES. */
function toneCode(flags: number): number {
  if ((flags & FLAG.ringbackTone) !== 0) return 1;
  return (flags & FLAG.ringbackDormant) !== 0 ? 2 : 0;
}

/** What rows mean is looked up in the same places as by `eventOf`, and as {@link enrich} joins it. */
export class ColumnWriter {
  readonly #setting: Setting;
  readonly #door: Door;
  readonly #shard: Shard;
  /** Digest word of each person as the other party, 0 when not yet asked for. */
  readonly #people: Uint32Array;
  readonly #feedNames: FeedWords;
  readonly #values = new Uint32Array(4);
  /** 1 + the class of each person who has no listed number, 0 when not yet asked for. */
  readonly #classes: Uint8Array;
  readonly #head = { subscriber: 0, sequence: 0, timeMs: 0 };
  #columns = roomForEvents(COLUMNS_FIRST);

  constructor(setting: Setting, door: Door, shard: Shard) {
    this.#setting = setting;
    this.#door = door;
    this.#shard = shard;
    this.#people = new Uint32Array(setting.population.count);
    this.#classes = new Uint8Array(setting.population.count);
    this.#feedNames = { door, feedNames: new FeedNames(setting.scenario) };
  }

  /** The columns of a window's rows; they are good until the next call. */
  write(rows: EventRows): EventColumns {
    const { count } = rows;
    if (count > this.#columns.type.length) this.#columns = roomForEvents(Math.ceil(count * 1.25));
    const columns = this.#columns;
    const { lac, ci, zone } = this.#setting.world.cells;
    const { flags, homeZone, workZone } = this.#setting.population;
    const { index, of } = this.#shard;
    columns.size = count;
    columns.sequence.set(rows.sequence.subarray(0, count));
    columns.timeMs.set(rows.timeMs.subarray(0, count));
    columns.type.set(rows.type.subarray(0, count));
    for (let row = 0; row < count; row++) {
      const subscriber = rows.subscriber[row]!;
      const cell = rows.cell[row]!;
      const seen = cell !== NO_CELL;
      const place = seen ? zone[cell]! : -1;
      const regular = place === homeZone[subscriber] || place === workZone[subscriber];
      columns.subscriber[row] = (subscriber - index) / of;
      columns.lac[row] = seen ? lac[cell]! : 0;
      columns.ci[row] = seen ? ci[cell]! : 0;
      columns.zone[row] = place;
      columns.regular[row] = place >= 0 && regular ? 1 : 0;
      columns.hasRingbackTone[row] = toneCode(flags[subscriber]!);
      columns.capabilities[row] = -1;
      columns.tac[row] = 0;
      columns.direction[row] = 0;
      columns.why[row] = 0;
      columns.peerHasRingbackTone[row] = 0;
      columns.firstWord[row] = 0;
      columns.secondWord[row] = 0;
      columns.happenedMs[row] = 0;
      columns.firstValue[row] = 0;
      columns.secondValue[row] = 0;
      columns.thirdValue[row] = 0;
      columns.fourthValue[row] = 0;
      this.#particulars(rows, row, columns);
    }
    return columns;
  }

  /** What belongs to the event's type; words as digestEvent makes them of the same event. */
  #particulars(rows: EventRows, row: number, columns: EventColumns): void {
    const a = rows.a[row]!;
    const b = rows.b[row]!;
    switch (rows.type[row]) {
      case TYPE["power.turnedOn"]:
        columns.firstWord[row] = a;
        break;
      case TYPE["call.released"]:
        columns.firstWord[row] = a;
        columns.firstValue[row] = a;
        break;
      case TYPE["location.updated"]:
        columns.firstWord[row] = a;
        columns.secondWord[row] = b;
        break;
      case TYPE["handset.seen"]: {
        const handset = this.#door.handsetOf(rows.subscriber[row]!, a, b);
        columns.tac[row] = a;
        columns.handset[row] = handset;
        columns.capabilities[row] = CAPABILITIES.get(a) ?? -1;
        columns.firstWord[row] = a;
        columns.secondWord[row] = tokenWord(handset);
        break;
      }
      case TYPE["call.setUp"]: {
        const { flags } = this.#setting.population;
        columns.direction[row] = b;
        const tone = a < SERVICE_PARTY && (flags[a]! & FLAG.ringbackTone) !== 0;
        columns.peerHasRingbackTone[row] = tone ? 1 : 0;
        columns.firstWord[row] = this.#partyWord(a);
        columns.secondWord[row] = DIRECTIONS[b]!;
        this.#partyValues(a, row, columns);
        break;
      }
      case TYPE["call.missed"]:
        columns.why[row] = b;
        columns.firstWord[row] =
          b === WHY.off ? partyWord(this.#door.missedOf(a, true)) : this.#partyWord(a);
        columns.secondWord[row] = b;
        if (b === WHY.off) {
          columns.secondValue[row] = classCode("onNet");
          columns.thirdValue[row] = columns.firstWord[row]!;
        } else {
          this.#partyValues(a, row, columns);
        }
        break;
      case TYPE["message.sent"]: {
        const said = b > 0 && b < TEXT_OF_MANY ? this.#door.keywordOf(a, b - 1) : undefined;
        const word = b < TEXT_OF_MANY ? this.#wordOf(rows, row) : b - TEXT_OF_MANY;
        const shape = said ?? this.#door.shapeOf(word);
        const keyword = said?.keyword ?? "";
        columns.firstWord[row] = this.#partyWord(a);
        columns.secondWord[row] = hashWords(shapeWord(shape), textWord(keyword));
        this.#partyValues(a, row, columns);
        columns.secondValue[row]! += shapeBits(shape, keyword);
        columns.fourthValue[row] = saidCode(shape, keyword);
        break;
      }
      case TYPE["message.received"]:
        columns.firstWord[row] = b > 0 ? partyWord(this.#door.senderOf(b - 1)) : this.#partyWord(a);
        columns.secondWord[row] = this.#shapeWord(rows, row);
        break;
      case TYPE["ussd.requested"]:
        columns.firstWord[row] = textWord(this.#door.codeOf(a));
        columns.firstValue[row] = columns.firstWord[row]!;
        break;
      case TYPE["announcement.heard"]:
        columns.firstWord[row] = a;
        break;
      case TYPE["key.pressed"]: {
        const { phase, number, path } = this.#door.keysOf(a, b);
        columns.firstWord[row] = textWord(path);
        columns.secondWord[row] = hashWords(phase === "ringing" ? 1 : 2, textWord(number));
        columns.firstValue[row] = textWord(number);
        columns.secondValue[row] = phase === "ringing" ? 1 : 2;
        columns.thirdValue[row] = columns.firstWord[row]!;
        break;
      }
      case TYPE["push.received"]:
        columns.firstWord[row] = this.#partyWord(a);
        columns.secondWord[row] = b;
        break;
      case TYPE["forwarding.set"]:
        columns.firstWord[row] = this.#partyWord(a);
        columns.secondWord[row] = b;
        this.#partyValues(a, row, columns);
        columns.fourthValue[row] = b;
        break;
      case TYPE["call.handedOver"]: {
        const { lac, ci } = this.#setting.world.cells;
        columns.firstWord[row] = cellKey(lac[a]!, ci[a]!);
        break;
      }
      default:
        if (rows.type[row]! >= FIRST_FEED_TYPE) this.#feedColumns(rows, row, columns);
    }
  }

  #feedColumns({ facts, type, a }: EventRows, row: number, columns: EventColumns): void {
    const code = type[row]! - FIRST_FEED_TYPE;
    columns.firstWord[row] = feedRowWord(facts, a[row]!, code, "first", this.#feedNames);
    columns.secondWord[row] = feedRowWord(facts, a[row]!, code, "second", this.#feedNames);
    columns.happenedMs[row] = facts.happenedMs[a[row]!]!;
    const values = this.#values;
    feedRowValues(facts, a[row]!, code, this.#feedNames, values);
    columns.firstValue[row] = values[0]!;
    columns.secondValue[row] = values[1]!;
    columns.thirdValue[row] = values[2]!;
    columns.fourthValue[row] = values[3]!;
  }

  #partyWord(party: number): number {
    if (party >= SERVICE_PARTY) return partyWord(this.#door.partyOf(party));
    const known = this.#people[party]!;
    if (known !== 0) return known;
    const word = partyWord(this.#door.personOf(party));
    this.#people[party] = word;
    return word;
  }

  /** As tapValuesOf has it, once the party's word stands in its column. */
  #partyValues(party: number, row: number, columns: EventColumns): void {
    columns.thirdValue[row] = columns.firstWord[row]!;
    const known = party < SERVICE_PARTY ? this.#classes[party]! : 0;
    if (known > 0) {
      columns.secondValue[row] = known - 1;
      return;
    }
    const { number, numberClass } = this.#door.partyOf(party);
    columns.firstValue[row] = textWord(number);
    columns.secondValue[row] = classCode(numberClass);
    if (party < SERVICE_PARTY && number === "") this.#classes[party] = 1 + classCode(numberClass);
  }

  #shapeWord(rows: EventRows, row: number): number {
    return shapeWord(this.#door.shapeOf(this.#wordOf(rows, row)));
  }

  #wordOf(rows: EventRows, row: number): number {
    const head = this.#head;
    head.subscriber = rows.subscriber[row]!;
    head.sequence = rows.sequence[row]!;
    head.timeMs = rows.timeMs[row]!;
    return wordOf(head);
  }
}
