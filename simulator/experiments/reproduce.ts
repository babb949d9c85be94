// The published-results table, simulated: runs first, each without a look at the table; then compared.
import { measureCalls } from "./reproduce-calls.ts";
import { measureChannels } from "./reproduce-channels.ts";
import { measureHabit } from "./reproduce-habit.ts";
import type { Measured, ReproduceOptions } from "./reproduce-measured.ts";
import { measureMessages } from "./reproduce-messages.ts";
import { measureRingBack } from "./reproduce-ring-back.ts";
import { judgeRows, type ReproducedRow, ROW_IDS } from "./reproduce-rows.ts";

/** Each run, and how the ids of its rows begin. */
const RUNS: readonly {
  readonly rows: readonly string[];
  readonly what: string;
  readonly measure: (options: ReproduceOptions) => Measured[] | Promise<Measured[]>;
}[] = [
  {
    rows: ["s0-mzone-rbt", "s0-others-rbt", "s0-dormant-rbt"],
    what: "ring-back tones",
    measure: measureRingBack,
  },
  {
    rows: ["s0-complaints", "s1-retention"],
    what: "complaints and retention",
    measure: measureMessages,
  },
  { rows: ["s0-wap-days"], what: "days of WAP use", measure: measureHabit },
  {
    rows: ["s1-orders", "s1-outlets", "s1-developers", "s1-revenue", "s1-commission"],
    what: "channels",
    measure: measureChannels,
  },
  { rows: ["s3-funnel"], what: "the call centre's funnel", measure: measureCalls },
];

export interface ReproducePlan extends ReproduceOptions {
  /** Rows whose ids begin so; default: all. */
  readonly only?: string;
  /** Called before each run. */
  onRun?(what: string, share: number): void;
}

/** Whether any row's id begins so. */
export function isRow(start: string): boolean {
  return ROW_IDS.some((id) => id.startsWith(start));
}

/** Only the runs that are needed for the rows that are wanted. */
export async function reproduce({ only = "", ...plan }: ReproducePlan): Promise<ReproducedRow[]> {
  const wanted = RUNS.filter(({ rows }) =>
    rows.some((row) => row.startsWith(only) || only.startsWith(row)),
  );
  const measured: Measured[] = [];
  for (const [place, { what, measure }] of wanted.entries()) {
    plan.onRun?.(what, place / wanted.length);
    plan.run?.signal?.throwIfAborted();
    measured.push(...(await measure(plan)));
  }
  return judgeRows(measured).filter(({ id }) => id.startsWith(only));
}
