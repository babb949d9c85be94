// The key at the bottom left: density, people, marks, scale.
import { html, setText, svg } from "./dom.ts";
import type { Look } from "./look.ts";
import { bandOf, type View } from "./projection.ts";
import type { Session } from "./session.ts";
import type { Palette } from "./theme.ts";
import { WORDS } from "./words.ts";

/** Longest scale bar, px, and the lengths it may stand for, km. */
const BAR_MAX = 96;
const LENGTHS = [50, 20, 10, 5, 2, 1, 0.5, 0.2] as const;
/** Side of one density swatch, px. */
const SWATCH = 18;

export interface Legend {
  readonly node: HTMLElement;
  scale(view: View): void;
}

export function createLegend(session: Session): Legend {
  const density = html("div", { class: "legend-density" });
  const people = html("div", { class: "legend-row" });
  const marks = html("div", { class: "legend-row" });
  const bar = html("span", { class: "scale-bar" });
  const length = html("span", { class: "faint" });
  const donut = html("span", { class: "legend-item" });
  const node = html(
    "div",
    { class: "legend", "data-testid": "legend" },
    density,
    html(
      "div",
      { class: "legend-rows" },
      people,
      marks,
      html(
        "div",
        { class: "legend-row" },
        html("span", { class: "legend-item" }, bar, length),
        donut,
      ),
    ),
  );
  let last: View | undefined;
  const scale = (view: View): void => {
    last = view;
    const km = LENGTHS.find((candidate) => candidate * view.k <= BAR_MAX) ?? LENGTHS.at(-1)!;
    bar.style.width = `${(km * view.k).toFixed(1)}px`;
    setText(length, `${km} ${WORDS[session.look.language].km}`);
    donut.hidden = bandOf(view.k) > 1;
  };
  const draw = (): void => {
    const { look } = session;
    const words = WORDS[look.language];
    density.replaceChildren(html("span", { class: "faint" }, words.perKm2), swatches(look.palette));
    people.replaceChildren(...peopleItems(look));
    marks.replaceChildren(...markItems(look));
    donut.replaceChildren(...donutItem(look).childNodes);
    if (last !== undefined) scale(last);
  };
  session.on("look", draw);
  draw();
  return { node, scale };
}

function peopleItems({ palette, language }: Look): HTMLElement[] {
  const words = WORDS[language];
  return [
    item(words.idle, 8, dot(3, palette.idle, 1.5)),
    item(words.moving, 14, ...moving(palette)),
    item(words.inCall, 10, dot(4, palette.call, 2.8)),
  ];
}

function markItems({ palette, language }: Look): HTMLElement[] {
  const words = WORDS[language];
  const grey = palette.ink2;
  const cross = svg("path", {
    d: "M-4,-4l8,8m0,-8l-8,8",
    stroke: palette.ink,
    "stroke-width": 1.6,
  });
  return [
    item(words.offered, 14, disc(grey), ring(grey, 5.6, 1)),
    item(words.accepted.toLowerCase(), 16, disc(grey), ring(grey, 6, 2.4)),
    item(words.heldBack.toLowerCase(), 10, ring(grey, 3, 1.2)),
    item(words.complaint, 10, cross),
  ];
}

function donutItem({ palette, language }: Look): HTMLElement {
  const grey = palette.ink2;
  const arcs = svg("circle", {
    r: 8,
    fill: "none",
    stroke: grey,
    "stroke-width": 2.4,
    "stroke-dasharray": "11 2",
  });
  const number = svg(
    "text",
    { y: 3.4, "font-size": 9.5, "font-weight": 600, "text-anchor": "middle", fill: grey },
    "n",
  );
  return item(WORDS[language].momentsHere, 20, arcs, number);
}

function item(word: string, width: number, ...shapes: readonly SVGElement[]): HTMLElement {
  const icon = svg(
    "svg",
    { width, height: 20, viewBox: `${-width / 2} -10 ${width} 20`, "aria-hidden": "true" },
    ...shapes,
  );
  return html("span", { class: "legend-item" }, icon, word);
}

function dot(x: number, rgb: readonly number[], radius: number): SVGElement {
  return svg("circle", { cx: x - 4, r: radius, fill: `rgb(${rgb.join(",")})` });
}

function moving(palette: Palette): SVGElement[] {
  const colour = `rgb(${palette.moving.join(",")})`;
  return [
    svg("path", { d: "M-6,0h8", stroke: colour, opacity: 0.55 }),
    svg("circle", { cx: 3.5, r: 1.8, fill: colour }),
  ];
}

function disc(colour: string): SVGElement {
  return svg("circle", { r: 2.6, fill: colour });
}

function ring(colour: string, radius: number, width: number): SVGElement {
  return svg("circle", { r: radius, fill: "none", stroke: colour, "stroke-width": width });
}

function swatches({ density, strongLine, ink3 }: Palette): SVGElement {
  const width = density.length * SWATCH;
  const numbers = [
    ["10", 1],
    ["160", 3],
    ["2.5k", 5],
  ] as const;
  return svg(
    "svg",
    { width: width + 2, height: 26, viewBox: `-1 -1 ${width + 2} 26` },
    ...density.map((fill, index) =>
      svg("rect", { x: index * SWATCH, width: SWATCH, height: 8, fill }),
    ),
    svg("rect", { width, height: 8, fill: "none", stroke: strongLine }),
    ...numbers.map(([text, index]) =>
      svg(
        "text",
        { x: index * SWATCH, y: 22, "font-size": 11, "text-anchor": "middle", fill: ink3 },
        text,
      ),
    ),
  );
}
