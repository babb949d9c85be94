// The subscriber machine by hand, in the simplest layout: sixteen float64 for each subscriber.
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
  READING_SIZE,
  RINGING,
  TEXTING,
  TEXTING_ENDS,
  TEXTING_ENDS_MS,
  TIMER_SLOTS,
} from "./hand-written.ts";

/** Numbers of a row, as a shift of it. */
const NUMBERS = 4;
/** All states as one number; see `REGIONS` for its bits. The context follows in its own order. */
const STATES = 0;
const LAC = 1;
const CI = 2;
const SEEN = 3;
const BEFORE_LAC = 4;
const BEFORE_CI = 5;
const LEFT = 6;
const ARRIVED = 7;
const POWER_SINCE = 8;
const MOBILITY_SINCE = 9;
const CALLING_SINCE = 10;
const MESSAGING_SINCE = 11;
const HANDSET_SINCE = 12;
// The timers' slots take the place of the last two numbers.
const TIMER_LOW = 28;
const TIMER_HIGH = 120;
const TIMER_FLAG = 122;

export class Float64Subscribers implements HandWritten {
  readonly #numbers: Float64Array;
  readonly #timers: Timers;

  constructor(rows: number) {
    this.#numbers = new Float64Array(rows << NUMBERS);
    const bytes = new Uint8Array(this.#numbers.buffer);
    for (let row = 0; row < rows; row++) {
      bytes[(row << NUMBERS) * 8 + TIMER_HIGH + JOURNEY_ENDS] = UNARMED;
      bytes[(row << NUMBERS) * 8 + TIMER_HIGH + TEXTING_ENDS] = UNARMED;
    }
    this.#timers = new Timers(
      {
        slots: TIMER_SLOTS,
        wordsPerRow: 2 << NUMBERS,
        lowWord: TIMER_LOW,
        highByte: TIMER_HIGH,
        flagByte: TIMER_FLAG,
      },
      bytes,
      new Uint32Array(this.#numbers.buffer),
    );
  }

  get bytes(): number {
    return this.#numbers.byteLength + this.#timers.bytes;
  }

  advance(toMs: number): void {
    const timers = this.#timers;
    const numbers = this.#numbers;
    while (timers.popDue(toMs)) {
      const at = timers.row << NUMBERS;
      if (timers.event === JOURNEY_EVENT) {
        numbers[at + MOBILITY_SINCE] = numbers[at + ARRIVED]! + JOURNEY_ENDS_MS;
        numbers[at + STATES]! &= ~MOVING;
      } else {
        numbers[at + MESSAGING_SINCE]! += TEXTING_ENDS_MS;
        numbers[at + STATES]! &= ~TEXTING;
      }
    }
  }

  read(row: number, into: Float64Array): void {
    for (let i = 0; i < READING_SIZE; i++) into[i] = this.#numbers[(row << NUMBERS) + i]!;
  }

  send(events: SubscriberEvents): void {
    const { size, rows, timesMs, types, lacs, cis, directions, capabilities } = events;
    const timers = this.#timers;
    const numbers = this.#numbers;
    for (let i = 0; i < size; i++) {
      const timeMs = timesMs[i]!;
      if (timers.headDueMs <= timeMs) this.advance(timeMs);
      const row = rows[i]!;
      const at = row << NUMBERS;
      const lac = lacs[i]!;
      const ci = cis[i]!;
      const before = numbers[at + STATES]! | 0;
      let states = before;
      switch (types[i]) {
        case 0: // power.turnedOn
          states = this.#hangUp(at, this.#sight(row, states, lac, ci, timeMs), timeMs);
          break;
        case 1: // power.turnedOff
          if ((states & POWER) !== OFF) {
            numbers[at + POWER_SINCE] = timeMs;
            states = (states & ~POWER) | OFF;
          }
          states = this.#hangUp(at, this.#place(row, states, lac, ci, timeMs), timeMs);
          break;
        case 3: // handset.seen
          states = this.#sight(row, states, lac, ci, timeMs);
          states = this.#handset(at, states, capabilities[i]!, timeMs);
          break;
        case 4: // call.setUp
          states = this.#sight(row, states, lac, ci, timeMs);
          if ((states & CALLING) === 0) {
            numbers[at + CALLING_SINCE] = timeMs;
            states |= directions[i] === 1 ? DIALLING : RINGING;
          }
          break;
        case 5: // call.alerted
          states = this.#sight(row, states, lac, ci, timeMs);
          if ((states & CALLING) < RINGING) {
            numbers[at + CALLING_SINCE] = timeMs;
            states = (states & ~CALLING) | RINGING;
          }
          break;
        case 6: // call.answered
          states = this.#sight(row, states, lac, ci, timeMs);
          if ((states & CALLING) !== IN_CALL) {
            numbers[at + CALLING_SINCE] = timeMs;
            states |= IN_CALL;
          }
          break;
        case 7: // call.released
          states = this.#hangUp(at, this.#sight(row, states, lac, ci, timeMs), timeMs);
          break;
        case 8: // call.missed
          if ((states & POWER) === 0) {
            numbers[at + POWER_SINCE] = timeMs;
            states |= OFF;
          }
          break;
        case 9: // message.sent
          states = this.#sight(row, states, lac, ci, timeMs) | TEXTING;
          numbers[at + MESSAGING_SINCE] = timeMs;
          timers.disarm(row, TEXTING_ENDS);
          timers.arm(row, TEXTING_ENDS, timeMs + TEXTING_ENDS_MS);
          break;
        default: // location.updated, message.received, ussd.requested, call.handedOver
          states = this.#sight(row, states, lac, ci, timeMs);
      }
      if (states !== before) numbers[at + STATES] = states;
    }
  }

  /** A sign of life in a cell; returns the states after it. */
  #sight(row: number, states: number, lac: number, ci: number, timeMs: number): number {
    if ((states & POWER) !== ON) {
      this.#numbers[(row << NUMBERS) + POWER_SINCE] = timeMs;
      states = (states & ~POWER) | ON;
    }
    return this.#place(row, states, lac, ci, timeMs);
  }

  #place(row: number, states: number, lac: number, ci: number, timeMs: number): number {
    if (lac === 0 && ci === 0) return states;
    const numbers = this.#numbers;
    const at = row << NUMBERS;
    if (numbers[at + CI] === ci && numbers[at + LAC] === lac) {
      numbers[at + SEEN] = timeMs;
      return states;
    }
    const beforeLac = numbers[at + BEFORE_LAC]!;
    const beforeCi = numbers[at + BEFORE_CI]!;
    const leftMs = numbers[at + LEFT]!;
    numbers[at + BEFORE_LAC] = numbers[at + LAC]!;
    numbers[at + BEFORE_CI] = numbers[at + CI]!;
    numbers[at + LEFT] = numbers[at + SEEN]!;
    numbers[at + LAC] = lac;
    numbers[at + CI] = ci;
    numbers[at + SEEN] = timeMs;
    if (beforeCi === ci && beforeLac === lac) return states;
    numbers[at + ARRIVED] = timeMs;
    if ((states & MOVING) !== 0) this.#timers.disarm(row, JOURNEY_ENDS);
    else if ((beforeLac === 0 && beforeCi === 0) || timeMs - leftMs > JOURNEY_MS) return states;
    else numbers[at + MOBILITY_SINCE] = timeMs;
    this.#timers.arm(row, JOURNEY_ENDS, timeMs + JOURNEY_ENDS_MS);
    return states | MOVING;
  }

  #hangUp(at: number, states: number, timeMs: number): number {
    if ((states & CALLING) === 0) return states;
    this.#numbers[at + CALLING_SINCE] = timeMs;
    return states & ~CALLING;
  }

  #handset(at: number, states: number, capabilities: number, timeMs: number): number {
    let seen = 0;
    if (capabilities >= 0) seen = (capabilities & 1) !== 0 ? 3 : (capabilities & 2) !== 0 ? 2 : 1;
    if (states >> 6 === seen) return states;
    this.#numbers[at + HANDSET_SINCE] = timeMs;
    return (states & ~HANDSET) | (seen << 6);
  }
}
