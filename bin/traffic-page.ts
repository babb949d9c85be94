// docs/traffic-validation.md: written from the measured rows, and read back as promises.
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { KairosError } from "../domain/errors.ts";
import { readTextFile } from "../services/files.ts";
import { notWritable } from "../services/output-file.ts";
import { EXPLANATIONS } from "../simulator/validation/explanation-tables.ts";
import { acceptedText, type JudgedRow, numberText } from "../simulator/validation/rows.ts";
import type { ValidationSizes } from "../simulator/validation/validation.ts";
import type { DrawnPlot } from "./traffic-plots.ts";

export const PAGE = "docs/traffic-validation.md";
/** Folder of the plots, beside the page. */
const PLOTS = "traffic";

export interface TrafficReport {
  readonly scenario: string;
  readonly seed: string;
  readonly sizes: ValidationSizes;
  readonly rows: readonly JudgedRow[];
  /** Hour of the day. */
  readonly busyHour: number;
}

const SECTIONS = [
  { letter: "M", title: "Mobility" },
  { letter: "C", title: "Calls and SMS" },
  { letter: "T", title: "Teletraffic and signalling" },
] as const;

const SOURCES = {
  opened: "the page that shows the number was read",
  implementation: "a public source file that quotes the paper",
  memory: "**from memory only: check before quoting**",
  derived: "arithmetic",
  assumption: "a choice",
} as const;

/** The page as text; "" when there is none. */
export async function readPage(path: string): Promise<string> {
  try {
    return await readTextFile(path);
  } catch (error) {
    if (error instanceof KairosError && error.code === "file.missing") return "";
    throw error;
  }
}

/** Ids of the rows that a page shows, with their verdicts. */
export function verdictsOf(page: string): ReadonlyMap<string, string> {
  const rows = page.matchAll(/^\| ([MCT]\d+[a-z]?) \| .* \| ([^|]+) \|$/gm);
  return new Map([...rows].map((match) => [match[1]!, match[2]!.trim()]));
}

/** Rows that a page shows as passing and that fail. */
export function brokenPromises(page: string, rows: readonly JudgedRow[]): readonly JudgedRow[] {
  const verdicts = verdictsOf(page);
  return rows.filter(({ id, verdict }) => verdicts.get(id) === "pass" && verdict === "fail");
}

/** "Emergent: 31 of 36 pass (86 %)." */
export function countsOf(rows: readonly JudgedRow[]): string {
  const line = (name: string, evidence: JudgedRow["evidence"]): string => {
    const judged = rows.filter((row) => row.evidence === evidence && row.accept !== undefined);
    const passed = judged.filter(({ verdict }) => verdict === "pass").length;
    const share = Math.round((100 * passed) / judged.length);
    return `${name}: ${passed} of ${judged.length} pass (${share} %).`;
  };
  return `${line("Emergent rows", "E")} ${line("Input rows", "I")}`;
}

/** The whole page. */
export function pageOf(report: TrafficReport, plots: readonly DrawnPlot[]): string {
  const { rows } = report;
  return [
    "# Generated traffic against published numbers",
    "",
    "<!-- Written by `npx kairos validate-traffic --write`. Do not edit: change simulator/validation/. -->",
    "",
    ...introductionOf(report),
    "",
    countsOf(rows),
    "",
    ...SECTIONS.flatMap(({ letter, title }) => [
      `## ${title}`,
      "",
      ...tableOf(rows.filter(({ row }) => row.startsWith(letter))),
      "",
    ]),
    "## What fails, and why",
    "",
    ...failuresOf(rows),
    "",
    "## How each row is measured",
    "",
    ...rows.map(({ id, quantity, how }) => `- **${id}** ${quantity}: ${how}.`),
    "",
    "## Plots",
    "",
    ...plots.map(({ file, title }) => `![${title}](${PLOTS}/${file})`),
    "",
  ].join("\n");
}

function introductionOf({ scenario, seed, sizes, busyHour }: TrafficReport): string[] {
  const { mobilityPeople, mobilityDays, trafficPeople, trafficDays, linkPeople } = sizes;
  const grouped = (count: number): string => count.toLocaleString("en-US");
  const marks = Object.entries(SOURCES).map(([mark, meaning]) => `${mark} – ${meaning}`);
  return [
    `Scenario \`${scenario}\`, seed ${seed}: ${grouped(mobilityPeople)} people for ${mobilityDays} days (mobility, call`,
    `graph, habits, handsets), ${grouped(trafficPeople)} for ${trafficDays} days (calls, SMS, updates), ${grouped(linkPeople)} for a day through the`,
    `real ladders (messages). The busy hour begins at ${busyHour} h. Every value comes from the events that were`,
    "generated, or from the frames made of them, never from a parameter; a row that is about the network",
    "or the operator's records says so. The same seed and sizes give the same numbers on every machine.",
    "",
    "Kind: **I** is put in and comes back, so that passing proves only the code; **E** emerges, and is the",
    `evidence. Source of the target: ${marks.join("; ")}. A row without an accepted range is reported, not`,
    "judged. `npx kairos validate-traffic` measures anew and ends with exit code 99 when a row that passes",
    "here fails.",
  ];
}

function tableOf(rows: readonly JudgedRow[]): string[] {
  return [
    "| Row | Quantity | Target | Accepted | Value | Kind | Source | Verdict |",
    "|---|---|---|---|---|---|---|---|",
    ...rows.map((row) => {
      const cells = [row.id, row.quantity, row.target, acceptedText(row), numberText(row.value)];
      return `| ${[...cells, row.evidence, row.source, row.verdict].join(" | ")} |`;
    }),
  ];
}

function failuresOf(rows: readonly JudgedRow[]): string[] {
  const failed = rows.filter(({ verdict }) => verdict === "fail" || verdict === "too small");
  if (failed.length === 0) return ["Nothing fails."];
  return failed.map(
    (row) =>
      `- **${row.id}** ${row.quantity}: ${numberText(row.value)}, accepted ${acceptedText(row)}. ` +
      (EXPLANATIONS[row.id] ?? "Not explained yet."),
  );
}

/** Writes the page and its plots; takes no old plot away. */
export async function writePage(
  path: string,
  text: string,
  plots: readonly DrawnPlot[],
): Promise<void> {
  await writePlots(join(dirname(path), PLOTS), plots);
  await write(path, text);
}

/** Writes each plot as a file of its own into a folder, which is made. */
export async function writePlots(folder: string, plots: readonly DrawnPlot[]): Promise<void> {
  await mkdir(folder, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    throw notWritable(folder, error);
  });
  for (const { file, svg } of plots) await write(join(folder, file), svg);
}

async function write(path: string, text: string): Promise<void> {
  await writeFile(path, text).catch((error: NodeJS.ErrnoException) => {
    throw notWritable(path, error);
  });
}
