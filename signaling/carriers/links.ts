// From a captured frame to the MTP transfers in it, by its link type.
import type { OctetReader } from "../octets.ts";
import {
  type InternetLink,
  IP_PROTOCOL,
  type IpPacket,
  readBsdLoopback,
  readEthernet,
  readLinuxCooked,
  readLinuxCooked2,
  readRawIp,
} from "./internet.ts";
import { IpaReader } from "./ipa.ts";
import { readMtp2, readMtp2WithPseudoHeader } from "./mtp2.ts";
import { readMtp3, type TransferSink } from "./mtp3.ts";
import { LINK_TYPE } from "./pcap.ts";
import { SctpReader } from "./sctp.ts";

/** Reads the frames of one capture or tap, in order: SCTP and TCP go on from frame to frame. */
export class LinkReader {
  readonly #sctp = new SctpReader();
  readonly #ipa = new IpaReader();
  readonly #packet: IpPacket = { protocol: 0, addressesAt: 0, addressOctets: 0 };

  /**
   * Hands the MTP transfers with SCCP that the frame at the reader completes to `sink`; none for a
   * link type that is not known.
   *
   * @throws KairosError for a malformed frame; what it held before the fault has been handed on
   */
  read(linkType: number, reader: OctetReader, sink: TransferSink): void {
    switch (linkType) {
      case LINK_TYPE.mtp3:
        readMtp3(reader, sink);
        break;
      case LINK_TYPE.ethernet:
        this.#internet(readEthernet, reader, sink);
        break;
      case LINK_TYPE.mtp2:
        readMtp2(reader, sink);
        break;
      case LINK_TYPE.mtp2WithPseudoHeader:
        readMtp2WithPseudoHeader(reader, sink);
        break;
      case LINK_TYPE.sccp:
        sink.take({ opc: 0, dpc: 0, userData: reader.rest() });
        break;
      case LINK_TYPE.linuxCooked:
        this.#internet(readLinuxCooked, reader, sink);
        break;
      case LINK_TYPE.linuxCooked2:
        this.#internet(readLinuxCooked2, reader, sink);
        break;
      case LINK_TYPE.bsdNull:
      case LINK_TYPE.bsdLoop:
        this.#internet(readBsdLoopback, reader, sink);
        break;
      case LINK_TYPE.rawIp:
      case LINK_TYPE.ipv4:
      case LINK_TYPE.ipv6:
        this.#internet(readRawIp, reader, sink);
        break;
    }
  }

  /** Hands on what waits for frames that will not come any more. */
  end(sink: TransferSink): void {
    this.#ipa.end(sink);
  }

  #internet(link: InternetLink, reader: OctetReader, sink: TransferSink): void {
    const packet = this.#packet;
    if (!link(reader, packet)) return;
    if (packet.protocol === IP_PROTOCOL.sctp) this.#sctp.read(reader, packet, sink);
    else this.#ipa.read(reader, packet, sink);
  }
}
