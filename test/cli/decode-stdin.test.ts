// kairos decode -: a capture through stdin gives what the file gives, in memory that does not grow.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { captureOctets, capturePath } from "../signaling/frames.ts";
import { streamedDecode } from "../signaling/streamed-decode.ts";
import { collected, type Finished, kairos, ROOT } from "./kairos-process.ts";

const LAUNCHER = fileURLToPath(new URL("../../bin/kairos.js", import.meta.url));

/** Runs `kairos decode - …` with these octets as its stdin. */
function decoded(octets: Uint8Array, ...flags: readonly string[]): Promise<Finished> {
  const child = spawn(process.execPath, [LAUNCHER, "decode", "-", ...flags], {
    cwd: ROOT,
    stdio: ["pipe", "pipe", "pipe"],
  });
  child.stdin.end(octets);
  return collected(child);
}

describe("decode -", () => {
  test.each([[], ["--json"]])("prints what the file gives, %j", async (...flags) => {
    const [piped, read] = await Promise.all([
      decoded(captureOctets("msc-m3ua"), ...flags),
      kairos("decode", capturePath("msc-m3ua"), ...flags),
    ]);
    expect(piped).toEqual(read);
    expect(piped.code).toBe(0);
  });

  test("a stream that is cut is printed up to the cut, and its error names stdin", async () => {
    const whole = readFileSync(capturePath("msc-mtp3"));
    const { code, stdout, stderr } = await decoded(whole.subarray(0, -5));
    expect(stdout.trimEnd().split("\n")).toHaveLength(189);
    expect(stderr).toMatch(/kairos: stdin, frame 252: got the end of the file/);
    expect(code).toBe(4);
  });

  test.each([
    ["no octets", new Uint8Array(), /stdin: got an empty file/],
    ["text", new TextEncoder().encode("GET / HTTP/1.1"), /stdin: got text that begins "GET/],
  ])("%s on stdin is no capture", async (_, octets, complaint) => {
    const { code, stderr } = await decoded(octets);
    expect(stderr).toMatch(complaint);
    expect(code).toBe(4);
  });

  // The soak (npm run soak -- stream) does the same with 1 GB.
  test.each(["m3ua", "sccplite"] as const)("16 MB of %s need less than 200 MB", async (format) => {
    const { octets, messages, lines, peakBytes } = await streamedDecode(format, 16_000_000);
    expect(octets).toBeGreaterThan(16_000_000);
    expect(lines).toBe(messages);
    expect(peakBytes).toBeGreaterThan(30_000_000);
    expect(peakBytes).toBeLessThan(200_000_000);
  });
});
