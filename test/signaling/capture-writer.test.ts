// Captures that we write: read back they are the same, and tshark has nothing to say against them.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { KairosError } from "../../domain/errors.ts";
import {
  CAPTURE_FORMATS,
  type CaptureFormat,
  type CaptureWriterOptions,
  createCaptureWriter,
} from "../../signaling/capture-writer.ts";
import { crc32c, internetChecksum, sumOfWords } from "../../signaling/carriers/checksums.ts";
import { decodeMtp3, type MtpTransfer } from "../../signaling/carriers/mtp3.ts";
import { readPackets } from "../../signaling/carriers/pcap.ts";
import { captureOctets, fromHex, hex, MSC, messagesIn } from "./frames.ts";

const EPOCH_MS = Date.UTC(2026, 0, 5);

interface Timed {
  readonly timeMs: number;
  readonly transfer: MtpTransfer;
}

/** The capture's transfers by `copies` pairs of BSCs, one after the other, with their times. */
function transfers(copies: number): Timed[] {
  const packets = [...readPackets(captureOctets("msc-mtp3"), "x")];
  const first = packets[0]!.timeMicros;
  const moved = (pointCode: number, copy: number): number =>
    pointCode === MSC ? MSC : pointCode + copy * 2;
  return Array.from({ length: copies }, (_, copy) =>
    packets.map(({ timeMicros, octets }) => {
      const { opc, dpc, userData } = decodeMtp3(octets)!;
      return {
        timeMs: copy * 100_000 + (timeMicros - first) / 1000,
        transfer: { opc: moved(opc, copy), dpc: moved(dpc, copy), userData },
      };
    }),
  ).flat();
}

/** The file, and the number of each transfer's frame. */
function written(
  format: CaptureFormat,
  list: readonly Timed[],
  options: Partial<CaptureWriterOptions> = {},
): { readonly file: Uint8Array; readonly frames: number[] } {
  const writer = createCaptureWriter(format, { epochMs: EPOCH_MS, ...options });
  const parts = [writer.header().slice()];
  const frames = list.map(({ timeMs, transfer }) => {
    parts.push(writer.packet(timeMs, transfer).slice());
    return writer.frames;
  });
  return { file: new Uint8Array(Buffer.concat(parts)), frames };
}

const VARIANTS: [string, CaptureFormat, Partial<CaptureWriterOptions>][] = [
  ...CAPTURE_FORMATS.map((format): [string, CaptureFormat, object] => [format, format, {}]),
  ["m3ua over IPv6 with a VLAN tag", "m3ua", { ip: 6, vlan: 42, msc: MSC }],
  ["sccplite over IPv6", "sccplite", { ip: 6 }],
  ["sccplite with a VLAN tag", "sccplite", { vlan: 4094 }],
];

describe.each(VARIANTS)("%s", (_, format, options) => {
  const list = transfers(3);
  const { file, frames } = written(format, list, options);
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "kairos-writer-"));
    writeFileSync(join(folder, "written.pcap"), file);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test("gives transfers, times and frame numbers back", () => {
    const messages = messagesIn(file);
    const expected = messagesIn(written("mtp3", list).file);
    expect(messages.map(({ frame }) => frame)).toEqual(frames);
    const contents = (from: typeof messages) =>
      from.map(({ timeMs, sccp, octets }) => [timeMs, sccp, hex(octets)]);
    expect(contents(messages)).toEqual(contents(expected));
    const ends = messages.map(({ opc, dpc }) => [opc, dpc]);
    expect(ends).toEqual(
      format === "sccplite"
        ? endpointNumbers(list)
        : list.map(({ transfer: { opc, dpc } }) => [opc, dpc]),
    );
  });

  test("the first frame is at the epoch, to the microsecond", () => {
    const [first] = readPackets(file, "x");
    expect(first!.timeMicros).toBe(EPOCH_MS * 1000);
  });

  test("tshark finds BSSAP where it is, sound checksums, and nothing to note", () => {
    const rows = tsharkRows(join(folder, "written.pcap"));
    const expected = messagesIn(file)
      .filter(({ bssap }) => bssap !== undefined)
      .map(({ frame }) => frame);
    expect(rows.filter(({ bssap }) => bssap).map(({ frame }) => frame)).toEqual(expected);
    // Severities from 0x400000 on are notes, warnings and errors; below are remarks.
    expect(rows.filter(({ severity }) => severity >= 0x400000)).toEqual([]);
    const statuses = new Set(rows.map(({ checksums }) => checksums));
    expect([...statuses]).toEqual([
      {
        mtp3: "",
        mtp2: "",
        m3ua: options.ip === 6 ? "1" : "1 1",
        sccplite: options.ip === 6 ? "1" : "1 1",
      }[format],
    ]);
  });
});

/** Numbers of endpoints in order of appearance: IPA has no point codes. */
function endpointNumbers(list: readonly Timed[]): number[][] {
  const numbers = new Map<number, number>();
  const numberOf = (pointCode: number): number => {
    if (!numbers.has(pointCode)) numbers.set(pointCode, numbers.size + 1);
    return numbers.get(pointCode)!;
  };
  return list.map(({ transfer: { opc, dpc } }) => {
    // The BSC's SYN is the first frame of both.
    numberOf(opc === MSC ? dpc : opc);
    return [numberOf(opc), numberOf(dpc)];
  });
}

interface Row {
  readonly frame: number;
  readonly bssap: boolean;
  readonly severity: number;
  readonly checksums: string;
}

function tsharkRows(path: string): Row[] {
  const fields = ["frame.number", "frame.protocols", "_ws.expert.severity"];
  const checksums = ["ip.checksum.status", "tcp.checksum.status", "sctp.checksum.status"];
  const preferences = [
    "ip.check_checksum:TRUE",
    "tcp.check_checksum:TRUE",
    "sctp.checksum:CRC 32c",
  ];
  const output = execFileSync(
    "tshark",
    [
      ...["-n", "-r", path, "-T", "fields"],
      ...preferences.flatMap((preference) => ["-o", preference]),
      ...[...fields, ...checksums].flatMap((field) => ["-e", field]),
    ],
    { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"], maxBuffer: 2 ** 28 },
  );
  return output
    .trimEnd()
    .split("\n")
    .map((line) => {
      const [frame, protocols, severities, ...statuses] = line.split("\t");
      return {
        frame: Number(frame),
        bssap: protocols!.split(":").includes("bssap"),
        severity: Math.max(0, ...(severities ?? "").split(",").map(Number)),
        checksums: statuses.filter(Boolean).join(" "),
      };
    });
}

describe("long captures", () => {
  test("an end that only listens acknowledges, so that no window fills", () => {
    const [first] = transfers(1);
    const list = Array.from({ length: 4000 }, (_, index) => ({ ...first!, timeMs: index }));
    const { file, frames } = written("sccplite", list);
    const acknowledgements = frames.at(-1)! - list.length - 3;
    expect(acknowledgements).toBeGreaterThan(1);
    expect(acknowledgements).toBeLessThan(40);
    expect(messagesIn(file)).toHaveLength(list.length);
    const folder = mkdtempSync(join(tmpdir(), "kairos-writer-"));
    try {
      writeFileSync(join(folder, "long.pcap"), file);
      const rows = tsharkRows(join(folder, "long.pcap"));
      expect(rows.filter(({ severity }) => severity >= 0x400000)).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test("numbers of M3UA streams and of signal units start again after their highest", () => {
    const [first] = transfers(1);
    const list = Array.from({ length: 70_000 }, (_, index) => ({ ...first!, timeMs: index }));
    for (const format of ["m3ua", "mtp2"] as const) {
      expect(messagesIn(written(format, list).file)).toHaveLength(list.length);
    }
  });
});

test("the BSC opens a connection, whichever point code is higher", () => {
  const [{ transfer }] = transfers(1) as [Timed];
  const userData = transfer.userData;
  for (const [bsc, msc] of [
    [100, 200],
    [200, 100],
  ] as const) {
    const fromMsc = { timeMs: 0, transfer: { opc: msc, dpc: bsc, userData } };
    const { file } = written("sccplite", [fromMsc], { msc });
    const [syn] = readPackets(file, "x");
    // Destination port and flags of TCP, behind Ethernet and IPv4.
    expect(new DataView(syn!.octets.slice().buffer).getUint16(14 + 20 + 2)).toBe(5000);
    expect(syn!.octets[14 + 20 + 13]).toBe(2);
  }
});

test("messages of each direction are numbered on their stream, and chunks in all", () => {
  const { file, frames } = written("m3ua", transfers(1));
  const numbers = new Map<number, { tsns: number[]; ssns: number[] }>();
  for (const { frame, octets } of readPackets(file, "x")) {
    if (!frames.includes(frame)) continue;
    const view = new DataView(octets.slice().buffer, 14 + 20);
    const tag = view.getUint32(4);
    const { tsns, ssns } = numbers.get(tag) ?? { tsns: [], ssns: [] };
    tsns.push(view.getUint32(12 + 4));
    expect(view.getUint16(12 + 8)).toBe(1);
    ssns.push(view.getUint16(12 + 10));
    numbers.set(tag, { tsns, ssns });
  }
  // Two BSCs, each with an association of two directions.
  expect(numbers.size).toBe(4);
  for (const { tsns, ssns } of numbers.values()) {
    expect(ssns).toEqual(ssns.map((_, index) => index));
    expect(tsns).toEqual(tsns.map((_, index) => (tsns[0]! + index) >>> 0));
  }
});

describe("what a format cannot carry", () => {
  const transfer = { opc: 0x4000, dpc: 1, userData: fromHex("05 01 00 00 02 00 00") };

  test.each(["mtp3", "mtp2"] as const)("a point code of 15 bits is refused by %s", (format) => {
    const writer = createCaptureWriter(format, { epochMs: EPOCH_MS });
    expect(() => writer.packet(0, transfer)).toThrow(KairosError);
    expect(() => writer.packet(0, transfer)).toThrow(/point code: got 16384, expected 0–16383/);
  });

  test("and carried by M3UA", () => {
    const { file } = written("m3ua", [{ timeMs: 0, transfer }, ...transfers(1).slice(0, 2)]);
    expect(messagesIn(file)[0]).toMatchObject({ opc: 0x4000, dpc: 1 });
  });
});

describe("checksums", () => {
  const text = (characters: string): Uint8Array => new TextEncoder().encode(characters);

  // The check value of CRC-32C; RFC 3720 §B.4.
  test.each([
    ["123456789", text("123456789"), 0xe3069283],
    ["32 octets of 0", new Uint8Array(32), 0x8a9136aa],
    ["32 octets of FF", new Uint8Array(32).fill(0xff), 0x62a8ab43],
    ["32 octets that rise", Uint8Array.from({ length: 32 }, (_, index) => index), 0x46dd794e],
    ["nothing", new Uint8Array(), 0],
  ])("CRC32c of %s", (_, octets, expected) => {
    expect(crc32c(octets) >>> 0).toBe(expected);
  });

  test("the words of RFC 1071 §3, and an odd octet", () => {
    expect(sumOfWords(fromHex("00 01 f2 03 f4 f5 f6 f7"))).toBe(0x2ddf0);
    expect(internetChecksum(0x2ddf0)).toBe(0x220d);
    expect(sumOfWords(fromHex("00 01 f2"))).toBe(0xf201);
  });
});
