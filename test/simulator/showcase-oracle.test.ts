// What tshark reads in a capture of every procedure is what our encoder was given, in each format.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { epochMs } from "../../domain/time.ts";
import { type CaptureFormat, createCaptureWriter } from "../../signaling/capture-writer.ts";
import { encodeMtp3 } from "../../signaling/carriers/mtp3.ts";
import { LINK_TYPE, writePcap } from "../../signaling/carriers/pcap.ts";
import { decodeSccp, encodeSccp } from "../../signaling/carriers/sccp.ts";
import { decodedLine } from "../../signaling/decoded-line.ts";
import { type BssapMessage, decode, encode } from "../../signaling/messages/bssap.ts";
import { decodeHandoverCommand } from "../../signaling/messages/rr.ts";
import { sameOctets } from "../../signaling/octets.ts";
import { createLink, type WireFrame } from "../../simulator/link.ts";
import { PROCEDURES } from "../../simulator/procedures.ts";
import { createShowcase } from "../../simulator/showcase.ts";
import {
  FRAME_FIELDS,
  faultsOf,
  fromFrame,
  fromLine,
  hasBssap,
  tsharkTable,
} from "../signaling/tshark.ts";
import { exampleScenario } from "./example-scenario.ts";
import { PARTICULAR_FIELDS, particularsGiven, particularsRead } from "./particulars.ts";

const scenario = exampleScenario();
const PLAYERS = 24;
const MESSAGES_MIN = 50_000;
const DIFFERENCES_SHOWN = 5;
const NOTHING = new Uint8Array();

type Carrier = WireFrame & { readonly bssap: BssapMessage };

let folder = "";
let frames: readonly WireFrame[] = [];
let carriers: readonly Carrier[] = [];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "kairos-showcase-"));
  const options = { scenario, seed: "oracle", subscribers: PLAYERS, population: 2000 };
  const showcase = createShowcase(options);
  const { start } = scenario;
  const { untilMs } = showcase;
  const link = createLink(showcase, { seed: "oracle", start, untilMs, reset: true });
  frames = [...link.frames(0, untilMs)];
  carriers = frames.filter((frame) => frame.bssap !== undefined) as Carrier[];
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The path of a capture in this format, and the number in it of each frame with BSSAP. */
function written(format: CaptureFormat): { readonly path: string; readonly numbers: number[] } {
  const writer = createCaptureWriter(format, { epochMs: epochMs(scenario.start), msc: 1 });
  const parts = [writer.header().slice()];
  const numbers: number[] = [];
  for (const { timeMs, transfer, bssap } of frames) {
    parts.push(writer.packet(timeMs, transfer).slice());
    if (bssap !== undefined) numbers.push(writer.frames);
  }
  const path = join(folder, `${format}.pcap`);
  writeFileSync(path, Buffer.concat(parts));
  return { path, numbers };
}

/** A capture of these PDUs, each in a DT1 of its own. */
function writtenAlone(name: string, pdus: readonly Uint8Array[]): string {
  const path = join(folder, `${name}.pcap`);
  const octetsOf = (userData: Uint8Array): Uint8Array => {
    const sccp = encodeSccp({ type: "DT1", dlr: 1, more: false, userData });
    return encodeMtp3({ opc: 1, dpc: 16, userData: sccp });
  };
  const packets = pdus.map((pdu, timeMs) => ({ timeMs, octets: octetsOf(pdu) }));
  writeFileSync(path, writePcap(LINK_TYPE.mtp3, packets));
  return path;
}

/** What the first few differ in; comparing all of them by `expect` takes minutes. */
function differences(pairs: Iterable<readonly [read: object, given: object]>): object[] {
  const found: object[] = [];
  for (const [read, given] of pairs) {
    if (JSON.stringify(read) === JSON.stringify(given)) continue;
    const names = new Set(Object.keys({ ...read, ...given }));
    const unequal = [...names].flatMap((name) => {
      const values = [read, given].map((side) => (side as Record<string, unknown>)[name]);
      const [one, other] = values.map((value) => JSON.stringify(value));
      return one === other ? [] : [`${name}: read ${one}, given ${other}`];
    });
    found.push(unequal);
    if (found.length === DIFFERENCES_SHOWN) break;
  }
  return found;
}

describe("a capture of every procedure", () => {
  test("has 50,000 messages, and each of the procedures", () => {
    expect(carriers.length).toBeGreaterThan(MESSAGES_MIN);
    expect(new Set(frames.map(({ procedure }) => procedure))).toEqual(new Set(PROCEDURES));
  });

  test("is decoded and encoded again octet by octet", () => {
    const changed = frames.filter(({ transfer: { userData }, bssap }) => {
      const sccp = decodeSccp(userData);
      if (!sameOctets(encodeSccp(sccp), userData)) return true;
      const octets = "userData" in sccp ? sccp.userData! : NOTHING;
      return bssap !== undefined && !sameOctets(encode(decode(octets)), octets);
    });
    expect(changed).toEqual([]);
  });

  test.each(["mtp3", "m3ua", "sccplite"] as const)(
    "is read by tshark in %s without complaint, every field as it was given",
    (format) => {
      const { path, numbers } = written(format);
      const read = tsharkTable(path, [...FRAME_FIELDS, ...PARTICULAR_FIELDS]);
      const readCarriers = read.filter(hasBssap);
      expect(readCarriers.map((frame) => Number(frame["frame.number"][0]))).toEqual(numbers);
      expect(readCarriers.flatMap(faultsOf)).toEqual([]);
      expect(read.filter((frame) => frame["_ws.malformed"].length > 0)).toEqual([]);
      const pairs = readCarriers.map((row, index) => {
        const frame = carriers[index]!;
        const { bssap, transfer, timeMs } = frame;
        const { opc, dpc, userData } = transfer;
        const sccp = decodeSccp(userData);
        const line = { frame: numbers[index]!, timeMs, opc, dpc, sccp, bssap, octets: NOTHING };
        return [
          { ...fromFrame(row), ...particularsRead(row) },
          { ...fromLine(decodedLine(line)!), ...particularsGiven(frame, format !== "sccplite") },
        ] as const;
      });
      expect(differences(pairs)).toEqual([]);
    },
  );
});

describe("what tshark leaves unsaid", () => {
  test("is in a HANDOVER COMMAND that is sent again as a message of the phone", () => {
    const commands = carriers.flatMap(({ bssap }) =>
      bssap.message === "handoverCommand" ? [bssap.layer3InformationOctets] : [],
    );
    expect(commands.length).toBeGreaterThan(100);
    const path = writtenAlone(
      "commands",
      commands.map((octets) => Uint8Array.of(0x01, 0x00, octets.length, ...octets)),
    );
    const fields = [
      "gsm_a.dtap.msg_rr_type",
      "gsm_a.rr.ncc",
      "gsm_a.rr.bcc",
      "gsm_a.rr.bcch_arfcn",
      "gsm_a.rr.ho_ref_val",
      "_ws.malformed",
      "_ws.expert.severity",
    ] as const;
    const read = tsharkTable(path, fields).map((row) =>
      fields.map((name) => row[name].map(Number)),
    );
    const given = commands.map((octets) => {
      const { cellDescription, handoverReference } = decodeHandoverCommand(octets)!;
      const { ncc, bcc, bcchArfcn } = cellDescription;
      return [[0x2b], [ncc], [bcc], [bcchArfcn], [handoverReference], [], []];
    });
    expect(read).toEqual(given);
  });

  test.each(["01", "001", "410"])("are the digits of MNC %s, which it shows in words", (mnc) => {
    const inThatNetwork = (message: BssapMessage): BssapMessage =>
      JSON.parse(JSON.stringify(message, (key, value) => (key === "mnc" ? mnc : value)));
    const placed = carriers.flatMap(({ bssap }) =>
      ["imsiDetachIndication", "locationUpdatingAccept", "handoverPerformed"].includes(
        bssap.message,
      )
        ? [encode(inThatNetwork(bssap))]
        : [],
    );
    const path = writtenAlone(`mnc-${mnc}`, placed.slice(0, 200));
    const output = execFileSync("tshark", ["-n", "-r", path, "-T", "pdml"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
      maxBuffer: 2 ** 26,
    });
    const shown = [...output.matchAll(/showname="Mobile Network Code \(MNC\): [^"]*\((\d+)\)"/g)];
    expect(shown.length).toBeGreaterThanOrEqual(200);
    expect(new Set(shown.map((match) => match[1]))).toEqual(new Set([mnc]));
  });
});
