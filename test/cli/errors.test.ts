// Bad input gets its own error and exit code.
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { kairos, ROOT } from "./kairos-process.ts";

const CAPTURE = join(ROOT, "test/captures/msc-m3ua.pcap");
let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "kairos-cli-"));
  const capture = readFileSync(CAPTURE);
  writeFileSync(join(folder, "truncated.pcap"), capture.subarray(0, capture.length - 7));
  writeFileSync(join(folder, "empty.pcap"), "");
  writeFileSync(join(folder, "text.pcap"), "this is no capture, only a line of text\n");
  writeFileSync(join(folder, "dns.pcap"), dnsCapture());
  writeFileSync(join(folder, "events.ndjson"), '{"timeMs":1,"subscriber":"a","name":"walked"}\n');
  writeFileSync(join(folder, "five.yaml"), FIVE_ERRORS);
});

afterAll(() => {
  chmodSync(folder, 0o700);
  rmSync(folder, { recursive: true });
});

const FIVE_ERRORS = `name: five
title: { en: Five, zh: 五 }
start: yesterday
subscribers: many
campaigns:
  - name: one
    title: { en: One, zh: 一 }
    who: { usesMsm: true }
    what:
      offer: { en: x, zh: 一 }
      text: { en: x, zh: 一 }
      response: { accept: 140%, unprompted: 1%, complain: 0% }
    whenAndWhere:
      trigger: { name: area.dwelled, zone: moon, minimumStay: 20m }
`;

/** A pcap of one Ethernet frame with a UDP packet to port 53. */
function dnsCapture(): Uint8Array {
  const udp = [0x30, 0x39, 0, 53, 0, 12, 0, 0, 1, 2, 3, 4];
  const ip = [0x45, 0, 0, 20 + udp.length, 0, 1, 0, 0, 64, 17, 0, 0, 127, 0, 0, 1, 127, 0, 0, 1];
  const frame = [...new Array(12).fill(2), 8, 0, ...ip, ...udp];
  const word = (value: number): number[] => [
    value & 255,
    (value >> 8) & 255,
    (value >> 16) & 255,
    value >>> 24,
  ];
  return Uint8Array.from([
    ...word(0xa1b2c3d4),
    ...[2, 0, 4, 0],
    ...word(0),
    ...word(0),
    ...word(65535),
    ...word(1),
    ...word(0),
    ...word(0),
    ...word(frame.length),
    ...word(frame.length),
    ...frame,
  ]);
}

describe("bad input", () => {
  test.each([
    ["decode", "missing.pcap", 4, "missing.pcap"],
    ["decode", "empty.pcap", 4, "empty.pcap"],
    ["decode", "text.pcap", 4, "text.pcap: got"],
    ["decode", "dns.pcap", 4, "dns.pcap"],
    ["decode", "truncated.pcap", 4, "truncated.pcap"],
    ["replay", "truncated.pcap", 4, "truncated.pcap"],
    ["decode", ".", 4, "expected"],
    ["replay", "events.ndjson", 4, 'events.ndjson:1: name: got "walked"'],
    ["validate", "missing.yaml", 4, "missing.yaml"],
    ["simulate", "missing.yaml", 4, "missing.yaml"],
    ["simulate", "five.yaml", 4, "five.yaml:3"],
  ])("%s %s exits %d and says where", async (command, file, code, words) => {
    const result = await kairos(command, join(folder, file));
    expect(result.stderr).toContain(words);
    expect(result.stderr).not.toContain("    at ");
    expect(result.code).toBe(code);
  });

  test("a truncated capture still gives every frame before the cut", async () => {
    const whole = await kairos("decode", CAPTURE, "--json");
    const cut = await kairos("decode", join(folder, "truncated.pcap"), "--json");
    const lines = (text: string): number => text.trim().split("\n").length;
    expect(lines(cut.stdout)).toBeGreaterThanOrEqual(lines(whole.stdout) - 1);
  });

  test("a scenario with five mistakes gets five errors with file, line and remedy", async () => {
    const { code, stderr } = await kairos("validate", join(folder, "five.yaml"));
    expect(code).toBe(4);
    const errors = stderr.trim().split("\n");
    expect(errors).toHaveLength(5);
    for (const line of errors) {
      expect(line).toMatch(/five\.yaml:\d+: \S+: got .+, expected .+\. .+[.?]$/);
    }
    expect(errors.map((line) => Number(/five\.yaml:(\d+)/.exec(line)![1]))).toEqual([
      3, 4, 8, 12, 14,
    ]);
  });

  test.each([
    [["fly"], "unknown command"],
    [["simulate"], "missing required argument"],
    [["simulate", "x.yaml", "--sped", "9"], "unknown option"],
    [["simulate", "x.yaml", "--days", "none"], "whole number"],
    [["start", "--speed", "9000"], "from 1 to 600"],
  ])("kairos %j is a usage error", async (args, words) => {
    const { code, stderr } = await kairos(...args);
    expect(stderr).toContain(words);
    expect(code).toBe(2);
  });

  test("a busy port is named with the way out", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const address = server.address();
    const port = typeof address === "object" && address !== null ? String(address.port) : "";
    const { code, stderr } = await kairos("start", "--port", port, "--subscribers", "100");
    server.close();
    expect(stderr).toContain(port);
    expect(stderr).toContain("--port");
    expect(code).toBe(3);
  });
});

test("help names every command and every exit code", async () => {
  const { code, stdout } = await kairos("--help");
  expect(code).toBe(0);
  for (const word of ["start", "simulate", "generate", "replay", "decode", "validate", "doctor"]) {
    expect(stdout).toContain(word);
  }
  for (const exit of [0, 1, 2, 3, 4, 99, 130])
    expect(stdout).toMatch(new RegExp(`^ +${exit} `, "m"));
});

test("doctor lists Node, the map and every program", async () => {
  const { code, stdout } = await kairos("doctor");
  for (const name of ["Node", "dist/", "tshark", "chromium", "nats-server", "redis-server"]) {
    expect(stdout).toContain(name);
  }
  expect(code).toBe(0);
});
