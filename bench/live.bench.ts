// A million people's events through the durable log, machines and decisions, against only decoding them.
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { HOUR_MS, SECOND_MS } from "../domain/time.ts";
import { Lives } from "../services/load/lives.ts";
import type { LoadReport } from "../services/load/report.ts";
import { openCluster } from "../services/log/cluster.ts";
import { encodeRecord } from "../services/log/record-codec.ts";
import { CHECKPOINT_MS } from "../services/owners/checkpoint.ts";
import { namespaceOf } from "../services/run-name.ts";
import { tokeniserOfSeed } from "../services/tokens.ts";
import { LosableServer } from "../test/faults/servers.ts";
import { readScenarioFile } from "../test/scenarios/scenario-file.ts";
import type { BenchReport } from "./bench.ts";
import type { LiveOwnerOrder, LiveOwnerTold } from "./live-owner.ts";
import { rate } from "./median.ts";

const FILE = fileURLToPath(new URL("../scenarios/quickstart.yaml", import.meta.url));
const OWNER = fileURLToPath(new URL("live-owner.ts", import.meta.url));
const KAIROS = fileURLToPath(new URL("../bin/kairos.js", import.meta.url));
const SUBSCRIBERS = 1_000_000;
const OWNERS = 2;
/** Two for each owner: each partition costs a block at every tick (docs/cluster.md). */
const PARTITIONS = 4;
/** The default of a log, which suits more nodes than one machine of two processors has room for. */
const PARTITIONS_USUAL = 16;
/** Wall time from one sending of the load tool to the next. */
const TICK_MS = 10;
/** Between commits of a partition, twice as long as usual: commits hold up half as much. */
const CHECKPOINT_LONG_MS = 60 * SECOND_MS;
/** Sends for as long as it takes every partition to commit, and counts that; the search takes its own steps. */
const constant = (rate: string, checkpointMs: number): readonly string[] => [
  "--profile",
  `constant:${rate}/s:${checkpointMs / SECOND_MS}s`,
];
/** Of a load that begins at its full rate. */
const WARM_UP = "20s";
/** At which numbers of partitions are compared, events per second. */
const COMPARED_RATE = 150_000;
const SEED = "live";
/** The busy hour of the morning; what came before is made too, and not appended. */
const FROM_MS = 8 * HOUR_MS;
const EVENTS = 10_000_000;
/** Network time of a block: some ten thousand events of a partition. */
const WINDOW_MS = 30 * SECOND_MS;
const FLOOR = 500_000;
const LATENCY_MS_MAX = 50;

interface Passed {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakBytes: number;
  readonly commits: number;
  readonly octets: number;
}

export async function live(): Promise<BenchReport> {
  const [nats, redis] = await Promise.all([
    LosableServer.start("nats"),
    LosableServer.start("redis"),
  ]);
  try {
    const cluster = { nats: nats.url, namespace: "live", partitions: PARTITIONS };
    const filled = await fill(cluster, redis.url);
    const order = {
      ...cluster,
      checkpointMs: CHECKPOINT_MS,
      file: FILE,
      seed: SEED,
      subscribers: SUBSCRIBERS,
    };
    const decoded = await pass({ ...order, redis: redis.url, does: "decode" }, filled.blocks);
    const second = await LosableServer.start("redis");
    try {
      const decided = await pass({ ...order, redis: second.url, does: "decide" }, filled.blocks);
      const half = await load({ partitions: PARTITIONS, checkpointMs: CHECKPOINT_LONG_MS }, [
        ...["--find-knee", "--tick", `${TICK_MS}`],
        ...constant("50k", CHECKPOINT_LONG_MS),
      ]);
      const usual = { checkpointMs: CHECKPOINT_MS };
      const sooner = await load({ partitions: PARTITIONS, ...usual }, [
        ...["--tick", `${TICK_MS}`, "--warm-up", WARM_UP],
        ...constant(`${Math.round(half.rate.intended)}`, CHECKPOINT_MS),
      ]);
      const compared = [];
      for (const partitions of [PARTITIONS, PARTITIONS_USUAL]) {
        const profile = ["--warm-up", WARM_UP, ...constant(`${COMPARED_RATE}`, CHECKPOINT_MS)];
        compared.push({ partitions, report: await load({ partitions, ...usual }, profile) });
      }
      return reportOf(filled, { decoded, decided }, { half, sooner }, compared);
    } finally {
      await second.stop();
    }
  } finally {
    await Promise.all([nats.stop(), redis.stop()]);
  }
}

interface Filled {
  readonly events: number;
  /** Of each partition. */
  readonly blocks: number;
  readonly octets: number;
}

/** Makes the events and appends them: the log is durable before anybody reads it. */
async function fill(
  cluster: { readonly nats: string; readonly namespace: string; readonly partitions: number },
  redis: string,
): Promise<Filled> {
  const durability = await openCluster({ ...cluster, redis });
  const own = Array.from({ length: PARTITIONS }, (_, partition) => partition);
  const lives = new Lives({
    scenario: readScenarioFile(FILE),
    seed: SEED,
    subscribers: SUBSCRIBERS,
    tokenise: tokeniserOfSeed(SEED),
    partitions: PARTITIONS,
    own,
  });
  while (lives.reachedMs < FROM_MS) lives.window(FROM_MS, () => undefined);
  let [events, blocks, octets] = [0, 0, 0];
  while (events < EVENTS) {
    const fromMs = lives.reachedMs;
    const toMs = fromMs + WINDOW_MS;
    const appends: { partition: number; id: string; octets: Uint8Array }[] = [];
    lives.window(toMs, (partition, columns) => {
      const record = encodeRecord({ kind: "events", fromMs, toMs, columns });
      appends.push({ partition, id: `b:${partition}:${fromMs}`, octets: record });
      events += columns.size;
      octets += record.length;
    });
    await durability.log.append(appends);
    blocks++;
  }
  await durability.close();
  return { events, blocks, octets };
}

/** Both processes own half of the partitions, and then read their logs to the end. */
async function pass(order: Omit<LiveOwnerOrder, "node">, blocks: number): Promise<Passed> {
  const owners = Array.from({ length: OWNERS }, (_, at) => startOwner(order, `owner-${at + 1}`));
  const share = PARTITIONS / OWNERS;
  await Promise.all(owners.map((owner) => owner.owns(share)));
  const startedMs = performance.now();
  for (const { child } of owners) child.stdin!.write(`${blocks}\n`);
  await Promise.all(owners.map((owner) => owner.done(share)));
  const seconds = (performance.now() - startedMs) / 1000;
  const stopped = await Promise.all(owners.map((owner) => owner.stop()));
  const sum = (of: (each: Stopped) => number): number =>
    stopped.reduce((total, each) => total + of(each), 0);
  return {
    seconds,
    cpuSeconds: sum(({ cpuSeconds }) => cpuSeconds),
    peakBytes: sum(({ peakBytes }) => peakBytes),
    commits: sum(({ commits }) => commits),
    octets: sum(({ octets }) => octets),
  };
}

type Stopped = Extract<LiveOwnerTold, { readonly what: "stopped" }>;

interface LiveOwner {
  readonly child: ChildProcess;
  /** Resolves when it has acquired its share. */
  owns(partitions: number): Promise<void>;
  /** Resolves when so many of its logs are done. */
  done(partitions: number): Promise<void>;
  stop(): Promise<Stopped>;
}

function startOwner(order: Omit<LiveOwnerOrder, "node">, node: string): LiveOwner {
  const child = spawn(process.execPath, [OWNER, JSON.stringify({ ...order, node })], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const owned = new Set<number>();
  let done = 0;
  let stopped: Stopped | undefined;
  let look = (): void => {};
  createInterface(child.stdout!).on("line", (line) => {
    const told = JSON.parse(line) as LiveOwnerTold;
    if (told.what === "acquired") owned.add(told.partition);
    else if (told.what === "released") owned.delete(told.partition);
    else if (told.what === "done") done++;
    else if (told.what === "stopped") stopped = told;
    look();
  });
  const until = async (isSo: () => boolean): Promise<void> => {
    const gone = once(child, "exit").then(() => {
      if (!isSo()) throw new Error(`${node} ended too early`);
    });
    const seen = new Promise<void>((resolve) => {
      look = () => isSo() && resolve();
      look();
    });
    await Promise.race([seen, gone]);
    gone.catch(() => undefined);
  };
  return {
    child,
    owns: (partitions) => until(() => owned.size === partitions),
    done: (partitions) => until(() => done >= partitions),
    async stop() {
      child.kill("SIGTERM");
      await until(() => stopped !== undefined);
      return stopped!;
    },
  };
}

/** What the load tool finds with two owners in processes of their own, on the same cores. */
async function load(
  { partitions, checkpointMs }: Pick<LiveOwnerOrder, "partitions" | "checkpointMs">,
  flags: readonly string[],
): Promise<LoadReport> {
  const [nats, redis] = await Promise.all([
    LosableServer.start("nats"),
    LosableServer.start("redis"),
  ]);
  const scenario = readScenarioFile(FILE);
  const namespace = namespaceOf({ scenario, seed: SEED, subscribers: SUBSCRIBERS });
  const order = {
    nats: nats.url,
    redis: redis.url,
    namespace,
    partitions,
    checkpointMs,
    file: FILE,
    seed: SEED,
    subscribers: SUBSCRIBERS,
    does: "decide",
  } as const;
  const owners = Array.from({ length: OWNERS }, (_, at) => startOwner(order, `owner-${at + 1}`));
  try {
    await Promise.all(owners.map((owner) => owner.owns(partitions / OWNERS)));
    for (const { child } of owners) child.stdin!.write("0\n");
    const text = execFileSync(
      process.execPath,
      [
        ...[KAIROS, "load", FILE, "--json", ...flags],
        ...["--target", nats.url, "--redis", redis.url],
        ...["--seed", SEED, "--subscribers", String(SUBSCRIBERS), "--from", "08:00"],
      ],
      { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"], maxBuffer: 256 * 1024 * 1024 },
    );
    await Promise.all(owners.map((owner) => owner.stop()));
    return JSON.parse(text) as LoadReport;
  } finally {
    for (const { child } of owners) child.kill("SIGKILL");
    await Promise.all([nats.stop(), redis.stop()]);
  }
}

function reportOf(
  { events, blocks, octets }: Filled,
  { decoded, decided }: { readonly decoded: Passed; readonly decided: Passed },
  { half, sooner }: { readonly half: LoadReport; readonly sooner: LoadReport },
  compared: readonly { readonly partitions: number; readonly report: LoadReport }[],
): BenchReport {
  const perSecond = ({ seconds }: Passed): number => events / seconds;
  const row = (what: string, passed: Passed): string[] => [
    what,
    rate(perSecond(passed)),
    `${(perSecond(passed) / perSecond(decoded)).toFixed(2)}×`,
    `${((passed.cpuSeconds / events) * 1e6).toFixed(2)}`,
    String(passed.commits),
    `${Math.round(passed.octets / 1e6)}`,
    `${Math.round(passed.peakBytes / 1e6)}`,
  ];
  const met = (yes: boolean): string => (yes ? "yes" : "no");
  const knee = half.knee!;
  const ms = (value: number | undefined): string => (value === undefined ? "–" : value.toFixed(1));
  const { p99 } = half.latency;
  const latencies = ({ latency }: LoadReport): string[] => [
    ms(latency.p50),
    ms(latency.p99),
    ms(latency["p99.9"]),
  ];
  const atHalf = (report: LoadReport, checkpointMs: number): string[] => [
    rate(report.rate.achieved),
    String(checkpointMs / SECOND_MS),
    ...latencies(report),
    report.counts.triggers.toLocaleString("en-US"),
  ];
  return {
    name: "live",
    how:
      `quickstart.yaml, ${SUBSCRIBERS.toLocaleString("en-US")} people, ${events.toLocaleString("en-US")} events of the morning in ` +
      `${(blocks * PARTITIONS).toLocaleString("en-US")} messages (${Math.round(octets / 1e6)} MB) of ${PARTITIONS} JetStream streams; ${OWNERS} owner ` +
      `processes read them to the end, with checkpoints in Redis every ${CHECKPOINT_MS / SECOND_MS} s and at the end; servers and owners on the same ` +
      `cores. Then the load tool beside them, sending every ${TICK_MS} ms, with checkpoints every ${CHECKPOINT_LONG_MS / SECOND_MS} s: the knee, the highest rate of which ` +
      "five seconds are kept up with, and the latency from the intended time at half of it, measured until every partition has committed; " +
      `the same rate with checkpoints every ${CHECKPOINT_MS / SECOND_MS} s. Last, with those too, one rate with few partitions and with the default number.`,
    tables: [
      {
        header: [
          "from the log",
          "events/s",
          "× only decoding",
          "µs of the owners' processor time an event, start included",
          "commits",
          "MB committed",
          "peak resident sets, MB",
        ],
        rows: [row("only decoded", decoded), row("machines, triggers, decisions", decided)],
      },
      {
        header: [
          "knee, events/s",
          "limited by",
          "half of it, events/s",
          "checkpoints every, s",
          "p50, ms",
          "p99, ms",
          "p99.9, ms",
          "triggers",
        ],
        rows: [
          [rate(knee.rate), knee.limitedBy, ...atHalf(half, CHECKPOINT_LONG_MS)],
          ["", "", ...atHalf(sooner, CHECKPOINT_MS)],
        ],
      },
      {
        header: ["partitions", "events/s", "sent every, ms", "p50, ms", "p99, ms", "p99.9, ms"],
        rows: compared.map(({ partitions, report }) => [
          String(partitions),
          rate(report.rate.achieved),
          String(report.tickMs),
          ...latencies(report),
        ]),
      },
      {
        header: ["", "target", "measured", "met"],
        rows: [
          [
            "durable events per second, machines and decisions",
            `≥ ${rate(FLOOR)}`,
            rate(perSecond(decided)),
            met(perSecond(decided) >= FLOOR),
          ],
          [
            `p99 at half the knee, checkpoints every ${CHECKPOINT_LONG_MS / SECOND_MS} s`,
            `< ${LATENCY_MS_MAX} ms`,
            `${ms(p99)} ms`,
            met(p99 !== undefined && p99 < LATENCY_MS_MAX),
          ],
        ],
      },
    ],
  };
}
