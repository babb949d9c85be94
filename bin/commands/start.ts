// kairos start: the live map, from generated traffic, in one process.
import { fileURLToPath } from "node:url";
import { Argument, Command } from "commander";
import { dayOf, formatClock, HOUR_MS, MINUTE_MS } from "../../domain/time.ts";
import type { Scenario } from "../../scenarios/scenario.ts";
import type { NodeOptions, RunningNode } from "../../services/node.ts";
import { runNode } from "../../services/operations/run-node.ts";
import { type AccessFlags, addAccessFlags, frontDoorOf } from "../access-flags.ts";
import { integerBetween, seed, speed } from "../flags.ts";
import { onInterrupt } from "../interruption.ts";
import { addOperationsFlags, adminPortOf, type OperationsFlags } from "../operations-flags.ts";
import { ProgressLine } from "../progress.ts";
import { loadScenario } from "../scenario-file.ts";

const QUICKSTART = fileURLToPath(new URL("../../scenarios/quickstart.yaml", import.meta.url));

/** The map opens at 07:30 of the first day, when the first commuters are under way. */
const OPENING_MS = 7 * HOUR_MS + 30 * MINUTE_MS;

/** For a log whose events come from outside, such as from `kairos load`. */
const WITHOUT_TRAFFIC = ["subscriber", "campaign", "delivery"];
const WITH_EAR = ["tap", ...WITHOUT_TRAFFIC];

interface Options extends AccessFlags, OperationsFlags {
  readonly port: number;
  readonly speed: number;
  readonly seed?: string;
  readonly subscribers?: number;
  readonly feed?: readonly string[];
  readonly data?: string;
  readonly fresh?: boolean;
  readonly traffic: boolean;
  readonly listenSccplite?: number;
}

const EXAMPLES = `
Examples:
  kairos start                                          the quickstart scenario
  kairos start scenarios/riding-the-train.yaml --speed 300
  kairos start --port 0                                 any free port
  kairos start --fresh                                  not where it was stopped, but anew
  kairos start --feed nats://127.0.0.1:4222/kairos.feeds  (docs/feeds.md)
  kairos start --listen-sccplite 5000                   what BSCs say in place of generated traffic

With --listen-sccplite there is no map, and --speed does not count: connections of "kairos load"
bring their own time, and what others say is of the moment at which it comes.`;

export function startCommand(): Command {
  const command = new Command("start")
    .description("Open the live map: people move, triggers fire, each with its sentence.")
    .addArgument(
      new Argument("[scenario]", "a YAML file").default(QUICKSTART, "scenarios/quickstart.yaml"),
    )
    .option(
      "--port <n>",
      "TCP port on 127.0.0.1, 0 for any free one",
      integerBetween(0, 65535),
      4600,
    )
    .option("--speed <x>", "network seconds per second, 1 to 600", speed, 60)
    .option("--seed <text>", "another world, other people, other days", seed)
    .option("--subscribers <n>", "how many people", integerBetween(1, 1_000_000))
    .option(
      "--feed <source>",
      "feeds from outside: a file[:format], or nats://host:port/subject; may be given again",
      (text: string, sources: readonly string[] = []) => [...sources, text],
    )
    .option("--data <folder>", "where the run is kept, .kairos by default; or KAIROS_DATA")
    .option("--fresh", "begin anew: what was kept of this run is deleted")
    .option("--no-traffic", "host owners, campaigns and delivery only: events come from outside")
    .option(
      "--listen-sccplite <n>",
      "no traffic but what a tap hears: SCCPlite on this TCP port of 127.0.0.1, 0 for any free one",
      integerBetween(0, 65535),
    )
    .addHelpText("after", EXAMPLES)
    .action(start);
  return addOperationsFlags(addAccessFlags(command));
}

async function start(path: string, options: Options): Promise<void> {
  const scenario = await loadScenario(path);
  const progress = new ProgressLine();
  const { node, reason } = await runNode(nodeOptionsOf(scenario, options, progress), {
    adminPort: adminPortOf(options),
    signal: onInterrupt().signal,
    onStarted(started, admin) {
      progress.done();
      greet(started);
      if (admin !== "") console.error(`Kairos: health and metrics are at ${admin}metrics.`);
    },
  }).finally(() => progress.done());
  reportFeeds(node.feeds);
  throw reason;
}

function nodeOptionsOf(scenario: Scenario, options: Options, progress: ProgressLine): NodeOptions {
  return {
    scenario,
    ...(options.seed === undefined ? {} : { seed: options.seed }),
    ...(options.subscribers === undefined ? {} : { subscribers: options.subscribers }),
    ...(options.feed === undefined ? {} : { feeds: options.feed }),
    ...(options.data === undefined ? {} : { data: options.data }),
    ...(options.traffic ? {} : { services: WITHOUT_TRAFFIC }),
    ...(options.listenSccplite === undefined
      ? {}
      : { services: WITH_EAR, listenSccplite: options.listenSccplite }),
    fresh: options.fresh ?? false,
    port: options.port,
    door: frontDoorOf(options),
    speed: options.speed,
    startAtMs: OPENING_MS,
    onListening(url) {
      console.log(url);
      console.error(`Kairos: open ${url} in a browser. Ctrl-C stops it.`);
    },
    onProgress: (step) => progress.show(step),
  };
}

/** Says where the run is kept, and where it goes on. */
function greet({ url, place, resumedMs, ear }: RunningNode): void {
  if (ear !== undefined) console.error(`Kairos: SCCPlite is heard at tcp://127.0.0.1:${ear.port}.`);
  if (url === "") console.error("Kairos: this process serves no map. Ctrl-C stops it.");
  const fromMs = ear?.fromMs ?? resumedMs;
  if (fromMs > 0) {
    const time = `day ${dayOf(fromMs) + 1}, ${formatClock(fromMs)}`;
    console.error(`Kairos: the run in ${place} goes on from ${time}. --fresh begins anew.`);
  } else if (place !== "") console.error(`Kairos: the run is kept in ${place}.`);
}

function reportFeeds(tally: RunningNode["feeds"]): void {
  if (tally === undefined) return;
  const { read, unknown, lost } = tally;
  console.error(
    `Feeds: ${read} events, ${unknown} of them about nobody who is known; ${lost} lines lost.`,
  );
}
