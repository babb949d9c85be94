// A line of the last values without axes: shape, not numbers.
import { line } from "d3";
import { svg } from "./dom.ts";

export interface Sparkline {
  readonly node: SVGSVGElement;
  /** Draws values between their least and greatest; fewer than two draw nothing. */
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
      const [least, most] = [Math.min(...values), Math.max(...values)];
      // At least a tenth of the value fills the height: noise must not look like an event.
      const range = Math.max(most - least, most / 10, 1e-9);
      const draw = line<number>(
        (_, index) => (index / Math.max(1, values.length - 1)) * width,
        (value) => height - 1.5 - ((value - least) / range) * (height - 4),
      );
      path.setAttribute("d", values.length < 2 ? "" : (draw([...values]) ?? ""));
    },
  };
}
