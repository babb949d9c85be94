// The Facility element of supplementary services: enough BER to read and write a USSD string.
import { type OctetReader, OctetWriter } from "../octets.ts";
import type { Codec } from "./elements.ts";
import { fitsGsmAlphabet, packUssd, textOfUcs2, ucs2Of, unpackUssd } from "./gsm-alphabet.ts";

/** Operation codes, 3GPP TS 24.080 §4.2.2 and TS 29.002 §17.6.4. */
export const OPERATION = {
  registerSs: 10,
  eraseSs: 11,
  activateSs: 12,
  deactivateSs: 13,
  interrogateSs: 14,
  processUnstructuredSsRequest: 59,
  unstructuredSsRequest: 60,
  unstructuredSsNotify: 61,
} as const;

/** The string of an unstructured request or result. */
export interface UssdString {
  /** Cell broadcast data coding scheme, 3GPP TS 23.038 §5: 0x0f GSM 7-bit, 0x48 UCS2. */
  readonly dataCodingScheme: number;
  readonly text: string;
}

/** A component of a Facility element, 3GPP TS 24.080 §3.6.1; others stay octets. */
export type Facility =
  | {
      readonly component: "invoke" | "returnResultLast";
      readonly invokeId: number;
      readonly operation: number;
      readonly ussd: UssdString;
      /** What follows the string inside the parameter sequence: alerting pattern, MSISDN. */
      readonly further?: Uint8Array;
    }
  | {
      readonly component: "invoke";
      readonly invokeId: number;
      readonly operation: number;
      /** Everything after the operation code. */
      readonly parameters: Uint8Array;
    }
  | { readonly component: "other"; readonly octets: Uint8Array };

const TAG = { invoke: 0xa1, result: 0xa2, integer: 0x02, octetString: 0x04, sequence: 0x30 };
/** The GSM 7-bit default alphabet, language unspecified (3GPP TS 23.038 §5). */
export const USSD_GSM_7BIT = 0x0f;
/** UCS2, uncompressed, no message class (3GPP TS 23.038 §5). */
const USSD_UCS2 = 0x48;

/** A USSD request as the phone sends it. */
export function ussdRequest(text: string, invokeId = 1): Facility {
  const dataCodingScheme = fitsGsmAlphabet(text) ? USSD_GSM_7BIT : USSD_UCS2;
  const operation = OPERATION.processUnstructuredSsRequest;
  return { component: "invoke", invokeId, operation, ussd: { dataCodingScheme, text } };
}

/** Facility, 3GPP TS 24.008 §10.5.4.15 and TS 24.080 §3.6. */
export const facility: Codec<Facility> = {
  read(reader) {
    const start = reader.offset;
    const read = readComponent(reader);
    if (read !== undefined) return read;
    reader.offset = start;
    return { component: "other", octets: reader.rest() };
  },
  write(writer, component) {
    if (component.component === "other") writer.put(component.octets);
    else writer.put(encodeComponent(component));
  },
};

/** Undefined when the octets are no component that this file knows, so that they stay octets. */
function readComponent(reader: OctetReader): Facility | undefined {
  const tag = reader.peek();
  if (tag !== TAG.invoke && tag !== TAG.result) return undefined;
  if (!enter(reader, tag) || reader.remaining === 0) return undefined;
  const invokeId = readInteger(reader);
  if (invokeId === undefined) return undefined;
  if (tag === TAG.result && !enter(reader, TAG.sequence)) return undefined;
  const operation = readInteger(reader);
  if (operation === undefined) return undefined;
  const component = tag === TAG.invoke ? "invoke" : "returnResultLast";
  const start = reader.offset;
  const string = isUnstructured(operation) ? readUssd(reader) : undefined;
  if (string !== undefined) return { component, invokeId, operation, ...string };
  if (component !== "invoke") return undefined;
  reader.offset = start;
  return { component, invokeId, operation, parameters: reader.rest() };
}

function readUssd(reader: OctetReader): { ussd: UssdString; further?: Uint8Array } | undefined {
  if (!enter(reader, TAG.sequence)) return undefined;
  const scheme = readOctetString(reader);
  const string = readOctetString(reader);
  if (scheme?.length !== 1 || string === undefined) return undefined;
  const dataCodingScheme = scheme[0]!;
  const text = decodeText(dataCodingScheme, string);
  if (text === undefined) return undefined;
  const ussd = { dataCodingScheme, text };
  return reader.remaining === 0 ? { ussd } : { ussd, further: reader.rest() };
}

/** Enters a constructed value that reaches to the limit; short or one-octet long length. */
function enter(reader: OctetReader, tag: number): boolean {
  if (reader.remaining < 2 || reader.u8() !== tag) return false;
  const length = readLength(reader);
  return length === reader.remaining;
}

function readLength(reader: OctetReader): number {
  const first = reader.remaining > 0 ? reader.u8() : 0xff;
  if (first < 0x80) return first;
  const long = first === 0x81 && reader.remaining > 0 ? reader.u8() : -1;
  return long >= 0x80 ? long : -1;
}

function readInteger(reader: OctetReader): number | undefined {
  if (reader.remaining < 3 || reader.u8() !== TAG.integer || reader.u8() !== 1) return undefined;
  return reader.u8();
}

function readOctetString(reader: OctetReader): Uint8Array | undefined {
  if (reader.remaining < 2 || reader.u8() !== TAG.octetString) return undefined;
  const length = readLength(reader);
  return length < 0 || length > reader.remaining ? undefined : reader.take(length);
}

function isUnstructured(operation: number): boolean {
  return (
    operation >= OPERATION.processUnstructuredSsRequest &&
    operation <= OPERATION.unstructuredSsNotify
  );
}

/** Text by the scheme (3GPP TS 23.038 §5); undefined for 8-bit and unknown schemes. */
function decodeText(scheme: number, octets: Uint8Array): string | undefined {
  if (isUcs2(scheme)) return octets.length % 2 === 0 ? textOfUcs2(octets) : undefined;
  return isGsm7(scheme) ? unpackUssd(octets) : undefined;
}

/** Groups 0, 2, 3 name a language; 4 to 7 when not compressed, and 15, name the alphabet. */
function isGsm7(scheme: number): boolean {
  const group = scheme >>> 4;
  if (group === 0 || group === 2 || group === 3) return true;
  return (scheme & 0xec) === 0x40 || (scheme & 0xf4) === 0xf0;
}

function isUcs2(scheme: number): boolean {
  return (scheme & 0xec) === 0x48;
}

function encodeComponent(component: Exclude<Facility, { component: "other" }>): Uint8Array {
  const operation = value(TAG.integer, Uint8Array.of(component.operation));
  const invokeId = value(TAG.integer, Uint8Array.of(component.invokeId));
  const parameters = "ussd" in component ? encodeUssd(component) : component.parameters;
  return component.component === "invoke"
    ? value(TAG.invoke, invokeId, operation, parameters)
    : value(TAG.result, invokeId, value(TAG.sequence, operation, parameters));
}

function encodeUssd(component: { ussd: UssdString; further?: Uint8Array }): Uint8Array {
  const { dataCodingScheme, text } = component.ussd;
  return value(
    TAG.sequence,
    value(TAG.octetString, Uint8Array.of(dataCodingScheme)),
    value(TAG.octetString, isUcs2(dataCodingScheme) ? ucs2Of(text) : packUssd(text)),
    component.further ?? new Uint8Array(),
  );
}

function value(tag: number, ...contents: readonly Uint8Array[]): Uint8Array {
  const writer = new OctetWriter(64);
  const length = contents.reduce((sum, part) => sum + part.length, 0);
  writer.u8(tag);
  if (length >= 0x80) writer.u8(0x81);
  writer.u8(length);
  for (const part of contents) writer.put(part);
  return writer.finish();
}
