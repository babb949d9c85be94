// The two histograms of distances between message and moment, over each other, as an SVG.
import { area, curveStepAfter, scaleLinear, scaleSqrt } from "d3";
import { svg } from "../dom.ts";
import type { Look } from "../look.ts";
import { fontFamily } from "../theme.ts";
import { OFFSET_BIN_MS, OFFSET_REACH_MS, type Offsets } from "./need-offsets.ts";

export interface HistogramParts {
  readonly blast: Offsets;
  readonly triggered: Offsets;
  readonly colours: { readonly blast: string; readonly triggered: string };
  readonly words: {
    readonly blast: string;
    readonly triggered: string;
    readonly early: string;
    readonly late: string;
    readonly moment: string;
  };
}

const AXIS = 16;
const TOP = 16;

/** Shares of each half's own messages, so that few and many can be compared. */
export function drawOffsets(
  { blast, triggered, colours, words }: HistogramParts,
  { width, height }: { readonly width: number; readonly height: number },
  { palette, language }: Look,
): SVGElement {
  const shares = [blast, triggered].map(({ bins, count }) =>
    Array.from(bins, (messages) => messages / Math.max(1, count)),
  );
  const x = scaleLinear([-OFFSET_REACH_MS, OFFSET_REACH_MS], [0, width]);
  // By the root: the blast's wide shape shows beside the other's single peak.
  const y = scaleSqrt([0, Math.max(0.05, ...shares.flat())], [height - AXIS, TOP]);
  const shape = (bins: readonly number[]): string => {
    const steps = [...bins, 0].map((share, bin): [number, number] => [
      x(-OFFSET_REACH_MS + bin * OFFSET_BIN_MS),
      share,
    ]);
    const draw = area<[number, number]>(
      ([at]) => at,
      height - AXIS,
      ([, share]) => y(share),
    ).curve(curveStepAfter);
    return draw(steps) ?? "";
  };
  const outline = (bins: readonly number[], colour: string): SVGElement =>
    svg("path", { d: shape(bins), fill: colour, "fill-opacity": 0.28, stroke: colour });
  const text = (
    words: string,
    at: number,
    line: number,
    anchor: string,
    fill: string,
  ): SVGElement =>
    svg("text", { x: at, y: line, "text-anchor": anchor, "font-size": 12, fill }, words);
  const axis = (words: string, at: number, anchor: string): SVGElement =>
    svg(
      "text",
      { x: at, y: height - 3, "text-anchor": anchor, "font-size": 11, fill: palette.ink3 },
      words,
    );
  return svg(
    "svg",
    { width, height, viewBox: `0 0 ${width} ${height}`, "font-family": fontFamily(language) },
    outline(shares[0]!, colours.blast),
    outline(shares[1]!, colours.triggered),
    svg("path", { d: `M0,${height - AXIS + 0.5}H${width}`, stroke: palette.strongLine }),
    text(words.blast, 0, TOP - 4, "start", palette.ink2),
    text(words.triggered, width, TOP - 4, "end", palette.ink),
    axis(words.early, 0, "start"),
    axis(words.moment, x(0), "middle"),
    axis(words.late, width, "end"),
  );
}
