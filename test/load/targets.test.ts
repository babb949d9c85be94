// The load tool against the real thing: embedded, and over a NATS server with owners behind it.
import { afterAll, expect, test } from "vitest";
import { performLoad } from "../../services/load/perform.ts";
import { namespacesOf, openCluster } from "../../services/log/cluster.ts";
import { hostOwners } from "../../services/owners/host.ts";
import { startServer } from "../services/servers.ts";
import { orderFor } from "./people.ts";

const stops: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const stop of stops.reverse()) await stop();
});

test("embedded, every event comes back, and triggers with it", async () => {
  const report = await performLoad(await orderFor("embedded", "constant:3k/s:1s"));
  const { counts } = report;
  expect(counts.intended).toBeGreaterThanOrEqual(4_500);
  expect(counts).toMatchObject({
    sent: counts.intended,
    confirmed: counts.intended,
    returned: counts.intended,
    unsent: 0,
  });
  expect(report.latency.count).toBe(counts.triggers);
  expect(report.offer.count).toBe(counts.offers);
  expect(counts.triggers).toBeGreaterThan(counts.offers);
  expect(counts.offers).toBeGreaterThan(0);
  expect(report.latency.p50).toBeGreaterThan(0);
});

test("over NATS, a second load goes on where the first has ended", async () => {
  const [nats, redis] = await Promise.all([startServer("nats"), startServer("redis")]);
  stops.push(nats.stop, redis.stop);
  const order = {
    ...(await orderFor(nats.url, "constant:3k/s:1s")),
    redis: redis.url,
  };
  const { scenario, seed, subscribers, namespace } = order;
  await expect(performLoad(order)).rejects.toThrow("no node that hosts these people");
  expect(await namespacesOf(nats.url), "a load makes no log").toEqual([]);
  const durability = await openCluster({ nats: nats.url, redis: redis.url, namespace });
  stops.push(() => durability.close());
  await expect(performLoad(order)).rejects.toThrow("no node that hosts these people");
  const owner = hostOwners({ node: "n1", durability, scenario, seed, subscribers });
  owner.start();
  stops.push(() => owner.stop());
  await expect.poll(() => owner.owned.size, { timeout: 15_000 }).toBe(16);
  const share = { index: 16, of: 17 };
  await expect(performLoad({ ...order, share })).rejects.toThrow("17/17, for a log of 16");
  for (let round = 0; round < 2; round++) {
    const { counts } = await performLoad(order);
    expect(counts.returned).toBe(counts.intended);
    expect(counts.unsent).toBe(0);
    expect(counts.triggers).toBeGreaterThan(0);
  }
  const passedOver = [...owner.owned.values()].map((twin) => twin.passedOver);
  for (const { past, senseless, unreadable } of passedOver) {
    expect([past, senseless, unreadable]).toEqual([0, 0, 0]);
  }
});
