// Thirty days of four rival campaigns on 100,000 people, as `kairos simulate` runs them: minutes, digests.
import { execFileSync } from "node:child_process";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import type { Report } from "../metrics/summary.ts";
import type { BenchReport } from "./bench.ts";
import { rate } from "./median.ts";

const KAIROS = fileURLToPath(new URL("../bin/kairos.js", import.meta.url));
const SCENARIO = fileURLToPath(new URL("thirty-days.yaml", import.meta.url));
const TARGET_SECONDS = 240;
const WORKERS = 2;
/** Reports are long: every campaign, rule and score. */
const REPORT_OCTETS_MAX = 64 * 2 ** 20;

export interface ThirtyDays {
  readonly people: number;
  readonly days: number;
}

export async function thirtyDays(
  { people, days }: ThirtyDays = { people: 100_000, days: 30 },
): Promise<BenchReport> {
  const both = measure({ people, days }, WORKERS);
  const alone = measure({ people, days }, 1);
  const row = (workers: number, { seconds, report }: Measured): string[] => [
    String(workers),
    seconds.toFixed(0),
    rate(report.events / seconds),
    ((seconds / people / days) * 1e6).toFixed(1),
    (report.events / people / days).toFixed(1),
    report.decisions.offered.toLocaleString("en-US"),
    report.decisions.suppressed.total.toLocaleString("en-US"),
  ];
  const met = (yes: boolean): string => (yes ? "yes" : "no");
  const equal = digestsOf(both) === digestsOf(alone);
  return {
    name: "thirty-days",
    how:
      `bench/thirty-days.yaml, four rival campaigns on ${people.toLocaleString("en-US")} people for ` +
      `${days} days, each row a \`kairos simulate\` from its start to its report.`,
    tables: [
      {
        header: [
          "workers",
          "seconds",
          "events/s",
          "µs a person's day",
          "events of it",
          "offers",
          "held back",
        ],
        rows: [row(WORKERS, both), row(1, alone)],
      },
      {
        header: [`${availableParallelism()} cores`, "target", "measured", "met"],
        rows: [
          [
            "two workers",
            `< ${TARGET_SECONDS} s`,
            `${both.seconds.toFixed(0)} s`,
            met(both.seconds < TARGET_SECONDS),
          ],
          ["digests of one worker and of two", "equal", equal ? "equal" : "not equal", met(equal)],
        ],
      },
    ],
  };
}

interface Measured {
  readonly seconds: number;
  readonly report: Report;
}

function measure({ people, days }: ThirtyDays, workers: number): Measured {
  const startedMs = performance.now();
  const flags = ["--subscribers", people, "--days", days, "--workers", workers, "--json"];
  const text = execFileSync(
    process.execPath,
    [KAIROS, "simulate", SCENARIO, ...flags.map(String)],
    {
      encoding: "utf8",
      maxBuffer: REPORT_OCTETS_MAX,
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  return { seconds: (performance.now() - startedMs) / 1000, report: JSON.parse(text) as Report };
}

function digestsOf({ report }: Measured): string {
  return Object.values(report.digests).join();
}
