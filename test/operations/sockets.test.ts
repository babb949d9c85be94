// What Kairos starts listens on the loopback alone: every socket of a process and its children.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { collected, firstLine, startKairos } from "../cli/kairos-process.ts";
import { QUICKSTART_CITY } from "../scenarios/scenario-file.ts";
import { createPage } from "../services/quickstart.ts";
import { ended } from "../services/servers.ts";
import { listeningOf, treeOf } from "./listening.ts";
import type { NodeOrder } from "./running-node.ts";

const PROGRAM = fileURLToPath(new URL("running-node.ts", import.meta.url));

let folder: string;
let page: Awaited<ReturnType<typeof createPage>>;
let child: ChildProcess;
let finished: ReturnType<typeof collected>;
let urls: { map: string; admin: string };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "kairos-sockets-"));
  page = await createPage();
  const order: NodeOrder = {
    file: QUICKSTART_CITY,
    subscribers: 50,
    root: page.root,
    data: folder,
  };
  child = spawn(process.execPath, [PROGRAM, JSON.stringify(order)], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  finished = collected(child);
  urls = JSON.parse(await firstLine(child));
});
afterAll(async () => {
  await ended(child, "SIGKILL");
  await page.remove();
  await rm(folder, { recursive: true });
});

const portOf = (url: string): number => Number(new URL(url).port);

describe("the search for sockets", () => {
  test.each(["0.0.0.0", "::"])("finds one that listens on %s", async (host) => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, host, resolve));
    const found = listeningOf([process.pid]);
    expect(found.filter(({ loopback }) => !loopback)).toHaveLength(1);
    await new Promise((resolve) => server.close(resolve));
  });

  test("finds the children of a process", () => {
    expect(treeOf(process.pid)).toContain(child.pid);
  });
});

describe("a node with a map and an admin port", () => {
  test("becomes ready", async () => {
    await vi.waitFor(async () => expect((await fetch(`${urls.admin}readyz`)).status).toBe(200), {
      timeout: 60_000,
      interval: 100,
    });
    expect(await (await fetch(`${urls.admin}metrics`)).text()).toContain("kairos_actors_active 50");
  });

  test("listens on both, and on nothing but the loopback", () => {
    const found = listeningOf(treeOf(child.pid!));
    expect(found.map(({ port }) => port).sort()).toEqual(
      [portOf(urls.map), portOf(urls.admin)].sort(),
    );
    expect(found.filter(({ loopback }) => !loopback)).toEqual([]);
  });

  test("told to end, stops in time", async () => {
    child.kill("SIGTERM");
    const { stdout } = await finished;
    expect(JSON.parse(stdout.trim().split("\n").at(-1)!)).toEqual({
      reason: "AbortError",
      late: false,
    });
  });
});

describe("a cluster on one machine", () => {
  test("listens on nothing but the loopback: servers, nodes, and what watches them", async () => {
    const data = join(folder, "cluster");
    const where = ["--port", "0", "--admin-port", "0", "--data", data];
    const up = startKairos("up", "--cluster", "--nodes", "2", "--subscribers", "50", ...where);
    const over = collected(up);
    try {
      await said(up, "everything runs");
      const found = listeningOf(treeOf(up.pid!));
      // Two servers, two admin ports, one map.
      expect(found.length).toBeGreaterThanOrEqual(5);
      expect(found.filter(({ loopback }) => !loopback)).toEqual([]);
    } finally {
      up.kill("SIGTERM");
      await over;
    }
  });
});

/** Waits until a process says this on stderr. */
function said(process: ChildProcess, words: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = "";
    process.stderr!.on("data", (more: string) => {
      text += more;
      if (text.includes(words)) resolve();
    });
    process.once("close", () => reject(new Error(`it ended: ${text}`)));
  });
}
