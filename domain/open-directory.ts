// A directory for sources that name subscribers whom no subscriber master holds.
import type { Directory } from "./directory.ts";
import { NO_TOKEN } from "./identity.ts";
import { InterningRegistry } from "./interning-registry.ts";

/** A directory of nobody: no zones, no TAC table, no profiles, and no limit to who may appear. */
const NOBODY: Directory = {
  subscribers: 0,
  zones: [],
  zoneOf: () => -1,
  handsetType: () => undefined,
  profile: () => undefined,
  ofImsi: () => -1,
  ofNumber: () => -1,
  numberOf: () => NO_TOKEN,
  nameOf: (subscriber) => `#${subscriber}`,
};

/**
 * Answers for `master` where it knows the subscriber and gives every other token an index
 * behind the master's, without a profile: roamers, and captures without a scenario.
 */
export function openDirectory(master: Directory = NOBODY): Directory {
  const strangers = new InterningRegistry();
  return {
    subscribers: master.subscribers,
    zones: master.zones,
    zoneOf: (lac, ci) => master.zoneOf(lac, ci),
    handsetType: (tac) => master.handsetType(tac),
    profile: (subscriber) => master.profile(subscriber),
    ofImsi(imsi, introduce) {
      const known = master.ofImsi(imsi);
      return known >= 0 ? known : master.subscribers + strangers.ofImsi(imsi, introduce);
    },
    ofNumber: (number) => master.ofNumber(number),
    numberOf: (subscriber) =>
      subscriber < master.subscribers ? master.numberOf(subscriber) : NO_TOKEN,
    nameOf: (subscriber) =>
      subscriber < master.subscribers
        ? master.nameOf(subscriber)
        : strangers.nameOf(subscriber - master.subscribers),
  };
}
