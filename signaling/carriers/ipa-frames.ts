// IPA frames on a live connection: who is there, still alive, what time it is, and SCCP messages.
import { KairosError } from "../../domain/errors.ts";
import { OctetWriter } from "../octets.ts";
import { Chunks } from "./chunks.ts";
import { IPA_HEAD_OCTETS, SCCP_STREAM } from "./ipa.ts";

/** Stream identifiers: connection management (CCM), and extensions. */
const CCM_STREAM = 0xfe;
const EXTENSION_STREAM = 0xee;
/** Streams of IPA that a connection between BSC and MSC has nothing to do with. */
const OTHER_STREAMS: ReadonlySet<number> = new Set([0xfc, 0xff, 0x00]);
/** Messages of connection management. */
const CCM = {
  ping: 0x00,
  pong: 0x01,
  identityRequest: 0x04,
  identityResponse: 0x05,
  identityAcknowledge: 0x06,
} as const;
/** Tag of the unit's name in an identity. */
const UNIT_NAME = 0x01;
const NAME_OCTETS_MAX = 64;
/**
 * Our own extension: the time of what follows. ms since the scenario's start f64, and an order among
 * all connections of the sender u32.
 */
const TIME_MARK = 0x4b;
const TIME_MARK_OCTETS = 13;

export type IpaFrame =
  | { readonly kind: "ping" | "pong" | "identity.request" | "identity.acknowledge" }
  | { readonly kind: "identity.response"; readonly name: string }
  | { readonly kind: "time"; readonly timeMs: number; readonly order: number }
  | { readonly kind: "sccp"; readonly userData: Uint8Array }
  | { readonly kind: "other" };

const ccm = (message: number): Uint8Array => Uint8Array.of(0, 1, CCM_STREAM, message);
export const PING: Uint8Array = ccm(CCM.ping);
export const PONG: Uint8Array = ccm(CCM.pong);
export const IDENTITY_ACKNOWLEDGE: Uint8Array = ccm(CCM.identityAcknowledge);
/** Asks for the unit's name. */
export const IDENTITY_REQUEST: Uint8Array = Uint8Array.of(
  0,
  3,
  CCM_STREAM,
  CCM.identityRequest,
  1,
  UNIT_NAME,
);

/** Says the name of the unit at this end. */
export function identityResponse(name: string): Uint8Array {
  const text = new TextEncoder().encode(`${name}\0`);
  const writer = new OctetWriter(IPA_HEAD_OCTETS + 4 + text.length);
  writer.u16(4 + text.length);
  writer.u8(CCM_STREAM);
  writer.u8(CCM.identityResponse);
  writer.u16(1 + text.length);
  writer.u8(UNIT_NAME);
  writer.put(text);
  return writer.finish();
}

/** Writes an SCCP message. */
export function writeSccp(writer: OctetWriter, userData: Uint8Array): void {
  writer.u16(userData.length);
  writer.u8(SCCP_STREAM);
  writer.put(userData);
}

/** Writes what time it is for the frames that follow. */
export function writeTimeMark(writer: OctetWriter, timeMs: number, order: number): void {
  const mark = new DataView(new ArrayBuffer(TIME_MARK_OCTETS));
  mark.setUint8(0, TIME_MARK);
  mark.setFloat64(1, timeMs);
  mark.setUint32(9, order);
  writer.u16(TIME_MARK_OCTETS);
  writer.u8(EXTENSION_STREAM);
  writer.put(new Uint8Array(mark.buffer));
}

/** Frames out of the octets of one connection, which may be cut anywhere. */
export class IpaStream {
  readonly #chunks = new Chunks();

  /**
   * The frames that a chunk completes; their octets are views of it.
   *
   * @throws KairosError octets.malformed for what is no IPA: the connection is of no use any more
   */
  *read(chunk: Uint8Array): Generator<IpaFrame> {
    const chunks = this.#chunks;
    chunks.push(chunk);
    while (chunks.has(IPA_HEAD_OCTETS)) {
      const stream = chunks.octets[chunks.at + 2]!;
      const length = IPA_HEAD_OCTETS + chunks.u16(0, false);
      if (!isKnown(stream)) throw malformed(`stream ${stream}`, "a known stream identifier");
      if (!chunks.has(length)) return;
      const payload = chunks.view(IPA_HEAD_OCTETS, length - IPA_HEAD_OCTETS);
      chunks.at += length;
      yield frameOf(stream, payload);
    }
  }
}

function isKnown(stream: number): boolean {
  if (stream === SCCP_STREAM || stream === CCM_STREAM || stream === EXTENSION_STREAM) return true;
  return OTHER_STREAMS.has(stream);
}

function frameOf(stream: number, payload: Uint8Array): IpaFrame {
  if (stream === SCCP_STREAM) return { kind: "sccp", userData: payload };
  if (stream === EXTENSION_STREAM && payload[0] === TIME_MARK) return timeOf(payload);
  if (stream !== CCM_STREAM) return { kind: "other" };
  switch (payload[0]) {
    case CCM.ping:
      return { kind: "ping" };
    case CCM.pong:
      return { kind: "pong" };
    case CCM.identityRequest:
      return { kind: "identity.request" };
    case CCM.identityResponse:
      return { kind: "identity.response", name: nameIn(payload) };
    case CCM.identityAcknowledge:
      return { kind: "identity.acknowledge" };
    default:
      return { kind: "other" };
  }
}

function timeOf(payload: Uint8Array): IpaFrame {
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  if (payload.length !== TIME_MARK_OCTETS) throw malformed("a time mark of another length", "13");
  const timeMs = view.getFloat64(1);
  if (Number.isSafeInteger(timeMs) && timeMs >= 0) {
    return { kind: "time", timeMs, order: view.getUint32(9) };
  }
  throw malformed(`the time ${timeMs}`, "whole ms since the start");
}

/** The unit's name among the parts of an identity: length u16, tag u8, text each; "" for none. */
function nameIn(payload: Uint8Array): string {
  for (let at = 1; at + 3 <= payload.length; ) {
    const length = (payload[at]! << 8) | payload[at + 1]!;
    if (length === 0) return "";
    const text = payload.subarray(at + 3, Math.min(at + 2 + length, at + 3 + NAME_OCTETS_MAX));
    if (payload[at + 2] === UNIT_NAME) return new TextDecoder().decode(text).replace(/\0.*$/s, "");
    at += 2 + length;
  }
  return "";
}

function malformed(got: string, wanted: string): KairosError {
  return new KairosError("octets.malformed", {
    place: "IPA",
    got,
    wanted,
    remedy: "The connection is closed: whoever sends must speak SCCPlite.",
  });
}
