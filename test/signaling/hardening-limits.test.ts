// Everything that grows has a limit: what happens at it, one by one.
import { describe, expect, test } from "vitest";
import { InterningRegistry } from "../../domain/interning-registry.ts";
import { readCapture, SKIPPED_NAMED_MAX } from "../../signaling/capture.ts";
import { Chunks } from "../../signaling/carriers/chunks.ts";
import { FRAME_OCTETS_MAX } from "../../signaling/carriers/file-faults.ts";
import { LinkReader } from "../../signaling/carriers/links.ts";
import type { MtpTransfer } from "../../signaling/carriers/mtp3.ts";
import { OtherUsers } from "../../signaling/carriers/other-users.ts";
import { LINK_TYPE, PacketReader, writePcap } from "../../signaling/carriers/pcap.ts";
import { LINE_LENGTH_MAX, readEventLines } from "../../signaling/event-lines.ts";
import { decode, encode } from "../../signaling/messages/bssap.ts";
import { facility } from "../../signaling/messages/facility.ts";
import { cellIdentifierList } from "../../signaling/messages/location.ts";
import { userDataHeader } from "../../signaling/messages/user-data-header.ts";
import { OctetReader, OctetWriter } from "../../signaling/octets.ts";
import { BSC_A, fromHex, hex, MSC } from "./frames.ts";
import { TOKENISE } from "./mutations/corpus.ts";
import { data, ipa, ipv4, m3ua, sctp, tcp } from "./packets.ts";
import { joined, PcapngBlocks } from "./pcapng-blocks.ts";

const SCTP = 132;
const TCP = 6;
const RLC = Uint8Array.of(5, 1, 0, 0, 2, 0, 0);
const TRANSFER: MtpTransfer = { opc: BSC_A, dpc: MSC, userData: RLC };

const readerOf = (octets: Uint8Array): OctetReader => new OctetReader(octets, "test");

/** The SCCP messages of raw IP packets that one reader gets in order. */
function transfersOf(packets: Iterable<Uint8Array>): number {
  const links = new LinkReader();
  let count = 0;
  const sink = { take: () => count++ };
  for (const octets of packets) {
    try {
      links.read(LINK_TYPE.rawIp, readerOf(octets), sink);
    } catch {
      // A fault of a packet is that packet's.
    }
  }
  return count;
}

describe("messages", () => {
  const nested = (depth: number): number[] => {
    let octets = [0x04, 0];
    for (let level = 0; level < depth; level++) octets = [0x30, octets.length, ...octets];
    return octets;
  };

  test.each([1, 10, 50])("BER nested %i deep is kept as octets, not descended into", (depth) => {
    const inner = [0x02, 1, 5, 0x02, 1, 59, ...nested(depth)];
    const component = [0xa1, inner.length, ...inner];
    const facilityElement = [0x1c, component.length, ...component];
    const octets = Uint8Array.from([
      1,
      0,
      facilityElement.length + 2,
      0x0b,
      0x3b,
      ...facilityElement,
    ]);
    const message = decode(octets);
    expect(message).toMatchObject({ facility: { operation: 59, parameters: expect.anything() } });
    expect(hex(encode(message))).toBe(hex(octets));
  });

  test.each([
    [8, "several"],
    [9, "other"],
  ])("a Facility element of %i components is %s", (count, kind) => {
    const octets = Uint8Array.from(Array.from({ length: count }, () => [0xa2, 3, 2, 1, 5]).flat());
    const value = facility.read(readerOf(octets));
    expect(value.component).toBe(kind);
    const writer = new OctetWriter();
    facility.write(writer, value);
    expect(hex(writer.finish())).toBe(hex(octets));
  });

  test.each([
    [13, "forwarding"],
    [14, "parameters"],
  ])("a forwarding with %i features is read as %s", (count, field) => {
    const features = Array.from({ length: count }, () => [0x30, 3, 0x84, 1, 7]).flat();
    const list = [0x04, 1, 0x21, 0x30, features.length, ...features];
    const content = [0x02, 1, 10, 0xa0, list.length, ...list];
    const result = [0x02, 1, 1, 0x30, content.length, ...content];
    const octets = Uint8Array.from([0xa2, result.length, ...result]);
    const value = facility.read(readerOf(octets));
    expect(field in value).toBe(true);
    const writer = new OctetWriter();
    facility.write(writer, value);
    expect(hex(writer.finish())).toBe(hex(octets));
  });

  test("a component longer than 512 octets is not written", () => {
    const parameters = new Uint8Array(600);
    expect(() =>
      facility.write(new OctetWriter(), {
        component: "invoke",
        invokeId: 1,
        operation: 17,
        parameters,
      }),
    ).toThrow(expect.objectContaining({ code: "message.not-encodable" }));
  });

  test.each([126, 127, 128, 400])("of a list of %i cells 127 are read", (count) => {
    const octets = new Uint8Array(1 + 2 * count).fill(7);
    octets[0] = 2;
    const reader = readerOf(octets);
    expect(cellIdentifierList.read(reader)).toHaveLength(Math.min(count, 127));
  });

  test("a message of more octets than a length octet says is not written", () => {
    const message = { layer: "bssmap", message: "unknown", type: 0x99 } as const;
    expect(encode({ ...message, octets: new Uint8Array(254) })).toHaveLength(257);
    expect(() => encode({ ...message, octets: new Uint8Array(255) })).toThrow(
      expect.objectContaining({ code: "message.not-encodable" }),
    );
  });

  test("elements of a message are at most as many as its octets", () => {
    const octets = Uint8Array.from([0, 255, 0x21, ...new Array<number>(254).fill(0x1b)]);
    const message = decode(octets);
    expect(hex(encode(message))).toBe(hex(octets));
    const { arrangement } = message as { arrangement?: readonly unknown[] };
    expect(arrangement!.length).toBeLessThanOrEqual(254);
  });

  test("a header of user data has at most half as many elements as octets", () => {
    expect(userDataHeader(new Uint8Array(255))).toHaveLength(127);
  });
});

describe("capture files", () => {
  test.each([
    ["pcap", (length: number) => pcapRecordOf(length)],
    ["pcapng", (length: number) => pcapngBlockOf(length)],
  ])("%s: a frame of more than 16 MiB is damage, not a frame", (_, fileOf) => {
    const reader = new PacketReader("x");
    reader.push(fileOf(FRAME_OCTETS_MAX + 16));
    expect(() => reader.next()).toThrow(expect.objectContaining({ code: "capture.truncated" }));
    const patient = new PacketReader("x");
    patient.push(fileOf(FRAME_OCTETS_MAX - 16));
    expect(patient.next()).toBeUndefined();
  });

  function pcapRecordOf(length: number): Uint8Array {
    const file = writePcap(LINK_TYPE.mtp3, [{ timeMs: 0, octets: new Uint8Array(8) }]);
    new DataView(file.buffer).setUint32(32, length, true);
    return file;
  }

  function pcapngBlockOf(length: number): Uint8Array {
    const blocks = new PcapngBlocks(true);
    const packet = blocks.packet(new Uint8Array(8), 0n);
    new DataView(packet.buffer).setUint32(4, length, true);
    return joined([blocks.section(), blocks.interface(LINK_TYPE.mtp3), packet]);
  }

  test("a length that lies takes the memory of what came, not of what it says", () => {
    const chunks = new Chunks();
    chunks.push(new Uint8Array(100));
    expect(chunks.has(FRAME_OCTETS_MAX)).toBe(false);
    expect(chunks.octets.length).toBeLessThan(10_000);
    for (let piece = 0; piece < 100; piece++) {
      chunks.push(new Uint8Array(1000).fill(piece));
      expect(chunks.has(FRAME_OCTETS_MAX)).toBe(false);
    }
    expect(chunks.remaining).toBe(100_100);
    expect(chunks.octets.length).toBeLessThan(300_000);
    expect([...chunks.view(100 + 57_000, 2), ...chunks.view(100 + 99_999, 1)]).toEqual([
      57, 57, 99,
    ]);
  });

  test("of 65,537 interfaces the last one is not known", () => {
    const blocks = new PcapngBlocks(true);
    const known = blocks.interface(LINK_TYPE.mtp3);
    const octets = fromHex("83b9802e000501000002000000");
    const file = joined([
      blocks.section(),
      ...new Array<Uint8Array>(65_537).fill(known),
      blocks.packet(octets, 1n, 65_535),
      blocks.packet(octets, 2n, 65_536),
    ]);
    const reader = new PacketReader("x");
    reader.push(file);
    expect([reader.next()!.linkType, reader.next()!.linkType]).toEqual([LINK_TYPE.mtp3, -1]);
  });

  test("all skipped frames are counted, the first thousand are named", () => {
    const count = SKIPPED_NAMED_MAX + 5;
    const octets = fromHex("83b9802e0006");
    const file = writePcap(
      LINK_TYPE.mtp3,
      Array.from({ length: count }, () => ({ timeMs: 0, octets })),
    );
    const { messages, skipped, counts } = readCapture(file, "x");
    expect(() => [...messages]).toThrow(expect.objectContaining({ code: "capture.no-bssap" }));
    expect([skipped.length, counts.skipped]).toEqual([SKIPPED_NAMED_MAX, count]);
  });
});

describe("links", () => {
  const sent = (tag: number, tsn = 1): Uint8Array =>
    ipv4(SCTP, sctp([data({ tsn, octets: m3ua(TRANSFER) })], { tag }));
  const tags = (count: number): Uint8Array[] =>
    Array.from({ length: count }, (_, index) => sent(index + 2));

  test.each([
    [4095, 0],
    [4096, 1],
  ])("after %i other associations a repetition counts as new %i times", (others, again) => {
    expect(transfersOf([sent(1), ...tags(others), sent(1)])).toBe(1 + others + again);
  });

  const FRAME = ipa(RLC);
  const segment = (sequence: number, payload: readonly number[], from: number): Uint8Array =>
    ipv4(TCP, tcp(sequence, payload, { from }));
  const streams = (count: number): Uint8Array[] =>
    Array.from({ length: count }, (_, index) => segment(0, FRAME, 10_000 + index));

  test.each([
    [1023, 1],
    [1024, 0],
  ])("after %i other connections half an IPA frame is completed %i times", (others, whole) => {
    const halves = [segment(0, FRAME.slice(0, 5), 9), segment(5, FRAME.slice(5), 9)];
    expect(transfersOf([halves[0]!, ...streams(others), halves[1]!])).toBe(others + whole);
  });

  test("64 segments wait for one that is missing; with the next one it counts as lost", () => {
    const length = FRAME.length;
    const ahead = (count: number): Uint8Array[] =>
      Array.from({ length: count }, (_, index) => segment((index + 2) * length, FRAME, 9));
    expect(transfersOf([segment(0, FRAME, 9), ...ahead(64)])).toBe(1);
    expect(transfersOf([segment(0, FRAME, 9), ...ahead(65)])).toBe(66);
  });

  test("65,536 octets wait for a segment that is missing, and no more", () => {
    const large = ipa(new Uint8Array(40_000), 0xfe);
    const waiting = [segment(100, large, 9), segment(100 + large.length, large, 9)];
    const behind = segment(100 + 2 * large.length, FRAME, 9);
    expect(transfersOf([segment(0, FRAME, 9), waiting[0]!])).toBe(1);
    expect(transfersOf([segment(0, FRAME, 9), ...waiting, behind])).toBe(2);
  });

  test.each([
    [65_535, true],
    [65_536, false],
  ])("after %i others a connection of another user is known: %s", (others, known) => {
    const users = new OtherUsers();
    const open = (slr: number) =>
      users.has(TRANSFER, {
        type: "CR",
        slr,
        protocolClass: 2,
        called: { pointCode: 1, subsystem: 8 },
      });
    for (let slr = 0; slr <= others; slr++) expect(open(slr)).toBe(true);
    const answer = { type: "CREF", dlr: 0, cause: 0 } as const;
    expect(users.has({ ...TRANSFER, opc: MSC, dpc: BSC_A }, answer)).toBe(known);
  });
});

describe("event lines", () => {
  const read = (text: string) =>
    readEventLines(text, { registry: new InterningRegistry(), tokenise: TOKENISE, place: "x" });
  const line = '{"timeMs":1,"subscriber":"460001234567890","name":"power.turnedOn"}';

  test("a line longer than 4,096 characters is refused, however it is filled", () => {
    expect(read(line.padEnd(LINE_LENGTH_MAX))).toHaveLength(1);
    expect(() => read(line.padEnd(LINE_LENGTH_MAX + 1))).toThrow(
      expect.objectContaining({ code: "events.malformed" }),
    );
  });

  test.each([
    ["subscriber", line.replace("460001234567890", "4".repeat(65))],
    [
      "number",
      `{"timeMs":1,"subscriber":"460001234567890","name":"call.setUp","direction":"originated","number":"${"1".repeat(41)}"}`,
    ],
  ])("a %s that is longer than any is refused", (field, text) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ code: "events.malformed" }));
    expect(() => read(text)).toThrow(field);
  });
});

test("an open population has a limit; who comes beyond it counts as foreign", () => {
  const registry = new InterningRegistry(2);
  expect([5, 6, 7, 5].map((token) => registry.ofImsi(token))).toEqual([0, 1, -1, 0]);
});
