// When phones are off: at night, with an empty battery, for a new handset, on a flight.
import { fraction } from "../../domain/hash.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from "../../domain/time.ts";
import type { Scenario } from "../../scenarios/scenario.ts";
import { FLAG } from "../population.ts";
import { bernoulli, draw, normal, PURPOSE, type RunKey } from "../random.ts";
import { flightOf } from "./journeys.ts";
import type { Setting } from "./setting.ts";

/** Spans in which a phone is off, ms of the day: from, to, from, to, …; ordered, apart. */
export type OffSpans = readonly number[];

/** Most days of most phones. */
const ALWAYS_ON: OffSpans = [];

// Habits, all assumed but the handset rate of the scenario.
const NIGHT_KEPT = 0.9;
const NIGHT_OFF = { atMs: -30 * MINUTE_MS, sigmaMs: 40 * MINUTE_MS };
const NIGHT_OFF_RANGE_MS = [-150 * MINUTE_MS, 60 * MINUTE_MS] as const;
const MORNING_ON = { atMs: 6.8 * HOUR_MS, sigmaMs: 40 * MINUTE_MS };
const MORNING_ON_RANGE_MS = [5.5 * HOUR_MS, 9.5 * HOUR_MS] as const;
const BATTERY_EMPTY_PER_DAY = 0.09;
const BATTERY_FROM_MS = 9 * HOUR_MS;
const BATTERY_SPAN_MS = 12 * HOUR_MS;
const BATTERY_OFF = { mu: Math.log(70 * MINUTE_MS), sigma: 0.9 };
const BATTERY_TO_MS = DAY_MS - 10 * MINUTE_MS;
const BATTERY_OFF_RANGE_MS = [6 * MINUTE_MS, 5 * HOUR_MS] as const;
const SHOP_FROM_MS = 10 * HOUR_MS;
const SHOP_SPAN_MS = 10 * HOUR_MS;
const SWAP_FROM_MS = 3 * MINUTE_MS;
const SWAP_SPAN_MS = 4 * MINUTE_MS;
const FIRST_OFF_FROM_MS = 5 * SECOND_MS;
const FIRST_OFF_SPAN_MS = 170 * SECOND_MS;
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
};

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
  const swapMs = handsetChangeMs(key, scenario, subscriber, day);
  const flight = flightOf(setting, subscriber, day);
  if (!sleeps && !empty && swapMs < 0 && flight === undefined) return ALWAYS_ON;
  const spans = out ?? [];
  spans.length = 0;
  if (sleeps) addNights(setting, subscriber, day, spans);
  if (empty) addEmptyBattery(key, subscriber, day, spans);
  if (swapMs >= 0) {
    const word = draw(key, subscriber, PURPOSE.handsetChange, day * 2 + 1);
    spans.push(swapMs, swapMs + SWAP_FROM_MS + fraction(word) * SWAP_SPAN_MS);
  }
  if (flight !== undefined) spans.push(flight.offMs, flight.onMs);
  return joined(spans);
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

/** When a new handset is taken into use on this day, ms of the day; −1 on most days. */
export function handsetChangeMs(
  key: RunKey,
  { people }: Pick<Scenario, "people">,
  subscriber: number,
  day: number,
): number {
  const share = fraction(draw(key, subscriber, PURPOSE.handsetChange, day * 2));
  const perDay = Math.min(1, people.handsetChangesPerYear / 365);
  return share < perDay ? Math.floor(SHOP_FROM_MS + (share / perDay) * SHOP_SPAN_MS) : -1;
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
