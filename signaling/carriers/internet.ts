// From link layer frames to the SCTP and TCP in them: Ethernet with VLAN tags, Linux cooked, BSD, IP.
import type { OctetReader } from "../octets.ts";

/** An IP packet whose payload is next to be read. */
export interface IpPacket {
  protocol: number;
  /** Where in the frame the source address stands, and right after it the destination address. */
  addressesAt: number;
  /** Octets of one address: 4 or 16. */
  addressOctets: number;
}

/** IP protocol numbers (IANA). */
export const IP_PROTOCOL = { tcp: 6, sctp: 132 } as const;

/** Ethernet types (IEEE): IP, tags of 802.1Q and 802.1ad, and of stacks before 802.1ad. */
export const ETHERTYPE = {
  ipv4: 0x0800,
  ipv6: 0x86dd,
  vlan: 0x8100,
  serviceVlan: 0x88a8,
  oldServiceVlan: 0x9100,
} as const;
/** Address families of BSD loopback frames: IPv4, and IPv6 of the BSDs, macOS and Linux. */
const FAMILY_IPV4 = 2;
const FAMILIES_IPV6: ReadonlySet<number> = new Set([10, 24, 28, 30]);
/** IPv6 extension headers, RFC 8200 §4, RFC 4302, RFC 6275, RFC 7401, RFC 5533. */
const EXTENSION = {
  hopByHop: 0,
  routing: 43,
  fragment: 44,
  authentication: 51,
  destination: 60,
  mobility: 135,
  hostIdentity: 139,
  shim6: 140,
} as const;
const EXTENSIONS: ReadonlySet<number> = new Set(Object.values(EXTENSION));
/** More fragments, and the fragment's offset: IPv4 in units of 8 octets, IPv6 above three bits. */
const IPV4_FRAGMENT = 0x3fff;
const IPV6_FRAGMENT = 0xfff9;

/**
 * Each of these reads the headers of a frame. When TCP or SCTP is in it, they fill `packet`, leave
 * the reader at its first octet and limited to it, and return true.
 */
export type InternetLink = (reader: OctetReader, packet: IpPacket) => boolean;

/** Ethernet, IEEE 802.3 with any number of 802.1Q and 802.1ad tags. */
export function readEthernet(reader: OctetReader, packet: IpPacket): boolean {
  reader.place = "Ethernet";
  reader.skip(12);
  return readTyped(reader, packet, reader.u16());
}

/** Linux cooked capture, LINKTYPE_LINUX_SLL. */
export function readLinuxCooked(reader: OctetReader, packet: IpPacket): boolean {
  reader.place = "Linux cooked";
  reader.skip(14);
  return readTyped(reader, packet, reader.u16());
}

/** Linux cooked capture version 2, LINKTYPE_LINUX_SLL2. */
export function readLinuxCooked2(reader: OctetReader, packet: IpPacket): boolean {
  reader.place = "Linux cooked 2";
  const type = reader.u16();
  reader.skip(18);
  return readTyped(reader, packet, type);
}

/** BSD loopback: the address family in the order of the octets of the host, or in the network's. */
export function readBsdLoopback(reader: OctetReader, packet: IpPacket): boolean {
  reader.place = "BSD loopback";
  const word = reader.u32();
  const family = word > 0xffff ? word >>> 24 : word;
  if (family === FAMILY_IPV4) return readIp(reader, packet, ETHERTYPE.ipv4);
  return FAMILIES_IPV6.has(family) && readIp(reader, packet, ETHERTYPE.ipv6);
}

/** Raw IP, LINKTYPE_RAW: the version is in the first octet. */
export function readRawIp(reader: OctetReader, packet: IpPacket): boolean {
  return readIp(reader, packet, reader.peek() >>> 4 === 6 ? ETHERTYPE.ipv6 : ETHERTYPE.ipv4);
}

/** What an Ethernet type announces, behind any number of tags. */
function readTyped(reader: OctetReader, packet: IpPacket, first: number): boolean {
  let type = first;
  while (
    type === ETHERTYPE.vlan ||
    type === ETHERTYPE.serviceVlan ||
    type === ETHERTYPE.oldServiceVlan
  ) {
    reader.skip(2);
    type = reader.u16();
  }
  return readIp(reader, packet, type);
}

function readIp(reader: OctetReader, packet: IpPacket, type: number): boolean {
  if (type === ETHERTYPE.ipv4) return readIpv4(reader, packet);
  if (type === ETHERTYPE.ipv6) return readIpv6(reader, packet);
  return false;
}

/** IPv4, RFC 791. A fragment other than a whole packet gives an error, for it hides its message. */
function readIpv4(reader: OctetReader, packet: IpPacket): boolean {
  reader.place = "IP";
  const start = reader.offset;
  const headerOctets = (reader.u8() & 0xf) * 4;
  reader.skip(1);
  const totalOctets = reader.u16();
  reader.skip(2);
  const fragment = reader.u16();
  reader.skip(1);
  const protocol = reader.u8();
  reader.skip(2);
  packet.protocol = protocol;
  packet.addressesAt = reader.offset;
  packet.addressOctets = 4;
  if (!isCarrier(protocol)) return false;
  if ((fragment & IPV4_FRAGMENT) !== 0) throw hidden(reader);
  if (headerOctets < 20) throw reader.malformed(`IP header of ${headerOctets}`, "20 or more");
  reader.skip(headerOctets - 12);
  // A total length of 0 comes from hardware segmentation; otherwise it cuts off the padding.
  if (totalOctets !== 0) reader.narrow(start + totalOctets - reader.offset);
  return true;
}

/** IPv6, RFC 8200, with its extension headers. */
function readIpv6(reader: OctetReader, packet: IpPacket): boolean {
  reader.place = "IPv6";
  reader.skip(4);
  const payloadOctets = reader.u16();
  let protocol = reader.u8();
  reader.skip(1);
  packet.addressesAt = reader.offset;
  packet.addressOctets = 16;
  reader.skip(32);
  // A length of 0 comes from hardware segmentation, as in IPv4.
  if (payloadOctets !== 0) reader.narrow(payloadOctets);
  while (EXTENSIONS.has(protocol)) {
    const next = reader.u8();
    const length = reader.u8();
    if (protocol === EXTENSION.fragment) {
      const fragment = reader.u16();
      reader.skip(4);
      if ((fragment & IPV6_FRAGMENT) !== 0) {
        if (isCarrier(next) || EXTENSIONS.has(next)) throw hidden(reader);
        return false;
      }
    } else {
      reader.skip(protocol === EXTENSION.authentication ? length * 4 + 6 : length * 8 + 6);
    }
    protocol = next;
  }
  packet.protocol = protocol;
  return isCarrier(protocol);
}

function isCarrier(protocol: number): boolean {
  return protocol === IP_PROTOCOL.sctp || protocol === IP_PROTOCOL.tcp;
}

function hidden(reader: OctetReader): Error {
  return reader.malformed("an IP fragment", "a whole packet");
}
