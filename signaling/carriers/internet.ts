// From link layer frames to the SCTP and TCP in them: Ethernet with VLAN tags, Linux cooked, IP.
import { OctetReader } from "../octets.ts";

/** An IP packet's payload. Addresses as text that tells hosts apart, not for printing. */
export interface InternetPacket {
  readonly protocol: number;
  readonly source: string;
  readonly destination: string;
  readonly payload: Uint8Array;
}

/** IP protocol numbers (IANA). */
export const IP_PROTOCOL = { tcp: 6, sctp: 132 } as const;

const ETHERTYPE = { ipv4: 0x0800, ipv6: 0x86dd } as const;
/** 802.1Q, 802.1ad, and the number that stacked tags had before 802.1ad. */
const VLAN_TAGS: ReadonlySet<number> = new Set([0x8100, 0x88a8, 0x9100]);

/** Ethernet, IEEE 802.3 with any number of 802.1Q and 802.1ad tags. */
export function decodeEthernet(octets: Uint8Array): InternetPacket | undefined {
  const reader = new OctetReader(octets, "Ethernet");
  reader.skip(12);
  let type = reader.u16();
  while (VLAN_TAGS.has(type)) {
    reader.skip(2);
    type = reader.u16();
  }
  return decodeIp(reader, type);
}

/** Linux cooked capture, LINKTYPE_LINUX_SLL. */
export function decodeLinuxCooked(octets: Uint8Array): InternetPacket | undefined {
  const reader = new OctetReader(octets, "Linux cooked");
  reader.skip(14);
  return decodeIp(reader, reader.u16());
}

/** Linux cooked capture version 2, LINKTYPE_LINUX_SLL2. */
export function decodeLinuxCooked2(octets: Uint8Array): InternetPacket | undefined {
  const reader = new OctetReader(octets, "Linux cooked 2");
  const type = reader.u16();
  reader.skip(18);
  return decodeIp(reader, type);
}

/** Raw IP, LINKTYPE_RAW: the version is in the first octet. */
export function decodeRawIp(octets: Uint8Array): InternetPacket | undefined {
  const reader = new OctetReader(octets, "IP");
  return decodeIp(reader, reader.peek() >>> 4 === 6 ? ETHERTYPE.ipv6 : ETHERTYPE.ipv4);
}

function decodeIp(reader: OctetReader, type: number): InternetPacket | undefined {
  if (type === ETHERTYPE.ipv4) return decodeIpv4(reader);
  if (type === ETHERTYPE.ipv6) return decodeIpv6(reader);
  return undefined;
}

/** IPv4, RFC 791. A fragment other than a whole packet gives an error, for it hides its message. */
function decodeIpv4(reader: OctetReader): InternetPacket | undefined {
  const start = reader.offset;
  const headerOctets = (reader.u8() & 0xf) * 4;
  reader.skip(1);
  const totalOctets = reader.u16();
  reader.skip(2);
  const fragment = reader.u16();
  reader.skip(1);
  const protocol = reader.u8();
  reader.skip(2);
  const source = String(reader.u32());
  const destination = String(reader.u32());
  if (protocol !== IP_PROTOCOL.tcp && protocol !== IP_PROTOCOL.sctp) return undefined;
  if ((fragment & 0x3fff) !== 0) throw reader.malformed("an IP fragment", "a whole packet");
  if (headerOctets < 20) throw reader.malformed(`IP header of ${headerOctets}`, "20 or more");
  reader.skip(headerOctets - 20);
  // A total length of 0 comes from hardware segmentation; otherwise it cuts off the padding.
  const payload =
    totalOctets === 0 ? reader.rest() : reader.take(start + totalOctets - reader.offset);
  return { protocol, source, destination, payload };
}

/** IPv6, RFC 8200, without extension headers. */
function decodeIpv6(reader: OctetReader): InternetPacket | undefined {
  reader.skip(4);
  const payloadOctets = reader.u16();
  const protocol = reader.u8();
  reader.skip(1);
  const source = addressText(reader.take(16));
  const destination = addressText(reader.take(16));
  if (protocol !== IP_PROTOCOL.tcp && protocol !== IP_PROTOCOL.sctp) return undefined;
  return { protocol, source, destination, payload: reader.take(payloadOctets) };
}

function addressText(octets: Uint8Array): string {
  return Array.from(octets, (octet) => octet.toString(16).padStart(2, "0")).join("");
}
