// A capture file in, A-interface messages out: the tap of a recorded network.
import { KairosError } from "../domain/errors.ts";
import {
  decodeEthernet,
  decodeLinuxCooked,
  decodeLinuxCooked2,
  decodeRawIp,
  type InternetPacket,
  IP_PROTOCOL,
} from "./carriers/internet.ts";
import { createIpaState, decodeTcp } from "./carriers/ipa.ts";
import { decodeMtp2, decodeMtp3, type MtpTransfer } from "./carriers/mtp3.ts";
import { isOtherType, OtherUsers } from "./carriers/other-users.ts";
import { LINK_TYPE, type Packet, readPackets } from "./carriers/pcap.ts";
import { decodeSccp, type SccpMessage, type SccpType } from "./carriers/sccp.ts";
import { createSctpState, decodeSctp } from "./carriers/sctp-m3ua.ts";
import { type BssapMessage, decode } from "./messages/bssap.ts";

/** One SCCP message of the A interface as the tap saw it. */
export interface TappedMessage {
  /** Number of the captured frame, from 1; one frame can carry several messages. */
  readonly frame: number;
  /** Whole milliseconds since the first frame. */
  readonly timeMs: number;
  /** Point codes; over IPA, which has none, the numbers of the endpoints from 1. */
  readonly opc: number;
  readonly dpc: number;
  /** Local references, 24 bits: source and destination. */
  readonly sccp: { readonly type: SccpType; readonly slr?: number; readonly dlr?: number };
  /** Absent on SCCP messages without user data, and when the user data cannot be decoded. */
  readonly bssap?: BssapMessage;
  /** The BSSAP PDU; empty when there is none. */
  readonly octets: Uint8Array;
}

export interface SkippedFrame {
  readonly frame: number;
  readonly reason: string;
}

export interface Capture {
  /**
   * The messages, once, decoded as they are asked for. After the last one it throws
   * `capture.truncated` when the file is cut and `capture.no-bssap` when nothing was found.
   */
  readonly messages: Iterable<TappedMessage>;
  /** Frames that cannot be decoded though they should: the first {@link SKIPPED_NAMED_MAX}. */
  readonly skipped: readonly SkippedFrame[];
  readonly counts: { readonly frames: number; readonly bssap: number; readonly skipped: number };
}

/** Skipped frames that are named; all are counted. */
export const SKIPPED_NAMED_MAX = 1000;
/** Connections whose segmented data is being put together at once. */
const SEGMENTED_MAX = 1024;
/** Octets of one segmented BSSAP message: SCCP allows 16 DT1 of 255. */
const SEGMENTED_OCTETS_MAX = 4096;

const INTERNET_LINKS: Readonly<Record<number, (octets: Uint8Array) => InternetPacket | undefined>> =
  {
    [LINK_TYPE.ethernet]: decodeEthernet,
    [LINK_TYPE.rawIp]: decodeRawIp,
    [LINK_TYPE.linuxCooked]: decodeLinuxCooked,
    [LINK_TYPE.linuxCooked2]: decodeLinuxCooked2,
  };

/**
 * Reads a capture: pcap or pcapng; MTP3, MTP2 or SCCP frames, M3UA over SCTP, SCCPlite over TCP.
 *
 * @param place  the file's name, for messages
 * @throws KairosError `capture.unknown-format`, `capture.unsupported-link`, `capture.truncated`
 */
export function readCapture(octets: Uint8Array, place: string): Capture {
  const packets = readPackets(octets, place)[Symbol.iterator]();
  const skipped: SkippedFrame[] = [];
  const counts = { frames: 0, bssap: 0, skipped: 0 };
  const skip = (frame: number, reason: string): void => {
    counts.skipped++;
    if (skipped.length < SKIPPED_NAMED_MAX) skipped.push({ frame, reason });
  };
  // The first frame is looked at now, so that a file of the wrong kind fails before any output.
  const first = packets.next();
  if (!first.done) checkLink(first.value, place);
  return { messages: messagesOf(first, packets, { place, counts, skip }), skipped, counts };
}

interface Reading {
  readonly place: string;
  readonly counts: { frames: number; bssap: number; skipped: number };
  readonly skip: (frame: number, reason: string) => void;
}

function* messagesOf(
  first: IteratorResult<Packet>,
  packets: Iterator<Packet>,
  reading: Reading,
): Generator<TappedMessage> {
  const transfersOf = createTransfers();
  const otherUsers = new OtherUsers();
  const segments = new Map<string, Uint8Array>();
  const origin = first.done ? 0 : first.value.timeMicros;
  for (let step = first; !step.done; step = packets.next()) {
    const packet = step.value;
    reading.counts.frames++;
    const timeMs = Math.floor((packet.timeMicros - origin) / 1000);
    for (const transfer of attempt(reading, packet.frame, () => transfersOf(packet)) ?? []) {
      if (isOtherType(transfer.userData)) continue;
      const sccp = attempt(reading, packet.frame, () => decodeSccp(transfer.userData));
      if (sccp === undefined || otherUsers.has(transfer, sccp)) continue;
      const { opc, dpc } = transfer;
      const octets = userDataOf(segments, transfer, sccp);
      const bssap =
        octets.length === 0 ? undefined : attempt(reading, packet.frame, () => decode(octets));
      if (bssap !== undefined) reading.counts.bssap++;
      const head = { frame: packet.frame, timeMs, opc, dpc, sccp: referencesOf(sccp) };
      yield bssap === undefined ? { ...head, octets } : { ...head, bssap, octets };
    }
  }
  if (reading.counts.bssap === 0) throw noBssap(reading);
}

/** The result, or undefined after the frame was counted as skipped. */
function attempt<T>(reading: Reading, frame: number, decodeFrame: () => T): T | undefined {
  try {
    return decodeFrame();
  } catch (error) {
    if (!(error instanceof KairosError)) throw error;
    const { place, got, wanted } = error.parts;
    reading.skip(frame, `${place}: got ${got}, expected ${wanted}`);
    return undefined;
  }
}

function createTransfers(): (packet: Packet) => readonly MtpTransfer[] {
  const sctp = createSctpState();
  const ipa = createIpaState();
  return ({ linkType, octets }) => {
    if (linkType === LINK_TYPE.mtp3) return listOf(decodeMtp3(octets));
    if (linkType === LINK_TYPE.mtp2) return listOf(decodeMtp2(octets));
    if (linkType === LINK_TYPE.sccp) return [{ opc: 0, dpc: 0, userData: octets }];
    const internet = INTERNET_LINKS[linkType]?.(octets);
    if (internet === undefined) return [];
    const { protocol, source, destination, payload } = internet;
    return protocol === IP_PROTOCOL.sctp
      ? decodeSctp(sctp, `${source} ${destination}`, payload)
      : decodeTcp(ipa, { source, destination }, payload);
  };
}

function listOf(transfer: MtpTransfer | undefined): readonly MtpTransfer[] {
  return transfer === undefined ? [] : [transfer];
}

function referencesOf(sccp: SccpMessage): TappedMessage["sccp"] {
  const { type } = sccp;
  if ("slr" in sccp) {
    return "dlr" in sccp ? { type, slr: sccp.slr, dlr: sccp.dlr } : { type, slr: sccp.slr };
  }
  return "dlr" in sccp ? { type, dlr: sccp.dlr } : { type };
}

const NOTHING = new Uint8Array();

/** The whole BSSAP PDU that a message completes; DT1 with "more data" are put together. */
function userDataOf(
  segments: Map<string, Uint8Array>,
  { opc, dpc }: MtpTransfer,
  sccp: SccpMessage,
): Uint8Array {
  const octets = ("userData" in sccp ? sccp.userData : undefined) ?? NOTHING;
  if (sccp.type !== "DT1" || (!sccp.more && segments.size === 0)) return octets;
  const key = `${opc} ${dpc} ${sccp.dlr}`;
  const before = segments.get(key) ?? NOTHING;
  const whole = new Uint8Array(before.length + octets.length);
  whole.set(before);
  whole.set(octets, before.length);
  segments.delete(key);
  if (!sccp.more) return whole;
  if (segments.size >= SEGMENTED_MAX) segments.delete(segments.keys().next().value!);
  if (whole.length <= SEGMENTED_OCTETS_MAX) segments.set(key, whole);
  return NOTHING;
}

function checkLink(packet: Packet, place: string): void {
  const { linkType } = packet;
  const known: readonly number[] = Object.values(LINK_TYPE);
  if (known.includes(linkType)) return;
  throw new KairosError("capture.unsupported-link", {
    place,
    got: `link type ${linkType}`,
    wanted: Object.entries(LINK_TYPE)
      .map(([name, number]) => `${number} (${name})`)
      .join(", "),
    remedy: "Capture the A interface: MTP3, M3UA over SCTP, or SCCPlite over TCP",
  });
}

function noBssap({ place, counts }: Reading): KairosError {
  return new KairosError("capture.no-bssap", {
    place,
    got: `${counts.frames} frames without a BSSAP message`,
    wanted: "A-interface signalling: BSSAP over SCCP",
    remedy: "Check that the capture was taken between a BSC and its MSC",
  });
}
