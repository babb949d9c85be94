// kairos load: sends generated traffic at a rate, open loop, and measures how soon triggers come back.

import { Command, InvalidArgumentError } from "commander";
import { KairosError } from "../../domain/errors.ts";
import { HOUR_MS, parseDuration, SECOND_MS } from "../../domain/time.ts";
import { parseThreshold, type Threshold } from "../../metrics/thresholds.ts";
import { readTextFile } from "../../services/files.ts";
import { performLoad } from "../../services/load/perform.ts";
import { parsePlace, parseShare } from "../../services/load/place.ts";
import { parseProfile } from "../../services/load/profile.ts";
import { type LoadReport, mergeReports, readReport } from "../../services/load/report.ts";
import { TICK_MS } from "../../services/load/tick.ts";
import { namespaceOf } from "../../services/run-name.ts";
import { keepPausesShort } from "../../services/steady-heap.ts";
import { integerBetween, moment, seed } from "../flags.ts";
import { onInterrupt } from "../interruption.ts";
import { checkPlaces, writePlaces } from "../load-files.ts";
import { LoadLine, reportText, stepVerdict } from "../load-text.ts";
import { grouped, ProgressLine } from "../progress.ts";
import { loadScenario } from "../scenario-file.ts";

interface Options {
  readonly target: string;
  readonly redis?: string;
  readonly results?: string;
  readonly profile: string;
  readonly threshold?: readonly Threshold[];
  readonly findKnee?: boolean;
  readonly subscribers?: number;
  readonly seed?: string;
  readonly from?: number;
  readonly warmUp?: number;
  readonly tick: number;
  readonly process: string;
  readonly merge?: readonly string[];
  readonly json?: boolean;
  readonly csv?: string;
  readonly html?: string;
  readonly out?: string;
}

const PROFILE = "constant:1k/s:30s";
const MORNING_MS = 7 * HOUR_MS;
const SUBSCRIBERS_MAX = 10_000_000;

const EXAMPLES = `
Profiles:
  constant:50k/s:60s        so many events a second (the network's time goes by as fast as that needs)
  ramp:1k/s-100k/s:60s      from one rate to another, in a straight line
  busy-hour:1M[:60s]        the real pace of so many people's busy hour; fewer --subscribers live faster

Targets:
  embedded                  Kairos in a thread of this process, with a log of its own
  nats://host:port          the cluster of "kairos up --cluster --no-traffic"; needs --redis
  tcp://host:port           SCCPlite to "kairos start --listen-sccplite"; decisions by --results
  file:PATH                 the records themselves; only the rate of writing is measured

Thresholds: latency, offer, lateness with .p50 .p90 .p99 .p99.9 .p99.99 .max .mean; rate, knee;
  unsent, triggers, offers, events. A threshold that is missed makes the exit code 99.

Examples:
  kairos load scenarios/quickstart.yaml --target embedded --profile constant:20k/s:20s
  kairos load scenarios/quickstart.yaml --target embedded --find-knee --html knee.html
  kairos load scenarios/quickstart.yaml --target nats://127.0.0.1:4222 --redis redis://127.0.0.1:6379 \\
      --profile constant:50k/s:60s --threshold "latency.p99 < 50ms" --threshold "unsent == 0"
  kairos load --merge a.json b.json --html both.html

docs/load-testing.md is a walk through all of it.`;

export function loadCommand(): Command {
  return new Command("load")
    .description("Send traffic at a rate, whatever the system does, and measure until triggers.")
    .argument("[scenario]", "a YAML file, such as scenarios/quickstart.yaml")
    .option("--target <place>", "embedded, nats://…, tcp://… or file:PATH", "embedded")
    .option("--redis <url>", "Redis of the cluster, redis://host:port")
    .option(
      "--results <url>",
      "where decisions come back when the target is tcp://, nats://host:port",
    )
    .option("--profile <profile>", "how many events when; see below", PROFILE)
    .option("--threshold <line>", 'such as "latency.p99 < 50ms"; may be given again', threshold)
    .option("--find-knee", "look for the highest rate that is kept up with, then run at half of it")
    .option("--subscribers <n>", "how many people", integerBetween(1, SUBSCRIBERS_MAX))
    .option("--seed <text>", "another world, other people, other days", seed)
    .option("--from <moment>", "time of day at which the load begins (default: 07:00)", moment)
    .option("--warm-up <duration>", "sent first and left out (default: 5s)", warmUp)
    .option(
      "--tick <ms>",
      "from one sending to the next: shorter is nearer to a network, and more blocks",
      integerBetween(5, 200),
      TICK_MS,
    )
    .option("--process <i/n>", "send only a share, beside other processes; see --merge", "1/1")
    .option("--merge <files...>", "merge the JSON reports of several processes; sends nothing")
    .option("--json", "print one JSON object instead of the tables")
    .option("--csv <file>", "also write every second as CSV")
    .option("--html <file>", "also write a report to look at, in one file")
    .option("--out <dir>", "also write report.json, seconds.csv and report.html into this folder")
    .addHelpText("after", EXAMPLES)
    .action(load);
}

function threshold(text: string, others: readonly Threshold[] = []): readonly Threshold[] {
  return [...others, parseThreshold(text)];
}

/** A duration that may be none: "0s". */
function warmUp(text: string): number {
  const value = parseDuration(text);
  if (value === undefined) throw new InvalidArgumentError("Give a duration such as 5s, or 0s.");
  return value;
}

async function load(path: string | undefined, options: Options): Promise<void> {
  const thresholds = options.threshold ?? [];
  await checkPlaces(options);
  const report =
    options.merge === undefined
      ? await perform(path, options, thresholds)
      : mergeReports(await Promise.all(options.merge.map(readMerged)), thresholds);
  await writePlaces(options, report);
  console.log(options.json === true ? JSON.stringify(report, null, 2) : reportText(report));
  const missed = report.thresholds.filter(({ kept }) => !kept);
  if (missed.length === 0) return;
  throw new KairosError("threshold.failed", {
    place: `kairos load, ${missed.map(({ threshold }) => threshold).join(", ")}`,
    got: `${missed.length} of ${report.thresholds.length} thresholds missed`,
    wanted: "all of them kept",
    remedy: report.fellBehind
      ? "The tool fell behind: give it a machine of its own, or share the load (--process)."
      : "The report says by how much.",
  });
}

async function perform(
  path: string | undefined,
  options: Options,
  thresholds: readonly Threshold[],
): Promise<LoadReport> {
  if (path === undefined) {
    throw new KairosError("usage.invalid", {
      place: "kairos load",
      got: "no scenario",
      wanted: "a YAML file",
      remedy: "Try: kairos load scenarios/quickstart.yaml --target embedded",
    });
  }
  const profile = parseProfile(options.profile);
  const place = parsePlace(options.target);
  const share = parseShare(options.process);
  const interruption = onInterrupt();
  const progress = new ProgressLine();
  const line = new LoadLine();
  keepPausesShort();
  try {
    const scenario = await loadScenario(path);
    const run = {
      scenario,
      seed: options.seed ?? scenario.seed,
      subscribers: options.subscribers ?? scenario.subscribers,
    };
    return await performLoad(
      {
        ...run,
        place,
        profile,
        profileText: options.profile,
        share,
        thresholds,
        tickMs: options.tick,
        warmUpMs: options.warmUp ?? 5 * SECOND_MS,
        fromMs: options.from ?? MORNING_MS,
        findKnee: options.findKnee === true,
        namespace: namespaceOf(run),
        signal: interruption.signal,
        ...(options.redis === undefined ? {} : { redis: options.redis }),
        ...(options.results === undefined ? {} : { results: options.results }),
      },
      {
        onPrepare: (phase, part, events) => progress.show({ phase, share: part, events }),
        onTick: (measurement, wallMs, ofMs) => line.show(measurement, wallMs, ofMs),
        onStep(step) {
          line.done();
          console.error(`${grouped(step.rate)} events/s: kept up? ${stepVerdict(step)}.`);
        },
      },
    );
  } finally {
    progress.done();
    line.done();
    interruption.restore();
  }
}

async function readMerged(path: string): Promise<LoadReport> {
  return readReport(await readTextFile(path), path);
}
