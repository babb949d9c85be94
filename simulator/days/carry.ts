// What a subscriber takes from one window into the next: registration, timers, where her day stands.
import type { Shard } from "../../domain/digest.ts";
import { DAY_MS } from "../../domain/time.ts";
import { TRAIT } from "../population.ts";
import { PURPOSE, uniform } from "../random.ts";
import type { Setting } from "./setting.ts";

/** One row per subscriber of a shard, 34 octets. Times are ms of the day under way, negative before it. */
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
export function createCarry(setting: Setting, { index, of }: Shard): Carry {
  const { key, world, population, scenario } = setting;
  const count = Math.max(0, Math.ceil((population.count - index) / of));
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
  for (let row = 0; row < count; row++) {
    const subscriber = row * of + index;
    carry.registeredLac[row] = world.cells.lac[population.homeCell[subscriber]!]!;
    const phase = uniform(key, subscriber, PURPOSE.personTrait, TRAIT.periodicPhase);
    // As if on the day before: every day begins with its own midnight.
    carry.activeMs[row] = DAY_MS - Math.floor(phase * scenario.network.t3212Ms);
  }
  return carry;
}

/** Turns a subscriber's row to a new day. */
export function turnDay(carry: Carry, row: number): void {
  carry.activeMs[row]! -= DAY_MS;
  carry.busyMs[row] = Math.max(0, carry.busyMs[row]! - DAY_MS);
  carry.searchedMs[row] = 0;
  carry.stage[row] = 1;
  carry.taken[row] = 0;
  carry.missed[row] = 0;
  carry.errands[row] = 0;
}
