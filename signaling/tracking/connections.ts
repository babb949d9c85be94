// Open SCCP connections of the A interface, found by the local references of either end.
import type { SubscriberIndex, Token } from "../../domain/identity.ts";
import type { OtherParty } from "../../domain/number-plan.ts";
import type {
  CallDirection,
  EventHead,
  MessageShape,
  SubscriberEvent,
} from "../../domain/subscriber-event.ts";
import type { TappedMessage } from "../capture.ts";
import type { Direction } from "../messages/sms.ts";
import type { LocalTmsi } from "./identities.ts";

type HeadFilledLater = "timeMs" | "subscriber" | "sequence" | "source" | "cause";
type WithoutHead<E> = E extends EventHead ? Omit<E, HeadFilledLater> : never;

/** An event of a connection whose subscriber may not be known yet. */
export interface Draft {
  readonly event: WithoutHead<SubscriberEvent>;
  /** Frame that concluded it. */
  readonly frame: number;
  /** call.released of an originated call that never rang: token of the called number. */
  readonly unreached?: Token;
}

/** A call between SETUP and its release. */
export interface Call {
  /** Transaction identifier times two, plus one when the phone allocated it. */
  readonly transaction: number;
  readonly direction: CallDirection;
  readonly peer: Token;
  alerted: boolean;
  answered: boolean;
}

/** An RP-DATA that waits for its RP-ACK. */
export interface Relay {
  readonly direction: Direction;
  readonly reference: number;
  readonly party: OtherParty;
  readonly shape: MessageShape;
  readonly keyword: string;
}

/** What a target connection knows of the handover that set it up. */
export interface Handover {
  /** The connection that the phone comes from, undefined while it is not found. */
  source: Connection | undefined;
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

export interface Connection {
  readonly keys: number[];
  /** Point code of the BSS end, −1 until a message shows which end it is. */
  bss: number;
  /** Whether the BSS sent the CR, as it does but for handovers; tells the ends apart in {@link isUp}. */
  openedByBss: boolean;
  /** Local reference that the CR brought. */
  readonly openerReference: number;
  subscriber: SubscriberIndex;
  /** Current cell, both 0 while unknown. */
  lac: number;
  ci: number;
  /** LOCATION UPDATING REQUEST that waits for its answer. */
  update: { readonly type: number; readonly fromLac: number } | undefined;
  /** The TMSI by which the phone called itself. */
  spoken: LocalTmsi | undefined;
  /** The TMSI that the network has given and the phone not yet acknowledged. */
  assigned: LocalTmsi | undefined;
  callIdentifier: number | undefined;
  calls: Call[];
  relays: Relay[];
  held: Draft[];
  handover: Handover | undefined;
}

/** Connections open at once; the oldest is given up. */
const CONNECTIONS_MAX = 262_144;
/** Point codes told apart for certain; more than a national network has. */
const ENDPOINTS_MAX = 16_384;
const REFERENCES = 2 ** 24;

/** A connection that a CR with this source reference opens. */
export function createConnection(openerReference: number): Connection {
  return {
    keys: [],
    bss: -1,
    openedByBss: true,
    openerReference,
    subscriber: UNKNOWN_SUBSCRIBER,
    lac: 0,
    ci: 0,
    update: undefined,
    spoken: undefined,
    assigned: undefined,
    callIdentifier: undefined,
    calls: [],
    relays: [],
    held: [],
    handover: undefined,
  };
}

/** Whether a message comes from the BSS end. Frames of SCCP alone (DLT 142) have no point codes. */
export function isUp(connection: Connection, { opc, dpc, sccp }: TappedMessage): boolean {
  if (opc !== dpc) return opc === connection.bss;
  return connection.openedByBss === (sccp.dlr !== connection.openerReference);
}

/** A local reference is unique for its owner and the peer: key = (owner, peer, reference). */
export class ConnectionTable {
  readonly #connections = new Map<number, Connection>();
  /** Point code → small number, so that a key fits 52 bits whatever the point codes' length. */
  readonly #endpoints = new Map<number, number>();

  /** The connection of a message that carries a destination or source reference. */
  find(message: TappedMessage): Connection | undefined {
    const { opc, dpc, sccp } = message;
    const byDestination =
      sccp.dlr === undefined ? undefined : this.#connections.get(this.#key(dpc, opc, sccp.dlr));
    if (byDestination !== undefined || sccp.slr === undefined) return byDestination;
    return this.#connections.get(this.#key(opc, dpc, sccp.slr));
  }

  /** Notes the reference that CR or CC brings. Returns a connection that must end before. */
  add(message: TappedMessage, connection: Connection): Connection | undefined {
    const key = this.#key(message.opc, message.dpc, message.sccp.slr ?? 0);
    const stale = this.#connections.get(key);
    if (stale !== undefined && stale !== connection) this.remove(stale);
    const oldest =
      this.#connections.size >= CONNECTIONS_MAX * 2
        ? this.#connections.values().next().value
        : undefined;
    if (oldest !== undefined) this.remove(oldest);
    this.#connections.set(key, connection);
    connection.keys.push(key);
    return stale === connection ? oldest : (stale ?? oldest);
  }

  remove(connection: Connection): void {
    for (const key of connection.keys) this.#connections.delete(key);
    connection.keys.length = 0;
  }

  /** Every open connection between two point codes, for RESET. */
  between(a: number, b: number): Connection[] {
    const found = new Set<Connection>();
    const low = this.#key(a, b, 0);
    const lowBack = this.#key(b, a, 0);
    for (const [key, connection] of this.#connections) {
      if (inPair(key, low) || inPair(key, lowBack)) found.add(connection);
    }
    return [...found];
  }

  /** Open connections, counted by reference: two for one that was confirmed. */
  get references(): number {
    return this.#connections.size;
  }

  #key(owner: number, peer: number, reference: number): number {
    return (this.#endpoint(owner) * ENDPOINTS_MAX + this.#endpoint(peer)) * REFERENCES + reference;
  }

  #endpoint(pointCode: number): number {
    let number = this.#endpoints.get(pointCode);
    if (number === undefined) {
      number = this.#endpoints.size;
      if (number >= ENDPOINTS_MAX) return pointCode % ENDPOINTS_MAX;
      this.#endpoints.set(pointCode, number);
    }
    return number;
  }
}

function inPair(key: number, low: number): boolean {
  return key >= low && key < low + REFERENCES;
}
