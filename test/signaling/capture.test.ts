// Capture files: every format and carrier gives the same messages, every fault its error.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { KairosError } from "../../domain/errors.ts";
import { readCapture, type TappedMessage } from "../../signaling/capture.ts";
import { encodeMtp3 } from "../../signaling/carriers/mtp3.ts";
import { LINK_TYPE, readPackets, writePcap } from "../../signaling/carriers/pcap.ts";
import type { SccpAddress, SccpMessage } from "../../signaling/carriers/sccp.ts";
import { decodedLine } from "../../signaling/decoded-line.ts";
import type { BssapMessage } from "../../signaling/messages/bssap.ts";
import {
  BSC_A,
  captureOctets,
  capturePath,
  fromHex,
  hex,
  Line,
  MSC,
  messagesIn,
  pcapOf,
  type Transfer,
} from "./frames.ts";
import { joined, PcapngBlocks } from "./pcapng-blocks.ts";

/** Everything but frame number, time and endpoints: what must not depend on the carrier. */
function contents(messages: readonly TappedMessage[]): unknown[] {
  return messages.map(({ sccp, octets }) => [sccp, hex(octets)]);
}

const MTP3 = messagesIn(captureOctets("msc-mtp3"));

describe("carriers", () => {
  test("MTP3 and M3UA give the same messages in the same order", () => {
    const withoutFrame = (messages: readonly TappedMessage[]) =>
      messages.map((message) => {
        const line = decodedLine(message);
        if (line === undefined) return message.sccp;
        const { frame: _frame, timeMs: _timeMs, ...rest } = line;
        return rest;
      });
    const m3ua = messagesIn(captureOctets("msc-m3ua"));
    expect(m3ua).toHaveLength(252);
    expect(withoutFrame(m3ua)).toEqual(withoutFrame(MTP3));
  });

  test("SCCPlite gives the messages of the second BSC, in the same order", () => {
    const ofB = MTP3.filter(({ opc, dpc }) => opc === 187 || dpc === 187);
    const lite = messagesIn(captureOctets("bsc-b-sccplite"));
    expect(lite.map(({ bssap }) => bssap?.message)).toEqual(ofB.map(({ bssap }) => bssap?.message));
    expect(new Set(lite.flatMap(({ opc, dpc }) => [opc, dpc]))).toEqual(new Set([1, 2]));
  });

  test("management and acknowledgements are passed over, not counted as undecodable", () => {
    for (const name of ["msc-m3ua", "bsc-b-sccplite"] as const) {
      const capture = readCapture(captureOctets(name), name);
      for (const _ of capture.messages);
      expect(capture.skipped).toEqual([]);
      expect(capture.counts.frames).toBeGreaterThan(capture.counts.bssap);
    }
  });
});

describe("file formats", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "kairos-capture-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each(["pcapng", "nsecpcap", "modpcap"])("%s as editcap writes it", (format) => {
    const path = join(folder, format);
    execFileSync("editcap", ["-F", format, capturePath("msc-mtp3"), path]);
    const octets = new Uint8Array(readFileSync(path));
    if (format === "modpcap") {
      expect(() => readCapture(octets, path)).toThrow(/pcap or pcapng/);
      return;
    }
    expect(messagesIn(octets)).toEqual(MTP3);
  });

  test("a big-endian pcap", () => {
    expect(messagesIn(bigEndian(captureOctets("msc-mtp3")))).toEqual(MTP3);
  });

  test("a big-endian pcapng with nanoseconds and two interfaces", () => {
    const packets = [...readPackets(captureOctets("msc-mtp3"), "x")];
    expect(messagesIn(bigEndianPcapng(packets))).toEqual(MTP3);
  });

  test("our own writer's file reads back with its times", () => {
    const packets = [...readPackets(captureOctets("msc-mtp3"), "x")];
    const written = writePcap(
      LINK_TYPE.mtp3,
      packets.map(({ timeMicros, octets }) => ({ timeMs: timeMicros / 1000, octets })),
    );
    expect(messagesIn(written)).toEqual(MTP3);
  });
});

describe("links", () => {
  const frames = [...readPackets(captureOctets("msc-m3ua"), "x")];
  const relinked = (linkType: number, change: (octets: Uint8Array) => Uint8Array) =>
    writePcap(
      linkType,
      frames.map(({ timeMicros, octets }) => ({
        timeMs: timeMicros / 1000,
        octets: change(octets),
      })),
    );
  const ip = (octets: Uint8Array): Uint8Array => octets.subarray(14);
  const prefixed = (head: readonly number[], rest: Uint8Array): Uint8Array =>
    Uint8Array.from([...head, ...rest]);
  const zeros = (count: number): number[] => new Array<number>(count).fill(0);

  test.each([
    [
      "two VLAN tags",
      LINK_TYPE.ethernet,
      (octets: Uint8Array) =>
        prefixed([...octets.subarray(0, 12), 0x88, 0xa8, 0, 5, 0x81, 0, 0, 6], octets.subarray(12)),
    ],
    [
      "Linux cooked",
      LINK_TYPE.linuxCooked,
      (octets: Uint8Array) => prefixed([...zeros(14), 8, 0], ip(octets)),
    ],
    [
      "Linux cooked 2",
      LINK_TYPE.linuxCooked2,
      (octets: Uint8Array) => prefixed([8, 0, ...zeros(18)], ip(octets)),
    ],
    ["raw IP", LINK_TYPE.rawIp, ip],
    [
      "Ethernet padding",
      LINK_TYPE.ethernet,
      (octets: Uint8Array) => Uint8Array.from([...octets, ...zeros(7)]),
    ],
  ])("%s", (_, linkType, change) => {
    expect(contents(messagesIn(relinked(linkType, change)))).toEqual(contents(MTP3));
  });

  test("MTP2", () => {
    const octets = writePcap(
      LINK_TYPE.mtp2,
      [...readPackets(captureOctets("msc-mtp3"), "x")].flatMap(({ timeMicros, octets }) => [
        { timeMs: timeMicros / 1000, octets: Uint8Array.of(0x80, 0x80, 0) },
        { timeMs: timeMicros / 1000, octets: Uint8Array.from([0x80, 0x80, 63, ...octets]) },
      ]),
    );
    expect(contents(messagesIn(octets))).toEqual(contents(MTP3));
  });

  test("a frame that is captured twice gives its messages once, as SCTP intends", () => {
    const twice = writePcap(
      LINK_TYPE.ethernet,
      frames.flatMap(({ octets }) => [
        { timeMs: 0, octets },
        { timeMs: 0, octets },
      ]),
    );
    expect(contents(messagesIn(twice))).toEqual(contents(MTP3));
  });

  test("a message that SCTP sends again over another path counts once", () => {
    const otherPath = (octets: Uint8Array): Uint8Array => {
      const copy = octets.slice();
      copy[29] = copy[29]! ^ 0x40; // the source address
      copy[33] = copy[33]! ^ 0x40; // the destination address
      return copy;
    };
    const twice = writePcap(
      LINK_TYPE.ethernet,
      frames.flatMap(({ octets }) => [
        { timeMs: 0, octets },
        { timeMs: 0, octets: otherPath(octets) },
      ]),
    );
    expect(contents(messagesIn(twice))).toEqual(contents(MTP3));
  });

  test("SCTP messages in fragments are put together", () => {
    const fragmented = writePcap(
      LINK_TYPE.ethernet,
      frames.flatMap(({ octets }) =>
        fragmentsOf(octets).map((part) => ({ timeMs: 0, octets: part })),
      ),
    );
    expect(contents(messagesIn(fragmented))).toEqual(contents(MTP3));
  });

  test("TCP segments that are cut, repeated and out of order are put together", () => {
    const segments = [...readPackets(captureOctets("bsc-b-sccplite"), "x")].map(
      ({ octets }) => octets,
    );
    const shuffled = segments.flatMap((octets) => splitSegment(octets));
    const written = writePcap(
      LINK_TYPE.ethernet,
      shuffled.map((octets) => ({ timeMs: 0, octets })),
    );
    expect(contents(messagesIn(written))).toEqual(
      contents(messagesIn(captureOctets("bsc-b-sccplite"))),
    );
  });
});

test("an IPA frame before octets that are none is not lost with them", () => {
  const packets = [...readPackets(captureOctets("bsc-b-sccplite"), "x")].map(
    ({ octets }) => octets,
  );
  const whole = messagesIn(captureOctets("bsc-b-sccplite"));
  const at = whole[3]!.frame - 1;
  const damaged = Uint8Array.from([...packets[at]!, 0, 1, 0x77, 0]);
  new DataView(damaged.buffer).setUint16(16, damaged.length - 14);
  const written = packets.slice(0, at + 1).with(at, damaged);
  const octets = writePcap(
    LINK_TYPE.ethernet,
    written.map((octets) => ({ timeMs: 0, octets })),
  );
  const capture = readCapture(octets, "x");
  expect(contents([...capture.messages])).toEqual(contents(whole.slice(0, 4)));
  expect(capture.skipped.map(({ frame }) => frame)).toEqual([at + 1]);
});

describe("other users of SCCP on the same link", () => {
  const HLR = 300;
  const tcap = fromHex("62 1e 48 04 00 00 00 01");
  const hlr = { subsystem: 6, octets: fromHex("12 06 00 11 04 21 43 65") };
  const other = (opc: number, dpc: number, sccp: SccpMessage): Transfer => ({ opc, dpc, sccp });
  const mtp3 = (userData: Uint8Array) => encodeMtp3({ opc: MSC, dpc: HLR, userData });

  test.each([
    ["MAP by global title", [other(MSC, HLR, unitdataOf(hlr, tcap))]],
    ["SCCP management", [other(BSC_A, MSC, unitdataOf({ subsystem: 1 }, fromHex("03 fe")))]],
    [
      "RANAP on a connection",
      [
        other(HLR, MSC, { ...connect(0x77), called: { subsystem: 142 }, userData: tcap }),
        other(MSC, HLR, { type: "CC", dlr: 0x77, slr: 0x99, protocolClass: 2 }),
        other(HLR, MSC, { type: "DT1", dlr: 0x99, more: false, userData: tcap }),
        other(MSC, HLR, { type: "DT1", dlr: 0x77, more: false, userData: tcap }),
        other(MSC, HLR, { type: "RLSD", dlr: 0x77, slr: 0x99, cause: 0, userData: tcap }),
        other(HLR, MSC, { type: "RLC", dlr: 0x99, slr: 0x77 }),
      ],
    ],
  ])("%s is passed over and not counted as undecodable", (_, transfers) => {
    const capture = readCapture(pcapOf([...transfers, ...BSSAP_CONNECTION]), "x");
    const messages = [...capture.messages];
    expect(capture.skipped).toEqual([]);
    expect(messages).toHaveLength(2);
  });

  test("a reference that RANAP released may be BSSAP's next", () => {
    const ranap = [
      other(HLR, MSC, { ...connect(0x77), called: { subsystem: 142 } }),
      other(MSC, HLR, { type: "CREF", dlr: 0x77, cause: 0 }),
    ];
    const bssap = new Line(HLR, MSC, 0x77);
    const reset: BssapMessage = { layer: "bssmap", message: "clearComplete" };
    const octets = pcapOf([...ranap, ...bssap.open(reset), bssap.down(reset)]);
    expect(messagesIn(octets).map(({ bssap }) => bssap?.message)).toEqual([
      "clearComplete",
      undefined,
      "clearComplete",
    ]);
  });

  test("what SCCP sends back to its sender is no message a second time", () => {
    const subsystem = { subsystem: 254 };
    const returned = other(MSC, BSC_A, {
      type: "UDTS",
      returnCause: 1,
      called: subsystem,
      calling: subsystem,
      returnedData: fromHex("00 01 31"),
    });
    const capture = readCapture(pcapOf([returned, ...BSSAP_CONNECTION]), "x");
    const [first, ...rest] = [...capture.messages];
    expect(first).toMatchObject({ sccp: { type: "UDTS" }, octets: new Uint8Array() });
    expect(first!.bssap).toBeUndefined();
    expect(rest).toHaveLength(2);
    expect(capture.skipped).toEqual([]);
  });

  test("class 3 data and long unitdata are passed over", () => {
    const types = [0x07, 0x13].map((type) => ({
      timeMs: 0,
      octets: mtp3(Uint8Array.of(type, 1, 2, 3)),
    }));
    const good = [...readPackets(captureOctets("msc-mtp3"), "x")]
      .slice(0, 5)
      .map(({ octets }) => ({ timeMs: 0, octets }));
    const capture = readCapture(writePcap(LINK_TYPE.mtp3, [...types, ...good]), "x");
    expect([...capture.messages]).toHaveLength(5);
    expect(capture.skipped).toEqual([]);
  });
});

function connect(slr: number) {
  return { type: "CR", slr, protocolClass: 2, called: {} } as const;
}

function unitdataOf(called: SccpAddress, userData: Uint8Array): SccpMessage {
  return { type: "UDT", protocolClass: 0, called, calling: { subsystem: 8 }, userData };
}

const BSSAP_CONNECTION = new Line(BSC_A, MSC, 5).open({
  layer: "bssmap",
  message: "clearComplete",
});

describe("faults", () => {
  const whole = captureOctets("msc-mtp3");

  function faultOf(octets: Uint8Array): { error: KairosError; read: number } {
    let read = 0;
    try {
      for (const _ of readCapture(octets, "x.pcap").messages) read++;
    } catch (error) {
      expect(error).toBeInstanceOf(KairosError);
      return { error: error as KairosError, read };
    }
    throw new Error("no fault");
  }

  test("a file cut inside a record is read up to the cut, then reported as truncated", () => {
    const ends: number[] = [24];
    for (const { octets } of readPackets(whole, "x")) ends.push(ends.at(-1)! + 16 + octets.length);
    for (let length = 4; length < 3000; length += 7) {
      if (ends.includes(length)) continue;
      const { error, read } = faultOf(whole.subarray(0, length));
      expect(error.code).toBe("capture.truncated");
      expect(read).toBe(Math.max(0, ends.filter((end) => end <= length).length - 1));
    }
  });

  test("a complaint about an identity does not quote its digits", () => {
    const packets = [...readPackets(whole, "x")].slice(0, 10).map(({ octets }) => octets.slice());
    const at = hex(packets[4]!).indexOf("0910100000000010") / 2;
    packets[4]![at + 3] = 0xaa; // two digits of the IMSI
    const capture = readCapture(
      writePcap(
        LINK_TYPE.mtp3,
        packets.map((octets) => ({ timeMs: 0, octets })),
      ),
      "x",
    );
    expect([...capture.messages]).toHaveLength(10);
    expect(capture.skipped[0]!.reason).toMatch(/got an identity with a digit that is not decimal/);
  });

  test("a truncated pcapng is read up to the cut", () => {
    const packets = [...readPackets(whole, "x")].slice(0, 20);
    const { error, read } = faultOf(bigEndianPcapng(packets).subarray(0, -10));
    expect(error.code).toBe("capture.truncated");
    expect(read).toBe(19);
  });

  test.each([
    ["an empty file", new Uint8Array(), "capture.unknown-format", /got an empty file/],
    [
      "text",
      new TextEncoder().encode("campaigns:\n  - name: x"),
      "capture.unknown-format",
      /text that begins "campaigns:"/,
    ],
    [
      "other octets",
      Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 2),
      "capture.unknown-format",
      /octets 7f 45 4c 46/,
    ],
    [
      "another link",
      writePcap(105, [{ timeMs: 0, octets: new Uint8Array(40) }]),
      "capture.unsupported-link",
      /link type 105/,
    ],
    [
      "no BSSAP",
      writePcap(1, [{ timeMs: 0, octets: new Uint8Array(60) }]),
      "capture.no-bssap",
      /1 frames without/,
    ],
    ["no frame", writePcap(141, []), "capture.no-bssap", /0 frames without/],
  ])("%s", (_, octets, code, complaint) => {
    const { error } = faultOf(octets);
    expect(error.code).toBe(code);
    expect(error.message).toMatch(complaint);
    expect(error.exitCode).toBe(4);
  });

  test("a frame that cannot be decoded is counted, named and skipped", () => {
    const packets = [...readPackets(whole, "x")].slice(0, 10).map(({ octets }) => octets.slice());
    packets[4]![11] = 0x77; // a pointer of the CR
    packets[7]![14] = 0x7f; // the length of a DTAP message
    const capture = readCapture(
      writePcap(
        LINK_TYPE.mtp3,
        packets.map((octets) => ({ timeMs: 0, octets })),
      ),
      "x",
    );
    const messages = [...capture.messages];
    expect(capture.skipped.map(({ frame }) => frame)).toEqual([5, 8]);
    expect(capture.skipped[1]!.reason).toMatch(/BSSAP, octet \d+: got .*, expected /);
    expect(capture.counts).toEqual({ frames: 10, bssap: 7, skipped: 2 });
    expect(messages).toHaveLength(9);
  });
});

function bigEndian(octets: Uint8Array): Uint8Array {
  const swapped = octets.slice();
  const from = new DataView(octets.buffer, octets.byteOffset);
  const to = new DataView(swapped.buffer);
  for (const at of [0, 8, 12, 16, 20]) to.setUint32(at, from.getUint32(at, true));
  for (const at of [4, 6]) to.setUint16(at, from.getUint16(at, true));
  for (let at = 24; at < octets.length; at += 16 + from.getUint32(at + 8, true)) {
    for (const field of [0, 4, 8, 12]) to.setUint32(at + field, from.getUint32(at + field, true));
  }
  return swapped;
}

/** Section, two interfaces (Ethernet in µs, MTP3 in ns), an unknown block, packets of MTP3. */
function bigEndianPcapng(
  packets: readonly { readonly timeMicros: number; readonly octets: Uint8Array }[],
): Uint8Array {
  const blocks = new PcapngBlocks(false);
  return joined([
    blocks.section(),
    blocks.interface(LINK_TYPE.ethernet),
    blocks.interface(LINK_TYPE.mtp3, [[9, [9]]]),
    blocks.block(5, [[1, 2, 3, 4]]),
    ...packets.map(({ timeMicros, octets }) =>
      blocks.packet(octets, BigInt(timeMicros) * 1000n, 1),
    ),
  ]);
}

/** An Ethernet frame with one SCTP DATA chunk as two frames with half of it each. */
function fragmentsOf(frame: Uint8Array): Uint8Array[] {
  const chunkAt = 14 + 20 + 12;
  const view = new DataView(frame.buffer, frame.byteOffset);
  if (frame[chunkAt] !== 0) return [frame];
  const length = view.getUint16(chunkAt + 2) - 16;
  const half = Math.ceil(length / 2);
  const tsn = view.getUint32(chunkAt + 4);
  return [0, 1].map((part) => {
    const size = part === 0 ? half : length - half;
    const octets = new Uint8Array(chunkAt + 16 + Math.ceil(size / 4) * 4);
    octets.set(frame.subarray(0, chunkAt + 16));
    const start = chunkAt + 16 + part * half;
    octets.set(frame.subarray(start, start + size), chunkAt + 16);
    const to = new DataView(octets.buffer);
    to.setUint16(16, octets.length - 14);
    to.setUint8(chunkAt + 1, part === 0 ? 2 : 1);
    to.setUint16(chunkAt + 2, 16 + size);
    // Numbers of the fragments: twice the old one, so that they stay in sequence.
    to.setUint32(chunkAt + 4, (tsn * 2 + part) >>> 0);
    return octets;
  });
}

/** An Ethernet frame with a TCP segment, as three: second half, first half, first half again. */
function splitSegment(frame: Uint8Array): Uint8Array[] {
  const tcpAt = 14 + 20;
  const headEnd = tcpAt + (frame[tcpAt + 12]! >>> 4) * 4;
  const size = frame.length - headEnd;
  if (size < 2) return [frame];
  const half = size >>> 1;
  const part = (start: number, end: number): Uint8Array => {
    const octets = Uint8Array.from([
      ...frame.subarray(0, headEnd),
      ...frame.subarray(headEnd + start, headEnd + end),
    ]);
    const view = new DataView(octets.buffer);
    view.setUint16(16, octets.length - 14);
    view.setUint32(tcpAt + 4, (view.getUint32(tcpAt + 4) + start) >>> 0);
    return octets;
  };
  return [part(half, size), part(0, half), part(0, half)];
}
