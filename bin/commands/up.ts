// kairos up --cluster: servers and several nodes on this machine, with one line to type.
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { Argument, Command, InvalidArgumentError } from "commander";
import { KairosError } from "../../domain/errors.ts";
import { PARTITIONS_MAX } from "../../services/log/event-log.ts";
import { CHECKPOINT_WANTED, parseCheckpoint } from "../../services/owners/checkpoint.ts";
import { type RunningCluster, startCluster } from "../../services/up/cluster.ts";
import { integerBetween, seed } from "../flags.ts";
import { onInterrupt } from "../interruption.ts";
import { loadScenario } from "../scenario-file.ts";
import { table } from "../table.ts";

const LAUNCHER = fileURLToPath(new URL("../kairos.js", import.meta.url));
const QUICKSTART = fileURLToPath(new URL("../../scenarios/quickstart.yaml", import.meta.url));
/** Where ops/prometheus/prometheus.yml looks. */
const ADMIN_PORT = 9464;

interface Options {
  readonly cluster?: boolean;
  readonly nodes: number;
  readonly partitions?: number;
  readonly checkpoint?: number;
  readonly data: string;
  readonly subscribers?: number;
  readonly seed?: string;
  readonly port: number;
  readonly adminPort: number;
  readonly natsPort?: number;
  readonly redisPort?: number;
  readonly traffic: boolean;
}

const EXAMPLES = `
Examples:
  kairos up --cluster                         the quickstart scenario on 3 nodes
  kairos up --cluster --nodes 5 scenarios/riding-the-train.yaml
  kairos up --cluster --no-traffic            nodes that wait for kairos load
  kairos up --cluster --nodes 2 --partitions 8  fewer messages: shorter latency on few processors

It needs nats-server and redis-server on the PATH (kairos doctor). Everything listens on 127.0.0.1.
Ctrl-C ends the nodes, then the servers; the same line again goes on where they were.`;

const port = integerBetween(1, 65535);
const anyPort = integerBetween(0, 65535);

export function upCommand(): Command {
  return new Command("up")
    .description("Start NATS, Redis and several nodes on this machine, and keep them alive.")
    .addArgument(
      new Argument("[scenario]", "a YAML file").default(QUICKSTART, "scenarios/quickstart.yaml"),
    )
    .option("--cluster", "needed: one process without servers is kairos start")
    .option("--nodes <n>", "how many nodes", integerBetween(1, 64), 3)
    .option(
      "--partitions <n>",
      "parts of the log, where it is made now: at least as many as nodes; 16 when absent",
      integerBetween(1, PARTITIONS_MAX),
    )
    .option(
      "--checkpoint <time>",
      "from one commit of a partition to the next: what a takeover replays; 30s when absent",
      checkpoint,
    )
    .option("--data <folder>", "what the servers keep, and the logs", ".kairos")
    .option("--subscribers <n>", "how many people", integerBetween(1, 1_000_000))
    .option("--seed <text>", "another world, other people, other days", seed)
    .option("--port <n>", "of the map, 0 for any free one", anyPort, 4600)
    .option(
      "--admin-port <n>",
      "of the first node's health and metrics, 0 for any",
      anyPort,
      ADMIN_PORT,
    )
    .option("--nats-port <n>", "any free one when absent", port)
    .option("--redis-port <n>", "any free one when absent", port)
    .option("--no-traffic", "no map and no traffic of its own: kairos load brings it")
    .addHelpText("after", EXAMPLES)
    .action(up);
}

function checkpoint(text: string): number {
  const ms = parseCheckpoint(text);
  if (ms === undefined) throw new InvalidArgumentError(`Give ${CHECKPOINT_WANTED}.`);
  return ms;
}

async function up(path: string, options: Options): Promise<void> {
  if (options.cluster !== true) throw noCluster();
  checkPartitions(options);
  // A scenario with a fault is told once, here, and not by every node.
  await loadScenario(path);
  const { signal } = onInterrupt();
  const run = runArguments(path, options);
  const cluster = await startCluster({
    data: options.data,
    nodes: options.nodes,
    ...(options.partitions === undefined ? {} : { partitions: options.partitions }),
    ...(options.checkpoint === undefined ? {} : { checkpointMs: options.checkpoint }),
    traffic: options.traffic,
    port: options.port,
    adminPort: options.adminPort,
    ...(options.natsPort === undefined ? {} : { natsPort: options.natsPort }),
    ...(options.redisPort === undefined ? {} : { redisPort: options.redisPort }),
    command: (map) => [process.execPath, LAUNCHER, "start", ...run, "--port", `${map}`],
    environment: process.env,
    tell: (sentence) => console.error(`Kairos: ${sentence}`),
    signal,
  });
  console.log(overview(cluster, run));
  for (const warning of cluster.warnings) console.error(`Kairos: ${warning}`);
  console.error("Kairos: everything runs. Ctrl-C stops it.");
  const reason = await Promise.race([cluster.failure, aborted(signal)]);
  await cluster.stop();
  console.error("Kairos: everything has stopped.");
  throw reason;
}

/** A node without a partition would be none. A log that is there may still have fewer: so it was made. */
function checkPartitions({ nodes, partitions }: Options): void {
  if (partitions === undefined || partitions >= nodes) return;
  throw new KairosError("usage.invalid", {
    place: "--partitions",
    got: `${partitions}, for ${nodes} nodes`,
    wanted: `at least ${nodes}: a node owns whole partitions`,
    remedy: "Give more --partitions, or fewer --nodes.",
  });
}

function noCluster(): KairosError {
  return new KairosError("usage.invalid", {
    place: "kairos up",
    got: "no --cluster",
    wanted: "kairos up --cluster, which starts NATS, Redis and several nodes",
    remedy: "For one process that needs no servers, type kairos start.",
  });
}

/** What makes processes one run: they meet only with the same scenario, seed and population. */
function runArguments(path: string, options: Options): string[] {
  return [
    path,
    ...(options.seed === undefined ? [] : ["--seed", options.seed]),
    ...(options.subscribers === undefined ? [] : ["--subscribers", `${options.subscribers}`]),
  ];
}

function overview({ processes, url, nats, redis }: RunningCluster, run: readonly string[]): string {
  const rows = processes.map((one) => [
    one.name,
    `${one.pid}`,
    one.address,
    one.role,
    one.data === "" ? "-" : near(one.data),
    near(one.log),
  ]);
  const scenario = run.map(near).map(quoted).join(" ");
  const variables = `KAIROS_TRANSPORTER=${nats} KAIROS_STORE=${redis}`;
  return [
    table([["name", "pid", "address", "runs", "data", "log"], ...rows], "l"),
    "",
    ...(url === "" ? [] : [`map        ${url}`]),
    `load       kairos load ${scenario} --target ${nats} --redis ${redis}`,
    `rehearsal  ${variables} kairos simulate ${scenario} --cluster`,
  ].join("\n");
}

/** A path as seen from here, where that is shorter. */
function near(text: string): string {
  if (!text.startsWith("/")) return text;
  const path = relative(process.cwd(), text);
  return path.length < text.length ? path : text;
}

/** As a shell takes it for one word. */
function quoted(word: string): string {
  return /^[\w./:@%+=-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

function aborted(signal: AbortSignal): Promise<Error> {
  return new Promise((resolve) => {
    const stopped = (): void => resolve(new DOMException("Stopped.", "AbortError"));
    if (signal.aborted) stopped();
    signal.addEventListener("abort", stopped, { once: true });
  });
}
