// Captures that arrive in chunks: any cut gives the same messages, times and faults.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createCaptureReader, readCapture, type TappedMessage } from "../../signaling/capture.ts";
import { LINK_TYPE, readPackets, writePcap } from "../../signaling/carriers/pcap.ts";
import { CAPTURES, captureOctets, messagesIn } from "./frames.ts";
import { ipa, ipv4, rawIp, tcp } from "./packets.ts";
import { joined, PcapngBlocks } from "./pcapng-blocks.ts";

const MTP3 = captureOctets("msc-mtp3");
const PACKETS = [...readPackets(MTP3, "x")];
const MESSAGES = messagesIn(MTP3);

/** A file in both byte orders with everything in it that pcapng has for packets. */
function pcapng(littleEndian: boolean): Uint8Array {
  const blocks = new PcapngBlocks(littleEndian);
  return joined([
    blocks.section(),
    blocks.interface(LINK_TYPE.ethernet),
    blocks.interface(LINK_TYPE.mtp3, [[9, [9]]]),
    ...PACKETS.flatMap(({ timeMicros, octets }, index) => {
      const units = BigInt(timeMicros) * 1000n;
      return [
        index % 3 === 0 ? blocks.obsoletePacket(octets, units, 1) : blocks.packet(octets, units, 1),
        blocks.block(0x0bad, [new Array(index % 50).fill(7)]),
      ];
    }),
  ]);
}

function nanosecondPcap(): Uint8Array {
  const octets = MTP3.slice();
  const view = new DataView(octets.buffer);
  view.setUint32(0, 0xa1b23c4d, true);
  for (let at = 24; at < octets.length; at += 16 + view.getUint32(at + 8, true)) {
    view.setUint32(at + 4, view.getUint32(at + 4, true) * 1000, true);
  }
  return octets;
}

/** What comes out when the file arrives in chunks that end at `cuts`. */
function readInChunks(octets: Uint8Array, cuts: readonly number[]): TappedMessage[] {
  const reader = createCaptureReader("x");
  const messages: TappedMessage[] = [];
  const ends = [...cuts, octets.length].sort((a, b) => a - b);
  let from = 0;
  for (const end of ends) {
    messages.push(...reader.push(octets.slice(from, end)));
    from = end;
  }
  messages.push(...reader.end());
  expect(reader.skipped).toEqual([]);
  return messages;
}

describe("any cut", () => {
  const files: [string, Uint8Array][] = [
    ...CAPTURES.map((name): [string, Uint8Array] => [name, captureOctets(name)]),
    ["pcap in nanoseconds", nanosecondPcap()],
    ["pcapng, little-endian", pcapng(true)],
    ["pcapng, big-endian", pcapng(false)],
  ];

  test.each(files)("%s in chunks of one octet", (_, octets) => {
    const cuts = Array.from({ length: octets.length }, (_, index) => index);
    expect(readInChunks(octets, cuts)).toEqual(messagesIn(octets));
  });

  test.each(files)("%s in chunks of any size", (_, octets) => {
    const whole = messagesIn(octets);
    fc.assert(
      fc.property(fc.array(fc.nat(octets.length), { maxLength: 40 }), (cuts) => {
        expect(readInChunks(octets, cuts)).toEqual(whole);
      }),
      { numRuns: 60 },
    );
  });

  test.each(files.slice(3))("%s has the messages and times of the capture", (_, octets) => {
    expect(messagesIn(octets)).toEqual(MESSAGES);
  });

  test("octets of earlier messages stay as they were while later chunks come", () => {
    const reader = createCaptureReader("x");
    const messages: TappedMessage[] = [];
    for (let at = 0; at < MTP3.length; at += 100) {
      messages.push(...reader.push(MTP3.slice(at, at + 100)));
    }
    messages.push(...reader.end());
    expect(messages.map(({ octets }) => [...octets])).toEqual(
      MESSAGES.map(({ octets }) => [...octets]),
    );
  });

  test("every message comes with the chunk that completes its frame", () => {
    const reader = createCaptureReader("x");
    let at = 24;
    expect([...reader.push(MTP3.subarray(0, at))]).toEqual([]);
    for (const { octets } of PACKETS.slice(0, 20)) {
      const end = at + 16 + octets.length;
      expect([...reader.push(MTP3.subarray(at, end - 1))]).toEqual([]);
      expect([...reader.push(MTP3.subarray(end - 1, end))]).toHaveLength(1);
      at = end;
    }
  });
});

describe("time", () => {
  const first = PACKETS[0]!.timeMicros;

  test("counts from the origin when there is one; frames before it count as of 0", () => {
    const originMicros = first + 5e6;
    const expected = PACKETS.map(({ timeMicros }) =>
      Math.max(0, Math.floor((timeMicros - originMicros) / 1000)),
    );
    const { messages } = readCapture(MTP3, "x", { originMicros });
    expect([...messages].map(({ timeMs }) => timeMs)).toEqual(expected);
    expect(expected[0]).toBe(0);
    expect(expected.at(-1)).toBeGreaterThan(0);
  });

  const inUnits = (
    options: readonly (readonly [number, readonly number[]])[],
    units: (micros: number) => bigint,
  ): number[] => {
    const blocks = new PcapngBlocks(true);
    const times = [0, 1, 999, 1000, 123_456, 86_400_000];
    const octets = joined([
      blocks.section(),
      blocks.interface(LINK_TYPE.mtp3, options),
      ...times.map((ms) =>
        blocks.packet(PACKETS[0]!.octets, units(1_700_000_000_000_000 + ms * 1000)),
      ),
    ]);
    const read = [...readPackets(octets, "x")];
    expect(read.map(({ timeMicros }) => timeMicros)).toEqual(
      times.map((ms) => 1_700_000_000_000_000 + ms * 1000),
    );
    return read.map(({ timeMicros }) => timeMicros);
  };

  test.each([
    ["microseconds, as by default", [], (micros: number) => BigInt(micros)],
    ["milliseconds", [[9, [3]]], (micros: number) => BigInt(micros / 1000)],
    ["nanoseconds", [[9, [9]]], (micros: number) => BigInt(micros) * 1000n],
    [
      "picoseconds and an offset",
      [
        [9, [12]],
        [14, new PcapngBlocks(true).u64(1_700_000_000n)],
      ],
      (micros: number) => (BigInt(micros) - 1_700_000_000_000_000n) * 1_000_000n,
    ],
    [
      "2⁻³⁰ s and an offset",
      [
        [9, [0x80 | 30]],
        [14, new PcapngBlocks(true).u64(1_700_000_000n)],
      ],
      (micros: number) => {
        const rest = BigInt(micros) - 1_700_000_000_000_000n;
        return ((rest << 30n) + 999_999n) / 1_000_000n;
      },
    ],
    [
      "an offset before 1970",
      [[14, new PcapngBlocks(true).u64(-3600n)]],
      (micros: number) => BigInt(micros) + 3_600_000_000n,
    ],
  ] as [string, [number, number[]][], (micros: number) => bigint][])(
    "a resolution of %s",
    (_, options, units) => {
      expect(inUnits(options, units)).toHaveLength(6);
    },
  );

  test("simple packets have no time: that of the frame before, or the origin's", () => {
    const blocks = new PcapngBlocks(true);
    const octets = joined([
      blocks.section(),
      blocks.interface(LINK_TYPE.mtp3),
      blocks.simplePacket(PACKETS[0]!.octets),
      blocks.packet(PACKETS[1]!.octets, 5_000_000n),
      blocks.packet(PACKETS[2]!.octets, 7_000_000n),
      blocks.simplePacket(PACKETS[3]!.octets),
    ]);
    expect(messagesIn(octets).map(({ timeMs }) => timeMs)).toEqual([0, 0, 2000, 2000]);
  });

  test("an interface's limit on lengths cuts a simple packet, not its padding", () => {
    const blocks = new PcapngBlocks(true);
    const cut = PACKETS[0]!.octets.subarray(0, 17);
    const octets = joined([
      blocks.section(),
      blocks.interface(LINK_TYPE.mtp3, [], 17),
      blocks.simplePacket(cut, PACKETS[0]!.octets.length),
    ]);
    expect([...readPackets(octets, "x")].map(({ octets }) => [...octets])).toEqual([[...cut]]);
  });

  test("each section of a pcapng has its own byte order and interfaces", () => {
    const [little, big] = [new PcapngBlocks(true), new PcapngBlocks(false)];
    const half = PACKETS.length >>> 1;
    const part = (blocks: PcapngBlocks, packets: typeof PACKETS, number: number) => [
      blocks.section(),
      ...new Array(number).fill(blocks.interface(LINK_TYPE.ethernet)),
      blocks.interface(LINK_TYPE.mtp3),
      ...packets.map(({ timeMicros, octets }) => blocks.packet(octets, BigInt(timeMicros), number)),
    ];
    const octets = joined([
      ...part(little, PACKETS.slice(0, half), 0),
      ...part(big, PACKETS.slice(half), 1),
    ]);
    expect(messagesIn(octets)).toEqual(MESSAGES);
  });
});

test("the upper bits of a pcap's link type tell of check sequences, not of the link", () => {
  const octets = MTP3.slice();
  octets[23] = 0x40;
  expect(messagesIn(octets)).toEqual(MESSAGES);
});

describe("faults", () => {
  const blocks = new PcapngBlocks(true);
  const head = [blocks.section(), blocks.interface(LINK_TYPE.mtp3)];
  const good = PACKETS.slice(0, 5).map(({ octets }) => blocks.packet(octets, 0n));

  test.each([
    ["a frame longer than any", writePcapWithLength(0x7fffffff)],
    [
      "a block shorter than its head",
      joined([...head, ...good, Uint8Array.from([6, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0])]),
    ],
    ["a packet block that is empty", joined([...head, ...good, blocks.block(6, [])])],
    [
      "a packet longer than its block",
      joined([
        ...head,
        ...good,
        blocks.block(6, [new Array(12).fill(0), [99, 0, 0, 0, 99, 0, 0, 0]]),
      ]),
    ],
    ["a section of no byte order", joined([...head, ...good, blocks.section(0x11111111)])],
    ["an interface without its fields", joined([...head, ...good, blocks.block(1, [])])],
  ])("%s: what stands before it is read, then the damage is told", (_, octets) => {
    for (const size of [1, 50, octets.length]) {
      const reader = createCaptureReader("x");
      const messages: TappedMessage[] = [];
      const read = (): void => {
        for (let at = 0; at < octets.length; at += size) {
          for (const message of reader.push(octets.subarray(at, at + size))) messages.push(message);
        }
        for (const message of reader.end()) messages.push(message);
      };
      expect(read).toThrow(/x, frame 6: got a length of \d+ octets, expected a length that fits/);
      expect(messages).toHaveLength(5);
    }
  });

  function writePcapWithLength(length: number): Uint8Array {
    const octets = writePcap(
      LINK_TYPE.mtp3,
      PACKETS.slice(0, 6).map(({ octets }) => ({ timeMs: 0, octets })),
    );
    const at = octets.length - PACKETS[5]!.octets.length - 8;
    new DataView(octets.buffer).setUint32(at, length, true);
    return octets;
  }

  test("a simple packet that is shorter than what was sent is read as far as it goes", () => {
    const { octets } = PACKETS[0]!;
    const file = joined([...head, blocks.simplePacket(octets, octets.length + 90)]);
    expect([...readPackets(file, "x")][0]!.octets.length).toBe(Math.ceil(octets.length / 4) * 4);
  });

  test("what waits for a gap of TCP to close comes before the damage", () => {
    const segment = (sequence: number, octets: Uint8Array): Uint8Array =>
      ipv4(6, tcp(sequence, ipa(octets)));
    const [one, two, three] = PACKETS.map(({ octets }) => octets.subarray(5));
    const twoAt = 1 + 3 + one!.length;
    const file = rawIp([
      segment(1, one!),
      segment(twoAt + 3 + two!.length, three!),
      new Uint8Array(8),
    ]);
    new DataView(file.buffer).setUint32(file.length - 8 - 8, 0x7fffffff, true);
    const messages: TappedMessage[] = [];
    const read = (): void => {
      for (const message of readCapture(file, "x").messages) messages.push(message);
    };
    expect(read).toThrow(/a length that fits/);
    expect(messages.map(({ sccp }) => sccp)).toEqual([MESSAGES[0]!.sccp, MESSAGES[2]!.sccp]);
  });

  test("a block of no use may be longer than any frame, and is never kept", () => {
    const reader = createCaptureReader("x");
    const length = 64 * 1024 * 1024;
    const skipped = [...blocks.u32(0x0bad), ...blocks.u32(length + 12)];
    let messages = [...reader.push(joined([...head, ...good, Uint8Array.from(skipped)]))].length;
    const piece = new Uint8Array(1024 * 1024);
    for (let sent = 0; sent < length; sent += piece.length) {
      expect([...reader.push(piece)]).toEqual([]);
    }
    messages += [...reader.push(joined([new Uint8Array(4), ...good]))].length;
    for (const _ of reader.end()) messages++;
    expect(messages).toBe(10);
  });

  test("a block of no use that is cut is a cut", () => {
    const octets = joined([...head, ...good, blocks.block(0x0bad, [new Array(40).fill(0)])]);
    const capture = readCapture(octets.subarray(0, -10), "x");
    expect(() => [...capture.messages]).toThrow(/the end of the file, expected 52 octets/);
  });

  test("another kind of file is refused with its fourth octet", () => {
    const reader = createCaptureReader("x");
    expect([...reader.push(Uint8Array.of(0x50, 0x4b))]).toEqual([]);
    expect([...reader.push(Uint8Array.of(3))]).toEqual([]);
    expect(() => [...reader.push(Uint8Array.of(4))]).toThrow(/octets 50 4b 03 04/);
  });

  test("a file of three octets is refused at its end", () => {
    const reader = createCaptureReader("x");
    expect([...reader.push(Uint8Array.of(0x50, 0x4b, 3))]).toEqual([]);
    expect(() => [...reader.end()]).toThrow(/octets 50 4b 03/);
  });
});
