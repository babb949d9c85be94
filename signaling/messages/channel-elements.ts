// What a connection asks of the radio: channel type, ciphering and priority (3GPP TS 48.008).
import { inRange, notEncodable, type OctetReader, type OctetWriter } from "../octets.ts";
import { type Codec, orOctets } from "./elements.ts";

/** 3GPP TS 48.008 §3.2.2.11. `rateAndType` is its second octet, {@link SPEECH_CHANNEL} for speech. */
export type ChannelType =
  | {
      readonly content: "speech" | "speechAndText";
      readonly rateAndType: number;
      /** Permitted {@link SPEECH_VERSION}s, the preferred one first; at least one. */
      readonly speechVersions: readonly number[];
    }
  | {
      readonly content: "data";
      readonly rateAndType: number;
      readonly nonTransparent: boolean;
      /** 0–63, as the clause lists them for each kind of channel. */
      readonly rate: number;
      /** Octets 5a and on: radio interface rates that are allowed besides. */
      readonly allowedRates?: Uint8Array;
    }
  | { readonly content: "signalling"; readonly rateAndType: number };

/** Speech/data indicator, §3.2.2.11. */
const CONTENT = { speech: 1, data: 2, signalling: 3, speechAndText: 4 } as const;

/** Channel rate and type for speech, §3.2.2.11. */
export const SPEECH_CHANNEL = {
  fullRate: 0x08,
  halfRate: 0x09,
  fullRatePreferred: 0x0a,
  halfRatePreferred: 0x0b,
} as const;

/** Permitted speech versions and {@link SPEECH_VERSION} of the chosen one, §3.2.2.11 and §3.2.2.51. */
export const SPEECH_VERSION = {
  fullRate1: 0x01,
  fullRate2: 0x11,
  fullRate3: 0x21,
  halfRate1: 0x05,
  halfRate3: 0x25,
} as const;

const MORE = 0x80;
const NON_TRANSPARENT = 0x40;
const RATE_MAX = 0x3f;

/** 3GPP TS 48.008 §3.2.2.11; octets when it is none of the three formats. */
export const channelType: Codec<ChannelType | Uint8Array> = orOctets({
  read(reader) {
    if (reader.remaining < 3) return undefined;
    const content = reader.u8();
    const rateAndType = reader.u8();
    switch (content) {
      case CONTENT.speech:
      case CONTENT.speechAndText:
        return readSpeech(reader, rateAndType, content === CONTENT.speech);
      case CONTENT.data:
        return readData(reader, rateAndType);
      case CONTENT.signalling:
        return reader.u8() === 0 ? { content: "signalling", rateAndType } : undefined;
      default:
        return undefined;
    }
  },
  write(writer: OctetWriter, value: ChannelType) {
    writer.u8(CONTENT[value.content]);
    writer.u8(value.rateAndType);
    if (value.content === "signalling") writer.u8(0);
    else if (value.content === "data") writeData(writer, value);
    else writeSpeech(writer, value.speechVersions);
  },
});

function readSpeech(
  reader: OctetReader,
  rateAndType: number,
  alone: boolean,
): ChannelType | undefined {
  const speechVersions: number[] = [];
  let octet: number = MORE;
  while ((octet & MORE) !== 0) {
    if (reader.remaining === 0) return undefined;
    octet = reader.u8();
    speechVersions.push(octet & ~MORE);
  }
  return { content: alone ? "speech" : "speechAndText", rateAndType, speechVersions };
}

function writeSpeech(writer: OctetWriter, versions: readonly number[]): void {
  if (versions.length === 0) {
    throw notEncodable("channel type", "no speech version", "at least one");
  }
  versions.forEach((version, index) => {
    const more = index < versions.length - 1 ? MORE : 0;
    writer.u8(more | inRange("speech version", version, 0x7f));
  });
}

function readData(reader: OctetReader, rateAndType: number): ChannelType | undefined {
  const octet = reader.u8();
  const more = (octet & MORE) !== 0;
  if (more !== reader.remaining > 0) return undefined;
  const nonTransparent = (octet & NON_TRANSPARENT) !== 0;
  const data = { content: "data", rateAndType, nonTransparent, rate: octet & RATE_MAX } as const;
  return more ? { ...data, allowedRates: reader.rest() } : data;
}

function writeData(writer: OctetWriter, value: Extract<ChannelType, { content: "data" }>): void {
  const { nonTransparent, rate, allowedRates } = value;
  const more = allowedRates !== undefined && allowedRates.length > 0;
  writer.u8(
    (more ? MORE : 0) |
      (nonTransparent ? NON_TRANSPARENT : 0) |
      inRange("data rate", rate, RATE_MAX),
  );
  if (more) writer.put(allowedRates);
}

/** 3GPP TS 48.008 §3.2.2.10. */
export interface EncryptionInformation {
  /** Bits of {@link ALGORITHM}, one for each algorithm that the network permits. */
  readonly permittedAlgorithms: number;
  /** Kc; absent when nothing is to be ciphered. */
  readonly key?: Uint8Array;
}

/** Bits of the permitted algorithms, §3.2.2.10. */
export const ALGORITHM = { none: 0x01, a51: 0x02, a52: 0x04, a53: 0x08, a54: 0x10 } as const;

/** 3GPP TS 48.008 §3.2.2.10; octets when there is nothing in it. */
export const encryptionInformation: Codec<EncryptionInformation | Uint8Array> = orOctets({
  read(reader) {
    if (reader.remaining === 0) return undefined;
    const permittedAlgorithms = reader.u8();
    return reader.remaining === 0
      ? { permittedAlgorithms }
      : { permittedAlgorithms, key: reader.rest() };
  },
  write(writer, { permittedAlgorithms, key }: EncryptionInformation) {
    writer.u8(permittedAlgorithms);
    if (key !== undefined) writer.put(key);
  },
});

/** 3GPP TS 48.008 §3.2.2.18. */
export interface Priority {
  /** 1 (highest) to 14; 15: priority is not used. */
  readonly level: number;
  /** Whether it may preempt another connection. */
  readonly mayPreempt: boolean;
  readonly mayQueue: boolean;
  /** Whether another one may preempt it. */
  readonly mayBePreempted: boolean;
}

const PRIORITY = { spare: 0x80, mayPreempt: 0x40, mayQueue: 0x02, mayBePreempted: 0x01 };
const LEVEL_MAX = 15;

/** 3GPP TS 48.008 §3.2.2.18; octets when it is not one octet with a spare bit of 0. */
export const priority: Codec<Priority | Uint8Array> = orOctets({
  read(reader) {
    if (reader.remaining === 0) return undefined;
    const octet = reader.u8();
    if ((octet & PRIORITY.spare) !== 0) return undefined;
    return {
      level: (octet >>> 2) & LEVEL_MAX,
      mayPreempt: (octet & PRIORITY.mayPreempt) !== 0,
      mayQueue: (octet & PRIORITY.mayQueue) !== 0,
      mayBePreempted: (octet & PRIORITY.mayBePreempted) !== 0,
    };
  },
  write(writer, { level, mayPreempt, mayQueue, mayBePreempted }: Priority) {
    writer.u8(
      (inRange("priority level", level, LEVEL_MAX) << 2) |
        (mayPreempt ? PRIORITY.mayPreempt : 0) |
        (mayQueue ? PRIORITY.mayQueue : 0) |
        (mayBePreempted ? PRIORITY.mayBePreempted : 0),
    );
  },
});
