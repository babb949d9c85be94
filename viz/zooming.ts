// Pan and zoom by d3-zoom: wheel, drag, buttons, keys, flights; the province never leaves the view.
import { type D3ZoomEvent, interpolateZoom, select, zoom, zoomIdentity } from "d3";
import type { Point } from "../domain/scene.ts";
import { centredOn, SCALE_MAX, type View, wholeExtent } from "./projection.ts";

/** Duration of a flight, ms. */
const FLIGHT_MS = 700;
/** Duration of one step of a key or button, ms. */
const STEP_MS = 180;
/** Share of the view that an arrow key moves. */
const PAN_SHARE = 0.15;
/** Exponent of two per pixel of wheel: a notch of 100 px is a factor of 1.2. */
const WHEEL = Math.log2(1.2) / 100;

export interface Zooming {
  readonly view: View;
  resize(size: { readonly width: number; readonly height: number }): void;
  /** Factor about a place on the screen (px), or about the middle. */
  by(factor: number, about?: readonly [number, number]): void;
  /** Moves the picture by shares of the view: (1, 0) shows what lies to the right. */
  pan(columns: number, rows: number): void;
  /** The whole province. */
  home(): void;
  /** Takes over another map's scale and place, at once. */
  adopt(view: Pick<View, "k" | "x" | "y">): void;
  /** Brings a place to the middle, at `k` px per km or as it is. */
  fly(point: Point, k?: number): void;
}

interface ZoomingOptions {
  /** km */
  readonly extent: { readonly width: number; readonly height: number };
  readonly isStill: () => boolean;
  /** While moving. */
  onMove(view: View): void;
  /** After the last move. */
  onRest(view: View): void;
}

export function createZooming(node: HTMLElement, options: ZoomingOptions): Zooming {
  const { extent } = options;
  let view = wholeExtent(extent, { width: 800, height: 600 });
  /** While another map leads, that one says when the view rests. */
  let adopting = false;
  const root = select(node);
  const behaviour = zoom<HTMLElement, unknown>()
    .wheelDelta((event) => -event.deltaY * (event.deltaMode === 1 ? 25 : 1) * WHEEL)
    .interpolate(interpolateZoom)
    .clickDistance(4)
    .on("zoom", ({ transform }: D3ZoomEvent<HTMLElement, unknown>) => {
      view = { ...view, k: transform.k, x: transform.x, y: transform.y };
      options.onMove(view);
    })
    .on("end", () => {
      if (!adopting) options.onRest(view);
    });
  root.call(behaviour).on("dblclick.zoom", null);
  const go = (target: View, durationMs: number): void => {
    const transform = zoomIdentity.translate(target.x, target.y).scale(target.k);
    if (options.isStill() || durationMs === 0) root.call(behaviour.transform, transform);
    else root.transition().duration(durationMs).call(behaviour.transform, transform);
  };
  return {
    get view() {
      return view;
    },
    resize(size) {
      const home = wholeExtent(extent, size);
      const wasHome = Math.abs(view.k - wholeExtent(extent, view).k) < 1e-6;
      const centre: Point = [
        (view.width / 2 - view.x) / view.k,
        (view.height / 2 - view.y) / view.k,
      ];
      view = { ...view, ...size };
      behaviour
        .extent([
          [0, 0],
          [size.width, size.height],
        ])
        .scaleExtent([home.k, SCALE_MAX])
        .translateExtent([
          [-3, -3],
          [extent.width + 3, extent.height + 3],
        ]);
      go(wasHome ? home : centredOn(centre, Math.max(view.k, home.k), size), 0);
    },
    by(factor, about) {
      const point: [number, number] = about ? [...about] : [view.width / 2, view.height / 2];
      if (options.isStill()) root.call(behaviour.scaleBy, factor, point);
      else root.transition().duration(STEP_MS).call(behaviour.scaleBy, factor, point);
    },
    pan(columns, rows) {
      const [dx, dy] = [-columns * PAN_SHARE * view.width, -rows * PAN_SHARE * view.height];
      if (options.isStill()) root.call(behaviour.translateBy, dx / view.k, dy / view.k);
      else {
        root
          .transition()
          .duration(STEP_MS)
          .call(behaviour.translateBy, dx / view.k, dy / view.k);
      }
    },
    adopt({ k, x, y }) {
      const same = [k - view.k, x - view.x, y - view.y].every((by) => Math.abs(by) < 1e-6);
      if (same) return;
      adopting = true;
      root.call(behaviour.transform, zoomIdentity.translate(x, y).scale(k));
      adopting = false;
    },
    home: () => go(wholeExtent(extent, view), FLIGHT_MS),
    fly: (point, k) => go(centredOn(point, k ?? view.k, view), FLIGHT_MS),
  };
}
