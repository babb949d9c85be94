// npm run bench [-- names]: measures, prints a table, and keeps the tables in bench/README.md.
import { readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { columnarExecution } from "./columnar.bench.ts";
import { live } from "./live.bench.ts";
import { rehearsal } from "./rehearsal.bench.ts";
import { signaling } from "./signaling.bench.ts";
import { simulation } from "./simulation.bench.ts";
import { takeover } from "./takeover.bench.ts";
import { thirtyDays } from "./thirty-days.bench.ts";

export interface BenchRow {
  readonly what: string;
  readonly rate: string;
  /** Against the reference row of the same table, which is measured in the same run. */
  readonly ratio: string;
}

export interface BenchTable {
  readonly name: string;
  readonly how: string;
  readonly rows: readonly BenchRow[];
}

/** The first column says what was measured. */
export interface Columns {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** A suite with columns of its own. */
export interface BenchReport {
  readonly name: string;
  readonly how: string;
  readonly tables: readonly Columns[];
}

const SUITES: Record<string, () => Promise<BenchTable | BenchReport>> = {
  signaling,
  columnar: columnarExecution,
  simulation,
  rehearsal,
  "thirty-days": thirtyDays,
  takeover,
  live,
};
const PAGE = new URL("README.md", import.meta.url);

const names = process.argv.slice(2).filter((name) => name !== "--");
const unknown = names.find((name) => !(name in SUITES));
if (unknown !== undefined) {
  console.error(`bench: got "${unknown}", expected one of ${Object.keys(SUITES).join(", ")}.`);
  process.exit(2);
}
for (const [name, suite] of Object.entries(SUITES)) {
  if (names.length > 0 && !names.includes(name)) continue;
  const text = render(await suite());
  console.log(`${text}\n`);
  keep(name, text);
}

function render(suite: BenchTable | BenchReport): string {
  const { name, how } = suite;
  const machine = `${cpus()[0]?.model.trim() ?? "unknown CPU"} × ${cpus().length}, Node ${process.version}`;
  const tables = "tables" in suite ? suite.tables : [rateColumns(suite)];
  return [
    `### ${name}`,
    "",
    `${how} Measured with \`npm run bench -- ${name}\` on ${machine}.`,
    ...tables.flatMap((table) => ["", ...renderColumns(table)]),
  ].join("\n");
}

function rateColumns({ rows }: BenchTable): Columns {
  return {
    header: ["", "rate", "ratio"],
    rows: rows.map(({ what, rate, ratio }) => [what, rate, ratio]),
  };
}

function renderColumns({ header, rows }: Columns): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  const alignment = header.map((_, column) => (column === 0 ? "---" : "---:"));
  return [line(header).replace("|  |", "| |"), `|${alignment.join("|")}|`, ...rows.map(line)];
}

/** Replaces the table between this suite's two marks. */
function keep(name: string, text: string): void {
  const [from, to] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const page = readFileSync(PAGE, "utf8");
  const start = page.indexOf(from) + from.length;
  writeFileSync(PAGE, `${page.slice(0, start)}\n${text}\n${page.slice(page.indexOf(to))}`);
}
