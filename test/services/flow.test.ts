// The proof that the services are shells: through the broker, in one process or two, over NATS or
// Redis, the digests are those of the bare loop.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DAY_MS } from "../../domain/time.ts";
import { readScenario } from "../../scenarios/parse.ts";
import type { Scenario } from "../../scenarios/scenario.ts";
import { readTextFile } from "../../services/files.ts";
import { type Digests, startNode } from "../../services/node.ts";
import { run } from "../../simulator/runs/simulation.ts";
import { ended, startServer } from "./servers.ts";

const QUICKSTART = fileURLToPath(new URL("../../scenarios/quickstart.yaml", import.meta.url));
const SUBSCRIBERS = 500;

let root: string;
let scenario: Scenario;
let bare: Digests;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "kairos-flow-"));
  await writeFile(join(root, "index.html"), "<!doctype html><title>Kairos</title>");
  const result = readScenario(await readTextFile(QUICKSTART), QUICKSTART);
  if ("errors" in result) throw new AggregateError(result.errors);
  scenario = result.scenario;
  bare = (await run(scenario, { subscribers: SUBSCRIBERS, days: 1 })).digests;
});
afterAll(() => rm(root, { recursive: true }));

const options = () => ({
  scenario,
  subscribers: SUBSCRIBERS,
  port: 0,
  speed: 60,
  startAtMs: DAY_MS,
  paused: true,
  root,
});

/** Resolves when the child has said that it is ready. */
async function ready(child: ChildProcess): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    child.stdout!.once("data", () => resolve());
    child.once("exit", (code) => reject(new Error(`the second process ended with ${code}`)));
  });
}

describe("a day of 500 people", () => {
  test("through the broker in one process ends in the digests of the bare loop", async () => {
    const node = await startNode(options());
    expect(await node.digests()).toEqual(bare);
    await node.stop();
    expect(Number(bare.triggers.split("-")[1])).toBeGreaterThan(50);
    expect(Number(bare.decisions.split("-")[1])).toBeGreaterThan(50);
  });

  test.each(["nats", "redis"] as const)(
    "in two processes over %s ends in the same digests",
    async (kind) => {
      const server = await startServer(kind);
      const services = ["tap", "campaign"];
      const order = {
        file: QUICKSTART,
        subscribers: SUBSCRIBERS,
        transporter: server.url,
        services,
      };
      const child = spawn(
        process.execPath,
        [fileURLToPath(new URL("second-process.ts", import.meta.url)), JSON.stringify(order)],
        { stdio: ["ignore", "pipe", "inherit"] },
      );
      try {
        await ready(child);
        const node = await startNode({
          ...options(),
          transporter: server.url,
          services: ["traffic", "subscriber", "delivery", "gateway"],
        });
        expect(await node.digests()).toEqual(bare);
        await node.stop();
        expect(await ended(child)).toBe(0);
      } finally {
        await ended(child, "SIGKILL");
        await server.stop();
      }
    },
  );
});
