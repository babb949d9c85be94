// Invisible focus and click targets over the marks, so that every mark works without a mouse.
import type { Donut } from "./aggregation.ts";
import { donutRadius } from "./aggregation.ts";
import { svg } from "./dom.ts";
import type { Look } from "./look.ts";
import type { Mark } from "./marks.ts";
import { inView, toScreen, type View } from "./projection.ts";
import { WORDS } from "./words.ts";

/** Radius of a mark's target, px. */
const RADIUS = 12;

export interface TargetHandlers {
  point(id: string | undefined): void;
  open(mark: Mark): void;
  zoomTo(donut: Donut): void;
}

export interface Targets {
  update(marks: readonly Mark[], donuts: readonly Donut[], view: View, look: Look): void;
}

export function createTargets(host: SVGElement, handlers: TargetHandlers): Targets {
  const nodes = new Map<string, SVGCircleElement>();
  const nodeOf = (key: string, dress: (node: SVGCircleElement) => void): SVGCircleElement => {
    const known = nodes.get(key);
    if (known !== undefined) return known;
    const node = svg("circle", { class: "target", tabindex: 0, role: "button" });
    dress(node);
    nodes.set(key, node);
    host.append(node);
    return node;
  };
  const place = (
    node: SVGCircleElement,
    at: readonly [number, number],
    radius: number,
    label: string,
  ): void => {
    node.setAttribute("cx", at[0].toFixed(1));
    node.setAttribute("cy", at[1].toFixed(1));
    node.setAttribute("r", String(radius));
    if (node.getAttribute("aria-label") !== label) node.setAttribute("aria-label", label);
  };
  return {
    update(marks, donuts, view, look) {
      const alive = new Set<string>();
      for (const mark of marks) {
        const at = toScreen(view, mark.at);
        if (!inView(view, ...at)) continue;
        alive.add(mark.id);
        const node = nodeOf(mark.id, (made) => dressMark(made, mark, handlers));
        place(node, at, RADIUS, mark.moment.sentence[look.language]);
      }
      for (const donut of donuts) {
        const at = toScreen(view, donut.at);
        if (!inView(view, ...at)) continue;
        const key = `donut ${donut.key}`;
        alive.add(key);
        const node = nodeOf(key, (made) => {
          const open = (): void => handlers.zoomTo(donut);
          made.addEventListener("click", open);
          made.addEventListener("keydown", onEnter(open));
        });
        const radius = donutRadius(donut.ids.length);
        place(node, at, radius, WORDS[look.language].donut(donut.ids.length));
      }
      for (const [key, node] of nodes) {
        if (alive.has(key)) continue;
        if (node === document.activeElement || node.matches(":hover")) handlers.point(undefined);
        node.remove();
        nodes.delete(key);
      }
    },
  };
}

function dressMark(node: SVGCircleElement, mark: Mark, handlers: TargetHandlers): void {
  const point = (): void => handlers.point(mark.id);
  const leave = (): void => handlers.point(undefined);
  const open = (): void => handlers.open(mark);
  node.setAttribute("data-testid", "mark");
  node.addEventListener("pointerenter", point);
  node.addEventListener("pointerleave", leave);
  node.addEventListener("focus", point);
  node.addEventListener("blur", leave);
  node.addEventListener("click", (event) => {
    event.stopPropagation();
    open();
  });
  node.addEventListener("keydown", onEnter(open));
}

function onEnter(act: () => void): (event: KeyboardEvent) => void {
  return (event) => {
    if (event.key !== "Enter") return;
    event.stopPropagation();
    act();
  };
}
