// Thresholds of a measurement, one line each: "latency.p99 < 50ms", "rate > 100k/s", "unsent == 0".
import { KairosError } from "../domain/errors.ts";
import { PERCENTILES } from "./latency.ts";

/** Distributions that thresholds can speak of, and what of each. */
export const DISTRIBUTIONS = ["latency", "offer", "lateness"] as const;
export const STATISTICS = [
  ...PERCENTILES.map((percent) => `p${percent}` as const),
  "max",
  "mean",
] as const;
export const COUNTS = ["unsent", "triggers", "offers", "events"] as const;
export const RATES = ["rate", "knee"] as const;

export type Metric =
  | `${(typeof DISTRIBUTIONS)[number]}.${(typeof STATISTICS)[number]}`
  | (typeof COUNTS)[number]
  | (typeof RATES)[number];

const OPERATORS = {
  "<=": (a: number, b: number) => a <= b,
  ">=": (a: number, b: number) => a >= b,
  "==": (a: number, b: number) => a === b,
  "!=": (a: number, b: number) => a !== b,
  "<": (a: number, b: number) => a < b,
  ">": (a: number, b: number) => a > b,
} as const;
export type Operator = keyof typeof OPERATORS;

/** The comparisons, as a part of a regular expression. */
export const COMPARISON = Object.keys(OPERATORS).join("|");

export function compare(value: number, operator: Operator, limit: number): boolean {
  return OPERATORS[operator](value, limit);
}

export interface Threshold {
  /** As it was written. */
  readonly text: string;
  readonly metric: Metric;
  readonly operator: Operator;
  /** ms, events per second, or a count. */
  readonly limit: number;
}

export interface Verdict {
  readonly threshold: string;
  /** What was measured, in the threshold's unit; absent when nothing was. */
  readonly measured?: number;
  readonly kept: boolean;
  /** Why it counts as missed although the number alone would keep it, or when there is none. */
  readonly reason?: string;
}

const MILLISECONDS: Readonly<Record<string, number>> = { us: 0.001, µs: 0.001, ms: 1, s: 1_000 };
const MAGNITUDES: Readonly<Record<string, number>> = { "": 1, k: 1e3, M: 1e6 };
const FORM = /^([a-z]+(?:\.[a-z0-9.]+)?)\s*(<=|>=|==|!=|<|>)\s*(\d+(?:\.\d+)?)\s*([a-zµ]*)(\/s)?$/i;

/** @throws KairosError usage.invalid that names what is known */
export function parseThreshold(text: string): Threshold {
  const found = FORM.exec(text.trim());
  if (found === null) {
    throw refusal(text, `"${text}"`, 'a line such as "latency.p99 < 50ms"', known());
  }
  const [, name, operator, digits, unit = "", perSecond = ""] = found;
  const metric = metricOf(text, name!);
  const limit = Number(digits) * factorOf(text, metric, unit, perSecond);
  return { text: text.trim(), metric, operator: operator as Operator, limit };
}

/** Whether a measurement keeps a threshold; what was not measured keeps none. */
export function judge(
  { text, metric, operator, limit }: Threshold,
  measured: number | undefined,
  doubt?: string,
): Verdict {
  if (measured === undefined) {
    return { threshold: text, kept: false, reason: `nothing was measured for ${metric}` };
  }
  const kept = compare(measured, operator, limit);
  if (kept && doubt !== undefined) return { threshold: text, measured, kept: false, reason: doubt };
  return { threshold: text, measured, kept };
}

/** Whether a metric's value is a time in ms, a rate per second, or a count. */
export function unitOf(metric: string): "ms" | "rate" | "count" {
  if (metric.includes(".")) return "ms";
  return (RATES as readonly string[]).includes(metric) ? "rate" : "count";
}

function metricOf(text: string, name: string): Metric {
  const metrics: readonly string[] = [...distributionMetrics(), ...COUNTS, ...RATES];
  if (metrics.includes(name)) return name as Metric;
  if ((DISTRIBUTIONS as readonly string[]).includes(name)) {
    throw refusal(text, `"${name}"`, `${name}. and one of ${STATISTICS.join(", ")}`, known());
  }
  throw refusal(text, `"${name}"`, "a metric that is measured", known());
}

function factorOf(text: string, metric: Metric, unit: string, perSecond: string): number {
  const kind = unitOf(metric);
  if (kind === "ms") {
    const factor = perSecond === "" ? MILLISECONDS[unit] : undefined;
    if (factor !== undefined) return factor;
    throw refusal(text, unit + perSecond || "no unit", "a time", "Write ms, s or us behind it.");
  }
  const factor = MAGNITUDES[unit];
  const fits = factor !== undefined && (kind === "rate" || perSecond === "");
  if (fits) return factor;
  const wanted = kind === "rate" ? "events per second" : "a count";
  const remedy = kind === "rate" ? "Write 100000, 100k or 100k/s." : "Write a whole number.";
  throw refusal(text, unit + perSecond, wanted, remedy);
}

function distributionMetrics(): string[] {
  return DISTRIBUTIONS.flatMap((name) => STATISTICS.map((statistic) => `${name}.${statistic}`));
}

function known(): string {
  return (
    `Known are ${DISTRIBUTIONS.join(", ")} with .${STATISTICS.join(" .")} (ms, s, us), ` +
    `${RATES.join(", ")} (/s) and ${COUNTS.join(", ")}; compared by ${Object.keys(OPERATORS).join(" ")}.`
  );
}

function refusal(text: string, got: string, wanted: string, remedy: string): KairosError {
  return new KairosError("usage.invalid", {
    place: `--threshold "${text}"`,
    got,
    wanted,
    remedy,
  });
}
