// kairos generate: a generated network's signalling as a capture, or its events, with the truth.
import { resolve } from "node:path";
import { Command, Option } from "commander";
import { KairosError } from "../../domain/errors.ts";
import { DAY_MS, dayOf, formatClock } from "../../domain/time.ts";
import type { Scenario } from "../../scenarios/scenario.ts";
import { type OutputFile, openOutput, STDOUT } from "../../services/output-file.ts";
import { CAPTURE_FORMATS } from "../../signaling/capture-writer.ts";
import { duration, integerBetween, moment, seed } from "../flags.ts";
import {
  EVENT_LINES,
  type Generation,
  type GenerationFormat,
  type GenerationOrder,
  generate,
} from "../generation.ts";
import { onInterrupt } from "../interruption.ts";
import { grouped, ProgressLine } from "../progress.ts";
import { loadScenario } from "../scenario-file.ts";

interface Options {
  readonly out: string;
  readonly format?: GenerationFormat;
  readonly labels?: string;
  readonly feeds?: string;
  readonly from?: number;
  readonly for?: number;
  readonly seed?: string;
  readonly subscribers?: number;
  readonly days?: number;
  readonly showcase?: boolean;
}

/** People in a showcase, unless --subscribers says how many: about 50,000 messages. */
const PLAYERS = 24;
const NDJSON = ".ndjson";
const PCAP = ".pcap";

const EXAMPLES = `
Formats:
  mtp3      MTP3 messages (DLT 141), a frame per message: the smallest file (default)
  mtp2      the same in signal units (DLT 140)
  m3ua      M3UA over SCTP, an association per base station controller
  sccplite  SCCP over IPA and TCP, a connection per base station controller
  ndjson    subscriber events, a line each, as "kairos replay --json" prints them (default for *.ndjson)

Examples:
  kairos generate scenarios/quickstart.yaml --out day.pcap
  kairos generate scenarios/quickstart.yaml --from 07:30 --for 10m --format m3ua --out rush.pcap
  kairos generate scenarios/quickstart.yaml --subscribers 500 | tshark -r - -Y gsm_sms
  kairos generate scenarios/quickstart.yaml --out day.pcap --labels truth.ndjson
  kairos generate scenarios/quickstart.yaml --out day.pcap --feeds feeds.ndjson
  kairos generate scenarios/quickstart.yaml --showcase --out every-procedure.pcap

Replayed with the same scenario and seed, what is generated gives the digests of "kairos simulate".`;

export function generateCommand(): Command {
  return new Command("generate")
    .description("Write a generated network's A-interface signalling, with the truth beside it.")
    .argument("<scenario>", "a YAML file, such as scenarios/quickstart.yaml")
    .option("--out <file>", "a pcap, or *.ndjson for subscriber events; - is stdout", STDOUT)
    .addOption(
      new Option("--format <format>", "how it is carried; see below").choices([
        ...CAPTURE_FORMATS,
        EVENT_LINES,
      ]),
    )
    .option("--labels <file>", "also write the truth behind each frame, as NDJSON")
    .option("--feeds <file>", "also write what feeds tell beside a capture, as NDJSON")
    .option("--from <moment>", "leave out what is before: 07:30, 1d07:30 or 90m", moment)
    .option("--for <duration>", "and what is later than so long after: 15m, 2h", duration)
    .option("--seed <text>", "another world, other people, other days", seed)
    .option("--subscribers <n>", "how many people", integerBetween(1, 10_000_000))
    .option("--days <n>", "how many days", integerBetween(1, 366))
    .option("--showcase", "every procedure in every form, in place of people's days")
    .addHelpText("after", EXAMPLES)
    .action(generateFiles);
}

async function generateFiles(path: string, options: Options): Promise<void> {
  const interruption = onInterrupt();
  const startedMs = performance.now();
  const progress = new ProgressLine();
  try {
    const format = formatOf(options);
    checkPlaces(path, options);
    const showcase = options.showcase === true;
    const scenario = await loadScenario(path);
    const window = windowOf(scenario, options);
    // Before the world is made: a place that cannot be written is told at once.
    const places = await openPlaces(options);
    const order = {
      scenario,
      seed: options.seed ?? scenario.seed,
      subscribers: options.subscribers ?? (showcase ? PLAYERS : scenario.subscribers),
      showcase,
      format,
      ...window,
    };
    const generation = await generate(order, {
      ...places,
      signal: interruption.signal,
      onProgress: (step) => progress.show(step),
    }).finally(() => closeAll(places));
    progress.done();
    const seconds = (performance.now() - startedMs) / 1000;
    const interrupted = interruption.signal.aborted;
    report({ options, order, generation, octets: places.output.octets, seconds, interrupted });
    interruption.signal.throwIfAborted();
  } finally {
    progress.done();
    interruption.restore();
  }
}

/** By --format, else by the name of the file. */
function formatOf({ out, format }: Options): GenerationFormat {
  const named = out.endsWith(NDJSON) ? EVENT_LINES : undefined;
  const chosen = format ?? named ?? "mtp3";
  const extension = out.endsWith(NDJSON) ? NDJSON : out.endsWith(PCAP) ? PCAP : "";
  const contradicts = extension !== "" && (extension === NDJSON) !== (chosen === EVENT_LINES);
  if (contradicts) {
    throw new KairosError("usage.invalid", {
      place: "--format",
      got: `${chosen} for ${out}`,
      wanted: extension === NDJSON ? EVENT_LINES : CAPTURE_FORMATS.join(", "),
      remedy: "Leave --format out, or give the file another name.",
    });
  }
  if (out === STDOUT && chosen !== EVENT_LINES && process.stdout.isTTY) {
    throw new KairosError("usage.invalid", {
      place: "--out",
      got: "a capture for the terminal",
      wanted: "a file or a pipe",
      remedy: "Give --out file.pcap, pipe it into another program, or ask for --format ndjson.",
    });
  }
  return chosen;
}

/** No two of the places may be one. */
function checkPlaces(scenario: string, { out, labels, feeds }: Options): void {
  const placeOf = (path: string): string => (path === STDOUT ? path : resolve(path));
  const complain = (place: string, got: string, wanted: string): KairosError =>
    new KairosError("usage.invalid", { place, got, wanted, remedy: "Name another file." });
  const places = [
    ["--out", out] as const,
    ["--labels", labels] as const,
    ["--feeds", feeds] as const,
  ];
  for (const [index, [place, path]] of places.entries()) {
    if (path === undefined) continue;
    const other = places
      .slice(0, index)
      .find(([, o]) => o !== undefined && placeOf(o) === placeOf(path));
    if (other !== undefined) throw complain(place, path, `another place than ${other.join(" ")}`);
    if (placeOf(path) === resolve(scenario)) {
      throw complain(place, path, "a file that is not the scenario");
    }
  }
}

/** What part of which run: ms since its start. */
function windowOf(
  { days: scenarioDays }: Scenario,
  options: Options,
): { readonly days: number; readonly fromMs: number; readonly toMs: number } {
  const days = options.days ?? scenarioDays;
  if (options.showcase === true) checkShowcase(options);
  const endMs = options.showcase === true ? Number.POSITIVE_INFINITY : days * DAY_MS;
  const fromMs = options.from ?? 0;
  if (fromMs >= endMs) {
    throw new KairosError("usage.invalid", {
      place: "--from",
      got: "a moment at or after the end of the run",
      wanted: `one in its ${days} ${days === 1 ? "day" : "days"}`,
      remedy: "Give an earlier one, or more --days.",
    });
  }
  return { days, fromMs, toMs: Math.min(endMs, fromMs + (options.for ?? endMs)) };
}

function checkShowcase({ days, subscribers = PLAYERS }: Options): void {
  if (days !== undefined) {
    throw new KairosError("usage.invalid", {
      place: "--days",
      got: "a number of days for a showcase",
      wanted: "none: it ends when everybody has played",
      remedy: "Leave --days out; --subscribers says how many play.",
    });
  }
  if (subscribers % 2 === 1) {
    throw new KairosError("usage.invalid", {
      place: "--subscribers",
      got: `${subscribers} for a showcase`,
      wanted: "an even number: they play in pairs",
      remedy: `Give ${subscribers + 1}.`,
    });
  }
}

interface Places {
  readonly output: OutputFile;
  readonly labels: OutputFile | undefined;
  readonly feeds: OutputFile | undefined;
}

async function openPlaces({ out, labels, feeds }: Options): Promise<Places> {
  const opened: OutputFile[] = [];
  const open = async (path: string): Promise<OutputFile> => {
    const file = await openOutput(path);
    opened.push(file);
    return file;
  };
  try {
    return {
      output: await open(out),
      labels: labels === undefined ? undefined : await open(labels),
      feeds: feeds === undefined ? undefined : await open(feeds),
    };
  } catch (error) {
    for (const file of opened) await file.close();
    throw error;
  }
}

/** All of them, even if one cannot take what still waits. */
async function closeAll({ output, labels, feeds }: Places): Promise<void> {
  try {
    await output.close();
  } finally {
    try {
      await labels?.close();
    } finally {
      await feeds?.close();
    }
  }
}

interface Finished {
  readonly options: Options;
  readonly order: GenerationOrder;
  readonly generation: Generation;
  readonly octets: number;
  readonly seconds: number;
  readonly interrupted: boolean;
}

/** What was written, for people: stdout may be the capture. */
function report({ options, order, generation, octets, seconds, interrupted }: Finished): void {
  const { frames, messages, subscribers, firstMs, lastMs, whole, events } = generation;
  const name = options.out === STDOUT ? "stdout" : options.out;
  const size = `${(octets / 1e6).toFixed(1)} MB`;
  const isCapture = order.format !== EVENT_LINES;
  const unit = isCapture ? "frames" : "events";
  const held = isCapture ? ` with ${grouped(messages)} BSSAP messages` : "";
  const clock = (timeMs: number): string =>
    `${lastMs < DAY_MS ? "" : `day ${dayOf(timeMs) + 1}, `}${formatClock(timeMs)}`;
  const when = frames === 0 ? "" : `, ${clock(firstMs)} to ${clock(lastMs)}`;
  console.error(
    `${name}: ${grouped(frames)} ${unit} (${order.format}, ${size})${held} ` +
      `of ${grouped(subscribers)} people${when}.`,
  );
  if (interrupted) console.error("Interrupted: it is whole, and shorter.");
  if (whole) {
    console.error(`${grouped(events.count)} events of the whole run, digests.events ${events}.`);
  }
  console.error(`${seconds.toFixed(1)} s, ${grouped(frames / seconds)} ${unit}/s.`);
}
