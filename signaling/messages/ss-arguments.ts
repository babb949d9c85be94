// What operations of supplementary services carry: a service, forwarding, a USSD string (TS 29.002).
import { OctetReader, OctetWriter } from "../octets.ts";
import { type PartyNumber, partyNumber } from "./bcd.ts";
import { packUssd, textOfUcs2, ucs2Of, unpackUssd } from "./gsm-alphabet.ts";
import { type BerWriter, enter, readOctet, readString, UNIVERSAL } from "./ss-ber.ts";

/** BasicServiceCode: one octet, 3GPP TS 29.002 §17.7.9 and §17.7.10. */
export type BasicService = { readonly bearerService: number } | { readonly teleservice: number };

/** RegisterSS-Arg, and SS-ForBS-Code, which is its beginning (3GPP TS 29.002 §17.7.4). */
export interface ServiceArgument {
  /** {@link SS_CODE}. */
  readonly ssCode: number;
  readonly basicService?: BasicService;
  readonly forwardedToNumber?: PartyNumber;
  readonly forwardedToSubaddress?: Uint8Array;
  /** Seconds, 5–30. */
  readonly noReplyConditionTime?: number;
  /** Later elements: priority, long numbers. */
  readonly further?: Uint8Array;
}

/** One basic service of ForwardingInfo (3GPP TS 29.002 §17.7.4). */
export interface ForwardingFeature {
  readonly basicService?: BasicService;
  /** Sum of {@link SS_STATUS}. */
  readonly ssStatus?: number;
  readonly forwardedToNumber?: PartyNumber;
  readonly forwardedToSubaddress?: Uint8Array;
  readonly forwardingOptions?: number;
  /** Seconds, 5–30. */
  readonly noReplyConditionTime?: number;
  readonly further?: Uint8Array;
}

/** The result of a forwarding operation: ForwardingInfo, or the list that an interrogation gives. */
export interface ForwardingInformation {
  /** {@link SS_CODE}; a list has none. */
  readonly ssCode?: number;
  readonly features: readonly ForwardingFeature[];
}

/** The string of an unstructured request or result. */
export interface UssdString {
  /** Cell broadcast data coding scheme, 3GPP TS 23.038 §5: 0x0f GSM 7-bit, 0x48 UCS2. */
  readonly dataCodingScheme: number;
  readonly text: string;
}

/** Context tags of RegisterSS-Arg, 3GPP TS 29.002 §17.7.4; the basic service's: §17.7.8. */
const TAG = {
  bearerService: 0x82,
  teleservice: 0x83,
  argument: { number: 0x84, noReply: 0x85, subaddress: 0x86 },
  feature: { status: 0x84, number: 0x85, options: 0x86, noReply: 0x87, subaddress: 0x88 },
  forwardingInfo: 0xa0,
  forwardingFeatureList: 0xa3,
} as const;
/** maxNumOfBasicServiceGroups, 3GPP TS 29.002 §17.7.4. */
const FEATURES_MAX = 13;

/** Undefined when the next element is no sequence that begins with a service code. */
export function readService(reader: OctetReader): ServiceArgument | undefined {
  const outer = enter(reader, UNIVERSAL.sequence);
  if (outer < 0) return undefined;
  const ssCode = readOctet(reader, UNIVERSAL.octetString);
  if (ssCode < 0) return undefined;
  const basicService = readBasicService(reader);
  const forwardedToNumber = readNumber(reader, TAG.argument.number);
  const forwardedToSubaddress = readString(reader, TAG.argument.subaddress);
  const noReplyConditionTime = readOctet(reader, TAG.argument.noReply);
  const further = reader.rest();
  reader.widen(outer);
  return {
    ssCode,
    ...(basicService && { basicService }),
    ...(forwardedToNumber && { forwardedToNumber }),
    ...(forwardedToSubaddress && { forwardedToSubaddress }),
    ...(noReplyConditionTime < 0 ? {} : { noReplyConditionTime }),
    ...(further.length === 0 ? {} : { further }),
  };
}

export function writeService(writer: BerWriter, service: ServiceArgument): void {
  const length = writer.length;
  if (service.further !== undefined) writer.put(service.further);
  const { noReplyConditionTime, forwardedToSubaddress, forwardedToNumber } = service;
  if (noReplyConditionTime !== undefined) writer.octet(TAG.argument.noReply, noReplyConditionTime);
  if (forwardedToSubaddress) writer.string(TAG.argument.subaddress, forwardedToSubaddress);
  if (forwardedToNumber) writer.string(TAG.argument.number, numberOctets(forwardedToNumber));
  writeBasicService(writer, service.basicService);
  writer.octet(UNIVERSAL.octetString, service.ssCode);
  writer.close(UNIVERSAL.sequence, length);
}

/** ForwardingInfo of SS-Info, or ForwardingFeatureList of InterrogateSS-Res; else undefined. */
export function readForwarding(reader: OctetReader): ForwardingInformation | undefined {
  const isList = reader.peek() === TAG.forwardingFeatureList;
  const outer = enter(reader, isList ? TAG.forwardingFeatureList : TAG.forwardingInfo);
  if (outer < 0) return undefined;
  const ssCode = isList ? -1 : readOctet(reader, UNIVERSAL.octetString);
  const list = isList ? reader.limit : enter(reader, UNIVERSAL.sequence);
  if (list < 0) return undefined;
  const features: ForwardingFeature[] = [];
  while (reader.remaining > 0) {
    const feature = features.length < FEATURES_MAX ? readFeature(reader) : undefined;
    if (feature === undefined) return undefined;
    features.push(feature);
  }
  reader.widen(list);
  if (reader.remaining > 0) return undefined;
  reader.widen(outer);
  return ssCode < 0 ? { features } : { ssCode, features };
}

/** @param isList  as an interrogation answers, not as a registration does */
export function writeForwarding(
  writer: BerWriter,
  information: ForwardingInformation,
  isList: boolean,
): void {
  const length = writer.length;
  for (let index = information.features.length - 1; index >= 0; index--) {
    writeFeature(writer, information.features[index]!);
  }
  if (isList) {
    writer.close(TAG.forwardingFeatureList, length);
    return;
  }
  writer.close(UNIVERSAL.sequence, length);
  if (information.ssCode !== undefined) writer.octet(UNIVERSAL.octetString, information.ssCode);
  writer.close(TAG.forwardingInfo, length);
}

function readFeature(reader: OctetReader): ForwardingFeature | undefined {
  const outer = enter(reader, UNIVERSAL.sequence);
  if (outer < 0) return undefined;
  const basicService = readBasicService(reader);
  const ssStatus = readOctet(reader, TAG.feature.status);
  const forwardedToNumber = readNumber(reader, TAG.feature.number);
  const forwardedToSubaddress = readString(reader, TAG.feature.subaddress);
  const forwardingOptions = readOctet(reader, TAG.feature.options);
  const noReplyConditionTime = readOctet(reader, TAG.feature.noReply);
  const further = reader.rest();
  reader.widen(outer);
  return {
    ...(basicService && { basicService }),
    ...(ssStatus < 0 ? {} : { ssStatus }),
    ...(forwardedToNumber && { forwardedToNumber }),
    ...(forwardedToSubaddress && { forwardedToSubaddress }),
    ...(forwardingOptions < 0 ? {} : { forwardingOptions }),
    ...(noReplyConditionTime < 0 ? {} : { noReplyConditionTime }),
    ...(further.length === 0 ? {} : { further }),
  };
}

function writeFeature(writer: BerWriter, feature: ForwardingFeature): void {
  const length = writer.length;
  const { forwardedToNumber, forwardedToSubaddress, ssStatus } = feature;
  const { forwardingOptions, noReplyConditionTime } = feature;
  if (feature.further !== undefined) writer.put(feature.further);
  if (noReplyConditionTime !== undefined) writer.octet(TAG.feature.noReply, noReplyConditionTime);
  if (forwardingOptions !== undefined) writer.octet(TAG.feature.options, forwardingOptions);
  if (forwardedToSubaddress) writer.string(TAG.feature.subaddress, forwardedToSubaddress);
  if (forwardedToNumber) writer.string(TAG.feature.number, numberOctets(forwardedToNumber));
  if (ssStatus !== undefined) writer.octet(TAG.feature.status, ssStatus);
  writeBasicService(writer, feature.basicService);
  writer.close(UNIVERSAL.sequence, length);
}

function readBasicService(reader: OctetReader): BasicService | undefined {
  const bearerService = readOctet(reader, TAG.bearerService);
  if (bearerService >= 0) return { bearerService };
  const teleservice = readOctet(reader, TAG.teleservice);
  return teleservice < 0 ? undefined : { teleservice };
}

function writeBasicService(writer: BerWriter, service: BasicService | undefined): void {
  if (service === undefined) return;
  if ("bearerService" in service) writer.octet(TAG.bearerService, service.bearerService);
  else writer.octet(TAG.teleservice, service.teleservice);
}

/** AddressString, 3GPP TS 29.002 §17.7.8: as a party number of 24.008; undefined = none, or empty. */
function readNumber(reader: OctetReader, tag: number): PartyNumber | undefined {
  const start = reader.offset;
  const octets = readString(reader, tag);
  if (octets === undefined) return undefined;
  if (octets.length === 0 || (octets.length === 1 && octets[0]! < 0x80)) {
    reader.offset = start;
    return undefined;
  }
  return partyNumber.read(new OctetReader(octets, "AddressString"));
}

function numberOctets(number: PartyNumber): Uint8Array {
  const writer = new OctetWriter(32);
  partyNumber.write(writer, number);
  return writer.finish();
}

/** USSD-Arg or USSD-Res with what follows its string: alerting pattern, MSISDN. */
export function readUssd(
  reader: OctetReader,
): { ussd: UssdString; further?: Uint8Array } | undefined {
  const outer = enter(reader, UNIVERSAL.sequence);
  if (outer < 0) return undefined;
  const dataCodingScheme = readOctet(reader, UNIVERSAL.octetString);
  const octets = readString(reader, UNIVERSAL.octetString);
  if (dataCodingScheme < 0 || octets === undefined) return undefined;
  const text = decodeText(dataCodingScheme, octets);
  if (text === undefined) return undefined;
  const ussd = { dataCodingScheme, text };
  const further = reader.rest();
  reader.widen(outer);
  return further.length === 0 ? { ussd } : { ussd, further };
}

export function writeUssd(writer: BerWriter, ussd: UssdString, further?: Uint8Array): void {
  const length = writer.length;
  const { dataCodingScheme, text } = ussd;
  if (further !== undefined) writer.put(further);
  const octets = isUcs2(dataCodingScheme) ? ucs2Of(text) : packUssd(text);
  writer.string(UNIVERSAL.octetString, octets);
  writer.octet(UNIVERSAL.octetString, dataCodingScheme);
  writer.close(UNIVERSAL.sequence, length);
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
