// The servers of the cluster's log are killed, come back on their folders, and lose nothing.
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { jetstreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import { Redis } from "ioredis";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { namespacesOf, openCluster } from "../../services/log/cluster.ts";
import { streamOf } from "../../services/log/jetstream-streams.ts";
import type { MendableDurability } from "../../services/log/recovery.ts";
import { assertCheckpoint } from "../../services/log/recovery.ts";
import { partitionKeys } from "../../services/log/redis-scripts.ts";
import { type RunningServer, startNats, startRedis } from "../../services/up/servers.ts";
import { kairos } from "../cli/kairos-process.ts";
import { freePort } from "../services/servers.ts";
import { octets, SMALL, take, text } from "./back-ends.ts";

const NAMESPACE = "kills";
const LONG_MS = 60_000;

let folder: string;
let nats: RunningServer;
let redis: RunningServer;
let opened: MendableDurability;
const stray: unknown[] = [];
const collect = (error: unknown): void => void stray.push(error);

const open = (): Promise<MendableDurability> =>
  openCluster({ nats: nats.url, redis: redis.url, namespace: NAMESPACE, partitions: 2, ...SMALL });

beforeEach(async () => {
  stray.length = 0;
  process.on("unhandledRejection", collect);
  folder = await mkdtemp(join(tmpdir(), "kairos-kills-"));
  nats = await startNats({ folder: join(folder, "nats") });
  redis = await startRedis({ folder: join(folder, "redis") });
  opened = await open();
});

afterEach(async () => {
  await opened.close();
  await Promise.all([nats.stop(), redis.stop()]);
  await rm(folder, { recursive: true, force: true });
  process.off("unhandledRejection", collect);
  expect(stray).toEqual([]);
});

async function kill(server: RunningServer): Promise<void> {
  process.kill(server.pid, "SIGKILL");
  await server.failure;
}

async function restartNats(): Promise<void> {
  nats = await startNats({ folder: join(folder, "nats"), port: nats.port });
}

const append = (id: string): Promise<readonly number[]> =>
  opened.log.append([{ partition: 0, id, octets: octets(id) }]);

/** Again and again, as every producer does, until it is durable. */
const appendAtLast = (id: string): Promise<readonly number[]> =>
  vi.waitFor(() => append(id), { timeout: 30_000, interval: 10 });

async function commitAt(sequence: number, previous = 0): Promise<void> {
  const token = (await opened.leases.acquire(0, "a", LONG_MS))!;
  const slabs = new Map([["slab", octets(`at ${sequence}`)]]);
  const commit = { partition: 0, previous, sequence, slabs, token };
  expect(await opened.store.commit(commit)).toBe("committed");
  await opened.leases.release(0, token);
}

describe("after kill -9", () => {
  test("nats-server has every entry, and the same connection goes on", async () => {
    const { name } = opened.log;
    for (let count = 1; count <= 20; count++) await append(`e${count}`);
    const reader = await opened.log.read(0, 0);
    await take(reader, 20);
    const waiting = reader.next();
    const outputs = await opened.log.outputs();
    const waitingOutputs = outputs.next();
    const refused = [waiting, waitingOutputs].map((next) => expect(next).rejects.toThrow("lost"));
    await kill(nats);
    await Promise.all(refused);
    await restartNats();
    expect(await appendAtLast("e21")).toEqual([21]);
    // Ids are kept with the entries.
    expect(await appendAtLast("e20")).toEqual([20]);
    const again = await opened.log.read(0, 10);
    expect((await take(again, 11)).map(({ octets }) => text(octets))).toEqual(
      Array.from({ length: 11 }, (_, at) => `e${at + 11}`),
    );
    await again.close();
    await opened.close();
    opened = await open();
    expect(opened.log.name).toBe(name);
  });

  test("appends under way reject, and made again they are there once, in their order", async () => {
    const ids = Array.from({ length: 400 }, (_, at) => `e${at}`);
    const appended = ids.map(append);
    const outcomes = Promise.allSettled(appended);
    await appended[20];
    await kill(nats);
    const refused = (await outcomes).filter(({ status }) => status === "rejected");
    expect(refused.length).toBeGreaterThan(0);
    await restartNats();
    for (const id of ids) await appendAtLast(id);
    const reader = await opened.log.read(0, 0);
    expect((await take(reader, 400)).map(({ octets }) => text(octets))).toEqual(ids);
    expect(await opened.log.bounds(0)).toMatchObject({ first: 1, last: 400 });
    await reader.close();
  });

  test("redis-server has every commit, and the leases end as if it had been there", async () => {
    const token = (await opened.leases.acquire(0, "a", LONG_MS))!;
    const slabs = new Map([["slab", octets("kept")]]);
    const commit = { partition: 0, previous: 0, sequence: 7, slabs, token };
    expect(await opened.store.commit(commit)).toBe("committed");
    await kill(redis);
    const loading = opened.store.load(0);
    redis = await startRedis({ folder: join(folder, "redis"), port: redis.port });
    expect(await loading).toMatchObject({ sequence: 7, slabs });
    expect(await opened.leases.owner(0)).toBe("a");
    expect(await opened.leases.acquire(0, "b", LONG_MS)).toBeUndefined();
    expect(await opened.store.commit({ ...commit, previous: 7, sequence: 9 })).toBe("committed");
  });
});

describe("a log that was set back", () => {
  test("is refused until kairos repair has mended it", async () => {
    for (const id of ["a", "b", "c"]) await append(id);
    await kill(nats);
    await cp(join(folder, "nats"), join(folder, "backup"), { recursive: true });
    await restartNats();
    for (const id of ["d", "e"]) await appendAtLast(id);
    await commitAt(5);
    await kill(nats);
    await rm(join(folder, "nats"), { recursive: true });
    await cp(join(folder, "backup"), join(folder, "nats"), { recursive: true });
    await restartNats();
    const ahead = { code: "checkpoint.ahead", message: expect.stringContaining("ends at entry 3") };
    await vi.waitFor(() => opened.log.bounds(0), { timeout: 30_000, interval: 10 });
    await expect(assertCheckpoint(opened.log, opened.store, 0)).rejects.toMatchObject(ahead);
    await expect(opened.log.read(0, 5)).rejects.toMatchObject(ahead);

    const words = ["repair", "--nats", nats.url, "--redis", redis.url];
    const dry = await kairos(...words);
    expect(dry.code).toBe(0);
    expect(dry.stdout).toContain("kills: partition 0 has a checkpoint at entry 5");
    expect(dry.stdout).toContain("would be dropped; it is rebuilt from entry 1.");
    expect(dry.stderr).toContain("Nothing was changed");
    await expect(assertCheckpoint(opened.log, opened.store, 0)).rejects.toMatchObject(ahead);

    const missing = await kairos(...words, "--namespace", "kilsl");
    expect(missing).toMatchObject({ code: 4, stderr: expect.stringContaining("no log kilsl") });
    expect(await namespacesOf(nats.url)).toEqual([NAMESPACE]);

    const token = (await opened.leases.acquire(0, "node-1", LONG_MS))!;
    const refused = await kairos(...words, "--yes");
    expect(refused).toMatchObject({ code: 3, stderr: expect.stringContaining("node-1") });
    await opened.leases.release(0, token);

    const done = await kairos(...words, "--yes");
    expect(done.code).toBe(0);
    expect(done.stdout).toContain("Its slabs were dropped");
    const snapshot = await assertCheckpoint(opened.log, opened.store, 0);
    expect(snapshot).toMatchObject({ sequence: 0, slabs: new Map() });
    expect((await kairos(...words)).stdout).toBe("kills: all 2 checkpoints fit the log.\n");
  });

  test("a slab that Redis has not kept is missed, and nothing is opened without it", async () => {
    await append("a");
    const token = (await opened.leases.acquire(0, "node-1", LONG_MS))!;
    const slabs = new Map(["head", "contacts:0"].map((name) => [name, octets(name)]));
    await opened.store.commit({ partition: 0, previous: 0, sequence: 1, slabs, token });
    const client = new Redis(redis.url);
    expect(await client.del(partitionKeys(NAMESPACE, 0).slab("contacts:0"))).toBe(1);
    client.disconnect();
    await expect(opened.store.load(0)).rejects.toMatchObject({
      code: "colony.snapshot-refused",
      message: expect.stringContaining("slab contacts:0 of partition 0"),
    });
  });

  test("a stream that was made anew is another log", async () => {
    for (const id of ["a", "b"]) await append(id);
    await commitAt(2);
    await opened.close();
    await nats.stop();
    await rm(join(folder, "nats"), { recursive: true });
    await restartNats();
    opened = await open();
    for (const id of ["x", "y", "z"]) await append(id);
    await expect(assertCheckpoint(opened.log, opened.store, 0)).rejects.toMatchObject({
      code: "checkpoint.ahead",
      message: expect.stringContaining("another log"),
    });
  });

  test("snapshots that were set back are refused when the log has forgotten what they need", async () => {
    for (const id of ["a", "b", "c", "d"]) await append(id);
    await commitAt(4);
    await opened.log.prune(0, 4);
    await redis.stop();
    await rm(join(folder, "redis"), { recursive: true });
    redis = await startRedis({ folder: join(folder, "redis"), port: redis.port });
    await expect(assertCheckpoint(opened.log, opened.store, 0)).rejects.toMatchObject({
      code: "checkpoint.behind",
    });
    const words = ["repair", "--nats", nats.url, "--redis", redis.url, "--namespace", NAMESPACE];
    const done = await kairos(...words, "--yes");
    expect(done.stdout).toContain("What stood in the entries up to 4 is lost.");
    expect(await assertCheckpoint(opened.log, opened.store, 0)).toMatchObject({ sequence: 4 });
  });
});

describe("a server that is away", () => {
  test("keeps nobody waiting who closes the log", async () => {
    const reader = await opened.log.read(0, 0);
    const lost = expect(reader.next()).rejects.toThrow("lost");
    await kill(nats);
    await lost;
    let refused = 0;
    const waiting = [opened.log.bounds(0), append("e1")].map((asked) =>
      asked.catch(() => {
        refused++;
      }),
    );
    await opened.close();
    await new Promise(setImmediate);
    expect(refused).toBe(2);
    await Promise.all(waiting);
  });

  test("does not do later what was refused meanwhile", async () => {
    await kill(redis);
    // Nobody may be kept in memory for as long as Redis is away.
    await expect(opened.leases.present("a", LONG_MS)).rejects.toThrow("max retries");
    redis = await startRedis({ folder: join(folder, "redis"), port: redis.port });
    expect(await vi.waitFor(() => opened.leases.present("b", LONG_MS))).toEqual(["b"]);
  });
});

describe("one connection", () => {
  test("leaves nothing in the server of readers that were closed", async () => {
    await append("e1");
    for (let count = 0; count < 3; count++) {
      const reader = await opened.log.read(0, 0);
      await take(reader, 1);
      await reader.close();
    }
    const connection = await connect({ servers: nats.url });
    const { streams } = await jetstreamManager(connection);
    await vi.waitFor(async () => {
      const { state } = await streams.info(streamOf(NAMESPACE, 0));
      expect(state.consumer_count).toBe(0);
    });
    await connection.close();
  });

  test("carries all partitions at once, however large the entries are", async () => {
    // More than NATS holds for a connection that does not take it: 64 MB.
    const { url } = nats;
    const large = await openCluster({
      ...{ nats: url, redis: redis.url, namespace: "large", partitions: 8 },
      logOctetsMax: 300_000_000,
    });
    const partitions = Array.from({ length: 8 }, (_, partition) => partition);
    const octets = new Uint8Array(1_000_000);
    for (let count = 0; count < 12; count++) {
      const entries = partitions.map((partition) => ({ partition, id: `e${count}`, octets }));
      await large.log.append(entries);
    }
    const readers = await Promise.all(partitions.map((partition) => large.log.read(partition, 0)));
    const read = await Promise.all(readers.map((reader) => take(reader, 12)));
    expect(read.map((entries) => entries.at(-1)?.sequence)).toEqual(partitions.map(() => 12));
    await large.close();
  });
});

describe("a server that is not there", () => {
  test("or that refuses is named when the log is opened", async () => {
    const port = await freePort();
    const options = { nats: nats.url, redis: redis.url, namespace: NAMESPACE };
    const gone = { code: "server.unreachable", exitCode: 3 };
    await expect(
      openCluster({ ...options, nats: `nats://user:secret@127.0.0.1:${port}` }),
    ).rejects.toMatchObject({ ...gone, message: expect.not.stringContaining("secret") });
    await expect(
      openCluster({ ...options, redis: `redis://127.0.0.1:${port}` }),
    ).rejects.toMatchObject({ ...gone, message: expect.stringContaining(`127.0.0.1:${port}`) });
    // A stream reserves what it may take.
    await expect(
      openCluster({ ...options, namespace: "vast", logOctetsMax: 2 ** 52 }),
    ).rejects.toMatchObject({ ...gone, message: expect.stringContaining("storage") });
    await expect(openCluster({ ...options, namespace: "a.b" })).rejects.toMatchObject({
      code: "usage.invalid",
    });
  });
});
