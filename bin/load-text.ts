// What kairos load says to people: the line while it runs, and the tables at the end.
import { SECOND_MS } from "../domain/time.ts";
import type { Distribution } from "../metrics/latency.ts";
import { unitOf, type Verdict } from "../metrics/thresholds.ts";
import type { Knee, KneeStep } from "../services/load/knee.ts";
import type { Measurement } from "../services/load/measurement.ts";
import type { LoadReport } from "../services/load/report.ts";
import { grouped } from "./progress.ts";
import { table } from "./table.ts";

const LINE_EACH_MS = 200;

/** One line on stderr that is written anew; nothing when stderr is no terminal. */
export class LoadLine {
  readonly #terminal = process.stderr.isTTY === true;
  #lastMs = Number.NEGATIVE_INFINITY;

  show(measurement: Measurement, wallMs: number, ofMs: number): void {
    const now = performance.now();
    if (!this.#terminal || now - this.#lastMs < LINE_EACH_MS) return;
    this.#lastMs = now;
    const { latency, backlog } = measurement;
    const times =
      latency.count === 0
        ? ""
        : `, trigger p50 ${milliseconds(latency.at(50))} p99 ${milliseconds(latency.at(99))}`;
    const rate = (measurement.done * SECOND_MS) / Math.max(1, wallMs);
    process.stderr.write(
      `\r\x1b[K${Math.floor(wallMs / SECOND_MS)} of ${Math.round(ofMs / SECOND_MS)} s, ` +
        `${grouped(rate)} events/s, ${grouped(backlog.at(-1) ?? 0)} under way${times}`,
    );
  }

  done(): void {
    if (this.#terminal) process.stderr.write("\r\x1b[K");
  }
}

/** "24.1 ms", "1.52 s", "–". */
export function milliseconds(ms: number | undefined): string {
  if (ms === undefined) return "–";
  if (ms >= 10 * SECOND_MS) return `${(ms / SECOND_MS).toFixed(1)} s`;
  if (ms >= SECOND_MS) return `${(ms / SECOND_MS).toFixed(2)} s`;
  return ms >= 100 ? `${ms.toFixed(0)} ms` : `${ms.toFixed(ms >= 10 ? 1 : 2)} ms`;
}

/** The whole report as text. */
export function reportText(report: LoadReport): string {
  const { counts, rate, measuredMs, warmUpMs, tickMs } = report;
  const seconds = (measuredMs / SECOND_MS).toFixed(0);
  const shared = report.processes.length > 1 ? `, ${report.processes.length} processes` : "";
  return [
    `${report.scenario}: ${grouped(report.subscribers)} people, seed ${report.seed}, ` +
      `${report.profile} to ${report.target}${shared}`,
    `measured for ${seconds} s after ${(warmUpMs / SECOND_MS).toFixed(0)} s of warm-up, sent every ${tickMs} ms`,
    "",
    ...(report.knee === undefined ? [] : [kneeText(report.knee), ""]),
    table([
      ["events", "intended", "sent", "confirmed", "come back", "unsent", "asked for", "achieved"],
      [
        "",
        grouped(counts.intended),
        grouped(counts.sent),
        grouped(counts.confirmed),
        report.returns ? grouped(counts.returned) : "–",
        grouped(counts.unsent),
        `${grouped(rate.intended)}/s`,
        `${grouped(rate.achieved)}/s`,
      ],
    ]),
    "",
    table([
      ["from the intended time", "count", "p50", "p90", "p99", "p99.9", "p99.99", "max"],
      distributionRow("to trigger", report.latency),
      distributionRow("to offer", report.offer),
      distributionRow("to sending (lateness)", report.lateness),
    ]),
    ...(report.failure === undefined ? [] : ["", `Not taken: ${report.failure}`]),
    "",
    latenessText(report),
    ...report.thresholds.map(verdictText),
  ].join("\n");
}

/** Whether the tool itself kept up, as a sentence. */
export function latenessText({ fellBehind, lateness, latenessMsMax }: LoadReport): string {
  const p99 = milliseconds(lateness.p99);
  const limit = milliseconds(latenessMsMax);
  return fellBehind
    ? `✗ The tool fell behind: p99 of its lateness is ${p99}, above ${limit}. The latencies are not the system's alone.`
    : `✓ The tool kept up: p99 of its lateness is ${p99}, below ${limit}.`;
}

export function verdictText({ threshold, measured, kept, reason }: Verdict): string {
  const unit = unitOf(threshold.split(/[\s<>=!]/)[0]!);
  const value =
    measured === undefined
      ? ""
      : unit === "ms"
        ? milliseconds(measured)
        : `${grouped(measured)}${unit === "rate" ? "/s" : ""}`;
  const parts = [value, reason].filter((part) => part !== undefined && part !== "");
  return `${kept ? "✓" : "✗"} ${threshold}: ${parts.join(", ")}`;
}

const LIMITS: Readonly<Record<Knee["limitedBy"], string>> = {
  system: "beyond it the system falls behind",
  tool: "beyond it this tool, or the machine that it shares with the system, is too slow",
  limit: "the highest rate that was tried",
};

/** The steps in the order of their rates, and what they show. */
export function kneeText({ steps, rate, limitedBy }: Knee): string {
  const rows = steps.toSorted((a, b) => a.rate - b.rate);
  const found =
    rate === 0
      ? "No knee: not even the least rate was kept up with."
      : `The knee: ${grouped(rate)} events/s, ${LIMITS[limitedBy]}. Below: half of it.`;
  return [
    table([
      ["events/s", "achieved", "p50", "p99", "lateness p99", "kept up"],
      ...rows.map((step) => [
        grouped(step.rate),
        `${grouped(step.achieved)}/s`,
        milliseconds(step.p50),
        milliseconds(step.p99),
        milliseconds(step.latenessP99),
        stepVerdict(step),
      ]),
    ]),
    "",
    found,
  ].join("\n");
}

/** "yes", or why not. */
export function stepVerdict({ keptUp, fellBehind, reason }: KneeStep): string {
  if (!keptUp) return fellBehind ? `${reason ?? "no"}, the tool late` : (reason ?? "no");
  return fellBehind ? "yes, with the tool late" : "yes";
}

function distributionRow(name: string, times: Distribution): string[] {
  const { count, p50, p90, p99, max } = times;
  const cells = [p50, p90, p99, times["p99.9"], times["p99.99"], max];
  return [name, grouped(count), ...cells.map(milliseconds)];
}
