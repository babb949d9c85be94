// The tap is passive: taken away, slowed down or lost on the way, it changes nothing that is made.
import type { ChildProcess } from "node:child_process";
import type { Context, Middleware, Service } from "moleculer";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Digest, digestEvent } from "../../domain/digest.ts";
import { HOUR_MS } from "../../domain/time.ts";
import type { Generated } from "../../services/batches.ts";
import { type NodeOptions, startNode } from "../../services/node.ts";
import { ACTION } from "../../services/subjects.ts";
import { tokeniserOfSeed } from "../../services/tokens.ts";
import { createTraffic } from "../../simulator/traffic.ts";
import {
  createFolder,
  createPage,
  nextTick,
  readQuickstart,
  SUBSCRIBERS,
  startSecondProcess,
} from "./quickstart.ts";
import { ended, startServer } from "./servers.ts";

const MORNING_MS = 9 * HOUR_MS;
/** Turns of the event loop that the slow tap lets pass with each batch. */
const TURNS = 25;

let page: Awaited<ReturnType<typeof createPage>>;
let options: NodeOptions;
/** Digest of what the network does, with no service around it. */
let alone: string;

beforeAll(async () => {
  page = await createPage();
  const scenario = readQuickstart();
  options = {
    scenario,
    subscribers: SUBSCRIBERS,
    port: 0,
    speed: 60,
    startAtMs: MORNING_MS,
    paused: true,
    root: page.root,
  };
  const digest = new Digest();
  const tokenise = tokeniserOfSeed(scenario.seed);
  const traffic = createTraffic(scenario, {
    seed: scenario.seed,
    subscribers: SUBSCRIBERS,
    tokenise,
  });
  for (const event of traffic.events(0, MORNING_MS)) digestEvent(digest, event);
  alone = digest.toString();
});
afterAll(() => page.remove());

let slowed = 0;
/** Lets the event loop turn before the tap takes a batch. */
const SLOW: Middleware = {
  name: "slow tap",
  localAction(next, { name }: { name?: string }) {
    if (name !== ACTION.tapEvents && name !== ACTION.tapFrames) return next;
    return async function (this: Service, ctx: Context) {
      slowed++;
      for (let turn = 0; turn < TURNS; turn++) await new Promise(setImmediate);
      return await next.call(this, ctx);
    };
  },
};

/** What the traffic has made by the time the network opens. */
async function made(more: Partial<NodeOptions>): Promise<Generated> {
  const { folder, remove } = await createFolder();
  const node = await startNode({ ...options, ...more, data: folder });
  try {
    return await node.generated();
  } finally {
    await node.stop();
    await remove();
  }
}

describe.each([["events", false] as const, ["octets", true] as const])(
  "what the network does, tapped as %s,",
  (_what, wire) => {
    let tapped: Generated;
    beforeAll(async () => {
      tapped = await made({ wire });
    });

    test("is all taken by a tap that keeps up", () => {
      expect(tapped.dropped).toBe(0);
      expect(tapped.sent).toBeGreaterThan(1_000);
      expect(tapped.digest).toContain(`-${tapped.sent}`);
      if (!wire) expect(tapped.digest).toBe(alone);
    });

    test("is the same when the tap is slow", async () => {
      slowed = 0;
      expect(await made({ wire, middlewares: [SLOW] })).toEqual(tapped);
      expect(slowed).toBeGreaterThan(5);
    });

    test("is the same when there is no tap anywhere, and is dropped and counted", async () => {
      const services = ["traffic", "gateway"];
      expect(await made({ wire, services, untapped: true })).toEqual({
        digest: tapped.digest,
        sent: 0,
        dropped: tapped.sent,
      });
    });
  },
);

test("a tap that is killed stops the twin, not the network", async () => {
  const [nats, redis] = await Promise.all([startServer("nats"), startServer("redis")]);
  const cluster = { transporter: nats.url, store: redis.url };
  let child: ChildProcess | undefined;
  try {
    child = await startSecondProcess({ ...cluster, services: ["tap"], speed: 1, startAtMs: 0 });
    const node = await startNode({
      ...options,
      speed: 600,
      paused: false,
      ...cluster,
      patienceMs: 100,
      services: ["traffic", "subscriber", "campaign", "delivery", "gateway"],
    });
    await ended(child, "SIGKILL");
    expect(await node.failure).toMatchObject({ code: "server.unreachable" });
    const { dropped, sent } = await node.generated();
    const { timeMs } = await nextTick(node.url);
    await nextTick(node.url, (tick) => tick.timeMs > timeMs);
    const later = await node.generated();
    expect(later.dropped).toBeGreaterThan(dropped);
    expect(later.sent).toBe(sent);
    await node.stop();
  } finally {
    if (child !== undefined) await ended(child, "SIGKILL");
    await Promise.all([nats.stop(), redis.stop()]);
  }
});
