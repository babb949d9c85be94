// Draws rings, glyphs, donuts and complaints on their canvas, each frame.
import { type Donut, donutRadius } from "./aggregation.ts";
import { glyphPath } from "./glyphs.ts";
import {
  ACCEPTED_MS,
  ageOf,
  type Complaint,
  DASHED_MS,
  FIRE_MS,
  firingRing,
  glyphOpacity,
  type Mark,
} from "./marks.ts";
import { inView, toScreen, type View } from "./projection.ts";
import { campaignColour, type Palette } from "./theme.ts";

/** Expanding rings at once. */
const RINGS_MAX = 12;
/** Areas of glyphs in px²: firing, at rest, held back. */
const AREA = { firing: 46, resting: 36, held: 28 } as const;
const MARGIN_PX = 40;
/** Opacity of a donut's arc of what was held back. */
const HELD_ARC = 0.6;

export interface MarksPicture {
  readonly view: View;
  readonly palette: Palette;
  readonly ratio: number;
  readonly nowMs: number;
  readonly still: boolean;
  readonly font: string;
  readonly singles: readonly Mark[];
  readonly donuts: readonly Donut[];
  readonly complaints: readonly Complaint[];
  /** A moment that the reader points at. */
  readonly highlight: { readonly at: readonly [number, number] } | undefined;
}

type Brush = CanvasRenderingContext2D;

export function drawMarks(canvas: HTMLCanvasElement, picture: MarksPicture): void {
  const { view, ratio, palette, nowMs } = picture;
  const brush = canvas.getContext("2d")!;
  brush.setTransform(ratio, 0, 0, ratio, 0, 0);
  brush.clearRect(0, 0, view.width, view.height);
  const at = (place: readonly [number, number], draw: () => void): void => {
    const [x, y] = toScreen(view, place);
    if (!inView(view, x, y, MARGIN_PX)) return;
    brush.save();
    brush.translate(x, y);
    draw();
    brush.restore();
  };
  let rings = 0;
  for (let index = picture.singles.length - 1; index >= 0; index--) {
    const mark = picture.singles[index]!;
    const expands = nowMs - mark.bornMs < FIRE_MS && !picture.still && rings++ < RINGS_MAX;
    at(mark.at, () => drawMark(brush, mark, picture, expands));
  }
  for (const complaint of picture.complaints) at(complaint.at, () => drawCross(brush, palette));
  for (const donut of picture.donuts) {
    at(donut.at, () => drawDonut(brush, donut, palette, picture.font));
  }
  if (picture.highlight !== undefined) {
    at(picture.highlight.at, () => circle(brush, 14, palette.ink, 2, 1));
  }
}

function circle(
  brush: Brush,
  radius: number,
  colour: string,
  width: number,
  opacity: number,
): void {
  brush.globalAlpha = opacity;
  brush.strokeStyle = colour;
  brush.lineWidth = width;
  brush.beginPath();
  brush.arc(0, 0, radius, 0, 2 * Math.PI);
  brush.stroke();
  brush.globalAlpha = 1;
}

function drawMark(brush: Brush, mark: Mark, picture: MarksPicture, expands: boolean): void {
  const { palette, nowMs, still } = picture;
  const colour = campaignColour(palette, mark.moment.campaign);
  const opacity = glyphOpacity(mark, nowMs, still);
  const held = mark.moment.decision === "suppressed";
  if (expands) {
    const ring = firingRing(mark, nowMs);
    if (ring !== undefined) circle(brush, ring.radius, colour, ring.width, ring.opacity);
  }
  if (held) {
    drawHeld(brush, mark, picture, colour, opacity);
    return;
  }
  const age = ageOf(mark, nowMs);
  const accepted = mark.acceptedMs !== undefined && nowMs - mark.acceptedMs < ACCEPTED_MS;
  if (accepted) circle(brush, 12, colour, 2.6, 0.95);
  else if (age < 0.6) circle(brush, 8.5, colour, 1.2, Math.max(0.15, 0.8 - age));
  const area = nowMs - mark.bornMs < FIRE_MS ? AREA.firing : AREA.resting;
  brush.globalAlpha = opacity;
  halo(brush, glyphPath(mark.moment.campaign, area), palette);
  brush.fillStyle = colour;
  brush.fill(glyphPath(mark.moment.campaign, area));
  brush.globalAlpha = 1;
}

function drawHeld(
  brush: Brush,
  mark: Mark,
  { palette, nowMs }: MarksPicture,
  colour: string,
  opacity: number,
): void {
  if (nowMs - mark.bornMs < DASHED_MS) {
    brush.setLineDash([2, 3]);
    circle(brush, 9, colour, 1, 0.8);
    brush.setLineDash([]);
  }
  const glyph = glyphPath(mark.moment.campaign, AREA.held);
  brush.globalAlpha = opacity;
  halo(brush, glyph, palette);
  brush.strokeStyle = colour;
  brush.lineWidth = 1.3;
  brush.stroke(glyph);
  brush.globalAlpha = 1;
}

function halo(brush: Brush, glyph: Path2D, palette: Palette): void {
  brush.strokeStyle = palette.halo;
  brush.fillStyle = palette.halo;
  brush.lineWidth = 3;
  brush.lineJoin = "round";
  brush.stroke(glyph);
  brush.fill(glyph);
}

function drawCross(brush: Brush, palette: Palette): void {
  const cross = new Path2D("M-4,-4L4,4M-4,4L4,-4");
  brush.lineCap = "round";
  brush.strokeStyle = palette.halo;
  brush.lineWidth = 4.5;
  brush.stroke(cross);
  brush.strokeStyle = palette.ink;
  brush.lineWidth = 1.8;
  brush.stroke(cross);
}

function drawDonut(brush: Brush, donut: Donut, palette: Palette, font: string): void {
  const radius = donutRadius(donut.ids.length);
  brush.fillStyle = palette.plate;
  brush.beginPath();
  brush.arc(0, 0, radius + 1.5, 0, 2 * Math.PI);
  brush.fill();
  const gap = donut.shares.length > 1 ? 0.05 : 0;
  let start = -Math.PI / 2;
  for (const { campaign, held, count } of donut.shares) {
    const end = start + (count / donut.ids.length) * 2 * Math.PI;
    brush.globalAlpha = held ? HELD_ARC : 1;
    brush.strokeStyle = campaignColour(palette, campaign);
    brush.lineWidth = held ? 1.5 : 3;
    brush.beginPath();
    brush.arc(0, 0, radius - 1.5, start + gap, end - gap);
    brush.stroke();
    start = end;
  }
  brush.globalAlpha = 1;
  brush.fillStyle = palette.ink;
  brush.font = `600 13px ${font}`;
  brush.textAlign = "center";
  brush.textBaseline = "middle";
  brush.fillText(String(donut.ids.length), 0, 0.5);
}
