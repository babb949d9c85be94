// What the tracker knows of one SCCP connection: whose it is, where, and what is under way on it.
import type { SubscriberIndex, Token } from "../../domain/identity.ts";
import type { OtherParty } from "../../domain/number-plan.ts";
import type {
  CallDirection,
  FORWARDING_CONDITIONS,
  MessageShape,
  PUSH_CONTENTS,
} from "../../domain/subscriber-event.ts";
import type { Direction } from "../messages/sms.ts";
import type { TappedMessage } from "../tapped-message.ts";
import { type ExchangeIndex, type LocalTmsi, NO_TMSI } from "./exchanges.ts";
import type { Particulars } from "./observations.ts";

/** A call that nobody answered, as its caller's leg shows it when it is over. */
export interface Attempt {
  readonly number: Token;
  readonly setUpMs: number;
  readonly alerted: boolean;
  readonly cause24008: number;
}

/** What waits for the connection's subscriber to be known; `frame` concluded it. */
export type Held =
  | { readonly frame: number; readonly event: Particulars }
  | { readonly frame: number; readonly attempt: Attempt };

/** A call between SETUP and its release. */
export interface Call {
  /** Transaction identifier times two, plus one when the phone allocated it. */
  readonly transaction: number;
  /** Hash of the SETUP, which tells its repetition from another call. */
  readonly opening: number;
  readonly direction: CallDirection;
  readonly party: OtherParty;
  /** Whether the keys pressed in it pass the door. */
  readonly menu: boolean;
  readonly setUpMs: number;
  alerted: boolean;
  answered: boolean;
  /** Whether an announcement was heard. */
  announced: boolean;
  keys: string;
}

/** What a short message becomes when it is acknowledged. */
export type Letter =
  | {
      readonly kind: "message";
      readonly party: OtherParty;
      readonly shape: MessageShape;
      readonly keyword: string;
    }
  | {
      readonly kind: "push";
      readonly party: OtherParty;
      readonly content: (typeof PUSH_CONTENTS)[number];
    };

/** An RP-DATA that waits for its RP-ACK, or has had it. */
export interface Relay {
  readonly direction: Direction;
  readonly transaction: number;
  readonly reference: number;
  readonly letter: Letter;
  /** When the acknowledgement came, −1 while it has not. */
  answeredMs: number;
}

/** A change of forwarding that waits for the network's answer. */
export interface ServiceRequest {
  readonly transaction: number;
  readonly invokeId: number;
  readonly condition: (typeof FORWARDING_CONDITIONS)[number];
  readonly active: boolean;
  readonly party: OtherParty;
}

/** What a target connection knows of the handover that set it up. */
export interface Handover {
  /** The connection that the phone comes from, undefined while it is not found. */
  source: Connection | undefined;
  readonly sinceMs: number;
  readonly sinceFrame: number;
  readonly lac: number;
  readonly ci: number;
  readonly fromLac: number;
  readonly fromCi: number;
  /** Layer 3 Information of HANDOVER REQUEST ACKNOWLEDGE. */
  octets: Uint8Array | undefined;
}

export const UNKNOWN_SUBSCRIBER = -1;
/** The IMSI is known but is no subscriber of the registry. */
export const FOREIGN_SUBSCRIBER = -2;
/** No LOCATION UPDATING REQUEST waits for its answer. */
export const NO_UPDATE = -1;

export interface Connection {
  /** Row in the table, −1 outside it. */
  row: number;
  /** Keys of the local references of the side that sent the CR and of the other one, −1 = unknown. */
  openerKey: number;
  otherKey: number;
  /** Local reference that the CR brought. */
  readonly openerReference: number;
  readonly openedMs: number;
  readonly openedFrame: number;
  /** Hash of the CR's user data; the CR itself may come after the CC, or be lost. */
  openingHash: number;
  heardOpening: boolean;
  /** Last sign of life, and the frame of it. */
  lastMs: number;
  lastFrame: number;
  /** RLSD was seen. */
  closing: boolean;
  /** Point code of the BSS end, −1 until a message shows which end it is. */
  bss: number;
  /** Whether a BSSMAP message has shown which end is which; before, it is assumed. */
  oriented: boolean;
  /** Whether the BSS sent the CR, as it does but for handovers; tells the ends apart in {@link isUp}. */
  openedByBss: boolean;
  exchange: ExchangeIndex;
  subscriber: SubscriberIndex;
  /** Whether an IMSI said so, and not a TMSI that the tap remembers. */
  certain: boolean;
  /** Current cell, both 0 while unknown. */
  lac: number;
  ci: number;
  /** Type of the LOCATION UPDATING REQUEST that waits for its answer, and its old LAC. */
  updateType: number;
  updateFromLac: number;
  /** The TMSI by which the phone called itself. */
  spoken: LocalTmsi;
  /** The TMSI that the network has given and the phone not yet acknowledged. */
  assigned: LocalTmsi;
  /** Call Identifier of AoIP, −1 for none. */
  callIdentifier: number;
  /** HANDOVER COMMAND went down, and neither failure nor another end of the call was seen since. */
  commanded: boolean;
  /** CLEAR REQUEST said that the radio is lost. */
  radioLost: boolean;
  /** CM RE-ESTABLISHMENT REQUEST opened it, and the calls of before are not found yet. */
  returning: boolean;
  calls: readonly Call[];
  relays: readonly Relay[];
  requests: readonly ServiceRequest[];
  held: readonly Held[];
  /** Hashes of messages that concluded something lately, and their times. */
  recent: readonly { readonly hash: number; readonly timeMs: number }[];
  handover: Handover | undefined;
  /** Neighbours in the order of the last sign of life. */
  older: Connection | undefined;
  newer: Connection | undefined;
}

const NONE: readonly never[] = [];

/** A connection that a CR with this source reference opens. */
export function createConnection(
  openerReference: number,
  timeMs: number,
  frame: number,
): Connection {
  return {
    row: -1,
    openerKey: -1,
    otherKey: -1,
    openerReference,
    openedMs: timeMs,
    openedFrame: frame,
    openingHash: 0,
    heardOpening: false,
    lastMs: timeMs,
    lastFrame: frame,
    closing: false,
    bss: -1,
    oriented: false,
    openedByBss: true,
    exchange: -1,
    subscriber: UNKNOWN_SUBSCRIBER,
    certain: false,
    lac: 0,
    ci: 0,
    updateType: NO_UPDATE,
    updateFromLac: 0,
    spoken: NO_TMSI,
    assigned: NO_TMSI,
    callIdentifier: -1,
    commanded: false,
    radioLost: false,
    returning: false,
    calls: NONE,
    relays: NONE,
    requests: NONE,
    held: NONE,
    recent: NONE,
    handover: undefined,
    older: undefined,
    newer: undefined,
  };
}

/** Whether a message comes from the BSS end. Frames of SCCP alone (DLT 142) have no point codes. */
export function isUp(connection: Connection, { opc, dpc, sccp }: TappedMessage): boolean {
  if (opc !== dpc) return opc === connection.bss;
  return connection.openedByBss === (sccp.dlr !== connection.openerReference);
}

/** Forgets everything of a connection but its ends: its references have passed to somebody else. */
export function blank(connection: Connection): void {
  connection.subscriber = UNKNOWN_SUBSCRIBER;
  connection.certain = false;
  connection.lac = 0;
  connection.ci = 0;
  connection.updateType = NO_UPDATE;
  connection.spoken = NO_TMSI;
  connection.assigned = NO_TMSI;
  connection.callIdentifier = -1;
  connection.commanded = false;
  connection.radioLost = false;
  connection.returning = false;
  connection.calls = NONE;
  connection.relays = NONE;
  connection.requests = NONE;
  connection.held = NONE;
  connection.recent = NONE;
  connection.handover = undefined;
}
