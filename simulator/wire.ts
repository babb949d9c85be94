// The A interface itself: events become octets on links, and octets become events again.
import type { CallDirection, SubscriberEvent } from "../domain/subscriber-event.ts";
import { byTotalOrder } from "../domain/subscriber-event.ts";
import type { TappedMessage } from "../signaling/capture.ts";
import { decodeMtp3, encodeMtp3 } from "../signaling/carriers/mtp3.ts";
import {
  BSSAP_SUBSYSTEM,
  decodeSccp,
  encodeSccp,
  type SccpMessage,
} from "../signaling/carriers/sccp.ts";
import { type BssapMessage, decode, encode } from "../signaling/messages/bssap.ts";
import { createTracker, track } from "../signaling/tracker.ts";
import { createParties } from "./parties.ts";
import { LADDER_LEAD_MS, ladder, type WireMessage } from "./procedures.ts";
import { runKey } from "./random.ts";
import type { Traffic } from "./traffic.ts";

/** A frame of a signalling link: an MTP3 message signal unit from SIO on (DLT 141). */
export interface WireFrame {
  readonly timeMs: number;
  readonly octets: Uint8Array;
}

/** Point codes: one MSC, and a BSC for each few location areas. */
const MSC = 1;
const FIRST_BSC = 16;
const AREAS_PER_BSC = 2;
/** SCCP local references, 24 bits; 0 is not used. */
const REFERENCES = 2 ** 24 - 1;
const CLASS_2 = 2;
const CLASS_0 = 0;
/** SCCP release cause: end user originated (Q.713 §3.11). */
const END_USER = 0;

/**
 * What `traffic.events` is, by way of octets: encode, SCCP and MTP3, decode, track. Windows are asked
 * one after the other from 0.
 */
export function createWire(traffic: WireSource, options: WireOptions): Pick<Traffic, "events"> {
  const link = createLink(traffic, options);
  const tracker = createTracker({ registry: traffic.directory });
  let frame = 0;
  return {
    events(fromMs, toMs) {
      const events: SubscriberEvent[] = [];
      for (const { timeMs, octets } of link.frames(fromMs, toMs)) {
        frame++;
        for (const event of track(tracker, tapped(octets, timeMs, frame))) events.push(event);
      }
      return events.sort(byTotalOrder);
    },
  };
}

/** What the wire needs of the traffic. */
export type WireSource = Pick<Traffic, "events" | "directory" | "world">;

export interface WireOptions {
  /** Of the run: it draws the TMSIs. */
  readonly seed: string;
  /** ISO date of day 0, for time stamps. */
  readonly start: string;
  /** End of the run, ms: nothing is looked for beyond it. */
  readonly untilMs: number;
}

/** An SCCP connection while it is open. */
interface Connection {
  readonly bsc: number;
  /** Local references of either side. */
  readonly bscReference: number;
  readonly mscReference: number;
  /** N(SD) of the next mobility or call message from the phone, modulo 2 (24.007 §11.2.3.2.3.2). */
  sent: number;
}

interface Pending extends WireMessage {
  readonly subscriber: number;
  readonly order: number;
  readonly lac: number;
}

/** The encoding half alone: frames of consecutive windows, in order of time. */
export function createLink(
  traffic: WireSource,
  { seed, start, untilMs }: WireOptions,
): { frames(fromMs: number, toMs: number): Iterable<WireFrame> } {
  const connections = new Map<number, Connection>();
  const directions = new Map<number, CallDirection>();
  const partyOf = createParties(runKey(seed), traffic.world, traffic.directory);
  let pending: Pending[] = [];
  let expandedMs = 0;
  let order = 0;
  let reference = 0;
  const expand = (event: SubscriberEvent): void => {
    const { subscriber } = event;
    if (event.type === "call.setUp") directions.set(subscriber, event.direction);
    const rungs = ladder(event, {
      party: partyOf(subscriber),
      start,
      direction: directions.get(subscriber) ?? "originated",
    });
    for (const rung of rungs) pending.push({ ...rung, subscriber, order: order++, lac: event.lac });
  };
  const send = (message: Pending): Uint8Array => {
    let connection = connections.get(message.subscriber);
    if (message.sccp === "CR" || connection === undefined) {
      reference = (reference % REFERENCES) + 1;
      const bsc = FIRST_BSC + (Math.floor(message.lac / AREAS_PER_BSC) % 1024);
      connection = {
        bsc,
        bscReference: reference,
        mscReference: REFERENCES + 1 - reference,
        sent: isPagingResponse(message.bssap) ? 1 : 0,
      };
      if (message.sccp === "CR") connections.set(message.subscriber, connection);
    }
    if (message.sccp === "RLC") connections.delete(message.subscriber);
    const up = message.direction === "up";
    const [opc, dpc] = up ? [connection.bsc, MSC] : [MSC, connection.bsc];
    return encodeMtp3({ opc, dpc, userData: encodeSccp(sccpOf(message, connection)) });
  };
  return {
    *frames(_fromMs, toMs) {
      const aheadMs = Math.min(untilMs, toMs + LADDER_LEAD_MS);
      if (aheadMs > expandedMs) {
        for (const event of traffic.events(expandedMs, aheadMs)) expand(event);
        expandedMs = aheadMs;
      }
      const due = pending.filter(({ timeMs }) => timeMs < toMs);
      pending = pending.filter(({ timeMs }) => timeMs >= toMs);
      due.sort((a, b) => a.timeMs - b.timeMs || a.subscriber - b.subscriber || a.order - b.order);
      for (const message of due) yield { timeMs: message.timeMs, octets: send(message) };
    },
  };
}

/** After PAGING RESPONSE, which has no N(SD), numbering begins with 0; else the first message had it. */
function isPagingResponse(message: BssapMessage | undefined): boolean {
  return (
    message?.message === "completeLayer3Information" &&
    message.layer3Information.protocol === "radioResource"
  );
}

function sccpOf(message: Pending, connection: Connection): SccpMessage {
  const { bscReference, mscReference } = connection;
  const up = message.direction === "up";
  const address = { subsystem: BSSAP_SUBSYSTEM };
  switch (message.sccp) {
    case "UDT":
      return {
        type: "UDT",
        protocolClass: CLASS_0,
        called: address,
        calling: address,
        userData: encode(message.bssap!),
      };
    case "CR":
      return {
        type: "CR",
        slr: bscReference,
        protocolClass: CLASS_2,
        called: address,
        userData: encode(message.bssap!),
      };
    case "CC":
      return { type: "CC", dlr: bscReference, slr: mscReference, protocolClass: CLASS_2 };
    case "DT1":
      return {
        type: "DT1",
        dlr: up ? mscReference : bscReference,
        more: false,
        userData: encode(up ? numbered(message.bssap!, connection) : message.bssap!),
      };
    case "RLSD":
      return { type: "RLSD", dlr: bscReference, slr: mscReference, cause: END_USER };
    case "RLC":
      return { type: "RLC", dlr: mscReference, slr: bscReference };
  }
}

/** Gives a message from the phone its N(SD); radio resource and SMS have none. */
function numbered(message: BssapMessage, connection: Connection): BssapMessage {
  if (message.layer === "bssmap" || message.protocol === "shortMessageService") return message;
  if (message.protocol === "radioResource") return message;
  connection.sent ^= 1;
  return connection.sent === 0 ? message : { ...message, sendSequenceNumber: 1 };
}

const NOTHING = new Uint8Array();

/** A frame as the tap reads it. */
function tapped(octets: Uint8Array, timeMs: number, frame: number): TappedMessage {
  const { opc, dpc, userData } = decodeMtp3(octets)!;
  const sccp = decodeSccp(userData);
  const bssap = "userData" in sccp ? sccp.userData : undefined;
  const head = { frame, timeMs, opc, dpc, sccp };
  return bssap === undefined
    ? { ...head, octets: NOTHING }
    : { ...head, bssap: decode(bssap), octets: bssap };
}
