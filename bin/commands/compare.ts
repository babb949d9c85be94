// kairos compare: two scenarios on the same people and days, with intervals.
import { availableParallelism } from "node:os";
import { Command } from "commander";
import { formatDuration } from "../../domain/time.ts";
import type { Interval } from "../../metrics/statistics.ts";
import { threads } from "../../services/threads.ts";
import { tokeniserOfSeed } from "../../services/tokens.ts";
import {
  type ComparedSide,
  type Comparison,
  compare,
  type MeasureComparison,
} from "../../simulator/experiments/compare.ts";
import { integerBetween, seed } from "../flags.ts";
import { onInterrupt } from "../interruption.ts";
import { grouped, ProgressLine } from "../progress.ts";
import { loadScenario } from "../scenario-file.ts";
import { table } from "../table.ts";

interface Options {
  readonly seed?: string;
  readonly subscribers?: number;
  readonly days?: number;
  readonly workers?: number;
  readonly json?: boolean;
}

const EXAMPLES = `
Examples:
  kairos compare scenarios/jiangsu/ring-back-tone-blast.yaml scenarios/jiangsu/ring-back-tone-triggered.yaml
  kairos compare before.yaml after.yaml --subscribers 5000 --days 1 --json

Both files must have the same people: start, network, people, calendar, subscribers and days.`;

const WORKERS_MAX = 64;
/** So few people are simulated sooner than a second thread has made its world. */
const PEOPLE_FOR_WORKERS = 10_000;

export function compareCommand(): Command {
  return new Command("compare")
    .description("Rehearse two scenarios on the same people and days and print what differs.")
    .argument("<a>", "a scenario file: how it is done today, say")
    .argument("<b>", "another: how it might be done")
    .option("--seed <text>", "other people and days (default: the seed of the first)", seed)
    .option("--subscribers <n>", "how many people", integerBetween(2, 10_000_000))
    .option("--days <n>", "how many days", integerBetween(1, 366))
    .option(
      "--workers <n>",
      "threads that share the work (default: one per core, a single one below 10,000 people)",
      integerBetween(1, WORKERS_MAX),
    )
    .option("--json", "print one JSON object instead of the tables")
    .addHelpText("after", EXAMPLES)
    .action(show);
}

async function show(pathA: string, pathB: string, options: Options): Promise<void> {
  const interruption = onInterrupt();
  const progress = new ProgressLine();
  try {
    const [a, b] = [await loadScenario(pathA), await loadScenario(pathB)];
    const subscribers = options.subscribers ?? a.subscribers;
    const cores = Math.min(WORKERS_MAX, availableParallelism());
    const workers = options.workers ?? (subscribers < PEOPLE_FOR_WORKERS ? 1 : cores);
    const comparison = await compare(a, b, {
      shards: workers,
      ...(workers > 1 ? { openHost: () => threads() } : {}),
      ...(options.seed === undefined ? {} : { seed: options.seed }),
      ...(options.subscribers === undefined ? {} : { subscribers: options.subscribers }),
      ...(options.days === undefined ? {} : { days: options.days }),
      tokenise: tokeniserOfSeed(options.seed ?? a.seed),
      signal: interruption.signal,
      onProgress: (step) => progress.show(step),
    });
    progress.done();
    console.log(options.json === true ? JSON.stringify(comparison, null, 2) : tablesOf(comparison));
  } finally {
    progress.done();
    interruption.restore();
  }
}

const HEAD = ["", "a", "b", "b − a", "95 % paired", "95 % unpaired", "narrower by", "people saved"];

/** The tables that people read; every number of them is in the JSON too. */
function tablesOf(comparison: Comparison): string {
  const { a, b, all, byCampaign } = comparison;
  const days = comparison.days === 1 ? "1 day" : `${comparison.days} days`;
  return [
    `a: ${a.scenario}`,
    `b: ${b.scenario}`,
    `the same ${grouped(comparison.subscribers)} people, ${days}, seed ${comparison.seed}`,
    "",
    table([HEAD, ...rowsOf("", all)]),
    ...Object.entries(byCampaign).flatMap(([name, measures]) => [
      "",
      table([[name, ...HEAD.slice(1)], ...rowsOf("", measures)]),
    ]),
    "",
    table([
      [
        "lift against its own control group",
        "treated",
        "",
        "control",
        "",
        "points",
        "95 %",
        "times",
        "95 %",
      ],
      ...liftRows("a", a),
      ...liftRows("b", b),
    ]),
    "",
    table([
      ["timing", "messages seen", "need", "need met", "regret", "from the day's best, median"],
      timingRow("a", a),
      timingRow("b", b),
    ]),
    "",
    table([
      ["orders", "in all", "kept for 3 months", "", "friends' orders expected", "how they came"],
      orderRow("a", a),
      orderRow("b", b),
    ]),
    "",
    "Conversions are people who accepted an offer or converted by themselves. Intervals are of b − a.",
    "Paired: each person against herself in the other run. Unpaired: the same numbers as if each run",
    "had people of its own. People saved: how many times more people that would take.",
    "Need: how much of the strongest need was there when a message was sent. Need met: the same, as a",
    "share of that person's best time on that day; who had no moment that day has a low best, too.",
  ].join("\n");
}

const NAMES: Readonly<Record<MeasureComparison["measure"], string>> = {
  contacts: "contacts",
  conversions: "conversions",
  complaints: "complaints",
  revenueYuan: "revenue, yuan a month",
};

function rowsOf(indent: string, measures: readonly MeasureComparison[]): string[][] {
  return measures
    .filter(({ measure, a, b }) => measure !== "revenueYuan" || a > 0 || b > 0)
    .map(({ measure, a, b, paired, unpaired, narrowedBy, peopleSaved }) => [
      indent + NAMES[measure],
      grouped(a),
      grouped(b),
      signed(paired.estimate),
      spanOf(paired, signed),
      spanOf(unpaired, signed),
      narrowedBy === null ? "–" : percent(narrowedBy, 0),
      peopleSaved === null ? "–" : `× ${peopleSaved.toFixed(1)}`,
    ]);
}

function liftRows(side: string, { lift }: ComparedSide): string[][] {
  return Object.entries(lift).map(([name, { treated, control, difference, ratio }]) => [
    `${side}: ${name}`,
    `${grouped(treated.converted)} of ${grouped(treated.people)}`,
    percent(treated.converted / treated.people, 2),
    `${grouped(control.converted)} of ${grouped(control.people)}`,
    percent(control.converted / control.people, 2),
    points(difference.estimate),
    spanOf(difference, points),
    times(ratio.estimate),
    spanOf(ratio, times),
  ]);
}

function timingRow(side: string, { timing }: ComparedSide): string[] {
  const { messages, need, needMet, regret, fromBestMsMedian } = timing;
  return [
    side,
    grouped(messages),
    need === null ? "–" : need.toFixed(2),
    needMet === null ? "–" : percent(needMet, 0),
    regret === null ? "–" : percent(regret, 0),
    fromBestMsMedian === null ? "–" : formatDuration(fromBestMsMedian),
  ];
}

function orderRow(side: string, { orders }: ComparedSide): string[] {
  const modes = Object.entries(orders.byMode).map(([mode, count]) => `${count.orders} ${mode}`);
  return [
    side,
    grouped(orders.orders),
    grouped(orders.kept),
    percent(orders.kept / orders.orders, 0),
    orders.ofFriends.toFixed(1),
    modes.join(", ") || "–",
  ];
}

function spanOf({ low, high }: Interval, show: (end: number) => string): string {
  return Number.isNaN(low) ? "–" : `${show(low)} to ${show(high)}`;
}

function signed(value: number): string {
  const rounded = Math.round(value);
  return `${rounded > 0 ? "+" : rounded < 0 ? "−" : ""}${grouped(Math.abs(rounded))}`;
}

function percent(share: number, digits: number): string {
  return Number.isFinite(share) ? `${(share * 100).toFixed(digits)} %` : "–";
}

function points(share: number): string {
  if (!Number.isFinite(share)) return "–";
  const text = (Math.abs(share) * 100).toFixed(2);
  return `${share < 0 ? "−" : "+"}${text}`;
}

function times(ratio: number): string {
  return Number.isFinite(ratio) ? ratio.toFixed(2) : "–";
}
