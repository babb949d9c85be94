// How long a partition is nobody's after its owner was killed, and how an owner leaves under load.
import { fileURLToPath } from "node:url";
import { HOUR_MS } from "../domain/time.ts";
import { openFleetDurability } from "../test/faults/back-end.ts";
import { feed } from "../test/faults/feeder.ts";
import { Fleet, type Member } from "../test/faults/fleet.ts";
import { trafficOf } from "../test/faults/people.ts";
import { OutputsSeen } from "../test/faults/progress.ts";
import { LosableServer } from "../test/faults/servers.ts";
import type { BenchReport } from "./bench.ts";

const FILE = fileURLToPath(new URL("../scenarios/quickstart.yaml", import.meta.url));
const KILLS = 30;
const LEAVES = 5;
const TTL_MS = 3_000;
const STOP_MS_MAX = 5_000;
const PEOPLE = { file: FILE, subscribers: 1_000, partitions: 16 };
const WINDOW_MS = HOUR_MS / 60;
/** Days of traffic, more than the bench takes: it ends when the last process was killed. */
const WINDOWS_MAX = 100_000;

/** A row of quantiles: seconds, of ascending values. */
function quantiles(values: readonly number[]): string[] {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.ceil(share * sorted.length) - 1]!;
  return [at(0.5), at(0.99), sorted.at(-1)!].map((ms) => `${(ms / 1000).toFixed(2)}`);
}

/** Two owners under load; the one that has been there longer is killed, and a new one comes. */
export async function takeover(): Promise<BenchReport> {
  const [nats, redis] = await Promise.all([
    LosableServer.start("nats"),
    LosableServer.start("redis"),
  ]);
  const cluster = { nats: nats.url, redis: redis.url, namespace: "takeover", partitions: 16 };
  const fleet = new Fleet({
    ...PEOPLE,
    ...cluster,
    ttlMs: TTL_MS,
    checkpointMs: 2_000,
    fenced: true,
  });
  try {
    const members = [await fleet.start(), await fleet.start()];
    const durability = await openFleetDurability(cluster);
    const seen = new OutputsSeen(durability.log, WINDOW_MS);
    const ended = new AbortController();
    const fed = feed({
      traffic: trafficOf(PEOPLE),
      log: durability.log,
      windows: WINDOWS_MAX,
      windowMs: WINDOW_MS,
      reached: (windows) => seen.reached(windows),
      onWindow: () => ended.signal.throwIfAborted(),
    }).catch((error: Error) => {
      if (error.name !== "AbortError") throw error;
    });
    await fleet.settled(members.map(({ node }) => node));
    const killed: number[] = [];
    while (killed.length < KILLS) killed.push(await loseOne(fleet, members, "SIGKILL"));
    const left: number[] = [];
    const stopped: number[] = [];
    while (left.length < LEAVES) {
      const [leaving] = members;
      const startedMs = performance.now();
      const gone = leaving!.gone.then(() => stopped.push(performance.now() - startedMs));
      left.push(await loseOne(fleet, members, "SIGTERM"));
      await gone;
    }
    ended.abort();
    await fed;
    seen.stop();
    await durability.close();
    return reportOf(killed, left, stopped);
  } finally {
    await fleet.stop();
    await Promise.all([nats.stop(), redis.stop()]);
  }
}

/** Ms until others have all that it had. Ends when all have their share again. */
async function loseOne(
  fleet: Fleet,
  members: Member[],
  signal: "SIGKILL" | "SIGTERM",
): Promise<number> {
  const victim = members.shift()!;
  const taken = fleet.acquiredFrom(victim.node);
  const startedMs = performance.now();
  victim.kill(signal);
  await taken;
  const tookMs = performance.now() - startedMs;
  await victim.gone;
  members.push(await fleet.start());
  await fleet.settled(members.map(({ node }) => node));
  return tookMs;
}

function reportOf(
  killed: readonly number[],
  left: readonly number[],
  stopped: readonly number[],
): BenchReport {
  const worst = (values: readonly number[]): number => Math.max(...values);
  const p99 = Number(quantiles(killed)[1]);
  const goal = TTL_MS / 1000 + 1;
  const met = (yes: boolean): string => (yes ? "yes" : "no");
  return {
    name: "takeover",
    how:
      `Two processes own 16 partitions of ${PEOPLE.subscribers.toLocaleString("en-US")} people in JetStream and Redis, under load; lease ` +
      `${TTL_MS / 1000} s. One process is lost: seconds until the other reads the last of its partitions' logs; then a third takes its place.`,
    tables: [
      {
        header: ["", "times", "p50, s", "p99, s", "longest, s"],
        rows: [
          [
            "killed (SIGKILL): until all is taken over",
            String(killed.length),
            ...quantiles(killed),
          ],
          [
            "told to stop (SIGTERM): until all is taken over",
            String(left.length),
            ...quantiles(left),
          ],
          [
            "told to stop (SIGTERM): until the process has gone",
            String(stopped.length),
            ...quantiles(stopped),
          ],
        ],
      },
      {
        header: ["", "target", "measured", "met"],
        rows: [
          [
            "takeover after a kill, p99, against the lease",
            `≤ ${goal} s`,
            `${p99.toFixed(2)} s`,
            met(p99 <= goal),
          ],
          [
            "stop under load",
            `≤ ${STOP_MS_MAX / 1000} s`,
            `${(worst(stopped) / 1000).toFixed(2)} s`,
            met(worst(stopped) <= STOP_MS_MAX),
          ],
        ],
      },
    ],
  };
}
