// The published-results table as people read it on a terminal.
import type { ReproducedRow } from "../simulator/experiments/reproduce-rows.ts";
import { grouped } from "./progress.ts";
import { table } from "./table.ts";

const MARKS = { pass: "✓ pass", fail: "✗ fail", "sample too small": "· sample too small" } as const;

export function reproducedText(rows: readonly ReproducedRow[]): string {
  const count = (verdict: ReproducedRow["verdict"]): number =>
    rows.filter((row) => row.verdict === verdict).length;
  const ways = [...new Set(rows.map(({ how }) => how))];
  return [
    table(
      [
        ["from", "metric", "published", "simulated", "95 %", "sample", "kind", "verdict"],
        ...rows.map(lineOf),
      ],
      "llrrrrll",
    ),
    "",
    `${count("pass")} pass, ${count("fail")} fail, ${count("sample too small")} too small to tell.`,
    "S0's ordinary column is its authors' estimate from experience, not a control group; here a",
    "control group, or a list without a moment, stands in its place.",
    "Calibrated: the published number was put in, so a pass proves plumbing, not prediction.",
    "Emergent: it was not. Identity: arithmetic of the published numbers among themselves.",
    "How:",
    ...ways.map((how) => `- ${how}`),
  ].join("\n");
}

function lineOf(row: ReproducedRow): string[] {
  const { published, interval, unit } = row;
  const bounds = typeof published === "number" ? [published] : published;
  return [
    row.from,
    row.metric.en,
    row.told ?? bounds.map((bound) => numberText(bound, unit)).join(" to "),
    numberText(row.simulated, unit),
    interval === null ? "–" : interval.map((end) => numberText(end, unit)).join(" to "),
    grouped(row.sample),
    row.kind,
    MARKS[row.verdict],
  ];
}

function numberText(value: number, unit: string): string {
  if (Number.isNaN(value)) return "–";
  if (!Number.isFinite(value)) return "∞";
  if (unit === "share") return `${(100 * value).toFixed(2)} %`;
  if (unit === "rate") return `${(value * 100_000).toFixed(1)} in 100,000`;
  if (unit === "times") return `${value.toFixed(2)}×`;
  if (unit === "yuan") return value.toFixed(1);
  return grouped(value);
}
