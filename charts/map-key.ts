// Title, densities and scale of a still map.
import type { Named } from "../domain/scene.ts";
import { DENSITY_THRESHOLDS, type MapPalette } from "./map-palette.ts";

interface KeyRequest {
  readonly title: Named;
  readonly subtitle: string | undefined;
  readonly palette: MapPalette;
  readonly language: "en" | "zh";
  /** px per km */
  readonly k: number;
  /** px */
  readonly height: number;
}

/** Text as SVG may hold it. */
export function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (char) => `&#${char.codePointAt(0)};`);
}

/** px to a tenth, as short as it goes. */
export function px(value: number): string {
  return String(Math.round(value * 10) / 10);
}

const WORDS: Readonly<Record<"perKm2" | "km", Named>> = {
  perKm2: { en: "People per km²", zh: "每平方公里人口" },
  km: { en: "km", zh: "公里" },
};
/** Side of one density swatch, longest scale bar, and distance from the edges, px. */
const SWATCH = 22;
const BAR_MAX = 140;
const EDGE = 20;
const LENGTHS = [100, 50, 20, 10, 5, 2, 1, 0.5] as const;

/** Title at the top left, densities and scale at the bottom left. */
export function mapKey(request: KeyRequest): string[] {
  const { title, subtitle, palette, language, k, height } = request;
  const bottom = height - EDGE;
  const km = LENGTHS.find((length) => length * k <= BAR_MAX) ?? LENGTHS[LENGTHS.length - 1]!;
  const text = (x: number, y: number, size: number, fill: string, words: string, more = "") =>
    `<text x="${px(x)}" y="${px(y)}" font-size="${size}" fill="${fill}" paint-order="stroke" stroke="${palette.outside}" stroke-opacity=".8" stroke-width="3"${more}>${escaped(words)}</text>`;
  const numbers = DENSITY_THRESHOLDS.map((least, index) =>
    index % 2 === 1
      ? ""
      : text(
          EDGE + (index + 1) * SWATCH,
          bottom - 22,
          11,
          palette.ink3,
          shortNumber(least),
          ' text-anchor="middle"',
        ),
  );
  return [
    text(EDGE, EDGE + 14, 20, palette.ink, title[language], ' font-weight="600"'),
    subtitle === undefined ? "" : text(EDGE, EDGE + 34, 13, palette.ink2, subtitle),
    text(EDGE, bottom - 52, 11, palette.ink3, WORDS.perKm2[language]),
    ...palette.density.map(
      (fill, index) =>
        `<rect x="${EDGE + index * SWATCH}" y="${bottom - 46}" width="${SWATCH}" height="9" fill="${fill}"/>`,
    ),
    `<rect x="${EDGE}" y="${bottom - 46}" width="${palette.density.length * SWATCH}" height="9" fill="none" stroke="${palette.border}"/>`,
    ...numbers,
    `<path d="M${EDGE} ${bottom - 8}v6h${px(km * k)}v-6" fill="none" stroke="${palette.ink2}"/>`,
    text(EDGE + km * k + 8, bottom, 11, palette.ink3, `${km} ${WORDS.km[language]}`),
  ];
}

function shortNumber(value: number): string {
  return value < 1000 ? String(value) : `${value / 1000}k`;
}
