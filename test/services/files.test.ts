// Reading files: every wrong path has its own error.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readOctets, readTextFile } from "../../services/files.ts";

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
