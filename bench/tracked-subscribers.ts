// What a tracked subscriber costs: many attach, each with an IMSI and a TMSI of its own.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { fictionalTokens } from "../domain/fictional-tokens.ts";
import { InterningRegistry } from "../domain/interning-registry.ts";
import type { BssapMessage } from "../signaling/messages/bssap.ts";
import type { TappedMessage } from "../signaling/tapped-message.ts";
import { createTracker, track } from "../signaling/tracker.ts";

const MSC = 1;
const FIRST_BSC = 16;
const BSCS = 64;
const REFERENCES = 2 ** 24 - 1;
const NOTHING = new Uint8Array();

/**
 * Bytes that a tracker of so many subscribers keeps, with the registry that numbers them: heap and
 * array buffers after garbage collection. While a table grows it needs its old arrays besides.
 */
export function trackedSubscriberBytes(subscribers: number): number {
  setFlagsFromString("--expose-gc");
  // Compiled code that a collection throws away would count as memory that tracking gave back.
  setFlagsFromString("--no-flush-bytecode");
  const collectGarbage = runInNewContext("gc") as () => void;
  const before = memory(collectGarbage);
  const registry = new InterningRegistry();
  const tracker = createTracker({ registry, tokenise: fictionalTokens });
  let events = 0;
  for (let index = 0; index < subscribers; index++) {
    for (const message of attach(index)) events += track(tracker, message).length;
  }
  const bytes = memory(collectGarbage) - before;
  setFlagsFromString("--flush-bytecode");
  // Asked for after the measurement, so that it is all still there during it.
  const held = tracker.links.tmsis.size;
  if (events !== subscribers || registry.size !== subscribers || held !== subscribers) {
    throw new Error(`${registry.size} of ${subscribers}, ${held} TMSIs, ${events} events`);
  }
  return bytes;
}

function memory(collectGarbage: () => void): number {
  collectGarbage();
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** IMSI attach with a new TMSI, to the release of the connection. */
function attach(index: number): TappedMessage[] {
  const lac = 100 + (index % 1000);
  const area = { mcc: "460", mnc: "00", lac };
  const imsi = `46000${String(index).padStart(10, "0")}`;
  const bsc = FIRST_BSC + (index % BSCS);
  const slr = (index % REFERENCES) + 1;
  const dlr = REFERENCES - slr + 1;
  const head = { frame: index + 1, timeMs: index, octets: NOTHING };
  const up = { ...head, opc: bsc, dpc: MSC };
  const down = { ...head, opc: MSC, dpc: bsc };
  const request: BssapMessage = {
    layer: "bssmap",
    message: "completeLayer3Information",
    cellIdentifier: { discriminator: "cgi", ...area, ci: 1 + (index % 3) },
    layer3Information: {
      layer: "dtap",
      protocol: "mobilityManagement",
      message: "locationUpdatingRequest",
      locationUpdatingType: 2,
      cipheringKeySequenceNumber: 7,
      locationAreaIdentification: area,
      mobileStationClassmark1: 0x33,
      mobileIdentity: { type: "imsi", digits: imsi },
    },
  };
  const accept: BssapMessage = {
    layer: "dtap",
    protocol: "mobilityManagement",
    message: "locationUpdatingAccept",
    locationAreaIdentification: area,
    mobileIdentity: { type: "tmsi", tmsi: index },
  };
  const complete: BssapMessage = {
    layer: "dtap",
    protocol: "mobilityManagement",
    message: "tmsiReallocationComplete",
  };
  return [
    { ...up, sccp: { type: "CR", slr }, bssap: request },
    { ...down, sccp: { type: "CC", slr: dlr, dlr: slr } },
    { ...down, sccp: { type: "DT1", dlr: slr }, bssap: accept },
    { ...up, sccp: { type: "DT1", dlr }, bssap: complete },
    { ...down, sccp: { type: "RLSD", slr: dlr, dlr: slr } },
    { ...up, sccp: { type: "RLC", slr, dlr } },
  ];
}
