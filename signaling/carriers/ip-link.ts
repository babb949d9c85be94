// Frames of an IP network in a pcap: Ethernet, perhaps a VLAN tag, IPv4 or IPv6.
import { internetChecksum, sumOfWords } from "./checksums.ts";
import { ETHERTYPE } from "./internet.ts";
import type { PcapWriter } from "./pcap.ts";

export interface IpLinkOptions {
  /** Version of IP; default 4. */
  readonly ip?: 4 | 6;
  /** VLAN identifier, 1–4094 (IEEE 802.1Q); without, frames have no tag. */
  readonly vlan?: number;
}

/** Who sends what to whom: hosts by their point codes, of which 24 bits make the addresses. */
export interface IpHead {
  readonly source: number;
  readonly destination: number;
  readonly protocol: number;
}

/** A MAC address of nobody's: locally administered (IEEE 802), the host's number below. */
const LOCAL_MAC = 0x0200;
/** 10.0.0.0/8, RFC 1918, and fd00::/8, RFC 4193. */
const PRIVATE_IPV4 = 10 * 2 ** 24;
const PRIVATE_IPV6 = 0xfd00;
/** Version 4 with a header of five words, and "don't fragment". */
const IPV4_HEAD = 0x45;
const DONT_FRAGMENT = 0x4000;
const IPV4 = { headerOctets: 20, checksumAt: 10, addressesAt: 12, addressesOctets: 8 } as const;
const IPV6_HEAD = 6 * 2 ** 28;
const IPV6 = { headerOctets: 40, addressesAt: 8, addressesOctets: 32 } as const;
const HOPS = 64;

/** Writes frames: open one, write its payload, close it. */
export class IpLink {
  readonly #pcap: PcapWriter;
  readonly #version: 4 | 6;
  readonly #vlan: number;
  #headerAt = 0;
  #protocol = 0;

  constructor(pcap: PcapWriter, { ip = 4, vlan = 0 }: IpLinkOptions) {
    this.#pcap = pcap;
    this.#version = ip;
    this.#vlan = vlan;
  }

  /** Begins a frame at a time in ms since 1970; returns where its payload is to stand. */
  open(timeMs: number, { source, destination, protocol }: IpHead): number {
    this.#pcap.open(timeMs);
    this.#protocol = protocol;
    this.#mac(destination);
    this.#mac(source);
    const writer = this.#pcap.octets;
    if (this.#vlan > 0) {
      writer.u16(ETHERTYPE.vlan);
      writer.u16(this.#vlan);
    }
    if (this.#version === 4) this.#openIpv4(source, destination);
    else this.#openIpv6(source, destination);
    return writer.length;
  }

  /** Ends the frame: lengths, and the checksum of an IPv4 header. */
  close(): void {
    const writer = this.#pcap.octets;
    const at = this.#headerAt;
    const octets = writer.length - at;
    if (this.#version === 4) {
      writer.setU16(at + 2, octets);
      const sum = sumOfWords(writer.view(at, at + IPV4.headerOctets));
      writer.setU16(at + IPV4.checksumAt, internetChecksum(sum));
    } else {
      writer.setU16(at + 4, octets - IPV6.headerOctets);
    }
    this.#pcap.close();
  }

  /** The part of a TCP checksum that stands for the IP header (RFC 9293 §3.1, RFC 8200 §8.1). */
  pseudoHeaderSum(payloadOctets: number): number {
    const { addressesAt, addressesOctets } = this.#version === 4 ? IPV4 : IPV6;
    const start = this.#headerAt + addressesAt;
    const addresses = this.#pcap.octets.view(start, start + addressesOctets);
    return sumOfWords(addresses) + this.#protocol + payloadOctets;
  }

  #mac(host: number): void {
    this.#pcap.octets.u16(LOCAL_MAC);
    this.#pcap.octets.u32(host & 0xffffff);
  }

  #openIpv4(source: number, destination: number): void {
    const writer = this.#pcap.octets;
    writer.u16(ETHERTYPE.ipv4);
    this.#headerAt = writer.length;
    writer.u8(IPV4_HEAD);
    writer.u8(0);
    writer.u16(0);
    writer.u16(0);
    writer.u16(DONT_FRAGMENT);
    writer.u8(HOPS);
    writer.u8(this.#protocol);
    writer.u16(0);
    writer.u32(PRIVATE_IPV4 + (source & 0xffffff));
    writer.u32(PRIVATE_IPV4 + (destination & 0xffffff));
  }

  #openIpv6(source: number, destination: number): void {
    const writer = this.#pcap.octets;
    writer.u16(ETHERTYPE.ipv6);
    this.#headerAt = writer.length;
    writer.u32(IPV6_HEAD);
    writer.u16(0);
    writer.u8(this.#protocol);
    writer.u8(HOPS);
    for (const host of [source, destination]) {
      writer.u16(PRIVATE_IPV6);
      writer.u16(0);
      writer.u32(0);
      writer.u32(0);
      writer.u32(host & 0xffffff);
    }
  }
}
