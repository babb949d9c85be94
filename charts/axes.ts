// Axes: ticks with faint lines across the plot, and a label along each.
import type { Extent, Scale } from "./scales.ts";
import { escaped, FAINT, MUTED, round } from "./style.ts";

export interface Axes {
  readonly x: Scale;
  readonly y: Scale;
  readonly box: Extent;
  readonly xLabel: string;
  readonly yLabel: string;
}

const TICK_GAP = 6;

export function axesOf({ x, y, box, xLabel, yLabel }: Axes): string[] {
  const { left, right, top, bottom } = box;
  const middleX = round((left + right) / 2);
  const middleY = round((top + bottom) / 2);
  const below = (at: number, text: string): string =>
    `<text x="${round(at)}" y="${bottom + 15}" text-anchor="middle" fill="${MUTED}">${text}</text>`;
  const beside = (at: number, text: string): string =>
    `<text x="${left - TICK_GAP}" y="${round(at + 4)}" text-anchor="end" fill="${MUTED}">${text}</text>`;
  const across = y.ticks.map(({ at }) => `M${left} ${round(at)}H${right}`);
  const up = x.ticks.map(({ at }) => `M${round(at)} ${top}V${bottom}`);
  return [
    `<path d="${[...across, ...up].join("")}" stroke="${FAINT}" fill="none"/>`,
    `<path d="M${left} ${top}V${bottom}H${right}" stroke="${MUTED}" fill="none"/>`,
    ...x.ticks.map(({ at, text }) => below(at, text)),
    ...y.ticks.map(({ at, text }) => beside(at, text)),
    `<text x="${middleX}" y="${bottom + 34}" text-anchor="middle" fill="${MUTED}">${escaped(xLabel)}</text>`,
    `<text transform="translate(14 ${middleY}) rotate(-90)" text-anchor="middle" fill="${MUTED}">${escaped(yLabel)}</text>`,
  ];
}
