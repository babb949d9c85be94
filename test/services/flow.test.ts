// The proof that the services are shells: through the log, embedded or in several processes over NATS
// and Redis, the digests are those of the bare loop, also when owners die on the way.
import type { ChildProcess } from "node:child_process";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { DAY_MS, HOUR_MS } from "../../domain/time.ts";
import type { Digests } from "../../services/batches.ts";
import { type NodeOptions, startNode } from "../../services/node.ts";
import { tokeniserOfSeed } from "../../services/tokens.ts";
import { startNats } from "../../services/up/servers.ts";
import { run } from "../../simulator/runs/simulation.ts";
import {
  createFolder,
  createPage,
  nextTick,
  readQuickstart,
  SUBSCRIBERS,
  startSecondProcess,
} from "./quickstart.ts";
import { ended, type RunningServer, startServer } from "./servers.ts";

const NOON_MS = 12 * HOUR_MS;

let page: Awaited<ReturnType<typeof createPage>>;
let options: NodeOptions;
let kept: Awaited<ReturnType<typeof createFolder>>;
let bare: Digests;
/** Of a single process. */
let noon: Digests;

beforeAll(async () => {
  page = await createPage();
  const scenario = readQuickstart();
  options = {
    scenario,
    subscribers: SUBSCRIBERS,
    port: 0,
    speed: 60,
    startAtMs: NOON_MS,
    paused: true,
    root: page.root,
  };
  const tokenise = tokeniserOfSeed(scenario.seed);
  bare = (await run(scenario, { subscribers: SUBSCRIBERS, days: 1, tokenise })).digests;
  kept = await createFolder();
  const node = await startNode({ ...options, data: kept.folder });
  noon = await node.digests();
  await node.stop();
});
afterAll(async () => {
  await page.remove();
  await kept.remove();
});

const countOf = (digest: string): number => Number(digest.split("-")[1]);

describe("a day of 500 people", () => {
  test("holds triggers and decisions enough to compare", () => {
    expect(countOf(bare.events)).toBeGreaterThan(10_000);
    expect(countOf(bare.triggers)).toBeGreaterThan(50);
    expect(countOf(bare.decisions)).toBe(countOf(bare.triggers));
    expect(countOf(noon.decisions)).toBeGreaterThan(20);
  });

  // Octets, and a process that is killed meanwhile: restart.test.ts.
  test("in one process, stopped at noon and gone on with, ends in the digests of the bare loop", async () => {
    const node = await startNode({ ...options, data: kept.folder, startAtMs: DAY_MS });
    expect(node.resumedMs).toBe(NOON_MS);
    expect(await node.digests()).toEqual(bare);
    await node.stop();
  });
});

describe("a morning of 500 people over NATS and Redis", () => {
  let redis: RunningServer;
  let nats: RunningServer;
  let natsFolder: Awaited<ReturnType<typeof createFolder>>;
  let cluster: { readonly transporter: string; readonly store: string };
  const children: ChildProcess[] = [];
  beforeEach(async () => {
    natsFolder = await createFolder();
    [nats, redis] = await Promise.all([
      startNats({ folder: natsFolder.folder }),
      startServer("redis"),
    ]);
    cluster = { transporter: nats.url, store: redis.url };
  });
  afterEach(async () => {
    await Promise.all(children.splice(0).map((child) => ended(child, "SIGKILL")));
    await Promise.all([nats.stop(), redis.stop()]);
    await natsFolder.remove();
  });

  async function restartNats(): Promise<void> {
    await nats.stop();
    nats = await startNats({ folder: natsFolder.folder, port: Number(new URL(nats.url).port) });
  }

  async function startChild(services: readonly string[]): Promise<ChildProcess> {
    const child = await startSecondProcess({ ...cluster, services, speed: 1, startAtMs: 0 });
    children.push(child);
    return child;
  }

  test("in three processes ends in the same digests, and the map counts the same", async () => {
    const [last] = await Promise.all([
      startChild(["subscriber", "delivery"]),
      startChild(["subscriber", "tap"]),
    ]);
    const services = ["traffic", "campaign", "gateway"];
    const node = await startNode({ ...options, ...cluster, services });
    expect(await node.digests()).toEqual(noon);
    const { counters } = await nextTick(
      node.url,
      (tick) => tick.counters.events === countOf(noon.events),
    );
    expect(counters.triggers).toBe(countOf(noon.triggers));
    await node.stop();
    // SIGTERM is enough.
    expect(await ended(last)).toBe(0);
  });

  test("with owner and tap killed and replaced, and NATS restarted, ends in the same digests", async () => {
    const services = ["subscriber", "tap"];
    const [victim] = await Promise.all([startChild(services), startChild(["subscriber"])]);
    let killed: Promise<unknown> | undefined;
    let restarted: Promise<void> | undefined;
    const node = await startNode({
      ...options,
      ...cluster,
      patienceMs: 60_000,
      services: ["traffic", "campaign", "delivery"],
      onProgress({ share }) {
        if (share > 0.3) killed ??= ended(victim, "SIGKILL").then(() => startChild(services));
        if (share > 0.6) restarted ??= restartNats();
      },
    });
    await Promise.all([killed, restarted]);
    expect(victim.signalCode).toBe("SIGKILL");
    expect(await node.digests()).toEqual(noon);
    await node.stop();
  });

  test("one server without the other is refused, with what is missing", async () => {
    const { transporter, store } = cluster;
    for (const [half, missing] of [
      [{ transporter }, "KAIROS_STORE"],
      [{ store }, "KAIROS_TRANSPORTER"],
      [{ ...cluster, transporter: store }, "KAIROS_TRANSPORTER"],
    ] as const) {
      await expect(startNode({ ...options, ...half })).rejects.toMatchObject({
        code: "usage.invalid",
        message: expect.stringContaining(missing),
      });
    }
  });
});
