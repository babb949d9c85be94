// What is durable of a live run: killed and started again, it goes on where it was, and nothing differs.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { History, Inspection, Tick } from "../../domain/map-frame.ts";
import { DAY_MS, HOUR_MS } from "../../domain/time.ts";
import type { Digests } from "../../services/batches.ts";
import { type NodeOptions, type RunningNode, startNode } from "../../services/node.ts";
import { tokeniserOfSeed } from "../../services/tokens.ts";
import { run } from "../../simulator/runs/simulation.ts";
import {
  createFolder,
  createPage,
  nextTick,
  readQuickstart,
  SUBSCRIBERS,
  startSecondProcess,
} from "./quickstart.ts";
import { replayed } from "./replayed.ts";
import { ended } from "./servers.ts";

let page: Awaited<ReturnType<typeof createPage>>;
let options: NodeOptions;
let bare: Digests;

beforeAll(async () => {
  page = await createPage();
  const scenario = readQuickstart();
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

const read = async <T>(node: RunningNode, path: string): Promise<T> =>
  (await (await fetch(node.url + path)).json()) as T;

const post = async (node: RunningNode, path: string, body?: object): Promise<number> => {
  const answer = await fetch(node.url + path, {
    method: "POST",
    ...(body && { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
  });
  return answer.status;
};

interface Shown {
  readonly tick: Tick;
  readonly history: History;
  readonly person: Inspection;
}

async function shownBy(node: RunningNode, triggers: number): Promise<Shown> {
  const tick = await nextTick(node.url, ({ counters }) => counters.triggers === triggers);
  const history = await read<History>(node, "api/history");
  const { subscriber } = history.moments.filter(({ decision }) => decision === "offered").at(-1)!;
  return { tick, history, person: await read<Inspection>(node, `api/subscribers/${subscriber}`) };
}

describe("a run whose process is killed", () => {
  test.each([["events", false] as const, ["octets", true] as const])(
    "goes on where it was, tapped as %s, and ends in the digests of one that was not",
    async (_what, wire) => {
      const { folder, remove } = await createFolder();
      const child = await startSecondProcess({
        data: folder,
        services: ["traffic", "tap", "subscriber", "campaign", "delivery"],
        startAtMs: 9 * HOUR_MS,
        speed: 600,
        wire,
      });
      await ended(child, "SIGKILL");
      const node = await startNode({ ...options, wire, data: folder });
      expect(node.resumedMs).toBeGreaterThanOrEqual(9 * HOUR_MS);
      expect(await node.digests()).toEqual(bare);
      const { digest, sent, dropped } = await node.generated();
      expect([dropped, digest]).toEqual([0, expect.stringContaining(`-${sent}`)]);
      await node.stop();
      await remove();
    },
  );

  test("shows what it has shown: totals, history, and everybody's signals and offers", async () => {
    const { folder, remove } = await createFolder();
    const first = await startNode({ ...options, data: folder });
    const triggers = Number(bare.triggers.split("-")[1]);
    const before = await shownBy(first, triggers);
    await first.stop();
    const again = await startNode({ ...options, data: folder });
    expect(again.resumedMs).toBe(DAY_MS);
    const after = await shownBy(again, triggers);
    expect(after.tick.counters).toEqual(before.tick.counters);
    expect(after.tick.eventsPerSecond).toBe(before.tick.eventsPerSecond);
    expect(after.history).toEqual(before.history);
    expect(after.person).toEqual(before.person);
    expect(after.person.offers.length).toBeGreaterThan(0);
    expect(after.person.signals.length).toBeGreaterThan(0);
    await again.stop();

    const fresh = await startNode({ ...options, startAtMs: HOUR_MS, data: folder, fresh: true });
    expect(fresh.resumedMs).toBe(0);
    await fresh.stop();
    await remove();
  });
});

describe("what operators change", () => {
  test("holds offers back from then on, and again in a replay of the log", async () => {
    const { folder, remove } = await createFolder();
    const node = await startNode({ ...options, startAtMs: 7 * HOUR_MS, data: folder });
    await nextTick(node.url);
    const campaigns = (await read<{ name: string; paused: boolean }[]>(node, "api/campaigns")).map(
      ({ name }) => name,
    );
    for (const index of campaigns.keys()) {
      expect(await post(node, `api/campaigns/${index}`, { paused: true })).toBe(204);
    }
    expect(await post(node, "api/campaigns/99", { paused: true })).toBe(404);
    expect(await post(node, "api/subscribers/3/opt-out")).toBe(204);
    await node.stop();

    const paused = await startNode({ ...options, startAtMs: 12 * HOUR_MS, data: folder });
    const { moments } = await shownFrom(paused);
    const held = moments.filter(({ timeMs }) => timeMs >= 7 * HOUR_MS);
    expect(held.length).toBeGreaterThan(10);
    expect(held.filter(({ decision }) => decision === "offered")).toEqual([]);
    expect(held.some(({ rule }) => rule === "campaign.paused")).toBe(true);
    const states = await read<{ paused: boolean }[]>(paused, "api/campaigns");
    expect(states.map(({ paused }) => paused)).toEqual(campaigns.map(() => true));
    for (const index of campaigns.keys()) {
      expect(await post(paused, `api/campaigns/${index}`, { paused: false })).toBe(204);
    }
    await paused.stop();

    const resumed = await startNode({ ...options, startAtMs: 16 * HOUR_MS, data: folder });
    const later = (await shownFrom(resumed)).moments;
    const offered = later.filter(({ decision }) => decision === "offered");
    expect(offered.some(({ timeMs }) => timeMs > 12 * HOUR_MS)).toBe(true);
    const digests = await resumed.digests();
    expect(await replayed(resumed, options.scenario)).toEqual(digests);
    await resumed.stop();
    await remove();
  });
});

async function shownFrom(node: RunningNode): Promise<History> {
  await nextTick(node.url);
  return await read<History>(node, "api/history");
}
