// A whole node with the servers of ops/: TLS and users on NATS, users on Redis, secrets nowhere.
import type { ChildProcess } from "node:child_process";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { Redis } from "ioredis";
import { expect, onTestFinished, test } from "vitest";
import { startKairosIn } from "../cli/kairos-process.ts";
import { ended, freePort } from "../services/servers.ts";
import { change, copyOfOps, makeCertificate, runServer } from "./server-with-config.ts";

/** Resolves when a partition has a checkpoint. */
async function committed(port: number, node: ChildProcess): Promise<void> {
  const admin = new Redis(`redis://admin:pass-of-redis@127.0.0.1:${port}`);
  onTestFinished(() => admin.disconnect());
  while (node.exitCode === null) {
    const keys = await admin.keys("{kairos-*}:checkpoint");
    const sequences = await Promise.all(keys.map((one) => admin.hget(one, "sequence")));
    if (sequences.some((sequence) => Number(sequence) > 0)) return;
  }
}

test("a node runs with the user that the configurations have for it", async () => {
  const ops = await copyOfOps();
  onTestFinished(ops.remove);
  const { certificate, key } = makeCertificate(ops.folder);
  const monitor = await freePort();
  const nats = await runServer(
    "nats-server",
    (port) => ["-c", ops.nats, "-p", `${port}`, "-m", `${monitor}`],
    {
      KAIROS_NATS_CERT: certificate,
      KAIROS_NATS_CERT_KEY: key,
      KAIROS_NATS_STORE: join(ops.folder, "store"),
      KAIROS_NATS_STORE_KEY: "a-key-that-encrypts-the-store",
      KAIROS_NATS_PASSWORD: "pass-of-nats",
      KAIROS_NATS_LOAD_PASSWORD: "other",
      KAIROS_NATS_ADMIN_PASSWORD: "other",
    },
  );
  onTestFinished(nats.stop);
  const acl = join(ops.folder, "users.acl");
  const digest = createHash("sha256").update("pass-of-redis").digest("hex");
  await change(acl, (text) => text.replace(/@\w+@/g, digest));
  const redis = await runServer("redis-server", (port) => [
    join(ops.folder, "redis.conf"),
    ...["--port", `${port}`, "--dir", ops.folder, "--aclfile", acl],
  ]);
  onTestFinished(redis.stop);
  const node = startKairosIn(
    {
      KAIROS_TRANSPORTER: `nats://kairos:pass-of-nats@localhost:${nats.port}`,
      KAIROS_STORE: `redis://kairos:pass-of-redis@127.0.0.1:${redis.port}`,
      KAIROS_LOG_LEVEL: "info",
      NODE_EXTRA_CA_CERTS: certificate,
    },
    ...["start", "--subscribers", "100", "--port", "0"],
  );
  onTestFinished(async () => void (await ended(node)));
  let said = "";
  const url = await new Promise<string>((resolve, reject) => {
    const hear = (text: string): void => {
      said += text;
      const found = /open (http:\S+)/.exec(said)?.[1];
      if (found !== undefined) resolve(found);
    };
    node.stdout!.setEncoding("utf8").on("data", hear);
    node.stderr!.setEncoding("utf8").on("data", hear);
    node.once("close", () => reject(new Error(said)));
  });
  expect((await fetch(url)).status).toBe(200);
  // Traffic went into the log, was read from it and applied, and is kept.
  await committed(redis.port, node);
  expect(await ended(node)).toBe(130);
  expect(said).not.toMatch(/permission|NOPERM|pass-of/i);
});
