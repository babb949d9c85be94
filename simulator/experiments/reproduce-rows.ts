// The comparing side of `kairos reproduce`: what was measured beside what is published, and a verdict.
import published from "./published.json" with { type: "json" };
import type { Measured } from "./reproduce-measured.ts";

/**
 * calibrated: the published number was put in, so a pass proves the plumbing; emergent: it was not;
 * identity: arithmetic of published numbers among themselves.
 */
export type RowKind = "calibrated" | "emergent" | "identity";
export type RowVerdict = "pass" | "fail" | "sample too small";

export interface ReproducedRow {
  readonly id: string;
  readonly metric: { readonly en: string; readonly zh: string };
  /** S0, S1, S3: the system that published it. */
  readonly from: string;
  /** One number, or both ends of a band. */
  readonly published: number | readonly [low: number, high: number];
  /** In the source's own words, where the band is ours. */
  readonly told?: string;
  readonly unit: string;
  readonly simulated: number;
  /** 95 %; null where nothing was drawn. */
  readonly interval: readonly [low: number, high: number] | null;
  /** People, messages, orders or calls; of two groups the smaller one. */
  readonly sample: number;
  /** As many as it takes to tell. */
  readonly sampleAtLeast: number;
  readonly kind: RowKind;
  readonly verdict: RowVerdict;
  /** How it was simulated. */
  readonly how: string;
}

interface PublishedRow {
  readonly id: string;
  readonly from: string;
  readonly metric: { readonly en: string; readonly zh: string };
  readonly published: number | readonly number[];
  readonly told?: string;
  readonly unit: string;
  readonly accepts: string;
  readonly decimals?: number;
  readonly kind: string;
  readonly sampleAtLeast: number;
}

const ROWS: readonly PublishedRow[] = published.rows;

/** Of all rows, in the order of printing. */
export const ROW_IDS: readonly string[] = ROWS.map(({ id }) => id);

/** Rows of what was measured, in the order of the published table; what was not measured is left out. */
export function judgeRows(measured: readonly Measured[]): ReproducedRow[] {
  const byId = new Map(measured.map((one) => [one.id, one]));
  return ROWS.flatMap((row) => {
    const one = byId.get(row.id);
    return one === undefined ? [] : [judged(row, one)];
  });
}

function judged(row: PublishedRow, one: Measured): ReproducedRow {
  const { id, from, metric, unit, sampleAtLeast } = row;
  return {
    id,
    metric,
    from,
    published: row.published as ReproducedRow["published"],
    ...(row.told === undefined ? {} : { told: row.told }),
    unit,
    simulated: one.value,
    interval: one.interval ?? null,
    sample: one.sample,
    sampleAtLeast,
    kind: row.kind as RowKind,
    verdict: verdictOf(row, one),
    how: one.how,
  };
}

function verdictOf(row: PublishedRow, one: Measured): RowVerdict {
  if (one.sample < row.sampleAtLeast) return "sample too small";
  return ACCEPTS[row.accepts]!(row, one) ? "pass" : "fail";
}

type Accepts = (row: PublishedRow, one: Measured) => boolean;

/** When a number passes; a number without an interval is an interval of one point. */
const ACCEPTS: Readonly<Record<string, Accepts>> = {
  /** The interval holds the published number. */
  interval: (row, one) => {
    const [low, high] = ends(one);
    return low <= numberOf(row) && numberOf(row) <= high;
  },
  /** Not significantly more. */
  atMost: (row, one) => ends(one)[0] <= numberOf(row),
  /** Significantly less. */
  below: (row, one) => ends(one)[1] < numberOf(row),
  /** The interval and the published band have a part in common. */
  band: (row, one) => {
    const [low, high] = ends(one);
    const [from, to] = row.published as readonly [number, number];
    return low <= to && from <= high;
  },
  /** The same number, to as many decimals as are printed. */
  exact: ({ decimals = 0, ...row }, { value }) =>
    Math.abs(Number(value.toFixed(decimals)) - numberOf(row)) < 1e-9,
};

function ends({ value, interval }: Measured): readonly [number, number] {
  return interval ?? [value, value];
}

function numberOf({ published }: Pick<PublishedRow, "published">): number {
  return published as number;
}
