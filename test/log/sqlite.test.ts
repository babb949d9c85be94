// The embedded log as a file: who may open it, what is refused, and what a killed process leaves.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openEmbedded } from "../../services/log/sqlite.ts";
import { FILE_NAME, SqliteFile } from "../../services/log/sqlite-file.ts";
import { ended } from "../services/servers.ts";
import { octets, take, text } from "./back-ends.ts";

const APPENDER = fileURLToPath(new URL("appender.ts", import.meta.url));

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "kairos-sqlite-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Resolves with the process when it has said so many lines; those that follow come in `said`. */
async function appending(lines: number): Promise<{ child: ChildProcess; said: string[] }> {
  const child = spawn(process.execPath, [APPENDER, folder], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const said: string[] = [];
  await new Promise<void>((resolve, reject) => {
    child.once("exit", () => reject(new Error("The appender ended.")));
    createInterface(child.stdout!).on("line", (line) => {
      said.push(line);
      if (said.length >= lines) resolve();
    });
  });
  return { child, said };
}

describe("the embedded log", () => {
  test("is there after kill -9 with all that was durable, and open to the next process", async () => {
    const { child, said } = await appending(20);
    await expect(openEmbedded(folder)).rejects.toMatchObject({ code: "log.in-use", exitCode: 3 });
    const closed = new Promise((resolve) => child.stdout!.once("close", resolve));
    await ended(child, "SIGKILL");
    await closed;
    const { log, store, leases, close } = await openEmbedded(folder);
    const durable = Number(said.at(-1));
    const [first, second] = await Promise.all([log.bounds(0), log.bounds(1)]);
    expect(first.last).toBeGreaterThanOrEqual(durable);
    expect(second.last).toBe(first.last);
    const { sequence, slabs } = await store.load(0);
    expect(sequence).toBeGreaterThanOrEqual(durable);
    expect(text(slabs.get("slab")!)).toBe(`e${sequence}`);
    expect(await leases.acquire(0, "b", 1_000)).toBeDefined();
    await close();
  });

  test("cannot be opened twice in one process either, and after close it can", async () => {
    const first = await openEmbedded(folder);
    await expect(openEmbedded(folder)).rejects.toMatchObject({ code: "log.in-use" });
    await first.close();
    await (await openEmbedded(folder)).close();
  });

  test("closing ends readers, and what was appended before is kept", async () => {
    const first = await openEmbedded(folder);
    const reader = await first.log.read(0, 0);
    const next = reader.next();
    const appended = first.log.append([{ partition: 0, id: "a", octets: octets("a") }]);
    await first.close();
    expect(await appended).toEqual([1]);
    expect(await next).toEqual([]);
    await expect(
      first.log.append([{ partition: 0, id: "b", octets: octets("b") }]),
    ).rejects.toThrow("not open");
    const second = await openEmbedded(folder);
    expect((await second.log.bounds(0)).last).toBe(1);
    await second.close();
  });

  test("of a newer Kairos is refused, and so are other files", async () => {
    await (await openEmbedded(folder)).close();
    const path = join(folder, FILE_NAME);
    const database = new DatabaseSync(path);
    database.exec("PRAGMA user_version = 2");
    database.close();
    const refused = { code: "log.unknown-format", exitCode: 4 };
    await expect(openEmbedded(folder)).rejects.toMatchObject({
      ...refused,
      message: expect.stringContaining("format 2"),
    });
    await rm(path);
    const other = new DatabaseSync(path);
    other.exec("CREATE TABLE notes (words TEXT)");
    other.close();
    await expect(openEmbedded(folder)).rejects.toMatchObject(refused);
    await writeFile(path, "These are words, and many of them: no database at all.\n".repeat(90));
    await expect(openEmbedded(folder)).rejects.toMatchObject(refused);
  });

  test("a place that cannot be written is refused", async () => {
    const file = join(folder, "a-file");
    await writeFile(file, "");
    for (const place of [file, join(file, "folder")]) {
      await expect(openEmbedded(place)).rejects.toMatchObject({ code: "file.not-writable" });
    }
  });

  test("an append to no partition fails alone", async () => {
    const { log, close } = await openEmbedded(folder, { partitions: 1 });
    const good = { partition: 0, id: "good", octets: octets("good") };
    const bad = expect(log.append([{ ...good, partition: 7 }])).rejects.toThrow(RangeError);
    expect(await log.append([good])).toEqual([1]);
    await bad;
    await close();
  });

  test("a full disk rejects what waits for it and nothing else", async () => {
    const file = new SqliteFile(folder, 2);
    file.get("PRAGMA max_page_count = 40");
    const insert = (place: number, size: number) => () =>
      file.run("INSERT INTO entries VALUES (?, ?)", place, new Uint8Array(size));
    const full = { code: "file.not-writable", message: expect.stringContaining("a full disk") };
    await expect(file.write(insert(1, 2_000_000))).rejects.toMatchObject(full);
    await file.write(insert(2, 1_000));
    expect(file.all("SELECT place FROM entries")).toEqual([{ place: 2 }]);
    file.close();
  });

  test("keeps the newest outputs, up to its limit", async () => {
    const { log, close } = await openEmbedded(folder, { outputOctetsMax: 250 });
    for (const id of ["a", "b", "c"]) {
      await log.say([{ partition: 0, id, octets: new Uint8Array(100) }]);
    }
    const reader = await log.outputs();
    expect((await take(reader, 2)).map(({ id }) => id)).toEqual(["b", "c"]);
    await close();
  });
});
