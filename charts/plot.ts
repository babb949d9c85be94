// A plot as SVG text: axes, lines, points and bars on linear or logarithmic scales; no DOM.
import { axesOf } from "./axes.ts";
import { drawMark, type Mark } from "./marks.ts";
import { type Axis, createScale, type Extent, type Scale } from "./scales.ts";
import { COLOURS, escaped, FONT, INK, PAPER, round } from "./style.ts";

export interface Plot {
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  /** Drawn in this order; a legend names them when there are several. */
  readonly marks: readonly Mark[];
  /** px; default 480 × 300. */
  readonly width?: number;
  readonly height?: number;
}

const MARGIN = { top: 48, right: 26, bottom: 44, left: 60 };
const SWATCH = 12;
const LETTER = 6;

/** Draws a plot. The same plot gives the same text. */
export function drawPlot(plot: Plot): string {
  const { title, width = 480, height = 300 } = plot;
  const box: Extent = {
    left: MARGIN.left,
    right: width - MARGIN.right,
    top: MARGIN.top,
    bottom: height - MARGIN.bottom,
  };
  const x = createScale(plot.x, valuesOf(plot, 0), [box.left, box.right]);
  const y = createScale(plot.y, valuesOf(plot, 1), [box.bottom, box.top]);
  const marks = plot.marks.map((mark, index) =>
    drawMark(mark, { x, y, colour: colourOf(index), box }),
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="${FONT}" font-size="11" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${width}" height="${height}" fill="${PAPER}"/>`,
    `<text x="${MARGIN.left}" y="20" font-size="13" font-weight="600" fill="${INK}">${escaped(title)}</text>`,
    ...axesOf({ x, y, box, xLabel: plot.x.label, yLabel: plot.y.label }),
    ...marks,
    ...legendOf(plot, box),
    "</svg>",
    "",
  ].join("\n");
}

function colourOf(index: number): string {
  return COLOURS[index % COLOURS.length]!;
}

/** Coordinates that the axis must show; bars stand on 0. */
function valuesOf({ marks }: Plot, coordinate: 0 | 1): number[] {
  return marks.flatMap((mark) => {
    const values = mark.points.map((point) => point[coordinate]);
    return mark.kind === "bars" && coordinate === 1 ? [0, ...values] : values;
  });
}

/** A row under the title; letters are taken to be so wide. */
function legendOf({ marks }: Plot, { left }: Extent): string[] {
  if (marks.length < 2) return [];
  let x = left;
  return marks.map(({ name }, index) => {
    const entry =
      `<g><rect x="${round(x)}" y="33" width="${SWATCH}" height="4" fill="${colourOf(index)}"/>` +
      `<text x="${round(x + SWATCH + 5)}" y="39" fill="${INK}">${escaped(name)}</text></g>`;
    x += SWATCH + 22 + name.length * LETTER;
    return entry;
  });
}

export type { Axis, Mark, Scale };
