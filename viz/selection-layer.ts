// The inspected person on the map: believed cells outlined, the true path dotted, a ring around her.
import { curveCatmullRom, line } from "d3";
import type { Inspection } from "../domain/map-frame.ts";
import { svg } from "./dom.ts";
import type { Geometry } from "./geometry.ts";
import { textBox } from "./labels.ts";
import type { Look } from "./look.ts";
import { textWidth } from "./measure.ts";
import { type Box, overlaps, toScreen, type View } from "./projection.ts";
import { fontFamily } from "./theme.ts";

export interface SelectionLayer {
  /** Draws belief and truth of an inspection, or nothing. */
  show(inspection: Inspection | undefined, view: View, look: Look): void;
  /** Puts the ring around the person, px; undefined hides it. */
  ring(at: readonly [number, number] | undefined): void;
  /** The true path in px, which callouts avoid. */
  readonly path: readonly (readonly [number, number])[];
  /** Rooms of the stops' names, px, which names of the map leave free. */
  readonly boxes: readonly Box[];
  /** The stops' names: the map need not say them again. */
  readonly names: ReadonlySet<string>;
}

/** Size of a stop's name and its distance from the stop, px: clear of the ring around a person. */
const STOP = { size: 11, dx: 12, dy: 4 } as const;
/** Directions of the arms around the ring: diagonal, so that names beside it stay free. */
const ARMS = [
  [0.7, 0.7],
  [-0.7, 0.7],
  [0.7, -0.7],
  [-0.7, -0.7],
] as const;

export function createSelectionLayer(host: SVGElement, geometry: Geometry): SelectionLayer {
  const belief = svg("g");
  const truth = svg("g");
  const ring = svg("g", { "data-testid": "selection", visibility: "hidden" });
  host.append(belief, truth, ring);
  let path: (readonly [number, number])[] = [];
  let stops: readonly Stop[] = [];
  return {
    show(inspection, view, look) {
      if (inspection === undefined) {
        belief.replaceChildren();
        truth.replaceChildren();
        path = [];
        stops = [];
        return;
      }
      belief.replaceChildren(...believedCells(inspection, geometry, view, look));
      path = inspection.track.map(({ at }) => toScreen(view, at));
      stops = stopsOf(inspection, path, look);
      truth.replaceChildren(
        ...truePath(path, look),
        ...stops.flatMap((stop) => drawStop(stop, look)),
      );
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
    get boxes() {
      return stops.map(({ box }) => box);
    },
    get names() {
      return new Set(stops.map(({ name }) => name));
    },
  };
}

function believedCells(
  { seen }: Inspection,
  { areas }: Geometry,
  view: View,
  { palette }: Look,
): SVGElement[] {
  const cells = seen.map(({ at }) => areas.cellAt(at));
  const last = cells.at(-1);
  return [...new Set(cells)].flatMap((cell) => {
    const corners = areas.polygons[cell]!;
    if (corners.length === 0) return [];
    const d = corners.map((corner) => toScreen(view, corner).map((v) => v.toFixed(1))).join("L");
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

interface Stop {
  readonly at: readonly [number, number];
  readonly name: string;
  readonly box: Box;
}

/** The newest of the stops whose names would cover each other. */
function stopsOf(
  { track }: Inspection,
  path: readonly (readonly [number, number])[],
  { language }: Look,
): readonly Stop[] {
  const stops: Stop[] = [];
  for (let index = track.length - 1; index >= 0; index--) {
    const name = track[index]!.label?.[language];
    const at = path[index];
    if (name === undefined || at === undefined) continue;
    const width = textWidth(name, { size: STOP.size, weight: 400 }, fontFamily(language));
    const box = textBox(at[0] + STOP.dx, at[1] + STOP.dy, width, STOP.size);
    if (!stops.some((stop) => overlaps(stop.box, box))) stops.push({ at, name, box });
  }
  return stops;
}

function truePath(path: readonly (readonly [number, number])[], { palette }: Look): SVGElement[] {
  const d = line<readonly [number, number]>().curve(curveCatmullRom.alpha(0.6))([...path]);
  return [
    svg("path", {
      d: d ?? "",
      fill: "none",
      stroke: palette.ink,
      "stroke-width": 1.6,
      "stroke-dasharray": "1.5 4",
      "stroke-linecap": "round",
      opacity: 0.95,
    }),
  ];
}

function drawStop({ at, name }: Stop, { palette }: Look): SVGElement[] {
  return [
    svg("circle", { cx: at[0], cy: at[1], r: 2.6, fill: palette.ink }),
    svg(
      "text",
      {
        x: at[0] + STOP.dx,
        y: at[1] + STOP.dy,
        "font-size": STOP.size,
        fill: palette.placeNames[1],
        "paint-order": "stroke",
        stroke: palette.halo,
        "stroke-width": 3.5,
      },
      name,
    ),
  ];
}

function crosshair({ palette }: Look): SVGElement[] {
  const ink = { stroke: palette.ink, "stroke-width": 1.8, fill: "none" };
  return [
    svg("circle", { r: 9, ...ink }),
    ...ARMS.map(([x, y]) => svg("path", { d: `M${x * 12},${y * 12}L${x * 19},${y * 19}`, ...ink })),
  ];
}
