// The servers as compose.yaml configures them, and the addresses that it gives to the nodes.
import { createHash } from "node:crypto";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openCluster } from "../../services/log/cluster.ts";
import { freePort } from "../services/servers.ts";
import { change, copyOfOps, runServer } from "./server-with-config.ts";

test("a node and a load tool find the log with the addresses that they are given", async () => {
  const ops = await copyOfOps();
  onTestFinished(ops.remove);
  const config = join(ops.folder, "nats.compose.conf");
  await change(config, (text) =>
    text.replace(/^listen: .*$/m, "").replace('"/data"', JSON.stringify(join(ops.folder, "store"))),
  );
  await change(config, ops.forThisVersion);
  const acl = join(ops.folder, "users.acl");
  const digest = createHash("sha256").update("pass").digest("hex");
  await change(acl, (text) => text.replace(/@\w+@/g, digest));
  const monitor = await freePort();
  const nats = await runServer(
    "nats-server",
    (port) => [...["-c", config, "-a", "127.0.0.1", "-p", `${port}`, "-m", `${monitor}`]],
    {
      KAIROS_NATS_PASSWORD: "pass",
      KAIROS_NATS_LOAD_PASSWORD: "pass",
      KAIROS_NATS_ADMIN_PASSWORD: "pass",
    },
  );
  onTestFinished(nats.stop);
  const redis = await runServer("redis-server", (port) => [
    join(ops.folder, "redis.conf"),
    ...["--port", `${port}`, "--dir", ops.folder, "--aclfile", acl],
  ]);
  onTestFinished(redis.stop);
  const names: string[] = [];
  for (const user of ["kairos", "load"]) {
    const cluster = await openCluster({
      nats: `nats://${user}:pass@127.0.0.1:${nats.port}`,
      redis: `redis://${user}:pass@127.0.0.1:${redis.port}`,
      namespace: "kairos-1a2b",
    });
    names.push(cluster.log.name);
    await cluster.log.append([{ partition: 3, octets: new Uint8Array(8), id: user }]);
    expect(await cluster.log.bounds(3)).toMatchObject({ last: names.length });
    await cluster.close();
  }
  expect(names[1]).toBe(names[0]);
});
