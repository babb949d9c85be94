// SCCPlite as a tap sees it: a TCP connection from each BSC to its MSC, from its beginning on.
import type { OctetWriter } from "../octets.ts";
import { internetChecksum, sumOfWords } from "./checksums.ts";
import { IP_PROTOCOL } from "./internet.ts";
import type { IpLink } from "./ip-link.ts";
import { IPA_HEAD_OCTETS, SCCP_STREAM, SCCPLITE_PORT } from "./ipa.ts";
import type { MtpTransfer } from "./mtp3.ts";

/** The port of every BSC; their addresses differ. */
const BSC_PORT = 35_000;
/** Control bits, RFC 9293 §3.1. */
const FLAG = { syn: 0x02, push: 0x08, acknowledgement: 0x10 } as const;
/** A header without options, in octets, and its length in words where the header tells it. */
const HEADER_OCTETS = 20;
const HEADER_WORDS = (HEADER_OCTETS / 4) << 4;
const CHECKSUM_AT = 16;
/** Octets that each end has room for. */
const WINDOW = 0xffff;
/** Octets after which an end that has nothing to say acknowledges what it got. */
const UNACKNOWLEDGED_MAX = 16_384;

/** One end of a connection. */
interface End {
  readonly pointCode: number;
  readonly port: number;
  /** Sequence number of its next octet, and up to where the other end has acknowledged it. */
  next: number;
  acknowledged: number;
}

interface Connection {
  readonly bsc: End;
  readonly msc: End;
}

export class IpaWriter {
  readonly #writer: OctetWriter;
  readonly #link: IpLink;
  readonly #connections = new Map<number, Connection>();
  #segmentAt = 0;

  constructor(writer: OctetWriter, link: IpLink) {
    this.#writer = writer;
    this.#link = link;
  }

  /** The SCCP message of a transfer between a BSC and its MSC; the first opens their connection. */
  write(timeMs: number, { opc, dpc, userData }: MtpTransfer, fromBsc: boolean): void {
    const [bsc, msc] = fromBsc ? [opc, dpc] : [dpc, opc];
    const key = bsc * 2 ** 24 + msc;
    let connection = this.#connections.get(key);
    if (connection === undefined) {
      connection = { bsc: endOf(bsc, BSC_PORT), msc: endOf(msc, SCCPLITE_PORT) };
      this.#connections.set(key, connection);
      this.#openConnection(timeMs, connection);
    }
    const { bsc: bscEnd, msc: mscEnd } = connection;
    const [from, to] = fromBsc ? [bscEnd, mscEnd] : [mscEnd, bscEnd];
    if (((from.next - from.acknowledged) | 0) > UNACKNOWLEDGED_MAX) {
      this.#open(timeMs, to, from, FLAG.acknowledgement);
      this.#close(to, 0);
    }
    const writer = this.#writer;
    this.#open(timeMs, from, to, FLAG.push | FLAG.acknowledgement);
    writer.u16(userData.length);
    writer.u8(SCCP_STREAM);
    writer.put(userData);
    this.#close(from, IPA_HEAD_OCTETS + userData.length);
  }

  /** RFC 9293 §3.5; a SYN counts as an octet. */
  #openConnection(timeMs: number, { bsc, msc }: Connection): void {
    this.#open(timeMs, bsc, msc, FLAG.syn);
    this.#close(bsc, 1);
    this.#open(timeMs, msc, bsc, FLAG.syn | FLAG.acknowledgement);
    this.#close(msc, 1);
    this.#open(timeMs, bsc, msc, FLAG.acknowledgement);
    this.#close(bsc, 0);
  }

  #open(timeMs: number, from: End, to: End, flags: number): void {
    const writer = this.#writer;
    this.#segmentAt = this.#link.open(timeMs, {
      source: from.pointCode,
      destination: to.pointCode,
      protocol: IP_PROTOCOL.tcp,
    });
    const acknowledges = (flags & FLAG.acknowledgement) !== 0;
    if (acknowledges) to.acknowledged = to.next;
    writer.u16(from.port);
    writer.u16(to.port);
    writer.u32(from.next);
    writer.u32(acknowledges ? to.next : 0);
    writer.u8(HEADER_WORDS);
    writer.u8(flags);
    writer.u16(WINDOW);
    // Checksum, which follows, and urgent pointer.
    writer.u32(0);
  }

  /** Ends a segment that takes the sender's numbers on by `octets`. */
  #close(from: End, octets: number): void {
    const writer = this.#writer;
    const at = this.#segmentAt;
    const segment = writer.view(at);
    const sum = this.#link.pseudoHeaderSum(segment.length) + sumOfWords(segment);
    writer.setU16(at + CHECKSUM_AT, internetChecksum(sum));
    from.next = (from.next + octets) >>> 0;
    this.#link.close();
  }
}

function endOf(pointCode: number, port: number): End {
  const first = Math.imul(pointCode + port, 0x9e3779b1) >>> 0;
  return { pointCode, port, next: first, acknowledged: first };
}
