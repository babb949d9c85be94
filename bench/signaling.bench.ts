// Signalling: messages per second both ways, a capture from file to events against tshark, memory.
import { spawnSync } from "node:child_process";
import { appendFileSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { limitYoungGeneration } from "../bin/young-generation.ts";
import { fictionalTokens } from "../domain/fictional-tokens.ts";
import { InterningRegistry } from "../domain/interning-registry.ts";
import { openOctets } from "../services/files.ts";
import { createCaptureReader } from "../signaling/capture.ts";
import { createCaptureWriter } from "../signaling/capture-writer.ts";
import { LinkReader } from "../signaling/carriers/links.ts";
import { type Packet, PacketReader } from "../signaling/carriers/pcap.ts";
import { decodeSccp } from "../signaling/carriers/sccp.ts";
import { type BssapMessage, decode, encode } from "../signaling/messages/bssap.ts";
import { OctetReader } from "../signaling/octets.ts";
import { createTracker, track } from "../signaling/tracker.ts";
import type { BenchReport, Columns } from "./bench.ts";
import { processorSeconds, rate, turnByTurn } from "./median.ts";
import { type ReplicatedTraffic, replicatedTraffic } from "./replicated-traffic.ts";
import { trackedSubscriberBytes } from "./tracked-subscribers.ts";

/** Copies of the captured dialogues: at least 500,000 frames. */
const COPIES = 2048;
const EPOCH_MS = Date.UTC(2026, 0, 5);
const ROUNDS = 5;
/** How often each captured message is coded in a round. */
const CODINGS = 1000;
const SUBSCRIBERS = 5_000_000;
const TARGET = { codedPerSecond: 1e6, timesTshark: 15, trackedBytes: 2 ** 30 } as const;
/** Kinds of messages that are named as those that cost most. */
const COSTLY = 4;

/** What somebody who tracks subscribers with tshark asks it for. */
const TSHARK_FIELDS = [
  "frame.number",
  "m3ua.protocol_data_opc",
  "m3ua.protocol_data_dpc",
  "sccp.message_type",
  "sccp.slr",
  "sccp.dlr",
  "gsm_a.bssmap.msgtype",
  "gsm_a.dtap.msg_mm_type",
  "gsm_a.dtap.msg_cc_type",
  "gsm_a.dtap.msg_sms_type",
  "gsm_a.dtap.msg_ss_type",
  "gsm_a.dtap.msg_rr_type",
  "e212.imsi",
  "3gpp.tmsi",
  "gsm_a.bssmap.cell_lac",
  "gsm_a.bssmap.cell_ci",
  "gsm_a.bssmap.cause",
  "gsm_a.dtap.cause",
  "gsm_a.dtap.rej_cause",
  "gsm_a.dtap.cld_party_bcd_num",
] as const;

export async function signaling(): Promise<BenchReport> {
  const folder = mkdtempSync(join(tmpdir(), "kairos-bench-"));
  try {
    return await measured(join(folder, "bench.pcap"));
  } finally {
    rmSync(folder, { recursive: true });
    // Other suites run as they always did.
    setFlagsFromString("--semi-space-growth-factor=2");
    setFlagsFromString("--parallel-scavenge");
  }
}

async function measured(path: string): Promise<BenchReport> {
  const traffic = replicatedTraffic();
  const frames = writeCapture(path, traffic);
  const messages = COPIES * traffic.bssapMessages;
  const coding = await codingCosts(traffic.pdus);
  const stages = await stageSeconds(path, traffic);
  const { tshark } = stages;
  const trackedBytes = trackedSubscriberBytes(SUBSCRIBERS);

  const row = (what: string, seconds: number) => [
    what,
    `${rate(messages / seconds)} messages/s`,
    `${(tshark / seconds).toFixed(1)}×`,
  ];
  const coded = (seconds: number): number => (seconds * messages) / (CODINGS * traffic.pdus.length);
  const rates: Columns = {
    header: ["", "rate", "× tshark"],
    rows: [
      row(`\`tshark -T fields\`, ${TSHARK_FIELDS.length} fields`, tshark),
      row("BSSAP octets → message", coded(coding.decodeSeconds)),
      row("message → BSSAP octets", coded(coding.encodeSeconds)),
      row("MTP transfers → M3UA file", stages.writing),
      row("M3UA file → messages", stages.messages),
      row("M3UA file → messages → subscriber events", stages.events),
    ],
  };
  return {
    name: "signaling",
    how:
      `${count(frames)} frames of M3UA over SCTP, ${(statSync(path).size / 1e6).toFixed(0)} MB: the ` +
      `dialogues of the real MSC's capture ${count(COPIES)} times, 64 at once, each with people and references ` +
      `of its own; ${count(messages)} BSSAP messages, which are what is counted, by processor seconds of all ` +
      "threads: one core.",
    tables: [
      rates,
      targetsOf({ coded, coding, messages, tshark, events: stages.events, trackedBytes }),
      limitsOf(stages, coding, frames),
    ],
  };
}

function writeCapture(path: string, traffic: ReplicatedTraffic): number {
  const writer = createCaptureWriter("m3ua", { epochMs: EPOCH_MS });
  appendFileSync(path, writer.header());
  let pieces: Uint8Array[] = [];
  traffic.send(0, COPIES, (timeMs, transfer) => {
    pieces.push(writer.packet(timeMs, transfer).slice());
    if (pieces.length < 10_000) return;
    appendFileSync(path, Buffer.concat(pieces));
    pieces = [];
  });
  appendFileSync(path, Buffer.concat(pieces));
  return writer.frames;
}

function writtenOctets(traffic: ReplicatedTraffic): number {
  const writer = createCaptureWriter("m3ua", { epochMs: EPOCH_MS });
  let octets = writer.header().length;
  traffic.send(0, COPIES, (timeMs, transfer) => {
    octets += writer.packet(timeMs, transfer).length;
  });
  return octets;
}

interface Kind {
  readonly name: string;
  readonly share: number;
}

interface CodingCosts {
  readonly decodeSeconds: number;
  readonly encodeSeconds: number;
  /** The kinds of messages that take most of the time. */
  readonly decodeKinds: readonly Kind[];
  readonly encodeKinds: readonly Kind[];
}

async function codingCosts(pdus: readonly Uint8Array[]): Promise<CodingCosts> {
  const messages = pdus.map(decode);
  let sink = 0;
  const decodeAll = (some: readonly Uint8Array[]) => () => {
    for (let coding = 0; coding < CODINGS; coding++) {
      for (const octets of some) sink += decode(octets).message.length;
    }
  };
  const encodeAll = (some: readonly BssapMessage[]) => () => {
    for (let coding = 0; coding < CODINGS; coding++) {
      for (const message of some) sink += encode(message).length;
    }
  };
  const { decodeSeconds, encodeSeconds } = await turnByTurn(ROUNDS, {
    decodeSeconds: () => processorSeconds(decodeAll(pdus)),
    encodeSeconds: () => processorSeconds(encodeAll(messages)),
  });
  const decodeKinds = await kindsOf(pdus, messages, decodeAll);
  const encodeKinds = await kindsOf(messages, messages, encodeAll);
  if (sink === 0) throw new Error("nothing was coded");
  return { decodeSeconds, encodeSeconds, decodeKinds, encodeKinds };
}

async function kindsOf<T>(
  inputs: readonly T[],
  messages: readonly BssapMessage[],
  work: (some: readonly T[]) => () => void,
): Promise<Kind[]> {
  const groups = Map.groupBy(inputs, (_, index) => messages[index]!.message);
  const works = [...groups].map(([name, some]) => [name, () => processorSeconds(work(some))]);
  const seconds: Record<string, number> = await turnByTurn(3, Object.fromEntries(works));
  const kinds = Object.entries(seconds).map(([name, seconds]) => ({ name, seconds }));
  const all = kinds.reduce((sum, { seconds }) => sum + seconds, 0);
  return kinds
    .sort((a, b) => b.seconds - a.seconds)
    .slice(0, COSTLY)
    .map(({ name, seconds }) => ({ name, share: seconds / all }));
}

/** Seconds from the file to each stage; a stage includes those before it. */
interface Stages {
  readonly writing: number;
  readonly packets: number;
  readonly transfers: number;
  readonly sccp: number;
  readonly messages: number;
  readonly events: number;
  readonly tshark: number;
}

/** All in the same moments of a machine that others use too. */
async function stageSeconds(path: string, traffic: ReplicatedTraffic): Promise<Stages> {
  let sink = 0;
  // As the commands that read captures do.
  const limitMemory = limitYoungGeneration();
  const chunks = async (take: (chunk: Uint8Array) => void): Promise<void> => {
    for await (const chunk of openOctets(path)) {
      limitMemory();
      take(chunk);
    }
  };
  const packets = async (take: (packet: Packet) => void): Promise<void> => {
    const reader = new PacketReader("bench");
    await chunks((chunk) => {
      reader.push(chunk);
      for (let packet = reader.next(); packet !== undefined; packet = reader.next()) take(packet);
    });
  };
  const transfers = async (take: (userData: Uint8Array) => void): Promise<void> => {
    const links = new LinkReader();
    const reader = new OctetReader(new Uint8Array(), "frame");
    const sink = { take: ({ userData }: { userData: Uint8Array }) => take(userData) };
    await packets(({ linkType, piece, start, end }) => {
      reader.within(piece, start, end);
      links.read(linkType, reader, sink);
    });
  };
  const own = (work: () => unknown) => () => processorSeconds(work);
  const seconds = await turnByTurn(ROUNDS, {
    writing: own(() => (sink += writtenOctets(traffic))),
    packets: own(() => packets(({ end }) => (sink += end))),
    transfers: own(() => transfers(({ length }) => (sink += length))),
    sccp: own(() => transfers((userData) => (sink += decodeSccp(userData).type.length))),
    messages: own(() => {
      const reader = createCaptureReader("bench");
      return chunks((chunk) => {
        for (const message of reader.push(chunk)) sink += message.frame;
      });
    }),
    events: own(() => {
      const reader = createCaptureReader("bench");
      const registry = new InterningRegistry();
      const tracker = createTracker({ registry, tokenise: fictionalTokens });
      return chunks((chunk) => {
        for (const message of reader.push(chunk)) sink += track(tracker, message).length;
      });
    }),
    tshark: () => tsharkSeconds(path),
  });
  if (sink === 0) throw new Error("nothing was read");
  return seconds;
}

/** Processor seconds of tshark, as the shell that starts it counts them. */
async function tsharkSeconds(path: string): Promise<number> {
  const fields = TSHARK_FIELDS.map((name) => `-e ${name}`).join(" ");
  const command = `time tshark -n -r "$1" -T fields ${fields} > /dev/null 2> /dev/null`;
  const { status, stderr } = spawnSync(
    "bash",
    ["-c", `TIMEFORMAT="%U %S"; ${command}`, "-", path],
    {
      encoding: "utf8",
    },
  );
  if (status !== 0) throw new Error("tshark failed; kairos doctor says how to get it");
  return stderr
    .trim()
    .split(" ")
    .map(Number)
    .reduce((sum, seconds) => sum + seconds);
}

interface Measured {
  readonly coded: (seconds: number) => number;
  readonly coding: CodingCosts;
  readonly messages: number;
  readonly tshark: number;
  readonly events: number;
  readonly trackedBytes: number;
}

function targetsOf(measured: Measured): Columns {
  const { coded, coding, messages, tshark, events, trackedBytes } = measured;
  const decoded = messages / coded(coding.decodeSeconds);
  const encoded = messages / coded(coding.encodeSeconds);
  const times = tshark / events;
  const coding1 = `≥ ${rate(TARGET.codedPerSecond)} messages/s`;
  return {
    header: ["one core", "target", "measured", "met"],
    rows: [
      ["decode", coding1, `${rate(decoded)} messages/s`, met(decoded >= TARGET.codedPerSecond)],
      ["encode", coding1, `${rate(encoded)} messages/s`, met(encoded >= TARGET.codedPerSecond)],
      [
        "M3UA file → subscriber events, against tshark",
        `≥ ${TARGET.timesTshark}×`,
        `${times.toFixed(1)}×`,
        met(times >= TARGET.timesTshark),
      ],
      [
        `${count(SUBSCRIBERS)} tracked subscribers, registry included: heap and array buffers`,
        `< ${(TARGET.trackedBytes / 2 ** 20).toFixed(0)} MiB`,
        `${(trackedBytes / 2 ** 20).toFixed(0)} MiB`,
        met(trackedBytes < TARGET.trackedBytes),
      ],
    ],
  };
}

/** Where the time goes: of a frame from file to events by stage, and of coding by message. */
function limitsOf(stages: Stages, coding: CodingCosts, frames: number): Columns {
  const { packets, transfers, sccp, messages, events } = stages;
  const share = (seconds: number): string[] => [
    `${((seconds * 1e9) / frames).toFixed(0)} ns`,
    `${((seconds / events) * 100).toFixed(0)} %`,
  ];
  const kinds = (list: readonly Kind[]): string =>
    list.map(({ name, share }) => `${name} ${(share * 100).toFixed(0)} %`).join(", ");
  return {
    header: ["what limits it: M3UA file → subscriber events", "a frame", "share"],
    rows: [
      ["reading the file, its frames", ...share(packets)],
      ["Ethernet, IP, SCTP, M3UA", ...share(transfers - packets)],
      ["SCCP", ...share(sccp - transfers)],
      ["BSSAP, and the tapped message", ...share(messages - sccp)],
      ["tracker", ...share(events - messages)],
      [`decoding: most of the time goes to ${kinds(coding.decodeKinds)}`, "", ""],
      [`encoding: most of the time goes to ${kinds(coding.encodeKinds)}`, "", ""],
    ],
  };
}

const count = (number: number): string => number.toLocaleString("en-US");
const met = (isMet: boolean): string => (isMet ? "yes" : "**no**");
