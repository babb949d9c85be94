// The SCCP ends of a link: connections with their references, and messages as MTP transfers.
import type { MtpTransfer } from "../../signaling/carriers/mtp3.ts";
import { BSSAP_SUBSYSTEM, encodeSccp, type SccpMessage } from "../../signaling/carriers/sccp.ts";
import { segmentedDt1 } from "../../signaling/carriers/sccp-segments.ts";
import { CONNECTION_DATA_MAX, DATA_MAX } from "../../signaling/carriers/sccp-tables.ts";
import { type BssapMessage, encode } from "../../signaling/messages/bssap.ts";
import type { Direction } from "../../signaling/messages/sms.ts";
import { bscOf } from "../procedures/radio.ts";
import type { WireMessage } from "../procedures.ts";

/** Point codes: one MSC, and the BSCs from the first one on. */
export const MSC = 1;
const FIRST_BSC = 16;
/** SCCP local references, 24 bits; 0 is not used. */
const REFERENCES = 2 ** 24 - 1;
const CLASS_2 = 2;
const CLASS_0 = 0;
/** SCCP causes: end user originated, of a release and of a refusal (Q.713 §3.11, §3.15). */
const END_USER = 0;
const ADDRESS = { subsystem: BSSAP_SUBSYSTEM };

/** Point code of the BSC that serves a location area. */
export function bscPointCode(lac: number): number {
  return FIRST_BSC + bscOf(lac);
}

/** An SCCP connection. */
export interface Connection {
  readonly bsc: number;
  /** Local references of either side, 0 before the connection request is sent. */
  bscReference: number;
  mscReference: number;
  readonly numbering: Numbering;
  /** What was too long for the connection request and follows the confirmation. */
  waiting: BssapMessage | undefined;
  /** When each side has last sent something, ms; infinity once the connection is over. */
  readonly sentMs: { up: number; down: number };
}

/**
 * N(SD) of the last mobility or call message from the phone, modulo 2 (24.007 §11.2.3.2.3.2); it
 * goes with the phone from connection to connection.
 */
export interface Numbering {
  sent: 0 | 1;
}

export function createConnection(lac: number, numbering: Numbering = { sent: 0 }): Connection {
  const bsc = bscPointCode(lac);
  return {
    bsc,
    bscReference: 0,
    mscReference: 0,
    numbering,
    waiting: undefined,
    sentMs: { up: 0, down: 0 },
  };
}

/** A transfer that a message becomes, with the PDU that is whole with it. */
export interface Sent {
  readonly transfer: MtpTransfer;
  /** As it was encoded, with its N(SD). */
  readonly bssap?: BssapMessage;
}

/** Encodes messages in their order; gives out references and numbers. */
export class Ends {
  /** Last reference given out by each owner, by point code. */
  readonly #references = new Map<number, number>();
  readonly #before: number;
  readonly #step: number;

  /** Of the links of several shards each takes every `of`-th reference. */
  constructor({ index, of }: { readonly index: number; readonly of: number }) {
    this.#before = index + 1 - of;
    this.#step = of;
  }

  send(message: WireMessage, connection: Connection): Sent[] {
    const { direction, sccp } = message;
    const up = direction === "up";
    connection.sentMs[direction] = message.timeMs;
    if (sccp === "RLC" || sccp === "CREF")
      connection.sentMs.up = connection.sentMs.down = Number.POSITIVE_INFINITY;
    const bssap = message.bssap === undefined ? undefined : numbered(message.bssap, connection, up);
    if (sccp === "CR") this.#open(connection);
    if (sccp === "DT1") return dataOf(bssap!, connection, up);
    const userData = bssap === undefined ? undefined : encode(bssap);
    if (sccp === "CR" && userData !== undefined && userData.length > CONNECTION_DATA_MAX) {
      connection.waiting = bssap;
      return [sentOf(connection, up, sccpOf({ sccp, up }, connection, undefined))];
    }
    const sent = [sentOf(connection, up, sccpOf({ sccp, up }, connection, userData), bssap)];
    if (sccp !== "CC" || connection.waiting === undefined) return sent;
    const { waiting } = connection;
    connection.waiting = undefined;
    return [...sent, ...dataOf(waiting, connection, !up)];
  }

  /** One side says that the connection is still there: IT (Q.714 §3.4). */
  test(connection: Connection, direction: Direction, timeMs: number): Sent {
    const { bscReference, mscReference } = connection;
    connection.sentMs[direction] = timeMs;
    const up = direction === "up";
    const [slr, dlr] = up ? [bscReference, mscReference] : [mscReference, bscReference];
    const head = { type: "IT", dlr, slr, protocolClass: CLASS_2 } as const;
    return sentOf(connection, up, { ...head, sequencing: 0, credit: 0 });
  }

  #open(connection: Connection): void {
    connection.bscReference = this.#next(connection.bsc);
    connection.mscReference = this.#next(MSC);
  }

  #next(owner: number): number {
    const next = (this.#references.get(owner) ?? this.#before) + this.#step;
    const reference = next > REFERENCES ? this.#before + this.#step : next;
    this.#references.set(owner, reference);
    return reference;
  }
}

/** One DT1, or several when the PDU is long; the last one completes it. */
function dataOf(bssap: BssapMessage, connection: Connection, up: boolean): Sent[] {
  const dlr = up ? connection.mscReference : connection.bscReference;
  const userData = encode(bssap);
  if (userData.length <= DATA_MAX) {
    return [sentOf(connection, up, { type: "DT1", dlr, more: false, userData }, bssap)];
  }
  const parts = segmentedDt1(dlr, userData);
  return parts.map((part, index) =>
    sentOf(connection, up, part, index === parts.length - 1 ? bssap : undefined),
  );
}

function sentOf({ bsc }: Connection, up: boolean, sccp: SccpMessage, bssap?: BssapMessage): Sent {
  const [opc, dpc] = up ? [bsc, MSC] : [MSC, bsc];
  const transfer = { opc, dpc, userData: encodeSccp(sccp) };
  return bssap === undefined ? { transfer } : { transfer, bssap };
}

function sccpOf(
  { sccp: type, up }: { readonly sccp: Exclude<WireMessage["sccp"], "DT1">; readonly up: boolean },
  { bscReference, mscReference }: Connection,
  userData: Uint8Array | undefined,
): SccpMessage {
  const [slr, dlr] = up ? [bscReference, mscReference] : [mscReference, bscReference];
  switch (type) {
    case "UDT": {
      const protocolClass = CLASS_0;
      return { type, protocolClass, called: ADDRESS, calling: ADDRESS, userData: userData! };
    }
    case "CR": {
      const request = { type, slr, protocolClass: CLASS_2, called: ADDRESS } as const;
      return userData === undefined ? request : { ...request, userData };
    }
    case "CC":
      return { type, dlr, slr, protocolClass: CLASS_2 };
    case "CREF":
      return { type, dlr, cause: END_USER };
    case "RLSD":
      return { type, dlr, slr, cause: END_USER };
    case "RLC":
      return { type, dlr, slr };
  }
}

/**
 * Gives a message from the phone its N(SD). The first one has 0; PAGING RESPONSE, as all radio
 * resource messages, has none, and neither have short messages.
 */
function numbered(message: BssapMessage, { numbering }: Connection, up: boolean): BssapMessage {
  if (!up) return message;
  if (message.layer === "bssmap") {
    if (message.message === "completeLayer3Information") {
      numbering.sent = message.layer3Information.protocol === "radioResource" ? 1 : 0;
    }
    return message;
  }
  if (message.layer !== "dtap") return message;
  if (message.protocol === "shortMessageService" || message.protocol === "radioResource") {
    return message;
  }
  numbering.sent = numbering.sent === 0 ? 1 : 0;
  return numbering.sent === 0 ? message : { ...message, sendSequenceNumber: 1 };
}
