// ops/redis.conf and ops/users.acl on a real server: nodes can work, and can do nothing else.
import { createHash } from "node:crypto";
import { join } from "node:path";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { RedisLeases } from "../../services/log/redis-leases.ts";
import { type ScriptedRedis, withScripts } from "../../services/log/redis-scripts.ts";
import { RedisStore } from "../../services/log/redis-store.ts";
import { change, copyOfOps, runServer } from "./server-with-config.ts";

const PASSWORDS = {
  kairos: "of-the-nodes",
  load: "of-the-load-tool",
  admin: "of-a-person",
} as const;
const NAMESPACE = "kairos-1a2b";

let ops: Awaited<ReturnType<typeof copyOfOps>>;
let server: Awaited<ReturnType<typeof runServer>>;

beforeAll(async () => {
  ops = await copyOfOps();
  const acl = join(ops.folder, "users.acl");
  await change(acl, (text) =>
    text.replace(/@(\w+)_SHA256@/g, (_, name: string) =>
      createHash("sha256")
        .update(PASSWORDS[name.toLowerCase() as keyof typeof PASSWORDS])
        .digest("hex"),
    ),
  );
  server = await runServer("redis-server", (port) => [
    join(ops.folder, "redis.conf"),
    ...["--port", `${port}`, "--dir", ops.folder, "--aclfile", acl],
  ]);
});

afterAll(async () => {
  await server?.stop();
  await ops?.remove();
});

function as(user: keyof typeof PASSWORDS, password: string = PASSWORDS[user]): ScriptedRedis {
  const url = `redis://${user}:${password}@127.0.0.1:${server.port}`;
  const client = new Redis(url, { retryStrategy: () => null });
  client.on("error", () => {});
  onTestFinished(() => client.disconnect());
  return withScripts(client);
}

describe("ops/redis.conf with ops/users.acl", () => {
  test("nobody comes in without a password, or with a wrong one", async () => {
    const nobody = new Redis(`redis://127.0.0.1:${server.port}`, { retryStrategy: () => null });
    nobody.on("error", () => {});
    onTestFinished(() => nobody.disconnect());
    await expect(nobody.get("anything")).rejects.toThrow(/NOAUTH/);
    await expect(as("kairos", "wrong").get("anything")).rejects.toThrow();
  });

  test("a node has leases, commits slabs and loads them", async () => {
    const redis = as("kairos");
    const leases = new RedisLeases(redis, NAMESPACE);
    const store = new RedisStore({ redis, namespace: NAMESPACE, logOf: () => "log" });
    const token = (await leases.acquire(7, "node-1", 60_000))!;
    expect(await leases.renew(7, token, 60_000)).toBe(true);
    expect(await leases.owner(7)).toBe("node-1");
    // Too large for one call, so that the stage is used as well.
    const slabs = new Map(["a", "b", "c"].map((name) => [name, new Uint8Array(5_000_000)]));
    const commit = { partition: 7, previous: 0, sequence: 1, slabs, token };
    expect(await store.commit(commit)).toBe("committed");
    expect((await store.load(7)).slabs.size).toBe(3);
    expect(await store.reset(7, 0, token)).toBe("committed");
    await leases.release(7, token);
    expect(await leases.present("node-1", 60_000)).toEqual(["node-1"]);
    await leases.absent("node-1");
  });

  test.each([
    "FLUSHALL",
    "CONFIG GET *",
    "KEYS *",
    "ACL LIST",
    "SHUTDOWN NOSAVE",
    "SAVE",
    "GET somebody-elses",
    "HGET somebody-elses field",
    "EVAL return(redis.call('HGET',KEYS[1],'field')) 1 somebody-elses",
    "PUBLISH channel text",
  ])("a node may not %s", async (line) => {
    const [command = "", ...args] = line.split(" ");
    await expect(as("kairos").call(command, ...args)).rejects.toThrow(/NOPERM/);
  });

  test("the load tool sees who owns what, and changes nothing", async () => {
    const node = new RedisLeases(as("kairos"), NAMESPACE);
    await node.acquire(3, "node-2", 60_000);
    const leases = new RedisLeases(as("load"), NAMESPACE);
    expect(await leases.owner(3)).toBe("node-2");
    await expect(leases.acquire(4, "load", 60_000)).rejects.toThrow(
      /user executing the script can't/,
    );
    await expect(as("load").hset(`{${NAMESPACE}:p3}:lease`, "node", "load")).rejects.toThrow(
      /NOPERM/,
    );
  });

  test("changes are in a file that is synced, and no key is thrown out", async () => {
    const admin = as("admin");
    expect(await admin.config("GET", "appendonly")).toEqual(["appendonly", "yes"]);
    expect(await admin.config("GET", "maxmemory-policy")).toEqual([
      "maxmemory-policy",
      "noeviction",
    ]);
  });
});
