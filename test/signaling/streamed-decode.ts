// `kairos decode -` fed with made-up captures of any length, and watched: what comes out, what it needs.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import type { Readable, Writable } from "node:stream";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { replicatedTraffic } from "../../bench/replicated-traffic.ts";
import { type CaptureFormat, createCaptureWriter } from "../../signaling/capture-writer.ts";

const LAUNCHER = fileURLToPath(new URL("../../bin/kairos.js", import.meta.url));
const EPOCH_MS = Date.UTC(2026, 0, 5);
/** Copies of the captured dialogues that are made at a time, and octets that are written at a time. */
const COPIES = 64;
const CHUNK_OCTETS = 65_536;
const LINE_FEED = 10;

export interface StreamedDecode {
  /** Octets that went in. */
  readonly octets: number;
  readonly frames: number;
  /** BSSAP messages that went in, and lines that came out. */
  readonly messages: number;
  readonly lines: number;
  /** The most memory that the process ever had, in bytes (VmHWM of Linux). */
  readonly peakBytes: number;
}

/** Sends at least so many octets through `kairos decode - --json` in a process of its own. */
export async function streamedDecode(
  format: CaptureFormat,
  octetsMin: number,
): Promise<StreamedDecode> {
  const child = spawn(process.execPath, [LAUNCHER, "decode", "-", "--json"], {
    stdio: ["pipe", "pipe", "pipe"],
  });
  const closed = once(child, "close");
  const errors = text(child.stderr);
  const watched = watch(child.stdout, child.pid!);
  const ended = Promise.all([watched, errors, closed]);
  // When the process ends too early, what it said is told below, and not that its pipe broke.
  child.stdin.on("error", () => {});
  const sent = await Promise.race([send(child.stdin, format, octetsMin), ended]);
  const [{ lines, peakBytes }, said] = await ended;
  if (child.exitCode !== 0 || !("octets" in sent)) throw new Error(`kairos decode: ${said}`);
  return { ...sent, lines, peakBytes };
}

async function send(
  stdin: Writable,
  format: CaptureFormat,
  octetsMin: number,
): Promise<Pick<StreamedDecode, "octets" | "frames" | "messages">> {
  const traffic = replicatedTraffic();
  const writer = createCaptureWriter(format, { epochMs: EPOCH_MS });
  let octets = 0;
  let pieces: Uint8Array[] = [];
  let waiting = 0;
  const add = (piece: Uint8Array): void => {
    pieces.push(piece.slice());
    waiting += piece.length;
  };
  add(writer.header());
  let copies = 0;
  for (; octets < octetsMin; copies += COPIES) {
    traffic.send(copies, copies + COPIES, (timeMs, transfer) =>
      add(writer.packet(timeMs, transfer)),
    );
    for (const chunk of chunksOf(Buffer.concat(pieces))) {
      if (!stdin.write(chunk)) await once(stdin, "drain");
    }
    octets += waiting;
    waiting = 0;
    pieces = [];
  }
  stdin.end();
  return { octets, frames: writer.frames, messages: copies * traffic.bssapMessages };
}

function* chunksOf(octets: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < octets.length; at += CHUNK_OCTETS) {
    yield octets.subarray(at, at + CHUNK_OCTETS);
  }
}

async function watch(stdout: Readable, pid: number): Promise<{ lines: number; peakBytes: number }> {
  let lines = 0;
  let peakBytes = 0;
  for await (const chunk of stdout) {
    for (const octet of chunk as Uint8Array) if (octet === LINE_FEED) lines++;
    peakBytes = peakOf(pid) ?? peakBytes;
  }
  return { lines, peakBytes };
}

/** High-water mark of the process's resident memory; undefined once it has ended. */
function peakOf(pid: number): number | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(status) ?? [];
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
  } catch {
    return undefined;
  }
}
