// A process that is told to end, breaks or hangs: it stops what it has, in time, with its exit code.
import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { collected, firstLine } from "../cli/kairos-process.ts";

const PROGRAM = fileURLToPath(new URL("graceful-process.ts", import.meta.url));

function start(way: string): ChildProcess {
  return spawn(process.execPath, [PROGRAM, way], { stdio: ["ignore", "pipe", "pipe"] });
}

/** Lines on stdout after the first, and the exit code. */
async function ends(way: string, signal?: NodeJS.Signals): Promise<[string[], number | null]> {
  const child = start(way) as Parameters<typeof collected>[0];
  const finished = collected(child);
  if (signal !== undefined) {
    await firstLine(child);
    child.kill(signal);
  }
  const { stdout, code } = await finished;
  return [stdout.trim().split("\n"), code];
}

describe("a node", () => {
  test.each(["SIGTERM", "SIGINT"] as const)("told to end by %s stops, with 130", async (signal) => {
    const [lines, code] = await ends("runs", signal);
    expect(lines.slice(0, 3)).toEqual(["ready", "stopping", "stopped"]);
    expect(JSON.parse(lines[3]!)).toMatchObject({ reason: "AbortError", late: false });
    expect(code).toBe(130);
  });

  test("whose terminal goes away stops too", async () => {
    const [lines] = await ends("runs", "SIGHUP");
    expect(lines).toContain("stopped");
  });

  test.each([
    ["throws", "nobody caught this"],
    ["rejects", "nor this"],
    ["fails", "the flow broke"],
  ])("that %s stops, with 1", async (way, message) => {
    const [lines, code] = await ends(way);
    expect(lines).toContain("stopped");
    expect(JSON.parse(lines.at(-1)!)).toMatchObject({ reason: "Error", message, late: false });
    expect(code).toBe(1);
  });

  test("that does not stop in time is ended all the same", async () => {
    const [lines, code] = await ends("hangs", "SIGTERM");
    expect(lines).not.toContain("stopped");
    expect(JSON.parse(lines.at(-1)!)).toMatchObject({ late: true });
    expect(code).toBe(130);
  });

  test("that stops, and leaves something open, is ended all the same", async () => {
    const [lines, code] = await ends("lingers", "SIGTERM");
    expect(lines).toContain("stopped");
    expect(code).toBe(130);
  });

  test("told to end while it starts does not start", async () => {
    const [lines, code] = await ends("starts", "SIGTERM");
    expect(lines).toEqual(["ready", '{"thrown":"AbortError"}']);
    expect(code).toBe(130);
  });
});
