// How charts look: a light sheet, few inks, small type, numbers in SVG with few digits.

export const PAPER = "#ffffff";
export const INK = "#1f2933";
export const FAINT = "#e4e7eb";
export const MUTED = "#616e7c";
/** Told apart by people who do not see all colours, too (Okabe and Ito). */
export const COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00"] as const;
export const FONT = "system-ui, 'Noto Sans SC', sans-serif";

/** Two digits behind the point: a hundredth of a pixel. */
export function round(value: number): number {
  return Math.round(value * 100) / 100;
}

export function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
