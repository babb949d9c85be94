// kairos repair on embedded logs: what it finds, what it changes, and what it leaves alone.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { assertCheckpoint } from "../../services/log/recovery.ts";
import { openEmbedded } from "../../services/log/sqlite.ts";
import { kairos } from "../cli/kairos-process.ts";
import { octets } from "./back-ends.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "kairos-repair-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe("kairos repair", () => {
  test("mends what does not fit in every log of a folder, and nothing else", async () => {
    const places = ["one", "two"].map((name) => join(folder, name));
    for (const place of places) {
      const { log, store, leases, close } = await openEmbedded(place, { partitions: 3 });
      const ids = ["a", "b", "c"];
      await log.append(ids.map((id) => ({ partition: 1, id, octets: octets(id) })));
      await log.append(ids.map((id) => ({ partition: 2, id, octets: octets(id) })));
      const slabs = new Map([["slab", octets("state")]]);
      for (const [partition, sequence] of [
        [1, place === places[0] ? 9 : 3],
        [2, 2],
      ] as const) {
        const token = (await leases.acquire(partition, "a", 60_000))!;
        await store.commit({ partition, previous: 0, sequence, slabs, token });
      }
      await log.prune(1, 1);
      await close();
    }
    const dry = await kairos("repair", "--data", folder);
    expect(dry.code).toBe(0);
    expect(dry.stdout.trimEnd().split("\n")).toEqual([
      `${places[0]}: partition 1 has a checkpoint at entry 9 of a log that ends at entry 3. ` +
        "Its slabs would be dropped; it is rebuilt from entry 2. " +
        "What stood in the entries up to 1 is lost.",
      `${places[1]}: all 3 checkpoints fit the log.`,
    ]);
    expect((await kairos("repair", "--data", places[0]!, "--yes")).stdout).toContain(
      "were dropped",
    );
    const { log, store, close } = await openEmbedded(places[0]!);
    expect(await assertCheckpoint(log, store, 1)).toMatchObject({ sequence: 1, slabs: new Map() });
    expect(await assertCheckpoint(log, store, 2)).toMatchObject({ sequence: 2 });
    const busy = await kairos("repair", "--data", places[0]!);
    expect(busy).toMatchObject({ code: 3, stderr: expect.stringContaining("another process") });
    await close();
  });

  test.each([
    [4, [], "no kairos.sqlite"],
    [2, ["--nats", "nats://127.0.0.1:1"], "--nats and --redis together"],
    [3, ["--nats", "nats://127.0.0.1:1", "--redis", "redis://127.0.0.1:1"], "nats-server -js"],
  ])("ends with %d for %j", async (code, words, said) => {
    const ended = await kairos("repair", "--data", folder, ...words);
    expect(ended).toMatchObject({ code, stdout: "", stderr: expect.stringContaining(said) });
  });
});
