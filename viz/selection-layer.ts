// The inspected person on the map: believed cells outlined, the true path dotted, a ring around her.
import { curveCatmullRom, line } from "d3";
import type { Inspection } from "../domain/map-frame.ts";
import { svg } from "./dom.ts";
import type { Geometry } from "./geometry.ts";
import type { Look } from "./look.ts";
import { toScreen, type View } from "./projection.ts";

export interface SelectionLayer {
  /** Draws belief and truth of an inspection, or nothing. */
  show(inspection: Inspection | undefined, view: View, look: Look): void;
  /** Puts the ring around the person, px; undefined hides it. */
  ring(at: readonly [number, number] | undefined): void;
  /** The true path in px, which callouts avoid. */
  readonly path: readonly (readonly [number, number])[];
}

const ARMS = [
  [1, 0],
  [-1, 0],
  [0, 1],
  [0, -1],
] as const;

export function createSelectionLayer(host: SVGElement, geometry: Geometry): SelectionLayer {
  const belief = svg("g");
  const truth = svg("g");
  const ring = svg("g", { "data-testid": "selection", visibility: "hidden" });
  host.append(belief, truth, ring);
  let path: (readonly [number, number])[] = [];
  return {
    show(inspection, view, look) {
      if (inspection === undefined) {
        belief.replaceChildren();
        truth.replaceChildren();
        path = [];
        return;
      }
      belief.replaceChildren(...believedCells(inspection, geometry, view, look));
      path = inspection.track.map(({ at }) => toScreen(view, at));
      truth.replaceChildren(...truePath(inspection, path, look));
      ring.replaceChildren(...crosshair(look));
    },
    ring(at) {
      ring.setAttribute("visibility", at === undefined ? "hidden" : "visible");
      if (at !== undefined) {
        ring.setAttribute("transform", `translate(${at[0].toFixed(1)},${at[1].toFixed(1)})`);
      }
    },
    get path() {
      return path;
    },
  };
}

function believedCells(
  { seen }: Inspection,
  { delaunay, voronoi }: Geometry,
  view: View,
  { palette }: Look,
): SVGElement[] {
  const cells = seen.map(({ at }) => delaunay.find(at[0], at[1]));
  const last = cells.at(-1);
  return [...new Set(cells)].flatMap((cell) => {
    const corners = voronoi.cellPolygon(cell);
    if (corners === null) return [];
    const d = corners
      .map((corner) => toScreen(view, [corner[0], corner[1]]).map((v) => v.toFixed(1)))
      .join("L");
    return [
      svg("path", {
        d: `M${d}Z`,
        fill: palette.ink,
        "fill-opacity": cell === last ? 0.12 : 0.045,
        stroke: palette.ink,
        "stroke-opacity": cell === last ? 0.85 : 0.35,
        "stroke-width": cell === last ? 1.4 : 0.8,
      }),
    ];
  });
}

function truePath(
  { track }: Inspection,
  path: readonly (readonly [number, number])[],
  { palette, language }: Look,
): SVGElement[] {
  const d = line<readonly [number, number]>().curve(curveCatmullRom.alpha(0.6))([...path]);
  const dotted = svg("path", {
    d: d ?? "",
    fill: "none",
    stroke: palette.ink,
    "stroke-width": 1.6,
    "stroke-dasharray": "1.5 4",
    "stroke-linecap": "round",
    opacity: 0.95,
  });
  const stops = track.flatMap(({ label }, index) => {
    const at = path[index];
    if (label === undefined || at === undefined) return [];
    return [
      svg("circle", { cx: at[0], cy: at[1], r: 2.6, fill: palette.ink }),
      svg(
        "text",
        {
          x: at[0] + 7,
          y: at[1] + 4,
          "font-size": 11,
          fill: palette.placeNames[1],
          "paint-order": "stroke",
          stroke: palette.halo,
          "stroke-width": 3.5,
        },
        label[language],
      ),
    ];
  });
  return [dotted, ...stops];
}

function crosshair({ palette }: Look): SVGElement[] {
  const ink = { stroke: palette.ink, "stroke-width": 1.8, fill: "none" };
  return [
    svg("circle", { r: 9, ...ink }),
    ...ARMS.map(([x, y]) => svg("path", { d: `M${x * 12},${y * 12}L${x * 19},${y * 19}`, ...ink })),
  ];
}
