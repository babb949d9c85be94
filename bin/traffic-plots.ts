// The plots of docs/traffic-validation.md: which series, on which axes.
import { type Axis, drawPlot, type Mark } from "../charts/plot.ts";
import type { Findings } from "../simulator/validation/findings.ts";

/** A drawn plot: its file's name, and what it shows. */
export interface DrawnPlot {
  readonly file: string;
  readonly title: string;
  readonly svg: string;
}

interface Sheet {
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  /** Default line. */
  readonly kind?: Mark["kind"];
}

const HOUR: Axis = { label: "hour of the day", domain: [0, 24], ticks: [0, 4, 8, 12, 16, 20, 24] };
const log = (label: string): Axis => ({ label, scale: "log" });
const fromZero = (label: string): Axis => ({ label, fromZero: true });

/** By the name of the series in the findings. */
const SHEETS: Readonly<Record<string, Sheet>> = {
  displacement: {
    title: "Displacement between calls (M1)",
    x: log("km"),
    y: log("density, 1/km"),
    kind: "points",
  },
  gyration: {
    title: "Radius of gyration (M2)",
    x: log("km"),
    y: log("density, 1/km"),
    kind: "points",
  },
  gyrationGrowth: {
    title: "Growth of the mean radius of gyration (M3)",
    x: log("day"),
    y: fromZero("km"),
  },
  distinct: { title: "Distinct towers (M4)", x: log("day"), y: log("mean number of towers") },
  zipf: {
    title: "Visits by rank (M5)",
    x: log("rank"),
    y: log("mean share of hours"),
    kind: "points",
  },
  regularity: { title: "Regularity by hour (M9)", x: HOUR, y: { label: "R(t)", domain: [0, 1] } },
  motifs: {
    title: "The commonest motifs (M10)",
    x: { label: "rank", domain: [0, 21] },
    y: fromZero("share of days"),
    kind: "bars",
  },
  updates: {
    title: "Location updates (T1 to T3, M14)",
    x: HOUR,
    y: fromZero("per subscriber and hour"),
  },
  calls: { title: "Calls and SMS (C3, C12, C15)", x: HOUR, y: fromZero("per subscriber and hour") },
  attached: {
    title: "Attached subscribers (T16)",
    x: HOUR,
    y: { label: "share", domain: [0.8, 1] },
  },
  callLength: {
    title: "Call duration and time in a cell (C5, C6)",
    x: log("s"),
    y: log("density, 1/s"),
    kind: "points",
  },
  activity: {
    title: "Call legs of a person (C7)",
    x: log("legs a day"),
    y: log("density"),
    kind: "points",
  },
  intervals: {
    title: "Inter-call times (C8)",
    x: log("s"),
    y: log("density, 1/s"),
    kind: "points",
  },
  degree: {
    title: "Degree in the mutual call graph (C10)",
    x: fromZero("people called and calling back"),
    y: log("share of people"),
    kind: "points",
  },
  overlap: {
    title: "Overlap by weight of a tie (C10)",
    x: log("calls in 30 days"),
    y: fromZero("mean overlap"),
  },
  messages: {
    title: "Messages on the A interface (T13)",
    x: HOUR,
    y: fromZero("messages/s per million"),
  },
};

/** Draws every series that was measured. */
export function drawPlots(plots: Findings["plots"]): readonly DrawnPlot[] {
  return Object.entries(SHEETS).flatMap(([name, { title, x, y, kind = "line" }]) => {
    const lines = Object.entries(plots[name] ?? {});
    if (lines.every(([, points]) => points.length === 0)) return [];
    const marks = lines.map(([line, points]): Mark => {
      const isFit = line === "fitted";
      return {
        kind: isFit ? "line" : kind,
        name: line,
        points: x === HOUR ? points.map(([hour, value]) => [hour + 0.5, value] as const) : points,
        ...(isFit ? { dashed: true } : {}),
      };
    });
    const svg = drawPlot({ title, x, y, marks });
    return [{ file: `${fileName(name)}.svg`, title, svg }];
  });
}

/** "callLength" → "call-length". */
function fileName(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
