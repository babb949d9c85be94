// Calls between people who do not know each other: shops, offices, drivers, wrong numbers.
import { Permutation } from "../permutation.ts";
import { draw, PURPOSE } from "../random.ts";
import type { Setting } from "./setting.ts";

/** So many strangers a person may have to do with in a day: in the same city, and anywhere. */
const CITY_SLOTS = 4;
const ANYWHERE_SLOTS = 2;
export const PASSING_SLOTS = CITY_SLOTS + ANYWHERE_SLOTS;
/** Permutations of these slots are numbered from here among all permutations; another each day. */
const FIRST_PERMUTATION = 32;
/** Nobody is more than so many times as busy with strangers as the median person. ASSUMED. */
const BUSY_MAX = 6;
/** At most so many sessions of two strangers in a day, on average. ASSUMED. */
const SESSIONS_MAX = 4;

/**
 * Pairs of strangers, others each day: involutive slots as those of ties, on permutations that the
 * day is part of, so that both ends find each other and hardly anybody meets twice.
 */
export class Passing {
  readonly #setting: Setting;
  readonly #cityBits: number;
  readonly #meanBusy: number;
  #shuffles: Permutation[] = [];
  #day = 0;
  /** Number of the pair found last, the same from both ends. */
  pair = 0;

  constructor(setting: Setting, cityBits: number) {
    const { activity, count } = setting.population;
    this.#setting = setting;
    this.#cityBits = cityBits;
    let sum = 0;
    for (let subscriber = 0; subscriber < count; subscriber++) {
      sum += busyOf(activity[subscriber]!);
    }
    this.#meanBusy = sum / Math.max(1, count);
  }

  begin(day: number): void {
    this.#day = day;
    this.#shuffles = Array.from({ length: PASSING_SLOTS }, (_, slot) => {
      const size = slot < CITY_SLOTS ? 2 ** this.#cityBits : this.#setting.population.count;
      const word = draw(this.#setting.key, FIRST_PERMUTATION + slot, PURPOSE.permutation, day);
      return new Permutation(size, word);
    });
  }

  /** The stranger of a slot, and their number in `pair`; −1 for none. */
  find(subscriber: number, slot: number): number {
    const { rank, atRank, count } = this.#setting.population;
    const shuffle = this.#shuffles[slot]!;
    const own = slot < CITY_SLOTS ? rank[subscriber]! : subscriber;
    const block = slot < CITY_SLOTS ? (own >>> this.#cityBits) << this.#cityBits : 0;
    const place = shuffle.forward(own - block);
    if ((place ^ 1) >= shuffle.size) return -1;
    const there = block + shuffle.backward(place ^ 1);
    if (there >= count) return -1;
    const number = (block + place) >>> 1;
    this.pair = draw(this.#setting.key, number, PURPOSE.passing, this.#day * PASSING_SLOTS + slot);
    return slot < CITY_SLOTS ? atRank[there]! : there;
  }

  /** Which of two strangers calls the other one, whenever they meet: the same from both ends. */
  customer(one: number, other: number): number {
    const [low, high] = one < other ? [one, other] : [other, one];
    return (draw(this.#setting.key, low, PURPOSE.customer, high) & 1) === 0 ? low : high;
  }

  /** Sessions of two strangers, when the mean person takes part in `perPerson` of them a day. */
  sessions(one: number, other: number, perPerson: number): number {
    const { activity } = this.#setting.population;
    const busy = busyOf(activity[one]!) * busyOf(activity[other]!);
    const mean = this.#meanBusy * this.#meanBusy * PASSING_SLOTS;
    return Math.min(SESSIONS_MAX, (busy * perPerson) / mean);
  }
}

function busyOf(activity: number): number {
  return Math.min(BUSY_MAX, Math.sqrt(activity));
}
