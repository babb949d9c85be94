// How messages are put on a ladder: times around an event, direction, SCCP, common openings and ends.
import type { Lai } from "../domain/location.ts";
import type { SccpType } from "../signaling/carriers/sccp.ts";
import type { BssapMessage } from "../signaling/messages/bssap.ts";
import type { DtapMessage } from "../signaling/messages/dtap.ts";
import type { CellIdentifier } from "../signaling/messages/location.ts";
import type { Direction } from "../signaling/messages/sms.ts";

/** One message of a ladder. */
export interface WireMessage {
  readonly timeMs: number;
  /** up = from the base station subsystem to the MSC. */
  readonly direction: Direction;
  readonly sccp: Extract<SccpType, "UDT" | "CR" | "CC" | "DT1" | "RLSD" | "RLC">;
  /** Absent on CC, RLSD and RLC. */
  readonly bssap?: BssapMessage;
  /** True on the one message that concludes the event: its time is the event's. */
  readonly concludes: boolean;
}

/** Who is on the connection, as the network knows him. */
export interface Party {
  readonly mcc: string;
  readonly mnc: string;
  readonly imsi: string;
  readonly tmsi: number;
}

/** Classmark 2 of a phase 2 phone, power class 4, A5/1 (24.008 §10.5.1.6); classmark 1 is its first octet. */
const CLASSMARK_2 = Uint8Array.of(0x33, 0x18, 0x81);
export const CLASSMARK_1 = 0x33;
/** CKSN that says "no key" (24.008 §10.5.1.2). */
export const NO_KEY = 7;
/** Clear causes, 48.008 §3.2.2.5: call control. */
const CALL_CONTROL = 0x09;

/** Collects the messages of one event; offsets in ms count from the event's time. */
export class Ladder {
  readonly messages: WireMessage[] = [];
  readonly party: Party;
  readonly #eventMs: number;
  readonly #cell: { readonly lac: number; readonly ci: number };
  readonly #word: number;

  /** `word` is any u32 that makes this ladder's random challenges its own. */
  constructor(
    party: Party,
    event: { readonly timeMs: number; readonly lac: number; readonly ci: number },
    word: number,
  ) {
    this.party = party;
    this.#eventMs = event.timeMs;
    this.#cell = event;
    this.#word = word;
  }

  add(
    offsetMs: number,
    direction: Direction,
    sccp: WireMessage["sccp"],
    bssap?: BssapMessage,
  ): void {
    const timeMs = this.#eventMs + offsetMs;
    const message = { timeMs, direction, sccp, concludes: offsetMs === 0 };
    this.messages.push(bssap === undefined ? message : { ...message, bssap });
  }

  up(offsetMs: number, bssap: BssapMessage): void {
    this.add(offsetMs, "up", "DT1", bssap);
  }

  down(offsetMs: number, bssap: BssapMessage): void {
    this.add(offsetMs, "down", "DT1", bssap);
  }

  get cell(): CellIdentifier {
    const { mcc, mnc } = this.party;
    const { lac, ci } = this.#cell;
    return { discriminator: "cgi", mcc, mnc, lac, ci };
  }

  areaOf(lac: number): Lai {
    return { mcc: this.party.mcc, mnc: this.party.mnc, lac };
  }

  /** PAGING for the phone in the cell's location area (48.008 §3.2.1.19). */
  page(offsetMs: number): void {
    const { imsi, tmsi } = this.party;
    this.add(offsetMs, "down", "UDT", {
      layer: "bssmap",
      message: "paging",
      imsi,
      tmsi,
      cellIdentifierList: [{ discriminator: "lac", lac: this.#cell.lac }],
    });
  }

  /** COMPLETE LAYER 3 INFORMATION in the connection request, and its confirmation. */
  open(offsetMs: number, layer3Information: DtapMessage): void {
    this.add(offsetMs, "up", "CR", {
      layer: "bssmap",
      message: "completeLayer3Information",
      cellIdentifier: this.cell,
      layer3Information,
    });
    this.add(offsetMs + 30, "down", "CC");
  }

  /** Authentication in 310 ms, then COMMON ID, so that a tap knows the IMSI. */
  authenticate(offsetMs: number): void {
    const rand = octetsOf(this.#word, 16);
    this.down(offsetMs, {
      layer: "dtap",
      protocol: "mobilityManagement",
      message: "authenticationRequest",
      cipheringKeySequenceNumber: this.#word % 7,
      rand,
    });
    this.up(offsetMs + 280, {
      layer: "dtap",
      protocol: "mobilityManagement",
      message: "authenticationResponse",
      sres: octetsOf(this.#word ^ 0x5bd1e995, 4),
    });
    this.down(offsetMs + 310, { layer: "bssmap", message: "commonId", imsi: this.party.imsi });
  }

  /** CM SERVICE REQUEST up to its acceptance: 600 ms. */
  request(offsetMs: number, cmServiceType: number): void {
    this.open(offsetMs, {
      layer: "dtap",
      protocol: "mobilityManagement",
      message: "cmServiceRequest",
      cmServiceType,
      cipheringKeySequenceNumber: NO_KEY,
      mobileStationClassmark2: CLASSMARK_2,
      mobileIdentity: { type: "tmsi", tmsi: this.party.tmsi },
    });
    this.authenticate(offsetMs + 120);
    this.down(offsetMs + 500, {
      layer: "dtap",
      protocol: "mobilityManagement",
      message: "cmServiceAccept",
    });
  }

  /** PAGING, PAGING RESPONSE and authentication: 870 ms. */
  respond(offsetMs: number): void {
    this.page(offsetMs);
    this.open(offsetMs + 390, {
      layer: "dtap",
      protocol: "radioResource",
      message: "pagingResponse",
      cipheringKeySequenceNumber: NO_KEY,
      mobileStationClassmark2: CLASSMARK_2,
      mobileIdentity: { type: "tmsi", tmsi: this.party.tmsi },
    });
    this.authenticate(offsetMs + 520);
  }

  /** CLEAR COMMAND to the end of the SCCP connection: 150 ms. */
  clear(offsetMs: number): void {
    this.down(offsetMs, { layer: "bssmap", message: "clearCommand", cause: CALL_CONTROL });
    this.up(offsetMs + 80, { layer: "bssmap", message: "clearComplete" });
    this.add(offsetMs + 110, "down", "RLSD");
    this.add(offsetMs + 150, "up", "RLC");
  }
}

/** Octets made of a word; a challenge or response that nobody checks. */
function octetsOf(word: number, count: number): Uint8Array {
  return Uint8Array.from(
    { length: count },
    (_, index) => (Math.imul(word, 2 * index + 3) >>> 11) & 0xff,
  );
}
