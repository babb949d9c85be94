// What a load has shown, as JSON: one process's, or several merged.
import { KairosError } from "../../domain/errors.ts";
import { SECOND_MS } from "../../domain/time.ts";
import { type Distribution, Latencies } from "../../metrics/latency.ts";
import {
  judge,
  type Metric,
  parseThreshold,
  type Threshold,
  unitOf,
  type Verdict,
} from "../../metrics/thresholds.ts";
import type { Knee } from "./knee.ts";
import type { Measurement } from "./measurement.ts";

export const REPORT_SCHEMA = 1;
/** What was sent before reports said how often was sent so often; never to be changed. */
const TICK_MS_BEFORE = 20;
/** p99 of the lateness of sending, ms, above which a run says more of the tool than of the system. */
export const LATENESS_MS_MAX = 10;

/** A distribution with the histogram that it comes from (HDR, deflated, base64), for merging. */
export type Recorded = Distribution & { readonly histogram: string };

export interface ReportSecond {
  /** From the start, the warm-up included. */
  readonly second: number;
  /** Events. */
  readonly intended: number;
  readonly sent: number;
  readonly confirmed: number;
  readonly returned: number;
  readonly triggers: number;
  readonly p50?: number;
  readonly p99?: number;
  readonly histogram: string;
}

export interface LoadReport {
  readonly schema: typeof REPORT_SCHEMA;
  /** ISO 8601, when it was begun: sending follows when what comes before it is made. */
  readonly startedAt: string;
  readonly scenario: string;
  readonly seed: string;
  readonly subscribers: number;
  readonly target: string;
  readonly returns: boolean;
  /** As it was given, or chosen. */
  readonly profile: string;
  readonly warmUpMs: number;
  /** From one sending to the next: half of it is in each latency on average. */
  readonly tickMs: number;
  /** Without the warm-up. */
  readonly measuredMs: number;
  /** "1/3" each, in the order of merging. */
  readonly processes: readonly string[];
  readonly machine: { readonly node: string; readonly cpus: number; readonly processor: string };
  /** Events, but for triggers and offers; all but these two with the warm-up. */
  readonly counts: {
    readonly intended: number;
    readonly sent: number;
    readonly confirmed: number;
    readonly returned: number;
    readonly unsent: number;
    readonly triggers: number;
    readonly offers: number;
  };
  /** Events per second of the measured part: asked for, and come to their end. */
  readonly rate: { readonly intended: number; readonly achieved: number };
  readonly latency: Recorded;
  readonly offer: Recorded;
  readonly lateness: Recorded;
  readonly latenessMsMax: number;
  readonly fellBehind: boolean;
  readonly failure?: string;
  readonly seconds: readonly ReportSecond[];
  readonly knee?: Knee;
  readonly thresholds: readonly Verdict[];
}

/** What a report says besides what was measured. */
export type ReportHead = Pick<
  LoadReport,
  | "startedAt"
  | "scenario"
  | "seed"
  | "subscribers"
  | "target"
  | "returns"
  | "profile"
  | "warmUpMs"
  | "tickMs"
  | "measuredMs"
  | "processes"
  | "machine"
> & { readonly knee?: Knee };

export function reportOf(
  head: ReportHead,
  measurement: Measurement,
  thresholds: readonly Threshold[],
): LoadReport {
  const { intended, sent, confirmed, returned, triggers, offers, failure } = measurement;
  const seconds = measurement.seconds.map((second, place): ReportSecond => {
    const { latency, ...counts } = second;
    return { second: place, ...counts, ...ends(latency), histogram: latency.encoded };
  });
  const measuredSeconds = head.measuredMs / SECOND_MS;
  const warmUpEnd = Math.round(head.warmUpMs / SECOND_MS);
  const inMeasured = seconds.slice(warmUpEnd).reduce((sum, second) => sum + second.intended, 0);
  return judged(
    {
      schema: REPORT_SCHEMA,
      ...head,
      counts: {
        intended,
        sent,
        confirmed,
        returned,
        unsent: intended - confirmed,
        triggers,
        offers,
      },
      rate: {
        intended: inMeasured / measuredSeconds,
        achieved: measurement.finished / measuredSeconds,
      },
      latency: recorded(measurement.latency),
      offer: recorded(measurement.offer),
      lateness: recorded(measurement.lateness),
      latenessMsMax: LATENESS_MS_MAX,
      ...(failure === undefined ? {} : { failure: failure.message }),
      seconds,
    },
    thresholds,
  );
}

/**
 * A report from the text that {@link LoadReport} is printed as.
 *
 * @throws KairosError file.unreadable for any other text, or one of another version
 */
export function readReport(text: string, place: string): LoadReport {
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch {
    throw unreadable(place, "a text that is no JSON");
  }
  const { schema, latency } = (found ?? {}) as Partial<LoadReport>;
  if (schema !== REPORT_SCHEMA || typeof latency?.histogram !== "string") {
    throw unreadable(place, schema === undefined ? "another JSON" : `schema ${schema}`);
  }
  // Those of before there was --tick do not say it.
  return { tickMs: TICK_MS_BEFORE, ...(found as Omit<LoadReport, "tickMs">) };
}

/**
 * One report of several processes that ran beside each other. Histograms and counts add up;
 * thresholds are judged anew, those of the first report where none are given.
 *
 * @throws KairosError usage.invalid for reports of different loads
 */
export function mergeReports(
  reports: readonly LoadReport[],
  thresholds: readonly Threshold[],
): LoadReport {
  const [first] = reports as [LoadReport, ...LoadReport[]];
  for (const key of ["scenario", "seed", "subscribers", "profile", "warmUpMs", "tickMs"] as const) {
    const other = reports.find((report) => report[key] !== first[key]);
    if (other !== undefined) throw different(key, String(other[key]), String(first[key]));
  }
  const sum = (of: (report: LoadReport) => number): number =>
    reports.reduce((total, report) => total + of(report), 0);
  const merged = (of: (report: LoadReport) => Recorded): Recorded => {
    const all = new Latencies();
    for (const report of reports) all.merge(Latencies.decode(of(report).histogram));
    return recorded(all);
  };
  const wanted =
    thresholds.length > 0
      ? thresholds
      : first.thresholds.map(({ threshold }) => parseThreshold(threshold));
  const { counts } = first;
  const names = Object.keys(counts) as (keyof typeof counts)[];
  const { knee: _knee, ...head } = first;
  return judged(
    {
      ...head,
      returns: reports.every(({ returns }) => returns),
      processes: reports.flatMap(({ processes }) => processes),
      measuredMs: Math.max(...reports.map(({ measuredMs }) => measuredMs)),
      counts: Object.fromEntries(
        names.map((name) => [name, sum((report) => report.counts[name])]),
      ) as Record<keyof typeof counts, number>,
      rate: {
        intended: sum(({ rate }) => rate.intended),
        achieved: sum(({ rate }) => rate.achieved),
      },
      latency: merged(({ latency }) => latency),
      offer: merged(({ offer }) => offer),
      lateness: merged(({ lateness }) => lateness),
      seconds: mergedSeconds(reports),
    },
    wanted,
  );
}

/** The value of a metric; undefined when nothing was measured. Times in ms, rates per second. */
export function measuredOf(report: Unjudged, metric: Metric): number | undefined {
  const [name, ...rest] = metric.split(".");
  const statistic = rest.join(".");
  switch (name) {
    case "rate":
      return report.rate.achieved;
    case "knee":
      return report.knee?.rate;
    case "events":
      return report.counts.intended;
    case "latency":
    case "offer":
    case "lateness":
      return report[name][statistic as keyof Distribution];
    default:
      return report.counts[name as "unsent" | "triggers" | "offers"];
  }
}

type Unjudged = Omit<LoadReport, "thresholds" | "fellBehind">;

function judged(report: Unjudged, thresholds: readonly Threshold[]): LoadReport {
  const late = report.lateness.p99;
  const fellBehind = late !== undefined && late > report.latenessMsMax;
  const doubt = "the tool fell behind, so the number is not the system's";
  return {
    ...report,
    fellBehind,
    thresholds: thresholds.map((threshold) => {
      const own = unitOf(threshold.metric) === "count" || threshold.metric.startsWith("lateness");
      const measured = measuredOf(report, threshold.metric);
      return judge(threshold, measured, fellBehind && !own ? doubt : undefined);
    }),
  };
}

function recorded(latencies: Latencies): Recorded {
  return { ...latencies.distribution, histogram: latencies.encoded };
}

function mergedSeconds(reports: readonly LoadReport[]): ReportSecond[] {
  const length = Math.max(...reports.map(({ seconds }) => seconds.length));
  return Array.from({ length }, (_, second) => {
    const parts = reports.flatMap(({ seconds }) => seconds[second] ?? []);
    const sum = (of: (part: ReportSecond) => number): number =>
      parts.reduce((total, part) => total + of(part), 0);
    const latency = Latencies.coarse();
    for (const { histogram } of parts) latency.merge(Latencies.decode(histogram));
    return {
      second,
      intended: sum(({ intended }) => intended),
      sent: sum(({ sent }) => sent),
      confirmed: sum(({ confirmed }) => confirmed),
      returned: sum(({ returned }) => returned),
      triggers: sum(({ triggers }) => triggers),
      ...ends(latency),
      histogram: latency.encoded,
    };
  });
}

function ends(latency: Latencies): { readonly p50?: number; readonly p99?: number } {
  const { p50, p99 } = latency.distribution;
  return p50 === undefined || p99 === undefined ? {} : { p50, p99 };
}

function different(key: string, got: string, wanted: string): KairosError {
  return new KairosError("usage.invalid", {
    place: "kairos load --merge",
    got: `reports of different loads: ${key} ${got}`,
    wanted: `${key} ${wanted}, as in the first`,
    remedy: "Merge only what the processes of one load have written.",
  });
}

function unreadable(place: string, got: string): KairosError {
  return new KairosError("file.unreadable", {
    place,
    got,
    wanted: `a report of "kairos load --json", schema ${REPORT_SCHEMA}`,
    remedy: "Name the files that --json or --out has written.",
  });
}
