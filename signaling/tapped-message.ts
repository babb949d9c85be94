// The tap: frames of signalling links in, A-interface messages out, whether recorded or live.
import { type ErrorCode, KairosError } from "../domain/errors.ts";
import { LinkReader } from "./carriers/links.ts";
import type { MtpTransfer, TransferSink } from "./carriers/mtp3.ts";
import { isOtherType, OtherUsers } from "./carriers/other-users.ts";
import type { Packet } from "./carriers/pcap.ts";
import { decodeSccp, type SccpMessage, type SccpType } from "./carriers/sccp.ts";
import { SccpReassembly } from "./carriers/sccp-segments.ts";
import { type BssapMessage, decode } from "./messages/bssap.ts";
import { OctetReader } from "./octets.ts";

/** One SCCP message of the A interface as the tap saw it. */
export interface TappedMessage {
  /** Number of the captured frame, from 1; one frame can carry several messages. */
  readonly frame: number;
  /** Whole milliseconds since the origin of time. */
  readonly timeMs: number;
  /** Point codes; over IPA, which has none, the numbers of the endpoints from 1. */
  readonly opc: number;
  readonly dpc: number;
  /** Local references, 24 bits: source and destination. */
  readonly sccp: { readonly type: SccpType; readonly slr?: number; readonly dlr?: number };
  /** Absent on SCCP messages without user data, and when the user data cannot be decoded. */
  readonly bssap?: BssapMessage;
  /**
   * The BSSAP PDU; empty when there is none. A view of the frame's octets where possible: who keeps
   * it for long keeps their chunk of the capture in memory too, and better copies it.
   */
  readonly octets: Uint8Array;
}

/** Told of a frame with a fault in it, perhaps several times, of the fault, and of its kind. */
export type OnSkip = (frame: number, reason: string, code: ErrorCode) => void;

const NOTHING = new Uint8Array();
/** Never added to. */
const NO_MESSAGES: TappedMessage[] = [];

/** A tap for the frames of all links between some BSCs and their MSCs, in order of time. */
export function createTap(onSkip: OnSkip): Tap {
  return new Tap(onSkip);
}

export class Tap implements TransferSink {
  readonly #onSkip: OnSkip;
  readonly #links = new LinkReader();
  readonly #otherUsers = new OtherUsers();
  readonly #segments = new SccpReassembly();
  readonly #reader = new OctetReader(NOTHING, "frame");
  #frame = 0;
  #timeMs = 0;
  #messages: TappedMessage[] = [];

  constructor(onSkip: OnSkip) {
    this.#onSkip = onSkip;
  }

  /**
   * The messages that a frame completes, of a link type in {@link LINK_TYPE} (others hold nothing).
   * What cannot be decoded goes to `onSkip`.
   *
   * @param timeMs  whole milliseconds since the origin of time
   * @param frame  its number, from 1
   */
  read(
    linkType: number,
    timeMs: number,
    frame: number,
    octets: Uint8Array,
  ): readonly TappedMessage[] {
    this.#frame = frame;
    this.#reader.within(octets, 0, octets.length);
    return this.#read(linkType, timeMs);
  }

  /** The same of a frame of a capture file. */
  readPacket(packet: Packet, timeMs: number): readonly TappedMessage[] {
    this.#frame = packet.frame;
    this.#reader.within(packet.piece, packet.start, packet.end);
    return this.#read(packet.linkType, timeMs);
  }

  /** The messages that waited for frames which did not come; they count as of the last frame. */
  end(): readonly TappedMessage[] {
    this.#messages = NO_MESSAGES;
    // A fault on one connection ends that part of it alone; each call goes on behind the last one.
    while (!this.#ended());
    return this.#messages;
  }

  /** An MTP transfer of the frame that is being read; for the carriers. */
  take(transfer: MtpTransfer): void {
    if (isOtherType(transfer.userData)) return;
    try {
      const sccp = decodeSccp(transfer.userData);
      if (this.#otherUsers.has(transfer, sccp)) return;
      const octets = this.#segments.userDataOf(transfer, sccp);
      this.#add(this.#tapped(transfer, sccp, octets));
    } catch (error) {
      this.#skip(error);
    }
  }

  #ended(): boolean {
    try {
      this.#links.end(this);
      return true;
    } catch (error) {
      this.#skip(error);
      return false;
    }
  }

  #read(linkType: number, timeMs: number): readonly TappedMessage[] {
    this.#timeMs = timeMs;
    this.#messages = NO_MESSAGES;
    try {
      this.#links.read(linkType, this.#reader, this);
    } catch (error) {
      this.#skip(error);
    }
    return this.#messages;
  }

  /** Most frames hold one message. */
  #add(message: TappedMessage): void {
    if (this.#messages.length === 0) this.#messages = [message];
    else this.#messages.push(message);
  }

  #tapped({ opc, dpc }: MtpTransfer, sccp: SccpMessage, octets: Uint8Array): TappedMessage {
    const frame = this.#frame;
    const timeMs = this.#timeMs;
    const bssap = octets.length === 0 ? undefined : this.#bssap(octets);
    return bssap === undefined
      ? { frame, timeMs, opc, dpc, sccp: referencesOf(sccp), octets: NOTHING }
      : { frame, timeMs, opc, dpc, sccp: referencesOf(sccp), bssap, octets };
  }

  #bssap(octets: Uint8Array): BssapMessage | undefined {
    try {
      return decode(octets);
    } catch (error) {
      this.#skip(error);
      return undefined;
    }
  }

  #skip(error: unknown): void {
    if (!(error instanceof KairosError)) throw error;
    const { place, got, wanted } = error.parts;
    this.#onSkip(this.#frame, `${place}: got ${got}, expected ${wanted}`, error.code);
  }
}

function referencesOf(sccp: SccpMessage): TappedMessage["sccp"] {
  switch (sccp.type) {
    case "DT1":
    case "CREF":
    case "ERR":
      return { type: sccp.type, dlr: sccp.dlr };
    case "CR":
      return { type: sccp.type, slr: sccp.slr };
    case "CC":
    case "RLSD":
    case "RLC":
    case "IT":
      return { type: sccp.type, slr: sccp.slr, dlr: sccp.dlr };
    default:
      return { type: sccp.type };
  }
}
