// Kilometres to pixels and back; the zoom bands that decide what is drawn.
import type { Point } from "../domain/scene.ts";

/** Screen = km · k + (x, y), all in CSS pixels of the map element. */
export interface View {
  readonly width: number;
  readonly height: number;
  /** Pixels per km. */
  readonly k: number;
  readonly x: number;
  readonly y: number;
}

/** [left, top, right, bottom] in pixels. */
export type Box = readonly [number, number, number, number];

/** 0 province, 1 city, 2 city with streets, 3 district. */
export type Band = 0 | 1 | 2 | 3;

/** Pixels per km from which streets, tails and 2 px people are drawn. */
const STREETS_FROM = 24;
/** Greatest scale, px per km. */
export const SCALE_MAX = 220;

export function bandOf(k: number): Band {
  return k < 9 ? 0 : k < STREETS_FROM ? 1 : k < 40 ? 2 : 3;
}

export function toScreen(view: View, point: Point): [number, number] {
  return [point[0] * view.k + view.x, point[1] * view.k + view.y];
}

export function toWorld(view: View, x: number, y: number): [number, number] {
  return [(x - view.x) / view.k, (y - view.y) / view.k];
}

/** The view that shows the whole extent (km), centred, with a little air. */
export function wholeExtent(
  extent: { readonly width: number; readonly height: number },
  size: { readonly width: number; readonly height: number },
): View {
  const k = Math.min(size.width / (extent.width + 6), size.height / (extent.height + 6));
  return centredOn([extent.width / 2, extent.height / 2], k, size);
}

/** The view with this point in the middle at `k` px per km. */
export function centredOn(
  point: Point,
  k: number,
  size: { readonly width: number; readonly height: number },
): View {
  return {
    width: size.width,
    height: size.height,
    k,
    x: size.width / 2 - point[0] * k,
    y: size.height / 2 - point[1] * k,
  };
}

export function inView(view: View, x: number, y: number, margin = 0): boolean {
  return x >= -margin && y >= -margin && x <= view.width + margin && y <= view.height + margin;
}

export function overlaps(a: Box, b: Box, margin = 0): boolean {
  return (
    a[0] - margin < b[2] && a[2] + margin > b[0] && a[1] - margin < b[3] && a[3] + margin > b[1]
  );
}

/** A square box about a place, px. */
export function boxAround([x, y]: readonly [number, number], half: number): Box {
  return [x - half, y - half, x + half, y + half];
}
