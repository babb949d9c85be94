// The load report as one page: figures, tables and pictures in a file that needs nothing else.
import { createHash } from "node:crypto";
import { SECOND_MS } from "../domain/time.ts";
import type { Distribution } from "../metrics/latency.ts";
import type { Knee } from "../services/load/knee.ts";
import type { LoadReport } from "../services/load/report.ts";
import { plotsOf } from "./load-plots.ts";
import { LOAD_STYLE } from "./load-style.ts";
import { latenessText, milliseconds, stepVerdict, verdictText } from "./load-text.ts";
import { grouped } from "./progress.ts";

/** HTML with its pictures in it; it runs nothing and asks for nothing, and says so to the browser. */
export function pageOf(report: LoadReport): string {
  const hash = createHash("sha256").update(LOAD_STYLE).digest("base64");
  const policy = `default-src 'none'; style-src 'sha256-${hash}'`;
  return [
    "<!doctype html>",
    '<html lang="en">',
    "<head>",
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escaped(`Load report: ${report.scenario}, ${report.profile}`)}</title>`,
    `<style>${LOAD_STYLE}</style>`,
    "</head>",
    "<body>",
    "<main>",
    ...headOf(report),
    ...figuresOf(report),
    ...verdictOf(report),
    ...thresholdsOf(report),
    ...pictures(report),
    ...timesOf(report),
    ...(report.knee === undefined ? [] : kneeOf(report.knee)),
    ...countsOf(report),
    ...footOf(report),
    "</main>",
    "</body>",
    "</html>",
    "",
  ].join("\n");
}

function headOf(report: LoadReport): string[] {
  const { scenario, subscribers, seed, profile, target, processes, measuredMs } = report;
  const shared = processes.length > 1 ? ` from ${processes.length} processes` : "";
  return [
    `<h1>Load report ${chinese("负载报告")}</h1>`,
    `<p class="about"><b>${escaped(scenario)}</b>, ${grouped(subscribers)} people, seed ${escaped(seed)}. ` +
      `<code>${escaped(profile)}</code> to <code>${escaped(target)}</code>${shared}, ` +
      `measured for ${(measuredMs / SECOND_MS).toFixed(0)} s.</p>`,
  ];
}

function figuresOf({
  rate,
  latency,
  offer,
  counts,
  lateness,
  knee,
  returns,
}: LoadReport): string[] {
  const figures: [string, string, string][] = [];
  if (knee !== undefined)
    figures.push(["the knee, events/s", "拐点（事件/秒）", grouped(knee.rate)]);
  figures.push(["events/s achieved", "实际吞吐（事件/秒）", grouped(rate.achieved)]);
  if (returns) {
    figures.push(["p50 to trigger", "触发时延中位数", milliseconds(latency.p50)]);
    figures.push(["p99 to trigger", "触发时延 p99", milliseconds(latency.p99)]);
    figures.push(["p99 to offer", "推荐时延 p99", milliseconds(offer.p99)]);
  }
  figures.push(["events unsent", "未送达事件", grouped(counts.unsent)]);
  figures.push(["p99 of lateness", "工具迟发 p99", milliseconds(lateness.p99)]);
  return [
    '<dl class="figures">',
    ...figures.map(
      ([en, zh, value]) => `<div><dt>${en} ${chinese(zh)}</dt><dd>${withUnit(value)}</dd></div>`,
    ),
    "</dl>",
  ];
}

function verdictOf(report: LoadReport): string[] {
  const { fellBehind } = report;
  const zh = fellBehind
    ? "工具自身跟不上，时延不只属于被测系统。"
    : "工具自身跟得上，时延属于被测系统。";
  return [
    `<div class="verdict${fellBehind ? " bad" : ""}"><p>${escaped(latenessText(report))} ${chinese(zh)}</p></div>`,
    ...(report.failure === undefined
      ? []
      : [`<div class="verdict bad"><p>✗ Not taken: ${escaped(report.failure)}</p></div>`]),
  ];
}

function thresholdsOf({ thresholds }: LoadReport): string[] {
  if (thresholds.length === 0) return [];
  return [
    `<h2>Thresholds ${chinese("门限")}</h2>`,
    '<ul class="thresholds">',
    ...thresholds.map((verdict) => {
      const text = verdictText(verdict);
      const found = text.slice(text.indexOf(verdict.threshold) + verdict.threshold.length + 2);
      return (
        `<li class="${verdict.kept ? "kept" : "missed"}"><span class="mark">${text[0]}</span>` +
        `<code>${escaped(verdict.threshold)}</code><span>${escaped(found)}</span></li>`
      );
    }),
    "</ul>",
  ];
}

function pictures(report: LoadReport): string[] {
  return [
    `<h2>Pictures ${chinese("图")}</h2>`,
    '<div class="plots">',
    ...plotsOf(report).map(
      ({ svg, en, zh }) =>
        `<figure>${svg.trim()}<figcaption><span>${en}</span>${chinese(zh)}</figcaption></figure>`,
    ),
    "</div>",
  ];
}

function timesOf({ latency, offer, lateness }: LoadReport): string[] {
  const row = (name: string, zh: string, times: Distribution): string[] => [
    `${name} ${chinese(zh)}`,
    grouped(times.count),
    ...[times.p50, times.p90, times.p99, times["p99.9"], times["p99.99"], times.max].map(
      milliseconds,
    ),
  ];
  return [
    `<h2>From the intended time ${chinese("自应发时刻起")}</h2>`,
    ...tableOf(
      ["", "count", "p50", "p90", "p99", "p99.9", "p99.99", "max"],
      [
        row("to trigger", "到触发", latency),
        row("to offer", "到推荐", offer),
        row("to sending", "到发出", lateness),
      ],
    ),
  ];
}

function kneeOf({ steps, rate }: Knee): string[] {
  const sorted = steps.toSorted((a, b) => a.rate - b.rate);
  return [
    `<h2>The search for the knee ${chinese("寻找拐点")}</h2>`,
    ...tableOf(
      ["events/s", "achieved", "p50", "p99", "lateness p99", "kept up"],
      sorted.map((step) => [
        grouped(step.rate),
        grouped(step.achieved),
        milliseconds(step.p50),
        milliseconds(step.p99),
        milliseconds(step.latenessP99),
        escaped(stepVerdict(step)),
      ]),
      sorted.findIndex((step) => step.rate === rate),
    ),
  ];
}

function countsOf({ counts, rate, returns }: LoadReport): string[] {
  return [
    `<h2>Events ${chinese("事件")}</h2>`,
    ...tableOf(
      ["intended", "sent", "confirmed", "come back", "unsent", "triggers", "offers", "asked for"],
      [
        [
          grouped(counts.intended),
          grouped(counts.sent),
          grouped(counts.confirmed),
          returns ? grouped(counts.returned) : "–",
          grouped(counts.unsent),
          grouped(counts.triggers),
          grouped(counts.offers),
          `${grouped(rate.intended)}/s`,
        ],
      ],
    ),
  ];
}

function footOf({ startedAt, machine, warmUpMs, tickMs, processes }: LoadReport): string[] {
  const { node, cpus, processor } = machine;
  return [
    `<footer><p>Begun ${escaped(startedAt)}; ${escaped(processor)}, ${cpus} processors, Node ${escaped(node)}; ` +
      `${(warmUpMs / SECOND_MS).toFixed(0)} s of warm-up left out of the latencies; sent every ${tickMs} ms` +
      `${processes.length > 1 ? `; processes ${escaped(processes.join(", "))}` : ""}.</p>` +
      "<p>A latency runs from the time at which an event was intended, whatever has held it up, to the moment " +
      `when its trigger came back. ${chinese("时延从事件的应发时刻算起，直到触发返回，其间的任何停顿都计入。")}</p></footer>`,
  ];
}

function tableOf(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  marked = -1,
): string[] {
  return [
    '<div class="table"><table>',
    `<thead><tr>${head.map((cell) => `<th scope="col">${cell}</th>`).join("")}</tr></thead>`,
    "<tbody>",
    ...rows.map((row, index) => {
      const cells = row.map((cell) => `<td>${cell}</td>`).join("");
      return `<tr${index === marked ? ' class="knee"' : ""}>${cells}</tr>`;
    }),
    "</tbody></table></div>",
  ];
}

/** "24.1 ms" with its unit in small letters. */
function withUnit(value: string): string {
  const [number, unit] = value.split(" ");
  return unit === undefined ? value : `${number} <small>${unit}</small>`;
}

function chinese(text: string): string {
  return `<span lang="zh">${text}</span>`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
