// Who a subscriber is on the A interface: IMSI, and TMSIs that only this run knows.
import type { PeopleDirectory } from "./directory.ts";
import { Permutation } from "./permutation.ts";
import type { Party } from "./procedures/context.ts";
import { draw, PURPOSE, type RunKey } from "./random.ts";
import type { World } from "./world/world.ts";

/** TMSIs of a run: this many, with the two upper bits set as for GSM only (23.003 §2.4). */
const TMSIS = 2 ** 30;
const TMSI_BASE = 0xc0000000;
/** Number of this permutation among those of a run. */
const TMSI_PERMUTATION = 2;

/** Finds parties by subscriber, and by how often they were given a new TMSI. */
export type PartyOf = (subscriber: number, reallocations?: number) => Party;

/** The parties of a run. No two people have one TMSI, before 2³⁰ were given out. */
export function createParties(
  key: RunKey,
  { mcc, mnc }: Pick<World, "mcc" | "mnc">,
  directory: Pick<PeopleDirectory, "imsiOf" | "subscribers">,
): PartyOf {
  const tmsis = new Permutation(TMSIS, draw(key, TMSI_PERMUTATION, PURPOSE.permutation));
  const tmsiOf = (subscriber: number, reallocations: number): number =>
    TMSI_BASE + tmsis.forward((subscriber + reallocations * directory.subscribers) % TMSIS);
  return (subscriber, reallocations = 0) => ({
    mcc,
    mnc,
    imsi: directory.imsiOf(subscriber),
    tmsi: tmsiOf(subscriber, reallocations),
    nextTmsi: tmsiOf(subscriber, reallocations + 1),
    word: draw(key, subscriber, PURPOSE.ladderGap),
  });
}
