// The pictures of a load report: how soon, over time and by share, how many, and the knee.
import { drawPlot, type Mark } from "../charts/plot.ts";
import { SECOND_MS } from "../domain/time.ts";
import { Latencies } from "../metrics/latency.ts";
import type { Knee } from "../services/load/knee.ts";
import type { LoadReport, ReportSecond } from "../services/load/report.ts";

/** A drawn plot with what it shows, in the two languages of the reports. */
export interface LoadPlot {
  readonly svg: string;
  readonly en: string;
  readonly zh: string;
}

/** Rates are drawn on a logarithmic axis when they differ by more than this factor. */
const WIDE = 20;
const SIZE = { width: 520, height: 320 };
/** Shares of values that the picture by share has, as "one in so many takes longer". */
const ONE_IN = [1.01, 1.25, 2, 4, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 1e5] as const;

/** Those for which there is something to draw. */
export function plotsOf(report: LoadReport): LoadPlot[] {
  const { seconds, latency, offer, lateness, knee } = report;
  const plots: LoadPlot[] = [];
  if (knee?.steps.some(({ p50 }) => p50 !== undefined)) {
    plots.push(kneePlot(knee));
  }
  plots.push(eventsPlot(report));
  if (seconds.some(({ p50 }) => p50 !== undefined)) plots.push(timePlot(seconds));
  const shares = [
    ["to trigger", latency],
    ["to offer", offer],
    ["lateness of the tool", lateness],
  ] as const;
  const marks = shares
    .filter(([, { count }]) => count > 0)
    .map(([name, { histogram, count }]) => shareLine(name, Latencies.decode(histogram), count));
  if (marks.length > 0) plots.push(sharePlot(marks));
  return plots;
}

function kneePlot({ steps, rate }: Knee): LoadPlot {
  const sorted = steps.toSorted((a, b) => a.rate - b.rate);
  const line = (name: string, of: "p50" | "p99"): Mark => ({
    kind: "line",
    name,
    points: sorted.flatMap((step) =>
      step[of] === undefined ? [] : [[step.rate, step[of]] as const],
    ),
  });
  const [p50, p99] = [line("p50", "p50"), line("p99", "p99")];
  const values = [...p50.points, ...p99.points].map(([, ms]) => ms);
  const marks: Mark[] = [p50, p99];
  const isWide = sorted.at(-1)!.rate / sorted[0]!.rate > WIDE;
  if (rate > 0) {
    const ends = [Math.min(...values), Math.max(...values)];
    marks.push({
      kind: "line",
      name: "the knee",
      dashed: true,
      points: ends.map((ms) => [rate, ms] as const),
    });
  }
  return {
    svg: drawPlot({
      title: "Rate and latency",
      x: { label: "events/s asked for", ...(isWide ? { scale: "log" } : {}) },
      y: { label: "ms to trigger", scale: "log" },
      marks,
      ...SIZE,
    }),
    en: "Each step of the search; left of the knee the system keeps up.",
    zh: "搜索的每一步；拐点左侧系统跟得上。",
  };
}

function eventsPlot({ seconds: all, returns, warmUpMs, measuredMs }: LoadReport): LoadPlot {
  // Whole seconds in which something was to be sent; what comes later is what was left over.
  const whole = Math.max(1, Math.floor((warmUpMs + measuredMs) / SECOND_MS));
  const seconds = all.slice(0, whole);
  const line = (name: string, of: "intended" | "confirmed" | "returned"): Mark => ({
    kind: "line",
    name,
    points: seconds.map((second) => [second.second, second[of]] as const),
  });
  const intended = { ...line("intended", "intended"), dashed: true };
  const marks = [line("confirmed", "confirmed"), intended];
  if (returns) marks.splice(1, 0, line("come back", "returned"));
  return {
    svg: drawPlot({
      title: "Events in each second",
      x: { label: "s since the start" },
      y: { label: "events/s", fromZero: true },
      marks,
      ...SIZE,
    }),
    en: "What was to be sent, what was safely stored, and what came back decided.",
    zh: "每秒应发、已落盘、已返回决策的事件数。",
  };
}

function timePlot(seconds: readonly ReportSecond[]): LoadPlot {
  const line = (of: "p50" | "p99"): Mark => ({
    kind: "line",
    name: of,
    points: seconds.flatMap((second) =>
      second[of] === undefined ? [] : [[second.second, second[of]] as const],
    ),
  });
  return {
    svg: drawPlot({
      title: "Latency over time",
      x: { label: "s since the start" },
      y: { label: "ms to trigger", fromZero: true },
      marks: [line("p50"), line("p99")],
      ...SIZE,
    }),
    en: "By the second in which a trigger's event was intended, so that a stall cannot hide.",
    zh: "按触发事件的应发时刻统计，停顿无处隐藏。",
  };
}

function shareLine(name: string, latencies: Latencies, count: number): Mark {
  return {
    kind: "line",
    name,
    points: ONE_IN.filter((one) => one <= Math.max(2, count)).map(
      (one) => [one, latencies.at(100 * (1 - 1 / one)) ?? Number.NaN] as const,
    ),
  };
}

function sharePlot(marks: readonly Mark[]): LoadPlot {
  return {
    svg: drawPlot({
      title: "Latency by share",
      x: { label: "one in so many takes longer (2 = p50, 100 = p99)", scale: "log" },
      y: { label: "ms", scale: "log" },
      marks,
      ...SIZE,
    }),
    en: "From the intended time. The lowest line is the tool itself: it must lie well below.",
    zh: "自应发时刻起。最下方是工具自身的迟发，应远低于其他曲线。",
  };
}
