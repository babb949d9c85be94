// Messages as small dots that stay on the map: what a blast looks like.
import type { Point } from "../domain/scene.ts";
import { html } from "./dom.ts";
import { inView, toScreen, type View } from "./projection.ts";
import type { Session } from "./session.ts";
import { campaignColour } from "./theme.ts";

/** Radius, px. */
const RADIUS = 1.6;
/** How far dots of one mast lie from it at most, km: that there are many can be seen. */
const SPREAD_KM = 0.8;

interface Dot {
  readonly at: Point;
  readonly campaign: number;
}

export class DotsLayer {
  readonly node = html("canvas", { class: "dots" });
  readonly #session: Session;
  readonly #dots: Dot[] = [];

  constructor(session: Session) {
    this.#session = session;
  }

  /** More dots; those already drawn stay. */
  add(places: readonly Dot[], view: View, ratio: number): void {
    const first = this.#dots.length;
    for (const { at, campaign } of places) {
      this.#dots.push({ at: spread(at, this.#dots.length), campaign });
    }
    if (this.node.width === 0 || this.#dots.length === first) return;
    this.#paint(first, view, ratio);
  }

  /** All anew, for this view. */
  draw(view: View, ratio: number): void {
    const [width, height] = [Math.round(view.width * ratio), Math.round(view.height * ratio)];
    if (this.#dots.length === 0 && this.node.width === width) return;
    this.node.width = width;
    this.node.height = height;
    this.#paint(0, view, ratio);
  }

  #paint(first: number, view: View, ratio: number): void {
    const brush = this.node.getContext("2d")!;
    const { palette } = this.#session.look;
    brush.setTransform(ratio, 0, 0, ratio, 0, 0);
    brush.globalAlpha = 0.85;
    for (let index = first; index < this.#dots.length; index++) {
      const { at, campaign } = this.#dots[index]!;
      const [x, y] = toScreen(view, at);
      if (!inView(view, x, y, RADIUS)) continue;
      brush.fillStyle = campaignColour(palette, campaign);
      brush.beginPath();
      brush.arc(x, y, RADIUS, 0, 2 * Math.PI);
      brush.fill();
    }
  }
}

/** Along a sunflower's spiral, so that dots of one place lie beside each other. */
function spread([x, y]: Point, index: number): Point {
  const angle = index * 2.399963;
  const radius = SPREAD_KM * Math.sqrt(((index * 7919) % 101) / 101);
  return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)];
}
