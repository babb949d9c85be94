// What a subscriber takes from one window into the next: registration, timers, where her day stands.
import { DAY_MS } from "../../domain/time.ts";
import { TRAIT } from "../population.ts";
import { PURPOSE, uniform } from "../random.ts";
import type { Setting } from "./setting.ts";

/** One row per subscriber, 34 octets. Times are ms of the day under way, negative before it. */
export interface Carry {
  /** LAC where the network has the phone. */
  readonly registeredLac: Uint16Array;
  /** When T3212 was started. */
  readonly activeMs: Int32Array;
  /** Until when the last transaction lasts. */
  readonly busyMs: Int32Array;
  /** Until when the way has been searched for a border of the location area, since busyMs. */
  readonly searchedMs: Int32Array;
  /** Events so far, calls that rang in vain not counted: what draws are keyed by. */
  readonly transactions: Uint32Array;
  /** Events told so far. */
  readonly sequence: Uint32Array;
  /** Handsets replaced so far. */
  readonly replacements: Uint8Array;
  /** Three for each time with power: before its attach, during it, after its detach. */
  readonly stage: Uint8Array;
  /** Legs of the day that are done with: of those taken part in, and of those missed. */
  readonly taken: Uint16Array;
  readonly missed: Uint16Array;
  /** Errands of the day that are done. */
  readonly errands: Uint16Array;
}

/** Midnight of day 0: everybody is registered at home, T3212 runs since some moment before. */
export function createCarry({ key, world, population, scenario }: Setting): Carry {
  const { count } = population;
  const carry: Carry = {
    registeredLac: new Uint16Array(count),
    activeMs: new Int32Array(count),
    busyMs: new Int32Array(count),
    searchedMs: new Int32Array(count),
    transactions: new Uint32Array(count),
    sequence: new Uint32Array(count),
    replacements: new Uint8Array(count),
    stage: new Uint8Array(count),
    taken: new Uint16Array(count),
    missed: new Uint16Array(count),
    errands: new Uint16Array(count),
  };
  for (let subscriber = 0; subscriber < count; subscriber++) {
    const home = world.cellAt(population.homeX[subscriber]!, population.homeY[subscriber]!);
    carry.registeredLac[subscriber] = world.cells.lac[home]!;
    const phase = uniform(key, subscriber, PURPOSE.personTrait, TRAIT.periodicPhase);
    // As if on the day before: every day begins with its own midnight.
    carry.activeMs[subscriber] = DAY_MS - Math.floor(phase * scenario.network.t3212Ms);
  }
  return carry;
}

/** Turns a subscriber's row to a new day. */
export function turnDay(carry: Carry, subscriber: number): void {
  carry.activeMs[subscriber]! -= DAY_MS;
  carry.busyMs[subscriber] = Math.max(0, carry.busyMs[subscriber]! - DAY_MS);
  carry.searchedMs[subscriber] = 0;
  carry.stage[subscriber] = 1;
  carry.taken[subscriber] = 0;
  carry.missed[subscriber] = 0;
  carry.errands[subscriber] = 0;
}
