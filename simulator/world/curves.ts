// Lines on the map: splines, smoothing, thinning, and walking along them.
import type { Point } from "../../domain/scene.ts";
import { clamp, lengthOf } from "./grid.ts";

/** A line with the distance of each vertex from its start. */
export interface MeasuredLine {
  readonly points: readonly Point[];
  /** km from the first vertex, one per vertex. */
  readonly alongKm: Float64Array;
  readonly lengthKm: number;
}

export function measure(points: readonly Point[]): MeasuredLine {
  const alongKm = new Float64Array(points.length);
  for (let index = 1; index < points.length; index++) {
    alongKm[index] = alongKm[index - 1]! + distance(points[index - 1]!, points[index]!);
  }
  return { points, alongKm, lengthKm: alongKm[points.length - 1] ?? 0 };
}

/** The place `km` along a line; before its start and beyond its end, the end itself. */
export function pointAlong(line: MeasuredLine, km: number): Point {
  const { points, alongKm } = line;
  if (km <= 0) return points[0]!;
  if (km >= line.lengthKm) return points[points.length - 1]!;
  let low = 0;
  let high = points.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (alongKm[middle]! <= km) low = middle;
    else high = middle;
  }
  const share = (km - alongKm[low]!) / (alongKm[high]! - alongKm[low]! || 1);
  const [x1, y1] = points[low]!;
  const [x2, y2] = points[high]!;
  return [x1 + (x2 - x1) * share, y1 + (y2 - y1) * share];
}

/** Catmull-Rom spline through the points, sampled `samples` times per span. */
export function spline(points: readonly Point[], samples: number): Point[] {
  const at = (index: number): Point => points[clamp(index, 0, points.length - 1)]!;
  const result: Point[] = [];
  for (let span = 0; span < points.length - 1; span++) {
    for (let step = 0; step < samples; step++) {
      const f = step / samples;
      const blend = (axis: 0 | 1): number => {
        const a = at(span - 1)[axis];
        const b = at(span)[axis];
        const c = at(span + 1)[axis];
        const d = at(span + 2)[axis];
        return (
          0.5 *
          (2 * b +
            (-a + c) * f +
            (2 * a - 5 * b + 4 * c - d) * f * f +
            (-a + 3 * b - 3 * c + d) * f * f * f)
        );
      };
      result.push([blend(0), blend(1)]);
    }
  }
  result.push(at(points.length - 1));
  return result;
}

/** Pulls each inner vertex towards the middle of its neighbours, `rounds` times; ends stay. */
export function relax(points: readonly Point[], rounds: number): readonly Point[] {
  let line = points;
  for (let round = 0; round < rounds; round++) {
    const before = line;
    line = before.map((point, index) => {
      if (index === 0 || index === before.length - 1) return point;
      const [x1, y1] = before[index - 1]!;
      const [x2, y2] = before[index + 1]!;
      return [(x1 + 2 * point[0] + x2) / 4, (y1 + 2 * point[1] + y2) / 4];
    });
  }
  return line;
}

/** Every n-th vertex, and both ends. */
export function everyNth(points: readonly Point[], n: number): readonly Point[] {
  return points.filter(
    (_point, index) => index === 0 || index === points.length - 1 || index % n === 0,
  );
}

/** Cuts corners once or more (Chaikin 1974); ends stay. */
export function roundCorners(points: readonly Point[], rounds: number): readonly Point[] {
  let line = points;
  for (let round = 0; round < rounds; round++) {
    const cut: Point[] = [line[0]!];
    for (let index = 0; index + 1 < line.length; index++) {
      const [x1, y1] = line[index]!;
      const [x2, y2] = line[index + 1]!;
      cut.push([x1 * 0.75 + x2 * 0.25, y1 * 0.75 + y2 * 0.25]);
      cut.push([x1 * 0.25 + x2 * 0.75, y1 * 0.25 + y2 * 0.75]);
    }
    cut.push(line[line.length - 1]!);
    line = cut;
  }
  return line;
}

/** Leaves out vertices that lie within the tolerance, km, of the line without them. */
export function simplify<P extends readonly [number, number, ...number[]]>(
  points: readonly P[],
  toleranceKm: number,
): P[] {
  if (points.length < 3) return [...points];
  const kept = new Uint8Array(points.length);
  kept[0] = 1;
  kept[points.length - 1] = 1;
  const spans: number[] = [0, points.length - 1];
  while (spans.length > 0) {
    const last = spans.pop()!;
    const first = spans.pop()!;
    let farthest = -1;
    let farthestKm = toleranceKm;
    for (let index = first + 1; index < last; index++) {
      const km = distanceToSegment(points[index]!, points[first]!, points[last]!);
      if (km > farthestKm) {
        farthestKm = km;
        farthest = index;
      }
    }
    if (farthest < 0) continue;
    kept[farthest] = 1;
    spans.push(first, farthest, farthest, last);
  }
  return points.filter((_point, index) => kept[index] === 1);
}

/** Distance of a place from a segment, km. */
export function distanceToSegment(
  place: readonly [number, number, ...number[]],
  from: readonly [number, number, ...number[]],
  to: readonly [number, number, ...number[]],
): number {
  const dx = to[0] - from[0];
  const dy = to[1] - from[1];
  const square = dx * dx + dy * dy;
  const share =
    square === 0
      ? 0
      : clamp(((place[0] - from[0]) * dx + (place[1] - from[1]) * dy) / square, 0, 1);
  return lengthOf(place[0] - from[0] - dx * share, place[1] - from[1] - dy * share);
}

export function distance(a: Point, b: Point): number {
  return lengthOf(a[0] - b[0], a[1] - b[1]);
}

/** Coordinates to the metre, as they are drawn and sent. */
export function roundPoints(points: readonly Point[]): Point[] {
  return points.map(([x, y]) => [roundKm(x), roundKm(y)]);
}

export function roundKm(km: number): number {
  return Math.round(km * 1000) / 1000;
}
