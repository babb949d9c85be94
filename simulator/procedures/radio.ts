// Values of the radio and the links that ladders signal: classmarks, channels, codecs, keys.
import { hashWords } from "../../domain/hash.ts";
import {
  CODEC_TRANSPORT,
  CODEC_TYPE,
  type SpeechCodec,
  type TransportAddress,
} from "../../signaling/messages/aoip-elements.ts";
import {
  ALGORITHM,
  type ChannelType,
  type EncryptionInformation,
  SPEECH_CHANNEL,
  SPEECH_VERSION,
} from "../../signaling/messages/channel-elements.ts";
import { type CallAtHand, octetsOf, type Step } from "./context.ts";

/** Classmark 2 of a phase 2 phone, power class 4, A5/1 (24.008 §10.5.1.6). */
export const CLASSMARK_2 = Uint8Array.of(0x33, 0x18, 0x81);
/** Classmark 1 is the first octet of classmark 2 (24.008 §10.5.1.5). */
export const CLASSMARK_1 = 0x33;
/** Speech, full rate, dual rate support (24.008 §10.5.4.5); from the network it is one octet. */
export const BEARER_FROM_PHONE = Uint8Array.of(0x60, 0x04, 0x02, 0x00, 0x05, 0x81);
export const BEARER_FROM_NETWORK = Uint8Array.of(0xa0);
/** Chosen channel and current channel type: speech on a full rate TCH (48.008 §3.2.2.33, .49). */
export const SPEECH_ON_FULL_RATE = 0x98;
export const CURRENT_FULL_RATE = 0x18;
/** Chosen encryption algorithms, 48.008 §3.2.2.44. */
const NO_ENCRYPTION = 1;
const A5_1 = 2;
/** Octets of Kc (48.008 §3.2.2.10). */
const KEY_OCTETS = 8;

export const CHANNEL_TYPE: ChannelType = {
  content: "speech",
  rateAndType: SPEECH_CHANNEL.fullRatePreferred,
  speechVersions: [SPEECH_VERSION.fullRate2, SPEECH_VERSION.fullRate1, SPEECH_VERSION.halfRate1],
};
export const CHOSEN_SPEECH_VERSION = SPEECH_VERSION.fullRate2;

const { fullIp } = CODEC_TRANSPORT;
export const CODECS: readonly SpeechCodec[] = [
  { codecType: CODEC_TYPE.adaptiveFullRate, transport: fullIp, configuration: 0x57ff },
  { codecType: CODEC_TYPE.enhancedFullRate, transport: fullIp },
  { codecType: CODEC_TYPE.fullRate, transport: fullIp },
];
export const CHOSEN_CODEC: SpeechCodec = CODECS[1]!;

/** The BSC of a location area: two areas each, 1,024 of them at most. */
const AREAS_PER_BSC = 2;
const BSCS = 1_024;

/** Number of the BSC that serves a location area, from 0. */
export function bscOf(lac: number): number {
  return Math.floor(lac / AREAS_PER_BSC) % BSCS;
}

/** Share of BSCs with speech over IP (assumed), per 16. */
const OVER_IP_OF_16 = 5;

export function isOverIp(lac: number): boolean {
  return hashWords(bscOf(lac), 0x616f) % 16 < OVER_IP_OF_16;
}

/** A circuit: PCM system and time slot 1 to 31 (48.008 §3.2.2.2). */
export function circuitOf(word: number): number {
  return ((word & 0x3f) << 5) | (1 + ((word >>> 6) % 31));
}

/** An address of a BSC's or, with `side` 0, of the MSC's media gateway. */
export function transportAddressOf(side: number, word: number): TransportAddress {
  const port = 4_000 + 2 * (word % 8_000);
  return { address: `10.${side === 0 ? 0 : 1}.${side >>> 8}.${1 + (side & 0x7f)}`, port };
}

/** Call identifiers are the MSC's; unique enough to tell open calls apart (48.008 §3.2.2.105). */
export function callIdentifierOf(call: Pick<CallAtHand, "word">): number {
  return hashWords(call.word, 0x6369);
}

/** Kc of the connection: the one of its authentication, else the last one of the person. */
export function keyOf({ variants, word, party }: Pick<Step, "variants" | "word" | "party">) {
  return octetsOf(hashWords(variants.authenticated ? word : party.word, 0x6b63), KEY_OCTETS);
}

export function encryptionOf(key: Uint8Array | undefined): EncryptionInformation {
  return key === undefined
    ? { permittedAlgorithms: ALGORITHM.none }
    : { permittedAlgorithms: ALGORITHM.none | ALGORITHM.a51, key };
}

export function algorithmOf(ciphered: boolean): number {
  return ciphered ? A5_1 : NO_ENCRYPTION;
}
