// Names, station squares and the province's name as SVG text with a halo.
import type { MapWorld } from "../domain/scene.ts";
import { svg } from "./dom.ts";
import { type Label, type LabelRequest, placeLabels } from "./labels.ts";
import type { Look } from "./look.ts";
import { measureLabel } from "./measure.ts";
import { type Box, bandOf, overlaps, toScreen, type View } from "./projection.ts";
import type { Palette } from "./theme.ts";

/** Half side of a station's square by zoom band, px. */
const STATION = [2.4, 3, 4, 4.5] as const;

export interface LabelLayer {
  /** Chooses names anew: after a zoom, another language or theme. */
  place(view: View, look: Look, reserved: readonly Box[]): void;
  /** Carries the chosen names along while the map moves. */
  move(view: View): void;
  /** Hides names under callouts. */
  yieldTo(boxes: readonly Box[]): void;
}

export function createLabelLayer(host: SVGElement, world: MapWorld): LabelLayer {
  const stations = svg("g");
  const names = svg("g");
  host.append(stations, names);
  const stops = uniqueStations(world);
  let shown: { readonly label: Label; readonly node: SVGTextElement }[] = [];
  let view: View | undefined;
  const move = (next: View): void => {
    view = next;
    for (const { label, node } of shown) {
      const [x, y] = toScreen(next, label.at);
      node.setAttribute("transform", `translate(${round(x + label.dx)},${round(y + label.dy)})`);
    }
    stops.forEach((stop, index) => {
      const [x, y] = toScreen(next, stop);
      stations.children[index]?.setAttribute("transform", `translate(${round(x)},${round(y)})`);
    });
  };
  return {
    place(next, look, reserved) {
      const request: LabelRequest = {
        world,
        view: next,
        language: look.language,
        measure: (text, style) => measureLabel(text, style, look.language),
        reserved,
      };
      shown = placeLabels(request).map((label) => ({ label, node: textOf(label, look) }));
      names.replaceChildren(...shown.map(({ node }) => node));
      const half = STATION[bandOf(next.k)];
      stations.replaceChildren(...stops.map(() => squareOf(half, look.palette)));
      move(next);
    },
    move,
    yieldTo(boxes) {
      if (view === undefined) return;
      for (const { label, node } of shown) {
        const [x, y] = toScreen(view, label.at);
        const [left, base] = [x + label.dx, y + label.dy];
        const box: Box = [
          left,
          base - label.style.size,
          left + label.box[2] - label.box[0],
          base + 4,
        ];
        const covered = boxes.some((other) => overlaps(box, other, 2));
        node.setAttribute("opacity", covered ? "0" : "1");
      }
    },
  };
}

function uniqueStations(world: MapWorld): (readonly [number, number])[] {
  const stops = new Map(
    world.railways.flatMap(({ stations }) =>
      stations.map(({ at }) => [`${at[0].toFixed(1)} ${at[1].toFixed(1)}`, at] as const),
    ),
  );
  return [...stops.values()];
}

function squareOf(half: number, palette: Palette): SVGRectElement {
  return svg("rect", {
    x: -half,
    y: -half,
    width: 2 * half,
    height: 2 * half,
    fill: palette.railInside,
    stroke: palette.rail,
    "stroke-width": 1.4,
  });
}

function textOf({ text, style }: Label, { palette, language }: Look): SVGTextElement {
  const colour = {
    capital: palette.placeNames[0],
    city: palette.placeNames[1],
    town: palette.placeNames[2],
    zone: palette.zone,
    water: palette.waterName,
  }[style.kind];
  const water = style.kind === "water";
  return svg(
    "text",
    {
      "font-size": style.size,
      "font-weight": style.weight,
      "letter-spacing": style.spacing === 0 ? undefined : style.spacing * style.size,
      "font-style": water && language === "en" ? "italic" : undefined,
      fill: colour,
      "paint-order": "stroke",
      stroke: water ? "none" : palette.halo,
      "stroke-width": style.kind === "capital" ? 4 : 3.5,
      "stroke-linejoin": "round",
    },
    text,
  );
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
