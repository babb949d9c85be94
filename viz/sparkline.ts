// A line of the last values without axes: shape, not numbers.
import { line } from "d3";
import { svg } from "./dom.ts";

export interface Sparkline {
  readonly node: SVGSVGElement;
  /** Draws values from zero up; fewer than two draw nothing. */
  draw(values: readonly number[]): void;
}

export function createSparkline(width: number, height: number): Sparkline {
  const path = svg("path", { fill: "none", "stroke-width": 1.2 });
  const node = svg(
    "svg",
    { class: "spark", width, height, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" },
    path,
  );
  return {
    node,
    draw(values) {
      const most = Math.max(1e-9, ...values);
      const draw = line<number>(
        (_, index) => (index / Math.max(1, values.length - 1)) * width,
        (value) => height - 1.5 - (value / most) * (height - 4),
      );
      path.setAttribute("d", values.length < 2 ? "" : (draw([...values]) ?? ""));
    },
  };
}
