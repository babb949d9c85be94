// What a subscriber takes from one day into the next: registration, timers, undelivered messages.
import { TRAIT } from "../population.ts";
import { PURPOSE, uniform } from "../random.ts";
import type { Setting } from "./setting.ts";

/** Something that waits until the phone is on and idle. Times are ms of the day. */
export interface Errand {
  readonly kind: "message" | "service" | "query";
  readonly atMs: number;
  /** The sender; an index into SERVICE_SENDERS or SERVICE_CODES for the other kinds. */
  readonly peer: number;
}

/** One row per subscriber; days are made in order, each from what the day before has left. */
export interface Carry {
  /** LAC where the network has the phone. */
  readonly registeredLac: Uint16Array;
  /** When T3212 was started, ms before (negative) the new day's start. */
  readonly activeMs: Int32Array;
  /** Until when a transaction of the day before lasts, ms of the new day. */
  readonly busyMs: Uint16Array;
  /** Events so far, calls that rang in vain not counted: what draws are keyed by. */
  readonly transactions: Uint32Array;
  /** Handsets replaced so far. */
  readonly replacements: Uint8Array;
  readonly errands: Map<number, readonly Errand[]>;
}

/** Midnight of day 0: everybody is registered at home, T3212 runs since some moment before. */
export function createCarry({ key, world, population, scenario }: Setting): Carry {
  const { count } = population;
  const carry: Carry = {
    registeredLac: new Uint16Array(count),
    activeMs: new Int32Array(count),
    busyMs: new Uint16Array(count),
    transactions: new Uint32Array(count),
    replacements: new Uint8Array(count),
    errands: new Map(),
  };
  for (let subscriber = 0; subscriber < count; subscriber++) {
    const home = world.cellAt(population.homeX[subscriber]!, population.homeY[subscriber]!);
    carry.registeredLac[subscriber] = world.cells.lac[home]!;
    const phase = uniform(key, subscriber, PURPOSE.personTrait, TRAIT.periodicPhase);
    carry.activeMs[subscriber] = -Math.floor(phase * scenario.network.t3212Ms);
  }
  return carry;
}
