// From values to pixels: linear and logarithmic scales with their ticks.
import { scaleLinear, scaleLog } from "d3-scale";

export interface Axis {
  readonly label: string;
  /** Default linear. A logarithmic axis shows values above 0 only. */
  readonly scale?: "linear" | "log";
  /** Default: what the marks need; a linear axis is widened to round numbers. */
  readonly domain?: readonly [number, number];
  /** Whether a linear axis shows 0, whatever the marks need. */
  readonly fromZero?: boolean;
  /** Default: about five. */
  readonly ticks?: readonly number[];
}

/** A rectangle, px. */
export interface Extent {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export interface Scale {
  /** px; NaN for a value that the scale cannot show. */
  at(value: number): number;
  readonly ticks: readonly { readonly at: number; readonly text: string }[];
}

const TICKS = 5;
/** Decades beyond which only every second or third has a tick. */
const DECADES_MAX = 6;

export function createScale(
  axis: Axis,
  values: readonly number[],
  range: readonly [number, number],
): Scale {
  return axis.scale === "log" ? logScale(axis, values, range) : linearScale(axis, values, range);
}

function linearScale(
  axis: Axis,
  values: readonly number[],
  range: readonly [number, number],
): Scale {
  const scale = scaleLinear()
    .domain(axis.domain ?? extentOf(axis.fromZero === true ? [0, ...values] : values))
    .range(range);
  if (axis.domain === undefined) scale.nice(TICKS);
  const ticks = axis.ticks ?? scale.ticks(TICKS);
  return {
    at: (value) => scale(value),
    ticks: ticks.map((value) => ({ at: scale(value), text: tickText(value) })),
  };
}

function logScale(axis: Axis, values: readonly number[], range: readonly [number, number]): Scale {
  const shown = values.filter((value) => value > 0);
  const [least, most] = axis.domain ?? extentOf(shown.length === 0 ? [1, 10] : shown);
  const first = Math.floor(Math.log10(least) + 1e-9);
  const last = Math.max(first + 1, Math.ceil(Math.log10(most) - 1e-9));
  const ends = axis.domain ?? [10 ** first, 10 ** last];
  const scale = scaleLog().domain(ends).range(range);
  const step = Math.ceil((last - first) / DECADES_MAX);
  const decades = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  const ticks =
    axis.ticks ?? decades.filter((_, index) => index % step === 0).map((decade) => 10 ** decade);
  return {
    at: (value) => (value > 0 ? scale(value) : Number.NaN),
    ticks: ticks
      .filter((value) => value >= ends[0] * 0.999 && value <= ends[1] * 1.001)
      .map((value) => ({ at: scale(value), text: tickText(value) })),
  };
}

function extentOf(values: readonly number[]): [number, number] {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  if (!Number.isFinite(least)) return [0, 1];
  return least === most ? [least, least + 1] : [least, most];
}

const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** "0.01", "250", "12,000", "10⁻⁵". */
function tickText(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size < 0.000_99 || size > 999_999)) {
    const power = Math.round(Math.log10(size));
    const digits = [...String(Math.abs(power))]
      .map((digit) => SUPERSCRIPTS[Number(digit)])
      .join("");
    return `10${power < 0 ? "⁻" : ""}${digits}`;
  }
  return Number(value.toPrecision(6)).toLocaleString("en-US", { maximumFractionDigits: 6 });
}
