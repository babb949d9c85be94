// Reading files: every wrong path has its own error.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openOctets, readOctets, readTextFile } from "../../services/files.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "kairos-files-"));
  await writeFile(join(folder, "latin1.yaml"), Uint8Array.of(0x6e, 0xe4, 0x6d, 0x65));
  await writeFile(join(folder, "marked.yaml"), "\ufeffname: 彩信\n");
});
afterAll(() => rm(folder, { recursive: true }));

describe("reading a file", () => {
  test("text comes without its byte order mark, octets as they are", async () => {
    expect(await readTextFile(join(folder, "marked.yaml"))).toBe("name: 彩信\n");
    expect([...(await readOctets(join(folder, "latin1.yaml")))]).toEqual([0x6e, 0xe4, 0x6d, 0x65]);
  });

  test.each([
    ["nothing.yaml", "file.missing"],
    ["marked.yaml/inside.yaml", "file.missing"],
    [".", "file.unreadable"],
    ["latin1.yaml", "file.unreadable"],
  ])("%s is a %s", async (name, code) => {
    await expect(readTextFile(join(folder, name))).rejects.toMatchObject({
      name: "KairosError",
      code,
      exitCode: 4,
    });
  });
});

describe("reading a file as it comes", () => {
  async function lengthsOf(path: string): Promise<number[]> {
    const lengths: number[] = [];
    for await (const chunk of openOctets(path)) lengths.push(chunk.length);
    return lengths;
  }

  test("all octets come, in order and in several chunks", async () => {
    const octets = Uint8Array.from({ length: 600_000 }, (_, index) => index % 251);
    await writeFile(join(folder, "long"), octets);
    const read: Uint8Array[] = [];
    for await (const chunk of openOctets(join(folder, "long"))) read.push(chunk);
    expect(read.length).toBeGreaterThan(1);
    expect(Buffer.concat(read).equals(octets)).toBe(true);
  });

  test("who stops reading leaves the rest unread", async () => {
    for await (const chunk of openOctets(join(folder, "long"))) {
      expect(chunk.length).toBeLessThan(600_000);
      break;
    }
  });

  test.each([
    ["nothing.pcap", "file.missing"],
    [".", "file.unreadable"],
  ])("%s is a %s", async (name, code) => {
    await expect(lengthsOf(join(folder, name))).rejects.toMatchObject({
      name: "KairosError",
      code,
    });
  });
});
