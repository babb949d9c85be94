// M3UA over SCTP as a tap sees it: an association of each BSC with its MSC, from its beginning on.
import type { OctetWriter } from "../octets.ts";
import { crc32c } from "./checksums.ts";
import { IP_PROTOCOL } from "./internet.ts";
import type { IpLink } from "./ip-link.ts";
import { M3UA_MESSAGE, M3UA_PARAMETER, M3UA_PAYLOAD, M3UA_PORT } from "./m3ua.ts";
import { type MtpTransfer, NATIONAL_NETWORK, SCCP_SERVICE_INDICATOR } from "./mtp3.ts";
import { CHUNK } from "./sctp.ts";
import { DATA_FLAG } from "./sctp-fragments.ts";

/** Streams each way, RFC 4666 §1.4.7: 0 is for management alone. */
const STREAM = { management: 0, data: 1 } as const;
const STREAMS = 2;
/** Octets that each end has room for. */
const RECEIVER_WINDOW = 65_536;
/** Parameter "state cookie" of INIT ACK, RFC 9260 §3.3.3.1; only its maker knows what is in it. */
const COOKIE_PARAMETER = 7;
const COOKIE_OCTETS = 8;
/** Octets of a chunk with its head: INIT without parameters, DATA without user data. */
const INIT_OCTETS = 20;
const DATA_HEAD_OCTETS = 16;
const CHUNK_HEAD_OCTETS = 4;
const CHECKSUM_AT = 8;
/** M3UA: version 1, a message's head, a parameter's, and the routing label in protocol data. */
const M3UA_VERSION = 1;
const M3UA_HEAD_OCTETS = 8;
const PARAMETER_HEAD_OCTETS = 4;
const LABEL_OCTETS = 12;

/** One end of an association. */
interface End {
  readonly pointCode: number;
  /** The verification tag that this end chose: it stands in the packets to it. */
  readonly tag: number;
  /** Numbers of its next chunk, and of its next message on each stream. */
  tsn: number;
  readonly sequences: [management: number, data: number];
}

interface Association {
  readonly bsc: End;
  readonly msc: End;
}

export class M3uaWriter {
  readonly #writer: OctetWriter;
  readonly #link: IpLink;
  readonly #associations = new Map<number, Association>();
  #packetAt = 0;

  constructor(writer: OctetWriter, link: IpLink) {
    this.#writer = writer;
    this.#link = link;
  }

  /** A transfer between a BSC and its MSC; the first opens their association. */
  write(timeMs: number, transfer: MtpTransfer, fromBsc: boolean): void {
    const { opc, dpc, userData } = transfer;
    const [bsc, msc] = fromBsc ? [opc, dpc] : [dpc, opc];
    const key = bsc * 2 ** 24 + msc;
    let association = this.#associations.get(key);
    if (association === undefined) {
      association = { bsc: endOf(bsc, msc), msc: endOf(msc, bsc) };
      this.#associations.set(key, association);
      this.#openAssociation(timeMs, association);
    }
    const { bsc: bscEnd, msc: mscEnd } = association;
    const [from, to] = fromBsc ? [bscEnd, mscEnd] : [mscEnd, bscEnd];
    const parameterOctets = PARAMETER_HEAD_OCTETS + LABEL_OCTETS + userData.length;
    const writer = this.#writer;
    this.#open(timeMs, from, to);
    this.#data(from, STREAM.data, M3UA_HEAD_OCTETS + parameterOctets + (-parameterOctets & 3));
    this.#message(M3UA_MESSAGE.data, parameterOctets + (-parameterOctets & 3));
    writer.u16(M3UA_PARAMETER.protocolData);
    writer.u16(parameterOctets);
    writer.u32(opc);
    writer.u32(dpc);
    writer.u8(SCCP_SERVICE_INDICATOR);
    writer.u8(NATIONAL_NETWORK);
    // Message priority and signalling link selection.
    writer.u16(0);
    writer.put(userData);
    for (let padding = -parameterOctets & 3; padding > 0; padding--) writer.u8(0);
    this.#close();
  }

  /** RFC 9260 §5.1 and RFC 4666 §4.3: the four packets of SCTP, then the BSC's server gets active. */
  #openAssociation(timeMs: number, { bsc, msc }: Association): void {
    const writer = this.#writer;
    this.#open(timeMs, bsc, { ...msc, tag: 0 });
    this.#init(CHUNK.init, bsc, INIT_OCTETS);
    this.#close();
    this.#open(timeMs, msc, bsc);
    this.#init(CHUNK.initAck, msc, INIT_OCTETS + PARAMETER_HEAD_OCTETS + COOKIE_OCTETS);
    writer.u16(COOKIE_PARAMETER);
    writer.u16(PARAMETER_HEAD_OCTETS + COOKIE_OCTETS);
    this.#cookie(bsc, msc);
    this.#close();
    this.#open(timeMs, bsc, msc);
    this.#chunk(CHUNK.cookieEcho, 0, CHUNK_HEAD_OCTETS + COOKIE_OCTETS);
    this.#cookie(bsc, msc);
    this.#close();
    this.#open(timeMs, msc, bsc);
    this.#chunk(CHUNK.cookieAck, 0, CHUNK_HEAD_OCTETS);
    this.#close();
    this.#management(timeMs, M3UA_MESSAGE.aspUp, bsc, msc);
    this.#management(timeMs, M3UA_MESSAGE.aspUpAck, msc, bsc);
    this.#management(timeMs, M3UA_MESSAGE.aspActive, bsc, msc);
    this.#management(timeMs, M3UA_MESSAGE.aspActiveAck, msc, bsc);
  }

  #management(timeMs: number, message: number, from: End, to: End): void {
    this.#open(timeMs, from, to);
    this.#data(from, STREAM.management, M3UA_HEAD_OCTETS);
    this.#message(message, 0);
    this.#close();
  }

  #open(timeMs: number, from: End, to: End): void {
    const writer = this.#writer;
    this.#packetAt = this.#link.open(timeMs, {
      source: from.pointCode,
      destination: to.pointCode,
      protocol: IP_PROTOCOL.sctp,
    });
    writer.u16(M3UA_PORT);
    writer.u16(M3UA_PORT);
    writer.u32(to.tag);
    writer.u32(0);
  }

  #close(): void {
    const writer = this.#writer;
    const at = this.#packetAt;
    writer.setU32LittleEndian(at + CHECKSUM_AT, crc32c(writer.view(at)));
    this.#link.close();
  }

  #chunk(type: number, flags: number, octets: number): void {
    this.#writer.u8(type);
    this.#writer.u8(flags);
    this.#writer.u16(octets);
  }

  #init(type: number, end: End, octets: number): void {
    const writer = this.#writer;
    this.#chunk(type, 0, octets);
    writer.u32(end.tag);
    writer.u32(RECEIVER_WINDOW);
    writer.u16(STREAMS);
    writer.u16(STREAMS);
    writer.u32(end.tsn);
  }

  #cookie(bsc: End, msc: End): void {
    this.#writer.u32(bsc.tag);
    this.#writer.u32(msc.tag);
  }

  /** A DATA chunk's head; M3UA messages are of whole words, so nothing has to be padded. */
  #data(from: End, stream: 0 | 1, octets: number): void {
    const writer = this.#writer;
    this.#chunk(CHUNK.data, DATA_FLAG.first | DATA_FLAG.last, DATA_HEAD_OCTETS + octets);
    writer.u32(from.tsn);
    writer.u16(stream);
    writer.u16(from.sequences[stream]);
    writer.u32(M3UA_PAYLOAD);
    from.tsn = (from.tsn + 1) >>> 0;
    from.sequences[stream] = (from.sequences[stream] + 1) & 0xffff;
  }

  #message(classAndType: number, octets: number): void {
    this.#writer.u8(M3UA_VERSION);
    this.#writer.u8(0);
    this.#writer.u16(classAndType);
    this.#writer.u32(M3UA_HEAD_OCTETS + octets);
  }
}

/** An end whose tag and first number differ from the other end's, and are never 0. */
function endOf(pointCode: number, other: number): End {
  const mixed = Math.imul(Math.imul(pointCode, 0x9e3779b1) ^ other, 0x85ebca6b);
  return {
    pointCode,
    tag: ((mixed ^ (mixed >>> 15)) | 1) >>> 0,
    tsn: Math.imul(mixed, 0xc2b2ae35) >>> 0,
    sequences: [0, 0],
  };
}
