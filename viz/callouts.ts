// Finds a place for a sentence beside its mark: pure geometry, no drawing.
import { type Box, boxAround, overlaps } from "./projection.ts";

/** Greatest width of the text, px. */
export const CALLOUT_WIDTH = 240;
/** Callouts at once. */
export const CALLOUTS_MAX = 3;
export const LINE_HEIGHT = 18;
const PADDING = { left: 12, right: 12, top: 7, bottom: 7 } as const;
/** Distances of the box from the mark, px; the first follows the ring. */
const DISTANCES = [50, 74, 104, 144] as const;
const ANGLES = 16;
/** Distance that a box keeps from the edge of the view, px. */
const EDGE = 12;
/** Least distance between ring and box, px. */
const CLEAR = 6;
/** Half side of the room that the mark of another callout keeps, px. */
const MARK_ROOM = 14;
/** Costs in px of distance. */
const COST = { crossesMark: 900, overPath: 400, below: 8, diagonal: 6 } as const;

type Spot = readonly [x: number, y: number];

export interface CalloutRequest {
  /** Mark in px, and the radius of its ring. */
  readonly anchor: Spot;
  readonly radius: number;
  /** Box in px, from {@link calloutSize}. */
  readonly width: number;
  readonly height: number;
}

export interface CalloutPlace {
  readonly box: Box;
  /** The mark that it speaks of, px. */
  readonly anchor: Spot;
  /** From the ring to the box. */
  readonly leader: readonly [Spot, Spot];
}

export interface Obstacles {
  readonly view: { readonly width: number; readonly height: number };
  /** Key, breadcrumb, zoom buttons, fresh marks, selection: never covered. */
  readonly boxes: readonly Box[];
  /** Marks that a leader should not cross. */
  readonly marks: readonly Spot[];
  readonly callouts: readonly CalloutPlace[];
  /** The selected person's way. */
  readonly path: readonly Spot[];
}

/** Size of the box around lines of these widths, px. */
export function calloutSize(widths: readonly number[]): { width: number; height: number } {
  return {
    width: Math.ceil(Math.max(...widths)) + PADDING.left + PADDING.right,
    height: widths.length * LINE_HEIGHT + PADDING.top + PADDING.bottom,
  };
}

/** The cheapest free place among 16 angles and five distances; undefined when none is free. */
export function placeCallout(
  request: CalloutRequest,
  obstacles: Obstacles,
): CalloutPlace | undefined {
  const { anchor, radius, width, height } = request;
  let best: CalloutPlace | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (let step = 0; step < ANGLES; step++) {
    const angle = (step / ANGLES) * 2 * Math.PI;
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    for (const distance of [radius + 18, ...DISTANCES]) {
      const x = anchor[0] + cos * (distance + (width / 2) * Math.abs(cos));
      const y = anchor[1] + sin * (distance + (height / 2) * Math.abs(sin));
      const box: Box = [x - width / 2, y - height / 2, x + width / 2, y + height / 2];
      const place = { box, anchor, leader: leaderOf(anchor, radius, box) };
      if (gapOf(anchor, box) < radius + CLEAR || !isFree(place, obstacles)) continue;
      const cost = distance + costOf(place, anchor, obstacles) + shapeCost(angle);
      if (cost < least) {
        least = cost;
        best = place;
      }
    }
  }
  return best;
}

/** Breaks text into lines of about equal width, none wider than {@link CALLOUT_WIDTH}. */
export function balanceLines(
  text: string,
  language: "en" | "zh",
  measure: (text: string) => number,
): string[] {
  const greedy = wrap(text, language, measure, CALLOUT_WIDTH);
  for (let width = measure(text) / greedy.length; width < CALLOUT_WIDTH; width += 6) {
    const lines = wrap(text, language, measure, width);
    if (lines.length === greedy.length) return lines;
  }
  return greedy;
}

function wrap(
  text: string,
  language: "en" | "zh",
  measure: (text: string) => number,
  width: number,
): string[] {
  // Chinese breaks between characters, but not inside a number or word, nor before punctuation.
  const parts = language === "zh" ? (text.match(/[A-Za-z0-9.:’]+|./gu) ?? []) : text.split(/(?= )/);
  const lines: string[] = [];
  let line = "";
  for (const part of parts) {
    if (line !== "" && measure(line + part) > width && !/^[，。：、；]/.test(part)) {
      lines.push(line);
      line = part.trimStart();
    } else line += part;
  }
  return [...lines, line];
}

function leaderOf(anchor: Spot, radius: number, box: Box): readonly [Spot, Spot] {
  const end: Spot = [
    Math.max(box[0], Math.min(box[2], anchor[0])),
    Math.max(box[1], Math.min(box[3], anchor[1])),
  ];
  const length = Math.hypot(end[0] - anchor[0], end[1] - anchor[1]) || 1;
  const share = Math.min(1, radius / length);
  return [
    [anchor[0] + (end[0] - anchor[0]) * share, anchor[1] + (end[1] - anchor[1]) * share],
    end,
  ];
}

/** Distance from a place to the nearest point of a box, px. */
function gapOf([x, y]: Spot, box: Box): number {
  return Math.hypot(Math.max(box[0] - x, 0, x - box[2]), Math.max(box[1] - y, 0, y - box[3]));
}

function isFree({ box, leader }: CalloutPlace, { view, boxes, callouts }: Obstacles): boolean {
  if (box[0] < EDGE || box[1] < EDGE) return false;
  if (box[2] > view.width - EDGE || box[3] > view.height - EDGE) return false;
  if (boxes.some((taken) => overlaps(box, taken, 6))) return false;
  return !callouts.some(
    (other) =>
      overlaps(box, other.box, 6) ||
      overlaps(box, boxAround(other.anchor, MARK_ROOM)) ||
      crosses(leader, other.box) ||
      crosses(other.leader, box),
  );
}

function costOf({ box, leader }: CalloutPlace, anchor: Spot, { marks, path }: Obstacles): number {
  const hits = marks.some(
    (mark) =>
      Math.hypot(mark[0] - anchor[0], mark[1] - anchor[1]) > 2 &&
      crosses(leader, [mark[0] - 10, mark[1] - 10, mark[0] + 10, mark[1] + 10]),
  );
  const covers = path.some(([x, y]) => overlaps(box, [x, y, x, y], 8));
  return (hits ? COST.crossesMark : 0) + (covers ? COST.overPath : 0);
}

/** Prefers above to below, and a diagonal to the axes. */
function shapeCost(angle: number): number {
  return (Math.sin(angle) > 0 ? COST.below : 0) - COST.diagonal * Math.abs(Math.sin(2 * angle));
}

function crosses([from, to]: readonly [Spot, Spot], box: Box): boolean {
  const steps = 12;
  for (let step = 0; step <= steps; step++) {
    const x = from[0] + ((to[0] - from[0]) * step) / steps;
    const y = from[1] + ((to[1] - from[1]) * step) / steps;
    if (x > box[0] && x < box[2] && y > box[1] && y < box[3]) return true;
  }
  return false;
}
