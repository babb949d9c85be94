// Who a subscriber is on the A interface: IMSI, and a TMSI that only this run knows.
import type { PeopleDirectory } from "./directory.ts";
import type { Party } from "./ladders.ts";
import { Permutation } from "./permutation.ts";
import { draw, PURPOSE, type RunKey } from "./random.ts";
import type { World } from "./world/world.ts";

/** TMSIs of a run: this many, with the two upper bits set as for GSM only (23.003 §2.4). */
const TMSIS = 2 ** 30;
const TMSI_BASE = 0xc0000000;
/** Number of this permutation among those of a run. */
const TMSI_PERMUTATION = 2;

/** The parties of a run; one TMSI each, for good. */
export function createParties(
  key: RunKey,
  { mcc, mnc }: Pick<World, "mcc" | "mnc">,
  directory: Pick<PeopleDirectory, "imsiOf">,
): (subscriber: number) => Party {
  const tmsis = new Permutation(TMSIS, draw(key, TMSI_PERMUTATION, PURPOSE.permutation));
  return (subscriber) => ({
    mcc,
    mnc,
    imsi: directory.imsiOf(subscriber),
    tmsi: TMSI_BASE + tmsis.forward(subscriber),
  });
}
