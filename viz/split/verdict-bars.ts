// Two estimates with their intervals on one scale, as an SVG: a dot and a bar a side.
import { scaleLinear } from "d3";
import type { Interval } from "../../metrics/statistics.ts";
import { svg } from "../dom.ts";
import type { Look } from "../look.ts";
import { fontFamily } from "../theme.ts";

export interface BarRow {
  readonly label: string;
  readonly interval: Interval | undefined;
  readonly text: string;
  readonly colour: string;
}

const ROW = 26;
const LABEL = 62;
const VALUE = 62;

/** `width` in px; the scale holds 0 and both intervals. */
export function drawBars(rows: readonly BarRow[], width: number, look: Look): SVGElement {
  const { palette, language } = look;
  const ends = rows.flatMap(({ interval }) => (interval ? [interval.low, interval.high] : []));
  const least = Math.min(0, ...ends);
  const most = Math.max(1e-9, ...ends);
  const x = scaleLinear([least, most], [LABEL + 6, width - VALUE - 10]);
  const height = rows.length * ROW + 4;
  const zero = x(0).toFixed(1);
  return svg(
    "svg",
    {
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      "font-family": fontFamily(language),
      "font-size": 12,
    },
    svg("path", { d: `M${zero},2V${height - 2}`, stroke: palette.strongLine }),
    ...rows.flatMap((row, index) => barOf(row, index, { x, width, look })),
  );
}

function barOf(
  { label, interval, text, colour }: BarRow,
  index: number,
  { x, width, look }: { x(value: number): number; readonly width: number; readonly look: Look },
): SVGElement[] {
  const { palette } = look;
  const y = index * ROW + ROW / 2 + 2;
  const drawn =
    interval === undefined
      ? []
      : [
          svg("path", {
            d: `M${x(interval.low).toFixed(1)},${y}H${x(interval.high).toFixed(1)}`,
            stroke: colour,
            "stroke-width": 1.5,
            opacity: 0.75,
          }),
          svg("circle", { cx: x(interval.estimate).toFixed(1), cy: y, r: 4, fill: colour }),
        ];
  return [
    svg("text", { x: 0, y: y + 4, fill: palette.ink2 }, label),
    ...drawn,
    svg(
      "text",
      {
        x: width,
        y: y + 4,
        "text-anchor": "end",
        "font-size": 13,
        "font-weight": 500,
        fill: palette.ink,
      },
      text,
    ),
  ];
}
