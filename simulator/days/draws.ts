// Draws for acts: how often, when and which, by person, day, kind of act and item.
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../domain/time.ts";
import { monthlyRate } from "../account.ts";
import { type Habit, TONES } from "../people-tables.ts";
import { draw, PURPOSE, poissonOf } from "../random.ts";
import type { Setting } from "./setting.ts";

/** Steps of the tables: 8 bits of a word choose one. */
const STEPS = 256;
/** Kinds of acts, items of one kind on a day, and parts of one item, as counters hold them. */
const KINDS = 32;
const ITEMS = 128;
const PARTS = 4;
/** Nothing is begun later, so that it is over by midnight. */
const LATEST_MS = DAY_MS - 30 * MINUTE_MS;

/** The draws of one person and day, then of the next. */
export class Draws {
  readonly #setting: Setting;
  #subscriber = 0;
  #day = 0;
  #shiftMs = 0;

  constructor(setting: Setting) {
    this.#setting = setting;
  }

  begin(subscriber: number, day: number): void {
    this.#subscriber = subscriber;
    this.#day = day;
    this.#shiftMs = this.#setting.population.shiftMs[subscriber]!;
  }

  /** How often today, at `perDay`: Poisson. */
  count(act: number, perDay: number): number {
    return poissonOf(perDay, this.#countWord(this.#subscriber, act));
  }

  /**
   * How often today, by the person's habit, at most at `mostPerDay` times `factor` a month: whoever
   * is below anyway costs one draw, and no look at the habit.
   */
  habit(act: number, habit: Habit, mostPerDay: number, factor: number): number {
    return this.habitOf(this.#subscriber, act, habit, mostPerDay, factor);
  }

  /** The same of somebody else on the same day. */
  habitOf(
    subscriber: number,
    act: number,
    habit: Habit,
    mostPerDay: number,
    factor: number,
  ): number {
    const word = this.#countWord(subscriber, act);
    const most = mostPerDay * factor * 30;
    if (word + 0.5 < Math.exp(-most) * 4294967296) return 0;
    const rate = monthlyRate(this.#setting, subscriber, habit) * factor;
    return poissonOf(Math.min(most, rate), word);
  }

  #countWord(subscriber: number, act: number): number {
    return draw(this.#setting.key, subscriber, PURPOSE.act, this.#day * KINDS + act);
  }

  /** A word about an item of today; part 0 is its moment's, and `item` counts from 1. */
  detail(act: number, item: number, part: number): number {
    return this.detailOf(this.#subscriber, act, item, part);
  }

  detailOf(subscriber: number, act: number, item: number, part: number): number {
    const counter = ((this.#day * KINDS + act) * ITEMS + item) * PARTS + part;
    return draw(this.#setting.key, subscriber, PURPOSE.actDetail, counter);
  }

  /** When an item is done, ms of the day, by a table of hours and the person's rhythm. */
  moment(act: number, item: number, hours: Uint32Array): number {
    return momentOf(hours, this.detail(act, item, 0), this.#shiftMs);
  }

  /** The same of somebody else. */
  momentOf(subscriber: number, act: number, item: number, hours: Uint32Array): number {
    const shiftMs = this.#setting.population.shiftMs[subscriber]!;
    return momentOf(hours, this.detailOf(subscriber, act, item, 0), shiftMs);
  }

  /** A tone by a word: its place in the charts, 1 to TONES, as toneOf weighs them. */
  tone(word: number): number {
    return Math.min(TONES, Math.floor((TONES + 1) ** (word / 4294967296)));
  }
}

function momentOf(hours: Uint32Array, word: number, shiftMs: number): number {
  const step = word & (STEPS - 1);
  const from = hours[step]!;
  const span = hours[step + 1]! - from;
  const atMs = from + Math.floor(((word >>> 8) / 0x100_0000) * span) + shiftMs;
  return Math.max(0, Math.min(LATEST_MS, atMs));
}

/** Where the steps of a day's distribution begin, ms, and where the last one ends. */
export function hoursTable(weights: readonly number[]): Uint32Array {
  const sum = weights.reduce((all, weight) => all + weight, 0);
  const table = new Uint32Array(STEPS + 1);
  let hour = 0;
  let before = 0;
  for (let step = 0; step < STEPS; step++) {
    const share = (step / STEPS) * sum;
    while (before + weights[hour]! <= share) before += weights[hour++]!;
    table[step] = (hour + (share - before) / weights[hour]!) * HOUR_MS;
  }
  table[STEPS] = (weights.findLastIndex((weight) => weight > 0) + 1) * HOUR_MS;
  return table;
}

/** Which of the weights each step stands for; empty when all are 0. */
export function weightTable(weights: readonly number[]): Uint8Array {
  const sum = weights.reduce((all, weight) => all + weight, 0);
  if (sum === 0) return new Uint8Array(0);
  const table = new Uint8Array(STEPS);
  let item = 0;
  let before = 0;
  for (let step = 0; step < STEPS; step++) {
    const share = ((step + 0.5) / STEPS) * sum;
    while (before + weights[item]! <= share) before += weights[item++]!;
    table[step] = item;
  }
  return table;
}
