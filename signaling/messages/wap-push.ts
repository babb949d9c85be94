// WAP push over short messages: what is pushed, and pushes to send (WAP-230-WSP, WAP-209-MMS).
import { notEncodable, OctetReader, OctetWriter } from "../octets.ts";
import { concatenatedOctets } from "./tpdu-concatenated.ts";
import type { UserData } from "./tpdu-user-data.ts";
import { concatenationOf, portsElement, portsOf, userDataHeader } from "./user-data-header.ts";

/** What a push brings: an MMS to fetch, the news that one arrived, a link, a page to load. */
export type PushContent =
  | "mmsNotification"
  | "mmsDelivery"
  | "serviceIndication"
  | "serviceLoading"
  | "other";

/** Registered ports, WAP-259-WDP appendix B: connectionless push, and the gateway that sends it. */
export const PUSH_PORTS = { destination: 2948, source: 9200 } as const;

/** WSP PDU type of a push, WAP-230-WSP table 34. */
const PUSH = 0x06;
/** Well-known content types with bit 8 set, WAP-230-WSP table 40. */
const CONTENT_TYPE = {
  textServiceIndication: 0xad,
  serviceIndication: 0xae,
  textServiceLoading: 0xaf,
  serviceLoading: 0xb0,
  mmsMessage: 0xbe,
} as const;
const NAMED_TYPES: Readonly<Record<string, number>> = {
  "text/vnd.wap.si": CONTENT_TYPE.textServiceIndication,
  "application/vnd.wap.sic": CONTENT_TYPE.serviceIndication,
  "text/vnd.wap.sl": CONTENT_TYPE.textServiceLoading,
  "application/vnd.wap.slc": CONTENT_TYPE.serviceLoading,
  "application/vnd.wap.mms-message": CONTENT_TYPE.mmsMessage,
};
/** Lengths of values, WAP-230-WSP §8.4.2.2: up to 30 in one octet, or quoted. */
const LENGTH_QUOTE = 31;
/** Octets of a number in groups of seven bits, WAP-230-WSP §8.1.2. */
const UINTVAR_OCTETS_MAX = 5;
/** Fields of an MMS header and their values, WAP-209-MMS §7.3. */
const MMS = {
  contentLocation: 0x83,
  date: 0x85,
  expiry: 0x88,
  from: 0x89,
  messageClass: 0x8a,
  messageId: 0x8b,
  messageType: 0x8c,
  version: 0x8d,
  messageSize: 0x8e,
  status: 0x95,
  to: 0x97,
  transactionId: 0x98,
} as const;
const MMS_TYPE = { notification: 0x82, delivery: 0x86 } as const;
const MMS_VERSION_1_0 = 0x90;
const PERSONAL = 0x80;
const ADDRESS_PRESENT = 0x80;
const RELATIVE_TIME = 0x81;
/** X-Mms-Status, WAP-209-MMS §7.2.23. */
const MMS_STATUS = { expired: 0x80, retrieved: 0x81, rejected: 0x82, deferred: 0x83 } as const;
/** X-Wap-Application-Id: the MMS user agent (WAP-230-WSP table 39, WINA). */
const APPLICATION_ID = 0xaf;
const MMS_USER_AGENT = 0x84;
/** Charset parameter UTF-8 of a content type, WAP-230-WSP tables 38 and 42. */
const CHARSET_UTF_8 = Uint8Array.of(0x81, 0xea);

/**
 * What a message pushes; undefined when it is no push, and for later parts of one, which do not
 * say. A push whose content cannot be read is "other".
 */
export function pushContentOf(userData: UserData): PushContent | undefined {
  const { header, octets } = userData;
  if (header === undefined || octets === undefined) return undefined;
  const elements = userDataHeader(header);
  if (portsOf(elements)?.destination !== PUSH_PORTS.destination) return undefined;
  if ((concatenationOf(elements)?.part ?? 1) > 1) return undefined;
  const reader = new OctetReader(octets, "WSP");
  if (reader.remaining < 3) return "other";
  reader.skip(1);
  if (reader.u8() !== PUSH) return "other";
  const headers = readUintvar(reader);
  if (headers < 1 || headers > reader.remaining) return "other";
  const outer = reader.narrow(headers);
  const type = readContentType(reader);
  reader.widen(outer);
  switch (type) {
    case CONTENT_TYPE.mmsMessage:
      return mmsContentOf(reader);
    case CONTENT_TYPE.serviceIndication:
    case CONTENT_TYPE.textServiceIndication:
      return "serviceIndication";
    case CONTENT_TYPE.serviceLoading:
    case CONTENT_TYPE.textServiceLoading:
      return "serviceLoading";
    default:
      return "other";
  }
}

/** The message type leads an MMS header (WAP-209-MMS §6). */
function mmsContentOf(reader: OctetReader): PushContent {
  if (reader.remaining < 2 || reader.u8() !== MMS.messageType) return "other";
  const type = reader.u8();
  if (type === MMS_TYPE.notification) return "mmsNotification";
  return type === MMS_TYPE.delivery ? "mmsDelivery" : "other";
}

/** The well-known number of a content type, by number or name; −1 for others. */
function readContentType(reader: OctetReader): number {
  const first = reader.peek();
  if (first >= 0x80) return reader.u8();
  if (first >= 0x20) return NAMED_TYPES[readText(reader)] ?? -1;
  reader.skip(1);
  const length = first === LENGTH_QUOTE ? readUintvar(reader) : first;
  if (length < 1 || length > reader.remaining || reader.peek() < 0x20) return -1;
  return readContentType(reader);
}

function readText(reader: OctetReader): string {
  let text = "";
  while (reader.remaining > 0) {
    const octet = reader.u8();
    if (octet === 0) break;
    text += String.fromCharCode(octet);
  }
  return text.toLowerCase();
}

/** −1 when it does not end. */
function readUintvar(reader: OctetReader): number {
  let value = 0;
  for (let count = 0; count < UINTVAR_OCTETS_MAX && reader.remaining > 0; count++) {
    const octet = reader.u8();
    value = value * 128 + (octet & 0x7f);
    if (octet < 0x80) return value;
  }
  return -1;
}

/** A push to send. Addresses and links are ASCII; times count in seconds. */
export type WapPush = {
  /** Of the parts, 0–255. */
  readonly reference: number;
  /** WSP transaction identifier, 0–255; 1 when absent. */
  readonly transaction?: number;
} & (
  | {
      readonly content: "mmsNotification";
      readonly transactionId: string;
      /** "+8613800001234/TYPE=PLMN"; the sender may hide. */
      readonly from?: string;
      readonly sizeOctets: number;
      readonly expiresInSeconds: number;
      /** Where to fetch it. */
      readonly location: string;
    }
  | {
      readonly content: "mmsDelivery";
      readonly messageId: string;
      readonly to: string;
      /** Since 1970. */
      readonly dateSeconds: number;
      readonly status: keyof typeof MMS_STATUS;
    }
  | { readonly content: "serviceIndication"; readonly url: string; readonly text: string }
  | { readonly content: "serviceLoading"; readonly url: string }
);

/**
 * The user data of the messages that carry a push, with ports; their coding scheme is
 * `CODING.octets` and each needs `TRANSFER_FLAG.userDataHeader`.
 *
 * @throws KairosError `message.not-encodable` for a text with a NUL in it
 */
export function wapPush(push: WapPush): UserData[] {
  const writer = new OctetWriter();
  writer.u8(push.transaction ?? 1);
  writer.u8(PUSH);
  const at = writer.openLength();
  switch (push.content) {
    case "mmsNotification":
    case "mmsDelivery":
      writer.u8(CONTENT_TYPE.mmsMessage);
      writer.u8(APPLICATION_ID);
      writer.u8(MMS_USER_AGENT);
      writer.closeLength(at);
      if (push.content === "mmsNotification") writeNotification(writer, push);
      else writeDelivery(writer, push);
      break;
    case "serviceIndication":
    case "serviceLoading": {
      const type = CONTENT_TYPE[push.content];
      writer.u8(1 + CHARSET_UTF_8.length);
      writer.u8(type);
      writer.put(CHARSET_UTF_8);
      writer.closeLength(at);
      if (push.content === "serviceIndication") writeIndication(writer, push);
      else writeLoading(writer, push.url);
      break;
    }
  }
  const elements = [portsElement(PUSH_PORTS)];
  return concatenatedOctets(writer.finish(), push.reference, { elements });
}

function writeNotification(
  writer: OctetWriter,
  push: Extract<WapPush, { content: "mmsNotification" }>,
): void {
  writer.u8(MMS.messageType);
  writer.u8(MMS_TYPE.notification);
  writer.u8(MMS.transactionId);
  writeText(writer, push.transactionId);
  writer.u8(MMS.version);
  writer.u8(MMS_VERSION_1_0);
  if (push.from !== undefined) {
    const from = UTF_8.encode(push.from);
    writer.u8(MMS.from);
    writeLength(writer, 1 + from.length + 1);
    writer.u8(ADDRESS_PRESENT);
    writeText(writer, push.from);
  }
  writer.u8(MMS.messageClass);
  writer.u8(PERSONAL);
  writer.u8(MMS.messageSize);
  writeLongInteger(writer, push.sizeOctets);
  writer.u8(MMS.expiry);
  const at = writer.openLength();
  writer.u8(RELATIVE_TIME);
  writeLongInteger(writer, push.expiresInSeconds);
  writer.closeLength(at);
  writer.u8(MMS.contentLocation);
  writeText(writer, push.location);
}

function writeDelivery(
  writer: OctetWriter,
  push: Extract<WapPush, { content: "mmsDelivery" }>,
): void {
  writer.u8(MMS.messageType);
  writer.u8(MMS_TYPE.delivery);
  writer.u8(MMS.version);
  writer.u8(MMS_VERSION_1_0);
  writer.u8(MMS.messageId);
  writeText(writer, push.messageId);
  writer.u8(MMS.to);
  writeText(writer, push.to);
  writer.u8(MMS.date);
  writeLongInteger(writer, push.dateSeconds);
  writer.u8(MMS.status);
  writer.u8(MMS_STATUS[push.status]);
}

/** WBXML 1.2, UTF-8, no string table; tags and attributes of WAP-167-ServiceInd and WAP-168-ServiceLoad. */
const WBXML = { version: 0x02, utf8: 0x6a, end: 0x01, inlineString: 0x03 } as const;
const INDICATION = { publicId: 0x05, si: 0x45, indication: 0xc6 } as const;
const LOADING = { publicId: 0x06, sl: 0x85 } as const;
/** Attribute starts of a link, the longest prefix first. */
const INDICATION_LINKS = [
  ["https://www.", 0x0f],
  ["https://", 0x0e],
  ["http://www.", 0x0d],
  ["http://", 0x0c],
  ["", 0x0b],
] as const;
const LOADING_LINKS = [
  ["https://www.", 0x0c],
  ["https://", 0x0b],
  ["http://www.", 0x0a],
  ["http://", 0x09],
  ["", 0x08],
] as const;

function writeIndication(
  writer: OctetWriter,
  { url, text }: { readonly url: string; readonly text: string },
): void {
  writeWbxmlHead(writer, INDICATION.publicId);
  writer.u8(INDICATION.si);
  writer.u8(INDICATION.indication);
  writeLink(writer, url, INDICATION_LINKS);
  writer.u8(WBXML.end);
  writer.u8(WBXML.inlineString);
  writeText(writer, text);
  writer.u8(WBXML.end);
  writer.u8(WBXML.end);
}

function writeLoading(writer: OctetWriter, url: string): void {
  writeWbxmlHead(writer, LOADING.publicId);
  writer.u8(LOADING.sl);
  writeLink(writer, url, LOADING_LINKS);
  writer.u8(WBXML.end);
}

function writeWbxmlHead(writer: OctetWriter, publicId: number): void {
  writer.u8(WBXML.version);
  writer.u8(publicId);
  writer.u8(WBXML.utf8);
  writer.u8(0);
}

function writeLink(
  writer: OctetWriter,
  url: string,
  links: readonly (readonly [string, number])[],
): void {
  const [prefix, token] = links.find(([candidate]) => url.startsWith(candidate))!;
  writer.u8(token);
  writer.u8(WBXML.inlineString);
  writeText(writer, url.slice(prefix.length));
}

const UTF_8 = new TextEncoder();

function writeText(writer: OctetWriter, text: string): void {
  if (text.includes("\0")) throw notEncodable("text", "a NUL", "characters that do not end it");
  writer.put(UTF_8.encode(text));
  writer.u8(0);
}

/** Long-integer, WAP-230-WSP §8.4.2.1: a length, then up to six octets here. */
function writeLongInteger(writer: OctetWriter, value: number): void {
  if (!Number.isSafeInteger(value) || value < 0) {
    throw notEncodable("long integer", String(value), "0 to 2^53 − 1");
  }
  const octets: number[] = [];
  for (let rest = value; rest > 0 || octets.length === 0; rest = Math.floor(rest / 256)) {
    octets.unshift(rest % 256);
  }
  writer.u8(octets.length);
  for (const octet of octets) writer.u8(octet);
}

/** Value-length, WAP-230-WSP §8.4.2.2. */
function writeLength(writer: OctetWriter, length: number): void {
  if (length >= LENGTH_QUOTE) writer.u8(LENGTH_QUOTE);
  if (length >= 0x80) writer.u8(0x80 | (length >>> 7));
  writer.u8(length & 0x7f);
}
