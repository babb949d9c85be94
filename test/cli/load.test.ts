// kairos load as people call it: tables, files, exit codes.
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { kairos } from "./kairos-process.ts";

const QUICK = ["scenarios/quickstart.yaml", "--subscribers", "1000", "--warm-up", "0s"] as const;

test("kairos load writes its files, merges them, and ends with 99 when a threshold is missed", async () => {
  const folder = await mkdtemp(join(tmpdir(), "kairos-load-cli-"));
  try {
    const target = ["--target", `file:${join(folder, "records")}`] as const;
    const out = join(folder, "out");
    const kept = await kairos(
      "load",
      ...QUICK,
      ...target,
      ...["--profile", "constant:5k/s:1s", "--out", out],
      ...["--threshold", "unsent == 0", "--threshold", "rate > 1/s"],
    );
    expect(kept.stderr).toBe("");
    expect(kept.code).toBe(0);
    expect(kept.stdout).toContain("✓ unsent == 0: 0");
    const json = join(out, "report.json");
    expect(JSON.parse(await readFile(json, "utf8"))).toMatchObject({ schema: 1, seed: "42" });
    expect(await readFile(join(out, "seconds.csv"), "utf8")).toMatch(
      /^second,intended,.*p99_ms\n0,/,
    );
    const page = await readFile(join(out, "report.html"), "utf8");
    expect(page).toContain("<svg");
    expect(page).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)/);
    const merged = await kairos("load", "--merge", json, json, "--threshold", "latency.p99 < 1s");
    expect(merged.code).toBe(99);
    expect(merged.stdout).toContain("✗ latency.p99 < 1s: nothing was measured for latency.p99");
    expect(merged.stderr).toContain("1 of 1 thresholds missed");
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("--tick says how often blocks are sent, the report says it, and other ticks do not merge", async () => {
  const folder = await mkdtemp(join(tmpdir(), "kairos-load-cli-"));
  try {
    const sent = async (
      tickMs: number,
    ): Promise<{ readonly json: string; readonly blocks: number }> => {
      const records = join(folder, `records-${tickMs}`);
      const flags = ["--profile", "constant:5k/s:1s", "--tick", `${tickMs}`, "--json"];
      const { stdout } = await kairos("load", ...QUICK, "--target", `file:${records}`, ...flags);
      expect(JSON.parse(stdout)).toMatchObject({ tickMs });
      const json = join(folder, `${tickMs}.json`);
      await writeFile(json, stdout);
      return { json, blocks: blocksOf(await readFile(records), 0) };
    };
    const [often, seldom] = [await sent(10), await sent(50)];
    expect([often.blocks, seldom.blocks]).toEqual([100, 20]);
    const merged = await kairos("load", "--merge", often.json, seldom.json);
    expect(merged.code).toBe(2);
    expect(merged.stderr).toContain("tickMs 50");
  } finally {
    await rm(folder, { recursive: true });
  }
});

/** How many blocks of a partition a file of records has: each stands behind its partition and its length. */
function blocksOf(octets: Buffer, partition: number): number {
  let blocks = 0;
  for (let at = 0; at < octets.length; at += 8 + octets.readUInt32LE(at + 4)) {
    if (octets.readUInt32LE(at) === partition) blocks++;
  }
  return blocks;
}

test.each([
  [["--threshold", "latency < 5ms"], 2, "latency. and one of p50"],
  [["--profile", "constant:5k"], 2, "--profile constant:5k"],
  [["--target", "kafka://x"], 2, "embedded, nats://host:port"],
  [["--target", "nats://127.0.0.1:4222"], 2, "--redis"],
  [["--process", "3/2"], 2, "such as 1/3"],
  [["--process", "1/17", "--target", "file:/tmp/x"], 2, "17, for a log of 16 partitions"],
  [["--tick", "1"], 2, "--tick"],
  [["--target", "file:/nowhere/x"], 3, "no such folder"],
] as const)("kairos load %j ends with %d", async (flags, code, wanted) => {
  const ended = await kairos("load", ...QUICK, ...flags);
  expect([ended.code, ended.stdout]).toEqual([code, ""]);
  expect(ended.stderr).toContain(wanted);
});
