// ops/nats.conf on a real server with TLS: what each user may do works, and nothing else does.
import { spawnSync } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { connect, type NatsConnection } from "@nats-io/transport-node";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { JetStreamLink } from "../../services/log/jetstream-link.ts";
import { JetStreamLog } from "../../services/log/jetstream-log.ts";
import { makeStreams } from "../../services/log/jetstream-streams.ts";
import { findServer } from "../../services/up/servers.ts";
import { freePort } from "../services/servers.ts";
import { copyOfOps, makeCertificate, runServer } from "./server-with-config.ts";

const PASSWORDS = {
  kairos: "of-the-nodes",
  load: "of-the-load-tool",
  admin: "of-a-person",
} as const;
const NAMESPACE = "kairos-1a2b";
const STREAM = `kairos-${NAMESPACE}-p1`;

let ops: Awaited<ReturnType<typeof copyOfOps>>;
let environment: Record<string, string>;
let server: Awaited<ReturnType<typeof runServer>>;

beforeAll(async () => {
  ops = await copyOfOps();
  const { certificate, key } = makeCertificate(ops.folder);
  environment = {
    KAIROS_NATS_CERT: certificate,
    KAIROS_NATS_CERT_KEY: key,
    KAIROS_NATS_STORE: join(ops.folder, "store"),
    KAIROS_NATS_STORE_KEY: "a-key-that-encrypts-the-store",
    KAIROS_NATS_PASSWORD: PASSWORDS.kairos,
    KAIROS_NATS_LOAD_PASSWORD: PASSWORDS.load,
    KAIROS_NATS_ADMIN_PASSWORD: PASSWORDS.admin,
  };
  const monitor = await freePort();
  server = await runServer(
    "nats-server",
    (port) => ["-c", ops.nats, "-p", `${port}`, "-m", `${monitor}`],
    environment,
  );
  await (await logAs("kairos")).append([entry("first")]);
});

afterAll(async () => {
  await server?.stop();
  await ops?.remove();
});

async function as(user: keyof typeof PASSWORDS, pass: string = PASSWORDS[user]) {
  const connection = await connect({
    servers: `tls://127.0.0.1:${server.port}`,
    user,
    pass,
    tls: { ca: await readFile(environment["KAIROS_NATS_CERT"]!, "utf8") },
    reconnect: false,
  });
  onTestFinishedOrNever(() => connection.close());
  return connection;
}

/** In beforeAll there is no test to finish: the server's end closes those connections. */
function onTestFinishedOrNever(close: () => Promise<void>): void {
  try {
    onTestFinished(close);
  } catch {
    // Outside of a test.
  }
}

async function logAs(user: keyof typeof PASSWORDS): Promise<JetStreamLog> {
  const link = await JetStreamLink.over(await as(user));
  const streams = await makeStreams(link, {
    namespace: NAMESPACE,
    partitions: 2,
    logOctetsMax: 1_000_000,
    outputOctetsMax: 1_000_000,
    replicas: 1,
  });
  return new JetStreamLog(link, NAMESPACE, streams);
}

function entry(id: string) {
  return { partition: 1, octets: new TextEncoder().encode(id), id };
}

/** What the server says to a request of JetStream: an answer, or that it is not permitted. */
async function ask(connection: NatsConnection, subject: string): Promise<string> {
  try {
    return (await connection.request(subject, "{}", { timeout: 5_000 })).string();
  } catch (error) {
    return (error as Error).message;
  }
}

describe("ops/nats.conf", () => {
  test("nats-server finds nothing wrong with it", async () => {
    const program = await findServer("nats-server");
    const { status, stderr } = spawnSync(program, ["-t", "-c", ops.nats], {
      encoding: "utf8",
      env: { ...process.env, ...environment },
    });
    expect(stderr).toContain("is valid");
    expect(status).toBe(0);
  });

  test("a wrong password, and no password, are refused", async () => {
    await expect(as("kairos", "wrong")).rejects.toThrow(/authorization/i);
    await expect(as("kairos", "")).rejects.toThrow(/authorization/i);
  });

  test("a connection without TLS is refused", async () => {
    const bare = connect({
      servers: `nats://127.0.0.1:${server.port}`,
      user: "kairos",
      pass: PASSWORDS.kairos,
      tls: null,
      reconnect: false,
    });
    await expect(bare).rejects.toThrow(/tls|secure/i);
  });

  test("a node keeps a log, says outputs, reads both and talks to other nodes", async () => {
    const log = await logAs("kairos");
    expect(await log.append([entry("from a node")])).toEqual([expect.any(Number)]);
    await log.say([{ ...entry("o:1:1:0") }]);
    const outputs = await log.outputs();
    expect(await outputs.next()).toMatchObject([{ id: "o:1:1:0" }]);
    await outputs.close();
    const connection = await as("kairos");
    const heard = connection.subscribe(`MOL-${NAMESPACE}.REQ.node-2`, { max: 1 });
    connection.publish(`MOL-${NAMESPACE}.REQ.node-2`, "hello");
    for await (const message of heard) expect(message.string()).toBe("hello");
  });

  test.each([
    `$JS.API.STREAM.PURGE.${STREAM}`,
    `$JS.API.STREAM.DELETE.${STREAM}`,
    `$JS.API.STREAM.MSG.DELETE.${STREAM}`,
    `$JS.API.STREAM.UPDATE.${STREAM}`,
    "$SYS.REQ.SERVER.PING",
  ])("a node may not ask %s", async (subject) => {
    expect(await ask(await as("kairos"), subject)).toMatch(/permission/i);
  });

  test("the load tool appends to the log and reads what comes of it", async () => {
    const log = await logAs("load");
    expect(await log.append([entry("from the load tool")])).toEqual([expect.any(Number)]);
    const reader = await log.read(1, 0);
    expect(await reader.next()).toMatchObject([{ sequence: 1 }]);
    await reader.close();
  });

  test.each([
    "$JS.API.STREAM.CREATE.another",
    `$JS.API.STREAM.PURGE.${STREAM}`,
    `$JS.API.STREAM.DELETE.${STREAM}`,
    `MOL-${NAMESPACE}.REQ.node-1`,
  ])("the load tool may not ask %s", async (subject) => {
    expect(await ask(await as("load"), subject)).toMatch(/permission/i);
  });

  test("the load tool may not listen to what nodes say to each other", async () => {
    const connection = await as("load");
    const heard = connection.subscribe(`MOL-${NAMESPACE}.>`, { callback: () => {} });
    await connection.flush();
    expect(await heard.closed).toMatchObject({ name: "PermissionViolationError" });
  });

  test("what the log keeps cannot be read from its files", async () => {
    await (await logAs("kairos")).append([entry("a secret of somebody")]);
    const store = environment["KAIROS_NATS_STORE"]!;
    const files = (await readdir(store, { recursive: true })).filter((name) => /blk$/.test(name));
    expect(files.length).toBeGreaterThan(0);
    for (const name of files) {
      expect((await readFile(join(store, name))).includes("a secret of somebody")).toBe(false);
    }
  });

  test("admin empties and deletes a stream", async () => {
    const connection = await as("admin");
    const manager = (await JetStreamLink.over(connection)).manager;
    await manager.streams.add({ name: "spare", subjects: ["spare"] });
    expect(await ask(connection, "$JS.API.STREAM.PURGE.spare")).toContain('"success":true');
    expect(await ask(connection, "$JS.API.STREAM.DELETE.spare")).toContain('"success":true');
  });
});
