// The A interface over IP: transport addresses, speech codecs and calls (3GPP TS 48.008 §3.2.2).
import { notEncodable, type OctetReader, type OctetWriter } from "../octets.ts";
import { type Codec, orOctets } from "./elements.ts";

/** Where the speech of a call goes, 3GPP TS 48.008 §3.2.2.102. */
export interface TransportAddress {
  /** IPv4 "10.0.0.1", or IPv6 as eight groups without leading zeros, "2001:db8:0:0:0:0:0:1". */
  readonly address: string;
  /** UDP, 0–65535. */
  readonly port: number;
}

/** Octets of the element's value with an address of either kind. */
const IPV4_OCTETS = 6;
const IPV6_OCTETS = 18;

/** 3GPP TS 48.008 §3.2.2.102; octets when its length is that of neither kind. */
export const transportAddress: Codec<TransportAddress | Uint8Array> = orOctets({
  read(reader) {
    const count = reader.remaining;
    if (count !== IPV4_OCTETS && count !== IPV6_OCTETS) return undefined;
    const address = count === IPV4_OCTETS ? readIpv4(reader) : readIpv6(reader);
    return { address, port: reader.u16() };
  },
  write(writer: OctetWriter, { address, port }: TransportAddress) {
    if (address.includes(":")) writeIpv6(writer, address);
    else writeIpv4(writer, address);
    writer.u16(port);
  },
});

function readIpv4(reader: OctetReader): string {
  return `${reader.u8()}.${reader.u8()}.${reader.u8()}.${reader.u8()}`;
}

function readIpv6(reader: OctetReader): string {
  return Array.from({ length: 8 }, () => reader.u16().toString(16)).join(":");
}

const ZERO = 0x30;
const POINT = 0x2e;

/** By character: every call of an IP network is encoded with two of these. */
function writeIpv4(writer: OctetWriter, address: string): void {
  let points = 0;
  let value = -1;
  for (let index = 0; index < address.length; index++) {
    const code = address.charCodeAt(index);
    const digit = code - ZERO;
    if (digit >= 0 && digit <= 9) value = Math.max(value, 0) * 10 + digit;
    else if (code === POINT && value >= 0) {
      points++;
      writer.u8(value);
      value = -1;
    } else throw notIpv4(address);
  }
  if (points !== 3 || value < 0) throw notIpv4(address);
  writer.u8(value);
}

function notIpv4(address: string): Error {
  return notEncodable("IP address", `"${address}"`, "four numbers with points between");
}

function writeIpv6(writer: OctetWriter, address: string): void {
  const groups = address.split(":");
  if (groups.length !== 8 || !groups.every((group) => /^[\da-f]{1,4}$/i.test(group))) {
    throw notEncodable("IP address", `"${address}"`, "eight groups of hexadecimal digits");
  }
  for (const group of groups) writer.u16(Number.parseInt(group, 16));
}

/** One speech codec, 3GPP TS 48.008 §3.2.2.103 and §3.2.2.104. */
export interface SpeechCodec {
  /** {@link CODEC_TYPE}, 0–15. */
  readonly codecType: number;
  /** Codec extension when `codecType` is 15: 253 = circuit-switched data. */
  readonly extension?: number;
  /** Sum of {@link CODEC_TRANSPORT}. */
  readonly transport: number;
  /** Bit i is S<i>; absent where the codec type has none. Circuit-switched data: its last octet. */
  readonly configuration?: number;
}

/** Codec types, 3GPP TS 26.103 table 6.3-1 as in 48.008 §3.2.2.103. */
export const CODEC_TYPE = {
  fullRate: 0,
  halfRate: 1,
  enhancedFullRate: 2,
  adaptiveFullRate: 3,
  adaptiveHalfRate: 4,
  adaptiveWidebandFullRate: 9,
  octalAdaptiveHalfRate: 11,
  octalAdaptiveWidebandFullRate: 12,
  octalAdaptiveWidebandHalfRate: 13,
  extension: 15,
} as const;

/** Ways of a codec over the A interface, 48.008 §3.2.2.103: compressed, PCM over IP, over TDM, TFO. */
export const CODEC_TRANSPORT = { fullIp: 8, pcmOverIp: 4, pcmOverTdm: 2, tandemFree: 1 } as const;

/** Octets of configuration by codec type, 48.008 §3.2.2.103; −1: the type is not defined for GERAN. */
const CONFIGURATION_OCTETS = [0, 0, 0, 2, 2, -1, -1, -1, -1, 1, -1, 2, 1, 1, -1, 1] as const;

/** Undefined when the type is not known or the element is cut. */
function readCodec(reader: OctetReader): SpeechCodec | undefined {
  const head = reader.u8();
  const codecType = head & 0xf;
  const transport = head >>> 4;
  const octets = CONFIGURATION_OCTETS[codecType]!;
  const extended = codecType === CODEC_TYPE.extension;
  if (octets < 0 || reader.remaining < octets + (extended ? 1 : 0)) return undefined;
  if (octets === 0) return { codecType, transport };
  if (extended) {
    return { codecType, transport, extension: reader.u8(), configuration: reader.u8() };
  }
  const configuration = octets === 1 ? reader.u8() : reader.u16LittleEndian();
  return { codecType, transport, configuration };
}

function writeCodec(writer: OctetWriter, codec: SpeechCodec): void {
  const { codecType, transport, configuration = 0, extension = 0 } = codec;
  const octets = CONFIGURATION_OCTETS[codecType] ?? -1;
  if (octets < 0 || transport !== (transport & 0xf)) {
    throw notEncodable("speech codec", `${codecType}/${transport}`, "a codec type of 48.008");
  }
  writer.u8((transport << 4) | codecType);
  if (codecType === CODEC_TYPE.extension) writer.u8(extension);
  if (octets === 1) writer.u8(configuration);
  else if (octets === 2) writer.u16LittleEndian(configuration);
}

/** Speech codec (chosen), 3GPP TS 48.008 §3.2.2.104; octets when it is not one codec. */
export const speechCodec: Codec<SpeechCodec | Uint8Array> = orOctets({
  read: (reader) => (reader.remaining === 0 ? undefined : readCodec(reader)),
  write: writeCodec,
});

/** Speech codec list, 3GPP TS 48.008 §3.2.2.103, best first; octets when one is not known. */
export const speechCodecList: Codec<readonly SpeechCodec[] | Uint8Array> = orOctets({
  read(reader) {
    const codecs: SpeechCodec[] = [];
    while (reader.remaining > 0) {
      const codec = readCodec(reader);
      if (codec === undefined) return undefined;
      codecs.push(codec);
    }
    return codecs as readonly SpeechCodec[];
  },
  write(writer: OctetWriter, codecs: readonly SpeechCodec[]) {
    for (const codec of codecs) writeCodec(writer, codec);
  },
});

/** Call identifier list, 3GPP TS 48.008 §3.2.2.106; empty = all calls. */
export const callIdentifierList: Codec<readonly number[] | Uint8Array> = orOctets({
  read(reader) {
    if (reader.remaining % 4 !== 0) return undefined;
    const identifiers: number[] = [];
    while (reader.remaining > 0) identifiers.push(reader.u32LittleEndian());
    return identifiers as readonly number[];
  },
  write(writer: OctetWriter, identifiers: readonly number[]) {
    for (const identifier of identifiers) writer.u32LittleEndian(identifier);
  },
});
