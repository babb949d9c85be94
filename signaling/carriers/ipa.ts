// SCCPlite: SCCP in IPA frames over TCP, whose endpoints are numbered because IPA has no point codes.
import { KairosError } from "../../domain/errors.ts";
import type { OctetReader } from "../octets.ts";
import type { IpPacket } from "./internet.ts";
import type { TransferSink } from "./mtp3.ts";
import { TcpReader, type TcpStream } from "./tcp.ts";

/** The TCP port on which an MSC listens for SCCPlite; tshark dissects IPA there too. */
export const SCCPLITE_PORT = 5000;
/** IPA stream identifier of SCCP. */
export const SCCP_STREAM = 0xfd;
/** Stream identifiers that IPA has besides: CCM, MGCP, OML, OSMO extensions, RSL. */
const OTHER_STREAMS: ReadonlySet<number> = new Set([0xfe, 0xfc, 0xff, 0xee, 0x00]);
/** Length and stream identifier before each frame. */
export const IPA_HEAD_OCTETS = 3;

export class IpaReader {
  readonly #tcp = new TcpReader();

  /**
   * Hands on the SCCP messages that the TCP segment at the reader completes, with the endpoints'
   * numbers (from 1, in order of appearance) as point codes. Other ports, repeated segments and ping
   * frames have none.
   *
   * @throws KairosError for a segment or an IPA frame that is malformed; the stream then starts anew
   */
  read(reader: OctetReader, packet: IpPacket, sink: TransferSink): void {
    const stream = this.#tcp.read(reader, packet, SCCPLITE_PORT);
    if (stream === undefined) return;
    do readFrames(stream, sink);
    while (stream.advance());
  }

  /** Hands on what waits behind a gap, when nothing more will come. */
  end(sink: TransferSink): void {
    for (const stream of this.#tcp.streams()) {
      while (stream.closeGap()) {
        do readFrames(stream, sink);
        while (stream.advance());
      }
    }
  }
}

function readFrames({ octets, source, destination }: TcpStream, sink: TransferSink): void {
  while (octets.has(IPA_HEAD_OCTETS)) {
    const identifier = octets.octets[octets.at + 2]!;
    if (identifier !== SCCP_STREAM && !OTHER_STREAMS.has(identifier)) {
      octets.clear();
      throw unknownStream(identifier);
    }
    const length = IPA_HEAD_OCTETS + octets.u16(0, false);
    if (!octets.has(length)) return;
    const userData = octets.view(IPA_HEAD_OCTETS, length - IPA_HEAD_OCTETS);
    octets.at += length;
    if (identifier === SCCP_STREAM) sink.take({ opc: source, dpc: destination, userData });
  }
}

function unknownStream(identifier: number): KairosError {
  return new KairosError("octets.malformed", {
    place: "IPA, octet 3",
    got: `stream ${identifier}`,
    wanted: "a known stream identifier",
    remedy: "What came before on this connection and is not whole is given up",
  });
}
