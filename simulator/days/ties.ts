// Who knows whom: a reciprocal graph that is computed, never stored.
import { hashWords } from "../../domain/hash.ts";
import { Permutation } from "../permutation.ts";
import { householdOf } from "../population.ts";
import { draw, PURPOSE, type RunKey } from "../random.ts";
import type { Setting } from "./setting.ts";

/** Slots 0–2 hold the household, the others acquaintances anywhere. */
const HOUSEHOLD_SLOTS = 3;
const ACQUAINTANCE_SLOTS = 12;
export const TIE_SLOTS = HOUSEHOLD_SLOTS + ACQUAINTANCE_SLOTS;
/** Permutations of the tie slots are numbered from here among all permutations. */
const FIRST_PERMUTATION = 16;

/** Strength of each slot's tie; the sum over slots that are filled on average is 1 (assumed law). */
export const TIE_WEIGHTS: readonly number[] = (() => {
  const raw = Array.from({ length: TIE_SLOTS }, (_, slot) =>
    slot < HOUSEHOLD_SLOTS ? 1.2 : (slot - HOUSEHOLD_SLOTS + 1) ** -0.8,
  );
  const filled = raw.reduce((sum, w, slot) => sum + w * (slot < HOUSEHOLD_SLOTS ? 0.5 : 1), 0);
  return raw.map((weight) => weight / filled);
})();

/** Sessions per message, over the mean of √(a·b) of pairs, activities lognormal with sigma 0.7. */
const MESSAGE_SESSIONS = (1 - 0.6) / Math.exp(0.7 ** 2 / 4);

/** A person's ties, read from {@link Ties}; reused from person to person. */
export class TieList {
  size = 0;
  readonly partner = new Uint32Array(TIE_SLOTS);
  /** The tie's own number, the same from both ends. */
  readonly tie = new Uint32Array(TIE_SLOTS);
  /** Sessions of calls, and of messages, that begin in a day. */
  readonly callRate = new Float64Array(TIE_SLOTS);
  readonly messageRate = new Float64Array(TIE_SLOTS);
}

/**
 * Partners by slot: `partner(partner(u, slot), slot) = u`, so both ends find each other in constant
 * time (traffic.md 2.4). −1 where a slot is empty.
 */
export class Ties {
  readonly #setting: Setting;
  readonly #key: RunKey;
  readonly #subscribers: number;
  readonly #shuffles: readonly Permutation[];

  constructor(setting: Setting) {
    const { key } = setting;
    const subscribers = setting.population.count;
    this.#setting = setting;
    this.#key = key;
    this.#subscribers = subscribers;
    this.#shuffles = Array.from(
      { length: ACQUAINTANCE_SLOTS },
      (_, slot) =>
        new Permutation(subscribers, draw(key, FIRST_PERMUTATION + slot, PURPOSE.permutation)),
    );
  }

  /** Reads a person's ties and how often their sessions begin, per day. */
  read(subscriber: number, out: TieList): void {
    const { population, scenario } = this.#setting;
    const { callsPerDay, messagesPerDay } = scenario.people;
    out.size = 0;
    for (let slot = 0; slot < TIE_SLOTS; slot++) {
      const partner = this.partner(subscriber, slot);
      if (partner < 0) continue;
      const pair = Math.sqrt(population.activity[subscriber]! * population.activity[partner]!);
      const rate = 2 * TIE_WEIGHTS[slot]! * pair;
      const index = out.size++;
      out.partner[index] = partner;
      out.tie[index] = this.tieOf(subscriber, partner, slot);
      out.callRate[index] = rate * callsPerDay;
      out.messageRate[index] = rate * messagesPerDay * MESSAGE_SESSIONS;
    }
  }

  partner(subscriber: number, slot: number): number {
    if (slot >= HOUSEHOLD_SLOTS) {
      const shuffle = this.#shuffles[slot - HOUSEHOLD_SLOTS]!;
      const place = shuffle.forward(subscriber) ^ 1;
      return place < this.#subscribers ? shuffle.backward(place) : -1;
    }
    const other = subscriber ^ (slot + 1);
    if (other >= this.#subscribers) return -1;
    return householdOf(this.#key, other) === householdOf(this.#key, subscriber) ? other : -1;
  }

  /** The tie's own number, the same from both ends. */
  tieOf(a: number, b: number, slot: number): number {
    return hashWords(Math.min(a, b), Math.max(a, b), slot);
  }
}
