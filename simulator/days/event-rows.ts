// One day's subscriber events in flat columns, and how a row becomes an event again.
import { NO_CAUSE } from "../../domain/cause.ts";
import {
  type CallMissed,
  MISSED_WHY,
  SUBSCRIBER_EVENT_TYPES,
  type SubscriberEvent,
} from "../../domain/subscriber-event.ts";
import type { Door } from "../door.ts";
import { wordOf } from "../spoken.ts";
import type { Cells } from "../world/world.ts";
import { EMPTY_ROW, grown } from "./columns.ts";

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

/**
 * Rows of many subscribers, 15 octets each, each subscriber's in order of time. `a` and `b` by type:
 * turnedOn LAC before, − · updated LAC before, 1 = periodic · seen TAC, serial · setUp peer, 1 =
 * terminated · released cause, − · missed peer, why · sent peer, − · received peer, 1 + service
 * sender or 0 · handedOver cell before, −.
 */
export class EventRows {
  declare count: number;
  /** ms of the day. */
  declare timeMs: Uint32Array;
  declare type: Uint8Array;
  declare cell: Uint16Array;
  declare a: Uint32Array;
  declare b: Uint32Array;
  declare readonly offset: Uint32Array;
  declare readonly length: Uint16Array;

  constructor(subscribers: number) {
    const capacity = Math.max(64, subscribers * 48);
    this.count = 0;
    this.timeMs = new Uint32Array(capacity);
    this.type = new Uint8Array(capacity);
    this.cell = new Uint16Array(capacity);
    this.a = new Uint32Array(capacity);
    this.b = new Uint32Array(capacity);
    this.offset = new Uint32Array(subscribers).fill(EMPTY_ROW);
    this.length = new Uint16Array(subscribers);
  }

  push(timeMs: number, type: number, cell: number, a = 0, b = 0): void {
    const row = this.count++;
    if (row >= this.timeMs.length) this.#grow();
    this.timeMs[row] = timeMs;
    this.type[row] = type;
    this.cell[row] = cell;
    this.a[row] = a;
    this.b[row] = b;
  }

  #grow(): void {
    this.timeMs = grown(this.timeMs);
    this.type = grown(this.type);
    this.cell = grown(this.cell);
    this.a = grown(this.a);
    this.b = grown(this.b);
  }
}

/** Where a row's numbers are looked up. */
export interface Names {
  readonly cells: Cells;
  readonly door: Door;
}

/** The event of a row; `dayMs` is the start of its day. */
export function eventOf(
  rows: EventRows,
  row: number,
  head: { readonly dayMs: number; readonly subscriber: number; readonly sequence: number },
  { cells, door }: Names,
): SubscriberEvent {
  const cell = rows.cell[row]!;
  const a = rows.a[row]!;
  const b = rows.b[row]!;
  const type = SUBSCRIBER_EVENT_TYPES[rows.type[row]!]!;
  const common = {
    timeMs: head.dayMs + rows.timeMs[row]!,
    subscriber: head.subscriber,
    sequence: head.sequence,
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
      return { ...common, type, tac: a, handset: door.handsetOf(head.subscriber, a, b) };
    case "call.setUp": {
      const direction = b === 1 ? "terminated" : "originated";
      return { ...common, type, direction, ...door.personOf(a), carrierPrefix: "" };
    }
    case "call.released":
      return { ...common, type, cause24008: a };
    case "call.missed":
      return { ...common, type, why: MISSED_WHY[b]!, ...door.personOf(a) };
    case "message.sent": {
      const shape = door.shapeOf(wordOf(common));
      return { ...common, type, ...door.personOf(a), ...shape, keyword: "" };
    }
    case "message.received": {
      const party = b > 0 ? door.senderOf(b - 1) : door.personOf(a);
      return { ...common, type, ...party, ...door.shapeOf(wordOf(common)) };
    }
    case "ussd.requested":
      return { ...common, type, code: door.codeOf(wordOf(common)) };
    case "call.handedOver":
      return { ...common, type, fromLac: cells.lac[a]!, fromCi: cells.ci[a]! };
    case "power.turnedOff":
    case "call.alerted":
    case "call.answered":
      return { ...common, type };
    default:
      throw new RangeError(`generated people have no ${type}`);
  }
}
