// kairos experiment: what one choice of a planner changes, on the same people and days.
import { Command } from "commander";
import { formatDuration } from "../../domain/time.ts";
import { type RankedCampaign, rankCampaigns } from "../../metrics/ranking.ts";
import { tokeniserOfSeed } from "../../services/tokens.ts";
import { compareAlertQueues } from "../../simulator/experiments/alerts.ts";
import { compareChannels } from "../../simulator/experiments/channels.ts";
import { compareCounterModes } from "../../simulator/experiments/counter.ts";
import { compareDiallers, type DiallerReport } from "../../simulator/experiments/dialler.ts";
import { provisionOrders } from "../../simulator/experiments/orders.ts";
import { screen } from "../../simulator/experiments/screening.ts";
import { compareSources, type StalenessRow } from "../../simulator/experiments/staleness.ts";
import { type RunOptions, run } from "../../simulator/runs/simulation.ts";
import { integerBetween, seed } from "../flags.ts";
import { onInterrupt } from "../interruption.ts";
import { ProgressLine } from "../progress.ts";
import { loadScenario } from "../scenario-file.ts";
import { table } from "../table.ts";
import { alertsTable } from "./experiments/alerts.ts";
import { channelsTable } from "./experiments/channels.ts";
import { counterTable } from "./experiments/counter.ts";
import { ordersTable } from "./experiments/orders.ts";
import { screeningTable } from "./experiments/screening.ts";

interface Options {
  readonly seed?: string;
  readonly subscribers?: number;
  readonly seats?: number;
  readonly counters?: number;
  readonly days?: number;
  readonly failing?: number;
  readonly atLeast?: number;
  readonly share?: number;
  readonly approvedBy?: string;
  readonly json?: boolean;
}

const EXAMPLES = `
Examples:
  kairos experiment dialler scenarios/missed-calls-power-on.yaml --subscribers 2000 --seats 10
      a list dialled blindly, only to phones known to be on and free, and with appointments kept
  kairos experiment counter scenarios/quickstart.yaml --subscribers 20000 --counters 4
      a shop that recommends in three ways: what each sells, and how long visitors wait for it
  kairos experiment alerts scenarios/quickstart.yaml --subscribers 2000 --seats 2
      moments that run out wait for few seats: the nearest deadline first, or first in, first out
  kairos experiment orders scenarios/jiangsu/ring-back-tone-blast.yaml --days 2 --failing 5
      what was accepted, by mode of order: provisioned, failed and undone, refused without approval
  kairos experiment screening scenarios/quickstart.yaml --at-least 30 --share 20
      how many a threshold of worth would reach, and in which direction an offer may go
  kairos experiment staleness scenarios/friends-ring-back-tone.yaml --subscribers 5000
      one campaign fed by signalling, call records and the bill: conversions against delay
  kairos experiment channels scenarios/jiangsu/ring-back-tone-triggered.yaml --subscribers 5000 --days 30
      the channel that each person's doings speak for, against the records; moments answered by it
  kairos experiment ranking scenarios/jiangsu/matrix.yaml --subscribers 20000 --days 30
      a scenario's campaigns by their uplift over the control group: which cell of the matrix to claim

中文：ranking 按对照组提升给各活动排名；dialler 比较盲呼与按信令开关机状态外呼的接通率，以及约定时段内的回呼；counter 比较营业厅三种推荐方式与排队等候；alerts 比较临期优先与先到先办；orders 按订购方式统计开通、回退与未审批批量；screening 按价值阈值与占比筛选名单；staleness 比较信令、话单、账单不同时延下的成功率；channels 由行为判断渠道偏好，与档案对照，并比较按渠道偏好接触的成功率。`;

export function experimentCommand(): Command {
  const command = new Command("experiment")
    .description("Compare two ways of working on the same people and days.")
    .addHelpText("after", EXAMPLES);
  command
    .addCommand(
      common("dialler", "outbound calls with and without the power state that signalling shows")
        .option("--seats <n>", "seats that call from 08:00 to 20:00", integerBetween(1, 10_000))
        .action(showDiallers),
    )
    .addCommand(
      common("counter", "a shop's day in three modes of recommending: sold, and waited for")
        .option("--counters <n>", "counters of the shop", integerBetween(1, 1_000))
        .action(showCounter),
    )
    .addCommand(
      common(
        "alerts",
        "a day's moments for few seats: nearest deadline first, or first in, first out",
      )
        .option(
          "--seats <n>",
          "seats that call, default the scenario's or 10",
          integerBetween(1, 10_000),
        )
        .action(showAlerts),
    )
    .addCommand(
      common("orders", "the orders of a rehearsal, provisioned or undone, by how they came about")
        .option("--days <n>", "how many days", integerBetween(1, 366))
        .option("--failing <percent>", "steps that fail, default 1", integerBetween(0, 100))
        .option("--approved-by <name>", "who has approved batch imports; default: nobody")
        .action(showOrders),
    )
    .addCommand(
      common("screening", "the people by worth: reach of a threshold and of a share of the best")
        .option("--at-least <points>", "of 100, default 0", integerBetween(0, 100))
        .option("--share <percent>", "the best of those, default 100", integerBetween(1, 100))
        .action(showScreening),
    )
    .addCommand(
      common("staleness", "one scenario fed by sources that are seconds to weeks late").action(
        showSources,
      ),
    )
    .addCommand(
      common("channels", "each person's usual channel as behaviour shows it, and offers made by it")
        .option("--days <n>", "how many days are counted", integerBetween(1, 366))
        .action(showChannels),
    )
    .addCommand(
      common("ranking", "the campaigns of one rehearsal by their uplift over the control group")
        .option("--days <n>", "how many days", integerBetween(1, 366))
        .action(showRanking),
    );
  return command;
}

function common(name: string, description: string): Command {
  return new Command(name)
    .exitOverride()
    .description(description)
    .argument("<scenario>", "a YAML file")
    .option("--seed <text>", "other people and days", seed)
    .option("--subscribers <n>", "how many people", integerBetween(1, 10_000_000))
    .option("--json", "print one JSON object instead of the table");
}

async function showDiallers(path: string, options: Options): Promise<void> {
  const scenario = await loadScenario(path);
  const report = compareDiallers(scenario, {
    ...peopleOf(options),
    ...(options.seats === undefined ? {} : { seats: options.seats }),
    tokenise: tokeniserOfSeed(options.seed ?? scenario.seed),
  });
  console.log(options.json === true ? JSON.stringify(report, null, 2) : diallerTable(report));
}

function diallerTable({ list, seats, blind, gated, promised }: DiallerReport): string {
  const ways: readonly (readonly [string, DiallerReport["blind"]])[] = [
    ["blind  盲呼", blind],
    ["asks the twin first  先查开机状态", gated],
    ["and keeps appointments  并按约定回呼", promised],
  ];
  return [
    `${list} people, ${seats} seats, 08:00–20:00. The connect rate is emergent; that 60 % of those`,
    "whose phone rings take a call, and 15 % of these ask for another time, is assumed.",
    "",
    table([
      ["dialler", "attempts", "connected", "connect rate", "never dialled", "time wasted"],
      ...ways.map(([name, of]) => [
        name,
        String(of.attempts),
        String(of.connected),
        percent(of.connected, of.attempts),
        String(of.untouched),
        formatDuration(of.wastedMs),
      ]),
    ]),
    "",
    "Who asked for another time, a window of two hours  约定时段:",
    "",
    table([
      ["dialler", "asked", "calls inside", "calls outside", "reached inside"],
      ...ways.map(
        ([
          name,
          {
            callBacks: { asked, callsInside, callsOutside, kept },
          },
        ]) => [name, ...[asked, callsInside, callsOutside, kept].map(String)],
      ),
    ]),
  ].join("\n");
}

async function showCounter(path: string, options: Options): Promise<void> {
  const scenario = await loadScenario(path);
  const report = compareCounterModes(scenario, {
    ...peopleOf(options),
    ...(options.counters === undefined ? {} : { counters: options.counters }),
    tokenise: tokeniserOfSeed(options.seed ?? scenario.seed),
  });
  console.log(options.json === true ? JSON.stringify(report, null, 2) : counterTable(report));
}

async function showAlerts(path: string, options: Options): Promise<void> {
  const scenario = await loadScenario(path);
  const report = compareAlertQueues(scenario, {
    ...peopleOf(options),
    ...(options.seats === undefined ? {} : { seats: options.seats }),
    tokenise: tokeniserOfSeed(options.seed ?? scenario.seed),
  });
  console.log(options.json === true ? JSON.stringify(report, null, 2) : alertsTable(report));
}

async function showSources(path: string, options: Options): Promise<void> {
  const scenario = await loadScenario(path);
  const rows = compareSources(scenario, {
    ...peopleOf(options),
    tokenise: tokeniserOfSeed(options.seed ?? scenario.seed),
  });
  console.log(options.json === true ? JSON.stringify({ rows }, null, 2) : sourceTable(rows));
}

function sourceTable(rows: readonly StalenessRow[]): string {
  return table([
    ["source", "delay", "delivered", "accepted", "rate", "95 % interval"],
    ...rows.map(({ source, delayMs, delivered, accepted, rate }) => [
      source,
      formatDuration(delayMs),
      String(delivered),
      String(accepted),
      percent(accepted, delivered),
      `${(100 * rate.low).toFixed(2)}–${(100 * rate.high).toFixed(2)} %`,
    ]),
  ]);
}

async function showChannels(path: string, options: Options): Promise<void> {
  const scenario = await loadScenario(path);
  const report = compareChannels(scenario, {
    ...peopleOf(options),
    ...(options.days === undefined ? {} : { days: options.days }),
    tokenise: tokeniserOfSeed(options.seed ?? scenario.seed),
  });
  console.log(options.json === true ? JSON.stringify(report, null, 2) : channelsTable(report));
}

async function showScreening(path: string, options: Options): Promise<void> {
  const { atLeast = 0, share = 100 } = options;
  const scenario = await loadScenario(path);
  const report = screen(scenario, { ...peopleOf(options), atLeast, share: share / 100 });
  console.log(options.json === true ? JSON.stringify(report, null, 2) : screeningTable(report));
}

async function showOrders(path: string, options: Options): Promise<void> {
  const interruption = onInterrupt();
  const progress = new ProgressLine();
  const { failing = 1, approvedBy } = options;
  const approval = approvedBy === undefined ? {} : { approvedBy };
  try {
    const scenario = await loadScenario(path);
    const orders = await provisionOrders(scenario, {
      ...rehearsalOf(scenario, options, interruption, progress),
      ...approval,
      failing: failing / 100,
    });
    progress.done();
    const told = { failing, ...approval };
    const print = options.json === true;
    console.log(print ? JSON.stringify({ orders }, null, 2) : ordersTable(orders, told));
  } finally {
    progress.done();
    interruption.restore();
  }
}

async function showRanking(path: string, options: Options): Promise<void> {
  const interruption = onInterrupt();
  const progress = new ProgressLine();
  try {
    const scenario = await loadScenario(path);
    const report = await run(scenario, rehearsalOf(scenario, options, interruption, progress));
    progress.done();
    const ranking = rankCampaigns(report);
    console.log(options.json === true ? JSON.stringify({ ranking }, null, 2) : rankTable(ranking));
  } finally {
    progress.done();
    interruption.restore();
  }
}

function rehearsalOf(
  { seed }: { readonly seed: string },
  options: Options,
  { signal }: ReturnType<typeof onInterrupt>,
  progress: ProgressLine,
): RunOptions {
  return {
    ...peopleOf(options),
    ...(options.days === undefined ? {} : { days: options.days }),
    tokenise: tokeniserOfSeed(options.seed ?? seed),
    signal,
    onProgress: (step) => progress.show(step),
  };
}

function rankTable(ranking: readonly RankedCampaign[]): string {
  const points = (share: number): string => (100 * share).toFixed(2);
  return table(
    [
      ["", "campaign", "treated", "control", "uplift, points", "95 % interval"],
      ...ranking.map(({ campaign, treated, control, uplift, interval }, place) => [
        uplift === null ? "" : String(place + 1),
        campaign,
        String(treated),
        String(control),
        uplift === null ? "nobody to compare" : points(uplift),
        interval === null ? "" : `${points(interval.low)} to ${points(interval.high)}`,
      ]),
    ],
    "rlr",
  );
}

function peopleOf({ seed, subscribers }: Options) {
  return {
    ...(seed === undefined ? {} : { seed }),
    ...(subscribers === undefined ? {} : { subscribers }),
  };
}

function percent(part: number, whole: number): string {
  return whole === 0 ? "–" : `${((100 * part) / whole).toFixed(2)} %`;
}
