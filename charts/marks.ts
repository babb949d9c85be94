// What a plot shows: lines, points and bars, drawn between scales.
import { line } from "d3-shape";
import type { Extent, Scale } from "./scales.ts";
import { escaped, round } from "./style.ts";

export interface Mark {
  readonly kind: "line" | "points" | "bars";
  /** In the legend and as a tooltip. */
  readonly name: string;
  readonly points: readonly (readonly [number, number])[];
  /** A line in dashes: what is fitted or wanted. */
  readonly dashed?: boolean;
}

export interface Sheet {
  readonly x: Scale;
  readonly y: Scale;
  readonly colour: string;
  readonly box: Extent;
}

const POINT_RADIUS = 2.5;
/** Part of the space between two bars that they fill. */
const BAR_SHARE = 0.8;

/** One SVG element; points that a scale cannot show are left out. */
export function drawMark(mark: Mark, sheet: Sheet): string {
  const placed = mark.points
    .map(([x, y]) => [sheet.x.at(x), sheet.y.at(y)] as const)
    .filter(([x, y]) => Number.isFinite(x) && Number.isFinite(y));
  const name = `<title>${escaped(mark.name)}</title>`;
  if (mark.kind === "line") {
    const path = line<readonly [number, number]>(
      ([x]) => round(x),
      ([, y]) => round(y),
    )(placed);
    const dashes = mark.dashed === true ? ' stroke-dasharray="5 4"' : "";
    return `<path d="${path ?? ""}" fill="none" stroke="${sheet.colour}" stroke-width="1.8"${dashes}>${name}</path>`;
  }
  const shapes =
    mark.kind === "points"
      ? placed.map(([x, y]) => `<circle cx="${round(x)}" cy="${round(y)}" r="${POINT_RADIUS}"/>`)
      : barsOf(placed, sheet);
  return `<g fill="${sheet.colour}">${name}${shapes.join("")}</g>`;
}

function barsOf(placed: readonly (readonly [number, number])[], { box }: Sheet): string[] {
  const gaps = placed.slice(1).map(([x], index) => x - placed[index]![0]);
  const width = BAR_SHARE * Math.min(box.right - box.left, ...gaps);
  return placed.map(
    ([x, y]) =>
      `<rect x="${round(x - width / 2)}" y="${round(y)}" width="${round(width)}" height="${round(box.bottom - y)}"/>`,
  );
}
