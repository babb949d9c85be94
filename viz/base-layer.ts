// The still map: land, density, water, border, roads, rail, zones; redrawn only when zooming ends.
import type { Geometry } from "./geometry.ts";
import { type Band, bandOf, type View } from "./projection.ts";
import type { Palette } from "./theme.ts";

type Brush = CanvasRenderingContext2D;

/** Line widths in px by zoom band. */
const WIDTHS = {
  local: [0, 0.8, 1, 1.2],
  highway: [0.6, 1, 1.6, 2.2],
  expressway: [0.9, 1.5, 2.2, 3],
  expresswayCasing: [2, 3.4, 4.6, 6],
  arterial: [0, 0.6, 1.1, 1.6],
  street: [0, 0, 0.6, 1],
  rail: [1.8, 2.6, 3.4, 4],
  railInside: [0.9, 1.3, 1.8, 2.2],
  railDash: [5, 7, 9, 11],
  /** Half side of a station's square. */
  station: [2.4, 3, 4, 4.5],
} as const;

/** Draws the whole map into a canvas of `view`'s size times `ratio`. */
export function drawBase(
  canvas: HTMLCanvasElement,
  geometry: Geometry,
  view: View,
  palette: Palette,
  ratio: number,
  relief: HTMLCanvasElement | undefined,
): void {
  canvas.width = Math.round(view.width * ratio);
  canvas.height = Math.round(view.height * ratio);
  const brush = canvas.getContext("2d", { alpha: false })!;
  brush.fillStyle = palette.outside;
  brush.fillRect(0, 0, canvas.width, canvas.height);
  brush.setTransform(view.k * ratio, 0, 0, view.k * ratio, view.x * ratio, view.y * ratio);
  const px = 1 / view.k;
  const band = bandOf(view.k);
  drawLand(brush, geometry, palette, band, px, relief);
  drawWater(brush, geometry, palette, band, px);
  drawRoads(brush, geometry, palette, band, px);
  drawRails(brush, geometry, palette, band, px);
  if (band > 0) drawZones(brush, geometry, palette, px);
}

function stroke(brush: Brush, path: Path2D, colour: string, width: number): void {
  brush.strokeStyle = colour;
  brush.lineWidth = width;
  brush.stroke(path);
}

function drawLand(
  brush: Brush,
  geometry: Geometry,
  palette: Palette,
  band: Band,
  px: number,
  relief: HTMLCanvasElement | undefined,
): void {
  brush.fillStyle = palette.land;
  brush.fill(geometry.province);
  brush.save();
  brush.clip(geometry.province);
  geometry.density.forEach((path, index) => {
    brush.fillStyle = palette.density[index]!;
    brush.fill(path);
    stroke(brush, path, palette.density[index]!, 0.6 * px); // closes the seams between cells
  });
  if (relief !== undefined) {
    const [width, height] = geometry.extent;
    brush.imageSmoothingQuality = "high";
    brush.drawImage(relief, 0, 0, width, height);
  }
  if (band > 0) {
    const { siteLines, sectorLines } = geometry.areas;
    stroke(brush, siteLines, palette.cellLine, (band > 1 ? 0.8 : 0.5) * px);
    if (band > 1) stroke(brush, sectorLines, palette.cellLine, 0.4 * px);
  }
  brush.restore();
}

function drawWater(
  brush: Brush,
  geometry: Geometry,
  palette: Palette,
  band: Band,
  px: number,
): void {
  brush.lineCap = "round";
  brush.lineJoin = "round";
  const rivers = (colour: string, extra: number): void => {
    for (const { widthKm, path } of geometry.rivers) {
      stroke(brush, path, colour, Math.max(widthKm, 1.1 * px) + extra * px);
    }
  };
  stroke(brush, geometry.lakes, palette.shore, 1.4 * px);
  rivers(palette.shore, band === 0 ? 1 : 1.6);
  brush.save();
  brush.setLineDash([7 * px, 3 * px, 1.5 * px, 3 * px]);
  brush.globalAlpha = 0.75;
  stroke(brush, geometry.province, palette.border, px);
  stroke(brush, geometry.borders, palette.border, px);
  brush.restore();
  brush.fillStyle = palette.water;
  brush.fill(geometry.sea, "evenodd");
  stroke(brush, geometry.sea, palette.shore, 0.8 * px);
  brush.fillStyle = palette.water;
  brush.fill(geometry.lakes, "evenodd");
  rivers(palette.water, 0); // over the sea's shore, so that the mouth is open
}

function drawRoads(
  brush: Brush,
  { roads }: Geometry,
  palette: Palette,
  band: Band,
  px: number,
): void {
  brush.lineCap = "butt";
  // Over the dense cells of a district the quiet colours would drown: one step brighter there.
  const [street, arterial] =
    band === 3 ? [palette.streetNear, palette.expressway] : [palette.street, palette.arterial];
  if (band > 1) stroke(brush, roads.street, street, WIDTHS.street[band] * px);
  if (band > 0) {
    stroke(brush, roads.local, palette.local, WIDTHS.local[band] * px);
    stroke(brush, roads.arterial, arterial, WIDTHS.arterial[band] * px);
  }
  stroke(brush, roads.highway, palette.highway, WIDTHS.highway[band] * px);
  const fast = band > 0 ? [roads.expressway, roads.ring] : [roads.expressway];
  for (const path of fast) stroke(brush, path, palette.casing, WIDTHS.expresswayCasing[band] * px);
  for (const path of fast) stroke(brush, path, palette.expressway, WIDTHS.expressway[band] * px);
}

function drawRails(
  brush: Brush,
  { rails, stations }: Geometry,
  palette: Palette,
  band: Band,
  px: number,
): void {
  stroke(brush, rails, palette.rail, WIDTHS.rail[band] * px);
  const dash = WIDTHS.railDash[band] * px;
  brush.setLineDash([dash, dash]);
  stroke(brush, rails, palette.railInside, WIDTHS.railInside[band] * px);
  brush.setLineDash([]);
  const half = WIDTHS.station[band] * px;
  brush.fillStyle = palette.railInside;
  brush.strokeStyle = palette.rail;
  brush.lineWidth = 1.4 * px;
  for (const [x, y] of stations) {
    brush.fillRect(x - half, y - half, 2 * half, 2 * half);
    brush.strokeRect(x - half, y - half, 2 * half, 2 * half);
  }
}

function drawZones(brush: Brush, { zones }: Geometry, palette: Palette, px: number): void {
  for (const { zone, outline, inner } of zones) {
    brush.fillStyle = palette.zoneFill;
    brush.fill(outline);
    brush.globalAlpha = zone.kind === "airport" ? 0.5 : 0.9;
    if (zone.kind === "campus" || zone.kind === "scenic") brush.setLineDash([2 * px, 3 * px]);
    stroke(brush, outline, palette.zone, px);
    brush.setLineDash([]);
    brush.globalAlpha = 0.9;
    if (inner !== undefined) {
      const runway = zone.kind === "airport";
      stroke(brush, inner, palette.zone, runway ? Math.max(1.6 * px, 0.13) : px);
    }
    brush.globalAlpha = 1;
  }
}
