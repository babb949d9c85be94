// Hills as light and shade, made once per theme and stretched under the map.
import type { Relief } from "../domain/scene.ts";
import type { ThemeName } from "./theme.ts";

/** Opacity per unit of slope, and the most of it, 0 to 255: shading never exceeds a whisper. */
const SHADE = {
  dark: { light: { slope: 3, most: 12 }, shade: { slope: 9, most: 42 } },
  light: { light: { slope: 23, most: 70 }, shade: { slope: 8, most: 26 } },
} as const;

/** A bitmap of `columns` × `rows` pixels: white where the north-west sun falls, black behind. */
export function shadeRelief(relief: Relief, theme: ThemeName): HTMLCanvasElement {
  const { columns, rows } = relief;
  const canvas = document.createElement("canvas");
  canvas.width = columns;
  canvas.height = rows;
  const image = new ImageData(columns, rows);
  shadePixels(relief, theme, image.data);
  canvas.getContext("2d")!.putImageData(image, 0, 0);
  return canvas;
}

/** Writes the shading as RGBA into `pixels`; the outermost row and column stay clear. */
export function shadePixels(
  { columns, rows, heights }: Relief,
  theme: ThemeName,
  pixels: Uint8ClampedArray,
): void {
  for (let row = 1; row < rows - 1; row++) {
    for (let column = 1; column < columns - 1; column++) {
      const at = row * columns + column;
      const east = heights[at + 1]! - heights[at - 1]!;
      const south = heights[at + columns]! - heights[at - columns]!;
      const slope = -(east + south) * 0.7;
      const { slope: strength, most } = SHADE[theme][slope > 0 ? "light" : "shade"];
      const value = slope > 0 ? 255 : 0;
      pixels.set([value, value, value, Math.min(most, Math.abs(slope) * strength)], at * 4);
    }
  }
}
