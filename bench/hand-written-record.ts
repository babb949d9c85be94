// The subscriber machine as a C programmer would write it, the limit of one JavaScript thread:
// everything about a subscriber in one cache line.
import { Timers, UNARMED } from "../machines/columnar/timers.ts";
import type { SubscriberEvents } from "./columnar-events.ts";
import {
  CALLING,
  DIALLING,
  HANDSET,
  type HandWritten,
  IN_CALL,
  JOURNEY_ENDS,
  JOURNEY_ENDS_MS,
  JOURNEY_EVENT,
  JOURNEY_MS,
  MOVING,
  OFF,
  ON,
  POWER,
  RINGING,
  TEXTING,
  TEXTING_ENDS,
  TEXTING_ENDS_MS,
  TIMER_SLOTS,
} from "./hand-written.ts";

/** Large blocks of malloc begin 16 bytes after a page: from here on, records fill cache lines. */
const ALIGNMENT = 48;
/** Records that are touched together, so that their cache misses pass at the same time. */
const TOUCHED_AHEAD = 32;

/** Words and bytes of a record, as shifts of the row. */
const WORDS = 4;
const BYTES = 6;
// Times: the low 32 bits in a word each, the high 8 bits in a byte from HIGH on.
const SEEN = 0;
const LEFT = 1;
const ARRIVED = 2;
const POWER_SINCE = 3;
const MOBILITY_SINCE = 4;
const CALLING_SINCE = 5;
const MESSAGING_SINCE = 6;
const HANDSET_SINCE = 7;
const TIMER_LOW = 8;
/** LAC in the low half of the word, CI in the high half: two cells compare as one number. */
const CELL = 10;
const BEFORE = 11;
/** Byte of the states; see `REGIONS` for its bits. */
const STATES = 48;
const HIGH = 50;
const TIMER_HIGH = 58;
const TIMER_FLAG = 60;

export class RecordSubscribers implements HandWritten {
  readonly #words: Int32Array;
  readonly #bytes: Uint8Array;
  readonly #timers: Timers;
  readonly #touchesAhead: boolean;
  /** Keeps the touching of records from being optimised away. */
  #sink = 0;

  constructor(rows: number, { touchesAhead = true } = {}) {
    this.#touchesAhead = touchesAhead;
    const records = new ArrayBuffer(ALIGNMENT + (rows << BYTES));
    this.#words = new Int32Array(records, ALIGNMENT);
    this.#bytes = new Uint8Array(records, ALIGNMENT);
    for (let row = 0; row < rows; row++) {
      this.#bytes[(row << BYTES) + TIMER_HIGH + JOURNEY_ENDS] = UNARMED;
      this.#bytes[(row << BYTES) + TIMER_HIGH + TEXTING_ENDS] = UNARMED;
    }
    this.#timers = new Timers(
      {
        slots: TIMER_SLOTS,
        wordsPerRow: 1 << WORDS,
        lowWord: TIMER_LOW,
        highByte: TIMER_HIGH,
        flagByte: TIMER_FLAG,
      },
      this.#bytes,
      new Uint32Array(records, ALIGNMENT),
    );
  }

  get bytes(): number {
    return this.#bytes.buffer.byteLength + this.#timers.bytes;
  }

  send(events: SubscriberEvents): void {
    const { size, rows } = events;
    const step = this.#touchesAhead ? TOUCHED_AHEAD : size;
    const words = this.#words;
    for (let from = 0; from < size; from += step) {
      const to = Math.min(from + step, size);
      if (this.#touchesAhead) {
        for (let i = from; i < to; i++) this.#sink ^= words[rows[i]! << WORDS]!;
      }
      this.#send(events, from, to);
    }
  }

  advance(toMs: number): void {
    const timers = this.#timers;
    while (timers.popDue(toMs)) {
      const { row } = timers;
      const states = (row << BYTES) + STATES;
      if (timers.event === JOURNEY_EVENT) {
        this.#set(row, MOBILITY_SINCE, this.#time(row, ARRIVED) + JOURNEY_ENDS_MS);
        this.#bytes[states]! &= ~MOVING;
      } else {
        this.#set(row, MESSAGING_SINCE, this.#time(row, MESSAGING_SINCE) + TEXTING_ENDS_MS);
        this.#bytes[states]! &= ~TEXTING;
      }
    }
  }

  read(row: number, into: Float64Array): void {
    const cell = this.#words[(row << WORDS) + CELL]!;
    const before = this.#words[(row << WORDS) + BEFORE]!;
    into[0] = this.#bytes[(row << BYTES) + STATES]!;
    into[1] = cell & 0xffff;
    into[2] = cell >>> 16;
    into[3] = this.#time(row, SEEN);
    into[4] = before & 0xffff;
    into[5] = before >>> 16;
    for (let time = LEFT; time <= HANDSET_SINCE; time++) into[5 + time] = this.#time(row, time);
  }

  #send(events: SubscriberEvents, from: number, to: number): void {
    const { rows, timesMs, types, lacs, cis, directions, capabilities } = events;
    const timers = this.#timers;
    const bytes = this.#bytes;
    for (let i = from; i < to; i++) {
      const timeMs = timesMs[i]!;
      if (timers.headDueMs <= timeMs) this.advance(timeMs);
      const row = rows[i]!;
      const at = (row << BYTES) + STATES;
      const cell = lacs[i]! | (cis[i]! << 16);
      const before = bytes[at]!;
      let states = before;
      switch (types[i]) {
        case 0: // power.turnedOn
          states = this.#hangUp(row, this.#sight(row, states, cell, timeMs), timeMs);
          break;
        case 1: // power.turnedOff
          if ((states & POWER) !== OFF) {
            this.#set(row, POWER_SINCE, timeMs);
            states = (states & ~POWER) | OFF;
          }
          states = this.#hangUp(row, this.#place(row, states, cell, timeMs), timeMs);
          break;
        case 3: // handset.seen
          states = this.#sight(row, states, cell, timeMs);
          states = this.#handset(row, states, capabilities[i]!, timeMs);
          break;
        case 4: // call.setUp
          states = this.#sight(row, states, cell, timeMs);
          if ((states & CALLING) === 0) {
            this.#set(row, CALLING_SINCE, timeMs);
            states |= directions[i] === 1 ? DIALLING : RINGING;
          }
          break;
        case 5: // call.alerted
          states = this.#sight(row, states, cell, timeMs);
          if ((states & CALLING) < RINGING) {
            this.#set(row, CALLING_SINCE, timeMs);
            states = (states & ~CALLING) | RINGING;
          }
          break;
        case 6: // call.answered
          states = this.#sight(row, states, cell, timeMs);
          if ((states & CALLING) !== IN_CALL) {
            this.#set(row, CALLING_SINCE, timeMs);
            states |= IN_CALL;
          }
          break;
        case 7: // call.released
          states = this.#hangUp(row, this.#sight(row, states, cell, timeMs), timeMs);
          break;
        case 8: // call.missed
          if ((states & POWER) === 0) {
            this.#set(row, POWER_SINCE, timeMs);
            states |= OFF;
          }
          break;
        case 9: // message.sent
          states = this.#sight(row, states, cell, timeMs) | TEXTING;
          this.#set(row, MESSAGING_SINCE, timeMs);
          timers.disarm(row, TEXTING_ENDS);
          timers.arm(row, TEXTING_ENDS, timeMs + TEXTING_ENDS_MS);
          break;
        default: // location.updated, message.received, ussd.requested, call.handedOver
          states = this.#sight(row, states, cell, timeMs);
      }
      if (states !== before) bytes[at] = states;
    }
  }

  /** A sign of life in a cell; returns the states after it. */
  #sight(row: number, states: number, cell: number, timeMs: number): number {
    if ((states & POWER) !== ON) {
      this.#set(row, POWER_SINCE, timeMs);
      states = (states & ~POWER) | ON;
    }
    return this.#place(row, states, cell, timeMs);
  }

  #place(row: number, states: number, cell: number, timeMs: number): number {
    if (cell === 0) return states;
    const words = this.#words;
    const word = row << WORDS;
    if (words[word + CELL] === cell) {
      this.#set(row, SEEN, timeMs);
      return states;
    }
    const before = words[word + BEFORE]!;
    const leftMs = this.#time(row, LEFT);
    // The cell that was left, and when it was last seen.
    words[word + BEFORE] = words[word + CELL]!;
    words[word + CELL] = cell;
    words[word + LEFT] = words[word + SEEN]!;
    const high = (row << BYTES) + HIGH;
    this.#bytes[high + LEFT] = this.#bytes[high + SEEN]!;
    this.#set(row, SEEN, timeMs);
    if (before === cell) return states;
    this.#set(row, ARRIVED, timeMs);
    if ((states & MOVING) !== 0) this.#timers.disarm(row, JOURNEY_ENDS);
    else if (before === 0 || timeMs - leftMs > JOURNEY_MS) return states;
    else this.#set(row, MOBILITY_SINCE, timeMs);
    this.#timers.arm(row, JOURNEY_ENDS, timeMs + JOURNEY_ENDS_MS);
    return states | MOVING;
  }

  #hangUp(row: number, states: number, timeMs: number): number {
    if ((states & CALLING) === 0) return states;
    this.#set(row, CALLING_SINCE, timeMs);
    return states & ~CALLING;
  }

  #handset(row: number, states: number, capabilities: number, timeMs: number): number {
    let seen = 0;
    if (capabilities >= 0) seen = (capabilities & 1) !== 0 ? 3 : (capabilities & 2) !== 0 ? 2 : 1;
    if (states >> 6 === seen) return states;
    this.#set(row, HANDSET_SINCE, timeMs);
    return (states & ~HANDSET) | (seen << 6);
  }

  #time(row: number, time: number): number {
    const high = this.#bytes[(row << BYTES) + HIGH + time]!;
    return (this.#words[(row << WORDS) + time]! >>> 0) + high * 2 ** 32;
  }

  #set(row: number, time: number, timeMs: number): void {
    this.#words[(row << WORDS) + time] = timeMs;
    this.#bytes[(row << BYTES) + HIGH + time] = timeMs / 2 ** 32;
  }
}
