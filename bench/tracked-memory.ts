// Memory and speed of the tracker with millions of subscribers, each attached by its own messages.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { mix32 } from "../domain/hash.ts";
import { type Tokenise, tokenOf } from "../domain/identity.ts";
import { InterningRegistry } from "../domain/interning-registry.ts";
import type { TappedMessage } from "../signaling/capture.ts";
import { type BssapMessage, decode, encode } from "../signaling/messages/bssap.ts";
import { LOCATION_UPDATING_TYPE } from "../signaling/messages/dtap-tables.ts";
import { advance, createTracker, track } from "../signaling/tracker.ts";

export interface TrackedMemory {
  readonly subscribers: number;
  readonly messages: number;
  /** Resident memory that tracking them took, octets, after garbage collection. */
  readonly resident: number;
  /** Octets of typed arrays among it. */
  readonly arrays: number;
  readonly messagesPerSecond: number;
}

const MSC = 1;
const BSCS = 16;
const AREAS = 200;
const REFERENCES = 1_000_000;
const PLMN = { mcc: "460", mnc: "00" } as const;
/** No two subscribers have one token: the hash is a permutation of the last ten digits. */
const tokenise: Tokenise = (kind, text) =>
  tokenOf(kind === "partition" ? 2 : 1, 2 ** 32 + mix32(Number(text.slice(-10))));
/** Messages of one attach: CR, CC, ACCEPT, REALLOCATION COMPLETE, RLSD, RLC. */
const MESSAGES = 6;

type Writable<T> = T extends Uint8Array | string | number
  ? T
  : { -readonly [K in keyof T]: Writable<T[K]> };

/**
 * Attaches `count` subscribers by IMSI, each of whom gets a TMSI, and measures what is kept of them.
 * Messages are decoded ones whose identities are changed in place, so that none is left over.
 */
export function trackedSubscribers(count: number): TrackedMemory {
  const messages = attachment();
  collectGarbage();
  const before = process.memoryUsage();
  const registry = new InterningRegistry();
  const tracker = createTracker({ registry, tokenise });
  let events = 0;
  const started = process.hrtime.bigint();
  for (let subscriber = 0; subscriber < count; subscriber++) {
    messages.become(subscriber);
    for (const message of messages.all) events += track(tracker, message as TappedMessage).length;
  }
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  advance(tracker, count + 60_000);
  collectGarbage();
  const after = process.memoryUsage();
  const held = tracker.links.tmsis.size;
  if (events !== count || registry.size !== count || held !== count) {
    throw new Error(`tracked ${registry.size} subscribers, ${held} TMSIs, ${events} events`);
  }
  return {
    subscribers: count,
    messages: count * MESSAGES,
    resident: after.rss - before.rss,
    arrays: after.arrayBuffers - before.arrayBuffers,
    messagesPerSecond: (count * MESSAGES) / seconds,
  };
}

/** The messages of one attach, which become the next subscriber's. */
function attachment() {
  const request = decoded({
    layer: "bssmap",
    message: "completeLayer3Information",
    cellIdentifier: { discriminator: "cgi", ...PLMN, lac: 1, ci: 11 },
    layer3Information: {
      layer: "dtap",
      protocol: "mobilityManagement",
      message: "locationUpdatingRequest",
      locationUpdatingType: LOCATION_UPDATING_TYPE.imsiAttach,
      cipheringKeySequenceNumber: 7,
      locationAreaIdentification: { ...PLMN, lac: 1 },
      mobileStationClassmark1: 0x33,
      mobileIdentity: { type: "imsi", digits: "460000000000001" },
    },
  });
  const accept = decoded({
    layer: "dtap",
    protocol: "mobilityManagement",
    message: "locationUpdatingAccept",
    locationAreaIdentification: { ...PLMN, lac: 1 },
    mobileIdentity: { type: "tmsi", tmsi: 1 },
  });
  const complete = decoded({
    layer: "dtap",
    protocol: "mobilityManagement",
    message: "tmsiReallocationComplete",
  });
  const all = [
    tapped("CR", request),
    tapped("CC"),
    tapped("DT1", accept),
    tapped("DT1", complete),
    tapped("RLSD"),
    tapped("RLC"),
  ];
  const up = [true, false, false, true, false, true];
  const identity = find(request, "layer3Information")["mobileIdentity"] as { digits: string };
  const cell = find(request, "cellIdentifier") as { lac: number };
  const area = find(accept, "locationAreaIdentification") as { lac: number };
  const given = find(accept, "mobileIdentity") as { tmsi: number };
  return {
    all,
    become(subscriber: number): void {
      const lac = 1 + (subscriber % AREAS);
      const bsc = MSC + 1 + (lac % BSCS);
      const reference = 1 + (subscriber % REFERENCES);
      identity.digits = `46000${String(subscriber).padStart(10, "0")}`;
      cell.lac = lac;
      area.lac = lac;
      given.tmsi = subscriber;
      all.forEach((message, index) => {
        message.timeMs = subscriber;
        message.frame = subscriber * MESSAGES + index + 1;
        message.opc = up[index] === true ? bsc : MSC;
        message.dpc = up[index] === true ? MSC : bsc;
        const own = up[index] === true ? reference : REFERENCES + reference;
        const peer = up[index] === true ? REFERENCES + reference : reference;
        if (message.sccp.slr !== undefined) message.sccp.slr = own;
        if (message.sccp.dlr !== undefined) message.sccp.dlr = peer;
      });
    },
  };
}

function decoded(message: BssapMessage): BssapMessage {
  return decode(encode(message));
}

function tapped(
  type: "CR" | "CC" | "DT1" | "RLSD" | "RLC",
  bssap?: BssapMessage,
): Writable<Omit<TappedMessage, "bssap">> & Pick<TappedMessage, "bssap"> {
  const octets = bssap === undefined ? new Uint8Array() : encode(bssap);
  const sccp = {
    type,
    ...(type === "DT1" ? {} : { slr: 0 }),
    ...(type === "CR" ? {} : { dlr: 0 }),
  };
  const message = { frame: 0, timeMs: 0, opc: 0, dpc: 0, sccp, octets };
  return bssap === undefined ? message : { ...message, bssap };
}

/** An element of a message, to be written to. */
function find(message: BssapMessage, name: string): Record<string, unknown> {
  return (message as unknown as Record<string, Record<string, unknown>>)[name]!;
}

function collectGarbage(): void {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  collect();
  collect();
}
