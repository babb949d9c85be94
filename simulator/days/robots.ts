// Accounts that machines and sales people dial from: three of a hundred, calling strangers in bursts.
import { fraction, hashWords } from "../../domain/hash.ts";
import { HOUR_MS } from "../../domain/time.ts";
import { Permutation } from "../permutation.ts";
import { draw, PURPOSE, type RunKey } from "../random.ts";

/**
 * People in one block of a shuffled order; the first of each is a robot, which makes 3.1 %
 * (Jiang et al. 2013: 3.46 % of active users have power-law gaps: robots, fraud, sales).
 */
const BLOCK_BITS = 5;
const BLOCK = 2 ** BLOCK_BITS;
/** Share of the day's block that a robot does call on a workday (ASSUMED). */
const CALLED = 0.45;
/** When a robot begins, and how long it goes on: least and span, another each day (ASSUMED). */
const FIRST_MS = [8.5 * HOUR_MS, 3 * HOUR_MS] as const;
const LASTS_MS = [6 * HOUR_MS, 3.5 * HOUR_MS] as const;
/**
 * Each halving of the list leaves this part of the time, so that gaps follow a power law: with one
 * of 2⁻ᵏ of them longer than 0.3ᵏ of the span, P(gap > g) ~ g^−0.58.
 */
const SHRINK = 0.3;
const JITTER_MS = 30_000;
const PERMUTATION = 15;

/** Who is a robot, and whom it calls when: the same from both ends, without any list. */
export class Robots {
  readonly #key: RunKey;
  readonly #shuffle: Permutation;
  readonly #blocks: number;

  constructor(key: RunKey, count: number) {
    this.#key = key;
    this.#shuffle = new Permutation(count, draw(key, PERMUTATION, PURPOSE.permutation));
    this.#blocks = count >>> BLOCK_BITS;
  }

  /** Mean calls that a person's robot share makes in a day of the week, all people together. */
  get callsPerPersonDay(): number {
    return this.#blocks < 2 ? 0 : ((BLOCK - 1) * CALLED * (5 / 7)) / BLOCK;
  }

  /** Where a person stands in the shuffled order; keep it for the other questions. */
  placeOf(subscriber: number): number {
    return this.#shuffle.forward(subscriber);
  }

  isRobot(place: number): boolean {
    return this.#blocks >= 2 && (place & (BLOCK - 1)) === 0 && place >>> BLOCK_BITS < this.#blocks;
  }

  /** The robot that has this place on its list on a day; −1 for none. */
  robotOf(place: number, day: number): number {
    const block = place >>> BLOCK_BITS;
    if (this.#blocks < 2 || block >= this.#blocks || (place & (BLOCK - 1)) === 0) return -1;
    const robot = (block + this.#blocks - this.#stepOf(day)) % this.#blocks;
    return this.#shuffle.backward(robot << BLOCK_BITS);
  }

  /** The person at a position, 1 to 31, of a robot's list of a day. */
  targetOf(robotPlace: number, position: number, day: number): number {
    const block = ((robotPlace >>> BLOCK_BITS) + this.#stepOf(day)) % this.#blocks;
    return this.#shuffle.backward((block << BLOCK_BITS) + position);
  }

  /** Position of a place on the list of the robot that has it. */
  positionOf(place: number): number {
    return place & (BLOCK - 1);
  }

  get positions(): number {
    return BLOCK - 1;
  }

  /** When a robot calls a position of its list, ms of the day; −1 when it does not. */
  callMs(robot: number, position: number, day: number): number {
    const call = this.numberOf(robot, position, day);
    if (fraction(draw(this.#key, call, PURPOSE.robot, 0)) >= CALLED) return -1;
    // The order of the list changes from day to day.
    const word = draw(this.#key, robot, PURPOSE.robot, day + 2);
    const place = position ^ (word & (BLOCK - 1));
    const firstMs = FIRST_MS[0] + FIRST_MS[1] * (((word >>> 8) & 0xfff) / 0x1000);
    const lastsMs = LASTS_MS[0] + LASTS_MS[1] * ((word >>> 20) / 0x1000);
    let share = 0;
    let part = 1 - SHRINK;
    for (let bit = BLOCK >> 1; bit > 0; bit >>= 1) {
      if ((place & bit) !== 0) share += part;
      part *= SHRINK;
    }
    const jitter = fraction(draw(this.#key, call, PURPOSE.robot, 1)) * JITTER_MS;
    return Math.round(firstMs + share * lastsMs + jitter);
  }

  /** The call's number: odd, for calls of robots run their own way. */
  numberOf(robot: number, position: number, day: number): number {
    return (hashWords(robot, day, position, 5) | 1) >>> 0;
  }

  /** From one block to another than one's own, another one each day. */
  #stepOf(day: number): number {
    return 1 + (day % (this.#blocks - 1));
  }
}
