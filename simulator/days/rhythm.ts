// At what hours people call and write: the shapes of days, and each person's own habits.
import { mix32 } from "../../domain/hash.ts";
import { HOUR_MS } from "../../domain/time.ts";
import { draw, PURPOSE, type RunKey } from "../random.ts";

/**
 * Sessions by hour of the day, relative. ASSUMED shapes (rows C2 and C15 of traffic.md: least at
 * 3 to 5 h, plateaus at 10–11 h and 17–21 h, messages later than calls, rest days later than
 * workdays); the average person follows them, see {@link HABITS}.
 */
export const HOURS = {
  callsOnWorkdays: [
    0.45, 0.2, 0.1, 0.06, 0.07, 0.2, 0.9, 2.5, 4.8, 7, 7.7, 7.4, 5, 4.2, 4.9, 5.5, 6.2, 7.9, 8.8, 9,
    8.3, 5.6, 2.8, 1.1,
  ],
  callsOnRestDays: [
    0.8, 0.4, 0.2, 0.1, 0.1, 0.15, 0.5, 1.4, 3.2, 5.4, 7, 7.3, 5.8, 4.8, 5, 5.4, 6.1, 7.4, 8, 8.3,
    8, 6.6, 4.2, 2,
  ],
  messagesOnWorkdays: [
    1.4, 0.6, 0.3, 0.15, 0.12, 0.2, 0.7, 1.8, 3, 4, 4.5, 4.7, 4.9, 4.2, 4, 4.2, 4.6, 5.2, 5.8, 6.8,
    8.6, 9.4, 8.8, 4.6,
  ],
  messagesOnRestDays: [
    2.2, 1.1, 0.5, 0.25, 0.15, 0.15, 0.4, 1, 2.1, 3.4, 4.4, 4.9, 5, 4.6, 4.4, 4.5, 4.8, 5.3, 5.8,
    6.6, 8.2, 9.2, 9, 5.6,
  ],
} as const satisfies Record<string, readonly number[]>;

/** Positions of the shapes in the tables, and in {@link sessionMs}. */
export const SHAPE = { calls: 0, messages: 2 } as const;
const SHAPES = [
  HOURS.callsOnWorkdays,
  HOURS.callsOnRestDays,
  HOURS.messagesOnWorkdays,
  HOURS.messagesOnRestDays,
];

/**
 * Sessions of a workday and of a rest day, relative to the week's mean: five to two make 1 (ASSUMED;
 * traffic of rest days is lower everywhere).
 */
export const DAY_FACTORS = { calls: [1.06, 0.85], messages: [0.99, 1.025] } as const;

/** So many habits there are: which part of the day somebody prefers (row C16). */
export const HABITS = 32;
/** Parts of the day that a habit stresses or avoids, by their first hour. */
const PART_HOURS = [0, 8, 12, 15, 18, 21];
/** Spread of the stress, as of a logarithm. CALIBRATED (C16: persistent for over 80 % of people). */
const STRESS = 0.8;

const WORD = 2 ** 32;
const HOURS_A_DAY = 24;
const GUIDE = 256;

/** Cumulated shares by (shape, habit, hour) as u32, and the hour that a word's first octet leads to. */
const CUMULATED = new Uint32Array(SHAPES.length * HABITS * HOURS_A_DAY);
const GUIDES = new Uint8Array(SHAPES.length * HABITS * GUIDE);
for (const [shape, hours] of SHAPES.entries()) tabulate(shape, hours);

function tabulate(shape: number, hours: readonly number[]): void {
  // What the habits do on average is taken back, so that people together follow the shape.
  let own = shares(hours);
  const wanted = own;
  for (let round = 0; round < 12; round++) {
    const mean = new Array<number>(HOURS_A_DAY).fill(0);
    for (let habit = 0; habit < HABITS; habit++) {
      for (const [hour, share] of stressed(own, habit).entries()) mean[hour]! += share / HABITS;
    }
    own = shares(own.map((share, hour) => (share * wanted[hour]!) / mean[hour]!));
  }
  for (let habit = 0; habit < HABITS; habit++) {
    const table = shape * HABITS + habit;
    let sum = 0;
    for (const [hour, share] of stressed(own, habit).entries()) {
      sum += share;
      const last = hour === HOURS_A_DAY - 1;
      CUMULATED[table * HOURS_A_DAY + hour] = last ? WORD - 1 : Math.round(sum * (WORD - 1));
    }
    let hour = 0;
    for (let octet = 0; octet < GUIDE; octet++) {
      while (CUMULATED[table * HOURS_A_DAY + hour]! < octet * 2 ** 24) hour++;
      GUIDES[table * GUIDE + octet] = hour;
    }
  }
}

function stressed(hours: readonly number[], habit: number): number[] {
  let part = -1;
  let stress = 1;
  return shares(
    hours.map((share, hour) => {
      if (hour === PART_HOURS[part + 1]) {
        part++;
        // Sum of four uniform numbers, nearly normal, of deviation 1: the same for every run.
        let sum = 0;
        for (let one = 0; one < 4; one++)
          sum += mix32(((habit * 8 + part) * 4 + one) ^ 0x5eed) / WORD;
        stress = Math.exp(STRESS * Math.sqrt(3) * (sum - 2));
      }
      return share * stress;
    }),
  );
}

function shares(weights: readonly number[]): number[] {
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / sum);
}

/** A person's habits of talking: bits of one word, the same every day. */
export function habitWord(key: RunKey, subscriber: number): number {
  return draw(key, subscriber, PURPOSE.talkHabit);
}

/**
 * When a session begins, ms of the day, for the one who begins it: `shape` of SHAPE plus 1 on rest
 * days, `habit` below {@link HABITS}, `word` any u32.
 */
export function sessionMs(shape: number, habit: number, word: number): number {
  const table = shape * HABITS + habit;
  const row = table * HOURS_A_DAY;
  let hour = GUIDES[table * GUIDE + (word >>> 24)]!;
  while (CUMULATED[row + hour]! < word) hour++;
  const from = hour === 0 ? 0 : CUMULATED[row + hour - 1]!;
  const share = (word - from) / (CUMULATED[row + hour]! - from);
  return Math.floor((hour + Math.min(share, 0.999_999)) * HOUR_MS);
}
