// Names as SVG text with a halo.
import type { MapWorld } from "../domain/scene.ts";
import { svg } from "./dom.ts";
import { type Label, type LabelRequest, placeLabels, textBox } from "./labels.ts";
import type { Look } from "./look.ts";
import { measureLabel } from "./measure.ts";
import { type Box, overlaps, toScreen, type View } from "./projection.ts";

export interface LabelLayer {
  /** Chooses names anew: after a zoom, another language or theme. */
  place(view: View, look: Look, reserved: readonly Box[]): void;
  /** Carries the chosen names along while the map moves. */
  move(view: View): void;
  /** Hides names under these boxes, and those said already; the capital's steps aside first. */
  yieldTo(boxes: readonly Box[], said: ReadonlySet<string>): void;
}

interface ShownLabel {
  readonly label: Label;
  readonly node: SVGTextElement;
  /** Offset at which it stands now. */
  offset: readonly [number, number];
}

export function createLabelLayer(host: SVGElement, world: MapWorld): LabelLayer {
  let shown: ShownLabel[] = [];
  let view: View | undefined;
  const put = ({ label, node, offset }: ShownLabel, at: View): void => {
    const [x, y] = toScreen(at, label.at);
    node.setAttribute("transform", `translate(${round(x + offset[0])},${round(y + offset[1])})`);
  };
  return {
    place(next, look, reserved) {
      view = next;
      const request: LabelRequest = {
        world,
        view: next,
        language: look.language,
        measure: (text, style) => measureLabel(text, style, look.language),
        reserved,
      };
      shown = placeLabels(request).map((label) => ({
        label,
        node: textOf(label, look),
        offset: [label.dx, label.dy],
      }));
      host.replaceChildren(...shown.map(({ node }) => node));
      for (const one of shown) put(one, next);
    },
    move(next) {
      view = next;
      for (const one of shown) put(one, next);
    },
    yieldTo(boxes, said) {
      if (view === undefined) return;
      // In the order of rank: where the capital's name steps aside, others make room.
      const taken = [...boxes];
      for (const one of shown) {
        const free = said.has(one.label.text) ? undefined : freeOffset(one.label, view, taken);
        one.node.setAttribute("opacity", free === undefined ? "0" : "1");
        if (free === undefined) continue;
        one.offset = free;
        put(one, view);
        taken.push(roomOf(one.label, free, view));
      }
    },
  };
}

/** Where a name is not covered; only the capital's may step aside, the others are hidden. */
function freeOffset(
  label: Label,
  view: View,
  boxes: readonly Box[],
): readonly [number, number] | undefined {
  const own = [label.dx, label.dy] as const;
  const spots = label.style.kind === "capital" ? [own, ...label.offsets] : [own];
  return spots.find((spot) => {
    const room = roomOf(label, spot, view);
    return !boxes.some((other) => overlaps(room, other, 1));
  });
}

function roomOf({ at, box, style }: Label, [dx, dy]: readonly [number, number], view: View): Box {
  const [x, y] = toScreen(view, at);
  return textBox(x + dx, y + dy, box[2] - box[0] - 4, style.size);
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
