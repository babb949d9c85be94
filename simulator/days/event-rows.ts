// A window's subscriber events in flat columns, and how a row becomes an event again.

import { NO_CAUSE } from "../../domain/cause.ts";
import {
  type CallMissed,
  FORWARDING_CONDITIONS,
  MISSED_WHY,
  PUSH_CONTENTS,
  SUBSCRIBER_EVENT_TYPES,
  type SubscriberEvent,
  TAP_EVENT_TYPES,
} from "../../domain/subscriber-event.ts";
import type { Door } from "../door.ts";
import { wordOf } from "../spoken.ts";
import type { Cells } from "../world/world.ts";
import { grown } from "./columns.ts";
import {
  FeedFacts,
  type FeedStore,
  type FeedWords,
  FIRST_FEED_TYPE,
  feedEventOf,
} from "./feed-rows.ts";
import { TEXT_OF_MANY } from "./many-messages.ts";
import type { PersonRows } from "./person-rows.ts";

/** Code of an event type: its position in SUBSCRIBER_EVENT_TYPES. */
export const TYPE = Object.fromEntries(
  SUBSCRIBER_EVENT_TYPES.map((type, code) => [type, code]),
) as Record<SubscriberEvent["type"], number>;

/** Code of the reason why a call was missed: its position in MISSED_WHY. */
export const WHY = Object.fromEntries(MISSED_WHY.map((why, code) => [why, code])) as Record<
  CallMissed["why"],
  number
>;

/** Cell of an event that shows none. */
export const NO_CELL = 0xffff;

const ROWS_FIRST = 4096;

/** Rows of many subscribers, 31 octets each; `a` and `b` as {@link PersonRows} has them. */
export class EventRows {
  count = 0;
  subscriber = new Uint32Array(ROWS_FIRST);
  sequence = new Uint32Array(ROWS_FIRST);
  /** ms since the scenario's start. */
  timeMs = new Float64Array(ROWS_FIRST);
  type = new Uint8Array(ROWS_FIRST);
  cell = new Uint16Array(ROWS_FIRST);
  a = new Uint32Array(ROWS_FIRST);
  b = new Uint32Array(ROWS_FIRST);
  /** What the rows of feed events say; `a` is the place. */
  readonly facts = new FeedFacts();

  /** Adds the first `count` rows of a person; facts of feed events leave `store`. */
  add(
    subscriber: number,
    firstSequence: number,
    rows: PersonRows,
    count: number,
    store: FeedStore,
  ): void {
    if (this.count === 0) this.facts.count = 0;
    while (this.count + count > this.type.length) this.#grow();
    for (let row = 0; row < count; row++) {
      const place = this.count++;
      this.subscriber[place] = subscriber;
      this.sequence[place] = firstSequence + row;
      this.timeMs[place] = rows.timeMs[row]!;
      this.type[place] = rows.type[row]!;
      this.cell[place] = rows.cell[row]!;
      this.a[place] = rows.a[row]!;
      this.b[place] = rows.b[row]!;
      if (rows.type[row]! >= FIRST_FEED_TYPE) {
        this.a[place] = this.facts.copy(store, rows.a[row]!);
        store.release(rows.a[row]!);
      }
    }
  }

  #grow(): void {
    this.subscriber = grown(this.subscriber);
    this.sequence = grown(this.sequence);
    this.timeMs = grown(this.timeMs);
    this.type = grown(this.type);
    this.cell = grown(this.cell);
    this.a = grown(this.a);
    this.b = grown(this.b);
  }
}

/** Subscribers in one sort key beside the time: the key of a day stays below 2⁵³. */
const KEY_SPAN = 2 ** 24;

/** Places of the rows in the total order; each subscriber's rows stand together, in her order. */
export function inTotalOrder({ count, subscriber, timeMs }: EventRows): Uint32Array {
  let fromMs = Number.POSITIVE_INFINITY;
  for (let row = 0; row < count; row++) fromMs = Math.min(fromMs, timeMs[row]!);
  const keys = new Float64Array(count);
  const next = new Map<number, number>();
  for (let row = 0; row < count; row++) {
    keys[row] = (timeMs[row]! - fromMs) * KEY_SPAN + subscriber[row]!;
    if (!next.has(subscriber[row]!)) next.set(subscriber[row]!, row);
  }
  const places = new Uint32Array(count);
  for (const [place, key] of keys.sort().entries()) {
    const owner = key % KEY_SPAN;
    const row = next.get(owner)!;
    places[place] = row;
    next.set(owner, row + 1);
  }
  return places;
}

/** Where a row's numbers are looked up. */
export interface Names extends FeedWords {
  readonly cells: Cells;
  readonly door: Door;
}

/** The event of a row. */
export function eventOf(rows: EventRows, row: number, names: Names): SubscriberEvent {
  const { cells, door } = names;
  const cell = rows.cell[row]!;
  const a = rows.a[row]!;
  const b = rows.b[row]!;
  const code = rows.type[row]!;
  if (code >= FIRST_FEED_TYPE) {
    const head = {
      type: code - FIRST_FEED_TYPE,
      timeMs: rows.timeMs[row]!,
      subscriber: rows.subscriber[row]!,
      sequence: rows.sequence[row]!,
    };
    return feedEventOf(rows.facts, a, head, names);
  }
  const type = TAP_EVENT_TYPES[code]!;
  const common = {
    timeMs: rows.timeMs[row]!,
    subscriber: rows.subscriber[row]!,
    sequence: rows.sequence[row]!,
    source: "tap",
    cause: NO_CAUSE,
    lac: cell === NO_CELL ? 0 : cells.lac[cell]!,
    ci: cell === NO_CELL ? 0 : cells.ci[cell]!,
  } as const;
  switch (type) {
    case "power.turnedOn":
      return { ...common, type, fromLac: a };
    case "location.updated":
      return { ...common, type, updatingType: b === 1 ? "periodic" : "normal", fromLac: a };
    case "handset.seen":
      return { ...common, type, tac: a, handset: door.handsetOf(common.subscriber, a, b) };
    case "call.setUp": {
      const direction = b === 1 ? "terminated" : "originated";
      return { ...common, type, direction, ...door.partyOf(a), carrierPrefix: "" };
    }
    case "call.released":
      return { ...common, type, cause24008: a };
    case "call.missed":
      return { ...common, type, why: MISSED_WHY[b]!, ...door.missedOf(a, b === WHY.off) };
    case "message.sent": {
      const party = door.partyOf(a);
      if (b > 0 && b < TEXT_OF_MANY) {
        return { ...common, type, ...party, ...door.keywordOf(a, b - 1) };
      }
      const word = b > 0 ? b - TEXT_OF_MANY : wordOf(common);
      return { ...common, type, ...party, ...door.shapeOf(word), keyword: "" };
    }
    case "message.received": {
      const party = b > 0 ? door.senderOf(b - 1) : door.partyOf(a);
      return { ...common, type, ...party, ...door.shapeOf(wordOf(common)) };
    }
    case "ussd.requested":
      return { ...common, type, code: door.codeOf(a) };
    case "call.handedOver":
      return { ...common, type, fromLac: cells.lac[a]!, fromCi: cells.ci[a]! };
    case "announcement.heard":
      return { ...common, type, description: a };
    case "key.pressed":
      return { ...common, type, ...door.keysOf(a, b) };
    case "push.received":
      return { ...common, type, ...door.partyOf(a), content: PUSH_CONTENTS[b]! };
    case "forwarding.set": {
      const condition = FORWARDING_CONDITIONS[b >> 1]!;
      return { ...common, type, ...door.partyOf(a), condition, active: (b & 1) === 1 };
    }
    case "power.turnedOff":
    case "call.alerted":
    case "call.answered":
      return { ...common, type };
    default:
      throw new RangeError(`generated people have no ${type}`);
  }
}
