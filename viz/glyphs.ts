// The campaigns' shapes, as SVG path text and as canvas paths.
import {
  type SymbolType,
  symbol,
  symbolCircle,
  symbolCross,
  symbolDiamond,
  symbolSquare,
  symbolStar,
  symbolTriangle,
  symbolWye,
} from "d3";
import { svg } from "./dom.ts";
import { campaignColour, NAMED_CAMPAIGNS, type Palette } from "./theme.ts";

/** A shape from its corners about the origin; `area` is that of the corners' own units, px². */
function symbolOf(corners: readonly (readonly [x: number, y: number])[], area: number): SymbolType {
  return {
    draw(context, wanted) {
      const scale = Math.sqrt(wanted / area);
      corners.forEach(([x, y], index) => {
        if (index === 0) context.moveTo(x * scale, y * scale);
        else context.lineTo(x * scale, y * scale);
      });
      context.closePath();
    },
  };
}

/** Corners on a circle of radius 1, the first at `turn` of a circle from the right. */
function regular(count: number, turn: number): (readonly [number, number])[] {
  return Array.from({ length: count }, (_, corner) => {
    const angle = 2 * Math.PI * (corner / count + turn);
    return [Math.cos(angle), Math.sin(angle)] as const;
  });
}

const HALF_DISC = [...regular(16, 0.5).slice(0, 9)].map(([x, y]) => [x, y + 0.45] as const);
const BOW_TIE = [
  [-1, -0.85],
  [0, -0.25],
  [1, -0.85],
  [1, 0.85],
  [0, 0.25],
  [-1, 0.85],
] as const;
const CHEVRON = [
  [-0.9, -0.9],
  [0.1, -0.9],
  [1, 0],
  [0.1, 0.9],
  [-0.9, 0.9],
  [0, 0],
] as const;
const HOUSE = [
  [0, -1],
  [0.9, -0.1],
  [0.9, 0.9],
  [-0.9, 0.9],
  [-0.9, -0.1],
] as const;
const BAR = [
  [-0.5, -1],
  [0.5, -1],
  [0.5, 1],
  [-0.5, 1],
] as const;
const HOURGLASS = BOW_TIE.map(([x, y]) => [y, x] as const);

/** Sixteen shapes, no two alike: who cannot tell colours tells these. The first six are map.md's. */
const SHAPES = [
  symbolCircle,
  symbolTriangle,
  symbolSquare,
  symbolDiamond,
  symbolStar,
  symbolOf(regular(6, 0), 2.6),
  symbolOf(regular(3, 0.25), 1.3),
  symbolCross,
  symbolOf(regular(5, -0.25), 2.38),
  symbolWye,
  symbolOf(HALF_DISC, 1.57),
  symbolOf(BOW_TIE, 2.2),
  symbolOf(CHEVRON, 1.9),
  symbolOf(HOUSE, 2.6),
  symbolOf(BAR, 2.2),
  symbolOf(HOURGLASS, 2.2),
] as const;

const texts = new Map<string, string>();
const paths = new Map<string, Path2D>();

/** The shape of a campaign as path text about the origin; `area` in px². */
function glyphText(campaign: number, area: number): string {
  const key = `${campaign} ${area}`;
  let text = texts.get(key);
  if (text === undefined) {
    text = symbol(SHAPES[campaign] ?? symbolCircle, area)() ?? "";
    texts.set(key, text);
  }
  return text;
}

/** The same as a canvas path. */
export function glyphPath(campaign: number, area: number): Path2D {
  const key = `${campaign} ${area}`;
  let path = paths.get(key);
  if (path === undefined) {
    path = new Path2D(glyphText(campaign, area));
    paths.set(key, path);
  }
  return path;
}

/** A glyph for panels: filled when something was offered, hollow when it was held back. */
export function glyphIcon(
  palette: Palette,
  campaign: number,
  options: { readonly hollow?: boolean; readonly size?: number } = {},
): SVGElement {
  const { hollow = campaign >= NAMED_CAMPAIGNS, size = 16 } = options;
  const colour = campaignColour(palette, campaign);
  return svg(
    "svg",
    {
      width: size,
      height: size,
      viewBox: "-8 -8 16 16",
      class: "glyph",
      "aria-hidden": "true",
    },
    svg("path", {
      d: glyphText(campaign, hollow ? 44 : 58),
      fill: hollow ? "none" : colour,
      stroke: hollow ? colour : "none",
      "stroke-width": 1.4,
    }),
  );
}
