// The seconds of a load as CSV, for spreadsheets and plots of one's own.
import type { LoadReport } from "../services/load/report.ts";

const HEAD = "second,intended,sent,confirmed,returned,triggers,p50_ms,p99_ms";

/** A line each; latencies are those of triggers that were intended in that second. */
export function csvOf({ seconds }: Pick<LoadReport, "seconds">): string {
  const lines = seconds.map(
    ({ second, intended, sent, confirmed, returned, triggers, p50 = "", p99 = "" }) =>
      [second, intended, sent, confirmed, returned, triggers, p50, p99].join(","),
  );
  return `${[HEAD, ...lines].join("\n")}\n`;
}
