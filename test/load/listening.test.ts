// kairos start --listen-sccplite before kairos load: octets in at a socket, decisions out of the log.
import { afterAll, expect, test } from "vitest";
import { type LoadOrder, performLoad } from "../../services/load/perform.ts";
import { type NodeOptions, type RunningNode, startNode } from "../../services/node.ts";
import { namespaceOf } from "../../services/run-name.ts";
import { createFolder } from "../services/quickstart.ts";
import { startServer } from "../services/servers.ts";
import { orderFor, SUBSCRIBERS } from "./people.ts";

const stops: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const stop of stops.reverse()) await stop();
});

const PROFILE = "constant:5k/s:1s";
const SERVICES = ["tap", "subscriber", "campaign", "delivery"];

async function listening(options: Partial<NodeOptions>): Promise<RunningNode> {
  const { scenario } = await orderFor("embedded", PROFILE);
  return await startNode({
    scenario,
    subscribers: SUBSCRIBERS,
    port: 0,
    speed: 60,
    startAtMs: 0,
    services: SERVICES,
    listenSccplite: 0,
    ...options,
  });
}

/** From midnight on: of connections that began before it a tap knows nothing. */
const loadFor = async (node: RunningNode, more: Partial<LoadOrder> = {}): Promise<LoadOrder> => ({
  ...(await orderFor(`tcp://127.0.0.1:${node.ear!.port}`, PROFILE)),
  fromMs: 0,
  ...more,
});

const countOf = (digest: string): number => Number(digest.split("-")[1]);

test("a process that hears SCCPlite has every event, and goes on where it was stopped", async () => {
  const { folder, remove } = await createFolder();
  stops.push(remove);
  const node = await listening({ data: folder });
  expect(node.url).toBe("");
  expect(node.ear!.fromMs).toBe(0);
  const { counts } = await performLoad(await loadFor(node));
  await expect.poll(async () => countOf((await node.digests()).events)).toBe(counts.intended);
  await node.stop();

  const again = await listening({ data: folder });
  stops.push(() => again.stop());
  const { fromMs } = again.ear!;
  expect(fromMs).toBeGreaterThan(0);
  const second = await performLoad(await loadFor(again, { fromMs }));
  const all = counts.intended + second.counts.intended;
  const understood = async (): Promise<number> => countOf((await again.digests()).events);
  await expect.poll(understood).toBeGreaterThan(all - second.counts.intended / 10);
  expect(await understood()).toBeLessThanOrEqual(all);
});

test("over NATS, decisions about what was heard come back to the load tool", async () => {
  const [nats, redis] = await Promise.all([startServer("nats"), startServer("redis")]);
  stops.push(nats.stop, redis.stop);
  const node = await listening({ transporter: nats.url, store: redis.url });
  stops.push(() => node.stop());
  await expect.poll(() => node.owner!.owned.size, { timeout: 15_000 }).toBe(16);
  const { scenario, seed, subscribers } = await loadFor(node);
  const namespace = namespaceOf({ scenario, seed, subscribers });
  const behind = { results: nats.url, redis: redis.url, namespace };
  let intended = 0;
  for (let round = 0; round < 2; round++) {
    const { counts } = await performLoad(await loadFor(node, behind));
    expect(counts.unsent).toBe(0);
    expect(counts.returned).toBe(counts.intended);
    expect(counts.triggers).toBeGreaterThan(0);
    intended += counts.intended;
  }
  await expect.poll(async () => countOf((await node.digests()).events)).toBe(intended);
});
