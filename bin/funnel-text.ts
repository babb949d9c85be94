// Funnels, money and goals of a report, as people read them on a terminal.
import { type FunnelStep, funnelOf } from "../metrics/funnel.ts";
import type { GoalVerdict } from "../metrics/goals.ts";
import type { CampaignSummary, Report } from "../metrics/summary.ts";
import { grouped } from "./progress.ts";
import { table } from "./table.ts";

const BAR = 24;
const EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
const LINE_MAX = 100;
/** Where what was lost begins, so that all of it stands in one column. */
const LOST_AT = 2 + 9 + 2 + 11 + 2 + BAR + 2;

/** A block for each campaign, one line for each stage: its count, a bar, what was lost and why. */
export function funnelsOf({ byCampaign }: Pick<Report, "byCampaign">): string {
  return Object.entries(byCampaign)
    .map(([name, campaign]) => [titleOf(name, campaign), ...linesOf(campaign)].join("\n"))
    .join("\n\n");
}

function titleOf(name: string, { delivered, accepted }: CampaignSummary): string {
  const share = delivered === 0 ? "" : `: ${((100 * accepted) / delivered).toFixed(2)} % accept`;
  return `${name}${share}`;
}

function linesOf(campaign: CampaignSummary): string[] {
  const steps = funnelOf(campaign);
  const most = Math.max(1, steps[0]!.count);
  return steps.flatMap((step) => stepLines(step, most));
}

function stepLines({ stage, count, lost }: FunnelStep, most: number): string[] {
  const bar = barOf(count / most).padEnd(BAR);
  const head = `  ${stage.padEnd(9)}  ${grouped(count).padStart(11)}  ${bar}  `;
  const words = lost.map(({ why, count }) => `−${grouped(count)} ${wordsOf(why)}`);
  const lines: string[] = [];
  for (const [place, word] of words.entries()) {
    const text = place + 1 < words.length ? `${word},` : word;
    const last = lines.at(-1);
    const fits = last !== undefined && LOST_AT + last.length + 1 + text.length <= LINE_MAX;
    if (fits) lines[lines.length - 1] = `${last} ${text}`;
    else lines.push(text);
  }
  return [
    (head + (lines[0] ?? "")).trimEnd(),
    ...lines.slice(1).map((line) => " ".repeat(LOST_AT) + line),
  ];
}

function barOf(share: number): string {
  const eighths = Math.round(share * BAR * 8);
  const bar = "█".repeat(eighths >> 3) + EIGHTHS[eighths & 7];
  return bar === "" && share > 0 ? EIGHTHS[1]! : bar;
}

/** "contact-policy.minimum-gap" → "minimum gap"; what is no rule's name stays as it is. */
function wordsOf(why: string): string {
  return why.slice(why.lastIndexOf(".") + 1).replaceAll("-", " ");
}

/** Attention, money and arms: what of it there is. */
export function worthOf(report: Report): readonly string[] {
  const { contacts, complaints, damage } = report.attention;
  const campaigns = Object.entries(report.byCampaign);
  const money = campaigns.some(([, one]) => one.costYuan > 0 || one.revenueYuan > 0);
  const arms = campaigns.flatMap(([name, one]) =>
    Object.entries(one.arms ?? {}).map(([arm, { offered, people, converted }]) => [
      `${name}, ${arm}`,
      grouped(offered),
      grouped(people),
      grouped(converted),
      people === 0 ? "–" : `${((100 * converted) / people).toFixed(2)} %`,
    ]),
  );
  return [
    `attention: ${grouped(contacts)} contacts, ${grouped(complaints)} complaints, ` +
      `${grouped(damage)} points of damage`,
    ...(money ? ["", moneyTable(campaigns)] : []),
    ...(arms.length === 0
      ? []
      : ["", table([["arms", "offered", "people", "converted", ""], ...arms])]),
  ];
}

function moneyTable(campaigns: readonly (readonly [string, CampaignSummary])[]): string {
  return table([
    ["money, yuan", "cost", "revenue a month", "cost of an order"],
    ...campaigns.map(([name, { costYuan, revenueYuan, accepted }]) => [
      name,
      grouped(costYuan),
      grouped(revenueYuan),
      accepted === 0 ? "–" : (costYuan / accepted).toFixed(2),
    ]),
  ]);
}

/** Each goal with the value that the run gave; nothing where there are none. */
export function goalsText(goals: readonly GoalVerdict[]): readonly string[] {
  if (goals.length === 0) return [];
  return [
    "",
    table(
      [
        ["goals", "this run", ""],
        ...goals.map(({ goal, value, met }) => [
          goal,
          valueText(goal, value),
          met ? "✓ met" : "✗ missed",
        ]),
      ],
      "lrl",
    ),
  ];
}

/** As a percentage where the goal is written as one. */
function valueText(goal: string, value: number | null): string {
  if (value === null) return "nothing measured";
  if (goal.includes("%")) return `${(100 * value).toPrecision(4)} %`;
  return Number.isInteger(value) ? grouped(value) : value.toPrecision(4);
}
