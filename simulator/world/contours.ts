// Outlines of fields: closed rings where a sampled field changes sign (marching squares).
import type { Point } from "../../domain/scene.ts";

/** Samples of a field at nodes `x0 + column·step`, `y0 + row·step`, row by row. */
export interface Field {
  readonly x0: number;
  readonly y0: number;
  readonly step: number;
  readonly columns: number;
  readonly rows: number;
  readonly values: Float64Array;
}

/** Samples a function at the nodes of a field. */
export function sampleField(
  frame: Omit<Field, "values">,
  valueAt: (x: number, y: number) => number,
): Field {
  const values = new Float64Array(frame.columns * frame.rows);
  for (let row = 0; row < frame.rows; row++) {
    for (let column = 0; column < frame.columns; column++) {
      values[row * frame.columns + column] = valueAt(
        frame.x0 + column * frame.step,
        frame.y0 + row * frame.step,
      );
    }
  }
  return { ...frame, values };
}

/**
 * Rings around the places where the field is above zero, islands and holes alike, in a stable order.
 * Beyond the last node the field counts as below zero, so every ring is closed. A ring's last point
 * is not its first one again.
 */
export function contourRings(field: Field): Point[][] {
  const following = linkEdges(field);
  const rings: Point[][] = [];
  for (let start = 0; start < following.length; start++) {
    if (following[start]! < 0) continue;
    const ring: Point[] = [];
    let edge = start;
    while (following[edge]! >= 0) {
      ring.push(crossingOf(field, edge));
      const next: number = following[edge]!;
      following[edge] = -1;
      edge = next;
    }
    rings.push(ring);
  }
  return rings;
}

/** Signed area of a ring, km²; positive when it turns clockwise on the map (y down). */
export function ringArea(ring: readonly Point[]): number {
  let sum = 0;
  for (let index = 0; index < ring.length; index++) {
    const [x1, y1] = ring[index]!;
    const [x2, y2] = ring[(index + 1) % ring.length]!;
    sum += x1 * y2 - x2 * y1;
  }
  return sum / 2;
}

/** The ring of largest area; the list must not be empty. */
export function largestRing(rings: readonly (readonly Point[])[]): readonly Point[] {
  return rings.reduce((best, ring) =>
    Math.abs(ringArea(ring)) > Math.abs(ringArea(best)) ? ring : best,
  );
}

/** True when the point lies inside the ring (even-odd). */
export function isInside(ring: readonly Point[], x: number, y: number): boolean {
  let inside = false;
  for (let index = 0; index < ring.length; index++) {
    const [x1, y1] = ring[index]!;
    const [x2, y2] = ring[(index + 1) % ring.length]!;
    if (y1 > y !== y2 > y && x < x1 + ((y - y1) / (y2 - y1)) * (x2 - x1)) inside = !inside;
  }
  return inside;
}

// Nodes carry a margin of one: node (column, row) has number (row + 1)·width + column + 1. The edge
// to the right of a node has number 2·node, the edge below it 2·node + 1.

function nodeValue(field: Field, column: number, row: number): number {
  if (column < 0 || row < 0 || column >= field.columns || row >= field.rows) return -1e9;
  return field.values[row * field.columns + column]!;
}

function linkEdges(field: Field): Int32Array {
  const width = field.columns + 2;
  const following = new Int32Array(2 * width * (field.rows + 2)).fill(-1);
  for (let row = -1; row < field.rows; row++) {
    for (let column = -1; column < field.columns; column++) {
      const code =
        (nodeValue(field, column, row) > 0 ? 1 : 0) |
        (nodeValue(field, column + 1, row) > 0 ? 2 : 0) |
        (nodeValue(field, column + 1, row + 1) > 0 ? 4 : 0) |
        (nodeValue(field, column, row + 1) > 0 ? 8 : 0);
      if (code === 0 || code === 15) continue;
      const node = (row + 1) * width + column + 1;
      const sides = [2 * node, 2 * (node + 1) + 1, 2 * (node + width), 2 * node + 1];
      const steps = SEGMENTS[code]!;
      for (let index = 0; index < steps.length; index += 2) {
        following[sides[steps[index + 1]!]!] = sides[steps[index]!]!;
      }
    }
  }
  return following;
}

/** To side from side (top 0, right 1, bottom 2, left 3), the inside on the right of the walk. */
const SEGMENTS: readonly (readonly number[])[] = [
  [],
  [3, 0],
  [0, 1],
  [3, 1],
  [1, 2],
  [3, 0, 1, 2],
  [0, 2],
  [3, 2],
  [2, 3],
  [2, 0],
  [0, 1, 2, 3],
  [2, 1],
  [1, 3],
  [1, 0],
  [0, 3],
  [],
];

function crossingOf(field: Field, edge: number): Point {
  const width = field.columns + 2;
  const node = edge >> 1;
  const column = (node % width) - 1;
  const row = Math.floor(node / width) - 1;
  const down = edge & 1;
  const from = nodeValue(field, column, row);
  const to = nodeValue(field, column + 1 - down, row + down);
  const share = from / (from - to);
  return [
    field.x0 + (column + (down === 0 ? share : 0)) * field.step,
    field.y0 + (row + (down === 1 ? share : 0)) * field.step,
  ];
}
