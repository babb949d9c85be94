// The six campaign shapes, as SVG path text and as canvas paths.
import {
  type SymbolType,
  symbol,
  symbolCircle,
  symbolDiamond,
  symbolSquare,
  symbolStar,
  symbolTriangle,
} from "d3";
import { svg } from "./dom.ts";
import { campaignColour, NAMED_CAMPAIGNS, type Palette } from "./theme.ts";

const symbolHexagon: SymbolType = {
  draw(context, area) {
    const radius = Math.sqrt(area / 2.6);
    for (let corner = 0; corner < 6; corner++) {
      const angle = (corner * Math.PI) / 3;
      const [x, y] = [radius * Math.cos(angle), radius * Math.sin(angle)];
      if (corner === 0) context.moveTo(x, y);
      else context.lineTo(x, y);
    }
    context.closePath();
  },
};

const SHAPES = [
  symbolCircle,
  symbolTriangle,
  symbolSquare,
  symbolDiamond,
  symbolStar,
  symbolHexagon,
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
