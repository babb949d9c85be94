// A rehearsal on a cluster: the report of one process, whatever happens to nodes on the way.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Report } from "../../metrics/summary.ts";
import type { Scenario } from "../../scenarios/scenario.ts";
import { openCluster, type RehearsalCluster } from "../../services/cluster-rehearsal/cluster.ts";
import { type OwnNode, OwnNodes } from "../../services/cluster-rehearsal/own-nodes.ts";
import { threads } from "../../services/threads.ts";
import { tokeniserOfSeed } from "../../services/tokens.ts";
import { isAlive } from "../../services/up/child.ts";
import { run } from "../../simulator/runs/simulation.ts";
import { exampleScenario, limited } from "../simulator/example-scenario.ts";
import { gatedHost } from "./gated-host.ts";

const OPTIONS = { seed: "cluster", subscribers: 500, days: 1 };
const NINE = 9 * 3_600_000;
/** A small land, which every thread has to make. */
const { network, ...rest } = exampleScenario();
const scenario = { ...rest, network: { ...network, size: { widthKm: 60, heightKm: 40 } } };

let nodes: OwnNodes;
const living: OwnNode[] = [];
beforeAll(async () => {
  nodes = await OwnNodes.open();
  for (let count = 0; count < 3; count++) living.push(nodes.start(1));
});
afterAll(() => nodes.stop());

/** The nodes of this file as a cluster that is there. */
const clusterOf = (wanted: number, told: string[] = []): Promise<RehearsalCluster> =>
  openCluster({
    transporter: nodes.url,
    nodes: wanted,
    tell: (sentence) => told.push(sentence),
  });

const alone = (of: Scenario): Promise<Report> =>
  run(of, { ...OPTIONS, tokenise: tokeniserOfSeed(OPTIONS.seed) });

/** Kills a process by its id and waits until it has gone. */
async function kill({ pid, ended }: OwnNode): Promise<void> {
  process.kill(pid, "SIGKILL");
  await ended;
}

describe("a rehearsal on three nodes", () => {
  test("gives the report of one process and of two workers", async () => {
    const whole = await alone(scenario);
    expect(whole.decisions.offered).toBeGreaterThan(20);
    expect(await run(scenario, { ...OPTIONS, shards: 2, host: threads() })).toEqual(whole);
    const cluster = await clusterOf(3);
    try {
      expect(cluster.shards).toBe(3);
      expect(cluster.where).toMatch(/^3 shards on 3 nodes \(.+, .+, .+\) over nats:/);
      expect(await run(scenario, { ...OPTIONS, ...cluster })).toEqual(whole);
    } finally {
      await cluster.stop();
    }
  });

  test("ends with the error of a shard, with its code and all", async () => {
    const cluster = await clusterOf(3);
    try {
      const wrong = { ...scenario, network: { ...network, locationAreas: 1_000_000 } };
      const wanted = await alone(wrong).catch((error: unknown) => error);
      const broken = run(wrong, { ...OPTIONS, ...cluster });
      await expect(broken).rejects.toEqual(wanted);
      expect(wanted).toMatchObject({ code: "scenario.invalid" });
    } finally {
      await cluster.stop();
    }
  });

  test("of which one is killed goes on at one that has joined, and shared limits bind the same", async () => {
    const scarce = limited(scenario, 3);
    const told: string[] = [];
    const cluster = await clusterOf(3, told);
    try {
      const host = gatedHost(cluster.host, NINE, async () => {
        living.push(nodes.start(1));
        const four = await clusterOf(4);
        await four.stop();
        await kill(living.shift()!);
      });
      const report = await run(scarce, { ...OPTIONS, shards: cluster.shards, host });
      expect(report).toEqual(await alone(scarce));
      expect(report.decisions.suppressed.byRule["campaign.daily-limit"]).toBeGreaterThan(10);
      expect(told).toEqual([
        expect.stringMatching(/^.+ has lost shard \d of 3: it is done again\.$/),
        expect.stringMatching(
          new RegExp(`^shard \\d of 3 goes on at .+-${living.at(-1)!.pid}\\.$`),
        ),
      ]);
    } finally {
      await cluster.stop();
    }
  });
});

describe("a cluster of one's own", () => {
  const gone = (cluster: RehearsalCluster): boolean[] =>
    cluster.own.map(({ pid }) => !isAlive(pid));

  test("whose only node is killed ends the run with a clear error, and nothing is left", async () => {
    const cluster = await openCluster({ nodes: 1 });
    try {
      const host = gatedHost(cluster.host, NINE, () => kill(cluster.own[0]!));
      const deserted = run(scenario, { ...OPTIONS, shards: 1, host });
      await expect(deserted).rejects.toMatchObject({ code: "server.unreachable" });
    } finally {
      await cluster.stop();
    }
    expect(gone(cluster)).toEqual([true]);
  });

  test("ends with an interruption in the middle of a step, and all its processes with it", async () => {
    const interruption = new AbortController();
    const { signal } = interruption;
    const cluster = await openCluster({ nodes: 2, signal });
    try {
      const host = gatedHost(cluster.host, NINE, async () => interruption.abort());
      const ended = run(scenario, { ...OPTIONS, shards: 2, host, signal });
      await expect(ended).rejects.toMatchObject({ name: "AbortError" });
    } finally {
      await cluster.stop();
    }
    expect(gone(cluster)).toEqual([true, true]);
  });
});
