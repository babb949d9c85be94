// What a row of the validation table is, and how a value is judged by it.

/** I: put in, so that passing proves only the code. E: emergent, the evidence. */
export type Evidence = "I" | "E";

/**
 * Where a target comes from: a page that shows the number; a public source file that quotes the
 * paper; memory, to be checked before publishing; arithmetic; a choice.
 */
export type Source = "opened" | "implementation" | "memory" | "derived" | "assumption";

export interface Row {
  /** Of the measured value: row of traffic.md, and a letter when the row has several. */
  readonly id: string;
  /** Row of traffic.md: "M1". */
  readonly row: string;
  readonly quantity: string;
  /** What the source says, in words. */
  readonly target: string;
  /** Accepted values, both ends included; absent: reported, not judged. */
  readonly accept?: readonly [number, number];
  readonly evidence: Evidence;
  readonly source: Source;
  readonly how: string;
}

export type Verdict = "pass" | "fail" | "reported" | "too small";

export interface JudgedRow extends Row {
  /** NaN when the run was too small to say. */
  readonly value: number;
  readonly verdict: Verdict;
}

export function judge(row: Row, value: number): JudgedRow {
  return { ...row, value, verdict: verdictOf(row, value) };
}

function verdictOf({ accept }: Row, value: number): Verdict {
  if (accept === undefined) return "reported";
  if (Number.isNaN(value)) return "too small";
  return value >= accept[0] && value <= accept[1] ? "pass" : "fail";
}

/** "1.55–1.95", "≥ 60", "≤ 0.25"; "–" for a row that is not judged. */
export function acceptedText({ accept }: Row): string {
  if (accept === undefined) return "–";
  const [least, most] = accept;
  if (most === Number.POSITIVE_INFINITY) return `≥ ${numberText(least)}`;
  if (least === Number.NEGATIVE_INFINITY) return `≤ ${numberText(most)}`;
  return `${numberText(least)}–${numberText(most)}`;
}

/** Three digits that count: "0.0123", "14.2", "14,230"; "–" for a value that is not known. */
export function numberText(value: number): string {
  if (Number.isNaN(value)) return "–";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  if (size >= 1_000) return Math.round(value).toLocaleString("en-US");
  const text = size === 0 ? "0" : String(Number(value.toPrecision(3)));
  return text.replace("-", "−");
}
