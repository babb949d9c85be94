// MTP transfers in, a capture out: MTP3, MTP2, M3UA over SCTP or SCCPlite, as Wireshark opens them.
import { IpLink, type IpLinkOptions } from "./carriers/ip-link.ts";
import { IpaWriter } from "./carriers/ipa-writer.ts";
import { M3uaWriter } from "./carriers/m3ua-writer.ts";
import { SignalUnits } from "./carriers/mtp2.ts";
import { type MtpTransfer, writeMtp3 } from "./carriers/mtp3.ts";
import { LINK_TYPE, PcapWriter } from "./carriers/pcap.ts";

/** What a capture can be written as. */
export const CAPTURE_FORMATS = ["mtp3", "mtp2", "m3ua", "sccplite"] as const;
export type CaptureFormat = (typeof CAPTURE_FORMATS)[number];

export interface CaptureWriterOptions extends IpLinkOptions {
  /** What `timeMs` 0 is, in ms since 1970. */
  readonly epochMs: number;
  /**
   * Point code of the MSC, to which BSCs open associations and connections. Without, or between two
   * others, the lower of two point codes is the MSC's.
   */
  readonly msc?: number;
}

/** Writes a pcap file piece by piece. What it returns holds until the next call. */
export interface CaptureWriter {
  /** Frames so far: after {@link packet} the number of the frame with the transfer. */
  readonly frames: number;
  /** The beginning of the file. */
  header(): Uint8Array;
  /**
   * The record of a transfer, in order of time; before it those that open its association or
   * connection, where it has one.
   *
   * @param timeMs  milliseconds since `epochMs`, with fractions to the microsecond
   * @throws KairosError `message.not-encodable` for a point code that the format cannot carry
   */
  packet(timeMs: number, transfer: MtpTransfer): Uint8Array;
}

const LINKS: Readonly<Record<CaptureFormat, number>> = {
  mtp3: LINK_TYPE.mtp3,
  mtp2: LINK_TYPE.mtp2,
  m3ua: LINK_TYPE.ethernet,
  sccplite: LINK_TYPE.ethernet,
};

type WritePacket = (timeMs: number, transfer: MtpTransfer) => void;

/** A writer of one capture: its header first, then the transfers. */
export function createCaptureWriter(
  format: CaptureFormat,
  options: CaptureWriterOptions,
): CaptureWriter {
  const pcap = new PcapWriter();
  const { octets } = pcap;
  const { epochMs } = options;
  const write = packetWriter(format, pcap, options);
  return {
    get frames() {
      return pcap.frames;
    },
    header() {
      octets.length = 0;
      pcap.header(LINKS[format]);
      return octets.view();
    },
    packet(timeMs, transfer) {
      octets.length = 0;
      write(epochMs + timeMs, transfer);
      return octets.view();
    },
  };
}

function packetWriter(
  format: CaptureFormat,
  pcap: PcapWriter,
  options: CaptureWriterOptions,
): WritePacket {
  const { octets } = pcap;
  switch (format) {
    case "mtp3":
      return (timeMs, transfer) => {
        pcap.open(timeMs);
        writeMtp3(octets, transfer);
        pcap.close();
      };
    case "mtp2": {
      const units = new SignalUnits();
      return (timeMs, transfer) => {
        pcap.open(timeMs);
        units.write(octets, transfer);
        pcap.close();
      };
    }
    default: {
      const link = new IpLink(pcap, options);
      const writer = format === "m3ua" ? new M3uaWriter(octets, link) : new IpaWriter(octets, link);
      const { msc } = options;
      return (timeMs, transfer) => writer.write(timeMs, transfer, isFromBsc(transfer, msc));
    }
  }
}

function isFromBsc({ opc, dpc }: MtpTransfer, msc: number | undefined): boolean {
  if (dpc === msc) return true;
  return opc !== msc && opc > dpc;
}
