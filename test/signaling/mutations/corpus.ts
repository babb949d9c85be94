// What is mutated: everything captured, everything made for the oracle, every message of the tables.
import fc from "fast-check";
import { fictionalTokens } from "../../../domain/fictional-tokens.ts";
import type { NumberPlan } from "../../../domain/number-plan.ts";
import type { SubscriberEvent } from "../../../domain/subscriber-event.ts";
import type { TappedMessage } from "../../../signaling/capture.ts";
import { CAPTURE_FORMATS, createCaptureWriter } from "../../../signaling/capture-writer.ts";
import { decodeMtp3, encodeMtp3, type MtpTransfer } from "../../../signaling/carriers/mtp3.ts";
import { LINK_TYPE, readPackets, writePcap } from "../../../signaling/carriers/pcap.ts";
import { encodeSccp, type SccpMessage } from "../../../signaling/carriers/sccp.ts";
import { segmentedDt1, segmentedXudt } from "../../../signaling/carriers/sccp-segments.ts";
import { eventLine } from "../../../signaling/event-lines.ts";
import { type BssapMessage, encode } from "../../../signaling/messages/bssap.ts";
import { encodeHandoverCommand } from "../../../signaling/messages/rr.ts";
import { createLink, mtp3Of, type WireFrame } from "../../../simulator/link.ts";
import { createShowcase } from "../../../simulator/showcase.ts";
import { exampleScenario } from "../../simulator/example-scenario.ts";
import { anyBssmap, anyDtap } from "../arbitrary-messages.ts";
import { anyCommand } from "../arbitrary-rr.ts";
import { anySccp } from "../arbitrary-sccp.ts";
import { CAPTURES, captureOctets, messagesIn } from "../frames.ts";
import { elementsOf, MESSAGE_NAMES, sampleOf } from "../own-bssmap.ts";
import { OWN_DTAP } from "../own-dtap.ts";
import { OWN_MESSAGES } from "../own-messages.ts";
import { WHOLE_SCCP } from "../own-sccp.ts";
import { data, interleavedData, ipv4, ipv6, m3ua, sctp, tcp, u32 } from "../packets.ts";
import { joined, PcapngBlocks } from "../pcapng-blocks.ts";

/** Messages of each kind that the generators of properties add. */
const GENERATED = 1200;
const SEED = 4;

/** Each octet string once, in the order of the first. */
function distinct(all: Iterable<Uint8Array>): Uint8Array[] {
  const seen = new Map<string, Uint8Array>();
  for (const octets of all) seen.set(Buffer.from(octets).toString("latin1"), octets.slice());
  return [...seen.values()];
}

function encoded(messages: readonly BssapMessage[]): Uint8Array[] {
  return messages.flatMap((message) => {
    try {
      return [encode(message)];
    } catch {
      // A generated message may be longer than a BSSAP PDU.
      return [];
    }
  });
}

const generated = (messages: fc.Arbitrary<BssapMessage>): BssapMessage[] =>
  fc.sample(messages, { seed: SEED, numRuns: GENERATED });

const SHOWCASE_SEED = "showcase";
const SCENARIO = exampleScenario();

/** The plan of the showcase, with service numbers, keywords and codes. */
export const NUMBERS: NumberPlan = SCENARIO.numbers;

/** Every procedure and outcome that the simulator knows, played by two people. */
export const SHOWCASE: readonly WireFrame[] = (() => {
  const options = { scenario: SCENARIO, seed: SHOWCASE_SEED, subscribers: 2, population: 200 };
  const source = createShowcase(options);
  const { untilMs } = source;
  const link = createLink(source, {
    seed: SHOWCASE_SEED,
    start: SCENARIO.start,
    untilMs,
    reset: true,
  });
  return [...link.frames(0, untilMs)];
})();

/** BSSAP PDUs of the captures, in order. */
export const CAPTURED_PDUS = CAPTURES.flatMap((name) =>
  messagesIn(captureOctets(name)).flatMap(({ octets }) => (octets.length > 0 ? [octets] : [])),
);

/** BSSAP PDUs. */
export const PDUS = distinct([
  ...CAPTURED_PDUS,
  ...encoded([
    ...Object.values(OWN_MESSAGES),
    ...Object.values(OWN_DTAP),
    ...SHOWCASE.flatMap(({ bssap }) => bssap ?? []),
    ...MESSAGE_NAMES.map((name) =>
      sampleOf(
        name,
        elementsOf(name).map((element) => element.name),
      ),
    ),
    ...generated(anyBssmap),
    ...generated(anyDtap),
  ]),
]);

/** The transfers of the captured MTP3 link, in order. */
export const TRANSFERS: readonly MtpTransfer[] = [
  ...readPackets(captureOctets("msc-mtp3"), "msc-mtp3"),
].map(({ octets }) => decodeMtp3(octets)!);

const LONG = Uint8Array.from({ length: 600 }, (_, index) => index & 0xff);
const ADDRESS = { pointCode: 185, subsystem: 254 } as const;
const TITLE = { subsystem: 254, octets: Uint8Array.of(0x12, 254, 0, 0x12, 4, 0x68, 0x31) };
const PARTIES = { called: ADDRESS, calling: TITLE } as const;

const SCCP_OF_EACH_TYPE: readonly SccpMessage[] = [
  ...WHOLE_SCCP,
  ...segmentedDt1(9, LONG, 200),
  ...segmentedXudt({ ...PARTIES, hopCounter: 9, reference: 8 }, LONG),
];

/** SCCP messages. */
export const SCCP_MESSAGES = distinct([
  ...TRANSFERS.map(({ userData }) => userData),
  ...SCCP_OF_EACH_TYPE.map((message) => encodeSccp(message)),
  ...fc.sample(anySccp, { seed: SEED, numRuns: GENERATED }).map((message) => encodeSccp(message)),
]);

/** Radio messages HANDOVER COMMAND. */
export const COMMANDS = fc
  .sample(anyCommand, { seed: SEED, numRuns: GENERATED / 4 })
  .map(encodeHandoverCommand);

/** A frame, and the link type by which it is read. */
export interface LinkFrame {
  readonly linkType: number;
  readonly octets: Uint8Array;
}

const mac = new Array<number>(12).fill(2);
const SCTP = 132;
const TCP = 6;

/** One message over every link, and in the forms that only reassembly reads. */
function framesOfEveryLink(transfer: MtpTransfer, tsn: number): LinkFrame[] {
  const mtp3 = encodeMtp3(transfer);
  const message = m3ua(transfer);
  const chunk = data({ tsn, octets: message });
  // Each link has an association of its own: over one, a second time is a repetition.
  const packet = (tag: number) => ipv4(SCTP, sctp([chunk], { tag }));
  const packet6 = (tag: number) => ipv6(SCTP, sctp([chunk], { tag }));
  const cut = message.length >>> 1;
  const [head, tail] = [message.slice(0, cut), message.slice(cut)];
  const segment = (port: number) =>
    ipv4(
      TCP,
      tcp(tsn * 300, [0, transfer.userData.length, 0xfd, ...transfer.userData], { from: port }),
    );
  const on = (linkType: number, before: readonly number[], octets: Uint8Array): LinkFrame => ({
    linkType,
    octets: Uint8Array.from([...before, ...octets]),
  });
  const over = (tag: number, part: readonly number[]): LinkFrame =>
    on(LINK_TYPE.ipv4, [], ipv4(SCTP, sctp([part], { tag })));
  return [
    on(LINK_TYPE.mtp2, [0x80, 0x80, Math.min(63, mtp3.length)], mtp3),
    on(LINK_TYPE.mtp2WithPseudoHeader, [0, 0, 0, 1, 0x80, 0x80, Math.min(63, mtp3.length)], mtp3),
    on(LINK_TYPE.sccp, [], transfer.userData),
    on(LINK_TYPE.ethernet, [...mac, 0x81, 0, 0, 3, 0x86, 0xdd], packet6(71)),
    on(LINK_TYPE.bsdNull, [2, 0, 0, 0], packet(72)),
    on(LINK_TYPE.bsdLoop, [0, 0, 0, 24], packet6(73)),
    on(LINK_TYPE.linuxCooked, [0, 0, 0, 1, 0, 6, 2, 2, 2, 2, 2, 2, 0, 0, 8, 0], packet(74)),
    on(
      LINK_TYPE.linuxCooked2,
      [0x08, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 6, 2, 2, 2, 2, 2, 2, 0, 0],
      packet(75),
    ),
    on(LINK_TYPE.rawIp, [], packet(76)),
    on(LINK_TYPE.ipv4, [], packet(77)),
    on(LINK_TYPE.ipv6, [], packet6(78)),
    over(79, data({ tsn: tsn * 2, octets: head, flags: 2 })),
    over(79, data({ tsn: tsn * 2 + 1, octets: tail, flags: 1 })),
    over(80, interleavedData({ tsn: tsn * 2, octets: head, flags: 2, message: tsn, part: 0 })),
    over(80, interleavedData({ tsn: tsn * 2 + 1, octets: tail, flags: 1, message: tsn, part: 1 })),
    over(81, data({ tsn, octets: m2pa(mtp3), payload: 5 })),
    on(LINK_TYPE.rawIp, [], segment(40_000 + (tsn & 1))),
  ];
}

/** M2PA user data (RFC 4165) around an MTP3 frame. */
function m2pa(mtp3: Uint8Array): number[] {
  const length = 17 + mtp3.length;
  return [1, 0, 0x0b, 1, ...u32(length), 0, 0, 0, 1, 0, 0, 0, 2, 0, ...mtp3];
}

function framesOf(file: Uint8Array): LinkFrame[] {
  return [...readPackets(file, "corpus")].map(({ linkType, octets }) => ({ linkType, octets }));
}

/** Frames of all links in an order in which connections, fragments and segments mean something. */
export const FRAMES: readonly LinkFrame[] = [
  ...CAPTURES.flatMap((name) => framesOf(captureOctets(name))),
  ...TRANSFERS.slice(0, 60).flatMap(framesOfEveryLink),
  ...SHOWCASE.map((frame) => ({ linkType: LINK_TYPE.mtp3, octets: mtp3Of(frame) })),
];

/** Messages that passed the tap, in order. */
export const TAPPED: readonly TappedMessage[] = [
  ...CAPTURES.flatMap((name) => messagesIn(captureOctets(name))),
  ...messagesIn(
    writePcap(
      LINK_TYPE.mtp3,
      SHOWCASE.map((frame) => ({ timeMs: frame.timeMs, octets: mtp3Of(frame) })),
    ),
  ),
];

const EPOCH_MS = 1_700_000_000_000;

function written(format: (typeof CAPTURE_FORMATS)[number], transfers: readonly MtpTransfer[]) {
  const writer = createCaptureWriter(format, { epochMs: EPOCH_MS });
  const parts = [writer.header().slice()];
  transfers.forEach((transfer, index) => {
    parts.push(writer.packet(index * 20, transfer).slice());
  });
  return joined(parts);
}

function pcapng(littleEndian: boolean, frames: readonly LinkFrame[]): Uint8Array {
  const blocks = new PcapngBlocks(littleEndian);
  return joined([
    blocks.section(),
    blocks.interface(LINK_TYPE.mtp3, [
      [2, [0x6d, 0x30]],
      [9, [9]],
      [14, blocks.u64(3600n)],
    ]),
    blocks.interface(LINK_TYPE.ethernet),
    blocks.block(5, [new Array<number>(20).fill(0)]),
    ...frames.map(({ linkType, octets }, index) =>
      index % 5 === 4
        ? blocks.obsoletePacket(octets, BigInt(index) * 1000n)
        : blocks.packet(octets, BigInt(index) * 1000n, linkType === LINK_TYPE.mtp3 ? 0 : 1),
    ),
    blocks.simplePacket(frames[0]!.octets),
  ]);
}

const SOME = TRANSFERS.slice(20, 26);
const SOME_FRAMES: readonly LinkFrame[] = [
  ...SOME.map((transfer) => ({ linkType: LINK_TYPE.mtp3, octets: encodeMtp3(transfer) })),
  ...framesOf(captureOctets("msc-m3ua")).slice(4, 8),
];

/** Small capture files of each format and byte order. */
export const FILES: readonly Uint8Array[] = [
  ...CAPTURE_FORMATS.map((format) => written(format, SOME)),
  pcapng(true, SOME_FRAMES),
  pcapng(false, SOME_FRAMES),
  bigEndian(written("mtp3", SOME.slice(0, 3))),
  writePcap(
    LINK_TYPE.linuxCooked,
    FRAMES.filter(({ linkType }) => linkType === LINK_TYPE.linuxCooked)
      .slice(0, 4)
      .map(({ octets }, index) => ({ timeMs: EPOCH_MS + index, octets })),
  ),
];

/** The same pcap file in the other byte order. */
function bigEndian(file: Uint8Array): Uint8Array {
  const swapped = file.slice();
  const swap = (at: number, count: number): void => {
    swapped.subarray(at, at + count).reverse();
  };
  const words = (at: number, count: number): void => {
    for (let index = 0; index < count; index++) swap(at + 4 * index, 4);
  };
  const view = new DataView(file.buffer, file.byteOffset);
  words(0, 1);
  swap(4, 2);
  swap(6, 2);
  words(8, 4);
  for (let at = 24; at < file.length; at += 16 + view.getUint32(at + 8, true)) words(at, 4);
  return swapped;
}

const PARTY = { peer: 77, numberClass: "onNet", number: "" } as const;
const SHAPE = { body: 99, length: 12, coding: "gsm7", part: 1, parts: 2 } as const;
const PARTICULARS: readonly object[] = [
  { type: "power.turnedOn", fromLac: 5 },
  { type: "power.turnedOff" },
  { type: "location.updated", updatingType: "normal", fromLac: 5 },
  { type: "handset.seen", tac: 35345678, handset: 3 },
  { type: "call.setUp", direction: "originated", ...PARTY, carrierPrefix: "" },
  { type: "call.alerted" },
  { type: "call.answered" },
  { type: "call.released", cause24008: 16 },
  { type: "call.missed", why: "off", ...PARTY },
  { type: "message.sent", ...PARTY, ...SHAPE, keyword: "" },
  { type: "message.received", ...PARTY, ...SHAPE },
  { type: "ussd.requested", code: "*100#" },
  { type: "call.handedOver", fromLac: 5, fromCi: 6 },
  { type: "announcement.heard", description: 8 },
  { type: "key.pressed", phase: "talking", number: "10086", path: "1" },
  { type: "paging.unanswered" },
  { type: "push.received", ...PARTY, content: "mmsNotification" },
  { type: "forwarding.set", condition: "busy", active: true, ...PARTY },
];
const PERSON = "t0-00000000002a";

/** Files of event lines: a line of each event, and such as feeds write. */
export const EVENT_LINES: readonly Uint8Array[] = [
  ...PARTICULARS.map((particulars, index) =>
    eventLine(
      {
        timeMs: index * 1000,
        subscriber: 0,
        sequence: index,
        source: "tap",
        cause: { frame: 3 },
        lac: 4097,
        ci: 11,
        ...particulars,
      } as SubscriberEvent,
      PERSON,
    ),
  ),
  '{"timeMs":1,"subscriber":"460001234567890","name":"power.turnedOn","lac":1,"ci":2}\n' +
    '{"timeMs":2,"subscriber":"460001234567890","name":"call.setUp","direction":"originated",' +
    '"number":"13912345678","lac":1,"ci":2}\n\n{"kind":"summary"}',
].map((line) => new TextEncoder().encode(line));

/** Tokens of nobody, for doors that ask for a tokeniser. */
export const TOKENISE = fictionalTokens;
