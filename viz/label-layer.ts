// Names as SVG text with a halo.
import type { MapWorld } from "../domain/scene.ts";
import { svg } from "./dom.ts";
import { type Label, type LabelRequest, placeLabels } from "./labels.ts";
import type { Look } from "./look.ts";
import { measureLabel } from "./measure.ts";
import { type Box, overlaps, toScreen, type View } from "./projection.ts";

export interface LabelLayer {
  /** Chooses names anew: after a zoom, another language or theme. */
  place(view: View, look: Look, reserved: readonly Box[]): void;
  /** Carries the chosen names along while the map moves. */
  move(view: View): void;
  /** Hides names under callouts and, but for the capital's, under donuts. */
  yieldTo(callouts: readonly Box[], donuts: readonly Box[]): void;
}

export function createLabelLayer(host: SVGElement, world: MapWorld): LabelLayer {
  let shown: { readonly label: Label; readonly node: SVGTextElement }[] = [];
  let view: View | undefined;
  const move = (next: View): void => {
    view = next;
    for (const { label, node } of shown) {
      const [x, y] = toScreen(next, label.at);
      node.setAttribute("transform", `translate(${round(x + label.dx)},${round(y + label.dy)})`);
    }
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
      host.replaceChildren(...shown.map(({ node }) => node));
      move(next);
    },
    move,
    yieldTo(callouts, donuts) {
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
        const boxes = label.style.kind === "capital" ? callouts : [...callouts, ...donuts];
        const covered = boxes.some((other) => overlaps(box, other, 2));
        node.setAttribute("opacity", covered ? "0" : "1");
      }
    },
  };
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
