// Radio messages by table: HANDOVER COMMAND, 3GPP TS 44.018 §9.1.15, with its elements in order.
import { inRange, type OctetReader, type OctetWriter } from "../octets.ts";
import { type Codec, type Format, octet, octets, type Row, twoOctets } from "./elements.ts";

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

function v<const N extends string, T>(
  name: N,
  length: number,
  codec: Codec<T>,
  clause: string,
): Row<N, T, "M"> {
  return { name, presence: "M", format: "V", tag: -1, length, codec, clause };
}

/** An optional element; `length` counts the octets of a TV's value. */
function optional<const N extends string, T>(
  tag: number,
  name: N,
  { format, length, codec }: { readonly format: Format; length: number; codec: Codec<T> },
  clause: string,
): Row<N, T, "O"> {
  return { name, presence: "O", format, tag, length, codec, clause };
}

const TLV = { format: "TLV", length: 0, codec: octets } as const;
const NIBBLE = { format: "TH", length: 0, codec: octet } as const;
const OCTET = { format: "TV", length: 1, codec: octet } as const;
const TWO_OCTETS = { format: "TV", length: 2, codec: twoOctets } as const;
const SECOND_CHANNEL = { format: "TV", length: 3, codec: channelDescription } as const;
const tv = (length: number) => ({ format: "TV", length, codec: octets }) as const;

/** HANDOVER COMMAND, 3GPP TS 44.018 §9.1.15. */
export const HANDOVER_COMMAND = [
  v("cellDescription", 2, cellDescription, "44.018 10.5.2.2"),
  v("channelDescription", 3, channelDescription, "44.018 10.5.2.5a"),
  v("handoverReference", 1, octet, "44.018 10.5.2.15"),
  v("powerCommandAndAccessType", 1, octet, "44.018 10.5.2.28a"),
  optional(0xd0, "synchronizationIndication", NIBBLE, "44.018 10.5.2.39"),
  optional(0x02, "frequencyShortListAfterTime", tv(9), "44.018 10.5.2.14"),
  optional(0x05, "frequencyListAfterTime", TLV, "44.018 10.5.2.13"),
  optional(0x62, "cellChannelDescription", tv(16), "44.018 10.5.2.1b"),
  optional(0x10, "multislotAllocation", TLV, "44.018 10.5.2.21b"),
  optional(0x63, "modeOfFirstChannel", OCTET, "44.018 10.5.2.6"),
  optional(0x11, "modeOfChannelSet2", OCTET, "44.018 10.5.2.6"),
  optional(0x13, "modeOfChannelSet3", OCTET, "44.018 10.5.2.6"),
  optional(0x14, "modeOfChannelSet4", OCTET, "44.018 10.5.2.6"),
  optional(0x15, "modeOfChannelSet5", OCTET, "44.018 10.5.2.6"),
  optional(0x16, "modeOfChannelSet6", OCTET, "44.018 10.5.2.6"),
  optional(0x17, "modeOfChannelSet7", OCTET, "44.018 10.5.2.6"),
  optional(0x18, "modeOfChannelSet8", OCTET, "44.018 10.5.2.6"),
  optional(0x64, "secondChannelAfterTime", SECOND_CHANNEL, "44.018 10.5.2.5"),
  optional(0x66, "modeOfSecondChannel", OCTET, "44.018 10.5.2.7"),
  optional(0x69, "frequencyChannelSequenceAfterTime", tv(9), "44.018 10.5.2.12"),
  optional(0x72, "mobileAllocationAfterTime", TLV, "44.018 10.5.2.21"),
  optional(0x7c, "startingTime", TWO_OCTETS, "44.018 10.5.2.38"),
  optional(0x7b, "realTimeDifference", TLV, "44.018 10.5.2.41"),
  optional(0x7d, "timingAdvance", OCTET, "44.018 10.5.2.40"),
  optional(0x12, "frequencyShortListBeforeTime", tv(9), "44.018 10.5.2.14"),
  optional(0x19, "frequencyListBeforeTime", TLV, "44.018 10.5.2.13"),
  optional(0x1c, "firstChannelBeforeTime", SECOND_CHANNEL, "44.018 10.5.2.5"),
  optional(0x1d, "secondChannelBeforeTime", SECOND_CHANNEL, "44.018 10.5.2.5"),
  optional(0x1e, "frequencyChannelSequenceBeforeTime", tv(9), "44.018 10.5.2.12"),
  optional(0x21, "mobileAllocationBeforeTime", TLV, "44.018 10.5.2.21"),
  optional(0x90, "cipherModeSetting", NIBBLE, "44.018 10.5.2.9"),
  optional(0x01, "vgcsTargetModeIndication", TLV, "44.018 10.5.2.42a"),
  optional(0x03, "multiRateConfiguration", TLV, "44.018 10.5.2.21aa"),
  optional(0x76, "dynamicArfcnMapping", TLV, "44.018 10.5.2.11b"),
  optional(0x04, "vgcsCipheringParameters", TLV, "44.018 10.5.2.42b"),
  optional(0x51, "dedicatedServiceInformation", OCTET, "44.018 10.5.2.59"),
] as const;
