// What links do to messages: fragments, repetitions, gaps, other headers; each message comes once.
import { describe, expect, test } from "vitest";
import { readCapture } from "../../signaling/capture.ts";
import { decodeMtp3, encodeMtp3, type MtpTransfer } from "../../signaling/carriers/mtp3.ts";
import { LINK_TYPE, readPackets, writePcap } from "../../signaling/carriers/pcap.ts";
import { captureOctets, hex, messagesIn } from "./frames.ts";
import {
  data,
  interleavedData,
  ipa,
  ipv4,
  ipv6,
  m3ua,
  rawIp,
  sctp,
  tcp,
  u16,
  u32,
} from "./packets.ts";

const SCTP = 132;
const TCP = 6;

const TRANSFERS: readonly MtpTransfer[] = [...readPackets(captureOctets("msc-mtp3"), "x")]
  .map(({ octets }) => decodeMtp3(octets)!)
  .slice(0, 40);
const EXPECTED = contents(
  writePcap(
    LINK_TYPE.mtp3,
    TRANSFERS.map((transfer) => ({ timeMs: 0, octets: encodeMtp3(transfer) })),
  ),
);

/** The messages of a capture without times, frames and endpoints, which links do not all have. */
function contents(octets: Uint8Array): string[] {
  return messagesIn(octets).map(
    ({ sccp, octets }) => `${sccp.type} ${sccp.slr} ${sccp.dlr} ${hex(octets)}`,
  );
}

/** The faults that a capture's frames have. */
function faults(octets: Uint8Array): string[] {
  const capture = readCapture(octets, "x");
  try {
    for (const _ of capture.messages);
  } catch (error) {
    expect(error).toMatchObject({ code: "capture.no-bssap" });
  }
  return capture.skipped.map(({ reason }) => reason);
}

const message = (index: number): number[] => m3ua(TRANSFERS[index]!);
const half = (octets: readonly number[]): [number[], number[]] => {
  const at = octets.length >>> 1;
  return [octets.slice(0, at), octets.slice(at)];
};

describe("MTP2", () => {
  const units = (head: readonly number[], change: (octets: Uint8Array) => number[]) =>
    TRANSFERS.map((transfer) => ({
      timeMs: 0,
      octets: Uint8Array.from([...head, ...change(encodeMtp3(transfer))]),
    }));
  const unit = (octets: Uint8Array): number[] => [
    ...[0x80, 0x80, Math.min(63, octets.length)],
    ...octets,
  ];

  test("fill-in and status units are passed over", () => {
    const others = [
      [0x80, 0x80, 0],
      [0x80, 0x80, 1, 3],
      [0x80, 0x80, 2, 3, 0],
    ].map((octets) => ({ timeMs: 0, octets: Uint8Array.from(octets) }));
    const frames = units([], unit).flatMap((frame) => [...others, frame]);
    expect(contents(writePcap(LINK_TYPE.mtp2, frames))).toEqual(EXPECTED);
  });

  test("check bits behind a short unit are no part of its message", () => {
    const withCheck = units([], (octets) => [...unit(octets), 0xab, 0xcd]).filter(
      (_, index) => TRANSFERS[index]!.userData.length < 58,
    );
    const read = contents(writePcap(LINK_TYPE.mtp2, withCheck));
    expect(read.length).toBeGreaterThan(10);
    expect(EXPECTED).toEqual(expect.arrayContaining(read));
  });

  test.each([
    ["libpcap's header", [0, 0, 0, 1], unit],
    [
      "numbers of 12 bits",
      [1, 1, 0, 1],
      (octets: Uint8Array) => [0, 0, 0, 0, octets.length & 0xff, octets.length >>> 8, ...octets],
    ],
  ])("behind %s", (_, head, change) => {
    expect(contents(writePcap(LINK_TYPE.mtp2WithPseudoHeader, units(head, change)))).toEqual(
      EXPECTED,
    );
  });

  test("a unit that is cut is an error", () => {
    const [frame] = units([], unit);
    const octets = frame!.octets.subarray(0, 20);
    expect(faults(writePcap(LINK_TYPE.mtp2, [{ timeMs: 0, octets }]))).toEqual([
      expect.stringMatching(/^MTP2, octet 4: got 17 octets to the end/),
    ]);
  });
});

test("raw SCCP", () => {
  const frames = TRANSFERS.map(({ userData }) => ({ timeMs: 0, octets: userData }));
  expect(contents(writePcap(LINK_TYPE.sccp, frames))).toEqual(EXPECTED);
});

describe("below IP", () => {
  const packets = TRANSFERS.map((_, index) =>
    ipv4(SCTP, sctp([data({ tsn: index, octets: message(index) })])),
  );
  const packets6 = TRANSFERS.map((_, index) =>
    ipv6(SCTP, sctp([data({ tsn: index, octets: message(index) })])),
  );
  const linked = (linkType: number, frames: readonly Uint8Array[], head: readonly number[]) =>
    writePcap(
      linkType,
      frames.map((octets) => ({ timeMs: 0, octets: Uint8Array.from([...head, ...octets]) })),
    );
  const mac = new Array<number>(12).fill(2);

  test.each([
    ["raw IPv4", LINK_TYPE.ipv4, packets, []],
    ["raw IPv6", LINK_TYPE.ipv6, packets6, []],
    ["raw IP, version 6", LINK_TYPE.rawIp, packets6, []],
    ["loopback of a little-endian BSD", LINK_TYPE.bsdNull, packets, [2, 0, 0, 0]],
    ["loopback of a big-endian BSD", LINK_TYPE.bsdNull, packets, [0, 0, 0, 2]],
    ["loopback of macOS, IPv6", LINK_TYPE.bsdNull, packets6, [30, 0, 0, 0]],
    ["loopback of OpenBSD, IPv6", LINK_TYPE.bsdLoop, packets6, [0, 0, 0, 24]],
    ["Ethernet, IPv6", LINK_TYPE.ethernet, packets6, [...mac, 0x86, 0xdd]],
    [
      "three VLAN tags",
      LINK_TYPE.ethernet,
      packets6,
      [...mac, 0x91, 0, 0, 1, 0x88, 0xa8, 0, 2, 0x81, 0, 0, 3, 0x86, 0xdd],
    ],
    [
      "Linux cooked with a VLAN tag",
      LINK_TYPE.linuxCooked,
      packets,
      [...mac, 0, 0, 0x81, 0, 0, 9, 8, 0],
    ],
  ])("%s", (_, linkType, frames, head) => {
    expect(contents(linked(linkType, frames, head))).toEqual(EXPECTED);
  });

  test.each([
    ["ARP", LINK_TYPE.ethernet, [...mac, 8, 6]],
    ["another family", LINK_TYPE.bsdNull, [7, 0, 0, 0]],
  ])("%s is passed over", (_, linkType, head) => {
    expect(faults(linked(linkType, packets, head))).toEqual([]);
  });
});

describe("IPv6 extension headers", () => {
  const packet = (index: number): number[] => sctp([data({ tsn: index, octets: message(index) })]);
  const all = (change: (packet: number[]) => Uint8Array): Uint8Array =>
    rawIp(TRANSFERS.map((_, index) => change(packet(index))));
  const six = [0, 0, 0, 0, 0, 0];

  test.each([
    ["hop by hop", 0, [SCTP, 0, ...six]],
    ["hop by hop, 16 octets", 0, [SCTP, 1, ...six, 0, 0, ...six]],
    ["destination options, then routing", 60, [43, 0, ...six, SCTP, 0, ...six]],
    ["authentication", 51, [SCTP, 1, ...six, 0, 0, 0, 0]],
    ["a fragment that is whole", 44, [SCTP, 0, 0, 0, 0, 0, 0, 9]],
    ["mobility", 135, [SCTP, 0, ...six]],
  ])("%s", (_, next, header) => {
    expect(contents(all((octets) => ipv6(next, [...header, ...octets])))).toEqual(EXPECTED);
  });

  test.each([
    ["a first fragment", [SCTP, 0, 0, 1, 0, 0, 0, 9], /got an IP fragment/],
    ["a later fragment", [SCTP, 0, 0, 8, 0, 0, 0, 9], /got an IP fragment/],
    ["a fragment of options", [60, 0, 0, 1, 0, 0, 0, 9], /got an IP fragment/],
  ])("%s hides its message, which is an error", (_, header, reason) => {
    const octets = ipv6(44, [...header, ...packet(0)]);
    expect(faults(rawIp([octets]))).toEqual([expect.stringMatching(reason)]);
  });

  test("fragments of other protocols, and encryption, are passed over", () => {
    const udp = ipv6(44, [17, 0, 0, 1, 0, 0, 0, 9, ...packet(0)]);
    const encrypted = ipv6(50, packet(0));
    expect(faults(rawIp([udp, encrypted]))).toEqual([]);
  });
});

test.each([
  ["IPv4", (payload: number[]) => ipv4(SCTP, payload), 2],
  ["IPv6", (payload: number[]) => ipv6(SCTP, payload), 4],
])("an %s packet of hardware segmentation has no length", (_, packetOf, lengthAt) => {
  const packets = TRANSFERS.map((_, index) => {
    const octets = packetOf(sctp([data({ tsn: index, octets: message(index) })]));
    octets.set([0, 0], lengthAt);
    return octets;
  });
  expect(contents(rawIp(packets))).toEqual(EXPECTED);
});

describe("IPv4", () => {
  test("options of the header are passed over", () => {
    const packets = TRANSFERS.map((_, index) => {
      const plain = ipv4(SCTP, sctp([data({ tsn: index, octets: message(index) })]));
      const octets = Uint8Array.from([...plain.subarray(0, 20), 1, 1, 1, 0, ...plain.subarray(20)]);
      octets[0] = 0x46;
      octets.set(u16(octets.length), 2);
      return octets;
    });
    expect(contents(rawIp(packets))).toEqual(EXPECTED);
  });

  test.each([
    ["a fragment", (octets: Uint8Array) => octets.set([0x20, 0], 6), /got an IP fragment/],
    ["a header of 16 octets", (octets: Uint8Array) => octets.set([0x44]), /got IP header of 16/],
    ["a length less than the header", (octets: Uint8Array) => octets.set([0, 4], 2), /IP, octet/],
    ["a length beyond the frame", (octets: Uint8Array) => octets.set([9, 0], 2), /IP, octet/],
  ])("%s is an error", (_, damage, reason) => {
    const octets = ipv4(SCTP, sctp([data({ tsn: 1, octets: message(0) })]));
    damage(octets);
    expect(faults(rawIp([octets]))).toEqual([expect.stringMatching(reason)]);
  });
});

describe("SCTP", () => {
  const inPackets = (chunks: readonly (readonly number[])[]): Uint8Array =>
    rawIp(chunks.map((chunk) => ipv4(SCTP, sctp([chunk]))));

  test("several chunks in a packet, among them others than data", () => {
    const chunks = TRANSFERS.map((_, index) => data({ tsn: index, octets: message(index) }));
    const sack = [3, 0, 0, 16, ...new Array<number>(12).fill(0)];
    const packets = [0, 10, 20, 30].map((from) =>
      ipv4(SCTP, sctp([sack, ...chunks.slice(from, from + 10)])),
    );
    expect(contents(rawIp(packets))).toEqual(EXPECTED);
  });

  test("numbers of chunks that pass 2³² − 1", () => {
    const first = 2 ** 32 - 20;
    const chunks = TRANSFERS.flatMap((_, index) => {
      const chunk = data({ tsn: (first + index) >>> 0, octets: message(index) });
      return [chunk, chunk];
    });
    expect(contents(inPackets(chunks))).toEqual(EXPECTED);
  });

  test("a chunk that is sent again late counts once, one that was lost before counts", () => {
    const chunks = TRANSFERS.map((_, index) => data({ tsn: index, octets: message(index) }));
    const late = [...chunks.slice(1), ...chunks];
    const [first, ...rest] = EXPECTED;
    expect(contents(inPackets(late))).toEqual([...rest, first]);
  });

  test("a sender that starts anew under its old tag is heard", () => {
    const from = (start: number) =>
      TRANSFERS.map((_, index) => data({ tsn: (start + index) >>> 0, octets: message(index) }));
    // Multiples of 1024 apart: what was remembered of the old numbers must be gone.
    const starts = [1_000_000, 1_010_240, 7, 2_500_000_000, 2_499_989_760];
    expect(contents(inPackets(starts.flatMap(from)))).toEqual(starts.flatMap(() => EXPECTED));
  });

  test("the same numbers in two associations are two messages", () => {
    const packets = TRANSFERS.flatMap((_, index) =>
      [1, 2].map((tag) =>
        ipv4(SCTP, sctp([data({ tsn: index, octets: message(index) })], { tag })),
      ),
    );
    expect(contents(rawIp(packets))).toEqual(EXPECTED.flatMap((one) => [one, one]));
  });

  test("two associations whose ports and tags have the same product are told apart", () => {
    const productOf = (port: number): number => Math.imul(port * 0x10001, 0x9e3779b1);
    const [first, second] = [2905, 2906];
    const tags = [77, (77 ^ productOf(first) ^ productOf(second)) >>> 0];
    const packets = TRANSFERS.flatMap((_, index) =>
      [first, second].map((port, which) =>
        ipv4(
          SCTP,
          sctp([data({ tsn: index, octets: message(index) })], { tag: tags[which]!, port }),
        ),
      ),
    );
    expect(contents(rawIp(packets))).toEqual(EXPECTED.flatMap((one) => [one, one]));
  });

  test("packets without a tag, as tools make them, are told apart by their addresses", () => {
    const packets = TRANSFERS.map((_, index) => {
      const chunk = data({ tsn: index >>> 1, octets: message(index) });
      return ipv4(SCTP, sctp([chunk], { tag: 0 }), { back: index % 2 === 1 });
    });
    expect(contents(rawIp(packets))).toEqual(EXPECTED);
  });

  const parts = TRANSFERS.map((_, index) => half(message(index)));

  test("fragments of messages on two streams that cross each other", () => {
    const chunks: number[][] = [];
    for (let index = 0; index < parts.length; index += 2) {
      // In the order of sending the two messages would be 2, 1 and 2, 1.
      const [a, b] = [parts[index]!, parts[index + 1]!];
      const tsn = index * 2;
      chunks.push(
        data({ tsn, octets: a[0], flags: 2, stream: 1 }),
        data({ tsn: tsn + 2, octets: b[0], flags: 2, stream: 2 }),
        data({ tsn: tsn + 1, octets: a[1], flags: 1, stream: 1 }),
        data({ tsn: tsn + 3, octets: b[1], flags: 1, stream: 2 }),
      );
    }
    expect(contents(inPackets(chunks))).toEqual(EXPECTED);
  });

  test("a part of another stream completes no message", () => {
    const [one, two] = parts[0]!;
    const chunks = [
      data({ tsn: 1, octets: one, flags: 2, stream: 1 }),
      data({ tsn: 2, octets: two, flags: 1, stream: 2 }),
    ];
    expect(faults(inPackets(chunks))).toEqual([]);
    expect(readCapture(inPackets([...chunks, whole0]), "x").counts.bssap).toBe(0);
    expect(contents(inPackets([...chunks, whole0]))).toEqual([EXPECTED[0]]);
  });
  const whole0 = data({ tsn: 9, octets: message(0) });

  test("parts of odd lengths are padded, one after the other in a packet", () => {
    const chunks = TRANSFERS.map((_, index) => {
      const octets = message(index);
      return [0, 5, 14].map((at, part, cuts) =>
        data({
          tsn: index * 3 + part,
          octets: octets.slice(at, cuts[part + 1]),
          flags: [2, 0, 1][part]!,
        }),
      );
    });
    expect(contents(rawIp(chunks.map((some) => ipv4(SCTP, sctp(some)))))).toEqual(EXPECTED);
  });

  test("long parts that were put together make room for others, and only they", () => {
    const whole = Array.from({ length: 400 }, (_, index) => parts[index % parts.length]!).flatMap(
      ([one, two], index) => [
        data({ tsn: index * 2, octets: one, flags: 2 }),
        data({ tsn: index * 2 + 1, octets: two, flags: 1 }),
      ],
    );
    expect(contents(inPackets(whole))).toHaveLength(400);
    const piece = new Array<number>(1000).fill(0);
    const open = Array.from({ length: 20 }, (_, index) =>
      data({ tsn: index * 2, octets: piece, flags: 2 }),
    );
    expect(faults(inPackets(open))).toHaveLength(4);
  });

  test("fragments that come last one first", () => {
    const chunks = parts.flatMap(([one, two], index) => [
      data({ tsn: index * 2 + 1, octets: two, flags: 1 }),
      data({ tsn: index * 2, octets: one, flags: 2 }),
    ]);
    expect(contents(inPackets(chunks))).toEqual(EXPECTED);
  });

  test("a message in pieces of one octet", () => {
    const octets = message(4);
    const chunks = octets.map((octet, index) =>
      data({
        tsn: index,
        octets: [octet],
        flags: index === 0 ? 2 : index === octets.length - 1 ? 1 : 0,
      }),
    );
    // More pieces than are kept: those of the beginning are given up, and it is said.
    expect(faults(inPackets(chunks)).length).toBeGreaterThan(0);
    expect(contents(inPackets(splice(octets, 60)))).toEqual([EXPECTED[4]]);
  });

  function splice(octets: readonly number[], count: number): number[][] {
    const size = Math.ceil(octets.length / count);
    const pieces: number[][] = [];
    for (let at = 0; at < octets.length; at += size) pieces.push(octets.slice(at, at + size));
    return pieces.map((piece, index) =>
      data({
        tsn: index,
        octets: piece,
        flags: (index === 0 ? 2 : 0) | (index === pieces.length - 1 ? 1 : 0),
      }),
    );
  }

  test("fragments whose message never gets whole are said, and do not grow without end", () => {
    const chunks = new Array(200)
      .fill(0)
      .map((_, index) => data({ tsn: index * 2, octets: message(0).slice(0, 20), flags: 2 }));
    expect(faults(inPackets(chunks))).toHaveLength(200 - 64);
    expect(faults(inPackets(chunks))[0]).toMatch(/got a fragment of an SCTP message/);
  });

  test("I-DATA, whole and in parts of two messages of one stream at once", () => {
    const chunks: number[][] = [];
    for (let index = 0; index < parts.length; index += 2) {
      const [a, b] = [parts[index]!, parts[index + 1]!];
      const tsn = index * 2;
      const chunk = (offset: number, octets: number[], flags: number, message: number) =>
        interleavedData({ tsn: tsn + offset, octets, flags, message, part: 1 });
      chunks.push(chunk(0, a[0], 2, index), chunk(1, b[0], 2, index + 1));
      chunks.push(chunk(2, b[1], 1, index + 1), chunk(3, a[1], 1, index));
    }
    const crossed = EXPECTED.map((_, index) => EXPECTED[index ^ 1]);
    const whole = TRANSFERS.map((_, index) =>
      interleavedData({ tsn: index, octets: message(index), message: index, part: 0 }),
    );
    expect(contents(inPackets(chunks))).toEqual(crossed);
    expect(contents(inPackets(whole))).toEqual(EXPECTED);
  });

  test("I-DATA numbers ordered and unordered messages each for themselves", () => {
    const [a, b] = [parts[0]!, parts[1]!];
    const chunk = (tsn: number, octets: number[], flags: number) =>
      interleavedData({ tsn, octets, flags, message: 1, part: 1 });
    const chunks = [chunk(0, a[0], 2), chunk(1, b[0], 6), chunk(2, b[1], 5), chunk(3, a[1], 1)];
    expect(contents(inPackets(chunks))).toEqual([EXPECTED[1], EXPECTED[0]]);
  });

  test.each([
    ["a chunk of 3 octets", [0, 3, 0, 3], /chunk length 3/],
    ["a chunk beyond the packet", [0, 3, 0, 99, 1, 2, 3, 4], /SCTP, octet/],
    ["a DATA chunk of 8 octets", [0, 3, 0, 8, 1, 2, 3, 4], /SCTP, octet/],
  ])("%s is an error", (_, chunk, reason) => {
    expect(faults(inPackets([chunk]))).toEqual([expect.stringMatching(reason)]);
  });
});

describe("M3UA", () => {
  const messages = (change: (index: number) => number[], payload = 3, port = 2905) =>
    rawIp(
      TRANSFERS.map((_, index) =>
        ipv4(SCTP, sctp([data({ tsn: index, octets: change(index), payload })], { port })),
      ),
    );

  test("network appearance and routing context before the data", () => {
    const before = [2, 0, 0, 8, ...u32(1), 0, 6, 0, 8, ...u32(77)];
    expect(contents(messages((index) => m3ua(TRANSFERS[index]!, { before })))).toEqual(EXPECTED);
  });

  test("point codes of 24 bits are kept", () => {
    const { userData } = TRANSFERS[0]!;
    const octets = m3ua({ opc: 0xabcdef, dpc: 0x123456, userData });
    const [read] = messagesIn(messages(() => octets));
    expect(read).toMatchObject({ opc: 0xabcdef, dpc: 0x123456 });
  });

  test.each([
    ["no payload protocol", 0, 2905, true],
    ["a payload protocol in the host's order", 0x03000000, 2905, true],
    ["no payload protocol on another port", 0, 7000, false],
    ["another payload protocol", 46, 2905, false],
  ])("%s", (_, payload, port, read) => {
    const octets = messages(message, payload, port);
    if (read) expect(contents(octets)).toEqual(EXPECTED);
    else expect(faults(octets)).toEqual([]);
  });

  test.each([
    [2905, 7000],
    [7000, 2905],
  ])("no payload protocol, from port %i to port %i", (from, to) => {
    const packets = TRANSFERS.map((_, index) => {
      const chunk = data({ tsn: index, octets: message(index), payload: 0 });
      return ipv4(SCTP, [...u16(from), ...u16(to), ...sctp([chunk]).slice(4)]);
    });
    expect(contents(rawIp(packets))).toEqual(EXPECTED);
  });

  test("other users of MTP are passed over", () => {
    const isup = (index: number) => m3ua(TRANSFERS[index]!, { serviceIndicator: 5 });
    expect(faults(messages(isup))).toEqual([]);
  });

  test("payload data without data is an error", () => {
    expect(faults(messages(() => [1, 0, 1, 1, ...u32(8)]))[0]).toMatch(/got no protocol data/);
  });

  test("two faults in a frame are both named and count as one frame", () => {
    const bad = m3ua({ ...TRANSFERS[0]!, userData: Uint8Array.of(6, 1) });
    const chunks = [1, 2].map((tsn) => data({ tsn, octets: bad }));
    const good = ipv4(SCTP, sctp([data({ tsn: 3, octets: message(0) })]));
    const capture = readCapture(rawIp([ipv4(SCTP, sctp(chunks)), good]), "x");
    expect([...capture.messages]).toHaveLength(1);
    expect(capture.skipped.map(({ frame }) => frame)).toEqual([1, 1]);
    expect(capture.counts).toMatchObject({ frames: 2, skipped: 1 });
  });

  test("M2PA: user data, acknowledgements and link status", () => {
    const head = (type: number, length: number) => [1, 0, 0x0b, type, ...u32(16 + length)];
    const numbers = [0, 0, 0, 1, 0, 0, 0, 2];
    const unit = (octets: Uint8Array): number[] => [
      ...[...head(1, 1 + octets.length), ...numbers, 0],
      ...octets,
    ];
    const others = [
      [...head(1, 0), ...numbers],
      [...head(2, 4), ...numbers, 0, 0, 0, 9],
    ];
    const chunks = [...others, ...TRANSFERS.map((transfer) => unit(encodeMtp3(transfer)))];
    const packets = chunks.map((octets, tsn) =>
      ipv4(SCTP, sctp([data({ tsn, octets, payload: 5 })], { port: 3565 })),
    );
    expect(contents(rawIp(packets))).toEqual(EXPECTED);
  });
});

describe("SCCPlite", () => {
  const stream = TRANSFERS.flatMap(({ userData }) => ipa(userData));
  /** The stream as segments of `size` octets from sequence number `first` on. */
  const segments = (size: number, first = 1): number[][] => {
    const cut: number[][] = [];
    for (let at = 0; at < stream.length; at += size) {
      cut.push(tcp((first + at) >>> 0, stream.slice(at, at + size)));
    }
    return cut;
  };
  const capture = (list: readonly (readonly number[])[]): Uint8Array =>
    rawIp(list.map((octets) => ipv4(TCP, octets)));

  test.each([1, 2, 3, 7, 64, 500, 1460])("segments of %i octets", (size) => {
    expect(contents(capture(segments(size)))).toEqual(EXPECTED);
  });

  test("sequence numbers that pass 2³² − 1", () => {
    expect(contents(capture(segments(50, 2 ** 32 - 700)))).toEqual(EXPECTED);
  });

  test("segments in reverse order within each few, some twice, some overlapping", () => {
    const cut = segments(60);
    const mixed: (readonly number[])[] = [cut[0]!];
    for (let at = 1; at < cut.length; at += 5) {
      const few = cut.slice(at, at + 5).reverse();
      mixed.push(...few, few[0]!, tcp(1, stream.slice(0, 40)));
    }
    expect(contents(capture(mixed))).toEqual(EXPECTED);
  });

  test("what waits behind a gap is read at the end of the capture", () => {
    const each = TRANSFERS.map(({ userData }) => ipa(userData));
    let at = 1;
    const cut = each.map((frame) => {
      const segment = tcp(at, frame);
      at += frame.length;
      return segment;
    });
    const lost = capture([...cut.slice(0, 20), ...cut.slice(21)]);
    expect(contents(lost)).toEqual(EXPECTED.toSpliced(20, 1));
    const both = capture([...cut.slice(0, 20), ...cut.slice(21, 30), ...cut.slice(32)]);
    expect(contents(both)).toEqual(EXPECTED.toSpliced(30, 2).toSpliced(20, 1));
  });

  test("after a gap of a capture that goes on, reading goes on behind it", () => {
    const each = [...TRANSFERS, ...TRANSFERS, ...TRANSFERS].map(({ userData }) => ipa(userData));
    let at = 1;
    const cut = each.map((frame) => {
      const segment = tcp(at, frame);
      at += frame.length;
      return segment;
    });
    const read = contents(capture([...cut.slice(0, 10), ...cut.slice(11)]));
    expect(read).toEqual([...EXPECTED, ...EXPECTED, ...EXPECTED].toSpliced(10, 1));
  });

  test("what waits behind a gap is read from its lowest number on", () => {
    const each = TRANSFERS.slice(0, 10).map(({ userData }) => ipa(userData));
    let at = 1;
    const cut = each.map((frame) => {
      const segment = tcp(at, frame);
      at += frame.length;
      return segment;
    });
    const [first, , ...rest] = cut;
    const read = contents(capture([first!, ...rest.reverse()]));
    expect(read).toEqual(EXPECTED.slice(0, 10).toSpliced(1, 1));
  });

  test("long segments wait for a gap to close no longer than they may", () => {
    const padding = ipa(new Array<number>(1400).fill(0), 0xfe);
    const each = TRANSFERS.map(({ userData }) => [...ipa(userData), ...padding, ...padding]);
    let at = 1;
    const segments = each.map((octets) => {
      const segment = tcp(at, octets);
      at += octets.length;
      return segment;
    });
    const messages = messagesIn(capture([segments[0]!, ...segments.slice(2)]));
    expect(messages).toHaveLength(TRANSFERS.length - 1);
    // With the 24th segment 64 KiB wait; from then on each message comes with its own segment.
    expect(messages.map(({ frame }) => frame)).toEqual(
      messages.map((_, index) => (index === 0 ? 1 : Math.max(25, index + 1))),
    );
  });

  test("what waits behind a gap is forgotten when a new connection begins", () => {
    const cut = segments(100, 5_000_000);
    const octets = capture([
      cut[0]!,
      ...cut.slice(2, 6),
      tcp(0, [], { flags: 2 }),
      ...segments(2000),
    ]);
    expect(contents(octets)).toEqual([...contents(capture([cut[0]!])), ...EXPECTED]);
  });

  test("a connection that goes on far ahead of its numbers is read at once", () => {
    const octets = capture([...segments(100).slice(0, 1), ...segments(500, 900_000_000)]);
    const frames = messagesIn(octets).map(({ frame }) => frame);
    expect(frames.filter((frame) => frame > 1)).toHaveLength(EXPECTED.length);
    expect(frames).toContain(2);
  });

  test("a new connection between the same ports, with SYN or without", () => {
    const syn = tcp(4_000_000, [], { flags: 2 });
    const octets = capture([
      ...segments(100).slice(0, 3),
      syn,
      ...segments(100, 4_000_001),
      ...segments(100, 3_000_000_000),
    ]);
    expect(contents(octets).slice(-2 * EXPECTED.length)).toEqual([...EXPECTED, ...EXPECTED]);
  });

  test("a keep-alive repeats an octet and adds none", () => {
    const cut = segments(100);
    const kept = cut.flatMap((segment, index) => [segment, tcp(index * 100, [0])]);
    expect(contents(capture(kept))).toEqual(EXPECTED);
  });

  test("over IPv6, and with options in the TCP header", () => {
    const withOptions = segments(90).map((segment) => {
      const head = segment.slice(0, 20);
      head[12] = 0x80;
      return ipv6(TCP, [...head, 1, 1, 8, 10, ...u32(1), ...u32(2), ...segment.slice(20)]);
    });
    expect(contents(rawIp(withOptions))).toEqual(EXPECTED);
  });

  test("management streams and other ports are passed over", () => {
    const pings = ipa([0], 0xfe);
    const octets = capture([
      tcp(1, [...pings, ...stream]),
      tcp(1, stream, { from: 40_000, to: 5001 }),
    ]);
    expect(contents(octets)).toEqual(EXPECTED);
  });
});
