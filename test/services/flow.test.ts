// The proof that the services are shells: through the broker, in one process or two, over NATS or
// Redis, the digests are those of the bare loop.
import type { ChildProcess } from "node:child_process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DAY_MS } from "../../domain/time.ts";
import { type Digests, type NodeOptions, startNode } from "../../services/node.ts";
import { tokeniserOfSeed } from "../../services/tokens.ts";
import { run } from "../../simulator/runs/simulation.ts";
import {
  createPage,
  nextTick,
  readQuickstart,
  SUBSCRIBERS,
  startSecondProcess,
} from "./quickstart.ts";
import { ended, type RunningServer, startServer } from "./servers.ts";

let page: Awaited<ReturnType<typeof createPage>>;
let options: NodeOptions;
let bare: Digests;

beforeAll(async () => {
  page = await createPage();
  const scenario = await readQuickstart();
  options = {
    scenario,
    subscribers: SUBSCRIBERS,
    port: 0,
    speed: 60,
    startAtMs: DAY_MS,
    paused: true,
    root: page.root,
  };
  const tokenise = tokeniserOfSeed(scenario.seed);
  bare = (await run(scenario, { subscribers: SUBSCRIBERS, days: 1, tokenise })).digests;
});
afterAll(() => page.remove());

const countOf = (digest: string): number => Number(digest.split("-")[1]);

describe("a day of 500 people", () => {
  test("holds triggers and decisions enough to compare", () => {
    expect(countOf(bare.events)).toBeGreaterThan(10_000);
    expect(countOf(bare.triggers)).toBeGreaterThan(50);
    expect(countOf(bare.decisions)).toBe(countOf(bare.triggers));
  });

  test.each([["events", false] as const, ["octets", true] as const])(
    "through the broker as %s ends in the digests of the bare loop",
    async (_what, wire) => {
      const node = await startNode({ ...options, wire });
      expect(await node.digests()).toEqual(bare);
      await node.stop();
    },
  );

  test.each(["nats", "redis"] as const)(
    "in two processes over %s ends in the same digests",
    async (kind) => {
      const server = await startServer(kind);
      let child: ChildProcess | undefined;
      try {
        child = await startSecondProcess(server.url, ["tap", "campaign"]);
        const services = ["traffic", "subscriber", "delivery", "gateway"];
        const node = await startNode({ ...options, transporter: server.url, services });
        expect(await node.digests()).toEqual(bare);
        const { counters } = await nextTick(node.url);
        expect(counters.events).toBe(countOf(bare.events));
        expect(counters.triggers).toBe(countOf(bare.triggers));
        await node.stop();
        expect(await ended(child)).toBe(0);
      } finally {
        if (child !== undefined) await ended(child, "SIGKILL");
        await server.stop();
      }
    },
  );

  test.each([
    ["a process of the flow is killed", (child: ChildProcess) => ended(child, "SIGKILL")],
    ["the broker's server goes", (_: ChildProcess, server: RunningServer) => server.stop()],
  ])("stops with an error, and leaves no process behind, when %s", async (_what, lose) => {
    const server = await startServer("nats");
    let child: ChildProcess | undefined;
    try {
      child = await startSecondProcess(server.url, ["tap"]);
      const node = await startNode({
        ...options,
        startAtMs: 0,
        speed: 600,
        paused: false,
        transporter: server.url,
        services: ["traffic", "subscriber", "campaign", "delivery"],
      });
      await lose(child, server);
      expect(await node.failure).toMatchObject({ code: "server.unreachable" });
      await node.stop();
      // SIGTERM is enough, also without a server; the killed one has no exit code.
      expect(await ended(child)).toBe(child.signalCode === "SIGKILL" ? null : 0);
    } finally {
      if (child !== undefined) await ended(child, "SIGKILL");
      await server.stop();
    }
  });
});
