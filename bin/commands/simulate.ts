// kairos simulate: a whole population through a scenario, as numbers.
import { mkdir, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { KairosError } from "../../domain/errors.ts";
import { formatDuration } from "../../domain/time.ts";
import type { Report } from "../../metrics/summary.ts";
import { ENVIRONMENT } from "../../moleculer.config.ts";
import { openCluster, type RehearsalCluster } from "../../services/cluster-rehearsal/cluster.ts";
import { notWritable } from "../../services/output-file.ts";
import { threads } from "../../services/threads.ts";
import { tokeniserOfSeed } from "../../services/tokens.ts";
import { run } from "../../simulator/runs/simulation.ts";
import { integerBetween, seed } from "../flags.ts";
import { funnelsOf, goalsText, worthOf } from "../funnel-text.ts";
import { onInterrupt } from "../interruption.ts";
import { originsText } from "../origins-text.ts";
import { grouped, ProgressLine } from "../progress.ts";
import { loadScenario } from "../scenario-file.ts";
import { SCORECARD_HEAD, SCORECARD_NOTE, scorecardRows } from "../scorecard-table.ts";
import { table } from "../table.ts";

interface Options {
  readonly seed?: string;
  readonly subscribers?: number;
  readonly days?: number;
  readonly wire?: boolean;
  readonly workers?: number;
  readonly cluster?: boolean;
  readonly nodes?: number;
  readonly json?: boolean;
  readonly out?: string;
}

const EXAMPLES = `
Examples:
  kairos simulate scenarios/quickstart.yaml
  kairos simulate scenarios/quickstart.yaml --subscribers 2000 --seed 7 --json
  kairos simulate scenarios/quickstart.yaml --subscribers 1000000 --workers 2
  kairos simulate scenarios/quickstart.yaml --cluster --nodes 3
      three processes and a nats-server, for this run alone: the same report
  KAIROS_TRANSPORTER=nats://127.0.0.1:4222 kairos simulate scenarios/quickstart.yaml --cluster
      on all nodes of that server that host shards
  kairos simulate scenarios/quickstart.yaml --subscribers 2000 --wire
      the same day through encoder, octets, decoder and tracker: the same digests.events`;

const WORKERS_MAX = 64;
const NODES_MAX = 64;
/** Nodes that a run starts when it is not said. */
const NODES = 2;
/** So few people are simulated sooner than a second thread has made its world. */
const PEOPLE_FOR_WORKERS = 10_000;

export function simulateCommand(): Command {
  return new Command("simulate")
    .description("Rehearse a scenario on its whole population and print what happened.")
    .argument("<scenario>", "a YAML file, such as scenarios/quickstart.yaml")
    .option("--seed <text>", "another world, other people, other days", seed)
    .option("--subscribers <n>", "how many people", integerBetween(1, 10_000_000))
    .option("--days <n>", "how many days", integerBetween(1, 366))
    .option(
      "--workers <n>",
      "threads that share the work; they change nothing but the speed (default: one per core, " +
        "a single one below 10,000 people; with --cluster: threads of each node)",
      integerBetween(1, WORKERS_MAX),
    )
    .option(
      "--cluster",
      "spread the work over the nodes of KAIROS_TRANSPORTER, or without it over nodes that are " +
        "started for this run; a node that is lost changes nothing but the speed",
    )
    .option(
      "--nodes <n>",
      `with --cluster: nodes to start (default: ${NODES}), or to wait for`,
      integerBetween(1, NODES_MAX),
    )
    .option("--wire", "send every event through octets: encode, decode, track")
    .option("--json", "print one JSON object instead of the table")
    .option("--out <dir>", "also write report.json into this folder")
    .addHelpText("after", EXAMPLES)
    .action(simulate);
}

async function simulate(path: string, options: Options): Promise<void> {
  // Before anything is read or made, so that Ctrl-C has one exit code whenever it comes.
  const interruption = onInterrupt();
  const progress = new ProgressLine();
  const startedMs = performance.now();
  let cluster: RehearsalCluster | undefined;
  try {
    checkTogether(options);
    const scenario = await loadScenario(path);
    if (options.out !== undefined) await prepareFolder(options.out);
    if (options.cluster === true) {
      cluster = await clusterFor(options, interruption.signal, progress);
      console.error(cluster.where);
    }
    const workers = workersFor(options, options.subscribers ?? scenario.subscribers);
    const report = await run(scenario, {
      ...(cluster === undefined
        ? { shards: workers, ...(workers > 1 ? { host: threads() } : {}) }
        : { shards: cluster.shards, host: cluster.host }),
      ...(options.seed === undefined ? {} : { seed: options.seed }),
      ...(options.subscribers === undefined ? {} : { subscribers: options.subscribers }),
      ...(options.days === undefined ? {} : { days: options.days }),
      wire: options.wire === true,
      tokenise: tokeniserOfSeed(options.seed ?? scenario.seed),
      signal: interruption.signal,
      onProgress: (step) => progress.show(step),
    });
    progress.done();
    await printReport(report, options);
    const seconds = (performance.now() - startedMs) / 1000;
    console.error(
      `${grouped(report.events)} events in ${seconds.toFixed(1)} s, ` +
        `${grouped(report.events / seconds)} events/s, ` +
        `${grouped(process.resourceUsage().maxRSS / 1024)} MiB at most.`,
    );
    checkGoals(report);
  } finally {
    progress.done();
    await cluster?.stop();
    interruption.restore();
  }
}

/** @throws KairosError usage.invalid for flags that contradict one another */
function checkTogether({ wire, workers = 1, cluster, nodes }: Options): void {
  if (nodes !== undefined && cluster !== true) {
    throw new KairosError("usage.invalid", {
      place: "kairos simulate",
      got: `--nodes ${nodes} without --cluster`,
      wanted: "both",
      remedy: "Add --cluster, or leave out --nodes.",
    });
  }
  if (wire !== true || (workers === 1 && cluster !== true)) return;
  throw new KairosError("usage.invalid", {
    place: "kairos simulate",
    got: cluster === true ? "--wire with --cluster" : `--wire with --workers ${workers}`,
    wanted: "one worker: all octets of an interface pass one tap",
    remedy: `Leave out ${cluster === true ? "--cluster" : "--workers"}, or --wire.`,
  });
}

function clusterFor(
  { workers, nodes }: Options,
  signal: AbortSignal,
  progress: ProgressLine,
): Promise<RehearsalCluster> {
  const { transporter } = ENVIRONMENT;
  return openCluster({
    ...(transporter === undefined ? {} : { transporter }),
    nodes: nodes ?? (transporter === undefined ? NODES : 1),
    ...(workers === undefined ? {} : { threads: workers }),
    signal,
    tell(sentence) {
      progress.done();
      console.error(sentence);
    },
  });
}

function workersFor({ workers, wire }: Options, subscribers: number): number {
  if (wire === true) return 1;
  const cores = Math.min(WORKERS_MAX, availableParallelism());
  return workers ?? (subscribers < PEOPLE_FOR_WORKERS ? 1 : cores);
}

async function printReport(report: Report, options: Options): Promise<void> {
  const json = JSON.stringify(report, null, 2);
  if (options.out !== undefined) await writeReport(options.out, json);
  console.log(options.json === true ? json : summaryOf(report));
}

/** @throws KairosError threshold.failed when a goal of the scenario is missed */
function checkGoals({ scenario, goals }: Report): void {
  const missed = goals.filter(({ met }) => !met);
  if (missed.length === 0) return;
  throw new KairosError("threshold.failed", {
    place: `${scenario}, goals`,
    got: missed.map(({ goal, value }) => `${value ?? "nothing"} for ${goal}`).join(", "),
    wanted: `all ${goals.length} goals met`,
    remedy: "Change the campaign or the policy and rehearse again; --json has every number.",
  });
}

async function prepareFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    throw notWritable(folder, error);
  });
}

async function writeReport(folder: string, json: string): Promise<void> {
  const path = join(folder, "report.json");
  await writeFile(path, `${json}\n`).catch((error: NodeJS.ErrnoException) => {
    throw notWritable(path, error);
  });
}

/** The tables that people read; every number of them is in the JSON too. */
function summaryOf(report: Report): string {
  const { digests } = report;
  return [
    `${report.scenario}: ${grouped(report.subscribers)} people, ` +
      `${formatDuration(report.simulatedMs)}, seed ${report.seed}`,
    "",
    ...(report.origins === undefined
      ? [funnelsOf(report), "", groupsTable(report)]
      : [originsText(report.origins)]),
    "",
    table([[...SCORECARD_HEAD], ...scorecardRows(report.scorecard)]),
    "",
    ...worthOf(report),
    ...goalsText(report.goals),
    "",
    table(
      [["digests", ""], ...Object.entries(digests).map(([stream, text]) => [stream, text])],
      "l",
    ),
    "",
    SCORECARD_NOTE,
    "Emergent: moments, eligible, allowed, offered, delivered, refusals, precision and recall.",
    "Calibrated or assumed: response rates, which the scenario states with their source; so what is",
    "accepted shows what was put in, less what delay, false moments and fatigue take from it.",
    "A moment counts for the campaign that won it, or that came furthest, and under one rule alone.",
  ].join("\n");
}

function groupsTable({ byCampaign }: Report): string {
  return table([
    ["people", "treated", "converted", "", "control", "converted", ""],
    ...Object.entries(byCampaign).map(([name, { treated, control }]) => [
      name,
      grouped(treated.people),
      grouped(treated.converted),
      share(treated.converted, treated.people),
      grouped(control.people),
      grouped(control.converted),
      share(control.converted, control.people),
    ]),
  ]);
}

function share(part: number, whole: number): string {
  return whole === 0 ? "–" : `${((100 * part) / whole).toFixed(2)} %`;
}
