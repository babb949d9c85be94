// The decoders that meet octets from outside, and what each one promises for any octets.
import { isDeepStrictEqual } from "node:util";
import { KairosError } from "../../../domain/errors.ts";
import type { Token } from "../../../domain/identity.ts";
import { InterningRegistry } from "../../../domain/interning-registry.ts";
import {
  createCaptureReader,
  readCapture,
  type TappedMessage,
} from "../../../signaling/capture.ts";
import { decodeMtp3, encodeMtp3 } from "../../../signaling/carriers/mtp3.ts";
import { LINK_TYPE } from "../../../signaling/carriers/pcap.ts";
import { decodeSccp, encodeSccp } from "../../../signaling/carriers/sccp.ts";
import { decodedLine } from "../../../signaling/decoded-line.ts";
import { describe } from "../../../signaling/describe.ts";
import { eventLine, LINE_LENGTH_MAX, readEventLines } from "../../../signaling/event-lines.ts";
import { type BssapMessage, decode, encode } from "../../../signaling/messages/bssap.ts";
import type { Codec } from "../../../signaling/messages/elements.ts";
import { facility } from "../../../signaling/messages/facility.ts";
import { decodeHandoverCommand, encodeHandoverCommand } from "../../../signaling/messages/rr.ts";
import { cpUserData } from "../../../signaling/messages/sms.ts";
import { readTransferPdu, writeTransferPdu } from "../../../signaling/messages/tpdu.ts";
import {
  concatenationOf,
  headerOf,
  portsOf,
  userDataHeader,
} from "../../../signaling/messages/user-data-header.ts";
import { pushContentOf } from "../../../signaling/messages/wap-push.ts";
import { OctetReader, OctetWriter, sameOctets } from "../../../signaling/octets.ts";
import { createTap } from "../../../signaling/tapped-message.ts";
import { createTracker, track } from "../../../signaling/tracker.ts";
import {
  COMMANDS,
  EVENT_LINES,
  FILES,
  FRAMES,
  NUMBERS,
  PDUS,
  SCCP_MESSAGES,
  TAPPED,
  TOKENISE,
  TRANSFERS,
} from "./corpus.ts";
import type { Draws } from "./draws.ts";

/**
 * Takes octets; returns whether there was anything to read. It may refuse them with a KairosError;
 * whatever else it throws is a crash.
 */
export type Check = (octets: Uint8Array) => boolean;

export interface Target {
  readonly name: string;
  /** What holds for any octets, as a sentence. */
  readonly promise: string;
  readonly seeds: readonly Uint8Array[];
  /** Of all mutations, in hundredths. */
  readonly share: number;
  /** What it keeps from octets to octets counts: seeds come in order, some of them unchanged. */
  readonly remembers?: true;
  /** Corrects what would have almost every mutation refused at once. */
  readonly mend?: (octets: Uint8Array, draws: Draws) => void;
  /** A checker that has seen nothing yet. */
  readonly start: () => Check;
}

/** A promise that was not kept. */
export class Broken extends Error {
  override readonly name = "Broken";
}

function broken(what: string, octets?: Uint8Array): never {
  throw new Broken(octets === undefined ? what : `${what}: ${hexOf(octets)}`);
}

const hexOf = (octets: Uint8Array): string => Buffer.from(octets).toString("hex");

/** Reads by a codec; what it made of the octets must write them again. */
function exactly<T>(codec: Codec<T>): Check {
  const writer = new OctetWriter(1024);
  return (octets) => {
    const reader = new OctetReader(octets, "target");
    const value = codec.read(reader);
    writer.length = 0;
    codec.write(writer, value);
    if (!reader.exact || reader.remaining > 0) return true;
    if (!sameOctets(writer.view(), octets)) broken("written otherwise", writer.view());
    return true;
  };
}

const bssap: Check = (octets) => {
  const message = decode(octets);
  const again = encode(message);
  if (!sameOctets(again, octets)) broken("encoded otherwise", again);
  return true;
};

/** The length octet of a BSSAP PDU; without it every change of length is refused. */
function mendBssap(octets: Uint8Array, draws: Draws): void {
  const at = octets[0] === 1 ? 2 : 1;
  if (octets.length > at && !draws.oneIn(16)) octets[at] = octets.length - at - 1;
}

function tapped(bssapMessage: BssapMessage, octets: Uint8Array): TappedMessage {
  const at = { frame: 1, timeMs: 0, opc: 1, dpc: 2 };
  return { ...at, sccp: { type: "DT1", dlr: 1 }, bssap: bssapMessage, octets };
}

const lines: Check = (octets) => {
  const message = tapped(decode(octets), octets);
  const line = JSON.stringify(decodedLine(message));
  if (line.length > LINE_MAX) broken(`a line of ${line.length} characters`);
  const text = describe(message, (kind) => kind);
  if (text.includes("\n")) broken("a description of two lines");
  return true;
};

/** Characters that a BSSAP PDU of 257 octets may become; each octet can need six in JSON. */
const LINE_MAX = 4096;

const sccp: Check = (octets) => {
  const message = decodeSccp(octets);
  const again = encodeSccp(message);
  if (!isDeepStrictEqual(decodeSccp(again), message)) broken("decoded otherwise", again);
  return true;
};

const mtp3: Check = (octets) => {
  const transfer = decodeMtp3(octets);
  if (transfer === undefined) return false;
  const again = decodeMtp3(encodeMtp3(transfer));
  if (!isDeepStrictEqual(again, transfer)) broken("decoded otherwise");
  return true;
};

/** Direction and place by two bits of the first octet, then the TPDU. */
function transferPdus(): Check {
  const writer = new OctetWriter(512);
  return (octets) => {
    const [up, inError] = [(octets[0]! & 1) !== 0, (octets[0]! & 2) !== 0];
    const pdu = readTransferPdu(new OctetReader(octets.subarray(1), "TPDU"), up, inError);
    writer.length = 0;
    writeTransferPdu(writer, pdu, up, inError);
    const again = readTransferPdu(new OctetReader(writer.finish(), "TPDU"), up, inError);
    if (!isDeepStrictEqual(again, pdu)) broken("decoded otherwise", writer.view());
    return pdu.type !== "other";
  };
}

const header: Check = (octets) => {
  const elements = userDataHeader(octets);
  const parts = concatenationOf(elements);
  if (parts !== undefined && (parts.part < 1 || parts.part > parts.parts)) broken("no such part");
  portsOf(elements);
  pushContentOf({ header: octets, octets });
  const again = headerOf(elements);
  if (!sameOctets(again, octets.subarray(0, again.length))) broken("written otherwise", again);
  return elements.length > 0;
};

/** The length of the header in the first octet, then header and push. */
const push: Check = (octets) => {
  const at = 1 + Math.min(octets[0] ?? 0, octets.length - 1);
  return (
    pushContentOf({ header: octets.subarray(1, at), octets: octets.subarray(at) }) !== undefined
  );
};

const handoverCommand: Check = (octets) => {
  const command = decodeHandoverCommand(octets);
  if (command === undefined) return false;
  const again = encodeHandoverCommand(command);
  if (!sameOctets(again, octets)) broken("encoded otherwise", again);
  return true;
};

const UTF_8 = new TextDecoder();

const eventLines: Check = (octets) => {
  const read = (text: string) => {
    const registry = new InterningRegistry();
    const events = readEventLines(text, { registry, tokenise: TOKENISE, place: "x" });
    return events.map((event) => eventLine(event, registry.nameOf(event.subscriber)));
  };
  const written = read(UTF_8.decode(octets));
  if (!isDeepStrictEqual(read(written.join("\n")), written)) broken("read otherwise");
  return true;
};

interface Reading {
  messages: number;
  skipped: number;
  end: string;
}

function reading(file: Uint8Array, piece: number): Reading {
  const found = { messages: 0, skipped: 0, end: "" };
  const reader = createCaptureReader("x");
  const take = (messages: Iterable<TappedMessage>): void => {
    for (const _ of messages) found.messages++;
  };
  try {
    for (let at = 0; at < file.length; at += piece)
      take(reader.push(file.subarray(at, at + piece)));
    take(reader.end());
  } catch (error) {
    if (!(error instanceof KairosError)) throw error;
    found.end = error.code;
  }
  found.skipped = reader.counts.skipped;
  return found;
}

/** Whole and in pieces, whose size the octets themselves decide. */
const files: Check = (octets) => {
  const file = octets.slice();
  const inPieces = reading(file, 1 + ((file.length * 7 + (file[file.length >>> 1] ?? 0)) % 97));
  const whole = reading(file, file.length || 1);
  if (!isDeepStrictEqual(inPieces, whole)) {
    broken(`in pieces ${JSON.stringify(inPieces)}, whole ${JSON.stringify(whole)}`);
  }
  if (whole.end !== "capture.unknown-format") for (const _ of readCapture(file, "x").messages);
  return whole.messages > 0;
};

const LINK_TYPES = Object.values(LINK_TYPE);

/** A registry in which most numbers are somebody's. */
class Crowd extends InterningRegistry {
  override ofNumber(number: Token): number {
    return number % 4 === 0 ? -1 : number % CROWD;
  }
  override numberOf(subscriber: number): Token {
    return subscriber % 4 === 0 ? 0 : subscriber + 4 * CROWD;
  }
}

const CROWD = 8;

/** Follows messages, and looks at the events that come of them. */
function follower(): (message: TappedMessage) => void {
  const registry = new Crowd();
  // Whom numbers lead to is known from the beginning.
  for (let subscriber = 0; subscriber < CROWD; subscriber++) registry.ofImsi(subscriber + 1);
  const tracker = createTracker({ registry, tokenise: TOKENISE, numbers: NUMBERS });
  const sequences = new Map<number, number>();
  let timeMs = 0;
  return (message) => {
    for (const event of track(tracker, message)) {
      const { type, subscriber, sequence } = event;
      if (event.timeMs < timeMs) broken(`${type} goes back in time`);
      if (sequence !== (sequences.get(subscriber) ?? 0)) broken(`${type} is number ${sequence}`);
      if (event.lac !== (event.lac & 0xffff)) broken(`${type} in location area ${event.lac}`);
      timeMs = event.timeMs;
      sequences.set(subscriber, sequence + 1);
      if (eventLine(event, registry.nameOf(subscriber)).length > LINE_LENGTH_MAX) {
        broken(`${type} is longer than a line that is read`);
      }
    }
  };
}

/** The link type that the first octet stands for; the frame follows it. */
export function linkTypeOf(octets: Uint8Array): number {
  return LINK_TYPES[(octets[0] ?? 0) % LINK_TYPES.length]!;
}

/** Frames of any link through tap and tracker, as in operation. */
function taps(): Check {
  const tap = createTap(() => undefined);
  const follow = follower();
  let frame = 0;
  return (octets) => {
    frame++;
    // What waits for other frames keeps views of these octets.
    const messages = tap.read(linkTypeOf(octets), frame * STEP_MS, frame, octets.slice(1));
    for (const message of messages) follow(message);
    return messages.length > 0;
  };
}

const STEP_MS = 37;
const SCCP_TYPES = ["CR", "CC", "CREF", "RLSD", "RLC", "DT1", "UDT", "XUDT", "IT", "ERR"] as const;
const HAS_SOURCE: ReadonlySet<string> = new Set(["CR", "CC", "RLSD", "RLC", "IT"]);
const HAS_DESTINATION: ReadonlySet<string> = new Set([..."CC CREF RLSD RLC DT1 IT ERR".split(" ")]);
/** Octets in front of the PDU: type, time since the message before, point codes, references. */
const TAPPED_HEAD = 12;

/** A tapped message in octets, so that all of it can be mutated. */
function tappedOctets({ opc, dpc, sccp: { type, slr, dlr }, octets }: TappedMessage): Uint8Array {
  const writer = new OctetWriter();
  writer.u8(SCCP_TYPES.indexOf(type as (typeof SCCP_TYPES)[number]));
  writer.u8(STEP_MS);
  writer.u16(opc);
  writer.u16(dpc);
  writer.u24LittleEndian(slr ?? 0);
  writer.u24LittleEndian(dlr ?? 0);
  writer.put(octets);
  return writer.finish();
}

/** @throws KairosError when the octets in it are no BSSAP */
export function messageOf(octets: Uint8Array, frame: number, timeMs: number): TappedMessage {
  const reader = new OctetReader(octets, "tapped");
  const type = SCCP_TYPES[reader.u8() % SCCP_TYPES.length]!;
  reader.skip(1);
  const [opc, dpc] = [reader.u16(), reader.u16()];
  const [slr, dlr] = [reader.u24LittleEndian(), reader.u24LittleEndian()];
  const pdu = reader.rest().slice();
  const message = {
    ...{ frame, timeMs, opc, dpc, octets: pdu },
    sccp: {
      type,
      ...(HAS_SOURCE.has(type) ? { slr } : {}),
      ...(HAS_DESTINATION.has(type) ? { dlr } : {}),
    },
  };
  return pdu.length === 0 ? message : { ...message, bssap: decode(pdu) };
}

/** Any messages, on connections that exist as a rule; time passes by leaps when its octet says so. */
function tracks(): Check {
  const follow = follower();
  let frame = 0;
  let timeMs = 0;
  return (octets) => {
    const step = octets[1] ?? 0;
    timeMs += step < 0xf0 ? step : 2 ** (step - 0xe0);
    follow(messageOf(octets, ++frame, timeMs));
    return true;
  };
}

const linkFrames = FRAMES.map(({ linkType, octets }) =>
  Uint8Array.from([LINK_TYPES.indexOf(linkType as (typeof LINK_TYPES)[number]), ...octets]),
);

/** What stands in PDUs: octets of their Facility elements, relay messages, TPDUs, headers, pushes. */
const PARTS = partsOf(PDUS);

function partsOf(pdus: readonly Uint8Array[]) {
  const parts = {
    facilities: [] as Uint8Array[],
    relays: [] as Uint8Array[],
    tpdus: [] as Uint8Array[],
    headers: [] as Uint8Array[],
    pushes: [] as Uint8Array[],
  };
  for (const pdu of pdus) {
    const message = decode(pdu);
    if ("facility" in message && message.facility !== undefined) {
      parts.facilities.push(octetsOf((writer) => facility.write(writer, message.facility!)));
    }
    if (message.message !== "cpData") continue;
    const relay = message.cpUserData;
    parts.relays.push(octetsOf((writer) => cpUserData.write(writer, relay)));
    if (!("userData" in relay) || relay.userData === undefined) continue;
    const { direction, message: name, userData: tpdu } = relay;
    const [up, inError] = [direction === "up", name === "rpError"];
    parts.tpdus.push(
      octetsOf((writer) => {
        writer.u8((up ? 1 : 0) | (inError ? 2 : 0));
        writeTransferPdu(writer, tpdu, up, inError);
      }),
    );
    if (!("userData" in tpdu) || tpdu.userData?.header === undefined) continue;
    const { header: udh, octets = new Uint8Array() } = tpdu.userData;
    parts.headers.push(udh);
    parts.pushes.push(Uint8Array.of(udh.length, ...udh, ...octets));
  }
  return parts;
}

function octetsOf(write: (writer: OctetWriter) => void): Uint8Array {
  const writer = new OctetWriter();
  write(writer);
  return writer.finish();
}

export const TARGETS: readonly Target[] = [
  {
    name: "bssap",
    promise: "a BSSAP PDU that is decoded encodes to its octets",
    seeds: PDUS,
    share: 35,
    mend: mendBssap,
    start: () => bssap,
  },
  {
    name: "lines",
    promise: "what is decoded can be printed, as one line of JSON and as one of text",
    seeds: PDUS,
    share: 6,
    mend: mendBssap,
    start: () => lines,
  },
  {
    name: "sccp",
    promise: "an SCCP message that is decoded encodes, and decodes again to itself",
    seeds: SCCP_MESSAGES,
    share: 12,
    start: () => sccp,
  },
  {
    name: "mtp3",
    promise: "an MTP3 transfer that is decoded encodes, and decodes again to itself",
    seeds: TRANSFERS.map(encodeMtp3),
    share: 2,
    start: () => mtp3,
  },
  {
    name: "facility",
    promise: "Facility elements are written as they were read, however deep they are nested",
    seeds: PARTS.facilities,
    share: 8,
    start: () => exactly(facility),
  },
  {
    name: "relay",
    promise: "relay layer messages with their TPDUs are written as they were read",
    seeds: PARTS.relays,
    share: 8,
    start: () => exactly(cpUserData),
  },
  {
    name: "tpdu",
    promise: "a TPDU that was read is written, and read again as the same",
    seeds: PARTS.tpdus,
    share: 5,
    start: transferPdus,
  },
  {
    name: "header",
    promise: "headers of user data are written as they were read, up to where they lie",
    seeds: PARTS.headers,
    share: 4,
    start: () => header,
  },
  {
    name: "push",
    promise: "a WAP push has one of five contents",
    seeds: PARTS.pushes,
    share: 2,
    start: () => push,
  },
  {
    name: "handover command",
    promise: "a HANDOVER COMMAND of the radio interface encodes to its octets",
    seeds: COMMANDS,
    share: 2,
    start: () => handoverCommand,
  },
  {
    name: "event lines",
    promise: "event lines that are read are written, and read again as the same",
    seeds: EVENT_LINES,
    share: 2,
    start: () => eventLines,
  },
  {
    name: "files",
    promise: "a capture file gives the same in pieces of any size as whole",
    seeds: FILES,
    share: 1,
    start: () => files,
  },
  {
    name: "track",
    promise: "any messages can be followed; events stand in order of time, counted, in lines",
    seeds: TAPPED.map(tappedOctets),
    share: 8,
    remembers: true,
    mend: (octets, draws) => {
      if (octets.length > TAPPED_HEAD) mendBssap(octets.subarray(TAPPED_HEAD), draws);
    },
    start: tracks,
  },
  {
    name: "tap",
    promise: "frames of any link pass tap and tracker, and events never go back in time",
    seeds: linkFrames,
    share: 5,
    remembers: true,
    start: taps,
  },
];
