// The servers that Kairos starts by itself: real processes, on free ports of the loopback.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { jetstreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import { Redis } from "ioredis";
import { expect, onTestFinished, test } from "vitest";
import { natsConfig } from "../../services/up/server-configs.ts";
import { findServer, startNats, startRedis } from "../../services/up/servers.ts";

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "kairos-up-"));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

test("a server that is nowhere on the PATH is an error with the line that installs it", async () => {
  const missing = findServer("no-such-server" as "nats-server", "/nowhere:");
  await expect(missing.catch(() => findServer("redis-server", "/nowhere"))).rejects.toMatchObject({
    code: "program.missing",
    exitCode: 3,
    message: expect.stringContaining('"apt-get install -y --no-install-recommends redis-server"'),
  });
});

test("a stream is there again when NATS is started again in the same folder", async () => {
  const place = await folder();
  for (const known of [0, 1]) {
    const server = await startNats({ folder: place });
    onTestFinished(server.stop);
    const connection = await connect({ servers: server.url });
    expect(connection.info!.max_payload).toBe(8 * 2 ** 20);
    const manager = await jetstreamManager(connection);
    expect(await manager.streams.list().next()).toHaveLength(known);
    await manager.streams.add({ name: "kept", subjects: ["kept"] });
    await connection.close();
    await server.stop();
  }
});

test("a value is there again when Redis is started again in the same folder", async () => {
  const place = await folder();
  const values: (string | null)[] = [];
  for (const _ of [0, 1]) {
    const server = await startRedis({ folder: place });
    onTestFinished(server.stop);
    const client = new Redis(server.url);
    values.push(await client.get("kept"));
    await client.set("kept", "yes");
    client.disconnect();
    await server.stop();
  }
  expect(values).toEqual([null, "yes"]);
});

test("an end that nobody asked for is told, with the reason", async () => {
  const server = await startNats({ folder: await folder() });
  process.kill(server.pid, "SIGKILL");
  expect(await server.failure).toMatchObject({
    code: "server.unreachable",
    parts: { place: "nats-server", got: expect.stringContaining("SIGKILL") },
  });
});

test("a port that is taken is an error, not the server that has it", async () => {
  const first = await startRedis({ folder: await folder() });
  onTestFinished(first.stop);
  const second = startNats({ folder: await folder(), port: first.port });
  await expect(second).rejects.toMatchObject({
    code: "port.busy",
    message: expect.stringMatching(/EADDRINUSE/),
  });
});

test.each([
  ["2.9.10", false],
  ["2.10.0", true],
  ["2.12.1", true],
])("NATS %s is told to sync every write: %s", (version, synced) => {
  const config = natsConfig({ port: 1, folder: "/x", version });
  expect(config.includes("sync_interval: always")).toBe(synced);
});

test("NATS before 2.10 comes with a warning of power loss", async () => {
  const server = await startNats({ folder: await folder() });
  onTestFinished(server.stop);
  const old = /^2\.\d\./.test(server.version);
  expect(server.warnings).toEqual(old ? [expect.stringContaining("power loss")] : []);
});
