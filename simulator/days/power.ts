// When phones are off: at night, empty, for a pause, in a drawer, for a new handset, on a flight, abroad.
import { fraction, hashWords } from "../../domain/hash.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from "../../domain/time.ts";
import { FLAG } from "../population.ts";
import { bernoulli, draw, normal, normalOf, PURPOSE, type RunKey } from "../random.ts";
import { passageBack, passageOut, type Stay, stayOf } from "./away.ts";
import { flightOf } from "./flights.ts";
import { handsetChangeMs } from "./handsets.ts";
import type { Setting } from "./setting.ts";

export { handsetChangeMs } from "./handsets.ts";

/** Spans in which a phone is off, ms of the day: from, to, from, to, …; ordered, apart. */
export type OffSpans = readonly number[];

/** Most days of most phones. */
export const ALWAYS_ON: OffSpans = [];

// Habits, all assumed; together with T4 and T16 of traffic.md in view: 0.2–1.0 attaches and detaches a
// day, 85–92 % of phones attached.
const NIGHT_KEPT = 0.9;
const NIGHT_OFF = { atMs: -30 * MINUTE_MS, sigmaMs: 40 * MINUTE_MS };
const NIGHT_OFF_RANGE_MS = [-150 * MINUTE_MS, 60 * MINUTE_MS] as const;
const MORNING_ON = { atMs: 6.8 * HOUR_MS, sigmaMs: 40 * MINUTE_MS };
const MORNING_ON_RANGE_MS = [5.5 * HOUR_MS, 9.5 * HOUR_MS] as const;
const BATTERY_EMPTY_PER_DAY = 0.1;
const BATTERY_FROM_MS = 9 * HOUR_MS;
const BATTERY_SPAN_MS = 12 * HOUR_MS;
const BATTERY_OFF = { mu: Math.log(70 * MINUTE_MS), sigma: 0.9 };
const BATTERY_TO_MS = DAY_MS - 10 * MINUTE_MS;
const BATTERY_OFF_RANGE_MS = [6 * MINUTE_MS, 5 * HOUR_MS] as const;
const SWAP_FROM_MS = 3 * MINUTE_MS;
const SWAP_SPAN_MS = 4 * MINUTE_MS;
const FIRST_OFF_FROM_MS = 5 * SECOND_MS;
const FIRST_OFF_SPAN_MS = 170 * SECOND_MS;
/** Off for a meeting, a nap, a film; more in the evening. */
const PAUSE_PER_DAY = 0.2;
const PAUSE_FROM_MS = 8.5 * HOUR_MS;
const PAUSE_SPAN_MS = 13 * HOUR_MS;
const PAUSE_SKEW = 0.6;
const PAUSE_OFF = { mu: Math.log(45 * MINUTE_MS), sigma: 0.6 };
/**
 * Phones that are off for whole blocks of days: some that lie in a drawer most of the time, and
 * anybody's now and then.
 */
const IDLE_BLOCK_DAYS = 10;
const DRAWER_SHARE = 0.045;
const DRAWER_IDLE = 0.8;
const OTHER_IDLE = 0.007;
const IDLE_FROM_MS = 9 * HOUR_MS;
const IDLE_SPAN_MS = 12 * HOUR_MS;
/** Shorter times on between two spans are not worth a signal: the spans become one. */
const LEAST_ON_MS = 2 * MINUTE_MS;
const LEAST_OFF_MS = MINUTE_MS;

/** Counters of purpose `power`, times 8 per day. */
const PART = {
  kept: 0,
  nightOff: 1,
  morningOn: 2,
  battery: 3,
  batteryAt: 4,
  batteryFor: 5,
  first: 6,
  pause: 7,
} as const;

/**
 * Spans of a day in which the phone is off: a pure function of the person and the day. They are
 * written to `out`, which is emptied first; most days it is left alone, and an empty list returned.
 * On day 0 whoever would be off at midnight switches off in the first minutes, so that the tap sees
 * it.
 */
export function powerOf(
  setting: Setting,
  subscriber: number,
  day: number,
  out?: number[],
): OffSpans {
  const { key, population, scenario } = setting;
  const sleeps = (population.flags[subscriber]! & FLAG.nightOff) !== 0;
  const empty = bernoulli(
    BATTERY_EMPTY_PER_DAY,
    key,
    subscriber,
    PURPOSE.power,
    day * 8 + PART.battery,
  );
  const pause = draw(key, subscriber, PURPOSE.power, day * 8 + PART.pause);
  const pauses = fraction(pause) < PAUSE_PER_DAY;
  const idle = idleDays(key, subscriber, day);
  const swapMs = handsetChangeMs(key, scenario, subscriber, day);
  const stay = stayOf(setting, subscriber, day);
  const flight = stay === undefined ? flightOf(setting, subscriber, day) : undefined;
  const leaves = stay?.out === true || flight !== undefined;
  if (!sleeps && !empty && !pauses && idle === 0 && swapMs < 0 && !leaves) return ALWAYS_ON;
  const spans = out ?? [];
  spans.length = 0;
  if (sleeps) addNights(setting, subscriber, day, spans);
  if (empty) addEmptyBattery(key, subscriber, day, spans);
  if (pauses) {
    const from = PAUSE_FROM_MS + fraction(hashWords(pause, 1)) ** PAUSE_SKEW * PAUSE_SPAN_MS;
    const length = Math.exp(PAUSE_OFF.mu + PAUSE_OFF.sigma * normalOf(hashWords(pause, 2)));
    spans.push(from, Math.min(BATTERY_TO_MS, from + clamp(length, BATTERY_OFF_RANGE_MS)));
  }
  if (idle !== 0) addIdle(key, subscriber, day, idle, spans);
  if (swapMs >= 0) {
    const word = draw(key, subscriber, PURPOSE.handsetChange, day * 2 + 1);
    spans.push(swapMs, swapMs + SWAP_FROM_MS + fraction(word) * SWAP_SPAN_MS);
  }
  if (stay?.out === true) addRoaming(setting, subscriber, day, stay, spans);
  if (flight !== undefined) spans.push(flight.offMs, flight.onMs);
  return joined(spans);
}

/** Bits: 1 when the phone lies idle on a day, 2 when it did the day before. */
function idleDays(key: RunKey, subscriber: number, day: number): number {
  const phase = hashWords(subscriber, IDLE_BLOCK_DAYS) % IDLE_BLOCK_DAYS;
  const inDrawer = fraction(draw(key, subscriber, PURPOSE.idlePhone, -2)) < DRAWER_SHARE;
  const share = inDrawer ? DRAWER_IDLE : OTHER_IDLE;
  const block = Math.floor((day + phase) / IDLE_BLOCK_DAYS);
  const now = fraction(draw(key, subscriber, PURPOSE.idlePhone, block)) < share;
  if ((day + phase) % IDLE_BLOCK_DAYS !== 0) return now ? 3 : 0;
  const before = fraction(draw(key, subscriber, PURPOSE.idlePhone, block - 1)) < share;
  return (now ? 1 : 0) | (before ? 2 : 0);
}

function addIdle(
  key: RunKey,
  subscriber: number,
  day: number,
  idle: number,
  spans: number[],
): void {
  const word = draw(key, subscriber, PURPOSE.idlePhone, 0x40000000 + day);
  const turnsMs = IDLE_FROM_MS + fraction(word) * IDLE_SPAN_MS;
  const from = (idle & 2) !== 0 ? firstOffMs(key, subscriber, day, 0) : turnsMs;
  spans.push(from, (idle & 1) !== 0 ? DAY_MS : turnsMs);
}

function addRoaming(
  setting: Setting,
  subscriber: number,
  day: number,
  stay: Stay,
  spans: number[],
): void {
  const leaves = day === stay.firstDay;
  const from = leaves
    ? passageOut(setting, subscriber, stay).phoneMs
    : firstOffMs(setting.key, subscriber, day, 0);
  const to = day === stay.lastDay ? passageBack(setting, subscriber, stay).phoneMs : DAY_MS;
  spans.push(from, to);
}

function addNights(setting: Setting, subscriber: number, day: number, spans: number[]): void {
  const { key, population } = setting;
  const shift = population.shiftMs[subscriber]!;
  const last = night(key, subscriber, day, shift);
  if (last !== undefined) spans.push(firstOffMs(key, subscriber, day, last.offMs), last.onMs);
  const next = night(key, subscriber, day + 1, shift);
  if (next !== undefined && next.offMs < 0) spans.push(DAY_MS + next.offMs, DAY_MS);
}

function addEmptyBattery(key: RunKey, subscriber: number, day: number, spans: number[]): void {
  const at = draw(key, subscriber, PURPOSE.power, day * 8 + PART.batteryAt);
  const from = BATTERY_FROM_MS + fraction(at) * BATTERY_SPAN_MS;
  const z = normal(key, subscriber, PURPOSE.power, day * 8 + PART.batteryFor);
  const length = Math.exp(BATTERY_OFF.mu + BATTERY_OFF.sigma * z);
  spans.push(from, Math.min(BATTERY_TO_MS, from + clamp(length, BATTERY_OFF_RANGE_MS)));
}

function night(
  key: RunKey,
  subscriber: number,
  day: number,
  shift: number,
): { readonly offMs: number; readonly onMs: number } | undefined {
  const part = (counter: number): number => day * 8 + counter;
  if (!bernoulli(NIGHT_KEPT, key, subscriber, PURPOSE.power, part(PART.kept))) return undefined;
  const off = normal(key, subscriber, PURPOSE.power, part(PART.nightOff)) * NIGHT_OFF.sigmaMs;
  const on = normal(key, subscriber, PURPOSE.power, part(PART.morningOn)) * MORNING_ON.sigmaMs;
  return {
    offMs: awayFromMidnight(clamp(NIGHT_OFF.atMs + off + shift / 2, NIGHT_OFF_RANGE_MS)),
    onMs: clamp(MORNING_ON.atMs + on + shift, MORNING_ON_RANGE_MS),
  };
}

/** Both days of a night must see the same side of midnight, with time for a signal. */
function awayFromMidnight(offMs: number): number {
  return Math.abs(offMs) < LEAST_ON_MS ? -LEAST_ON_MS : offMs;
}

/** When the phone went off, ms of this day: not before midnight, on day 0 not before the first seconds. */
function firstOffMs(key: RunKey, subscriber: number, day: number, offMs: number): number {
  if (offMs > 0) return offMs;
  if (day > 0) return 0;
  const word = draw(key, subscriber, PURPOSE.power, PART.first);
  return FIRST_OFF_FROM_MS + fraction(word) * FIRST_OFF_SPAN_MS;
}

/** Orders the spans in place, joins those that touch or nearly do, and rounds to ms of the day. */
function joined(spans: number[]): OffSpans {
  for (let index = 2; index < spans.length; index += 2) {
    const [from, to] = [spans[index]!, spans[index + 1]!];
    let slot = index;
    for (; slot > 0 && spans[slot - 2]! > from; slot -= 2) {
      spans[slot] = spans[slot - 2]!;
      spans[slot + 1] = spans[slot - 1]!;
    }
    spans[slot] = from;
    spans[slot + 1] = to;
  }
  let length = 0;
  for (let index = 0; index < spans.length; index += 2) {
    const from = Math.max(0, Math.round(spans[index]!));
    const to = Math.min(DAY_MS, Math.round(spans[index + 1]!));
    if (to - from < LEAST_OFF_MS) continue;
    if (length > 0 && from - spans[length - 1]! < LEAST_ON_MS) {
      spans[length - 1] = Math.max(spans[length - 1]!, to);
    } else {
      spans[length++] = from;
      spans[length++] = to;
    }
  }
  spans.length = length;
  return spans;
}

function clamp(value: number, [low, high]: readonly [number, number]): number {
  return Math.min(high, Math.max(low, value));
}

/** Whether a moment, ms of the day, lies in one of the spans. */
export function isOff(spans: OffSpans, timeMs: number): boolean {
  for (let index = 0; index < spans.length; index += 2) {
    if (timeMs >= spans[index]! && timeMs < spans[index + 1]!) return true;
  }
  return false;
}
