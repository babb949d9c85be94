// Long output: every octet in order, a wrong place told in words, a reader who leaves no error.
import { execFileSync, spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openOutput } from "../../services/output-file.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "kairos-output-"));
  await writeFile(join(folder, "old.pcap"), "what stood here before, which is longer than the new");
});
afterAll(() => rm(folder, { recursive: true }));

describe("an output file", () => {
  test("holds every piece in order, also one larger than what is gathered", async () => {
    const path = join(folder, "pieces");
    const output = await openOutput(path);
    const pieces = [3, 200_000, 1, 700_000, 0, 65_536].map((length, index) =>
      new Uint8Array(length).fill(index + 1),
    );
    for (const piece of pieces) {
      output.add(piece);
      if (output.full) await output.flush();
    }
    output.line("彩信 é 𝄞");
    const { octets } = output;
    await output.close();
    const expected = Buffer.concat([...pieces, Buffer.from("彩信 é 𝄞\n")]);
    expect(expected.equals(await readFile(path))).toBe(true);
    expect(octets).toBe(expected.length);
  });

  test("takes a piece whose octets are used again at once", async () => {
    const path = join(folder, "again");
    const output = await openOutput(path);
    const piece = Uint8Array.of(1, 2);
    output.add(piece);
    piece.fill(9);
    await output.close();
    expect([...(await readFile(path))]).toEqual([1, 2]);
  });

  test("replaces what was there", async () => {
    const path = join(folder, "old.pcap");
    const output = await openOutput(path);
    output.line("new");
    await output.close();
    expect(await readFile(path, "utf8")).toBe("new\n");
  });

  test.each([
    [".", "a folder"],
    ["none/x.pcap", "no such folder"],
    ["old.pcap/x.pcap", "a file where a folder should be"],
  ])("%s cannot be written: %s", async (name, got) => {
    await expect(openOutput(join(folder, name))).rejects.toMatchObject({
      code: "file.not-writable",
      exitCode: 3,
      parts: { got },
    });
  });

  test("a full disk is told in words", async () => {
    const output = await openOutput("/dev/full");
    output.line("one");
    await expect(output.close()).rejects.toMatchObject({
      code: "file.not-writable",
      parts: { place: "/dev/full", got: "a full disk" },
    });
  });

  test("a reader who leaves a named pipe ends the output without an error", async () => {
    const path = join(folder, "pipe");
    execFileSync("mkfifo", [path]);
    const reader = spawn("head", ["-c", "1", path], { stdio: ["ignore", "pipe", "inherit"] });
    const gone = new Promise((resolve) => reader.once("close", resolve));
    const output = await openOutput(path);
    output.line("first");
    await output.flush();
    await gone;
    expect(output.abandoned).toBe(false);
    output.line("second");
    await output.flush();
    expect(output.abandoned).toBe(true);
    output.line("third");
    await output.close();
  });
});
