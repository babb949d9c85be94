// A whole node on real sockets: what the map's page sees from opening to stopping.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { History, Inspection } from "../../domain/map-frame.ts";
import type { Scene } from "../../domain/scene.ts";
import { HOUR_MS } from "../../domain/time.ts";
import { type NodeOptions, type RunningNode, startNode } from "../../services/node.ts";
import type { Progress } from "../../services/progress.ts";
import { createFolder, createPage, nextTick, readQuickstart, SUBSCRIBERS } from "./quickstart.ts";

const OPENING_MS = 14 * HOUR_MS;

let page: Awaited<ReturnType<typeof createPage>>;
let kept: Awaited<ReturnType<typeof createFolder>>;
let options: NodeOptions;
let node: RunningNode;
let loading: Promise<{ status: number; progress: Progress }>;
const shares: number[] = [];

beforeAll(async () => {
  page = await createPage();
  kept = await createFolder();
  options = {
    scenario: readQuickstart(),
    subscribers: SUBSCRIBERS,
    port: 0,
    speed: 60,
    startAtMs: OPENING_MS,
    paused: true,
    root: page.root,
    data: kept.folder,
  };
  node = await startNode({
    ...options,
    onListening(url) {
      loading = fetch(`${url}api/scene`).then(async (answer) => ({
        status: answer.status,
        progress: ((await answer.json()) as { progress: Progress }).progress,
      }));
    },
    onProgress: ({ share }) => shares.push(share),
  });
  await nextTick(node.url);
});
afterAll(async () => {
  await node.stop();
  await page.remove();
  await kept.remove();
});

const read = async <T>(path: string): Promise<T> =>
  (await (await fetch(node.url + path)).json()) as T;

async function command(body: object): Promise<number> {
  const answer = await fetch(`${node.url}api/clock`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return answer.status;
}

describe("a node", () => {
  test("answers with its progress before the network is ready", async () => {
    const { status, progress } = await loading;
    expect(status).toBe(202);
    expect(progress.phase).toMatch(/making the province|warming up/);
    expect(progress.share).toBeLessThan(1);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
  });

  test("shows the scene of its scenario", async () => {
    const scene = await read<Scene>("api/scene");
    expect(scene).toMatchObject({ scenario: "quickstart", subscribers: SUBSCRIBERS, days: 1 });
    expect(scene.campaigns).toHaveLength(5);
    expect(scene.world.cells.x.length).toBeGreaterThan(1_000);
  });

  test("has the morning in its history, as many moments as triggers", async () => {
    const tick = await nextTick(node.url);
    const { offered, suppressed, moments } = await read<History>("api/history");
    const sum = (bins: readonly number[]): number => bins.reduce((total, bin) => total + bin, 0);
    expect(tick).toMatchObject({ timeMs: OPENING_MS, paused: true, realSpeed: 0 });
    expect(offered.map(sum)).toEqual(tick.offeredByCampaign);
    expect(sum(suppressed)).toBe(tick.counters.suppressed);
    expect(tick.counters.triggers).toBe(moments.length);
    expect(tick.counters.triggers).toBeGreaterThan(20);
    expect(tick.eventsPerSecond).toBeGreaterThan(0);
  });

  test("explains an offer down to its octets", async () => {
    const { moments } = await read<History>("api/history");
    const moment = moments.filter(({ decision }) => decision === "offered").at(-1)!;
    const person = await read<Inspection>(`api/subscribers/${moment.subscriber}`);
    expect(person.regions.map(({ region }) => region)).toEqual([
      "power",
      "mobility",
      "calling",
      "messaging",
      "handset",
    ]);
    for (const { states, active } of person.regions) expect(states).toContain(active);
    const offer = person.offers.find(({ id }) => id === moment.id)!;
    expect(offer).toMatchObject({ kind: "offered", sentence: moment.sentence });
    expect(offer.signal?.octets).toMatch(/^01 00( ([0-9a-f]{2}|··))+$/);
    expect(person.token).toMatch(/^[0-9a-f]{2}·[0-9a-f]{4}$/);
    expect(person.profile.en).toMatch(/, value [A-D]/);
    expect(person.signals.length).toBeGreaterThan(5);
    const times = person.signals.map(({ timeMs }) => timeMs);
    expect(times).toEqual([...times].sort((a, b) => b - a));
    expect(person.seen.length).toBeGreaterThan(0);
    expect(person.track.at(-1)!.timeMs).toBe(OPENING_MS);
  });

  test("obeys the clock: it runs, at the speed asked for, and stands again", async () => {
    expect(await command({ paused: false, speed: 600 })).toBe(204);
    const running = await nextTick(node.url, ({ timeMs }) => timeMs > OPENING_MS);
    expect(running).toMatchObject({ paused: false, speed: 600 });
    expect(await command({ paused: true })).toBe(204);
    const stopped = await nextTick(node.url, ({ paused }) => paused);
    const later = await nextTick(node.url);
    expect(later.timeMs).toBe(stopped.timeMs);
  });

  test("can be stopped while it warms up", async () => {
    const stop = new AbortController();
    let turns = 0;
    const starting = startNode({
      ...options,
      seed: "another",
      signal: stop.signal,
      onProgress: () => {
        if (++turns === 3) stop.abort(new Error("Ctrl-C"));
      },
    });
    await expect(starting).rejects.toThrow("Ctrl-C");
    expect(turns).toBe(3);
  });

  test("can be stopped while it waits for services that no process hosts", async () => {
    const stop = new AbortController();
    const phases: string[] = [];
    const starting = startNode({
      ...options,
      services: ["traffic"],
      signal: stop.signal,
      onProgress({ phase }) {
        phases.push(phase);
        stop.abort(new Error("Ctrl-C"));
      },
    });
    await expect(starting).rejects.toThrow("Ctrl-C");
    expect(phases).toEqual(["waiting for tap, subscriber, campaign, delivery"]);
  });

  test("keeps its log to itself: a second process is refused", async () => {
    await expect(startNode(options)).rejects.toMatchObject({ code: "log.in-use" });
  });

  test("names an unknown service", async () => {
    await expect(startNode({ ...options, services: ["tap", "crm"] })).rejects.toMatchObject({
      code: "usage.invalid",
      message: expect.stringContaining('"crm"'),
    });
  });

  test("names the port when another program has it", async () => {
    const port = Number(new URL(node.url).port);
    await expect(startNode({ ...options, port })).rejects.toMatchObject({ code: "port.busy" });
  });

  test("names the broker's server when it does not answer", async () => {
    const cluster = { transporter: "nats://127.0.0.1:1", store: "redis://127.0.0.1:1" };
    await expect(startNode({ ...options, ...cluster })).rejects.toMatchObject({
      code: "server.unreachable",
    });
  });
});
