// Radio messages by table: HANDOVER COMMAND, 3GPP TS 44.018 §9.1.15, with its elements in order.
import { inRange, type OctetReader, type OctetWriter } from "../octets.ts";
import { type Codec, octet, octets, twoOctets } from "./elements.ts";
import { taggedHalf, tlv, tv, v } from "./rows.ts";

/** 3GPP TS 44.018 §10.5.2.2: what a phone listens for to find the new cell. */
export interface CellDescription {
  /** Network colour code, 0–7. */
  readonly ncc: number;
  /** Base station colour code, 0–7. */
  readonly bcc: number;
  /** 0–1023. */
  readonly bcchArfcn: number;
}

/** 3GPP TS 44.018 §10.5.2.5a and §10.5.2.5. */
export type ChannelDescription = {
  /** Channel type and TDMA offset, 0–31: 1 = full rate, 2 and 3 = half rate, {@link FULL_RATE}. */
  readonly typeAndOffset: number;
  /** 0–7. */
  readonly timeslot: number;
  /** 0–7. */
  readonly trainingSequence: number;
} & (
  | { readonly arfcn: number }
  /** Hopping: mobile allocation index offset 0–63, hopping sequence number 0–63. */
  | { readonly maio: number; readonly hsn: number }
);

/** Channel type of a full rate channel with its control channels, 44.018 table 10.5.2.5a.1. */
export const FULL_RATE = 1;

const cellDescription: Codec<CellDescription> = {
  read(reader) {
    const head = reader.u8();
    const low = reader.u8();
    return { ncc: (head >>> 3) & 7, bcc: head & 7, bcchArfcn: ((head >>> 6) << 8) | low };
  },
  write(writer, { ncc, bcc, bcchArfcn }) {
    inRange("BCCH ARFCN", bcchArfcn, 0x3ff);
    writer.u8(((bcchArfcn >>> 8) << 6) | (inRange("NCC", ncc, 7) << 3) | inRange("BCC", bcc, 7));
    writer.u8(bcchArfcn & 0xff);
  },
};

const HOPPING = 0x10;
const SPARE = 0x0c;

const channelDescription: Codec<ChannelDescription> = {
  read(reader: OctetReader) {
    const first = reader.u8();
    const second = reader.u8();
    const third = reader.u8();
    const common = {
      typeAndOffset: first >>> 3,
      timeslot: first & 7,
      trainingSequence: second >>> 5,
    };
    if ((second & HOPPING) !== 0) {
      return { ...common, maio: ((second & 0xf) << 2) | (third >>> 6), hsn: third & 0x3f };
    }
    if ((second & SPARE) !== 0) reader.exact = false;
    return { ...common, arfcn: ((second & 3) << 8) | third };
  },
  write(writer: OctetWriter, channel) {
    const { typeAndOffset, timeslot, trainingSequence } = channel;
    writer.u8((inRange("channel type", typeAndOffset, 31) << 3) | inRange("timeslot", timeslot, 7));
    const sequence = inRange("training sequence", trainingSequence, 7) << 5;
    if ("arfcn" in channel) {
      const arfcn = inRange("ARFCN", channel.arfcn, 0x3ff);
      writer.u8(sequence | (arfcn >>> 8));
      writer.u8(arfcn & 0xff);
    } else {
      const maio = inRange("MAIO", channel.maio, 0x3f);
      writer.u8(sequence | HOPPING | (maio >>> 2));
      writer.u8(((maio & 3) << 6) | inRange("HSN", channel.hsn, 0x3f));
    }
  },
};

/** HANDOVER COMMAND, 3GPP TS 44.018 §9.1.15. */
export const HANDOVER_COMMAND = [
  v("cellDescription", 2, cellDescription, "44.018 10.5.2.2"),
  v("channelDescription", 3, channelDescription, "44.018 10.5.2.5a"),
  v("handoverReference", 1, octet, "44.018 10.5.2.15"),
  v("powerCommandAndAccessType", 1, octet, "44.018 10.5.2.28a"),
  taggedHalf(0xd0, "synchronizationIndication", "44.018 10.5.2.39"),
  tv(0x02, "frequencyShortListAfterTime", 9, octets, "44.018 10.5.2.14"),
  tlv(0x05, "frequencyListAfterTime", octets, "44.018 10.5.2.13"),
  tv(0x62, "cellChannelDescription", 16, octets, "44.018 10.5.2.1b"),
  tlv(0x10, "multislotAllocation", octets, "44.018 10.5.2.21b"),
  tv(0x63, "modeOfFirstChannel", 1, octet, "44.018 10.5.2.6"),
  tv(0x11, "modeOfChannelSet2", 1, octet, "44.018 10.5.2.6"),
  tv(0x13, "modeOfChannelSet3", 1, octet, "44.018 10.5.2.6"),
  tv(0x14, "modeOfChannelSet4", 1, octet, "44.018 10.5.2.6"),
  tv(0x15, "modeOfChannelSet5", 1, octet, "44.018 10.5.2.6"),
  tv(0x16, "modeOfChannelSet6", 1, octet, "44.018 10.5.2.6"),
  tv(0x17, "modeOfChannelSet7", 1, octet, "44.018 10.5.2.6"),
  tv(0x18, "modeOfChannelSet8", 1, octet, "44.018 10.5.2.6"),
  tv(0x64, "secondChannelAfterTime", 3, channelDescription, "44.018 10.5.2.5"),
  tv(0x66, "modeOfSecondChannel", 1, octet, "44.018 10.5.2.7"),
  tv(0x69, "frequencyChannelSequenceAfterTime", 9, octets, "44.018 10.5.2.12"),
  tlv(0x72, "mobileAllocationAfterTime", octets, "44.018 10.5.2.21"),
  tv(0x7c, "startingTime", 2, twoOctets, "44.018 10.5.2.38"),
  tlv(0x7b, "realTimeDifference", octets, "44.018 10.5.2.41"),
  tv(0x7d, "timingAdvance", 1, octet, "44.018 10.5.2.40"),
  tv(0x12, "frequencyShortListBeforeTime", 9, octets, "44.018 10.5.2.14"),
  tlv(0x19, "frequencyListBeforeTime", octets, "44.018 10.5.2.13"),
  tv(0x1c, "firstChannelBeforeTime", 3, channelDescription, "44.018 10.5.2.5"),
  tv(0x1d, "secondChannelBeforeTime", 3, channelDescription, "44.018 10.5.2.5"),
  tv(0x1e, "frequencyChannelSequenceBeforeTime", 9, octets, "44.018 10.5.2.12"),
  tlv(0x21, "mobileAllocationBeforeTime", octets, "44.018 10.5.2.21"),
  taggedHalf(0x90, "cipherModeSetting", "44.018 10.5.2.9"),
  tlv(0x01, "vgcsTargetModeIndication", octets, "44.018 10.5.2.42a"),
  tlv(0x03, "multiRateConfiguration", octets, "44.018 10.5.2.21aa"),
  tlv(0x76, "dynamicArfcnMapping", octets, "44.018 10.5.2.11b"),
  tlv(0x04, "vgcsCipheringParameters", octets, "44.018 10.5.2.42b"),
  tv(0x51, "dedicatedServiceInformation", 1, octet, "44.018 10.5.2.59"),
] as const;
