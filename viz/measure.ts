// Widths of texts in px, asked of a canvas: character counts lie.
import type { LabelStyle } from "./labels.ts";
import type { Language } from "./look.ts";
import { fontFamily } from "./theme.ts";

const brush = document.createElement("canvas").getContext("2d")!;
const widths = new Map<string, number>();
/** Widths remembered; beyond it the memory starts anew. */
const MEMORY_MAX = 4000;

/** Width of `text` in px at this size, weight and family. */
export function textWidth(
  text: string,
  { size, weight }: Pick<LabelStyle, "size" | "weight">,
  family: string,
): number {
  const font = `${weight} ${size}px ${family}`;
  const key = `${font}|${text}`;
  const known = widths.get(key);
  if (known !== undefined) return known;
  if (widths.size > MEMORY_MAX) widths.clear();
  brush.font = font;
  const { width } = brush.measureText(text);
  widths.set(key, width);
  return width;
}

/** Width of a name on the map. */
export function measureLabel(text: string, style: LabelStyle, language: Language): number {
  return textWidth(text, style, fontFamily(language));
}
