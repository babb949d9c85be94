// Messages per second of the decoder and tracker, against tshark on the same file in the same run.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InterningRegistry } from "../domain/interning-registry.ts";
import { readCapture } from "../signaling/capture.ts";
import { decode } from "../signaling/messages/bssap.ts";
import { createTracker, track } from "../signaling/tracker.ts";
import type { BenchTable } from "./bench.ts";
import { medianSeconds, rate } from "./median.ts";

const CAPTURE = new URL("../test/captures/msc-mtp3.pcap", import.meta.url);
/** Octets of a pcap's file header; records follow and may simply be repeated. */
const PCAP_HEADER = 24;
const REPETITIONS = 400;
const ROUNDS = 5;

export async function decoder(): Promise<BenchTable> {
  const once = readFileSync(CAPTURE);
  const records = once.subarray(PCAP_HEADER);
  const file = Buffer.concat([
    once.subarray(0, PCAP_HEADER),
    ...new Array<Uint8Array>(REPETITIONS).fill(records),
  ]);
  const pdus = [...readCapture(file, "bench").messages]
    .map((message) => message.octets)
    .filter((octets) => octets.length > 0);

  let sink = 0;
  const decodeSeconds = await medianSeconds(ROUNDS, () => {
    for (const octets of pdus) sink += decode(octets).message.length;
  });
  const readSeconds = await medianSeconds(ROUNDS, () => {
    for (const message of readCapture(file, "bench").messages) sink += message.frame;
  });
  const trackSeconds = await medianSeconds(ROUNDS, () => {
    const tracker = createTracker({ registry: new InterningRegistry() });
    for (const message of readCapture(file, "bench").messages) {
      sink += track(tracker, message).length;
    }
  });
  const tsharkSeconds = await tshark(file);
  if (sink === 0) throw new Error("nothing was decoded");

  const row = (what: string, seconds: number) => ({
    what,
    rate: `${rate(pdus.length / seconds)} messages/s`,
    ratio: `${(tsharkSeconds / seconds).toFixed(1)}×`,
  });
  return {
    name: "decoder",
    how:
      `${pdus.length.toLocaleString("en-US")} BSSAP messages: the real MSC's capture, ${REPETITIONS} times over. ` +
      "Ratio against tshark.",
    rows: [
      row("`tshark -T fields` (message types)", tsharkSeconds),
      row("BSSAP octets → message", decodeSeconds),
      row("pcap → MTP3 → SCCP → message", readSeconds),
      row("pcap → MTP3 → SCCP → message → subscriber events", trackSeconds),
    ],
  };
}

async function tshark(file: Uint8Array): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "kairos-bench-"));
  const path = join(folder, "bench.pcap");
  writeFileSync(path, file);
  const fields = ["gsm_a.bssmap.msgtype", "gsm_a.dtap.msg_mm_type", "gsm_a.dtap.msg_cc_type"];
  try {
    return await medianSeconds(3, () => {
      const args = ["-n", "-r", path, "-T", "fields", ...fields.flatMap((field) => ["-e", field])];
      const { status } = spawnSync("tshark", args, { stdio: ["ignore", "ignore", "ignore"] });
      if (status !== 0) throw new Error("tshark failed; kairos doctor says how to get it");
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
